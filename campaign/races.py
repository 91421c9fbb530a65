"""Races on one PostgreSQL: each run is one round of every race. Those over HTTP are sent to four
instances, processes of their own; those of notices and of publications to four services of this
process, each with connections of its own, since they rest on a law and on evidence prepared here.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path

import httpx2

from api.kit.permissions import Role
from campaign.databases import empty_database
from campaign.instances import ForkedInstance, ForkServer, fork_server, variables, wait_ready
from campaign.people import machine, person, services_on
from campaign.race_cases import ATTEMPTS, RACES, RaceRound
from campaign.race_desks import NoticeRaces, PublicationRaces
from campaign.rows import CampaignRow
from campaign.run_log import RunLog
from tests.api.service.world import small_law

INSTANCES = 4
ROUNDS_A_DATABASE = 50


def run(database: str, log: RunLog, *, runs: int, shared: ForkServer | None = None) -> CampaignRow:
    """Races until so many rounds were logged."""
    with (
        tempfile.TemporaryDirectory(prefix="qualif-campaign-") as folder,
        fork_server(Path(folder), shared) as server,
    ):
        while log.runs < runs:
            with ExitStack() as opened:
                url, place = opened.enter_context(empty_database(database, "races"))
                services = opened.enter_context(services_on(url, place, small_law()))
                settings = variables(url, place, SIGN_IN_PER_MINUTE=str(ATTEMPTS))
                instances = [ForkedInstance(server, settings) for _ in range(INSTANCES)]
                clients = []
                for instance in instances:
                    instance.start()
                    opened.callback(instance.kill)
                    wait_ready(instance)
                    clients.append(opened.enter_context(httpx2.Client(base_url=instance.url, timeout=60)))
                caller, people = machine(services), [person(services, Role.ANALYST) for _ in range(INSTANCES)]
                notices = opened.enter_context(NoticeRaces(database))
                publications = opened.enter_context(PublicationRaces(database))
                for _ in range(min(ROUNDS_A_DATABASE, runs - log.runs)):
                    race = RaceRound(str(log.runs), clients, services, caller, people)
                    wrong = [fault for one in RACES for fault in one(race)]
                    log.done([*wrong, *notices.round(), *publications.round()])
    log.note(f"{len(RACES) + 2} races a run")
    return log.row()
