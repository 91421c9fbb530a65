"""Due notices that nobody prepared yet: worked out with each change, listed, given up with a
reason.
"""
