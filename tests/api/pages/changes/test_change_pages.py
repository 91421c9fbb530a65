"""Change requests in a browser: the whole walk by forms, who sees which act, what is read for it, hostile words."""

from __future__ import annotations

import re

import pytest

from api.changes import repository
from api.kit.permissions import Role
from api.kit.problems import Problem
from api.pages.changes import signing, text_differences
from api.pages.changes.text_differences import file_differences
from tests.api.changes.desk import NEW_PENALTY, OFFENCE, OLD_PENALTY
from tests.api.pages.changes.browsing import HOSTILE, PAGE, PagesDesk, forms, in_state, statements, words
from tests.api.service.world import World
from tests.api.shadow.shadow_office import LEXICON


def test_a_request_goes_from_draft_to_publication_by_its_pages(world: World) -> None:
    desk = PagesDesk(world)
    listed = words(desk.get("/demandes"))
    assert "Qui signe quoi" in listed
    assert "1 approbateur des règles" in listed
    change = desk.opened("Doubler la peine")
    assert "modifier au moins un fichier" in words(desk.get(f"/demandes/{change}"))
    assert "Enregistré." in words(desk.written(change, OLD_PENALTY, NEW_PENALTY))
    assert "<progress" in desk.get(f"/demandes/{change}")
    page = words(desk.get(f"/demandes/{change}"))
    assert "Conséquences seulement" in page
    assert "1 an d’emprisonnement" in page
    assert "2 ans d’emprisonnement" in page
    assert "8 cas rejoués, sans échec." in page
    assert "Une fois soumise, elle sera signée par 1 approbateur des règles." in page
    assert "Demande soumise" in words(desk.act(change, "soumission"))
    looked = words(desk.act(change, "vu", desk.approver))
    assert "1 sur 1 vue par vous" in looked
    assert "Signé." in words(desk.act(change, "signature", desk.approver))
    assert "signée" in words(desk.get("/demandes"))
    published = words(desk.act(change, "publication", desk.approver))
    assert "En vigueur depuis le" in published
    history = words(desk.get("/publications"))
    assert "Édition 2 Doubler la peine en vigueur signée" in history
    assert "Édition 1 : dossier de règles de l’installation remplacée" in history


def test_a_request_is_tried_beside_the_rules_in_service_by_one_link(desk: PagesDesk) -> None:
    change = desk.ready()
    address = f"/essayer?demande={change}"
    for client in (desk.editor, desk.approver):
        assert f'href="{address}"' in desk.get(f"/demandes/{change}", client)
    desk.trier.stuck = False  # the page asks what the draft can try
    page = desk.get(address)
    assert re.search(rf'<option value="{change}" selected>', page)
    assert re.search(r'<input[^>]*name="comparer"[^>]* checked', page)
    desk.act(change, "abandon")
    assert address not in desk.get(f"/demandes/{change}")
    assert f'value="{change}"' not in desk.get(address), "what is closed is no draft"


def test_the_page_of_a_request_makes_the_process_of_trials_ready_for_whoever_may_try(desk: PagesDesk) -> None:
    change = desk.opened()
    desk.trier.stop()
    desk.get("/demandes")
    assert desk.trier.keys == []
    desk.get(f"/demandes/{change}")
    assert [key.partition(":")[0] for key in desk.trier.keys] == ["ready"]


def test_a_rule_is_a_link_away_from_a_trial_for_whoever_may_ask(desk: PagesDesk) -> None:
    link = 'class="btn btn--secondary" href="/essayer"'
    for rule in ("faits/menace", "notions/publicite"):
        assert link in desk.get(f"/regles/{rule}"), rule
        assert link not in desk.get(f"/regles/{rule}", desk.world.signed_in(Role.ADMINISTRATOR)), rule


def test_two_signatures_are_asked_for_and_who_is_missing_is_said(desk: PagesDesk) -> None:
    policy = "parameters/signatures.yaml"
    change = desk.opened("La politique")
    text = (
        "rules:\n"
        "  - {fields: ['*'], classes: [editorial, wording, time, consequences, stricter, wider, both],"
        " signed_by: {policy_approver: 1}}\n"
        "emergency: {published_by: [policy_approver], ratified_by: {policy_approver: 1}, within_hours: 24}\n"
    )
    desk.send(f"/demandes/{change}/fichier", path=policy, text=text, seen="")
    desk.world.account(Role.POLICY_APPROVER)
    desk.get(f"/demandes/{change}")
    assert "Il manque 2 approbateurs des règles" in words(desk.act(change, "soumission"))
    assert "Il manque 1 approbateur des règles" in words(desk.act(change, "signature", desk.approver))
    assert f"/demandes/{change}/publication" not in forms(desk.get(f"/demandes/{change}", desk.approver))
    second = desk.world.signed_in(Role.POLICY_APPROVER)
    desk.act(change, "signature", second)
    assert "édition 2" in words(desk.act(change, "publication", second))


