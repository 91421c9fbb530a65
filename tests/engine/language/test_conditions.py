"""What is written under `condition:` is read as the guide says; everything else is refused at its place."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.conditions import parse_condition
from engine.model.condition import All, AnyOf, AtLeast, Condition, IncludesAny, IsOneOf, IsTrue, Not, NotionRef, Within
from textfile.reader import read_bytes


def parsed(data: Any) -> tuple[Condition | None, list[tuple[object, ...]]]:
    """The condition, and the path of each fault."""
    faults: list[tuple[object, ...]] = []

    def report(path: tuple[str | int, ...], message: str, hint: str) -> None:
        assert message
        assert hint
        faults.append(path)

    return parse_condition(data, ("here",), report), faults


def written(text: str) -> Any:
    return read_bytes(text.encode(), "f.yaml").data


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("{fact: menace}", IsTrue("menace", True)),
        ("{fact: menace, is: true}", IsTrue("menace", True)),
        ("{fact: menace, is: false}", IsTrue("menace", False)),
        ("{fact: ton, is: calme}", IsOneOf("ton", ("calme",))),
        ("{fact: ton, in: [calme, vif]}", IsOneOf("ton", ("calme", "vif"))),
        ("{fact: forme, includes: citation}", IncludesAny("forme", ("citation",))),
        ("{fact: forme, includes_any: [citation, image]}", IncludesAny("forme", ("citation", "image"))),
        ("{fact: age, from: 15}", Within("age", 15, None)),
        ("{fact: age, under: 15}", Within("age", None, 15)),
        ("{fact: age, from: 15, under: 18}", Within("age", 15, 18)),
        ("{fact: age, under: 0}", Within("age", None, 0)),
        ("{fact: jour, from: 2020-01-01, under: 2021-01-01}", Within("jour", date(2020, 1, 1), date(2021, 1, 1))),
        ("{notion: publicite}", NotionRef("publicite")),
        ("{all: [{fact: a}, {fact: b}]}", All((IsTrue("a", True), IsTrue("b", True)))),
        ("{any: [{fact: a}]}", AnyOf((IsTrue("a", True),))),
        ("{not: {fact: a}}", Not(IsTrue("a", True))),
        ("{at_least: 2, of: [{fact: a}, {fact: b}]}", AtLeast(2, (IsTrue("a", True), IsTrue("b", True)))),
        ("{not: {all: [{any: [{notion: n}]}]}}", Not(All((AnyOf((NotionRef("n"),)),)))),
        ("{fact: ton, in: [calme, ]}", IsOneOf("ton", ("calme",))),
        ("{fact: pays, is: NO}", IsOneOf("pays", ("NO",))),
        ("{fact: reponse, is: oui}", IsOneOf("reponse", ("oui",))),
    ],
)
def test_each_form_of_the_guide_is_read(text: str, wanted: Condition) -> None:
    assert parsed(written(text)) == (wanted, [])


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", ()),
        ("{}", ()),
        ("[]", ()),
        ("menace", ()),
        ("true", ()),
        ("12", ()),
        ("[{fact: a}]", ()),
        ("{every: [{fact: a}]}", ("every",)),
        ("{all: [{fact: a}], any: [{fact: b}]}", ()),
        ("{all: [{fact: a}], not: {fact: b}}", ()),
        ("{notion: a, fact: b}", ("notion",)),
        ("{notion: a, is: false}", ("is",)),
        ("{notion: 12}", ("notion",)),
        ("{notion: [a]}", ("notion",)),
        ("{notion: }", ("notion",)),
        ("{fact: 12}", ("fact",)),
        ("{fact: }", ("fact",)),
        ("{fact: [a]}", ("fact",)),
        ("{all: []}", ("all",)),
        ("{all: {fact: a}}", ("all",)),
        ("{any: }", ("any",)),
        ("{any: a}", ("any",)),
        ("{not: }", ("not",)),
        ("{not: [{fact: a}]}", ("not",)),
        ("{at_least: 1}", ()),
        ("{of: [{fact: a}]}", ()),
        ("{at_least: 0, of: [{fact: a}]}", ("at_least",)),
        ("{at_least: -1, of: [{fact: a}]}", ("at_least",)),
        ("{at_least: 2, of: [{fact: a}]}", ("at_least",)),
        ("{at_least: true, of: [{fact: a}]}", ("at_least",)),
        ("{at_least: '1', of: [{fact: a}]}", ("at_least",)),
        ("{at_least: 1.0, of: [{fact: a}]}", ("at_least",)),
        ("{at_least: 1, of: []}", ("of",)),
        ("{at_least: 1, of: [{fact: a}], all: [{fact: a}]}", ()),
        ("{fact: a, is: }", ("is",)),
        ("{fact: a, is: 12}", ("is",)),
        ("{fact: a, is: 2020-01-01}", ("is",)),
        ("{fact: a, is: [b]}", ("is",)),
        ("{fact: a, is: {b: c}}", ("is",)),
        ("{fact: a, in: b}", ("in",)),
        ("{fact: a, in: []}", ("in",)),
        ("{fact: a, in: [1, 2]}", ("in",)),
        ("{fact: a, in: [true]}", ("in",)),
        ("{fact: a, in: [b, [c]]}", ("in",)),
        ("{fact: a, includes: [b]}", ("includes",)),
        ("{fact: a, includes: true}", ("includes",)),
        ("{fact: a, includes_any: b}", ("includes_any",)),
        ("{fact: a, includes_any: []}", ("includes_any",)),
        ("{fact: a, includes: b, includes_any: [c]}", ("includes_any",)),
        ("{fact: a, is: b, in: [c]}", ("in",)),
        ("{fact: a, is: true, from: 3}", ("from",)),
        ("{fact: a, from: }", ("from",)),
        ("{fact: a, from: 1.5}", ("from",)),
        ("{fact: a, from: '3'}", ("from",)),
        ("{fact: a, from: true}", ("from",)),
        ("{fact: a, under: [3]}", ("under",)),
        ("{fact: a, from: 3, under: }", ("under",)),
        ("{fact: a, from: 3, to: 4}", ("to",)),
        ("{fact: a, equals: b}", ("equals",)),
        ("{Fact: a}", ("Fact",)),
    ],
)
def test_anything_else_is_refused_where_it_stands(text: str, path: tuple[object, ...]) -> None:
    assert parsed(written(text)) == (None, [("here", *path)])


def test_every_fault_of_a_condition_is_told_at_once() -> None:
    condition, faults = parsed(written("{all: [{fact: a}, b, {not: {any: []}}, {fact: c, in: d}]}"))
    assert condition is None
    assert faults == [("here", "all", 1), ("here", "all", 2, "not", "any"), ("here", "all", 3, "in")]


def test_one_wrong_part_leaves_no_condition_at_all() -> None:
    assert parsed(written("{any: [{fact: a}, {fact: 3}]}"))[0] is None


def test_a_list_that_is_not_the_reader_s_is_refused() -> None:
    assert parsed({"all": [{"fact": "a"}]}) == (None, [("here", "all")])


names = st.text("abcdefghij_", min_size=1, max_size=6)
some_names = st.lists(names, min_size=1, max_size=3).map(tuple)
bounds = st.integers(-9, 99) | st.dates(date(1900, 1, 1), date(2100, 1, 1))
tests = st.one_of(
    st.builds(IsTrue, names, st.booleans()),
    st.builds(IsOneOf, names, some_names),
    st.builds(IncludesAny, names, some_names),
    st.builds(Within, names, bounds, st.none() | bounds),
    st.builds(Within, names, st.none(), bounds),
    st.builds(NotionRef, names),
)


def _joined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    at_least = several.flatmap(lambda them: st.builds(AtLeast, st.integers(1, len(them)), st.just(them)))
    return st.one_of(st.builds(All, several), st.builds(AnyOf, several), st.builds(Not, parts), at_least)


conditions: st.SearchStrategy[Condition] = st.recursive(tests, _joined, max_leaves=12)


def as_written(condition: Condition) -> Any:
    """The condition as an author would write it, once read."""
    match condition:
        case IsTrue(fact, True):
            return {"fact": fact}
        case IsTrue(fact, False):
            return {"fact": fact, "is": False}
        case IsOneOf(fact, (value,)):
            return {"is": value, "fact": fact}
        case IsOneOf(fact, values):
            return {"fact": fact, "in": values}
        case IncludesAny(fact, (value,)):
            return {"fact": fact, "includes": value}
        case IncludesAny(fact, members):
            return {"fact": fact, "includes_any": members}
        case Within(fact, lower, upper):
            given_bounds = {"from": lower, "under": upper}
            return {"fact": fact} | {word: bound for word, bound in given_bounds.items() if bound is not None}
        case NotionRef(notion):
            return {"notion": notion}
        case All(parts):
            return {"all": tuple(map(as_written, parts))}
        case AnyOf(parts):
            return {"any": tuple(map(as_written, parts))}
        case AtLeast(count, parts):
            return {"of": tuple(map(as_written, parts)), "at_least": count}
        case Not(part):
            return {"not": as_written(part)}
    raise TypeError(condition)


@settings(max_examples=100)
@given(conditions)
def test_a_condition_written_out_is_read_back_the_same(condition: Condition) -> None:
    assert parsed(as_written(condition)) == (condition, [])


words = st.sampled_from(
    ("fact", "notion", "all", "any", "not", "at_least", "of", "is", "in", "includes", "from", "under", "x")
)
scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.dates()
readable = st.recursive(
    scalars, lambda some: st.lists(some, max_size=3).map(tuple) | st.dictionaries(words, some, max_size=3), max_leaves=15
)  # fmt: skip


@settings(max_examples=100)
@given(readable)
def test_whatever_is_read_gives_a_condition_or_faults_but_not_both(data: Any) -> None:
    condition, faults = parsed(data)
    assert (condition is None) is bool(faults)
