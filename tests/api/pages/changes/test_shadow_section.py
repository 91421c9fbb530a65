"""The page of a change request: its shadow runs by forms, its limits, what waits for its English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.kit.permissions import Role
from api.rules import edition_rows
from api.shadow import worker
from tests.api.app.editions import started
from tests.api.changes.desk import OFFENCE
from tests.api.pages.changes.browsing import PAGE, PagesDesk, forms, words
from tests.api.pages.shared import Outline
from tests.api.service.inline_worker import InlineWorker
from tests.api.shadow.shadow_office import PENALTY, ShadowOffice

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BOTH, ABSENT = 'label: {fr: "Rendue publique", en: "Made public"}', 'label: {fr: "Rendue publique"}'


class Reader:
    """People who look at the request of an office, and act on it by its forms."""

    def __init__(self, office: ShadowOffice) -> None:
        self.office = office
        self.address = f"/demandes/{office.change}"

    def page(self, client: TestClient | None = None, language: str = "fr") -> str:
        """The page of the request; its markup is sound, each of its ids stands once."""
        answer = (client or self.office.editor).get(self.address, headers={**PAGE, "accept-language": language})
        assert answer.status_code == 200
        outline = Outline(answer.text)
        ids = [attributes["id"] for _, attributes in outline.elements if "id" in attributes]
        assert (outline.faults, len(ids)) == ([], len({*ids}))
        return str(answer.text)

    def send(self, act: str, client: TestClient | None = None, status: int = 200, **form: Any) -> str:
        """A form, and the page that follows."""
        answer = (client or self.office.editor).post(f"{self.address}/{act}", data=form, headers=PAGE)
        assert answer.status_code == status, words(answer.text)
        return str(answer.text)

    def offers(self, client: TestClient | None = None) -> set[str]:
        """Acts on a shadow that the page offers."""
        acts = {one.removeprefix(f"{self.address}/") for one in forms(self.page(client))}
        return acts & {"parallele", "parallele/arret"}


@pytest.fixture
def reader(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """A request whose shadow runs and evidence are worked out in this process."""
    monkeypatch.setattr(worker, "BoundedWorker", InlineWorker)
    world = started(database_url, tmp_path)
    world.serve(replace(world.services, bounded=InlineWorker(), previewer=InlineWorker()))
    office = ShadowOffice(world)
    yield Reader(office)
    office.worker.stop()
    world.close()


@ON_SQLITE
def test_a_shadow_is_started_read_and_stopped_by_its_forms(reader: Reader) -> None:
    office = reader.office
    assert "n’a pas encore répondu en parallèle" in words(reader.page())
    done = words(reader.send("parallele", precision="0.2"))
    assert "Marche en parallèle commencée." in done
    assert "0 signalement répondu des deux façons" in done
    assert reader.offers() == {"parallele/arret"}
    office.send(2)
    office.send(1, menace=False, acces="message_direct")
    office.settle()
    page = words(reader.page())
    assert "3 signalements répondus des deux façons inchangés : 1 changés : 2, soit 66,7 % [" in page
    assert "précision demandée : 20,0 points" in page
    assert "ensemble perdues 2" in page
    assert "élément publicite" in page
    stopped = words(reader.send("parallele/arret"))
    assert "ce qu’elle a compté reste" in stopped
    assert ": arrêtée par une personne." in stopped
    assert "changés : 2" in stopped


@ON_SQLITE
def test_reports_are_named_to_those_who_read_them_alone(reader: Reader) -> None:
    reader.send("parallele")
    (name,) = reader.office.send()
    reader.office.settle()
    hidden, told = reader.page(), reader.page(reader.office.world.signed_in(Role.REVIEWER))
    assert f"/signalements/{name}" not in hidden
    assert "Les exemples sont réservés à qui lit les signalements." in words(hidden)
    assert f'href="/signalements/{name}"' in told
    assert "réservés" not in words(told)


@ON_SQLITE
def test_an_earlier_run_stays_with_the_files_it_was_on(reader: Reader) -> None:
    office = reader.office
    reader.send("parallele")
    office.send(2)
    office.settle()
    first = office.runs()[0]["tree"][:12]
    assert f"Fichiers {first}, ceux de la demande." in words(reader.page())
    office.edit(office.change, *PENALTY)
    office.settle()
    assert ": la demande a d’autres fichiers depuis." in words(reader.page())
    office.world.clock.moment += timedelta(minutes=1)
    page = words(reader.send("parallele"))
    second = office.runs()[0]["tree"][:12]
    assert f"Fichiers {second}, ceux de la demande." in page
    earlier = page.partition("1 marche antérieure")[2]
    assert f"Fichiers {first}, modifiés depuis." in earlier
    assert "2 signalements répondus des deux façons" in earlier


@ON_SQLITE
def test_a_shadow_is_shown_and_offered_as_its_rights_say(reader: Reader) -> None:
    world = reader.office.world
    assert reader.offers(world.signed_in(Role.POLICY_APPROVER)) == {"parallele"}
    reviewer, analyst = world.signed_in(Role.REVIEWER), world.signed_in(Role.ANALYST)
    assert reader.offers(reviewer) == set()
    assert 'id="parallele"' in reader.page(reviewer)
    assert "parallele" not in reader.page(analyst)
    for act in ("parallele", "parallele/arret"):
        for client in (reviewer, analyst):
            reader.send(act, client, 403)
    assert reader.office.runs() == []


@ON_SQLITE
def test_what_is_refused_is_said_on_the_page_with_what_was_chosen(reader: Reader) -> None:
    reader.send("parallele")
    assert "Marche en parallèle en cours" in words(reader.send("parallele", None, 409))
    reader.send("parallele/arret")
    assert "arrêtée par une personne" in words(reader.send("parallele/arret")), "stopped already"
    reader.send("parallele", None, 422, precision="0.001")
    reader.office.change = reader.office.open_change('label: {fr: "Une menace"', 'label: {fr: "Une menace"  ')
    same = Reader(reader.office).send("parallele", None, 409, precision="0.1")
    assert '<option value="0.1" selected>' in same
    assert reader.office.runs() == []


@ON_SQLITE
def test_a_shadow_is_said_in_english(reader: Reader) -> None:
    reader.send("parallele")
    reader.office.send(1)
    reader.office.settle()
    page = words(reader.page(language="en"))
    assert "Under way since" in page
    assert "1 report answered both ways unchanged: 0 changed: 1, that is 100.0% [" in page
    assert "Files " in page


@ON_SQLITE
def test_a_report_that_has_no_answer_is_counted_apart(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edition_rows, "files_of", lambda *_: None)
    reader.send("parallele")
    reader.office.send(2)
    reader.office.settle()
    assert "changés : 2, soit 100,0 %" in words(reader.page())
    assert "dont sans le droit qui avait répondu : 2" in words(reader.page())


def test_texts_to_translate_are_listed_at_their_line_as_what_forbids_to_submit(desk: PagesDesk) -> None:
    change = desk.opened()
    desk.written(change, BOTH, ABSENT)
    page = desk.evidence(change)
    line = 1 + desk.base.text(OFFENCE).split(BOTH)[0].count("\n")
    place = f"/demandes/{change}/fichier?path=offences%2Fexemple%2Fmenace%2Foffence.yaml&amp;ligne={line}"
    assert f'<a href="{place}">{OFFENCE}:{line}</a> <span lang="fr">Rendue publique</span>' in page
    assert "la demande ne peut pas être soumise avant" in words(page)
    assert "écrire l’anglais des textes à traduire" in words(page)
    assert "corriger ce que signalent" not in words(page)
    assert f"/demandes/{change}/soumission" not in forms(page)
    english = words(desk.get(f"/demandes/{change}", language="en"))
    assert "the request cannot be submitted before" in english
    desk.written(change, ABSENT, BOTH.replace("Made public", "Published"))
    done = desk.evidence(change)
    assert "soumise avant" not in words(done)
    assert f"/demandes/{change}/soumission" in forms(done)


def test_limits_are_a_link_away(desk: PagesDesk) -> None:
    change = desk.opened()
    link = f'<a href="/demandes/{change}/limites">'
    assert f"{link}Répondre aux cas limites</a>" in desk.get(f"/demandes/{change}")
    assert f"{link}Answer the limit cases</a>" in desk.get(f"/demandes/{change}", language="en")
    assert f"{link}Voir les cas limites</a>" in desk.get(f"/demandes/{change}", desk.world.signed_in(Role.ANALYST))