def test_signatures_that_nobody_could_give_are_said_before_they_are_waited_for(desk: PagesDesk) -> None:
    change = desk.ready()
    lacking = "ne peut la signer en entier : il manque 1 approbateur des règles"
    assert lacking not in words(desk.get(f"/demandes/{change}"))
    desk.lose(desk.approver, "roles")
    assert lacking in words(desk.get(f"/demandes/{change}"))
    desk.act(change, "soumission")
    assert lacking in words(desk.get(f"/demandes/{change}"))
    desk.world.account(Role.POLICY_APPROVER)
    assert lacking not in words(desk.get(f"/demandes/{change}"))


EDITOR, APPROVER, REVIEWER, ANALYST, ADMINISTRATOR = (
    Role.POLICY_EDITOR,
    Role.POLICY_APPROVER,
    Role.REVIEWER,
    Role.ANALYST,
    Role.ADMINISTRATOR,
)
WRITES = {"description", "abandon"}
TALKS = {"commentaires"}
BESIDE = {"parallele"}
ALLOWED = {
    "empty": {EDITOR: WRITES | TALKS, APPROVER: WRITES | TALKS, REVIEWER: TALKS},
    "draft": {
        EDITOR: WRITES | TALKS | BESIDE | {"soumission"},
        APPROVER: WRITES | TALKS | BESIDE | {"soumission", "urgence"},
        REVIEWER: TALKS,
    },
    "submitted": {
        EDITOR: WRITES | TALKS | BESIDE | {"retour", "vu"},
        APPROVER: WRITES | TALKS | BESIDE | {"retour", "vu", "signature", "urgence"},
        REVIEWER: TALKS | {"vu"},
    },
    "signed": {
        EDITOR: WRITES | TALKS | BESIDE | {"retour", "vu"},
        APPROVER: WRITES | TALKS | BESIDE | {"retour", "vu", "signature", "publication"},
        REVIEWER: TALKS | {"vu"},
    },
    "published": {EDITOR: TALKS, APPROVER: TALKS, REVIEWER: TALKS},
    "closed": {},
    "moved": {
        EDITOR: WRITES | TALKS | BESIDE | {"reprise"},
        APPROVER: WRITES | TALKS | BESIDE | {"reprise"},
        REVIEWER: TALKS,
    },
}


@pytest.mark.parametrize("state", ALLOWED)
def test_each_state_shows_each_role_exactly_what_it_may_do(desk: PagesDesk, state: str) -> None:
    change = in_state(desk, state)
    for role in (EDITOR, APPROVER, REVIEWER, ANALYST, ADMINISTRATOR):
        page = desk.get(f"/demandes/{change}", desk.world.signed_in(role))
        shown = {action.removeprefix(f"/demandes/{change}/") for action in forms(page)} - {"/sign-out"}
        assert shown == ALLOWED[state].get(role, set()), role
        assert ("Modifier les fichiers" in page) is ("abandon" in shown)
    if state == "signed":
        signed = forms(desk.get(f"/demandes/{change}", desk.approver))
        assert f"/demandes/{change}/signature/retrait" in signed
        assert f"/demandes/{change}/signature" not in signed


def test_whoever_wrote_is_not_offered_to_sign(desk: PagesDesk) -> None:
    both = desk.world.signed_in(EDITOR, APPROVER)
    change = desk.opened(client=both)
    desk.written(change, OLD_PENALTY, NEW_PENALTY)
    desk.get(f"/demandes/{change}")
    desk.act(change, "soumission")
    own, other = (desk.get(f"/demandes/{change}", client) for client in (both, desk.approver))
    assert f"/demandes/{change}/signature" not in forms(own)
    assert f"/demandes/{change}/signature" in forms(other)
    why = "Vous en avez écrit une partie : c’est à une autre personne de la signer."
    assert [why in words(page) for page in (own, other, desk.get(f"/demandes/{change}"))] == [True, False, False]


def test_whoever_signs_is_told_of_the_parts_they_have_not_looked_at(desk: PagesDesk) -> None:
    change = desk.waiting()
    unseen = "Vous n’avez pas marqué « Vu » 1 partie sur 1"
    page = desk.get(f"/demandes/{change}", desk.approver)
    assert unseen in words(page)
    desk.send(f"/demandes/{change}/vu", desk.approver, **forms(page)[f"/demandes/{change}/vu"])
    assert unseen not in words(desk.get(f"/demandes/{change}", desk.approver))


def test_what_voided_a_signature_is_said_in_words(desk: PagesDesk) -> None:
    change = desk.waiting()
    desk.act(change, "signature", desk.approver)
    warned = words(desk.get(f"/demandes/{change}/fichier?path={OFFENCE}"))
    assert "enregistrer la ramène en brouillon et annule 1 signature" in warned
    desk.written(change, NEW_PENALTY, "penalty: {prison_months: 25")
    page = words(desk.get(f"/demandes/{change}", desk.approver))
    assert "ne compte plus : un fichier a été modifié" in page
    assert OFFENCE in page.partition("ne compte plus")[2][:400]
    assert "brouillon" in page


