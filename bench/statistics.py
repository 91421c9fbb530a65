"""The annual report over a synthetic year: `python -m bench.statistics --reports 1000000`. In
processes of their own: one fills, one reports.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from api.db.migrate import upgrade
from api.db.sessions import Database
from tests.shared import ROOT

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :reports)"
_DAY = "datetime('2025-01-01', '+' || (i * 364 / :reports) || ' days', '+' || (i * 7919 % 86400) || ' seconds') || '.000000'"
# identifiers follow time, as those of the service do
_LATER = _DAY.replace("'2025-01-01'", "'2025-01-01', '+3600 seconds'")
_REMOVED = _DAY.replace("'2025-01-01'", "'2025-01-01', '+' || (7200 + i * 104729 % 600000) || ' seconds'")
_FIELD = "CASE i % 10 WHEN 0 THEN 'terrorisme' WHEN 1 THEN 'haine' WHEN 2 THEN 'haine' WHEN 3 THEN 'contenus_mineurs' ELSE 'pedopornographie' END"
_OFFENCE = "CASE i % 10 WHEN 0 THEN 'cp-421-2-5-apologie' WHEN 1 THEN 'loi-1881-24-al7' WHEN 2 THEN 'loi-1881-33-al3' WHEN 3 THEN 'cp-227-24' ELSE 'cp-227-23-diffusion' END"
_FILL = (
    f"""INSERT INTO reports (id, version, channel, source, received_at, state, text_length, raised, reported_category)
    {_NUMBERS} SELECT printf('rep_%026d', i), 1, CASE i % 3 WHEN 0 THEN 'form' ELSE 'partner' END, 'acc', {_DAY},
    CASE i % 4 WHEN 0 THEN 'noise' WHEN 1 THEN 'open' ELSE 'decided' END, 0, '[]', {_FIELD} FROM n""",
    f"""INSERT INTO register_entries (report, origin, address_key, service, tld, hosting_country, typology, victim_age, victim_sex, stated_by, stated_at)
    {_NUMBERS} SELECT printf('rep_%026d', i), CASE i % 5 WHEN 0 THEN 'inhope' ELSE 'public' END, printf('%064d', i * 7 / 10),
    CASE i % 7 WHEN 0 THEN 'ftp' WHEN 1 THEN 'forum' WHEN 2 THEN NULL ELSE 'site' END, 'tld' || (i * 31 % 300),
    char(65 + i % 7) || char(65 + i % 5), CASE i % 3 WHEN 0 THEN 'apologie' END, CASE i % 4 WHEN 0 THEN 'infant' END, CASE i % 3 WHEN 0 THEN 'male' END,
    'acc', {_DAY} FROM n""",
    f"""INSERT INTO decisions (id, report, kind, offence, offence_field, suggested, suggested_field, decided_by, decided_at)
    {_NUMBERS} SELECT printf('dec_%026d', i), printf('rep_%026d', i), CASE i % 4 WHEN 0 THEN 'noise' ELSE 'accept' END,
    CASE WHEN i % 4 THEN {_OFFENCE} END, CASE WHEN i % 4 THEN {_FIELD} END, CASE WHEN i % 9 THEN {_OFFENCE} END, CASE WHEN i % 9 THEN {_FIELD} END,
    'acc', {_LATER} FROM n WHERE i % 4 <> 1""",
    f"""INSERT INTO transmissions (id, version, report, offence, decision, recipient, kind, language, state, prepared_by, prepared_at, sent_at, removed_at, check_1)
    {_NUMBERS} SELECT printf('trm_%026d', i), 1, printf('rep_%026d', i), {_OFFENCE}, printf('dec_%026d', i),
    CASE i % 3 WHEN 0 THEN 'hebergeur' ELSE 'pharos' END, 'dsa16', 'fr', 'sent', 'acc', {_DAY}, {_LATER},
    CASE WHEN i % 3 = 0 THEN {_REMOVED} END, CASE i % 3 WHEN 0 THEN 'offline' END FROM n WHERE i % 4 > 1""",
)


def statistics(reports: int) -> dict[str, Any]:
    """Seconds on the wall, seconds of processor and peak memory in MiB of the annual report, tables
    and PDF.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.sqlite3"
        _run("--fill", path, reports)
        done = _run("--report", path, reports)
        return {"reports": reports, "megabytes": path.stat().st_size // 1_000_000, **json.loads(done)}


def _run(what: str, path: Path, reports: int) -> str:
    command = [sys.executable, "-m", "bench.statistics", what, str(path), "--reports", str(reports)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def _fill(path: Path, reports: int) -> None:
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    with database.write() as session:
        for statement in _FILL:
            session.execute(text(statement), {"reports": reports})


def _report(path: Path) -> dict[str, Any]:
    from api.rules.register import open_vocabulary
    from api.statistics.period import whole_year
    from api.statistics.printed import pdf_of_report
    from api.statistics.service import report_of
    from api.statistics.words import StatisticsWords
    from tests.shared import shipped

    law = shipped().ruleset
    database, period = Database(f"sqlite:///{path}"), whole_year(2025, ZoneInfo("Europe/Paris"))
    words = StatisticsWords("fr", law.offences, law.facts, open_vocabulary(None))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, cpu = time.perf_counter(), time.process_time()
    with database.read() as session:
        made = report_of(session, law, period)
    counted = time.perf_counter() - wall
    printed = pdf_of_report(made, words, period.until)
    told = {row.heads[0]: row.counts[0] for row in made.table("key_figures").rows}
    return {
        "seconds": time.perf_counter() - wall,
        "seconds_counting": counted,
        "cpu": time.process_time() - cpu,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "memory_before": before / 1024,
        "pdf_bytes": len(printed),
        "qualified": told["qualified"],
        "addresses": told["addresses"],
    }


def main() -> None:
    """Fills a register, or reports on one and prints the measures as JSON; without either, both."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--fill", type=Path)
    parser.add_argument("--report", type=Path)
    parser.add_argument("--reports", type=int, required=True)
    wanted = parser.parse_args()
    if wanted.fill is not None:
        _fill(wanted.fill, wanted.reports)
    elif wanted.report is not None:
        print(json.dumps(_report(wanted.report)))
    else:
        print(json.dumps(statistics(wanted.reports), indent=2))


if __name__ == "__main__":
    main()
