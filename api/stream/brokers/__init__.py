"""Adapters of the ports of a stream to message brokers."""
