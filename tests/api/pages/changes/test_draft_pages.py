"""A draft on its pages: two people on a file, its preview, its discussion, its title and date."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import pytest

from api.db.changes import CommentRow
from api.kit.permissions import Role
from tests.api.changes.desk import NEW_PENALTY, OFFENCE, OLD_PENALTY, WIDER
from tests.api.pages.changes.browsing import HOSTILE, PAGE, PRESUMED, PagesDesk, field, forms, in_state, text_of, words
from tests.api.service.two_laws import REPORT
from tests.api.shadow.shadow_office import PRIVATE, PUBLIC


def test_two_people_on_one_file_get_both_texts(desk: PagesDesk) -> None:
    change = desk.opened()
    other = desk.world.signed_in(Role.POLICY_EDITOR)
    address = f"/demandes/{change}/fichier"
    page = desk.get(f"{address}?path={OFFENCE}")
    seen = forms(page)[address]["seen"]
    text = text_of(page)
    desk.send(address, other, path=OFFENCE, seen=seen, text=text + "# le leur\n")
    conflict = desk.send(address, None, 409, path=OFFENCE, seen=seen, text=text + f"# {HOSTILE}\n")
    told = words(conflict)
    assert "Rien n’est perdu" in told
    assert "# le leur" in told
    assert f"# {HOSTILE}" in text_of(conflict)
    assert "<script>alert" not in conflict
    again = forms(conflict)[address]
    assert "Enregistré." in words(desk.send(address, None, **again, text=text + "# le leur\n# le mien\n"))
    assert text_of(desk.get(f"{address}?path={OFFENCE}")).endswith("# le leur\n# le mien\n")


def test_a_file_that_both_changed_is_put_together_on_a_page(desk: PagesDesk) -> None:
    change = in_state(desk, "moved")
    page = desk.get(f"/demandes/{change}")
    assert "Une autre édition a été publiée depuis" in words(page)
    merge = desk.send(f"/demandes/{change}/reprise", None, 409)
    told = words(merge)
    assert "1 fichier est modifié à la fois ici et dans l’édition publiée depuis" in told
    assert "prison_months: 18" in told
    assert "prison_months: 24" in told
    assert f'value="mine:{OFFENCE}"' in merge
    read = forms(merge)[f"/demandes/{change}/reprise"]
    desk.send(f"/demandes/{change}/reprise", None, 409, **read, choice="")
    done = desk.send(f"/demandes/{change}/reprise", **read, choice=f"mine:{OFFENCE}")
    assert "Demande reprise sur la dernière édition" in words(done)
    assert "prison_months: 24" in text_of(desk.get(f"/demandes/{change}/fichier?path={OFFENCE}"))


def test_the_published_text_can_be_taken(desk: PagesDesk) -> None:
    change = in_state(desk, "moved")
    read = forms(desk.send(f"/demandes/{change}/reprise", None, 409))[f"/demandes/{change}/reprise"]
    done = words(desk.send(f"/demandes/{change}/reprise", **read, choice=f"published:{OFFENCE}"))
    assert "Rien n’est modifié pour l’instant" in done
    assert "prison_months: 18" in text_of(desk.get(f"/demandes/{change}/fichier?path={OFFENCE}"))


@pytest.mark.parametrize("meanwhile", ["published", "saved"])
def test_a_choice_between_texts_that_changed_since_is_asked_again(desk: PagesDesk, meanwhile: str) -> None:
    change = in_state(desk, "moved")
    address = f"/demandes/{change}/reprise"
    read = forms(desk.send(address, None, 409))[address]
    if meanwhile == "published":
        desk.published("penalty: {prison_months: 18", "penalty: {prison_months: 30")
        choice, unread = f"mine:{OFFENCE}", "prison_months: 30"
    else:
        desk.written(
            change, NEW_PENALTY, "penalty: {prison_months: 26", client=desk.world.signed_in(Role.POLICY_EDITOR)
        )
        choice, unread = f"published:{OFFENCE}", "prison_months: 26"
    asked = desk.send(address, None, 409, **read, choice=choice)
    assert "ont changé depuis leur affichage" in words(asked)
    assert unread in words(asked)
    assert "Demande reprise" in words(desk.send(address, **forms(asked)[address], choice=choice))


def test_yaml_that_does_not_parse_stays_in_the_draft(desk: PagesDesk) -> None:
    change = desk.opened()
    address = f"/demandes/{change}/fichier"
    page = desk.get(f"{address}?path={OFFENCE}")
    saved = desk.send(address, path=OFFENCE, seen=forms(page)[address]["seen"], text="\nid: [\r\n")
    assert "Enregistré. Tel qu’il est enregistré, ce fichier ne se lit pas" in words(saved)
    assert f'{quote(OFFENCE, safe="")}&amp;ligne=3">{OFFENCE}:3</a>' in saved
    assert text_of(desk.get(f"{address}?path={OFFENCE}")) == "\nid: [\n"
    assert "Ces règles ne se chargent pas" in words(desk.evidence(change))


def test_a_preview_says_what_the_text_would_do_and_stores_nothing(desk: PagesDesk) -> None:
    change = desk.opened()
    address = f"/demandes/{change}/fichier"
    text = text_of(desk.get(f"{address}?path={OFFENCE}"))
    form = {"path": OFFENCE, "seen": "", "text": text.replace(OLD_PENALTY, NEW_PENALTY)}
    part = desk.editor.post(f"{address}/apercu", data=form, headers={**PAGE, "hx-request": "true"})
    assert "<html" not in part.text
    assert "2 ans d’emprisonnement" in words(part.text)
    whole = desk.send(f"{address}/apercu", None, **form)
    assert NEW_PENALTY in text_of(whole)
    assert "2 ans d’emprisonnement" in words(whole)
    assert "Rien n’est modifié" in words(desk.get(f"/demandes/{change}"))
    wrong = desk.send(f"{address}/apercu", None, path="../x.yaml", text="x", seen="")
    assert "n’est pas celui d’un fichier de règles" in words(wrong)


def test_a_text_being_written_is_tried_on_the_last_reports(desk: PagesDesk) -> None:
    sent = desk.world.machine().post("/v1/reports", json=REPORT)
    assert sent.status_code == 202, sent.text
    change = desk.opened()
    address = f"/demandes/{change}/fichier"
    text = text_of(desk.get(f"{address}?path={OFFENCE}"))
    assert PUBLIC in text
    form = {"path": OFFENCE, "seen": "", "text": text.replace(PUBLIC, PRIVATE)}
    told = words(desk.send(f"{address}/apercu", None, **form))
    assert "Derniers signalements" in told
    assert "1 signalement rejoué" in told
    assert "rep_" not in told, "policy staff read counts alone"
    form["text"] = text.replace(OLD_PENALTY, NEW_PENALTY)
    both = desk.world.signed_in(Role.POLICY_EDITOR, Role.ANALYST)
    previewed = words(desk.send(f"{address}/apercu", both, **form))
    assert "inchangés 1" in previewed
    assert "inchangés 1," not in previewed, "nothing is counted after what is unchanged"
    body = {"files": [{"path": OFFENCE, "text": form["text"]}]}
    document = desk.editor.post(f"/v1/changes/{change}/preview", json=body).json()["document"]
    assert document["backtest"]["reports"]["read"] == 1


def test_a_lexicon_being_written_is_not_said_to_change_nothing(desk: PagesDesk) -> None:
    desk.world.machine().post("/v1/reports", json=REPORT)
    change = desk.opened()
    form = {"path": "lexicons/mots.yaml", "seen": "", "text": "# rien de plus\n"}
    assert "signalement rejoué" not in words(desk.send(f"/demandes/{change}/fichier/apercu", None, **form))
    broken = words(desk.send(f"/demandes/{change}/fichier/apercu", None, **{**form, "text": "rien: [\n"}))
    assert "YAML incorrect" in broken


def previewed(desk: PagesDesk, change: str, path: str, old: str, new: str, language: str = "fr") -> str:
    """The panel beside a file, with some words of it replaced."""
    address = f"/demandes/{change}/fichier"
    text = text_of(desk.get(f"{address}?path={path}"))
    assert old in text
    form = {"path": path, "seen": "", "text": text.replace(old, new, 1)}
    headers = {**PAGE, "accept-language": language, "hx-request": "true"}
    return str(desk.editor.post(f"{address}/apercu", data=form, headers=headers).text)


def test_the_panel_says_the_faults_of_a_lexicon_and_what_it_did_not_run(desk: PagesDesk) -> None:
    change, path = desk.opened(), "lexicons/menaces.yaml"
    wrong = words(previewed(desk, change, path, "jvais]", 'jvais, "{nexistepas} (a|b"]'))
    assert "à corriger Erreurs : 1 ;" in wrong
    assert f"{path}:3 L201" in wrong
    assert "s’y oppose" not in wrong
    english = previewed(desk, change, path, "jvais]", 'jvais, "{nexistepas}"]', "en")
    assert "the faults that checks find, are told in French" in words(english)
    assert re.search(r'<code>L202</code> <span lang="fr">', english)
    sound = words(previewed(desk, change, path, "jvais]", "jvais, jveux]"))
    assert "rien ne s’y oppose dans ce qui est contrôlé ici" in sound
    assert "Cas non rejoués ici." in sound
    assert "0 cas rejoué" not in sound
    assert "Non rejoués ici : les motifs des autres lexiques" in sound
    desk.written(change, "jvais]", "jvais, jveux]", path)
    assert "Non rejouées ici : les phrases d’essai des lexiques" in words(desk.evidence(change))


def test_the_panel_lists_the_cases_of_the_offence_that_is_written_those_that_fail_first(desk: PagesDesk) -> None:
    change, cases = desk.opened(), OFFENCE.replace("offence.yaml", "cases.yaml")
    more = """  - name: après la loi
    set: {menace: true}
    date_of_facts: 2020-06-01
    expect: {status: excluded}
