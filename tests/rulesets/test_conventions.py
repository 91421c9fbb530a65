"""Conventions that the whole law follows: which day a text starts, what an amount in francs is worth, what is written
once.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from engine.language.sharing import KINDS
from engine.model.law import Penalty
from tests.shared import RULESETS, shipped
from textfile.reader import read_file

EUROS = date(2002, 1, 1)
AS_LEGIFRANCE_SHOWS = date(2008, 1, 1)
FRANCS_A_EURO = 6.55957
PUBLISHED = {
    "loi 51-18": date(1951, 1, 6),
    "loi 87-1157": date(1988, 1, 5),
    "loi 90-615": date(1990, 7, 14),
    "loi 96-647": date(1996, 7, 23),
    "loi 98-468": date(1998, 6, 18),
    "loi 2001-1062": date(2001, 11, 16),
    "loi 2002-73": date(2002, 1, 18),
    "loi 2002-305": date(2002, 3, 5),
    "loi 2003-239": date(2003, 3, 19),
    "loi 2004-204": date(2004, 3, 10),
    "loi 2004-575": date(2004, 6, 22),
    "loi 2004-1486": date(2004, 12, 31),
    "décret 2005-284": date(2005, 3, 30),
    "loi 2006-399": date(2006, 4, 5),
    "loi 2007-293": date(2007, 3, 6),
    "loi 2007-297": date(2007, 3, 7),
}
"""Day each text was published in the Journal officiel."""
DEFERRED = {
    "loi 92-684": date(1994, 3, 1),
    "loi 92-1336": date(1994, 3, 1),
    "loi 86-1020": date(1994, 3, 1),
    "décret 93-726": date(1994, 3, 1),
    "ordonnance 2000-916": date(2002, 1, 1),
}
"""Day on which a text that fixes it comes into force."""


def test_before_2008_a_text_starts_on_the_day_it_was_published_unless_it_fixes_another() -> None:
    starts: dict[str, set[date]] = defaultdict(set)
    for offence in shipped().ruleset.offences.values():
        for version in offence.versions:
            if version.from_ < AS_LEGIFRANCE_SHOWS and version.void is None:
                law = version.law.split(" ;")[0].split(",")[0].split(" (")[0]
                starts[law].add(version.from_)
    assert len(starts) > 15
    assert starts == {law: {day} for law, day in (PUBLISHED | DEFERRED).items() if law in starts}


def amounts() -> list[tuple[str, str, int]]:
    return [
        (offence.id, version.id, penalty.fine_euros)
        for offence in shipped().ruleset.offences.values()
        for version in offence.versions
        if version.until is not None and version.until < EUROS
        for penalty in (version.penalty or Penalty(), *version.aggravations.values())
        if penalty.fine_euros
    ]


def test_an_amount_in_francs_is_converted_at_the_official_rate_to_the_nearest_euro() -> None:
    found = amounts()
    assert len(found) > 40
    odd = []
    for offence, version, euros in found:
        francs = round(euros * FRANCS_A_EURO / 1000) * 1000
        if round(francs / FRANCS_A_EURO) != euros:
            odd.append((offence, version, euros))
    assert odd == []


def test_no_text_that_still_punished_in_2002_keeps_an_amount_converted_from_francs() -> None:
    for offence in shipped().ruleset.offences.values():
        for version in offence.versions:
            if version.from_ < EUROS and version.penalty is not None and version.penalty.fine_euros:
                assert version.until is not None, (offence.id, version.id)
                assert version.until < EUROS, (offence.id, version.id)


def clauses(files: Iterator[Path]) -> Iterator[tuple[str, str, Any]]:
    """The kind, name and content of each clause that files write, as written."""
    for path in sorted(files):
        data: Any = read_file(path, path.name, RULESETS).data
        yield from ((kind, name, clause) for kind in KINDS for name, clause in data.get(kind, {}).items())


def by_content(files: Iterator[Path]) -> Iterator[tuple[str, str]]:
    yield from ((kind, json.dumps(clause, sort_keys=True, default=str)) for kind, _, clause in clauses(files))


def test_a_shared_clause_has_one_name() -> None:
    written = Counter(by_content(RULESETS.glob("clauses/*.yaml")))
    assert len(written) > 30
    assert [clause for clause, times in written.items() if times > 1] == []


def test_what_three_offences_write_alike_is_a_shared_clause() -> None:
    taken_whole = '{"as": "%s"}'
    shared = {(kind, taken_whole % name) for kind, name, _ in clauses(RULESETS.glob("clauses/*.yaml"))}
    written = Counter(by_content(RULESETS.glob("offences/*/*/offence.yaml")))
    assert [clause for clause, times in written.items() if times > 2 and clause not in shared] == []
