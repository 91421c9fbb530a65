"""Rulebook: what a folder of rules holds beside the law, who is told, what is written, what is read
first, what is expected and when.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from api.rules.dangers import Dangers, open_dangers
from api.rules.delivery_networks import HostingTables, open_tables
from api.rules.follow_up import FollowUp, open_followup
from api.rules.notices import open_notices, open_router
from api.rules.priorities import Priorities, open_priorities
from api.rules.register import Vocabulary, open_vocabulary
from api.rules.second_readings import Rereading, open_rereading
from engine.notices.loader import Templates
from engine.routing.router import Router


@dataclass(frozen=True)
class Rulebook:
    """Opened once; nothing in it changes an answer from one call to the next."""

    priorities: Priorities
    dangers: Dangers
    register: Vocabulary
    hosting: HostingTables
    router: Router
    notices: Templates
    follow_up: FollowUp
    second_readings: Rereading


def open_rulebook(rulesets: Path | None) -> Rulebook:
    """The files of a folder of rules, the shipped ones where it lacks them.

    Raises:
        RulesetError, ValueError: a file cannot be used.
    """
    return Rulebook(
        priorities=open_priorities(rulesets),
        dangers=open_dangers(rulesets),
        register=open_vocabulary(rulesets),
        hosting=open_tables(rulesets),
        router=open_router(rulesets),
        notices=open_notices(rulesets),
        follow_up=open_followup(rulesets),
        second_readings=open_rereading(rulesets),
    )
