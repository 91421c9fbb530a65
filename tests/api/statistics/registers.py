"""Registers for tests, as plain rows: what SQL counts, and what the count made row by row reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.orm import InstrumentedAttribute

from api.db.action import DeadlineRow, HostRow, RegisterRow, RouteDueRow, TransmissionRow
from api.db.reports import DecisionRow, FactRow, ReportRow
from api.db.sessions import Database, WriteSession

Values = dict[str, Any]
START = datetime(2018, 12, 30, 12, tzinfo=UTC)
FIELDS = {"menace": "autre", "moquerie": "haine"}
"""The law in force, in tests: an offence of decisions may be in it or not."""


@dataclass
class Rows:
    """Rows by table, in the order in which they can be stored."""

    reports: list[Values] = field(default_factory=list)
    hosts: list[Values] = field(default_factory=list)
    register: list[Values] = field(default_factory=list)
    decisions: list[Values] = field(default_factory=list)
    facts: list[Values] = field(default_factory=list)
    transmissions: list[Values] = field(default_factory=list)
    deadlines: list[Values] = field(default_factory=list)
    dues: list[Values] = field(default_factory=list)

    def store(self, database: Database) -> None:
        """Stores them all."""
        with database.write() as session:
            for table, rows in (
                (ReportRow, self.reports),
                (HostRow, self.hosts),
                (RegisterRow, self.register),
                (DecisionRow, self.decisions),
                (FactRow, self.facts),
                (TransmissionRow, self.transmissions),
                (DeadlineRow, self.deadlines),
                (RouteDueRow, self.dues),
            ):
                _insert(session, table, rows)


def _insert(session: WriteSession, table: Any, rows: Sequence[Values]) -> None:
    names = [k for k, v in vars(table).items() if isinstance(v, InstrumentedAttribute)]
    for row in rows:
        assert set(row) <= set(names), set(row) - set(names)
    if rows:
        session.execute(insert(table), rows)


def report(name: str, at: datetime, **given: Any) -> Values:
    """A report."""
    return {
        "id": name, "version": 1, "channel": "form", "source": "acc", "received_at": at, "state": "open", "text_length": 0, "raised": [],
        "reported_category": None, "carried_decision": None, "same_as": None, "main": None, "noise_decision": None,
        "noise_review": None, **given,
    }  # fmt: skip


def entry(of: str, at: datetime, **given: Any) -> Values:
    """What the register knows of it."""
    unknown = dict.fromkeys(
        (
            "address_key",
            "service",
            "tld",
            "hosting_country",
            "typology",
            "victim_age",
            "victim_sex",
            "classification",
            "commerciality",
        )
    )
    return {"report": of, "origin": "public", "stated_by": "acc", "stated_at": at, **unknown, **given}


def decision(name: str, of: str, at: datetime, kind: str, offence: str | None = None, **given: Any) -> Values:
    """What a person decided of it."""
    return {
        "id": name, "report": of, "kind": kind, "offence": offence, "offence_field": None, "suggested": None, "suggested_field": None,
        "decided_by": "acc", "decided_at": at, "undone_at": None, "undone_by": None, **given,
    }  # fmt: skip


def transmission(name: str, of: str, at: datetime | None, recipient: str, **given: Any) -> Values:
    """Who was told of it."""
    unknown = dict.fromkeys(
        (
            "decision",
            "recipient_name",
            "offence",
            "host",
            "receipt_at",
            "answered_at",
            "answer",
            "removed_at",
            "check_1",
            "check_3",
            "check_7",
            "contested",
        )
    )
    return {
        "id": name, "version": 1, "report": of, "recipient": recipient, "kind": "pharos", "language": "fr", "state": "sent",
        "prepared_by": "acc", "prepared_at": START, "sent_at": at, **unknown, **given,
    }  # fmt: skip


def deadline(name: str, of: str, due: datetime, met: datetime | None, kind: str = "reminder") -> Values:
    """Something due about it, and when it was done."""
    return {
        "id": name, "report": of, "transmission": None, "kind": kind, "binding": False, "due_at": due, "met_at": met, "met_by": None,
    }  # fmt: skip


def route_due(name: str, of: str, due: datetime | None, recipient: str, **given: Any) -> Values:
    """Somebody to tell of it, for whom nothing is prepared."""
    return {
        "id": name, "report": of, "rule": name, "recipient": recipient, "rank": 1, "presumed": False, "binding": False,
        "since": START, "due_at": due, "dismissal": None, "dismissed_by": None, "dismissed_at": None, **given,
    }  # fmt: skip


_EDGES = [
    datetime(2018, 12, 31, 22, 59, 59),
    datetime(2018, 12, 31, 23),
    datetime(2019, 6, 1, 12),
    datetime(2019, 12, 31, 22, 59, 59),
    datetime(2019, 12, 31, 23),
]
MOMENTS = st.one_of(
    st.sampled_from([edge.replace(tzinfo=UTC) for edge in _EDGES]),
    st.integers(0, 400 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes, microseconds=999_999)),
)
"""Around midnight in Paris, often the same; or any."""
_ADDRESSES = st.sampled_from(["a", "b", "c", "d", None])
_OFFENCES = st.sampled_from(["menace", "moquerie", "disparue", "cp-x"])
_NOTED = st.sampled_from(["haine", "pedopornographie", "terrorisme", "contenus_mineurs", None])


def _register() -> st.SearchStrategy[Values]:
    return st.fixed_dictionaries(
        {
            "origin": st.sampled_from(["public", "inhope"]),
            "address_key": _ADDRESSES,
            "service": st.sampled_from(["site", "ftp", None]),
            "tld": st.sampled_from(["onion", "example", None]),
            "hosting_country": st.sampled_from(["FR", "NL", "US", None]),
            "typology": st.sampled_from(["apologie", None]),
            "victim_age": st.sampled_from(["infant", None]),
            "victim_sex": st.sampled_from(["male", "female", None]),
        }
    )


def _decision() -> st.SearchStrategy[Values]:
    retained = st.fixed_dictionaries(
        {"kind": st.sampled_from(["accept", "correct"]), "offence": _OFFENCES, "offence_field": _NOTED}
    )
    other = st.fixed_dictionaries(
        {"kind": st.sampled_from(["noise", "none_applies", "out_of_scope"]), "offence": st.none()}
    )
    rest = st.fixed_dictionaries(
        {
            "at": MOMENTS,
            "undone": st.sampled_from([False, False, False, True]),
            "suggested": st.one_of(st.none(), _OFFENCES),
            "suggested_field": _NOTED,
        }
    )
    return st.tuples(st.one_of(retained, other), rest).map(lambda two: {**two[0], **two[1]})


def _transmission() -> st.SearchStrategy[Values]:
    return st.fixed_dictionaries(
        {
            "at": MOMENTS,
            "recipient": st.sampled_from(["pharos", "hebergeur", "signalant"]),
            "kind": st.sampled_from(["dsa16", "pharos"]),
            "state": st.sampled_from(["sent", "sent", "dry_run", "withdrawn"]),
            "offence": st.one_of(st.none(), _OFFENCES),
            "host": st.sampled_from([None, "hst_1", "hst_2"]),
            "removed": st.one_of(st.none(), st.integers(-3, 9)),
            "answer": st.sampled_from([None, "removed", "refused"]),
            "check_1": st.sampled_from([None, "online", "offline"]),
            "contested": st.sampled_from([None, "open", "upheld"]),
        }
    )


SOURCES = {
    "indice textuel (menace-de-mort, second-lecteur)": "lexicons",
    "commentaire du signalant (coup)": "lexicons",
    "indice textuel (second-lecteur) ; le signalant dit autre chose": "embedded",
    "commentaire du signalant (second-lecteur)": "embedded",
    "modèle (essai)": "model",
    None: None,
}
"""What the service writes as the source of a presumption, and the reader that it stands for."""


def _presumed() -> st.SearchStrategy[Values]:
    """A fact that a reader presumes, then what happens to it, step after step."""
    values = st.sampled_from([True, 14, {"includes": ["a"], "excludes": []}, ["a", "b"]])
    step = st.tuples(st.sampled_from(["stated", "stated", "withdrawn", "presumed", "replaced"]), values)
    return st.fixed_dictionaries(
        {
            "fact": st.sampled_from(["menace", "forme"]),
            "source": st.sampled_from([*SOURCES]),
            "value": values,
            "steps": st.lists(step, max_size=2),
        }
    )


_SPEC = st.fixed_dictionaries(
    {
        "at": MOMENTS,
        "channel": st.sampled_from(["form", "email"]),
        "main": st.sampled_from(["menace", "cp-x", None]),
        "noise": st.sampled_from([(None, None), ("set_aside", None), ("set_aside", "restored"), ("keep", None)]),
        "deadlines": st.lists(
            st.tuples(st.sampled_from(["reminder", "check_1"]), MOMENTS, st.one_of(st.none(), MOMENTS)), max_size=2
        ),
        "dues": st.lists(
            st.tuples(st.sampled_from(["pharos", "secours"]), st.one_of(st.none(), MOMENTS), st.booleans()), max_size=1
        ),
        "category": st.sampled_from(["haine", "contenus_mineurs", None]),
        "register": st.one_of(st.none(), _register()),
        "decisions": st.lists(_decision(), max_size=2),
        "follows": st.booleans(),
        "age_check": st.sampled_from([None, "aucun", "declaratif"]),
        "transmissions": st.lists(_transmission(), max_size=2),
        "presumed": st.lists(_presumed(), max_size=2, unique_by=lambda one: one["fact"]),
    }
)
REGISTERS = st.lists(_SPEC, min_size=8, max_size=24).map(lambda specs: rows_of(specs))


def rows_of(specs: Iterable[Values]) -> Rows:
    """Rows of what was drawn: at most one decision in force a report; those that follow carry the decision of an earlier report."""
    rows = Rows()
    rows.hosts = [_host("hst_1", "Hôte Un"), _host("hst_2", "Hôte Deux")]
    lent: Values | None = None
    for number, spec in enumerate(specs):
        name = f"rep_{number:03}"
        judged, review = spec["noise"]
        made = report(
            name,
            spec["at"],
            channel=spec["channel"],
            reported_category=spec["category"],
            main=spec["main"],
            noise_decision=judged,
            noise_review=review,
            state="low_priority" if spec["noise"] == ("set_aside", None) else "open",
        )
        rows.reports.append(made)
        if spec["register"] is not None:
            rows.register.append(entry(name, spec["at"], **spec["register"]))
        for turn, given in enumerate(spec["decisions"]):
            undone = given["undone"] or turn > 0
            told = {k: v for k, v in given.items() if k not in ("at", "undone", "kind", "offence")}
            rows.decisions.append(
                decision(
                    f"dec_{number:03}_{turn}",
                    name,
                    given["at"],
                    given["kind"],
                    given["offence"],
                    **told,
                    undone_at=given["at"] if undone else None,
                )
            )
        if spec["follows"] and lent is not None:
            made |= {
                "state": "decided" if number % 3 else "prequalified",
                "carried_decision": lent["id"],
                "same_as": lent["report"],
            }
        elif spec["decisions"]:
            lent = next(d for d in rows.decisions if d["report"] == name)
        if any(d["report"] == name and d["undone_at"] is None for d in rows.decisions):
            made["state"] = "decided"
        for turn, (kind, at, met) in enumerate(spec["deadlines"]):
            rows.deadlines.append(deadline(f"due_{number:03}_{turn}", name, at, met, kind))
        for recipient, at, dismissed in spec["dues"]:
            gone = START if dismissed else None
            rows.dues.append(route_due(f"rou_{number:03}", name, at, recipient, dismissed_at=gone))
        if spec["age_check"] is not None:
            rows.facts.append(_fact(name, spec["age_check"], spec["at"]))
        for given in spec["presumed"]:
            rows.facts += _facts_after(name, given, spec["at"])
        for turn, given in enumerate(spec["transmissions"]):
            rows.transmissions.append(_sent(f"trm_{number:03}_{turn}", name, given, rows.decisions))
    return rows


def _sent(name: str, of: str, given: Values, decisions: Sequence[Values]) -> Values:
    told = {k: v for k, v in given.items() if k not in ("at", "recipient", "removed")}
    gone = given["removed"]
    removed = given["at"] + timedelta(hours=gone, seconds=1) if gone is not None else None
    mine = next((d["id"] for d in decisions if d["report"] == of), None)
    answered = given["at"] if given["answer"] is not None else None
    return transmission(
        name, of, given["at"], given["recipient"], **told, removed_at=removed, decision=mine, answered_at=answered
    )


def _host(name: str, told: str) -> Values:
    return {
        "id": name,
        "name": told,
        "domains": [],
        "asns": [],
        "kind": "host",
        "language": "fr",
        "stated_by": "acc",
        "stated_at": START,
    }


def _fact(of: str, value: str, at: datetime) -> Values:
    return {
        "id": f"fac_{of}", "report": of, "fact": "controle_age", "value": value, "standing": "confirmed", "stated_by": "acc", "stated_at": at,
        "source": None, "withdrawn_at": None, "withdrawn_by": None,
    }  # fmt: skip


def _facts_after(of: str, given: Values, at: datetime) -> list[Values]:
    """The rows of a presumed fact after each of its steps: one in force at most."""
    source = given["source"]
    rows = [fact_row(of, given["fact"], 0, given["value"], at, source)]
    for number, (step, value) in enumerate(given["steps"], 1):
        by = "system" if step == "replaced" else "acc"
        if rows[-1]["withdrawn_at"] is None:
            rows[-1] |= {"withdrawn_at": at, "withdrawn_by": by}
        if step == "stated":
            rows.append(fact_row(of, given["fact"], number, value, at, source, by="acc"))
        elif step in ("presumed", "replaced"):
            rows.append(
                fact_row(of, given["fact"], number, value, at, source if step == "presumed" else "modèle (essai)")
            )
    return rows


def fact_row(
    of: str, fact: str, number: int, value: Any, at: datetime, source: str | None, by: str = "system", **given: Any
) -> Values:
    """A fact: presumed by the service, or confirmed by somebody."""
    return {
        "id": f"fac_{of}_{fact}_{number}", "report": of, "fact": fact, "value": value, "source": source, "stated_by": by, "stated_at": at,
        "standing": "presumed" if by == "system" else "confirmed", "withdrawn_at": None, "withdrawn_by": None, **given,
    }  # fmt: skip