"""
    desk.written(change, "cases:\n", f"cases:\n{more}", cases)
    panel = previewed(desk, change, OFFENCE, OLD_PENALTY, NEW_PENALTY)
    told = words(panel)
    listed = told.partition("Cas de l’infraction")[2]
    assert "en échec après la loi · 1 er juin 2020 : attendu écarté, obtenu " in listed.replace("ᵉʳ", " er")
    assert listed.index("après la loi") < listed.index("avant la loi")
    assert "conforme avant la loi · 1 er janvier 1980 : attendu pas en vigueur, obtenu pas en vigueur" in (
        listed.replace("ᵉʳ", " er")
    )
    assert "état : attendu écarté, obtenu " in told.partition("Cas de l’infraction")[0]
    assert "excluded" not in told
    assert "fichier?path=offences%2Fexemple%2Fmenace%2Fcases.yaml&amp;ligne=" in panel
    english = words(previewed(desk, change, OFFENCE, OLD_PENALTY, NEW_PENALTY, "en"))
    assert "state: expected excluded, got " in english
    assert "as expected avant la loi · 1 January 1980: expected not in force, got not in force" in english
    assert "Cas de l’infraction" not in words(previewed(desk, change, "notions/base.yaml", "", ""))


def test_the_panel_says_in_sentences_what_is_written(desk: PagesDesk) -> None:
    change = desk.opened()
    told = words(previewed(desk, change, OFFENCE, "condition: {fact: menace}", WIDER))
    written = told.partition("Ce que disent les clauses écrites")[2].partition("Élargissement")[0]
    assert "Élément constitutif : " in written
    assert " ou " in written
    version = words(previewed(desk, change, OFFENCE, OLD_PENALTY, NEW_PENALTY, "en"))
    assert "What the clauses written say Version v2006: 1 January 2006" in version
    assert "2 years" in version
    assert "Ce que disent" not in words(previewed(desk, change, OFFENCE, OLD_PENALTY, OLD_PENALTY))
    desk.written(change, OLD_PENALTY, NEW_PENALTY)
    elsewhere = words(previewed(desk, change, "lexicons/menaces.yaml", "jvais]", "jvais, jveux]"))
    assert "2 ans d’emprisonnement" in elsewhere
    assert "Ce que disent" not in elsewhere, "what is written is in another file"
    old, new = "[ouvert, groupe_ferme]", "[ouvert, groupe_ferme, message_direct]"
    notion = words(previewed(desk, change, "notions/exemple.yaml", old, new))
    assert "Ce que disent les clauses écrites Version : Publicité" in notion


def test_a_file_is_made_and_removed(desk: PagesDesk) -> None:
    change = desk.opened()
    address = f"/demandes/{change}/fichier"
    new = "notions/essai.yaml"
    assert "Ce fichier n’existe pas encore" in words(desk.get(f"{address}?path={new}"))
    desk.send(address, path=new, seen="", text="notions: []\n")
    assert "ajouté" in words(desk.get(f"/demandes/{change}"))
    seen = forms(desk.get(f"{address}?path={new}"))[f"{address}/retrait"]["seen"]
    desk.send(f"{address}/retrait", path=new, seen=seen)
    assert "Rien n’est modifié" in words(desk.get(f"/demandes/{change}"))
    refused = words(desk.send(address, None, 422, path="../../etc/passwd", seen="", text="x"))
    assert "n’est pas celui d’un fichier de règles" in refused


def test_a_discussion_by_part_is_answered_and_resolved(desk: PagesDesk) -> None:
    change = desk.waiting()
    page = desk.get(f"/demandes/{change}?sur=offence:menace", desk.approver)
    assert '<option value="offence:menace" selected' in page
    desk.send(f"/demandes/{change}/commentaires", desk.approver, body="Pourquoi deux ans ?", place="offence:menace")
    page = desk.get(f"/demandes/{change}")
    assert "1 commentaire ouvert" in words(page)
    answer = field(page, "answers")
    desk.send(f"/demandes/{change}/commentaires", body="La loi de 2019.", answers=answer)
    resolved = words(desk.send(f"/demandes/{change}/commentaires/{answer}/resolution"))
    assert "résolu par" in resolved
    assert "La loi de 2019." in resolved
    assert "1 commentaire ouvert" in resolved, "the answer is not resolved by itself"
    empty = words(desk.send(f"/demandes/{change}/commentaires", None, 422, body="  "))
    assert "Écrire un commentaire." in empty


def test_a_clause_is_discussed(desk: PagesDesk) -> None:
    change = desk.waiting(old=PRESUMED, new="")
    place = "offence:menace#élément « Volonté de faire peur »"
    assert f'<option value="{place}"' in desk.get(f"/demandes/{change}", desk.approver)
    page = desk.send(f"/demandes/{change}/commentaires", desk.approver, body="Quelle source ?", place=place)
    assert "Menace publique, Petite loi, art. 10 (menace), élément « Volonté de faire peur »" in words(page)
    assert "1 commentaire ouvert" in words(page)


def test_title_reason_and_date_of_effect_are_said_anew(desk: PagesDesk) -> None:
    change = desk.ready()
    version = forms(desk.get(f"/demandes/{change}"))[f"/demandes/{change}/description"]["version"]
    form = {"version": version, "title": "Un autre titre", "reason": "Une raison."}
    past = desk.send(f"/demandes/{change}/description", None, 422, **form, effect_at="2020-01-01T00:00")
    assert "Date d’effet passée" in words(past)
    assert 'value="2020-01-01T00:00"' in past
    unread = desk.send(f"/demandes/{change}/description", None, 422, **form, effect_at="demain")
    assert "Ce moment ne se lit pas" in words(unread)
    later = (desk.world.clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT08:30")
    done = words(desk.send(f"/demandes/{change}/description", None, **form, effect_at=later))
    assert "Prend effet le 17 décembre 2026, 8 h 30." in done
    stale = desk.send(f"/demandes/{change}/description", None, 412, **{**form, "title": "Encore"}, effect_at=later)
    assert "La demande a changé depuis son affichage" in words(stale)
    assert 'value="Encore"' in stale
    none = desk.send(f"/demandes/{change}/description", None, 422, **{**form, "title": " "}, effect_at="")
    assert "Donner un titre." in words(none)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59", "0001-01-01T00:00+23:00"])
def test_a_moment_that_no_zone_could_tell_is_refused_beside_its_field(desk: PagesDesk, moment: str) -> None:
    change = desk.opened()
    version = forms(desk.get(f"/demandes/{change}"))[f"/demandes/{change}/description"]["version"]
    page = desk.send(f"/demandes/{change}/description", None, 422, version=version, title="Un titre", effect_at=moment)
    assert "Ce moment ne se lit pas" in words(page)
    assert f'value="{moment}"' in page


def test_the_zone_that_a_moment_names_is_taken(desk: PagesDesk) -> None:
    change = desk.opened()
    version = forms(desk.get(f"/demandes/{change}"))[f"/demandes/{change}/description"]["version"]
    form = {"version": version, "title": "Un titre", "effect_at": "2026-12-17T08:30-05:00"}
    assert "Prend effet le 17 décembre 2026, 14 h 30." in words(desk.send(f"/demandes/{change}/description", **form))


def test_a_long_chain_of_answers_is_shown_in_order(desk: PagesDesk) -> None:
    change = desk.opened()
    desk.send(f"/demandes/{change}/commentaires", body="Première", place="")
    first = field(desk.get(f"/demandes/{change}"), "answers")
    with desk.world.database.write() as session:
        root = session.get(CommentRow, first)
        assert root is not None
        for number in range(1, 1_200):
            name, above = f"com_{number:026d}", first if number == 1 else f"com_{number - 1:026d}"
            values = {"change": change, "place": "", "author": root.author, "at": root.at}
            session.add(CommentRow(id=name, body=f"Réponse {number}.", answers=above, **values))
            session.flush()
    page = desk.get(f"/demandes/{change}")
    assert page.count("Première") == 1
    assert page.index("Réponse 2.") < page.index("Réponse 3.") < page.index("Réponse 1199.")
