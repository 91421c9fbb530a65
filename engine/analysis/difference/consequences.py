"""Differences of data: what follows from a status, and the texts, told apart by their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from engine.analysis.difference.findings import ConsequenceChange, Days, WordingChange
from engine.analysis.difference.regimes import RegimePair
from engine.language.plain import plain
from engine.model.law import Offence
from engine.reasoning.plan import Regime

WORDINGS = frozenset(
    {
        "title", "short", "label", "citation", "authority", "if_refuted", "if_open", "if_established", "presumed", "reason",
        "redirect", "question", "where", "article", "law", "change", "note", "reference", "legifrance", "text_sha256",
        "verified_on",
    }
)  # fmt: skip
"""Keys whose values are texts: an offence says the same whatever they are."""


class DataChange(NamedTuple):
    """Change of a datum at a path; None: absent."""

    path: tuple[str, ...]
    old: Any
    new: Any


def data_changes(old: Any, new: Any, path: tuple[str, ...] = ()) -> Iterator[DataChange]:
    """Every place where two plain data differ, outermost first."""
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in {**old, **new}:
            yield from data_changes(old.get(key), new.get(key), (*path, str(key)))
    elif isinstance(old, list) and isinstance(new, list) and (name := _name_of(old, new)) is not None:
        before, after = ({name(one): one for one in several} for several in (old, new))
        for key in {**before, **after}:
            yield from data_changes(before.get(key), after.get(key), (*path, key))
        yield from _order_change((old, new), name, path)
    else:
        yield DataChange(path, old, new)


def _order_change(
    lists: tuple[list[Any], list[Any]], name: Callable[[Mapping[str, Any]], str], path: tuple[str, ...]
) -> Iterator[DataChange]:
    """The order of the items that two lists have in common, where it differs: the first rule that
    applies may be the one that counts, so that it is never mere wording.
    """
    common = {name(one) for one in lists[0]} & {name(one) for one in lists[1]}
    old, new = ([one for one in side if name(one) in common] for side in lists)
    if [*map(name, old)] != [*map(name, new)]:
        labels = {name(one): _label_of(one, name(one)) for one in new}
        yield DataChange(path, *([labels[name(one)] for one in side] for side in (old, new)))


def _label_of(item: Mapping[str, Any], name: str) -> str:
    label = item.get("label")
    return f"{label['fr']} ({name})" if isinstance(label, Mapping) and "fr" in label else name


def wording_changes(old: Any, new: Any, place: str) -> tuple[WordingChange, ...]:
    """The texts that differ between two parts of the law, as plain data."""
    return tuple(
        WordingChange("/".join((place, *change.path)), change.old, change.new)
        for change in data_changes(plain(old), plain(new))
        if is_wording(change.path)
    )


def is_wording(path: tuple[str, ...]) -> bool:
    """Whether what stands at a path is a text."""
    return any(key in WORDINGS for key in path)


def consequences_by_day(pairs: tuple[RegimePair, ...]) -> Iterator[ConsequenceChange]:
    """What follows from the wording of a day and differs: penalties, limitation, the confidence of
    the source; days that follow with the same change are joined.
    """
    last: dict[str, ConsequenceChange] = {}
    for pair in pairs:
        if pair.old is None or pair.new is None:
            continue
        before, after = _of_regime(pair.old), _of_regime(pair.new)
        for what in {**before, **after}:
            old, new = before.get(what), after.get(what)
            if old == new:
                continue
            change = ConsequenceChange(Days(pair.from_, pair.until), what, old, new)
            earlier = last.get(what)
            if earlier is not None and (earlier.old, earlier.new) == (old, new) and _follows(earlier, pair.from_):
                first = earlier.days.from_ if earlier.days is not None else pair.from_
                last[what] = ConsequenceChange(Days(first, pair.until), what, old, new)
                continue
            if earlier is not None:
                yield earlier
            last[what] = change
    yield from last.values()


def consequences_of_offence(old: Offence, new: Offence) -> Iterator[ConsequenceChange]:
    """What is said of an offence whatever the day and differs: nature, conduct, recipients, field,
    relations, confidence in its clauses.
    """
    before, after = _of_offence(old), _of_offence(new)
    for what in {**before, **after}:
        if before.get(what) != after.get(what):
            yield ConsequenceChange(None, what, before.get(what), after.get(what))


def _of_regime(regime: Regime) -> dict[str, Any]:
    version = regime.version
    if version.void is not None:
        return {"void": version.void}
    said: dict[str, Any] = {
        "penalty": plain(version.penalty),
        "limitation": version.limitation,
        "confidence": version.source.confidence.value,
    }
    said |= {f"penalty/{name}": plain(penalty) for name, penalty in version.aggravations.items()}
    said |= {f"limitation/{name}": regime_name for name, regime_name in version.limitation_if.items()}
    return said


def _of_offence(offence: Offence) -> dict[str, Any]:
    said: dict[str, Any] = {
        "nature": offence.nature,
        "conduct": offence.conduct,
        "field": offence.field,
        "theme": offence.theme,
        "routing": list(offence.routing),
    }
    for kind in ("elements", "defences", "scope", "aggravations"):
        clauses: Mapping[str, Any] = getattr(offence, kind)
        said |= {f"confidence/{name}": clause.confidence.value for name, clause in clauses.items()}
    return said


def relations_of(offence: Offence) -> dict[str, dict[str, str | None]]:
    """The relations of an offence, by the other one."""
    return {one.with_: {"kind": one.kind, "prevails": one.prevails} for one in offence.relations}


_NAMES = (("id",), ("name",), ("with",), ("kind", "language", "version"), ("from",))
"""What names an item of a list, the first that names all of them."""


def _name_of(*lists: list[Any]) -> Callable[[Mapping[str, Any]], str] | None:
    """The name of each item in several lists; None where some items have none, or two have one."""
    for keys in _NAMES:
        if all(_named(several, keys) for several in lists):
            return partial(_said_name, keys)
    return None


def _said_name(keys: tuple[str, ...], one: Mapping[str, Any]) -> str:
    return " ".join(str(one[key]) for key in keys)


def _named(several: list[Any], keys: tuple[str, ...]) -> bool:
    if not several or not all(isinstance(one, Mapping) and all(key in one for key in keys) for one in several):
        return False
    return len({tuple(str(one[key]) for key in keys) for one in several}) == len(several)


def _follows(earlier: ConsequenceChange, day: date) -> bool:
    until = earlier.days.until if earlier.days is not None else None
    return until is not None and until.toordinal() + 1 == day.toordinal()
