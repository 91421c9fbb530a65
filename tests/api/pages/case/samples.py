"""A service with cases to read: the school examples on the shipped law, one with facts presumed from its text, one set aside."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from sqlalchemy import update

from api.db import migrate
from api.db.reports import FactRow, ReportRow
from api.journal.entries import SYSTEM
from api.rules.folder import open_law
from engine.reasoning.qualify import Engine
from tests.api.service.world import World
from tests.shared import ROOT

_DATABASE = "qualif.sqlite3"
MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TEXT = "On sait où tu habites. Samedi on vient te chercher et tu finiras à l'hôpital, toi et ta sœur. Ne dis pas qu'on ne t'a pas prévenu."
PRESUMED: dict[str, Any] = {
    "reference": "lettre-12",
    "channel": "form",
    "url": "https://messagerie.exemple/conversation/12?utm_source=x",
    "text": TEXT,
    "reported_category": "autre",
    "date_of_facts": "2026-11-20",
    "facts": {
        "acces": "message_direct",
        "menace_adressee": {"value": True, "standing": "presumed", "source": "modèle (essai)", "span": [0, 22]},
        "menace": {
            "value": True,
            "standing": "presumed",
            "source": "indice textuel (menace-de-coups)",
            "span": [23, 77],
        },
    },
}
SAME = {**PRESUMED, "reference": "lettre-13", "channel": "email"}
QUIET = {
    "reference": "horaires",
    "channel": "form",
    "text": "Bonjour, pouvez-vous me dire vos horaires ? Merci d'avance.",
}


@cache
def shipped() -> Engine:
    """The engine on the shipped law."""
    return open_law(None)


def bench(folder: Path) -> World:
    """The service with its cases."""
    (folder / _DATABASE).write_bytes(_filled())
    return _opened(folder)


def _opened(folder: Path) -> World:
    made = World(f"sqlite:///{folder / _DATABASE}", folder, engine=shipped())
    made.clock.moment = MORNING
    return made


@cache
def _filled() -> bytes:
    """The database of the service with its cases, made once a process."""
    with TemporaryDirectory() as name:
        made = _opened(Path(name))
        migrate.upgrade(made.database)
        fill(made)
        made.close()
        return (Path(name) / _DATABASE).read_bytes()


def fill(world: World) -> None:
    """Sends the cases."""
    for body in (PRESUMED, SAME, *examples(), QUIET):
        stored = world.report(**body)
    with world.database.write() as session:
        row = session.get(ReportRow, stored["id"])
        assert row is not None
        row.state, row.noise_score, row.noise_decision, row.noise_reason = "low_priority", 0.02, "set_aside", "score"
        row.noise_audit, row.noise_field = True, "none"
        read = FactRow.source.startswith("indice textuel (") | FactRow.source.startswith("modèle (")
        session.execute(update(FactRow).where(read).values(stated_by=SYSTEM))  # as when the service reads


def examples() -> list[dict[str, Any]]:
    """The school examples, as reports."""
    found = []
    for data in yaml.safe_load((ROOT / "examples/signalements.yaml").read_text(encoding="utf-8")):
        sent = {**data, "reference": data["id"].removeprefix("exemple-"), "date_of_facts": str(data["date_of_facts"])}
        del sent["id"]
        found.append(sent)
    return found
