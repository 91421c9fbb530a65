"""The second reader of cues: what patterns do not see, learnt from annotated sentences;
docs/decisions/0021 tells why.
"""
