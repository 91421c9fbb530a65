"""Five changes of the law made by their forms on the shipped rules, and how many fields each asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from api.authoring.lint import check_tree
from api.authoring.service import LanguageService
from api.changes.evidence import open_engine
from api.pages.changes.gesture_desk import GestureDesk, GestureForm
from api.pages.changes.gestures import blanks_in, choices_made, drafted, faults_of, gesture_named
from api.pages.shell.say import Say
from api.rules.origin import EditionOrigin
from api.rules.tree import RulesTree, tree_of_folder
from engine.analysis.case_files import offence_cases
from engine.analysis.case_runs import failures, run_cases
from engine.analysis.consequences import consequence_failures
from tests.api.service.world import small_law
from tests.shared import RULESETS, TODAY
from textfile.schema import TO_FILL
from textfile.text import Language

READ = {"reference": "Loi d'essai", "read_on": "2026-11-24", "confidence": "AV"}
EDITS: Mapping[str, tuple[tuple[str, Mapping[str, Any]], ...]] = {
    "a ground": (
        (
            "critere",
            {
                "choix": ["critere_protege"], "fr": "précarité économique",
                "en": "economic insecurity", "like": "handicap", "start": "2027-01-01",
                "notions": ["critere_sexe_orientation_handicap"], **READ,
                "words": "les pauvres, les clochards", "hit": "Virez les clochards de la ville.",
                "miss": "La ville aide les plus démunis.",
            },
        ),
    ),
    "a stricter regime": (
        (
            "version",
            {
                "choix": ["cp-227-24"], "start": "2027-07-01", "law": "loi 2027-1", "prison": "60",
                "fr": "La peine est portée à cinq ans.", "en": "The penalty becomes five years.", **READ,
            },
        ),
    ),
    "a notion": (
        (
            "notion",
            {"choix": ["controle_age_reel"], "start": "2027-07-01", "notions": ["double_anonymat"], **READ},
        ),
    ),
    "a defence": (
        (
            "defense",
            {
                "choix": ["cp-421-2-5-apologie"], "fr": "Recherche universitaire", "en": "Academic research",
                "article": "CP 421-2-5", "condition": "value:contexte:recherche", "said_fr": "Le propos est de recherche.",
                "said_en": "The message is research.", "law": "loi 2027-1", "start": "2027-03-01", **READ,
            },
        ),
    ),
    "an offence": (
        (
            "infraction",
            {
                "theme": "contenus_mineurs", "like": "cp-227-24", "title_fr": "Défi dangereux proposé à un mineur",
                "title_en": "Dangerous dare put to a minor", "fr": "Défi dangereux", "en": "Dangerous dare",
                "citation": "Code pénal, art. 227-24-2", "nature": "delit", "conduct": "continuing",
                "element_1_fr": "Défi qui met en danger", "element_1_en": "Dare that endangers",
                "condition_1": "fact:risque_direct", "element_3_fr": "Adressé en privé", "element_3_en": "Sent in private",
                "condition_3": "value:acces:message_direct", "element_2_fr": "Proposé à un mineur",
                "element_2_en": "Put to a minor", "condition_2": "notion:mineur", "start": "2027-01-01",
                "law": "loi 2027-1", "prison": "24", "fine": "30000", "limitation": "delit_droit_commun",
                "last_day": "2033-01-01", **READ,
            },
        ),
    ),
    "parameters": (
        ("mot", {"choix": ["lexicons/haine/mots.yaml"], "word_class": "", "word": "motdessai"}),
        ("delai", {"choix": ["arcom"], "version": "0", "count": "6"}),
        ("priorite", {"choix": ["menaces"], "count": "2"}),
    ),
}  # fmt: skip
FIELDS = {
    "a ground": (1, 12),
    "a stricter regime": (1, 14),
    "a notion": (1, 5),
    "a defence": (1, 12),
    "an offence": (0, 29),
    "parameters": (3, 7),
}
"""Choices and fields that each edit asks for."""
BESIDE: Mapping[str, set[str]] = {
    "a stricter regime": {"offences/contenus_mineurs/cp-227-24/offence.yaml"},
    "an offence": {"routing/familles.yaml", "notices/familles.yaml", "parameters/ordre.yaml"},
    "parameters": {"lexicons/haine/mots.yaml", "parameters/priorites.yaml"},
}
"""Files that an edit must write, beside what it is about."""


@pytest.fixture(scope="module")
def language() -> Any:
    """A language service on the shipped rules."""
    found = LanguageService(lambda: EditionOrigin(RULESETS))
    yield found
    found.close()


@pytest.fixture(scope="module")
def tree() -> RulesTree:
    """The shipped rules."""
    return tree_of_folder(RULESETS)


def test_a_penalty_is_written_where_its_cases_say_it_again(language: LanguageService, tree: RulesTree) -> None:
    desk, gesture = GestureDesk(tree, language, Say(small_law().ruleset, "fr")), gesture_named("peine")
    version = gesture.steps[1].options(desk, ("cp-227-24",))[0].value
    fields = gesture.fields(desk, ("cp-227-24", version))
    form = GestureForm(**{**{one.name: one.value for one in fields}, "prison": "48"})
    draft = drafted(gesture, desk, ("cp-227-24", version), form)
    folder = "offences/contenus_mineurs/cp-227-24"
    assert {*draft.texts} == {f"{folder}/offence.yaml", f"{folder}/cases.yaml"}


@pytest.mark.parametrize(
    ("tongue", "label"), [("fr", "Mineurs exposés à un contenu nocif"), ("en", "Minors exposed to harmful content")]
)
def test_themes_are_offered_by_their_words(
    language: LanguageService, tree: RulesTree, tongue: Language, label: str
) -> None:
    desk, gesture = GestureDesk(tree, language, Say(small_law().ruleset, tongue)), gesture_named("infraction")
    (field,) = [one for one in gesture.fields(desk, ()) if one.name == "theme"]
    assert f"{label} (contenus_mineurs)" in [one.label for one in field.options]
    assert "contenus_mineurs" in [one.value for one in field.options]


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_of_the_law_is_made_by_its_form(language: LanguageService, tree: RulesTree, edit: str) -> None:
    after, counts = tree, [0, 0]
    blanks: list[tuple[str, int]] = []
    for name, said in EDITS[edit]:
        desk, gesture = GestureDesk(after, language, Say(small_law().ruleset, "fr")), gesture_named(name)
        chosen = tuple(one.value for one in choices_made(gesture, desk, said.get("choix", [])))
        fields = gesture.fields(desk, chosen)
        first = {one.name: one.options[0].value for one in fields if one.options and one.kind == "choice"}
        form = GestureForm(**{**said, **{key: first[key] for key, value in said.items() if value == ""}})
        assert faults_of(fields, form, desk.say) == ()
        draft = drafted(gesture, desk, chosen, form)
        after = after.with_files({path: text.encode() for path, text in draft.texts.items()})
        blanks += blanks_in(draft, TO_FILL)
        counts = [counts[0] + len(gesture.steps), counts[1] + len(fields)]
    assert tuple(counts) == FIELDS[edit]
    assert blanks == []
    changed = {*after.changed_paths(tree)}
    assert changed
    assert BESIDE.get(edit, changed) <= changed
    assert [one for one in check_tree(language.workspace, after, TODAY) if not one.is_warning] == []
    assert _cases_that_fail(after, tree) == []


def test_offences_are_chosen_by_their_article_those_of_the_penal_code_first(
    language: LanguageService, tree: RulesTree
) -> None:
    desk = GestureDesk(tree, language, Say(small_law().ruleset, "fr"))
    articles = [one.label.split(" · ")[0] for one in desk.offences()]
    assert articles.index("227-19") < articles.index("227-24")
    assert articles.index("521-1-2, al. 2") < articles.index("CSP L3342-1 et L3353-3")
    assert {"CSI L320-7, L320-8 et R324-2", "CSP L3611-1"} <= {*articles}


def _cases_that_fail(after: RulesTree, before: RulesTree) -> list[str]:
    """The cases of the offences that a draft touches which do not get their answer."""
    names = frozenset(one.split("/")[2] for one in after.changed_paths(before) if one.startswith("offences/"))
    if not names:
        return []
    engine = open_engine(after)
    with after.folder() as folder:
        runs, tables, faults = offence_cases(folder, engine.ruleset, names)
        results = run_cases(engine, runs)
    said = [*faults, *failures(results), *consequence_failures(engine.ruleset, tables, results)]
    return [str(one) for one in said]
