"""The rows of the register, from the groups of `figures.yaml`: the same bytes each time. They hold
no text and no address.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("figures.yaml")
SEED = 2019
_DAYS = 345
"""Reports come in over so many days of their year: what follows them still falls in it."""
_UNTIL_DECISION = timedelta(hours=2)
_KINDS = {"pharos": "pharos", "hebergeur": "lcen", "iccam": "iccam", "signalant": "reply"}
_ENDS = {"accept": "decided", "correct": "decided", "noise": "noise"}
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Filed:
    """Rows of one report, with all that follows from it, as tables take them."""

    report: Values
    entry: Values | None
    decision: Values | None
    transmissions: tuple[Values, ...]


@cache
def plan() -> Mapping[str, Any]:
    """The groups, and the figures that they must give."""
    read: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


def filed(who: str) -> Iterator[Filed]:
    """Every report of the register, sent, read and decided by one account."""
    drawn = random.Random(SEED)
    number = 0
    for group in plan()["groups"]:
        values = _spread(group)
        start = datetime(group.get("year", plan()["year"]), 1, 2, 8, tzinfo=UTC)
        for at in range(group["count"]):
            number += 1
            received = start + timedelta(days=at * _DAYS // group["count"], minutes=drawn.randrange(600))
            yield _report(group, number, at, received, values[at], who)


def _spread(group: Mapping[str, Any]) -> list[Values]:
    """Register values of each report of a group, laid on the first ones, in order;
    the others are not known.
    """
    found: list[Values] = [{} for _ in range(group["count"])]
    for name, shares in group.get("spread", {}).items():
        laid = [value for value, count in shares.items() for _ in range(count)]
        for held, value in zip(found, laid, strict=False):
            held[name] = value
    return found


def _report(group: Mapping[str, Any], number: int, at: int, received_at: datetime, values: Values, who: str) -> Filed:
    name, decided = _id("rep", number), group.get("decided")
    report: Values = {
        "id": name, "version": 1, "channel": "form", "source": who, "received_at": received_at,
        "state": _ENDS[decided["kind"]] if decided else "open", "text_length": 0, "raised": [],
        "reported_category": group.get("category"),
    }  # fmt: skip
    decision = None
    if decided:
        decision = {
            "id": _id("dec", number), "report": name, "kind": decided["kind"], "offence": decided.get("offence"),
            "offence_field": decided.get("field"), "decided_by": who, "decided_at": received_at + _UNTIL_DECISION,
        }  # fmt: skip
    told = [recipient for recipient, count in group.get("tell", {}).items() if at < count]
    sent = tuple(_transmission(number, n, recipient, report, decision) for n, recipient in enumerate(told))
    return Filed(report, _entry(group, name, number, received_at, values, who), decision, sent)


def _entry(
    group: Mapping[str, Any], name: str, number: int, received_at: datetime, values: Values, who: str
) -> Values | None:
    if "origin" not in group:
        return None
    key = hashlib.sha256(f"registre-{SEED}-{number}".encode()).hexdigest()
    columns = dict.fromkeys(("hosting_country", "service", "tld", "victim_sex"))
    return {
        "report": name,
        "origin": group["origin"],
        "address_key": key,
        "stated_by": who,
        "stated_at": received_at,
        **columns,
        **values,
    }


def _transmission(number: int, turn: int, recipient: str, report: Values, decision: Values | None) -> Values:
    who, decided_at = report["source"], report["received_at"] + _UNTIL_DECISION
    offence, moment = (decision or {}).get("offence"), decided_at + timedelta(hours=1)
    key = hashlib.sha256(f"{recipient}-{number}".encode()).hexdigest()
    return {
        "id": _id("trm", 4 * number + turn), "version": 1, "report": report["id"], "decision": (decision or {}).get("id"), "offence": offence,
        "recipient": recipient, "kind": _KINDS[recipient], "language": "fr", "state": "sent", "two_persons": False, "sent_key": key,
        "prepared_by": who, "prepared_at": decided_at, "confirmed_by": who, "confirmed_at": decided_at, "sent_by": who, "sent_at": moment,
        "sent_how": "by_hand",
    }  # fmt: skip


def _id(prefix: str, number: int) -> str:
    return f"{prefix}_{number:026d}"
