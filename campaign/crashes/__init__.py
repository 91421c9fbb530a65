"""A crash at every statement of every command, and what the database holds afterwards."""

from campaign.crashes.running import run

__all__ = ["run"]