def test_a_signature_of_what_was_shown_before_is_refused_on_the_page(desk: PagesDesk) -> None:
    change = desk.waiting()
    shown = forms(desk.get(f"/demandes/{change}", desk.approver))[f"/demandes/{change}/signature"]
    desk.written(change, NEW_PENALTY, "penalty: {prison_months: 25")
    desk.get(f"/demandes/{change}")
    desk.act(change, "soumission")
    refused = desk.send(f"/demandes/{change}/signature", desk.approver, 409, **shown)
    assert "Refusé : 1 point à reprendre Signature d’autre chose" in words(refused)
    assert "Il manque 1 approbateur des règles" in words(refused)


@pytest.mark.parametrize("confirm", ["", "on"])
def test_why_it_cannot_wait_is_given_back_where_it_is_refused(desk: PagesDesk, confirm: str) -> None:
    change = desk.ready()
    form = {"version": "999", "reason": "Un décret paru ce matin.", "confirm": confirm}
    page = desk.send(f"/demandes/{change}/urgence", desk.approver, 412 if confirm else 422, **form)
    urgency = page.partition(f'action="/demandes/{change}/urgence"')
    assert "Un décret paru ce matin.</textarea>" in urgency[2]
    assert urgency[0].rpartition("<details")[2].startswith(' class="act more" open>')
    assert 'class="act more" open>' not in desk.get(f"/demandes/{change}", desk.approver)


def test_a_policy_that_cannot_be_read_is_no_absent_policy(desk: PagesDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    change = desk.ready()

    def damaged(*_: object) -> None:
        raise Problem("law-damaged")

    monkeypatch.setattr(signing, "policy_in", damaged)
    status = Problem("law-damaged").kind.status
    for address in ("/demandes", f"/demandes/{change}"):
        assert desk.approver.get(address, headers=PAGE).status_code == status


def test_files_that_are_not_compared_are_not_read(desk: PagesDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_differences, "MOST_FILES", 2)
    change = desk.opened()
    for number in range(6):
        desk.send(f"/demandes/{change}/fichier", path=f"notions/essai{number}.yaml", seen="", text="notions: []\n")
    with desk.world.database.read() as session, statements(desk) as said:
        views = file_differences(session, repository.change(session, change))
    assert [view.state for view in views] == ["added"] * 6
    assert [view.lines is not None for view in views] == [True, True, *[False] * 4]
    assert sum("rule_blobs" in one for one in said) == 2
    assert sum("rule_trees" in one for one in said) == 2


def test_the_page_of_a_request_reads_its_comments_and_its_publication_once(desk: PagesDesk) -> None:
    change = in_state(desk, "signed")
    desk.send(f"/demandes/{change}/commentaires", body="Vu.", place="")
    with statements(desk) as said:
        desk.get(f"/demandes/{change}", desk.approver)
    for part in ("FROM change_comments", "WHERE publications.change = "):
        assert sum(part in " ".join(one.split()) for one in said) == 1, part


def test_the_list_asks_no_more_for_many_published_requests(desk: PagesDesk) -> None:
    def asked() -> int:
        with statements(desk) as said:
            desk.get("/demandes")
        return len(said)

    in_state(desk, "published")
    one = asked()
    change = desk.waiting(title="Une autre", old=NEW_PENALTY, new="penalty: {prison_months: 25")
    desk.act(change, "signature", desk.approver)
    desk.act(change, "publication", desk.approver)
    listed = words(desk.get("/demandes"))
    assert "remplacée" in listed
    assert asked() == one


def test_hostile_words_are_escaped_everywhere(desk: PagesDesk) -> None:
    change = desk.opened(HOSTILE)
    desk.written(change, "# Infraction fictive", f"# {HOSTILE} Infraction fictive")
    desk.send(f"/demandes/{change}/commentaires", body=HOSTILE, place=f"offence:{HOSTILE}")
    path = f"/demandes/{change}/fichier?path={OFFENCE}"
    for address in ("/demandes", f"/demandes/{change}", path, f"/demandes/{change}/fichier?path=%3Cscript%3Ea.yaml"):
        for language in ("fr", "en"):
            page = desk.get(address, language=language)
            assert "<script>a" not in page
    assert "[U+202E]" in desk.get(f"/demandes/{change}"), "two lines that differ never look the same"


def test_opening_the_editor_reads_the_rules_before_the_first_keystroke(
    desk: PagesDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("api.authoring.service.lint", lambda _workspace, _tree, path, _text, _today: asked.append(path))
    change = desk.opened()
    desk.get(f"/demandes/{change}/fichier?path=absent.yaml")
    assert asked == []
    for _ in range(2):
        desk.get(f"/demandes/{change}/fichier?path={OFFENCE}")
    assert asked == [OFFENCE]
    for _ in range(2):
        desk.get(f"/demandes/{change}/fichier?path={LEXICON}")
    assert asked == [OFFENCE, LEXICON], "its patterns are read by their own lint alone"
