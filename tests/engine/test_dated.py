"""Texts and clauses that are dated by themselves: each answer is in the words and under the clauses of its day."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis.case_runs import run_out_of_field
from engine.explanation.checker import check_proof
from engine.explanation.law_in_words import tell_offence
from engine.explanation.narration import Narrator
from engine.explanation.proof import proof
from engine.facts.statements import read_report
from engine.language.loader import check_folder, load_folder
from engine.language.plain import plain
from engine.language.schema import parse
from engine.model.answer import Answer
from engine.model.dated import ONE_DAY, DatedText, Lasting, TextVersion, text_in_force, text_on, version_on
from engine.model.law import Offence
from engine.model.outcome import Issue, Status
from engine.notices.words import words_for
from engine.reasoning.qualify import Engine
from tests.engine.language.broken import FACTS, MINIMAL, OUT_OF_FIELD, THREAT, TODAY, Broken, Edit, replace
from textfile.reader import read_bytes
from textfile.text import Text

SHORT = '"Menace", en: "Threat"}\ncitation'
DATED_SHORT = '[{until: 2009-12-31, fr: "Menace ancienne", en: "Old threat"}, {from: 2010-01-01, fr: "Menace", en: "Threat"}]\ncitation'
TITLE = 'title: {fr: "Menace publique", en: "Public threat"}'
DATED_TITLE = 'title: [{until: 2009-12-31, fr: "Menace d\'alors", en: "Threat of then"}, {from: 2010-01-01, fr: "Menace publique", en: "Public threat"}]'
ELEMENT = '    label: {fr: "Menace", en: "Threat"}\n'
DATED_ELEMENT = (
    '    label: [{until: 2009-12-31, fr: "Menacer", en: "Threaten"}, {from: 2010-01-01, fr: "Menace", en: "Threat"}]\n'
)
RESTORED = '    change: {fr: "Rétablissement.", en: "Restored."}\n    elements: [publicite, menace]\n'
WITH_CLAUSES = RESTORED + "    defences: [citation]\n    cautions: [ancien]\n"
DEFENCE = 'article: "loi d\'essai, art. 4"\n'
WORDED: tuple[Edit, ...] = (replace(THREAT, TITLE, DATED_TITLE), replace(THREAT, ELEMENT, DATED_ELEMENT),
                            replace(THREAT, "short: {fr: " + SHORT, "short: " + DATED_SHORT))  # fmt: skip
BEFORE, AFTER = date(2005, 6, 1), date(2015, 6, 1)
Law = Callable[..., Engine]


DAYS = [date(2020, 1, 1) + i * ONE_DAY for i in range(8)]
ends = st.none() | st.sampled_from(DAYS)


def lasting(from_: date | None, until: date | None) -> Lasting:
    return Lasting.model_validate({"from": from_, "until": until})


@given(ends, ends, ends, ends)
def test_two_periods_overlap_when_a_day_is_in_both(
    a: date | None, b: date | None, c: date | None, d: date | None
) -> None:
    one, other = lasting(a, b), lasting(c, d)
    days = [DAYS[0] - ONE_DAY, *DAYS, DAYS[-1] + ONE_DAY]
    if any(map(one.covers, days)) and any(map(other.covers, days)):
        assert one.overlaps(c, d) is any(one.covers(day) and other.covers(day) for day in days)


@given(ends, ends)
def test_a_period_changes_on_the_days_on_which_it_starts_and_stops_to_cover(a: date | None, b: date | None) -> None:
    period = lasting(a, b)
    if a is None or b is None or a <= b:
        changed = {day for day in (*DAYS, DAYS[-1] + ONE_DAY) if period.covers(day) is not period.covers(day - ONE_DAY)}
        assert set(period.changes) == changed
        assert (version_on([period], DAYS[3]) is period) is period.covers(DAYS[3])


@pytest.fixture
def law(tmp_path: Path) -> Law:
    def build(*edits: Edit) -> Engine:
        root = Broken("R000", edits).build(tmp_path)
        assert [f.as_text() for f in check_folder(root, TODAY)[1] if not f.warning] == []
        return Engine(load_folder(root))

    return build


def answer(engine: Engine, day: date, decided: date | None = None, **facts: object) -> Answer:
    report = read_report(
        {"date_of_facts": day, "facts": {"acces": "ouvert", "menace": True, **facts}}, engine.ruleset.facts
    )
    found = engine.qualify(report, decided or day)
    assert check_proof(proof(found, engine.ruleset), engine.ruleset) == []
    return found


def labels(engine: Engine, found: Answer) -> list[str]:
    entry = next(o for o in proof(found, engine.ruleset)["offences"] if o["offence"] == "menace-publique")
    return [finding["label"] for finding in entry["findings"]]


def test_an_answer_is_in_the_words_of_the_law_that_answered(law: Law) -> None:
    engine = law(*WORDED)
    old, new = answer(engine, BEFORE), answer(engine, AFTER)
    assert (labels(engine, old), labels(engine, new)) == (["Publicité", "Menacer"], ["Publicité", "Menace"])
    assert "Menace d'alors" in Narrator(engine, read_report({}, engine.ruleset.facts), old).tell()
    assert "Menace publique" in Narrator(engine, read_report({}, engine.ruleset.facts), new).tell()


def test_a_notice_is_in_the_words_of_the_law_that_answered(law: Law) -> None:
    engine = law(*WORDED)
    told = [
        words_for(engine.ruleset, proof(answer(engine, day), engine.ruleset), "menace-publique")
        for day in (BEFORE, AFTER)
    ]
    assert [words.offence and words.offence.title.fr for words in told] == ["Menace d'alors", "Menace publique"]
    assert [words.offence and words.offence.clauses["element/menace"].label.en for words in told] == [
        "Threaten",
        "Threat",
    ]


def test_a_proof_in_the_words_of_another_day_is_refused(law: Law) -> None:
    engine = law(*WORDED)
    lie = json.loads(json.dumps(proof(answer(engine, BEFORE), engine.ruleset)).replace('"Menacer"', '"Menace"'))
    assert check_proof(lie, engine.ruleset) == ["menace-publique: menace: not in the words of the law"]


def test_dates_change_no_status(law: Law, tmp_path: Path) -> None:
    plain_law = Engine(load_folder(MINIMAL))
    dated = law(*WORDED)
    for day in (BEFORE, AFTER, date(1995, 1, 1), date(2000, 6, 1)):
        for facts in ({}, {"menace": False}, {"acces": "prive"}, {"forme": ["citation"]}):
            assert answer(dated, day, **facts).assessment("menace-publique").status is (
                answer(plain_law, day, **facts).assessment("menace-publique").status
            )


def test_a_dated_defence_protects_on_its_days(law: Law) -> None:
    engine = law(replace(THREAT, RESTORED, WITH_CLAUSES), replace(THREAT, DEFENCE, DEFENCE + "    from: 2010-01-01\n"))
    status = {
        day: answer(engine, day, forme=["citation"]).assessment("menace-publique").status for day in (BEFORE, AFTER)
    }
    assert status == {BEFORE: Status.ESTABLISHED, AFTER: Status.EXCLUDED}
    assert (
        answer(engine, date(2009, 12, 31), forme=["citation"]).assessment("menace-publique").status
        is Status.ESTABLISHED
    )
    assert answer(engine, date(2010, 1, 1), forme=["citation"]).assessment("menace-publique").status is Status.EXCLUDED


def test_a_defence_that_starts_later_is_a_milder_law(law: Law) -> None:
    engine = law(replace(THREAT, RESTORED, WITH_CLAUSES), replace(THREAT, DEFENCE, DEFENCE + "    from: 2010-01-01\n"))
    found = answer(engine, BEFORE, AFTER, forme=["citation"]).assessment("menace-publique")
    assert (found.status, found.version, found.read_from) == (Status.EXCLUDED, "v2001", date(2010, 1, 1))


def test_a_defence_that_ended_still_protects_what_was_done_before(law: Law) -> None:
    engine = law(replace(THREAT, RESTORED, WITH_CLAUSES), replace(THREAT, DEFENCE, DEFENCE + "    until: 2009-12-31\n"))
    assert answer(engine, BEFORE, AFTER, forme=["citation"]).assessment("menace-publique").status is Status.EXCLUDED
    assert answer(engine, AFTER, forme=["citation"]).assessment("menace-publique").status is Status.ESTABLISHED


def test_a_dated_caution_makes_prudent_on_its_days(law: Law) -> None:
    caution = "{fact: mise_en_ligne, under: 2000-01-01}\n"
    engine = law(replace(THREAT, RESTORED, WITH_CLAUSES), replace(THREAT, caution, caution + "    until: 2009-12-31\n"))
    assert answer(engine, BEFORE, mise_en_ligne="1999-01-01").prudent
    assert not answer(engine, AFTER, mise_en_ligne="1999-01-01").prudent


def test_an_element_is_presumed_on_the_days_of_its_wordings(law: Law) -> None:
    presumed = '    presumed: [{from: 2010-01-01, until: 2012-12-31, fr: "Tenu pour tel.", en: "Held so."}]\n'
    engine = law(
        replace(THREAT, "    condition: {notion: publicite}\n", "    condition: {notion: publicite}\n" + presumed)
    )
    found = {
        day: answer(engine, day, acces=None).assessment("menace-publique") for day in (BEFORE, date(2011, 1, 1), AFTER)
    }
    assert [one.status for one in found.values()] == [Status.OPEN, Status.ESTABLISHED, Status.OPEN]
    assert [one.conclusion.presumed for one in found.values()] == [(), ("publicite",), ()]


def test_a_rule_out_of_field_holds_on_its_days(law: Law) -> None:
    language = "    id: langue_etrangere"[6:]
    engine = law(replace(OUT_OF_FIELD, language, language + "\n    from: 2010-01-01"))
    issues = [answer(engine, day, menace=None, acces=None, langue_texte="de").issue for day in (BEFORE, AFTER)]
    assert issues == [Issue.NOT_QUALIFIED, Issue.OUT_OF_FIELD]


def test_the_cases_of_a_rule_out_of_field_are_read_on_their_days(law: Law) -> None:
    language = "    id: langue_etrangere"[6:]
    case = "\n      - {name: langue inconnue, date_of_facts: 2005-01-01, facts: {langue_texte: de}, expect: false}"
    cases = "{name: texte en français, facts: {langue_texte: fr}, expect: false}"
    engine = law(
        replace(OUT_OF_FIELD, language, language + "\n    from: 2010-01-01"), replace(OUT_OF_FIELD, cases, cases + case)
    )
    assert run_out_of_field(engine.ruleset, TODAY) == (2, [])


def test_a_fact_is_presumed_of_facts_of_its_days(law: Law) -> None:
    rule = """\
    presumed_when:
      - {condition: {fact: menace}, value: ouvert, until: 2009-12-31, reason: {fr: "alors", en: "then"}}
      - {condition: {fact: menace}, value: groupe, from: 2012-01-01, reason: {fr: "depuis", en: "since"}}
