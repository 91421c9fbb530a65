"""YAML files with places: reader, diagnostics, schema validation, quoting and bilingual text.

Imports no other package of the product.
"""
