"""Backtest of a law change on stored reports: archive, shards, processes, summary."""
