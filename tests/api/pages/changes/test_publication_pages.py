"""Publications in a browser: an emergency seen by all, going back, an edition to come, what is not served yet."""

from __future__ import annotations

import re
from datetime import timedelta

from api.db.changes import RequalificationRow
from api.db.people import AccountRow
from api.kit.permissions import Role
from tests.api.changes.desk import NEW_PENALTY, OLD_PENALTY
from tests.api.pages.changes.browsing import PagesDesk, forms, words


def test_an_emergency_is_seen_by_all_until_it_is_ratified(desk: PagesDesk) -> None:
    change = desk.opened("Peine fausse", desk.approver)
    desk.written(change, OLD_PENALTY, NEW_PENALTY, client=desk.approver)
    desk.get(f"/demandes/{change}", desk.approver)
    unsure = desk.act(change, "urgence", desk.approver, 422, reason="affichée depuis ce matin")
    assert "Cocher la case pour confirmer." in words(unsure)
    none = desk.act(change, "urgence", desk.approver, 422, reason=" ", confirm="on")
    assert "Raison absente" in words(none)
    desk.act(change, "urgence", desk.approver, reason="affichée depuis ce matin", confirm="on")
    analyst = desk.world.signed_in(Role.ANALYST)
    for address in ("/file", "/loi", "/demandes"):
        page = desk.get(address, analyst)
        assert "publiée en urgence : Peine fausse" in page.replace("\u202f", " ")
        assert "banners--urgent" in page
    listed = words(desk.get("/publications", desk.approver))
    assert "À ratifier avant le 18 décembre 2026" in listed
    assert "/publications/2/ratification" not in forms(desk.get("/publications", desk.approver))
    second = desk.world.signed_in(Role.POLICY_APPROVER)
    assert "/publications/2/ratification" in forms(desk.get("/publications", second))
    assert "Ratifiée le 15 décembre 2026" in words(desk.send("/publications/2/ratification", second))
    assert "publiée en urgence" not in desk.get("/file", analyst)


def test_ratification_is_offered_to_whom_the_service_takes_it_from(desk: PagesDesk) -> None:
    """Two seats, of which somebody with both roles took either: the other is open to both roles."""
    policy = (
        "rules:\n  - {fields: ['*'], classes: [editorial, wording, time, consequences, stricter, wider, both],"
        " signed_by: {policy_approver: 1}}\n"
        "emergency: {published_by: [policy_approver], ratified_by: {policy_approver: 1, reviewer: 1}, within_hours: 24}\n"
    )
    desk.install({"parameters/signatures.yaml": policy.encode()})
    change = desk.opened("Peine fausse", desk.approver)
    desk.written(change, OLD_PENALTY, NEW_PENALTY, client=desk.approver)
    desk.get(f"/demandes/{change}", desk.approver)
    desk.act(change, "urgence", desk.approver, reason="affichée depuis ce matin", confirm="on")
    address = next(
        one
        for one in forms(desk.get("/publications", desk.world.signed_in(Role.POLICY_APPROVER)))
        if one.endswith("/ratification")
    )
    desk.send(address, desk.world.signed_in(Role.POLICY_APPROVER, Role.REVIEWER))
    for role in (Role.POLICY_APPROVER, Role.REVIEWER):
        assert address in forms(desk.get("/publications", desk.world.signed_in(role))), role
    assert address not in forms(desk.get("/publications", desk.world.signed_in(Role.ANALYST)))
    ratified = words(desk.send(address, desk.world.signed_in(Role.REVIEWER)))
    assert "Ratifiée le 15 décembre 2026" in ratified


def test_the_last_publication_is_undone_by_a_request(desk: PagesDesk) -> None:
    change = desk.waiting()
    desk.act(change, "signature", desk.approver)
    desk.act(change, "publication", desk.approver)
    assert "Revenir à l’édition 1" in words(desk.get("/publications"))
    refused = desk.send("/publications/2/retour", None, 422, reason=" ")
    assert "Raison absente" in words(refused)
    opened = words(desk.send("/publications/2/retour", reason="la peine d'avant était la bonne"))
    assert "défait l’édition 2" in opened
    assert "la peine d'avant était la bonne" in opened
    assert "/publications/1/retour" not in forms(desk.get("/publications"))


def test_an_edition_to_come_is_withdrawn(desk: PagesDesk) -> None:
    change = desk.ready()
    version = forms(desk.get(f"/demandes/{change}"))[f"/demandes/{change}/description"]["version"]
    desk.send(f"/demandes/{change}/description", version=version, title="Plus tard", effect_at="2026-12-20T08:00")
    desk.act(change, "soumission")
    desk.act(change, "signature", desk.approver)
    assert "Prend effet le 20 décembre 2026, 8 h 00." in words(desk.act(change, "publication", desk.approver))
    assert "/publications/2/retrait" not in forms(desk.get("/publications"))
    gone = words(desk.send("/publications/2/retrait", desk.approver, reason="à revoir"))
    assert "retirée avant d’avoir pris effet" in gone
    assert "Édition retirée." in gone


