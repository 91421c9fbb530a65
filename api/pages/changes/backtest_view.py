"""The last reports under both laws, as the page of a change request shows them: counts first; which
reports, only to whoever may read reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from api.changes.evidence import ChangeEvidence
from api.db.sessions import AnySession
from api.kit import formats
from api.kit.permissions import Permission
from api.pages.changes.views import BacktestView, ExampleView, OffenceCounts
from api.pages.shell.parts import Link
from api.pages.shell.say import Say
from api.pages.shell.visit import Visit
from api.reports.blinding import visible_examples
from textfile.text import SEMICOLON

_COUNTS = ("gained", "lost", "maybe_gained", "maybe_lost", "otherwise", "moved", "issue")


def backtest_of(visit: Visit, session: AnySession, found: ChangeEvidence | None) -> BacktestView | None:
    """The last reports under both editions; None where no evidence answers them."""
    summary = found.document["backtest"] if found is not None else None
    if found is None or summary is None:
        return None
    shown = visible_examples(session, visit.who, summary["examples"])
    reads = visit.may(Permission.REPORTS_READ)
    return backtest_view(summary, visit.say, shown, found.document["starts"], reads=reads)


def backtest_view(
    summary: Mapping[str, Any], say: Say, shown: Sequence[Mapping[str, Any]], starts: str | None, *, reads: bool
) -> BacktestView:
    """View of the summary of a backtest (`api/backtest/summary.py`). `shown`: its examples that
    whoever looks may know of; `reads`: whether they may read reports. `starts`: the first day on
    which the law differs, where it is to come.
    """
    words, edit = BacktestWords(say), summary["edit"]
    head = _head(summary, say, starts)
    whole = say.t("backtest.unchanged", n=edit["reports"].get("unchanged", 0))
    if any(edit["reports"].get(name) for name in _COUNTS):
        whole = f"{whole}, {words.counts(edit['reports'])}"
    return BacktestView(
        head=tuple(head),
        counts=words.all_then_each(whole, edit["suggested"]),
        causes=words.causes(summary["causes"]),
        moves=words.moves(summary["moves"]),
        measures=tuple(words.measures(summary["measures"])),
        examples=examples_view(shown, words),
        hidden=0 if reads else sum(len(one["reports"]) for one in summary["examples"]),
    )


def _head(summary: Mapping[str, Any], say: Say, starts: str | None) -> list[str]:
    """On which day reports were answered, how each was, and what was read again."""
    reports, reading, day = summary["reports"], summary["reading"], summary["day"]
    if day is not None:
        head = [say.t("backtest.read_on", n=reports["read"], day=say.day(date.fromisoformat(day)))]
    else:
        head = [say.t("backtest.read", n=reports["read"])]
        head += [say.t("backtest.starts", day=say.day(date.fromisoformat(starts)))] if starts is not None else []
    if reading is not None:
        head.append(say.t("backtest.again", n=reading["again"], m=reading["otherwise"]))
        head += [say.t("backtest.unread", n=reading["unread"])] if reading["unread"] else []
    head += [say.t("backtest.filter")] if summary["filter_differs"] else []
    head.append(say.t("backtest.proved", n=reports["proved"]))
    head.append(say.t("backtest.run", n=reports["run"]))
    return [*head, say.t("backtest.refused", n=reports["refused"])] if reports["refused"] else head


def examples_view(examples: Sequence[Mapping[str, Any]], words: BacktestWords) -> tuple[ExampleView, ...]:
    """Examples of each change, with links to their reports."""
    return tuple(ExampleView(words.example(one["of"]), _links(one)) for one in examples)


def _links(example: Mapping[str, Any]) -> tuple[Link, ...]:
    return tuple(Link(f"/signalements/{one['id']}", str(one["id"])[-6:]) for one in example["reports"])


class BacktestWords:
    """Words of a comparison of two laws, in the language of the page. Titles are those of the live
    edition.
    """

    def __init__(self, say: Say) -> None:
        self._say = say

    def offence(self, name: str | None) -> str:
        """An offence by its short title, its identifier where the live edition lacks it."""
        if name is None:
            return self._say.t("backtest.nothing")
        known = self._say.ruleset.offences.get(name)
        return name if known is None else f"{self._say.text(known.short)} ({name})"

    def all_then_each(self, whole: str, offences: Mapping[str, Mapping[str, int]]) -> tuple[OffenceCounts, ...]:
        """What is counted of all offences together, then the counts of each."""
        each = (OffenceCounts(self.offence(name), self.counts(found)) for name, found in offences.items())
        return (OffenceCounts(self._say.t("backtest.all"), whole), *each)

    def causes(self, causes: Iterable[Mapping[str, Any]]) -> tuple[OffenceCounts, ...]:
        """What was edited, each with the changes that it makes."""
        return tuple(OffenceCounts(self.cause(one), self.counts(one["changes"])) for one in causes)

    def moves(self, moves: Iterable[Mapping[str, Any]]) -> tuple[OffenceCounts, ...]:
        """Main suggestions and outcomes that are no longer the same, each with its reports."""
        return tuple(OffenceCounts(self.move(one), self._say.t("backtest.reports", n=one["reports"])) for one in moves)

    def counts(self, found: Mapping[str, int]) -> str:
        """Counts that are not null, in one line."""
        said = [self._say.t(f"backtest.count.{name}", n=found[name]) for name in _COUNTS if found.get(name)]
        return ", ".join(said) or self._say.t("backtest.nothing")

    def cause(self, cause: Mapping[str, Any]) -> str:
        """What was edited."""
        kind, name = cause["kind"], cause["name"] or ""
        said = self._say.t(f"backtest.cause.{kind}", name=name)
        if cause["side"] in ("old", "new", "both") and kind in ("element", "defence", "scope", "offence"):
            said = f"{said} ({self._say.t('backtest.side.' + cause['side'])})"
        if cause["through"]:
            said = f"{said}, {self._say.t('backtest.through', names=', '.join(cause['through']))}"
        return f"{said}, {self.offence(cause['offence'])}" if cause["offence"] else said

    def move(self, move: Mapping[str, Any]) -> str:
        """A main suggestion, or an outcome, that is no longer the same."""
        old, new = (self._side(move["what"], move[side]) for side in ("old", "new"))
        return f"{old} → {new}"

    def example(self, of: list[Any]) -> str:
        """The change that examples show."""
        what, *sides = of
        if what in ("main", "issue"):
            old, new = (self._side(what, side) for side in sides)
            return f"{old} → {new}"
        return f"{self.offence(what)}, {self._say.t('backtest.change.' + sides[0])}"

    def _side(self, what: str, side: str | None) -> str:
        return self.offence(side) if what == "main" else self._say.t(f"backtest.issue.{side}") if side else "—"

    def measures(self, measures: Mapping[str, Any] | None) -> list[OffenceCounts]:
        """Precision and recall against what analysts concluded, where the two laws differ."""
        if measures is None:
            return []
        old, new = measures["old"], measures["new"]
        found = [
            OffenceCounts(self._say.t("backtest.measured", n=measures["decided"]), self._both(old["all"], new["all"]))
        ]
        for name in sorted({*old["offences"], *new["offences"]}):
            before, after = old["offences"].get(name), new["offences"].get(name)
            if before != after:
                found.append(OffenceCounts(self.offence(name), self._both(before, after)))
        return found

    def _both(self, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> str:
        parts = (
            self._say.t(f"backtest.{name}", old=self._share(old, name), new=self._share(new, name))
            for name in ("precision", "recall")
        )
        return SEMICOLON[self._say.language].join(parts)

    def _share(self, measures: Mapping[str, Any] | None, name: str) -> str:
        share = None if measures is None else measures[name]
        if share is None:
            return self._say.t("backtest.no_share")
        value, *bounds = (formats.percent(part, self._say.language) for part in share)
        return f"{value} [{SEMICOLON[self._say.language].join(bounds)}]"
