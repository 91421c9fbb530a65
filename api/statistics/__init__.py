"""Statistics: what the register counts for a period, as tables, drawings, files and reports. Never
about a person.
"""
