"""Limits of the rules that a request writes, asked one by one."""
