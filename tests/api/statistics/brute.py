"""The same counts made row by row in plain Python, from docs/statistics.md: it shares no code with what it judges."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.api.statistics.registers import FIELDS, SOURCES, Rows, Values

PARIS = ZoneInfo("Europe/Paris")
DONE = {"decided", "noise", "out_of_scope"}
Told = dict[tuple[str | None, ...], int]


class Brute:
    """Counts of one register over one period, both days included."""

    def __init__(self, rows: Rows, first: date, last: date) -> None:
        self.rows, self.first, self.last = rows, first, last
        self.entries = {e["report"]: e for e in rows.register}
        self.lives = {d["report"]: d for d in rows.decisions if d["undone_at"] is None}
        by_name = {d["id"]: d for d in rows.decisions}
        self.decided: list[tuple[Values, Values]] = []
        for report in rows.reports:
            own = self.lives.get(report["id"])
            lent = by_name.get(report["carried_decision"] or "")
            if own is None and lent is not None and lent["undone_at"] is None and report["state"] in DONE:
                own = lent
            if own is not None:
                self.decided.append((report, own))

    def inside(self, moment: datetime) -> bool:
        """Whether the day of a moment in Paris lies in the period."""
        return self.first <= moment.astimezone(PARIS).date() <= self.last

    def received(self, of: Callable[[Values], Any]) -> Told:
        """Reports that came in."""
        return Counter((of(r),) for r in self.rows.reports if self.inside(r["received_at"]))

    def flow(self) -> Told:
        """Reports decided, by category, outcome, field."""
        found: Told = Counter()
        for report, decision in self.decided:
            if self.inside(decision["decided_at"]):
                outcome = "qualified" if decision["offence"] else decision["kind"]
                found[(report["reported_category"], outcome, field_of(decision))] += 1
        return found

    def spoken(self, year: int | None = None) -> Iterator[tuple[Values, Values]]:
        """For each field and address, the register's entry and the decision of the report decided last."""
        held: dict[tuple[str | None, str], list[tuple[Any, Values, Values]]] = defaultdict(list)
        for report, decision in self.decided:
            entry = self.entries.get(report["id"], {})
            at = decision["decided_at"].astimezone(PARIS)
            counted = (
                self.inside(decision["decided_at"]) if year is None else at.year == year and at.date() <= self.last
            )
            if decision["offence"] and entry.get("address_key") and counted:
                held[(field_of(decision), entry["address_key"])].append(
                    ((decision["decided_at"], report["id"]), entry, decision)
                )
        for candidates in held.values():
            _, entry, decision = max(candidates, key=lambda c: c[0])
            yield entry, decision

    def addresses(self, of: str, year: int | None = None) -> Told:
        """Distinct addresses by field and something of the register."""
        return Counter((field_of(d), e[of]) for e, d in self.spoken(year))

    def sent(self) -> list[Values]:
        """Transmissions that left."""
        return [t for t in self.rows.transmissions if t["state"] == "sent" and self.inside(t["sent_at"])]

    def tried(self) -> tuple[int, int]:
        """Notices tried dry, which never count as sent; and how many of them got an answer."""
        found = [t for t in self.rows.transmissions if t["state"] == "dry_run" and self.inside(t["sent_at"])]
        return len(found), sum(t["answered_at"] is not None for t in found)

    def median(self, transmissions: Iterable[Values]) -> float | None:
        """The median of whole seconds until the removals that followed."""
        delays = [
            int(t["removed_at"].timestamp()) - int(t["sent_at"].timestamp())
            for t in transmissions
            if t["removed_at"] is not None and t["removed_at"] >= t["sent_at"]
        ]
        return float(statistics.median(delays)) if delays else None

    def disagreement(self) -> dict[tuple[str | None, str | None], tuple[int, int]]:
        """Own decisions, by what was suggested: how many, how many otherwise."""
        found: dict[tuple[str | None, str | None], list[bool]] = defaultdict(list)
        for decision in self.lives.values():
            if self.inside(decision["decided_at"]):
                suggested = decision["suggested"]
                field = (decision["suggested_field"] or FIELDS.get(suggested, "inconnu")) if suggested else None
                found[(field, suggested)].append(decision["offence"] != suggested)
        return {key: (len(others), sum(others)) for key, others in found.items()}

    def weeks(self) -> list[tuple[date, datetime]]:
        """Mondays of the last 54 weeks that the period touches, and when each is over for the count."""
        days = [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]
        mondays = list(dict.fromkeys(day - timedelta(days=day.weekday()) for day in days))[-54:]
        over = datetime.combine(self.last + timedelta(days=1), time(), PARIS)
        return [(one, min(over, datetime.combine(one + timedelta(days=7), time(), PARIS))) for one in mondays]

    def week(self, moment: datetime) -> str | None:
        """The Monday of a moment of the period, if its week is counted apart."""
        day = moment.astimezone(PARIS).date()
        monday = day - timedelta(days=day.weekday())
        return str(monday) if self.inside(moment) and monday in dict(self.weeks()) else None

    def intake(self) -> Told:
        """Reports that came in, by week and by what is known of their field."""
        known = {report["id"]: field_of(decision) or "nothing" for report, decision in self.decided}
        found: Told = Counter()
        for report in self.rows.reports:
            suggested = FIELDS.get(report["main"], "inconnu") if report["main"] else None
            week = self.week(report["received_at"])
            if week is not None:
                found[(week, known.get(report["id"], suggested))] += 1
        return found

    def waiting(self) -> list[tuple[int, int]]:
        """Reports that wait at the end of each week: to be read, and set aside."""
        found = []
        for _, over in self.weeks():
            totals = [0, 0]
            for report in self.rows.reports:
                own = self.lives.get(report["id"])
                waits = (
                    own["decided_at"] >= over if own else report["state"] in ("open", "prequalified", "low_priority")
                )
                if report["received_at"] < over and waits:
                    aside = report["noise_decision"] == "set_aside" and report["noise_review"] != "restored"
                    totals[aside if own else report["state"] == "low_priority"] += 1
            found.append((totals[0], totals[1]))
        return found

    def decision_medians(self) -> dict[tuple[str | None, ...], float]:
        """Median seconds until a decision, over the period and by week."""
        came = {report["id"]: report["received_at"] for report in self.rows.reports}
        found: dict[tuple[str | None, ...], list[int]] = defaultdict(list)
        for report, own in self.lives.items():
            at, since = own["decided_at"], came[report]
            if self.inside(at) and at >= since:
                for key in ((), (self.week(at),)):
                    found[key].append(int(at.timestamp()) - int(since.timestamp()))
        return {key: float(statistics.median(delays)) for key, delays in found.items() if key != (None,)}

    def deadlines(self) -> dict[tuple[str | None, ...], tuple[int, ...]]:
        """Deadlines of the period, by kind: met in time, met late, not met."""
        found: dict[tuple[str | None, ...], list[int]] = defaultdict(lambda: [0] * 3)
        for one in self.rows.deadlines:
            if self.inside(one["due_at"]):
                place = 2 if one["met_at"] is None else int(one["met_at"] > one["due_at"])
                found[(one["kind"],)][place] += 1
        return {key: tuple(numbers) for key, numbers in found.items()}

    def unprepared(self) -> Told:
        """Whom to tell, in the period, and nothing is prepared nor given up."""
        dues = (d for d in self.rows.dues if d["due_at"] is not None and d["dismissed_at"] is None)
        return Counter((d["recipient"],) for d in dues if self.inside(d["due_at"]))

    def corrections(self) -> dict[tuple[str | None, str | None], tuple[int, ...]]:
        """Presumptions of the service on reports decided by somebody: confirmed, corrected, withdrawn, unjudged, all."""
        found: dict[tuple[str | None, str | None], list[int]] = defaultdict(lambda: [0] * 5)
        for _, fact, place in self.judged():
            for n in (place, 4):
                found[(SOURCES[fact["source"]], fact["fact"])][n] += 1
        return {key: tuple(numbers) for key, numbers in found.items()}

    def judged(self) -> Iterator[tuple[Values, Values, int]]:
        """Decisions of the period, with each fact last presumed of the report, and the place of its outcome."""
        for report, decision in self.lives.items():
            if not self.inside(decision["decided_at"]):
                continue
            for fact in ("menace", "forme"):
                rows = [f for f in self.rows.facts if (f["report"], f["fact"]) == (report, fact)]
                last = max((f for f in rows if f["stated_by"] == "system"), key=lambda f: f["id"], default=None)
                if last is None or last["withdrawn_by"] == "system":
                    continue
                after = [f["value"] for f in rows if f["stated_by"] != "system" and f["withdrawn_at"] is None]
                if after:
                    place = 0 if _says(last["value"], after[0]) else 1
                else:
                    place = 3 if last["withdrawn_at"] is None else 2
                yield decision, last, place


def _says(presumed: Any, stated: Any) -> bool:
    """Whether what is stated is what was presumed, or all of it and more."""
    if isinstance(presumed, list | dict) and isinstance(stated, list | dict):
        return _shown(presumed) <= _shown(stated)
    return type(presumed) is type(stated) and presumed == stated


def _shown(value: Any) -> set[str]:
    return set(value if isinstance(value, list) else value["includes"])


def field_of(decision: Values) -> str | None:
    """The field noted, else that of the law in force, else unknown."""
    if decision["offence"] is None:
        return None
    return str(decision["offence_field"] or FIELDS.get(decision["offence"], "inconnu"))