def test_an_edition_withdrawn_says_by_whom_when_and_why_and_its_text_is_taken_up_again(desk: PagesDesk) -> None:
    change = desk.to_come(desk.world.clock.now() + timedelta(days=5))["id"]
    assert f"/demandes/{change}/nouvelle" not in forms(desk.get(f"/demandes/{change}"))
    listed = words(desk.send("/publications/2/retrait", desk.approver, reason="Date à revoir."))
    page = words(desk.get(f"/demandes/{change}"))
    by = desk.approver.get("/v1/changes/" + change).json()["signatures"][0]["by"]
    assert "publiée, puis retirée" in page
    assert f"Retirée par {by} le 15 décembre 2026, 11 h 00, avant d’avoir pris effet" in page
    assert "Date à revoir." in page
    assert f"Retirée le 15 décembre 2026, 11 h 00 par {by} ; elle devait prendre effet le 20 décembre 2026" in listed
    assert "Raison du retrait : Date à revoir." in listed
    assert "Prend effet le" not in page + listed
    assert "publiée, puis retirée" in words(desk.get("/demandes"))
    second = desk.world.signed_in(Role.POLICY_APPROVER)
    opened = desk.act(change, "nouvelle", second)
    again = re.search(r"/demandes/(chg_\w+)/", opened)
    assert again is not None
    assert again[1] != change
    assert "Demande ouverte avec le texte de l’édition retirée." in words(opened)
    desk.evidence(again[1], second)
    desk.act(again[1], "soumission", second)
    with desk.world.database.write() as session:
        author = session.get(AccountRow, desk.editor.headers["x-test-account"])
        assert author is not None
        author.roles = [Role.POLICY_EDITOR.value, Role.POLICY_APPROVER.value]
    assert f"/demandes/{again[1]}/signature" not in forms(desk.get(f"/demandes/{again[1]}", desk.editor))
    assert f"/demandes/{again[1]}/signature" not in forms(desk.get(f"/demandes/{again[1]}", second))
    assert f"/demandes/{again[1]}/signature" in forms(desk.get(f"/demandes/{again[1]}", desk.approver))


def test_what_an_edition_to_come_forbids_is_said_before_anything_is_written(desk: PagesDesk) -> None:
    first = desk.waiting()
    desk.act(first, "signature", desk.approver)
    desk.act(first, "publication", desk.approver)
    assert "/publications/2/retour" in forms(desk.get("/publications"))
    later = desk.ready("Plus tard", "fine_euros: 15000}", "fine_euros: 16000}")
    version = forms(desk.get(f"/demandes/{later}"))[f"/demandes/{later}/description"]["version"]
    desk.send(f"/demandes/{later}/description", version=version, title="Plus tard", effect_at="2026-12-20T08:00")
    for act, client in (("soumission", None), ("signature", desk.approver), ("publication", desk.approver)):
        desk.act(later, act, client)
    told = "L’édition 3 est publiée et prendra effet le 20 décembre 2026, 8 h 00"
    assert told in words(desk.get("/demandes"))
    kept = desk.get("/publications")
    assert "/publications/2/retour" not in forms(kept)
    assert "Revenir à une édition antérieure n’est pas possible tant que l’édition 3" in words(kept)
    change = desk.ready("Trop tôt", "fine_euros: 7500}", "fine_euros: 7600}")
    page = desk.get(f"/demandes/{change}", desk.approver)
    assert words(page).count(told) == 2, "beside the state, and in the form"
    assert "trop tôt pour être publiée" in words(page)
    assert "choisir une date d’effet à venir" in words(page)
    assert not {f"/demandes/{change}/{act}" for act in ("soumission", "urgence")} & forms(page).keys()
    version = forms(page)[f"/demandes/{change}/description"]["version"]
    form = {"version": version, "title": "Trop tôt", "effect_at": "2026-12-19T08:00"}
    refused = words(desk.send(f"/demandes/{change}/description", None, 422, **form))
    assert "avant celle de l’édition 3" in refused
    taken = desk.send(f"/demandes/{change}/description", **{**form, "effect_at": "2026-12-20T08:00"})
    assert "trop tôt pour être publiée" not in words(taken)
    assert f"/demandes/{change}/soumission" in forms(taken)


def test_what_was_superseded_says_from_when_to_when_it_answered(desk: PagesDesk) -> None:
    change = desk.waiting()
    desk.act(change, "signature", desk.approver)
    assert "En vigueur depuis le 15 décembre 2026, 11 h 00." in words(desk.act(change, "publication", desk.approver))
    desk.world.clock.moment += timedelta(minutes=20)
    back = re.search(r"/demandes/(chg_\w+)/", desk.send("/publications/2/retour", reason="la bonne était avant"))
    assert back is not None
    desk.evidence(back[1])
    for act, client in (("soumission", None), ("signature", desk.approver), ("publication", desk.approver)):
        desk.act(back[1], act, client)
    said = "En vigueur du 15 décembre 2026, 11 h 00 au 15 décembre 2026, 11 h 20"
    assert f"{said}." in words(desk.get(f"/demandes/{change}"))
    assert said in words(desk.get("/publications"))


