"""Who signs, said on every page where a change is begun or written, from what the data ask."""

from __future__ import annotations

import re
from html import unescape

import pytest

from api.kit.permissions import Role
from api.pages.changes.seat_forecast import seats_by_class
from api.rules.signatures import SignaturePolicy, open_signatures
from tests.api.changes.desk import NEW_PENALTY, OFFENCE, OLD_PENALTY, WIDER, shipped_policy
from tests.api.pages.changes.browsing import PAGE, PagesDesk, forms, in_state, text_of, words

POLICY = "parameters/signatures.yaml"
NOTION = "notions/commun.yaml"
ONE, TWO = "1 approbateur des règles", "1 approbateur des règles et 1 superviseur"
VARIES = f"{ONE} ; jusqu’à {TWO}, selon ce qu’elle change"
UNTOUCHED = "Rien n’est encore modifié dans cette demande : personne n’a à la signer."


@pytest.fixture
def guarded(desk: PagesDesk) -> PagesDesk:
    """The same, where a change of the meaning of an offence needs a reviewer too."""
    desk.install({POLICY: shipped_policy().encode()})
    return desk


def forecast(page: str) -> str:
    """What a page says of who signs."""
    found = re.search(r'<section class="forecast".*?</section>', page, re.DOTALL)
    return words(found[0]) if found is not None else ""


def policy_of(*rules: dict[str, object]) -> SignaturePolicy:
    """A policy of these rules."""
    emergency = {"published_by": ["policy_approver"], "ratified_by": {"policy_approver": 1}, "within_hours": 24}
    return SignaturePolicy.model_validate({"rules": rules, "emergency": emergency})


def test_before_anything_differs_a_file_says_what_the_policy_would_ask_by_class(guarded: PagesDesk) -> None:
    change = guarded.opened()
    said = forecast(guarded.get(f"/demandes/{change}/fichier?path={OFFENCE}"))
    assert UNTOUCHED in said
    assert f"Une modification ici (exemple) : {VARIES}." in said
    assert f"La rédaction seule, les textes affichés, les dates, les conséquences : {ONE}" in said
    assert f"Moins de faits retenus, plus de faits retenus, des faits en plus et en moins : {TWO}" in said
    assert f"(lexiques) : {ONE}, quoi qu’elle change." in forecast(
        guarded.get(f"/demandes/{change}/fichier?path=lexicons/neuf.yaml")
    )
    assert "(cette politique elle-même) : 2 approbateurs des règles, quoi qu’elle change." in forecast(
        guarded.get(f"/demandes/{change}/fichier?path={POLICY}")
    )


def test_what_offences_share_may_need_what_any_of_them_needs(guarded: PagesDesk) -> None:
    change = guarded.opened()
    said = forecast(guarded.get(f"/demandes/{change}/fichier?path={NOTION}"))
    assert f"{ONE} ; jusqu’à {TWO}, selon ce qu’elle change et les infractions dont elle change le sens" in said
    guarded.working = False
    guarded.send(f"/demandes/{change}/fichier", path=NOTION, seen="", text="notions: []\n")
    assert f"au plus {TWO} ;" in forecast(guarded.get(f"/demandes/{change}/fichier?path={NOTION}"))
    assert guarded.read(change)["seats"]["required"] == {"policy_approver": 1, "reviewer": 1}


def test_the_words_are_those_of_the_policy_published(desk: PagesDesk) -> None:
    change = desk.opened()
    assert f"(exemple) : {ONE}, quoi qu’elle change." in forecast(
        desk.get(f"/demandes/{change}/fichier?path={OFFENCE}")
    )
    desk.install({POLICY: shipped_policy().replace("{policy_approver: 1, reviewer: 1}", "{reviewer: 3}").encode()})
    later = desk.opened("Après")
    assert "3 superviseurs" in forecast(desk.get(f"/demandes/{later}/fichier?path={OFFENCE}"))


def test_a_request_says_on_each_of_its_pages_what_it_needs_as_it_is(guarded: PagesDesk) -> None:
    change = guarded.opened()
    guarded.working = False
    guarded.written(change, "condition: {fact: menace}", WIDER)
    pages = (f"/demandes/{change}/fichier", f"/demandes/{change}/fichier?path={OFFENCE}", f"/demandes/{change}/gestes")
    for address in pages:
        assert f"Cette demande telle qu’elle est : au plus {TWO} ; son dossier" in forecast(guarded.get(address)), (
            address
        )
    guarded.working = True
    guarded.evidence(change)
    for address in pages:
        assert f"Cette demande telle qu’elle est : {TWO}." in forecast(guarded.get(address)), address


def test_signatures_are_followed_once_submitted_and_nothing_is_said_once_closed(guarded: PagesDesk) -> None:
    change = in_state(guarded, "submitted")
    address = f"/demandes/{change}/fichier?path={OFFENCE}"
    assert f"Cette demande, soumise : {ONE}. Il manque {ONE}." in forecast(guarded.get(address))
    guarded.act(change, "signature", guarded.approver)
    assert "Toutes les signatures y sont." in forecast(guarded.get(address, guarded.approver))
    guarded.act(change, "publication", guarded.approver)
    assert forecast(guarded.get(address)) == ""


