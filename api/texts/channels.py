"""Channels: how a report came in."""

from __future__ import annotations

from typing import Literal

Channel = Literal["api", "form", "email", "phone", "partner"]
