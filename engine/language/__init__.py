"""From YAML files to a checked ruleset: reading with positions, schema, one check a file,
diagnostics.
"""
