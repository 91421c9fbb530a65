"""Routing rules and wordings of notices: those of a folder of rules, or the shipped ones when it
has none.
"""

from __future__ import annotations

from pathlib import Path

from api.rules.folder import shipped_law
from engine.notices.loader import Templates, load_notices
from engine.routing.loader import load_routing
from engine.routing.router import Router

ROUTING, NOTICES = "routing", "notices"


def open_router(rulesets: Path | None) -> Router:
    """The compiled routing rules.

    Raises:
        RulesetError: something is wrong in the folder.
    """
    return Router(load_routing(_holding(rulesets, ROUTING)))


def open_notices(rulesets: Path | None) -> Templates:
    """The wordings of notices.

    Raises:
        RulesetError: something is wrong in the folder.
    """
    return load_notices(_holding(rulesets, NOTICES) / NOTICES)


def _holding(rulesets: Path | None, part: str) -> Path:
    return rulesets if rulesets is not None and (rulesets / part).is_dir() else shipped_law()
