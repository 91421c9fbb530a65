"""First day of a difference: a change acts from its own day, be it today; one that has no day acts at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from engine.analysis.difference.difference import difference
from engine.analysis.difference.findings import RulesetDifference
from engine.analysis.difference.words import DifferenceTeller
from engine.language.loader import load_folder
from engine.reasoning.qualify import Engine
from tests.engine.language.broken import (
    LIMITATION,
    MINIMAL,
    OUT_OF_FIELD,
    THREAT,
    TODAY,
    Broken,
    Edit,
    append,
    replace,
)

LATER = date(2027, 7, 1)
RESTORED = "  - id: v2001\n    from: 2001-01-01\n"
SOURCE = '{reference: "Loi d\'essai, art. 2", legifrance: null, verified_on: 2026-11-01, confidence: M}'
RULE = """
  - id: texte_anglais
    {dates}label: {{fr: "Texte en anglais", en: "Text in English"}}
    condition: {{fact: langue_texte, in: [en]}}
    reason: {{fr: "Le service ne lit que le français.", en: "The service reads French alone."}}
    source: {{reference: "Usage d'essai", legifrance: null, verified_on: 2026-11-01, confidence: M}}
    cases:
      - {{name: texte en anglais, date_of_facts: 2030-01-01, facts: {{langue_texte: en}}, expect: true}}
"""


def restored_without_publicity(day: date) -> Edit:
    """The threat needs no publicity any more, from a day on."""

    def edit(root: Path) -> None:
        file = root / THREAT
        text = file.read_text(encoding="utf-8")
        last = text[text.index(RESTORED) : text.index("\nrelations:")]
        after = last.replace("v2001", "v_neuve").replace("2001-01-01", day.isoformat()).replace("publicite, ", "")
        eve = date.fromordinal(day.toordinal() - 1).isoformat()
        before = last.replace(RESTORED, f"{RESTORED}    until: {eve}\n")
        file.write_text(text.replace(last, before + after), encoding="utf-8")

    return edit


def difference_after(place: Path, *edits: Edit) -> tuple[RulesetDifference, str]:
    old, new = Engine(load_folder(MINIMAL)), Engine(load_folder(Broken("R000", edits).build(place)))
    differs = difference(old, new)
    return differs, "\n".join(DifferenceTeller(differs, old.ruleset, new.ruleset).lines())


def test_a_version_that_starts_today_is_listed_from_today(tmp_path: Path) -> None:
    differs, said = difference_after(tmp_path, restored_without_publicity(TODAY))
    assert differs.first_day == TODAY
    (offence,) = differs.of("offence")
    assert {change.days.from_ for change in offence.statuses} == {TODAY}
    assert "à partir du 24 novembre 2026" in said


def test_a_rule_out_of_field_without_dates_acts_though_the_law_is_to_come(tmp_path: Path) -> None:
    differs, said = difference_after(
        tmp_path, restored_without_publicity(LATER), append(OUT_OF_FIELD, RULE.format(dates=""))
    )
    assert differs.first_day is not None
    assert differs.first_day < TODAY
    assert "Texte en anglais" in said
    assert "de tout temps : tenue pour fausse → tenue pour vraie" in said


def test_a_rule_out_of_field_acts_from_its_day(tmp_path: Path) -> None:
    dated = RULE.format(dates=f"from: {TODAY.isoformat()}\n    ")
    differs, _ = difference_after(tmp_path, restored_without_publicity(LATER), append(OUT_OF_FIELD, dated))
    assert differs.first_day == TODAY


def test_a_delay_of_limitation_acts_from_its_day(tmp_path: Path) -> None:
    old = "      - from: 1990-01-01\n"
    ends = f"      - from: 1990-01-01\n        until: {date(2027, 6, 30).isoformat()}\n"
    more = f"      - {{from: {LATER.isoformat()}, delay: {{years: 10}}, source: {SOURCE}}}\n"
    differs, said = difference_after(tmp_path, replace(LIMITATION, old, ends), append(LIMITATION, more))
    assert differs.first_day == LATER
    assert "à partir du 1er juillet 2027" in said
