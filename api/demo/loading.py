"""Loads the demonstration: what is already there is not loaded again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from api.accounts import repository as accounts
from api.accounts import service
from api.accounts.schemas import AccountCreate
from api.db.people import AccountRow
from api.db.reports import ReportRow
from api.db.sessions import WriteSession
from api.hosts import repository as hosts
from api.hosts import service as directory
from api.hosts.schemas import HostInput
from api.http.identity import Identity
from api.http.services import Services
from api.journal.entries import SYSTEM
from api.kit.permissions import Role, granted
from api.reports.intake import receive
from api.reports.schemas import ReportCreate

FILE = Path(__file__).with_name("signalements.yaml")
HOSTS = FILE.with_name("hebergeurs.yaml")
LOGIN = "demonstration"
"""The machine that sends the demonstration reports."""


def reports(today: Any) -> list[ReportCreate]:
    """The reports of the file, dated from today."""
    found = []
    for given in yaml.safe_load(FILE.read_text(encoding="utf-8"))["reports"]:
        day = today - timedelta(days=given.pop("days_ago"))
        category = given.pop("category", None)
        channel = given.pop("channel", "form")
        told = {**given, "channel": channel, "reported_category": category, "date_of_facts": day.isoformat()}
        found.append(ReportCreate.model_validate(told))
    return found


def load(services: Services) -> tuple[int, int]:
    """Stores the reports that are missing; how many were stored, and how many there are.

    One transaction each, as machines send them: what repeats an earlier one is recognised.
    """
    wanted = reports(services.clock.today())
    with services.database.write() as session:
        who = sender(session, services)
        _hosts(session, services, who)
        known = set(session.scalars(select(ReportRow.reference).where(ReportRow.source == who.account)))
    missing = [report for report in wanted if report.reference not in known]
    for report in missing:
        receive(services, who, report, None)
    return len(missing), len(wanted)


def _hosts(session: WriteSession, services: Services, who: Identity) -> None:
    """The invented hosts that the directory does not hold yet."""
    for given in yaml.safe_load(HOSTS.read_text(encoding="utf-8"))["hosts"]:
        if hosts.by_name(session, given["name"]) is None:
            directory.state(session, services, who, HostInput.model_validate(given))


def sender(session: WriteSession, services: Services) -> Identity:
    """The machine that sends demonstrations, made when it is missing."""
    row = accounts.by_login(session, LOGIN)
    if row is None:
        made = service.create(session, services, SYSTEM, AccountCreate(login=LOGIN, roles=[Role.INTEGRATOR]))
        row = session.get(AccountRow, made.account.id)
    assert row is not None
    return Identity(row.id, row.pseudonym, tuple(row.roles), granted(row.roles), "key")
