"""The reader of whole reports: the words of a content and those of its reporter into fields,
gravity and kinds of noise.
"""
