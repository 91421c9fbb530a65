"""Readings by a model server, beside the service: asked for at intake, done after, applied to what
still waits.
"""