def test_a_gesture_says_it_before_its_form_and_of_the_lines_that_it_would_write(guarded: PagesDesk) -> None:
    change = guarded.opened()
    gestures = f"/demandes/{change}/gestes"
    assert "dépend de ce qu’elle touche" in forecast(guarded.get(gestures))
    assert f"(exemple) : {VARIES}" in forecast(guarded.get(f"{gestures}?infraction=menace"))
    assert "dépend de ce qu’elle touche" in forecast(guarded.get(f"{gestures}/peine"))
    assert f"(exemple) : {VARIES}" in forecast(guarded.get(f"{gestures}/peine?choix=menace"))
    assert f"(exemple) : {VARIES}" in forecast(guarded.get(f"{gestures}/libelle?choix=offence:menace"))
    assert f"(lexiques) : {ONE}" in forecast(guarded.get(f"{gestures}/mot"))
    form = {"choix": ["menace", "v2020"], "fine": "9000", "prison": "12"}
    assert f"(exemple) : {VARIES}" in forecast(guarded.send(f"{gestures}/peine/apercu", **form))


def test_two_texts_say_it_too(guarded: PagesDesk) -> None:
    change = guarded.opened()
    clash = {"path": OFFENCE, "seen": "", "text": NEW_PENALTY}
    assert f"(exemple) : {VARIES}" in forecast(guarded.send(f"/demandes/{change}/fichier", None, 409, **clash))
    moved = in_state(guarded, "moved")
    assert f"(exemple) : {VARIES}" in forecast(guarded.send(f"/demandes/{moved}/reprise", None, 409))


def test_a_proposal_says_it_of_the_offence_and_the_list_of_any_rule(guarded: PagesDesk) -> None:
    assert f"(exemple) : {VARIES}" in forecast(guarded.get("/loi/menace/proposition"))
    assert "dépend de ce qu’elle touche" in words(guarded.get("/demandes").partition('id="nouvelle"')[2])


def test_the_text_being_written_says_who_would_sign_it(guarded: PagesDesk) -> None:
    change = guarded.opened()
    address = f"/demandes/{change}/fichier"
    text = text_of(guarded.get(f"{address}?path={OFFENCE}"))

    def signers(written: str, path: str = OFFENCE) -> str:
        answer = guarded.editor.post(
            f"{address}/apercu", data={"path": path, "text": written}, headers={**PAGE, "hx-request": "true"}
        )
        found = re.search(r"serait signée par ([^<]*)\.</p>", unescape(answer.text).replace("\xa0", " "))
        return found[1] if found is not None else ""

    assert signers(text) == ""
    assert signers(text.replace(OLD_PENALTY, NEW_PENALTY)) == ONE
    assert signers(text.replace("condition: {fact: menace}", WIDER)) == TWO
    assert signers("rules: [", POLICY) == "2 approbateurs des règles", "the policy of the base protects itself"


def test_it_is_said_in_english(guarded: PagesDesk) -> None:
    change = guarded.opened()
    said = forecast(guarded.get(f"/demandes/{change}/fichier?path={OFFENCE}", language="en"))
    assert "Nothing is changed in this request yet: nobody has to sign it." in said
    assert (
        "A change here (exemple): 1 policy approver; up to 1 policy approver and 1 reviewer, by what it changes."
        in said
    )


def test_classes_that_ask_for_the_same_are_together_and_the_fewest_first() -> None:
    wider = {"fields": ["mineurs"], "classes": ["wider"], "signed_by": {"policy_approver": 2}}
    rest = {"fields": ["*"], "classes": ["editorial", "wording", "time"], "signed_by": {"policy_approver": 1}}
    none = {"fields": ["*"], "classes": ["editorial"], "signed_by": {}}
    found = seats_by_class(policy_of(none, wider, rest), None, ["mineurs"])
    assert [(dict(one.seats), one.classes) for one in found] == [
        ({Role.POLICY_APPROVER: 1}, ("editorial", "wording", "time", "consequences", "stricter", "both")),
        ({Role.POLICY_APPROVER: 2}, ("wider",)),
    ]


def test_a_change_of_two_fields_needs_the_union() -> None:
    shipped = open_signatures(None)
    lexicon, minors, both = (
        {of_class: dict(one.seats) for one in seats_by_class(shipped, None, fields) for of_class in one.classes}
        for fields in (["lexiques"], ["mineurs"], ["lexiques", "mineurs"])
    )
    assert both == minors
    assert lexicon["wider"] == {Role.POLICY_APPROVER: 1}
    assert minors["wider"] == {Role.POLICY_APPROVER: 1, Role.REVIEWER: 1}


def test_what_the_proposal_page_was_sent_is_given_back(guarded: PagesDesk) -> None:
    page = guarded.send("/loi/menace/proposition", None, 422, title="", reason="Une erreur relevée.")
    assert "Une erreur relevée.</textarea>" in page
    opened = guarded.send("/loi/menace/proposition", title="Revoir", reason="Une erreur relevée.")
    change = next(iter(re.findall(r"/demandes/(chg_\w+)", opened)))
    assert "Une erreur relevée." in words(guarded.get(f"/demandes/{change}"))
    assert f"/demandes/{change}/description" in forms(guarded.get(f"/demandes/{change}"))
