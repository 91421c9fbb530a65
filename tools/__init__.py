"""Commands for who works on the project: what the readers do, copied words, pictures of pages.

Never in the wheel.
"""
