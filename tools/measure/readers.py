"""A second reader beside the embedded one, in the measures: a model server, or careful readers;
what it costs, and where the two part.
"""

from __future__ import annotations

import statistics
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import typer

from api.cli.model_reader import BATCH, CommandReader, reader_of
from api.texts.model_batches import open_batches
from api.texts.model_questions import open_questionnaire
from classifiers.model_server.client import ChatServer
from classifiers.model_server.faults import ServerFault
from classifiers.model_server.reader import ModelInput
from classifiers.model_server.reading import ModelReading
from engine.model.ruleset import Ruleset
from tools.measure.careful import NAME, CarefulAnswers, CarefulServer
from tools.measure.counts import Measured, meets
from tools.measure.labels import LabelledReport, ReportSet
from tools.measure.product import Outcome, Product

if TYPE_CHECKING:
    from api.cli.model_reader import ModelOutcome

CAREFUL = "careful"
"""The reader that stands for careful readers, whose answers are in the repository."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One report, what becomes of it with the embedded reader alone, with the second one alone and
    with both, and the second one's reading.
    """

    report: LabelledReport
    embedded: Outcome
    model: Outcome
    both: Outcome
    reading: ModelOutcome


@contextmanager
def second_reader(who: str, model: str | None, law: Ruleset, answers: CarefulAnswers | None) -> Iterator[CommandReader]:
    """The reader that an option names. One that cannot be used ends the command."""
    if answers is not None:
        server = cast("ChatServer", CarefulServer(answers))
        with open_batches(server, open_questionnaire(None, law)) as batches:
            yield CommandReader(batches, NAME)
        return
    try:
        with reader_of(who, model, None, law) as reader:
            assert reader is not None
            yield reader
    except typer.Exit as stop:
        sys.exit(stop.exit_code)


def compare(product: Product, reports: ReportSet, reader: CommandReader) -> list[Comparison]:
    """Each report of a set, read by the embedded reader, then by both."""
    compared: list[Comparison] = []
    for first in range(0, len(reports.reports), BATCH):
        batch = reports.reports[first : first + BATCH]
        embedded = [product.read_embedded(one) for one in batch]
        for report, alone, reading in zip(batch, embedded, reader.read([_shown(one) for one in batch]), strict=True):
            model = both = alone.outcome
            if isinstance(reading, ModelReading):
                model, both = product.read_model(alone, reading), product.read_both(alone, reading)
            compared.append(Comparison(report, alone.outcome, model, both, reading))
        print(f"… {reports.name} : {len(compared)}/{len(reports.reports)}", file=sys.stderr)
    return compared


def columns(compared: Sequence[Comparison]) -> Iterator[tuple[str, list[Measured]]]:
    """What is counted side by side, by name."""
    yield "embarqué", [(one.report, one.embedded) for one in compared]
    yield "modèle", [(one.report, one.model) for one in compared]
    yield "les deux", [(one.report, one.both) for one in compared]


def cost(compared: Sequence[Comparison]) -> dict[str, Any]:
    """What the second reader costs, a report."""
    readings = [one.reading for one in compared if isinstance(one.reading, ModelReading)]
    faults = Counter(one.reading.code for one in compared if isinstance(one.reading, ServerFault))
    dropped: Counter[str] = Counter()
    for reading in readings:
        dropped.update(reading.dropped)
    costs = [reading.cost for reading in readings]
    return {
        "read": len(readings),
        "faults": dict(faults),
        "answers": sum(len(reading.answers) for reading in readings),
        "dropped": dict(dropped),
        **{
            name: {"mean": statistics.fmean(values), "median": statistics.median(values)}
            for name in ("seconds", "prompt_tokens", "completion_tokens")
            if (values := [float(getattr(one, name)) for one in costs])
        },
    }


def partings(compared: Sequence[Comparison]) -> dict[str, dict[str, int]]:
    """Where the readers part, by the field of the label: how many reports."""
    rows: dict[str, dict[str, int]] = {}
    for one in compared:
        row = rows.setdefault(one.report.field or "(bruit)", dict.fromkeys(("reports", *PARTINGS), 0))
        row["reports"] += 1
        for name in _parts(one):
            row[name] += 1
    return dict(sorted(rows.items()))


def named_partings(compared: Sequence[Comparison]) -> list[str]:
    """The same, by the id of a report alone."""
    ids = {label: [one.report.id for one in compared if name in _parts(one)] for name, label in PARTINGS.items()}
    return [f"{label} : {', '.join(some)}" for label, some in ids.items() if some]


PARTINGS: Mapping[str, str] = {
    "field": "autre champ en premier",
    "first": "autre première suggestion",
    "gained": "première suggestion devenue juste",
    "lost": "première suggestion devenue fausse",
    "danger": "danger dit par le second lecteur seul",
    "kept": "gardé par le second lecteur seul",
}


def _parts(one: Comparison) -> list[str]:
    alone, both = one.embedded, one.both
    was, now = (one.report.matters and meets(one.report, of.suggestions[:1]) for of in (alone, both))
    holds = {
        "field": alone.fields[:1] != both.fields[:1],
        "first": alone.suggestions[:1] != both.suggestions[:1],
        "gained": now and not was,
        "lost": was and not now,
        "danger": both.danger and not alone.danger,
        "kept": alone.filter_aside and not both.filter_aside,
    }
    return [name for name, it_does in holds.items() if it_does]


def _shown(report: LabelledReport) -> ModelInput | None:
    if not (report.text or report.comment):
        return None
    return ModelInput(report.text or "", report.comment or "", report.category, report.url)
