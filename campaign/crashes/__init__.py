"""A crash at every statement of every command, and what the database holds afterwards."""

from campaign.crashes.running import run, run_disk_calls

__all__ = ["run", "run_disk_calls"]
