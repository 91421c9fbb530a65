"""Quality of the rules: what decisions say of offences suggested, of clauses, of cues. Never about
a person.
"""
