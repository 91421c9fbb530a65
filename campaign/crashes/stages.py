"""Kinds of service that scenarios run on: the same ones before a crash and after the restart."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from tests.api.reports.double_review.test_double_review import ALL, rereading
from tests.api.service.inline_worker import InlineWorker
from tests.api.service.reading import texts
from tests.api.service.world import World, shipped_rules, small_law
from tests.api.transmissions.notices.test_transmissions import NOON, SETTINGS
from tests.shared import shipped

PROVIDER = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": "qualif", "oidc_client_secret": "x" * 32}
"""A provider of identities, which is never asked: accounts can be linked to it."""


class Stage(StrEnum):
    """A kind of service."""

    SMALL = "the small law of the documentation"
    TWICE = "the small law, every decision read twice"
    READING = "the small law, and the readers of texts"
    SHIPPED = "the shipped law, and a notifier"


def warm(stages: set[Stage]) -> None:
    """Opens what all services of these kinds share: children of this process find it open."""
    small_law()
    shipped_rules()
    if Stage.SHIPPED in stages:
        shipped()
    if Stage.READING in stages:
        texts()


def open_world(stage: Stage, url: str, folder: Path) -> World:
    """A service that starts on a database, whose drafts of rules are worked out in this process."""
    options: dict[str, Any] = {**PROVIDER}
    if stage is Stage.SHIPPED:
        options |= {"engine": shipped(), **SETTINGS}
    elif stage is Stage.READING:
        options["texts"] = texts()
    world = World(url, folder, **options)
    if stage is Stage.SHIPPED:
        world.clock.moment = NOON
    worker = InlineWorker()
    world.serve(replace(world.services, bounded=worker, previewer=worker))
    return rereading(world, ALL) if stage is Stage.TWICE else world