"""
    access = "    cost: 1\n    exposure: none\n    sources: [analyst, metadata]\n"
    facts = law(replace(FACTS, access, access + rule)).ruleset.facts
    told = {
        day: read_report({"date_of_facts": day, "facts": {"menace": True}}, facts).facts.get("acces")
        for day in (BEFORE, date(2011, 1, 1), AFTER, None)
    }
    assert [fact and fact.source for fact in told.values()] == [
        "presumed_when[0]",
        None,
        "presumed_when[1]",
        "presumed_when[1]",
    ]


def test_an_offence_is_shown_with_its_earlier_words(law: Law) -> None:
    engine = law(*WORDED, replace(THREAT, DEFENCE, DEFENCE + "    until: 1995-12-31\n"))
    shown = tell_offence(engine.ruleset.offences["menace-publique"], engine.ruleset)
    assert shown.startswith("Menace publique\njusqu'au 31 décembre 2009 : Menace d'alors\n")
    assert "Citation — loi d'essai, art. 4 [M] (… → 31 décembre 1995)" in shown


def test_a_dated_offence_written_back_is_the_same(law: Law) -> None:
    offence = law(*WORDED).ruleset.offences["menace-publique"]
    document = read_bytes(json.dumps(plain(offence)).encode(), "loi")
    text = json.dumps(plain(offence), ensure_ascii=False)
    for day in (
        "1990-01-01",
        "1999-12-31",
        "2000-01-01",
        "2000-12-31",
        "2001-01-01",
        "2009-12-31",
        "2010-01-01",
        "2026-11-01",
    ):
        text = text.replace(f'"{day}"', day)
    document = read_bytes(text.encode(), "loi")
    assert parse(Offence, document) == (offence, [])


days = st.dates(date(1990, 1, 1), date(2030, 1, 1))


@given(st.lists(days, min_size=1, max_size=4, unique=True).map(sorted), days)
def test_the_text_of_a_day_is_the_wording_that_covers_it(starts: list[date], day: date) -> None:
    bounds = [None, *starts]
    wordings = tuple(
        TextVersion.model_validate({
            "fr": str(i), "en": str(i), "from": start, "until": bounds[i + 1] - ONE_DAY if i + 1 < len(bounds) else None,  # type: ignore[operator]
        })
        for i, start in enumerate(bounds)
    )  # fmt: skip
    text = DatedText.of(wordings)
    (covering,) = [version for version in wordings if version.covers(day)]
    assert text_on(text, day).fr == covering.fr
    assert text_in_force(text, day) == text_on(text, day)
    assert text_on(text, date.max).fr == text.fr


def test_a_text_that_is_not_dated_is_itself_on_any_day() -> None:
    text = Text(fr="a", en="a")
    assert text_on(text, date.min) is text_in_force(text, date.max + timedelta()) is text
    assert text_in_force(None, date.max) is None
