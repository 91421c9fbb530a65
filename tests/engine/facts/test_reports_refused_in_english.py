"""Each fault of a report is told in English too, with the same place and the same remedy."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.facts.statements import KEYS, ReportError, read_report
from tests.engine.facts.test_reports_refused import WRONG
from tests.engine.facts.vocabulary import faults
from tests.languages import french_in
from tests.shared import shipped


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (None, f"(racine): a report is a set of keys (keys: {', '.join(KEYS)})"),
        ({"fact": {}}, "fact: unknown field (did you mean `facts`?)"),
        ({"image": "x"}, "image: unknown field"),
        ({"date_of_decision": "x"}, "date_of_decision: unknown field (the date of the decision is given with `--at`)"),
        ({"facts": []}, "facts: a set of `fact: value` is expected"),
        ({"facts": {"menaces": True}}, "facts.menaces: unknown fact (did you mean `menace`?)"),
        ({"facts": {"zèle": True}}, "facts.zèle: unknown fact (see `qualif facts`)"),
        ({"facts": {"acces": "groupes"}}, "facts.acces: value refused: `groupes` (did you mean `groupe`?)"),
        ({"facts": {"acces": "x"}}, "facts.acces: value refused: `x` (values: ouvert, groupe or prive)"),
        ({"facts": {"acces": 3}}, "facts.acces: value refused: 3 (values: ouvert, groupe or prive)"),
        ({"facts": {"age_victime": 130}}, "facts.age_victime: value refused: 130 (from 0 to 120)"),
        ({"facts": {"age_victime": True}}, "facts.age_victime: value refused: `true` (a whole number)"),
        ({"facts": {"age_victime": {"min": 9, "max": 3}}}, "facts.age_victime: min is above max (swap them)"),
        (
            {"facts": {"age_victime": {"under": 18}}},
            "facts.age_victime: value refused: `{under: 18}` "
            "(a value, or {min, max}, {one_of}, {includes, excludes}, depending on the type)",
        ),
        (
            {"facts": {"mise_en_ligne": "2023-02-30"}},
            "facts.mise_en_ligne: date refused: `2023-02-30` (YYYY-MM-DD)",
        ),
        ({"facts": {"menace": ""}}, "facts.menace: value refused: an empty text (true or false (yes, no))"),
        ({"facts": {"pays": "fr"}}, "facts.pays: value refused: `fr` (ISO 3166 country code (FR))"),
        ({"facts": {"pays": "EL"}}, "facts.pays: value refused: `EL` (did you mean `GR`?)"),
        ({"facts": {"langue": "FR"}}, "facts.langue: value refused: `FR` (ISO 639 language code (fr))"),
        ({"facts": {"forme": "x"}}, "facts.forme: value refused: `x` (a list of values; empty: none)"),
        ({"facts": {"forme": {"includes": "x"}}}, "facts.forme.includes: value refused: `x` (a list of values)"),
        (
            {"facts": {"forme": {"includes": ["image"], "excludes": ["image"]}}},
            "facts.forme: both present and absent: image",
        ),
        (
            {"facts": {"menace": {"value": True, "standing": None}}},
            "facts.menace.standing: value refused: nothing (confirmed, presumed or disputed)",
        ),
        (
            {"facts": {"menace": {"value": True, "quand": "x"}}},
            "facts.menace.quand: unknown key (value, standing, source, span, span_in)",
        ),
        (
            {"facts": {"menace": {"value": True, "span": [2]}}},
            "facts.menace.span: [start, end] within the text is expected (in characters, end excluded)",
        ),
        (
            {"facts": {"mineur": True, "age_victime": 30}},
            "facts.mineur: contradicts `age_victime` (keep one of the two)",
        ),
        ({"id": True}, "id: text is expected"),
        ({"id": "x" * 201}, "id: more than 200 characters"),
        ({"url": "\ud800"}, "url: half a character (save it in UTF-8)"),
        ({"raised": "a/b"}, "raised: a list of `offence/name` is expected"),
    ],
)
def test_a_fault_is_told_in_english(data: Any, told: str) -> None:
    (found,) = faults(data)
    assert found.in_("en") == told


def test_a_number_too_long_is_told_in_english() -> None:
    (found,) = faults({"facts": {"nombre_messages": 10**5000}})
    assert found.what.en == "value refused: a number of more than 60 digits"
    assert (found.remedy and found.remedy.en) == "at most 60 digits"


def test_faults_that_are_not_told_are_counted_in_english() -> None:
    assert (
        faults({f"clé{n}": 1 for n in range(25)})[-1].in_("en") == "(signalement): and 5 more (correct the first ones)"
    )


@pytest.mark.parametrize("fact", WRONG)
def test_whatever_is_wrong_with_a_value_is_told_in_both_languages(fact: str) -> None:
    for value in WRONG[fact]:
        for found in faults({"facts": {fact: value}}):
            assert french_in(found.in_("en").partition(": ")[2]) == [], value
            assert found.in_("fr") == str(found)
            assert (found.what.fr, found.remedy.fr if found.remedy is not None else "") == (found.message, found.hint)


def test_every_fault_is_on_one_line_in_each_language() -> None:
    with pytest.raises(ReportError) as refused:
        read_report({"id": 1.5, "facts": {"pays": "fr"}}, {})
    assert refused.value.in_("en") == "id: text is expected; facts.pays: unknown fact (see `qualif facts`)"
    assert refused.value.in_("fr") == str(refused.value)


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("rien-de-tel", "write `offence/name`, see `qualif rules show`"),
        ("loi-1881-24-al7/provocatio", "did you mean `loi-1881-24-al7/provocation`?"),
    ],
)
def test_a_point_that_nobody_knows_is_told_in_english(name: str, remedy: str) -> None:
    engine = shipped()
    with pytest.raises(ReportError) as refused:
        engine.qualify(read_report({"raised": [name]}, engine.ruleset.facts), date(2026, 11, 24))
    assert refused.value.in_("en") == f"raised: nothing is called `{name}` ({remedy})"
