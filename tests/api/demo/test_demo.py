"""The demonstration: varied, invented, loaded once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select

from api.accounts.first_start import first_link
from api.app.bootstrap import open_services
from api.db.migrate import upgrade
from api.db.reports import ReportRow
from api.demo.loading import FILE, load, reports
from api.http.services import Services
from api.kit.settings import Settings
from api.texts.readers import Texts
from engine.model.outcome import Issue
from tests.api.service.reading import opened
from tests.shared import ROOT, shipped

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    engine = shipped()
    texts = Texts(engine.ruleset.facts, None, lambda _: opened())
    services = open_services(Settings(data_dir=tmp_path_factory.mktemp("demo")), engine=engine, texts=texts)
    upgrade(services.database)
    assert load(services) == (len(reports(TODAY)), len(reports(TODAY)))
    yield services
    services.database.dispose()


def test_there_are_enough_and_none_twice() -> None:
    names = [report.reference for report in reports(TODAY)]
    assert len(names) >= 60
    assert len(set(names)) == len(names)


def test_every_address_is_invented() -> None:
    hosts = re.findall(r"https?://([^/\"?]+)", FILE.read_text(encoding="utf-8"))
    assert len(hosts) > 30
    assert [host for host in hosts if not host.endswith(".exemple")] == []


def test_loading_again_stores_nothing(loaded: Services) -> None:
    assert load(loaded) == (0, len(reports(TODAY)))


def test_every_field_noise_and_duplicates_are_there(loaded: Services) -> None:
    law = shipped().ruleset
    with loaded.database.read() as session:
        mains = set(session.scalars(select(ReportRow.main).where(ReportRow.main.is_not(None))))
        counted = {
            row[0]: row[1] for row in session.execute(select(ReportRow.state, func.count()).group_by(ReportRow.state))
        }
        issues = set(session.scalars(select(ReportRow.issue)))
        ranks = set(session.scalars(select(ReportRow.priority_reason)))
    assert {law.offences[main].theme for main in mains} == {offence.theme for offence in law.offences.values()}
    assert issues == {issue.value for issue in Issue}
    assert counted["low_priority"] >= 6
    assert counted["duplicate"] >= 3
    assert counted["open"] >= 30
    assert ranks >= set(loaded.rules.priorities.labels)


def test_what_somebody_stated_within_the_field_is_never_set_aside(loaded: Services) -> None:
    with loaded.database.read() as session:
        aside = session.scalars(select(ReportRow.reference).where(ReportRow.state == "low_priority")).all()
    given = {r["reference"]: r for r in yaml.safe_load(FILE.read_text(encoding="utf-8"))["reports"]}
    stated = [given[name] for name in aside if name is not None and given[name].get("facts")]
    assert all(set(report["facts"]) <= {"objet_du_signalement", "acces", "en_ligne_au_constat"} for report in stated)


def test_the_first_administrator_is_made_although_the_demonstration_has_its_account(loaded: Services) -> None:
    link = first_link(loaded)
    assert link is not None
    assert link.url.startswith("http://127.0.0.1:8000/")


def test_make_run_serves_unless_told_not_to() -> None:
    makefile = Path(ROOT / "Makefile").read_text(encoding="utf-8")
    run = makefile.partition("\nrun:")[2].partition("\n\n")[0]
    before, _, after = run.partition("ifneq ($(SERVE),0)")
    assert "examples/signalements.yaml" in before
    assert "qualif serve --quiet --demo --link" in after
    assert "qualif serve" not in before