def test_a_request_signed_on_another_edition_is_to_be_moved_and_no_longer_signed(desk: PagesDesk) -> None:
    signed = desk.waiting(title="Signée", old="fine_euros: 15000}", new="fine_euros: 16000}")
    desk.act(signed, "signature", desk.approver)
    waiting = desk.waiting(title="Soumise", old="fine_euros: 7500}", new="fine_euros: 7600}")
    assert "signée à publier" in words(desk.get("/demandes"))
    desk.published()
    listed = words(desk.get("/demandes"))
    assert "à publier" not in listed
    assert listed.count("soumise à reprendre sur la dernière édition") == 2
    for change in (signed, waiting):
        page = desk.get(f"/demandes/{change}", desk.world.signed_in(Role.POLICY_APPROVER))
        assert f"/demandes/{change}/signature" not in forms(page)
        assert f"/demandes/{change}/publication" not in forms(page)
        assert f"/demandes/{change}/reprise" in forms(page)
        assert "elle ne peut être ni signée ni publiée" in words(page)


def test_a_request_is_moved_onto_an_unrelated_edition_by_one_gesture(desk: PagesDesk) -> None:
    change = desk.waiting(title="Signée", old="fine_euros: 15000}", new="fine_euros: 16000}")
    desk.act(change, "signature", desk.approver)
    other = desk.open()["id"]
    desk.edit(other, "fine_euros: 30000}", "fine_euros: 31000}", "offences/exemple/menace-mineur/offence.yaml")
    desk.give_evidence(other)
    desk.sign_and_publish(desk.submit(other).json())
    page = desk.act(change, "reprise")
    assert "Demande reprise sur la dernière édition" in words(page)
    told = words(desk.get(f"/demandes/{change}"))
    assert "ne compte plus : la demande a été reprise sur une autre édition" in told
    assert "C’est l’édition 2, « Une peine de plus »." in told
    assert "fine_euros: 16000" in told, "the same edit,"
    assert "31000" not in told, "and nothing of the other's"
    assert f"/demandes/{change}/soumission" in forms(desk.get(f"/demandes/{change}")), "its evidence is worked out anew"
    for act, client in (("soumission", None), ("signature", desk.approver), ("publication", desk.approver)):
        done = desk.act(change, act, client)
    assert "En vigueur depuis" in words(done)


def test_who_publishes_is_said_to_whoever_may_not(desk: PagesDesk) -> None:
    change = desk.ready()
    told = "Une fois signée, elle est publiée par : approbateur des règles."
    assert told in words(desk.get(f"/demandes/{change}"))
    assert told not in words(desk.get(f"/demandes/{change}", desk.approver))
    assert "Le dossier est figé, et" not in words(desk.get(f"/demandes/{change}"))


def test_what_is_not_served_here_yet_is_said_on_pages_about_the_rules(desk: PagesDesk) -> None:
    assert "répond encore sous une autre édition" not in desk.get("/loi")
    desk.published()
    assert "répond encore sous une autre édition" in desk.get("/loi")
    assert "banners--urgent" not in desk.get("/loi")
    assert "répond encore sous une autre édition" not in desk.get("/moi")


def test_after_going_back_the_page_lists_the_answers_in_between(desk: PagesDesk) -> None:
    change = desk.waiting()
    desk.act(change, "signature", desk.approver)
    desk.act(change, "publication", desk.approver)
    report = desk.world.report(text="Un mot.")["id"]
    back = re.search(r"/demandes/(chg_\w+)/", desk.send("/publications/2/retour", reason="la bonne était avant"))
    assert back is not None
    desk.evidence(back[1])
    desk.act(back[1], "soumission")
    desk.act(back[1], "signature", desk.approver)
    desk.act(back[1], "publication", desk.approver)
    changed, gone = (desk.world.report(text=f"Un mot. {n}")["id"] for n in ("un", "deux"))
    outcomes = {report: "decided_changed", changed: "changed", gone: "erased"}
    with desk.world.database.write() as session:
        now = desk.world.clock.now()
        session.add_all(
            RequalificationRow(publication=3, report=name, outcome=outcome, at=now)
            for name, outcome in outcomes.items()
        )
    page = desk.get("/publications")
    told = "1 changée, remise dans la file, 1 décision à revoir, 1 non relue, ses mots étant effacés."
    assert told in words(page)
    assert not any(f"/signalements/{name}" in page for name in outcomes)
    shown = desk.get("/publications", desk.world.signed_in(Role.ANALYST))
    assert f"Réponses changées : {changed[-6:]}" in words(shown)
    assert f"Décisions à revoir : {report[-6:]}" in words(shown)
    assert [name for name in outcomes if f"/signalements/{name}" in shown] == [report, changed]
