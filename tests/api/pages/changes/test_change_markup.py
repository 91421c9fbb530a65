"""The pages of change requests, in each state: ids once, references that lead somewhere, headings in order, French said to be."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from starlette.testclient import TestClient

from tests.api.changes.desk import NEW_PENALTY, OFFENCE, OLD_PENALTY
from tests.api.pages.changes.browsing import PAGE, PRESUMED, PagesDesk
from tests.api.pages.shared import Outline
from tests.api.pages.shell.test_languages import FRENCH, TERMS, Spoken

NAMES = re.compile(r"exemple|menace|moquerie|conservation|hors_champ|offences/|cases\.yaml|Publications?")


def walked(desk: PagesDesk) -> dict[str, str]:
    """Requests in several states, by the address of their page."""
    moved, red = desk.ready("Late"), desk.opened("Red")
    desk.written(red, "kind: material", "kind: materiel")
    desk.evidence(red)
    published = desk.waiting(title="Published", old=OLD_PENALTY, new="penalty: {prison_months: 18")
    desk.act(published, "signature", desk.approver)
    desk.act(published, "publication", desk.approver)
    waiting = desk.waiting(title="Waiting", old=PRESUMED, new="")
    desk.act(waiting, "signature", desk.approver)
    desk.written(waiting, "# Infraction fictive", "# Infraction")
    desk.evidence(waiting)
    desk.send(f"/demandes/{waiting}/commentaires", body="Why?", place="offence:menace")
    emergency = desk.opened("At once", desk.approver)
    desk.written(emergency, "prison_months: 6", "prison_months: 7", client=desk.approver)
    desk.evidence(emergency, desk.approver)
    desk.act(emergency, "urgence", desk.approver, reason="Wrong", confirm="on")
    return {
        "list": "/demandes",
        "moved": f"/demandes/{moved}",
        "red": f"/demandes/{red}",
        "waiting": f"/demandes/{waiting}",
        "published": f"/demandes/{published}",
        "files": f"/demandes/{waiting}/fichier",
        "file": f"/demandes/{waiting}/fichier?path={OFFENCE}",
        "gestures": f"/demandes/{waiting}/gestes",
        "gesture": f"/demandes/{waiting}/gestes/defense?choix=menace",
        "proposal": "/loi/menace/proposition",
        "publications": "/publications",
    }


def pages(desk: PagesDesk, client: TestClient, language: str) -> dict[str, str]:
    """Each page, and the two on which texts are put together."""
    walk = walked(desk)
    found = {name: desk.get(address, client, language) for name, address in walk.items()}
    spoken = {**PAGE, "accept-language": language}
    found["merge"] = client.post(f"{walk['moved']}/reprise", headers=spoken).text
    conflict = {"path": OFFENCE, "seen": "", "text": NEW_PENALTY}
    found["conflict"] = client.post(f"{walk['moved']}/fichier", data=conflict, headers=spoken).text
    penalty = {"choix": ["menace", "v2020"], "prison": "9", "fine": "7500"}
    found["lines"] = client.post(f"{walk['moved']}/gestes/peine/apercu", data=penalty, headers=spoken).text
    drafted = {"choix": ["menace"], "name": "satire", "fr": "Satire", "article": "art. 1", "confidence": "T"}
    found["gesture refused"] = client.post(f"{walk['moved']}/gestes/defense/apercu", data=drafted, headers=spoken).text
    found["refused"] = client.post(f"{walk['red']}/description", data={"title": ""}, headers=spoken).text
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_are_well_made(desk: PagesDesk, language: str) -> None:
    for name, page in pages(desk, desk.approver, language).items():
        outline = Outline(page)
        assert outline.faults == [], name
        elements = [attributes for _, attributes in outline.elements]
        ids = [a["id"] for a in elements if "id" in a]
        assert len(ids) == len({*ids}), (name, sorted({i for i in ids if ids.count(i) > 1}))
        wanted = {
            one
            for a in elements
            for key in ("aria-labelledby", "aria-describedby", "for")
            for one in a.get(key, "").split()
        }
        wanted |= {a["href"][1:] for a in elements if a.get("href", "").startswith("#")}
        assert wanted <= {*ids}, (name, wanted - {*ids})
        levels = [int(tag[1]) for tag, _ in outline.elements if re.fullmatch(r"h[1-6]", tag)]
        assert levels.count(1) == 1, name
        assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == [], name
        labelled = {a["for"] for a in outline.all("label") if "for" in a}
        fields = [a for a in outline.all("input", "select", "textarea") if a.get("type") not in ("hidden", "checkbox")]
        assert [a for a in fields if a.get("id") not in labelled] == [], name
        if language == "en":
            said = [words.strip() for spoken, words in Spoken(page).found if spoken == "en"]
            assert [w for w in said if FRENCH.search(TERMS.sub("", NAMES.sub("", w)))] == [], name
