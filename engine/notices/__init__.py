"""Notices: what is written to hosts, authorities, partners and reporters about a content that a
person has decided on.
"""
