"""Sources of `qualif report`: the database of the service, or a register filled from an archive."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, NamedTuple, cast

from api.bulk.tallies import Tally
from api.cli.bulk_options import RunnerChoice
from api.cli.opening import open_current, settings_of
from api.cli.shared import complain, default_rulesets, fail
from api.db.sessions import Database
from api.kit.clock import Clock
from api.rules.register import Vocabulary
from api.statistics.words import StatisticsWords
from engine.model.ruleset import Ruleset
from textfile.text import Language


class ReportSource(NamedTuple):
    """What a report is counted from: the register, the law in force and the lists that name its
    values, the clock; how many lines of an archive were refused.
    """

    database: Database
    law: Ruleset
    lists: Vocabulary
    clock: Clock
    refused: int = 0

    def words(self, language: Language) -> StatisticsWords:
        """The labels of tables in one language."""
        return StatisticsWords(language, self.law.offences, self.law.facts, self.lists)


def service_source() -> ReportSource:
    """The database of the service, under the law in force there."""
    services = open_current()
    law = services.editions.current().ruleset
    return ReportSource(services.database, law, services.rules.register, services.clock)


@contextmanager
def archive_source(
    archive: Path, out: Path | None, rulesets: Path | None, choice: RunnerChoice
) -> Iterator[ReportSource]:
    """A register filled from an archive; `out`: where what is counted of it is written, and goes on
    from. What is wrong is told, and stops.
    """
    from api.bulk.output import WorkIdentity, day_of_checkpoint
    from api.cli.bulk import bulk, number, source_of
    from api.cli.bulk_setup import BulkSetup, running_code
    from api.cli.report_task import RecordWork
    from api.rules.register import open_vocabulary
    from api.statistics.archive_register import register_of
    from engine.language.loader import load_folder
    from textfile.diagnostics import RulesetError, render_text

    clock = Clock(settings_of().zone)
    try:
        law, lists = load_folder(rulesets or default_rulesets()), open_vocabulary(rulesets)
    except RulesetError as error:
        fail(render_text(error.diagnostics))
    with ExitStack() as stack:
        if out is None:
            out = Path(stack.enter_context(TemporaryDirectory(prefix="qualif-report-"))) / "records.gz"
        day = day_of_checkpoint(out) or date.today()
        setup = BulkSetup(None, None, None, day, out.suffix.lower() == ".gz", running_code())
        done = bulk(source_of(archive), out, RecordWork(setup), WorkIdentity(setup.identity("report"), day), choice)
        _tell(number(done.lines), done.tally)
        with _opened(out) as records, register_of(line.rstrip(b"\n") for line in records) as database:
            yield ReportSource(database, law, lists, clock, done.tally.counts.get("refused", 0))


def _opened(path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path)) if path.suffix.lower() == ".gz" else path.open("rb")


def _tell(lines: str, tally: Tally) -> None:
    """Says on standard error what was refused, for the report is on the other."""
    refused = tally.counts.get("refused", 0)
    if refused:
        complain(f"lignes lues : {lines} ; refusées, et non comptées : {refused}")
    for where, why in tally.faults:
        complain(f"  ligne {where} : {why}")
    if refused > len(tally.faults):
        complain("  … d'autres encore")
