"""A reader behind a model server: a language model answers the questions of the vocabulary; its
answers are presumed facts, each with words that are in the report.
"""
