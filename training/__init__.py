"""Offline training of the shipped models: outside the wheel, with the extra `train`."""
