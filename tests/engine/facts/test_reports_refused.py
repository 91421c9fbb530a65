"""What a report may not say: each fault names its field, says what is wrong and what to write."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

import pytest

from engine.facts.statements import KEYS, ReportError
from tests.engine.facts.vocabulary import FACTS, faults, read

GARBAGE: tuple[Any, ...] = (
    1.5,
    math.nan,
    math.inf,
    -math.inf,
    [],
    [None],
    [[]],
    {},
    {"a": 1},
    "",
    " ",
    "Oui",
    b"oui",
    object(),
)
WRONG: dict[str, tuple[Any, ...]] = {
    "menace": (0, 1, 2, "vrai", "true", *GARBAGE),
    "acces": (True, 0, "public", "Ouvert", "ouvert ", ["ouvert"], {"one_of": []}, {"one_of": "ouvert"}, {"one_of": ["x"]}, {"one_of": [1]}, *GARBAGE),
    "forme": (True, 0, "injure", ["satire"], [1], [True], [["injure"]], {"includes": "injure"}, {"includes": ["x"]}, {"one_of": ["injure"]},
              *(g for g in GARBAGE if g != [])),
    "age_victime": (True, False, -1, 121, "12", 12.0, {"min": -1}, {"max": 121}, {"min": 18, "max": 13}, {"min": True}, {"min": 1.5},
                    {"under": 18}, {"min": 1, "step": 2}, {"min": {"a": 1}}, {"min": [1]}, {"max": "17"}, *GARBAGE),
    "nombre_messages": (True, "12", 12.0, *GARBAGE),
    "mise_en_ligne": (True, 0, 2024, "2024", "2024-1-1", "01/05/2024", "2023-02-30", "1900-02-29", "0000-01-01", "2024-13-01", "2024-05-01T10:00:00",
                      "20240501", "2024-W01-1", " 2024-05-01", "2024-05-01\n", "２０２４-05-01", "٢٠٢٤-٠٥-٠١", {"min": "hier"}, {"min": "2024-05-02", "max": "2024-05-01"},
                      *GARBAGE),
    "pays": (True, 33, "fr", "Fr", "FRA", "F", "FR ", "FR\n", "France", "UK", "AA", ["FR"], {"one_of": ["FR"]}, "ＦＲ", *GARBAGE),
    "langue": (True, 1, "FR", "f", "fran", "français", "fr-FR", "fr\n", ["fr"], *GARBAGE),
}  # fmt: skip


def said(data: object) -> list[tuple[str, str]]:
    """The faults of a report: the field, and what is wrong with it."""
    return [(found.field, found.message) for found in faults(data)]


@pytest.mark.parametrize("fact", WRONG)
def test_a_value_of_the_wrong_kind_is_refused_under_its_own_field(fact: str) -> None:
    for value in WRONG[fact]:
        (found,) = faults({"facts": {fact: value}}) or [None]
        assert found is not None, f"{value!r} is taken"
        assert found.field == f"facts.{fact}" or found.field.startswith(f"facts.{fact}."), value
        assert found.message, value


@pytest.mark.parametrize("fact", WRONG)
def test_a_wrong_value_is_as_wrong_with_its_standing(fact: str) -> None:
    for value in WRONG[fact]:
        fields = [found.field for found in faults({"facts": {fact: {"value": value, "standing": "presumed"}}})]
        assert fields == [found.field for found in faults({"facts": {fact: value}})], f"{value!r} is another fault"


def test_the_vocabulary_has_a_wrong_value_for_each_type() -> None:
    assert {FACTS[name].type for name in WRONG} == {fact.type for fact in FACTS.values()}


@pytest.mark.parametrize(
    ("data", "field", "message", "hint"),
    [
        (None, "(racine)", "un signalement est une suite de clés", f"clés : {', '.join(KEYS)}"),
        ([], "(racine)", "un signalement est une suite de clés", f"clés : {', '.join(KEYS)}"),
        ({"fact": {}}, "fact", "champ inconnu", "vouliez-vous `facts` ?"),
        ({"image": "x"}, "image", "champ inconnu", ""),
        ({"facts": []}, "facts", "une suite `fait: valeur` est attendue", ""),
        ({"facts": "menace"}, "facts", "une suite `fait: valeur` est attendue", ""),
        ({"facts": {"menaces": True}}, "facts.menaces", "fait inconnu", "vouliez-vous `menace` ?"),
        ({"facts": {"zèle": True}}, "facts.zèle", "fait inconnu", "voir `qualif facts`"),
        ({"facts": {"acces": "groupes"}}, "facts.acces", "valeur refusée : `groupes`", "vouliez-vous `groupe` ?"),
        ({"facts": {"acces": "x"}}, "facts.acces", "valeur refusée : `x`", "valeurs : ouvert, groupe ou prive"),
        ({"facts": {"age_victime": 130}}, "facts.age_victime", "valeur refusée : 130", "de 0 à 120"),
        ({"facts": {"age_victime": True}}, "facts.age_victime", "valeur refusée : `true`", "un nombre entier"),
        ({"facts": {"age_victime": {"max": 130}}}, "facts.age_victime.max", "valeur refusée : 130", "de 0 à 120"),
        ({"facts": {"age_victime": {"min": 9, "max": 3}}}, "facts.age_victime", "min dépasse max", "les échanger"),
        ({"facts": {"mise_en_ligne": "2023-02-30"}}, "facts.mise_en_ligne", "date refusée : `2023-02-30`", "AAAA-MM-JJ"),
        ({"facts": {"mise_en_ligne": {"min": "x"}}}, "facts.mise_en_ligne.min", "date refusée : `x`", "AAAA-MM-JJ"),
        ({"facts": {"menace": 1}}, "facts.menace", "valeur refusée : 1", "true ou false (oui, non)"),
        ({"facts": {"pays": "fr"}}, "facts.pays", "valeur refusée : `fr`", "code de pays ISO 3166 (FR)"),
        ({"facts": {"pays": "AA"}}, "facts.pays", "valeur refusée : `AA`", "code de pays ISO 3166 (FR)"),
        ({"facts": {"pays": "UK"}}, "facts.pays", "valeur refusée : `UK`", "vouliez-vous `GB` ?"),
        ({"facts": {"langue": "FR"}}, "facts.langue", "valeur refusée : `FR`", "code de langue ISO 639 (fr)"),
        ({"facts": {"forme": "injure"}}, "facts.forme", "valeur refusée : `injure`", "une liste de valeurs ; vide : aucune"),
        ({"facts": {"forme": {"includes": ["image"], "excludes": ["image"]}}}, "facts.forme", "à la fois présent et absent : image", ""),
        ({"facts": {"menace": {"value": True, "standing": "sure"}}}, "facts.menace.standing", "valeur refusée : `sure`", "confirmed, presumed ou disputed"),
        ({"facts": {"menace": {"value": True, "standing": None}}}, "facts.menace.standing", "valeur refusée : rien", "confirmed, presumed ou disputed"),
        ({"facts": {"menace": {"value": True, "standing": ["confirmed"]}}}, "facts.menace.standing", "valeur refusée : `[confirmed]`", "confirmed, presumed ou disputed"),
        ({"facts": {"menace": {"value": True, "source": 3}}}, "facts.menace.source", "du texte est attendu", ""),
        ({"facts": {"menace": {"value": True, "quand": "hier"}}}, "facts.menace.quand", "clé inconnue", "value, standing, source, span, span_in"),
        ({"facts": {"mineur": True, "age_victime": 30}}, "facts.mineur", "contredit `age_victime`", "garder l'un des deux"),
        ({"date_of_facts": "2023-02-30"}, "date_of_facts", "date refusée : `2023-02-30`", "AAAA-MM-JJ"),
        ({"date_of_facts": 20240501}, "date_of_facts", "date refusée : 20240501", "AAAA-MM-JJ"),
        ({"date_of_facts": True}, "date_of_facts", "date refusée : `true`", "AAAA-MM-JJ"),
        ({"id": True}, "id", "du texte est attendu", ""),
        ({"id": 1.5}, "id", "du texte est attendu", ""),
        ({"id": "x" * 201}, "id", "plus de 200 caractères", ""),
        ({"url": "x" * 4001}, "url", "plus de 4000 caractères", ""),
        ({"url": ["x"]}, "url", "du texte est attendu", ""),
        ({"text": "x" * 1_000_001}, "text", "plus de 1000000 caractères", ""),
        ({"text": {"fr": "x"}}, "text", "du texte est attendu", ""),
        ({"comment": "x" * 1_000_001}, "comment", "plus de 1000000 caractères", ""),
        ({"comment": 3}, "comment", "du texte est attendu", ""),
        ({"reported_category": 3}, "reported_category", "du texte est attendu", ""),
        ({"raised": "a/b"}, "raised", "une liste de `infraction/nom` est attendue", ""),
        ({"raised": [1]}, "raised", "une liste de `infraction/nom` est attendue", ""),
        ({"raised": {"a/b": True}}, "raised", "une liste de `infraction/nom` est attendue", ""),
    ],
)  # fmt: skip
def test_a_fault_says_where_what_and_how(data: Any, field: str, message: str, hint: str) -> None:
    (found,) = faults(data)
    assert (found.field, found.message, found.hint) == (field, message, hint)


@pytest.mark.parametrize(
    "span",
    [[], [1], [1, 2, 3], [2, 1], [-1, 2], [0, 4], ["0", "1"], [0.0, 1.0], [True, 2], "ab", {"start": 0}, 3, [None, 2]],
)
def test_a_span_is_two_positions_in_the_text(span: Any) -> None:
    (found,) = faults({"text": "abc", "facts": {"menace": {"value": True, "span": span}}})
    assert (found.field, found.message) == ("facts.menace.span", "[début, fin] dans le texte est attendu")


@pytest.mark.parametrize("span", [[0, 6], [2, 1], "ab"])
def test_a_span_of_a_comment_lies_within_the_comment(span: Any) -> None:
    stated = {"menace": {"value": True, "span": span, "span_in": "comment"}}
    (found,) = faults({"text": "abcdefgh", "comment": "abcde", "facts": stated})
    assert (found.field, found.message) == ("facts.menace.span", "[début, fin] dans le commentaire est attendu")


@pytest.mark.parametrize("voice", ["texte", 1, ["text"], ""])
def test_a_span_is_of_the_text_or_of_the_comment(voice: Any) -> None:
    stated = {"menace": {"value": True, "span": [0, 1], "span_in": voice}}
    (found,) = faults({"text": "abc", "comment": "abc", "facts": stated})
    assert (found.field, found.hint) == ("facts.menace.span_in", "text ou comment")


def test_a_span_needs_a_text() -> None:
    span = {"facts": {"menace": {"value": True, "span": [0, 10**12]}}}
    assert said(span) == [("facts.menace.span", "[début, fin] dans le texte est attendu")]


def test_every_fault_of_a_report_is_told_at_once() -> None:
    found = faults(
        {"id": 1.5, "quoi": 1, "date_of_facts": "x", "facts": {"menace": 3, "zèle": 1, "pays": "FR"}, "raised": 3}
    )
    assert [f.field for f in found] == ["quoi", "id", "date_of_facts", "facts.menace", "facts.zèle", "raised"]


def test_the_error_tells_all_its_faults_in_one_line() -> None:
    with pytest.raises(ReportError) as caught:
        read({"facts": {"menace": 3, "acces": "x"}})
    assert str(caught.value) == (
        "facts.menace : valeur refusée : 3 (true ou false (oui, non)) ; "
        "facts.acces : valeur refusée : `x` (valeurs : ouvert, groupe ou prive)"
    )


# Garbage that gets through.


@pytest.mark.parametrize(
    ("bound", "inside"), [("min", {"min": 5}), ("max", {"max": 17}), ("min", {"min": 5, "max": 5})]
)
def test_an_interval_inside_a_bound_is_refused(bound: str, inside: dict[str, int]) -> None:
    shown = ", ".join(f"{key}: {value}" for key, value in inside.items())
    found = said({"facts": {"age_victime": {bound: inside}}})
    assert found == [(f"facts.age_victime.{bound}", f"valeur refusée : `{{{shown}}}`")]


@pytest.mark.parametrize("nothing", [0, 0.0, False, ""])
def test_a_list_of_members_is_a_list_even_when_empty(nothing: Any) -> None:
    ((field, message),) = said({"facts": {"forme": {"includes": nothing, "excludes": ["image"]}}})
    assert (field, message.partition(" : ")[0]) == ("facts.forme.includes", "valeur refusée")


@pytest.mark.parametrize("nothing", [0, False, "", {}])
def test_raised_is_a_list_even_when_empty(nothing: Any) -> None:
    assert said({"raised": nothing}) == [("raised", "une liste de `infraction/nom` est attendue")]


def test_a_moment_is_not_a_day() -> None:
    moment, refused = datetime(2024, 5, 1, 10, 30), "date refusée : 2024-05-01T10:30:00"
    assert said({"date_of_facts": moment}) == [("date_of_facts", refused)]
    assert said({"facts": {"mise_en_ligne": moment}}) == [("facts.mise_en_ligne", refused)]


# What must not break.


LONG = "un nombre de plus de 60 chiffres"


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({"id": 10**5000}, "id", "plus de 200 caractères"),
        ({"facts": {"age_victime": 10**5000}}, "facts.age_victime", f"valeur refusée : {LONG}"),
        ({"facts": {"acces": 10**5000}}, "facts.acces", f"valeur refusée : {LONG}"),
        ({"date_of_facts": 10**5000}, "date_of_facts", f"date refusée : {LONG}"),
        (
            {"facts": {"menace": {"value": True, "standing": 10**5000}}},
            "facts.menace.standing",
            f"valeur refusée : {LONG}",
        ),
    ],
    ids=["id", "integer", "choice", "date", "standing"],
)
def test_a_number_of_five_thousand_digits_is_refused(data: Any, field: str, message: str) -> None:
    assert said(data) == [(field, message)]


def test_an_id_given_as_a_number_is_no_longer_than_any_id() -> None:
    assert said({"id": 10**201}) == [("id", "plus de 200 caractères")]


def test_bounds_nested_two_thousand_deep_are_refused() -> None:
    value: Any = 5
    for _ in range(2_000):
        value = {"min": value}
    assert said({"facts": {"age_victime": value}}) == [
        ("facts.age_victime.min", "valeur refusée : `{min: {min: {…: …}}}`")
    ]


def test_keys_that_are_not_text_are_refused() -> None:
    assert said({"facts": {"menace": {"value": True, 1: 2, "a": 3}}}) == [("facts.menace.(int)", "clé inconnue")]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("id", "\ud800", "moitié de caractère"),
        ("text", "\ud800", "moitié de caractère"),
        ("url", "\udfff", "moitié de caractère"),
        ("raised", ["\ud800/x"], "une liste de `infraction/nom` est attendue"),
        ("reported_category", "\ud800", "moitié de caractère"),
    ],
    ids=["id", "text", "url", "raised", "category"],
)
def test_half_a_character_is_refused(field: str, value: Any, message: str) -> None:
    assert said({field: value}) == [(field, message)]


@pytest.mark.parametrize(
    "data", [{"x" * 50_000: 1}, {"facts": {"x" * 50_000: 1}}, {"facts": {"\x1b[2J\n": 1}}, {"\ud800": 1}]
)
def test_a_fault_repeats_a_name_shortened_and_printable(data: Any) -> None:
    (found,) = faults(data)
    assert len(str(found)) < 500
    assert str(found).isprintable()


def test_a_report_of_two_thousand_unknown_facts_is_refused_in_few_words() -> None:
    assert len(faults({"facts": {f"fait_{i}": 1 for i in range(2_000)}})) <= 100


def test_a_fault_repeats_a_value_shortened() -> None:
    (found,) = faults({"facts": {"acces": "x" * 50_000}})
    assert len(found.message) < 100


def test_beyond_twenty_faults_the_others_are_counted() -> None:
    found = faults({"facts": {f"fait_{i}": 1 for i in range(50)}})
    assert len(found) == 21
    assert str(found[-1]) == "(signalement) : et 30 autres (corriger les premières)"


@pytest.mark.parametrize("name", ["\x1b[2J/x", "a/b\n", "x" * 300])
def test_a_point_raised_is_a_name(name: str) -> None:
    assert [found.field for found in faults({"raised": [name]})] == ["raised"]


def test_the_date_of_the_decision_is_asked_where_it_is_given() -> None:
    (found,) = faults({"date_of_decision": "2026-01-01"})
    assert found.field == "date_of_decision"
    assert "--at" in found.hint
    assert "date_of_facts" not in found.hint
