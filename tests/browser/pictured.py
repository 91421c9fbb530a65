"""A service in which every page has something to show, and the address of each page, by the name of its picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from api.db import migrate
from api.kit.permissions import Role
from api.rules.second_readings import Rereading
from api.rules.tree import blob_digest, tree_of_folder
from tests.api.changes.desk import first_edition
from tests.api.pages.case.samples import MORNING, fill, shipped
from tests.api.reports.double_review import test_double_review as again
from tests.api.service.world import World
from tests.api.transmissions.notices import test_transmissions as sending
from tests.shared import ROOT

EDITED = "offences/violences/cp-222-17/offence.yaml"
"""The file of the shipped law that the request edits."""
READ_TWICE = ("lettre-12", "1-haine", "2-opinion")
"""Reports decided the day before: two are read a second time, the third waits for whoever looks at the pages."""


@dataclass(frozen=True)
class Pictured:
    """The service, who looks at it, and its pages."""

    world: World
    client: TestClient
    pages: dict[str, str]


def pictured(folder: Path) -> Pictured:
    """The service: cases, two disagreements, one of them settled, a notice, a second reading taken."""
    world = World(f"sqlite:///{folder / 'qualif.sqlite3'}", folder, engine=shipped(), **sending.SETTINGS)
    migrate.upgrade(world.database)
    world.clock.moment = MORNING
    world.services = replace(
        world.services,
        rules=replace(world.services.rules, second_readings=Rereading(shares={}, other_fields=1.0, least=2)),
    )
    world.serve(world.services)
    fill(world)
    sending.host(world)
    adult = sending.send(world, reference="age-1")
    first = again.person(world)
    ids = {r["reference"]: r["id"] for r in first.get("/v1/reports?limit=100").json()["items"]}
    notice = _notice(first, adult)
    for name in READ_TWICE:
        _decide(first, ids[name], "none_applies")
    second = again.person(world)
    again.tomorrow(world, second)
    for _ in READ_TWICE[:2]:
        again.ended(second, "noise")
    looks = world.signed_in(Role.ANALYST, Role.REVIEWER, Role.POLICY_EDITOR, Role.ADMINISTRATOR)
    pages = _pages(world, looks, ids | {"age-1": adult}, notice) | _pages_of_a_request(_request(world, looks))
    return Pictured(world, looks, pages)


def _request(world: World, client: TestClient) -> str:
    """A request that changes a penalty of the shipped law; its evidence is not worked out."""
    tree = tree_of_folder(ROOT / "rulesets")
    with world.database.write() as session:
        first_edition(session, world.clock.now(), tree)
    change: str = client.post("/v1/changes", json={"title": "Une amende plus forte"}).json()["id"]
    text = tree.text(EDITED).replace("fine_euros: 7500}", "fine_euros: 9000}", 1)
    assert text != tree.text(EDITED)
    files = [{"path": EDITED, "text": text, "seen": blob_digest(tree.files[EDITED])}]
    saved = client.put(f"/v1/changes/{change}/files", json={"files": files})
    assert saved.status_code == 200, saved.text
    return change


def _pages_of_a_request(change: str) -> dict[str, str]:
    return {
        "demande": f"/demandes/{change}",
        "demande-fichier": f"/demandes/{change}/fichier?path={EDITED}",
        "demande-limites": f"/demandes/{change}/limites",
        "gestes": f"/demandes/{change}/gestes",
        "geste": f"/demandes/{change}/gestes/defense?choix=cp-222-17",
    }


def _decide(client: TestClient, report: str, kind: str) -> None:
    etag = {"if-match": client.get(f"/v1/reports/{report}").headers["etag"]}
    told = client.post(f"/v1/reports/{report}/decision", json={"kind": kind}, headers=etag)
    assert told.status_code == 200, told.text


def _notice(client: TestClient, report: str) -> str:
    """A notice, confirmed and tried dry."""
    _decide(client, report, "accept")
    name: str = sending.prepare(client, report, language="fr").json()["id"]
    assert sending.act(client, name, "confirmation").status_code == 200
    return name


def _pages(world: World, client: TestClient, ids: dict[str, str], notice: str) -> dict[str, str]:
    def answer_page(reference: str) -> str:
        told: dict[str, Any] = client.get(f"/v1/reports/{ids[reference]}").json()
        return f"/qualifications/{told['qualification']['id']}"

    accounts = client.get("/v1/accounts").json()["items"]
    machine = next(a["id"] for a in accounts if "integrator" in a["roles"])
    person = next(a["id"] for a in accounts if a["roles"] == ["analyst"])
    link = client.post(f"/v1/accounts/{person}/link").json()["url"].rpartition("/")[2]
    reading = again.taken(client)
    listed = client.get("/relecture", headers=again.PAGE).text
    settle = listed.partition('href="/relecture/sec_')[2].partition('"')[0]
    case = f"/signalements/{ids['6-citation-incertaine']}"
    return {
        "droit": "/loi",
        "droit-recherche": "/loi?q=suicide",
        "droit-vide": "/loi?q=zzzz",
        "infraction": "/loi/loi-1881-33-al3",
        "infraction-longue": "/loi/cp-227-24",
        "infraction-censuree": "/loi/cp-421-2-5-2",
        "infraction-introuvable": "/loi/cp-227-2",
        "faits": "/faits?q=age",
        "regles": "/regles?q=approbation%3Deloge",
        "notion": "/regles/notions/expression_outrageante",
        "fait": "/regles/faits/approbation",
        "lexique": "/regles/lexiques/crimes/indices",
        "priorites": "/regles/ordre",
        "aiguillage": "/regles/aiguillage",
        "modele": "/regles/modeles/dsa16.fr",
        "parametres": "/regles/parametres/suivi",
        "fichier-de-regles": "/regles/fichiers/notions/haine.yaml?ligne=20",
        "aide": "/aide",
        "premier-dossier": "/premier-dossier?etape=3",
        "semantique": "/aide/semantique",
        "accessibilite": "/accessibilite",
        "affichage": "/affichage",
        "composants": "/gallery",
        "file": "/file",
        "file-decides": "/file?etat=decided",
        "file-vide": "/file?q=zzzz",
        "saisie": "/signalements/nouveau",
        "essai": "/essayer",
        "essai-cas": "/essayer?infraction=cp-222-17&cas=3",
        "dossier": case,
        "dossier-present-fait": f"{case}?fait=age_victime",
        "dossier-doublon": f"/signalements/{ids['lettre-13']}",
        "dossier-decide": f"/signalements/{ids['age-1']}",
        "dossier-sans-texte": f"/signalements/{ids['7-hypertrucage']}",
        "entre-collegues": "/echanges",
        "dossier-entre-collegues": f"{case}/echanges",
        "coordonnees": f"/signalements/{ids['age-1']}/coordonnees",
        "suites": f"/signalements/{ids['age-1']}/suites",
        "notification": f"/notifications/{notice}",
        "suivi": "/suivi",
        "fin-de-service": "/suivi/fin",
        "hebergeurs": "/hebergeurs",
        "reponse-gardee": f"{answer_page('6-citation-incertaine')}?rejouer=1",
        "bruit": "/bruit",
        "secondes-lectures": "/relecture",
        "seconde-lecture": reading,
        "arbitrage": f"/relecture/sec_{settle}",
        "accord": "/accord",
        "statistiques": "/statistiques",
        "mes-semaines": "/statistiques/moi",
        "demandes": "/demandes",
        "proposition": "/loi/cp-222-17/proposition",
        "publications": "/publications",
        "qualite": "/qualite",
        "moi": "/moi",
        "mot-de-passe": "/moi/mot-de-passe",
        "administration": "/administration",
        "compte": f"/administration/{person}",
        "compte-machine": f"/administration/{machine}",
        "etat-du-service": "/administration/sante",
        "conservation": "/administration/conservation",
        "travaux": "/travaux",
        "connexion": "/sign-in",
        "connexion-par-lien": f"/sign-in/{link}",
        "connexion-lien-inconnu": "/sign-in/lien",
        "probleme": "/qualifications/qua_00000000000000000000000000",
        "probleme-explique": "/problems/not-found",
        "interface": "/docs",
    }
