"""Register filled from records of an archive: what SQL counts of the service, it counts there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert

from api.db.action import HostRow, RegisterRow, TransmissionRow
from api.db.base import Base
from api.db.reports import DecisionRow, FactRow, ReportRow
from api.db.sessions import Database
from api.reports.intake import STATE_OF_DECISION
from api.statistics.archived import ArchivedDecision, ArchivedEntry, ArchivedNotice, ArchivedReport
from api.statistics.repository import AGE_CHECK

_BATCH = 1_000
_NOBODY = "archive"


@contextmanager
def register_of(records: Iterable[bytes]) -> Iterator[Database]:
    """A register that holds records, in a private folder that does not last."""
    with TemporaryDirectory(prefix="qualif-report-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'register.sqlite3'}")
        try:
            _fill(database, records)
            yield database
        finally:
            database.dispose()


def _fill(database: Database, records: Iterable[bytes]) -> None:
    hosts: dict[str, str] = {}
    with database.write() as session:
        Base.metadata.create_all(session.connection())
        left = enumerate(records)
        while batch := list(islice(left, _BATCH)):
            rows = _RowBatch(hosts)
            for number, record in batch:
                rows.add(number, ArchivedReport.model_validate_json(record))
            for table, values in rows.tables.items():
                if values:
                    session.execute(insert(table), values)


class _RowBatch:
    """Rows of some records, by table, in the order in which they can be stored."""

    def __init__(self, hosts: dict[str, str]) -> None:
        self.tables: dict[Any, list[dict[str, Any]]] = {
            table: [] for table in (ReportRow, HostRow, RegisterRow, DecisionRow, FactRow, TransmissionRow)
        }
        self._hosts = hosts

    def add(self, number: int, report: ArchivedReport) -> None:
        """Adds the rows of a report, the `number`-th."""
        name, decision, at = f"rep_{number:026}", report.decision, report.received_at
        state = "low_priority" if report.set_aside else "open"
        if decision is not None:
            state = STATE_OF_DECISION[_kind(decision)]
        self.tables[ReportRow].append(
            {
                "id": name,
                "version": 1,
                "channel": report.channel,
                "source": _NOBODY,
                "received_at": at,
                "state": state,
                "raised": [],
                "reported_category": report.reported_category,
                "main": report.main,
                "noise_decision": "set_aside" if report.set_aside else "keep",
            }
        )
        if report.register_ is not None or report.address is not None:
            entry = (report.register_ or ArchivedEntry()).model_dump()
            self.tables[RegisterRow].append(
                {"report": name, "address_key": report.address, **entry, "stated_by": _NOBODY, "stated_at": at}
            )
        if decision is not None:
            self._decide(name, decision, at)
        if report.age_check is not None:
            self.tables[FactRow].append(
                {
                    "id": f"fct_{number:026}",
                    "report": name,
                    "fact": AGE_CHECK,
                    "value": report.age_check,
                    "standing": "stated",
                    "stated_by": _NOBODY,
                    "stated_at": at,
                }
            )
        for place, notice in enumerate(report.notices):
            said = {
                "id": f"trm_{number:022}{place:04}",
                "report": name,
                "decision": name if decision is not None else None,
            }
            self._send(said, notice)

    def _decide(self, report: str, decision: ArchivedDecision, received_at: datetime) -> None:
        self.tables[DecisionRow].append(
            {
                "id": report,
                "report": report,
                "kind": _kind(decision),
                "offence": decision.offence,
                "offence_field": decision.field,
                "suggested": decision.suggested,
                "suggested_field": decision.suggested_field,
                "decided_by": _NOBODY,
                "decided_at": decision.at or received_at,
            }
        )

    def _send(self, said: dict[str, Any], notice: ArchivedNotice) -> None:
        values = notice.model_dump(exclude={"provider"})
        self.tables[TransmissionRow].append(
            {
                **said,
                **values,
                "version": 1,
                "language": "fr",
                "state": "sent",
                "prepared_by": _NOBODY,
                "prepared_at": notice.sent_at,
                "host": self._host(notice),
            }
        )

    def _host(self, notice: ArchivedNotice) -> str | None:
        provider = notice.provider
        if provider is None:
            return None
        if provider not in self._hosts:
            self._hosts[provider] = f"hst_{len(self._hosts):026}"
            self.tables[HostRow].append(
                {
                    "id": self._hosts[provider],
                    "name": provider,
                    "domains": [],
                    "asns": [],
                    "kind": "host",
                    "language": "fr",
                    "stated_by": _NOBODY,
                    "stated_at": notice.sent_at,
                }
            )
        return self._hosts[provider]


def _kind(decision: ArchivedDecision) -> str:
    if decision.offence is None:
        return decision.kind
    return "accept" if decision.offence == decision.suggested else "correct"
