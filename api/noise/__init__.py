"""The noise filter: asked by platforms ahead of their queue, and reviewed by people."""
