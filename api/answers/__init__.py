"""Answers of the engine: asked, stored, asked again."""
