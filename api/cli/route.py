"""`qualif route`: whom to tell of a decided report, in which order, by when, why, and what is
missing to know.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.cli.reports_in import read_reports
from api.cli.route_input import RoutingInput, RoutingInputReader
from api.cli.route_output import route_lines
from api.cli.shared import BAD_INPUT, complain, default_rulesets, fail
from api.cli.terminal import harmless
from api.hosting.opening import open_source
from api.hosting.sources import UnusableSource
from api.rules.delivery_networks import open_tables
from engine.facts.statements import FieldFault, ReportError
from engine.language.loader import load_folder
from engine.routing.document import document
from engine.routing.loader import load_routing
from engine.routing.router import Router, Routing
from engine.routing.situation import situation_of
from textfile.diagnostics import RulesetError, render_text
from textfile.quoting import printable


def route(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FICHIER|-", help="Signalements décidés en YAML, JSON ou JSON Lines ; « - » : entrée standard."
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Toute la réponse, un objet JSON par ligne.")] = False,
    lang: Annotated[Literal["fr", "en"], typer.Option("--lang", help="Langue de la réponse.")] = "fr",
    at: Annotated[
        datetime | None, typer.Option("--at", formats=["%Y-%m-%d"], help="Jour du routage ; par défaut, aujourd'hui.")
    ] = None,
    rulesets: Annotated[
        Path | None, typer.Option("--rulesets", help="Dossier de règles ; par défaut, celui livré.")
    ] = None,
    database: Annotated[
        Path | None,
        typer.Option("--database", envvar="QUALIF_HOSTING_DATABASE", help="Base d'adresses IP (MaxMind DB)."),
    ] = None,
    delegations: Annotated[
        Path | None,
        typer.Option("--delegations", envvar="QUALIF_HOSTING_DELEGATIONS", help="Délégations d'un registre."),
    ] = None,
) -> None:
    """Dit qui prévenir, dans quel ordre, sous quel délai et pourquoi ; rien ne part.

    Un signalement donne ses faits (`facts`), la décision d'une personne (`decision`, `offence`) et
    ce que l'on sait du reste (`url`, `ip`, `origin`, `told`, `reporter_reachable`,
    `routing`). Un mauvais signalement est dit, les suivants sont traités ; le code de sortie est
    alors 2.
    """
    router, reader = _open(rulesets, database, delegations)
    day = at.date() if at is not None else date.today()
    good, bad = 0, 0
    for number, incoming in enumerate(read_reports(source), 1):
        try:
            if incoming.fault is not None:
                raise ReportError([FieldFault("(signalement)", incoming.fault)])
            given = reader.read(incoming.data, f"signalement-{number}", datetime.now(UTC))
            routing = router.decide(situation_of(given.content, router.rules, day, given.routing_facts), day)
        except ReportError as error:
            bad += 1
            for fault in error.faults:
                complain(f"{incoming.where}: {fault.in_(lang)}")
            continue
        except UnusableSource as error:
            fail(render_text([error.diagnostic]))
        if as_json:
            print(_json(given, routing, router))
        else:
            lines = route_lines(printable(given.name), given.hosting, routing, router.rules, lang)
            print("\n" * bool(good) + harmless("\n".join(lines)))
        good += 1
    if bad:
        raise typer.Exit(BAD_INPUT)


def _open(rulesets: Path | None, database: Path | None, delegations: Path | None) -> tuple[Router, RoutingInputReader]:
    root = rulesets or default_rulesets()
    try:
        router = Router(load_routing(root))
        reader = RoutingInputReader(
            load_folder(root).facts, router.rules, open_source(database, delegations), open_tables(rulesets)
        )
    except RulesetError as error:
        fail(render_text(error.diagnostics))
    except UnusableSource as error:
        fail(render_text([error.diagnostic]))
    return router, reader


def _json(report: RoutingInput, routing: Routing, router: Router) -> str:
    hosting = report.hosting.as_data() if report.hosting is not None else None
    return json.dumps(
        {"report": report.name, "hosting": hosting, **document(routing, router.rules)}, ensure_ascii=False
    )
