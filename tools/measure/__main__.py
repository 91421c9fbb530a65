"""What the product does with whole reports: `python -m tools.measure [--reports PLACE]… [--reader
WHO] [--facts] [--speed] [--json]`, or `--agreement [--json]`.

Reads labelled reports as the service does, and counts, with 95 % intervals, by set, field and
voice: what is set aside, how well the score orders, which field and which offence come first, on
what danger is told. By default the reports held out and those that calibrate, which stand in no
total; PLACE: a folder of `reports.jsonl` and `expected.jsonl`, or of labelled files, each a set. Of
the project's own reports, totals alone are ever shown; `--list` names the misses of folders of the
first kind. `--reader`: a model server reads too (its address, with `--reader-model`), or `careful`,
the careful readers whose answers are in the repository; the table then gives the embedded reader
alone and both, what the second one costs, where they part. `--agreement`: reads no report, says how
far readers of the same descriptions agree on the product's questions. `docs/measures.md` says how
to read it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from classifiers.reader.reading import FIELDS
from engine.language.loader import load_folder
from tests.shared import RULESETS
from tools.cues import measure as cues
from tools.cues.judged import settled
from tools.measure.agreement import agreement, read_readings
from tools.measure.careful import ChangedReport, read_answers
from tools.measure.counts import QUESTIONS, Measured, area, encoded
from tools.measure.labels import CALIBRATE, HELDOUT, VOICES, ReportSet, read_sets
from tools.measure.product import Product, opened
from tools.measure.readers import (
    CAREFUL,
    Comparison,
    columns,
    compare,
    cost,
    named_partings,
    partings,
    second_reader,
)
from tools.measure.speed import speed
from tools.measure.told import tell

SEED = 2024
SENTENCES = {"ordinaires": "ordinaires", "libres": "libres", "tous": ""}
"""The batches of sentences held out that facts are measured on, each by the beginning of its name.
"""


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tools.measure", description=__doc__)
    parser.add_argument("--reports", type=Path, action="append", metavar="PLACE", help="ces signalements (répétable)")
    parser.add_argument(
        "--reader", metavar="WHO", help=f"un second lecteur : adresse d'un serveur de modèle, ou `{CAREFUL}`"
    )
    parser.add_argument("--reader-model", metavar="NAME", help="le modèle, tel que ce serveur le nomme")
    parser.add_argument("--facts", action="store_true", help="aussi la précision et le rappel des faits présumés")
    parser.add_argument("--speed", action="store_true", help="aussi la vitesse")
    parser.add_argument(
        "--own-certificate",
        action="store_true",
        help="au seuil livré, comme si un certificat du canal couvrait tout ce qu'il reçoit",
    )
    parser.add_argument("--list", action="store_true", help="nommer les manques des dossiers que l'on peut regarder")
    parser.add_argument("--agreement", action="store_true", help="seul : l'accord de lecteurs sur les questions")
    parser.add_argument("--json", action="store_true", help="les mesures en JSON")
    given = parser.parse_args()
    if given.agreement:
        if any(value for name, value in vars(given).items() if name not in ("agreement", "json")):
            parser.error("`--agreement` ne va qu'avec `--json`")
        _print({"agreement": agreement(read_readings())}, as_json=given.json)
        return
    answers = read_answers() if given.reader == CAREFUL else None
    if given.reader_model is not None and (given.reader is None or answers is not None):
        parser.error("`--reader-model` va avec l'adresse d'un serveur")
    try:
        sets = [one for place in given.reports or (HELDOUT, CALIBRATE) for one in read_sets(place)]
        if answers is not None:
            sets = [some for one in sets if (some := one.only(answers.has)).reports]
    except (OSError, ValueError, ChangedReport) as error:
        parser.error(str(error))
    if not sets:
        parser.error("aucun de ces signalements n'a de réponse de lecteurs attentifs")
    if len({one.name for one in sets}) < len(sets):
        parser.error("deux jeux ont le même nom")
    if given.list and not any(one.open for one in sets):
        parser.error(
            "`--list` ne vaut que pour un dossier `reports.jsonl` et `expected.jsonl` : le reste ne se montre pas"
        )
    measures: dict[str, Any] = {"own_certificate": given.own_certificate}
    compared: dict[str, list[Comparison]] = {}
    with opened(own_certificate=given.own_certificate) as product:
        if given.reader is None:
            read = {one.name: _read(product, one) for one in sets}
        else:
            with second_reader(given.reader, given.reader_model, product.law, answers) as reader:
                compared = {one.name: compare(product, one, reader) for one in sets}
            read = {f"{name}, {who}": of for name, some in compared.items() for who, of in columns(some)}
        if given.speed:
            measures["load"] = os.getloadavg()[0]
            measures["speed"] = speed(product, SEED)
    offences = tuple(load_folder(RULESETS).offences)
    counting = [one.name for one in sets if not one.calibrates]
    wholes = {"ensemble": [one for name in counting for one in read.get(name, ())]}
    if compared:
        every = [one for name in counting for one in compared[name]]
        wholes = {f"ensemble, {who}": of for who, of in columns(every)} if every else {}
        measures["costs"] = {name: cost(some) for name, some in compared.items()}
        measures["partings"] = {name: partings(some) for name, some in compared.items()}
    measures["sets"] = {name: _counted(of, offences) for name, of in (read | wholes).items()}
    measures["wholes"] = [*wholes]
    if given.facts:
        measures["facts"] = _facts()
    _print(measures, as_json=given.json)
    if given.list:
        for one in (one for one in sets if one.open):
            pairs = compared.get(one.name, [])
            misses = _misses(dict(columns(pairs))["les deux"] if pairs else read[one.name])
            for line in (*misses, *named_partings(pairs)):
                print(line)


def _print(measures: dict[str, Any], *, as_json: bool) -> None:
    print(json.dumps(measures, ensure_ascii=False, indent=1) if as_json else tell(measures))


def _read(product: Product, reports: ReportSet) -> list[Measured]:
    measured = []
    for number, report in enumerate(reports.reports, 1):
        measured.append((report, product.read(report)))
        if number % 50 == 0 or number == len(reports.reports):
            print(f"… {reports.name} : {number}/{len(reports.reports)}", file=sys.stderr)
    return measured


def _counted(measured: Sequence[Measured], offences: Sequence[str]) -> dict[str, Any]:
    kinds = sorted({report.noise for report, _ in measured if report.noise is not None})
    groups: dict[str, dict[str, list[Measured]]] = {
        "fields": {name: [one for one in measured if one[0].field == name] for name in FIELDS},
        "voices": {name: [one for one in measured if one[0].voice == name] for name in VOICES},
        "kinds": {name: [one for one in measured if one[0].noise == name] for name in kinds},
    }
    return {
        **_shares(measured),
        "area": area(measured).plain(),
        "encoded": encoded(measured, offences).plain(),
        **{group: {name: _shares(of) for name, of in parts.items()} for group, parts in groups.items()},
    }


def _shares(measured: Sequence[Measured]) -> dict[str, Any]:
    return {
        "reports": len(measured),
        "shares": {question.key: question.share(measured).plain() for question in QUESTIONS},
    }


def _facts() -> dict[str, Any]:
    print("… faits", file=sys.stderr)
    rows = {name: settled(cues.sentences(cues.SENTENCES, batch)) for name, batch in SENTENCES.items()}
    return {name: cues.score(of, second=True).row("(ensemble)") for name, of in rows.items()}


def _misses(measured: Sequence[Measured]) -> list[str]:
    """What went wrong, by the id of a report alone."""
    lost = [
        f"mis de côté : {r.id}{' (grave)' if r.grave else ''} — {o.reason}"
        for r, o in measured
        if r.matters and o.set_aside
    ]
    field = [
        f"champ : {r.id} — {r.field}, non {', '.join(o.fields[:2]) or 'aucun'}"
        for r, o in measured
        if r.matters and r.field not in o.fields[:2]
    ]
    noise = [f"bruit suggéré : {r.id} — {o.main}" for r, o in measured if not r.matters and o.main is not None]
    return [*lost, *field, *noise]


if __name__ == "__main__":
    main()
