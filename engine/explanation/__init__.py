"""Says why: proof and its checker, what is missing, what would change the answer, why not the
neighbours, in words.
"""
