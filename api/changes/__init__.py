"""Change requests on the rules: drafts, review, signatures, publication."""
