"""Statements in earlier words: read in today's as far as they say, and no further."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import chain, combinations
from typing import Any

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.explanation.narration import Narrator
from engine.explanation.proof import proof
from engine.facts.earlier import readable
from engine.facts.renamings import in_words_of
from engine.facts.statements import ReportError, read_report
from engine.facts.values import known_of
from engine.model.fact import FactDefinition, Was
from engine.model.knowledge import Exactly, Members, OneOf, StatedFact
from engine.model.outcome import Standing
from tests.engine.facts.vocabulary import FACTS
from tests.shared import shipped
from textfile.text import Text

NEW = ("a", "b", "c")
OLD = ("x", "y", "z")


def fact(kind: str, *was: dict[str, Any], values: tuple[str, ...] = NEW) -> dict[str, FactDefinition]:
    definition = FACTS["forme"].model_copy(
        update={
            "id": "genre", "type": kind, "was": tuple(Was.model_validate(entry) for entry in was),
            "values": {} if kind == "boolean" else {value: Text(fr=value, en=value) for value in values},
        }
    )  # fmt: skip
    return {"menace": FACTS["menace"], "genre": definition}


def stated(facts: dict[str, FactDefinition], **said: Any) -> StatedFact:
    return read_report({"facts": said}, facts).facts["genre"]


def test_a_renamed_fact_is_read_under_its_name_and_says_so() -> None:
    found = stated(fact("choice", {"fact": "sorte"}), sorte={"value": "b", "standing": "presumed", "source": "partner"})
    assert (found.knowledge, found.standing, found.source, found.was) == (
        Exactly("b"), Standing.PRESUMED, "partner", "sorte : b",
    )  # fmt: skip


def test_a_renamed_value_is_read_as_what_it_is_now() -> None:
    facts = fact("set", {"value": "x", "now": "a"})
    assert stated(facts, genre=["x", "b"]).knowledge == Exactly(frozenset({"a", "b"}))
    assert stated(facts, genre={"excludes": ["x"]}).knowledge == Members(frozenset(), frozenset({"a"}))


def test_which_part_of_a_split_value_held_is_not_guessed() -> None:
    split = {"value": "x", "now": ("a", "b")}
    assert stated(fact("choice", split), genre="x").knowledge == OneOf(frozenset({"a", "b"}))
    assert stated(fact("set", split), genre=["x"]).knowledge == Members(frozenset(), frozenset({"c"}))
    assert stated(fact("set", split), genre={"excludes": ["x"]}).knowledge == (
        Members(frozenset(), frozenset({"a", "b"}))
    )


def test_a_merged_value_is_refuted_only_when_all_that_it_was_is() -> None:
    facts = fact("set", {"value": "x", "now": "a"}, {"value": "y", "now": "a"})
    assert in_words_of(facts, {"genre": {"excludes": ["x"]}}).lost == ["genre"]
    assert stated(facts, genre={"includes": ["y"]}).knowledge == Members(frozenset({"a"}), frozenset())
    assert readable({"genre": {"excludes": ["x"]}}, facts) == {}
    assert stated(facts, genre={"excludes": ["x", "y"]}).knowledge == Members(frozenset(), frozenset({"a"}))


def test_a_boolean_that_became_a_value_says_whether_it_is_there() -> None:
    facts = fact("set", {"fact": "peur", "value": True, "now": "a"})
    assert stated(facts, peur="oui").knowledge == Members(frozenset({"a"}), frozenset())
    assert stated(facts, peur=False).knowledge == Members(frozenset(), frozenset({"a"}))


def test_what_has_no_counterpart_is_said() -> None:
    facts = fact("choice", {"value": "x", "now": ()})
    with pytest.raises(ReportError, match="n'ont plus d'équivalent"):
        stated(facts, genre="x")
    assert readable({"genre": "x", "menace": True}, facts) == {"menace": True}
    assert in_words_of(facts, {"genre": "x"}).lost == ["genre"]


def test_todays_words_win_over_earlier_ones() -> None:
    facts = fact("choice", {"fact": "sorte"})
    found = stated(facts, sorte="a", genre="b")
    assert (found.knowledge, found.was) == (Exactly("b"), None)


def test_what_is_confirmed_in_an_earlier_word_wins_over_what_is_presumed_in_todays() -> None:
    renamed, presumed = fact("choice", {"fact": "sorte"}), {"value": "b", "standing": "presumed"}
    found = stated(renamed, sorte="a", genre=presumed)
    assert (found.knowledge, found.standing, found.was) == (Exactly("a"), Standing.CONFIRMED, "sorte : a")
    same = stated(renamed, sorte={"value": "a", "standing": "presumed"}, genre=presumed)
    assert (same.knowledge, same.was) == (Exactly("b"), None)
    carried = read_report({"facts": {"forme": ["x"], "genre": {**presumed, "value": True}}}, carrying("boolean", True))
    assert carried.facts["genre"].standing is Standing.CONFIRMED


def test_a_value_that_never_was_is_refused_as_it_is() -> None:
    with pytest.raises(ReportError, match=r"facts.sorte : fait inconnu \(s'appelle aujourd'hui `genre`\)"):
        stated(fact("set", {"fact": "sorte"}), sorte=["a", "oups"])


def carrying(kind: str, now: Any) -> dict[str, FactDefinition]:
    """The value `x` of `forme`, which remains, is a value of `genre` today, which was there too."""
    facts = fact(kind, {"fact": "forme", "value": "x", "now": now})
    return {**facts, "forme": FACTS["forme"]}


def read_as(facts: dict[str, FactDefinition], **said: Any) -> dict[str, Any]:
    return {name: fact.knowledge for name, fact in read_report({"facts": said}, facts).facts.items()}


CLOSED, EMPTY = Exactly(frozenset({"citation"})), Exactly(frozenset())


@pytest.mark.parametrize(
    ("kind", "now", "known"),
    [
        ("boolean", True, Exactly(True)),
        ("boolean", False, Exactly(False)),
        ("choice", "a", Exactly("a")),
        ("set", "a", Members(frozenset({"a"}), frozenset())),
    ],
)
def test_a_value_that_left_a_fact_states_the_other(kind: str, now: Any, known: object) -> None:
    facts = carrying(kind, now)
    assert read_as(facts, forme=["x", "citation"]) == {"forme": CLOSED, "genre": known}
    assert read_as(facts, forme=["x"]) == {"forme": EMPTY, "genre": known}
    assert read_as(facts, forme={"includes": ["x"]}) == {"genre": known}
    assert read_as(facts, forme={"includes": ["x"], "excludes": ["injure"]}) == {
        "forme": Members(frozenset(), frozenset({"injure"})), "genre": known,
    }  # fmt: skip


def test_that_it_was_not_there_says_nothing_of_the_other() -> None:
    facts = carrying("boolean", True)
    assert read_as(facts, forme=["citation"]) == {"forme": CLOSED}
    assert read_as(facts, forme={"excludes": ["x"]}) == {}
    assert read_as(facts, forme={"includes": ["citation"], "excludes": ["x"]}) == {
        "forme": Members(frozenset({"citation"}), frozenset())
    }


def test_what_is_stated_of_the_other_wins_over_what_comes_to_it() -> None:
    facts = carrying("boolean", True)
    assert read_as(facts, genre=False, forme=["x"]) == {"genre": Exactly(False), "forme": EMPTY}
    assert read_as(facts, genre=None, forme=["x"]) == {"genre": Exactly(True), "forme": EMPTY}
    closed = carrying("set", "a")
    assert read_as(closed, genre=["b"], forme=["x"])["genre"] == Exactly(frozenset({"b"}))


def test_a_list_of_which_some_are_stated_takes_one_more_on_the_same_standing() -> None:
    facts = carrying("set", "a")
    some: dict[str, Any] = {"includes": ["b"], "excludes": ["c"]}
    assert read_as(facts, genre=some, forme=["x"])["genre"] == Members(frozenset({"a", "b"}), frozenset({"c"}))
    denied = {"excludes": ["a"]}
    assert read_as(facts, genre=denied, forme=["x"])["genre"] == Members(frozenset(), frozenset({"a"}))
    presumed = {"value": {"includes": ["x"]}, "standing": "presumed", "source": "indice"}
    assert read_as(facts, genre=some, forme=presumed)["genre"] == Members(frozenset({"b"}), frozenset({"c"}))
    report = read_report({"facts": {"genre": {**presumed, "value": some}, "forme": presumed}}, facts)
    assert (report.facts["genre"].standing, report.facts["genre"].was) == (Standing.PRESUMED, "forme : {includes: [x]}")


def test_both_facts_say_in_which_words_they_were_stated() -> None:
    said = {"value": ["x", "citation"], "standing": "presumed", "source": "partner"}
    found = read_report({"facts": {"forme": said}}, carrying("boolean", True)).facts
    assert {name: (one.standing, one.source, one.was) for name, one in found.items()} == {
        "forme": (Standing.PRESUMED, "partner", "forme : [x, citation]"),
        "genre": (Standing.PRESUMED, "partner", "forme : [x, citation]"),
    }


def test_a_value_that_never_was_is_refused_beside_one_that_left() -> None:
    with pytest.raises(ReportError, match=r"facts\.forme : valeur refusée : `oups`"):
        read_as(carrying("boolean", True), forme=["x", "oups"])


def test_the_words_of_then_are_in_the_answer() -> None:
    law = shipped().ruleset
    menace = law.facts["menace"].model_copy(update={"was": (Was(fact="intimidation"),)})
    law = replace(law, facts={**law.facts, "menace": menace})
    report = read_report({"date_of_facts": "2024-05-01", "facts": {"intimidation": True}}, law.facts)
    answer = shipped().qualify(report, date(2024, 5, 1))
    assert proof(answer, law)["facts"]["menace"]["was"] == "intimidation : true"
    assert "dit alors « intimidation : true »" in Narrator(shipped(), report, answer)._fact("menace")


subsets = st.sets(st.sampled_from(NEW)).map(lambda now: tuple(sorted(now)))
mappings = st.fixed_dictionaries(dict.fromkeys(OLD, subsets))


def worlds(kind: str, values: list[str]) -> list[frozenset[str]]:
    every = chain.from_iterable(combinations(values, size) for size in range(len(values) + 1))
    return [frozenset(world) for world in every if kind == "set" or len(world) == 1]


def said_of(raw: Any, world: frozenset[str]) -> bool:
    """Whether an old statement is true of an old world."""
    match raw:
        case {"one_of": options}:
            return world <= set(options)
        case {**parts}:
            return set(parts.get("includes", ())) <= world and not set(parts.get("excludes", ())) & world
        case list():
            return world == set(raw)
        case _:
            return world == {raw}


def now_of(mapping: dict[str, tuple[str, ...]], world: frozenset[str], kind: str) -> list[frozenset[str]]:
    """The worlds of today that one of then may be: of a split value, one part at least."""
    found = [frozenset[str]()]
    for old in world:
        parts = mapping[old]
        choices = [frozenset(c) for size in range(1, len(parts) + 1) for c in combinations(parts, size)] or [
            frozenset()
        ]
        found = [one | more for one in found for more in choices]
    return [one for one in found if kind == "set" or len(one) == 1]


def holds(known: Any, world: frozenset[str]) -> bool:
    match known:
        case Exactly(frozenset() as value):
            return world == value
        case Exactly(str() as value):
            return world == {value}
        case OneOf(values):
            return world <= values
        case Members(includes, excludes):
            return includes <= world and not excludes & world
    raise TypeError(known)


@given(mappings, st.sampled_from(["set", "choice"]), st.data())
def test_what_is_read_is_all_that_the_old_words_say_and_no_more(
    mapping: dict[str, tuple[str, ...]], kind: str, data: st.DataObject
) -> None:
    facts = fact(kind, *({"value": old, "now": now} for old, now in mapping.items()))
    of = {**mapping, **{value: (value,) for value in NEW if not any(value in now for now in mapping.values())}}
    values = st.lists(st.sampled_from(sorted(of)), unique=True, min_size=1)
    partly = st.dictionaries(st.sampled_from(["includes", "excludes"]), values, min_size=1)
    raw = data.draw(
        values | partly if kind == "set" else st.sampled_from(sorted(of)) | values.map(lambda v: {"one_of": v})
    )
    hypothesis.assume(any(old in str(raw) for old in OLD))
    old_worlds = [world for world in worlds(kind, sorted(of)) if said_of(raw, world)]
    meant = {new for world in old_worlds for new in now_of(of, world, kind)}
    hypothesis.assume(meant)
    translation = in_words_of(facts, {"genre": raw})
    known = None if translation.lost else known_of(translation.facts["genre"], facts["genre"], "genre")
    if kind == "choice":
        best = {value for value in NEW if frozenset({value}) in meant}
        said = {value for value in NEW if known is None or holds(known, frozenset({value}))}
        assert best == said
        return
    sure = {value for value in NEW if all(value in world for world in meant)}
    never = {value for value in NEW if all(value not in world for world in meant)}
    match known:
        case Exactly(frozenset() as value):
            assert (set(value), set(NEW) - value) == (sure, never)
        case Members(includes, excludes):
            assert (set(includes), set(excludes)) == (sure, never)
        case _:
            assert not sure
            assert not never or any(not mapping[old] for old in OLD if old in str(raw))  # it was nothing of today's


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["a", "x", "oui", "inconnu"]),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(["value", "one_of", "includes", "x"]), part, max_size=2),
    max_leaves=6,
)  # fmt: skip


@given(st.sampled_from(["set", "choice", "boolean"]), junk, junk, junk)
def test_no_statement_makes_the_reading_fail(kind: str, old: Any, own: Any, left: Any) -> None:
    entries = [{"fact": "sorte"}, {"value": "x", "now": "a"}] if kind != "boolean" else [{"fact": "sorte"}]
    carried = {"fact": "forme", "value": "x", "now": True if kind == "boolean" else "b"}
    facts = {**fact(kind, *entries, carried), "forme": FACTS["forme"]}
    kept = readable({"sorte": old, "genre": own, "forme": left}, facts)
    read_report({"facts": kept}, facts)


@given(st.dictionaries(st.sampled_from(["menace", "acces", "forme", "rien"]), junk))
def test_without_earlier_words_nothing_changes(given_: dict[str, Any]) -> None:
    assert in_words_of(FACTS, given_).facts == given_
