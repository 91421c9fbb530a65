"""Requests and responses: identity, guard, bodies, queries, problems, the ports of the
application.
"""
