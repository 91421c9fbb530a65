"""`qualif rules`: check, test, measure and read the law as data."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.cli import rules_new
from api.cli.backtest import backtest
from api.cli.lexicon_checks import lexicons, size_of, told_lexicon_trials
from api.cli.routing_checks import routing_rows, routing_size, told_routing_cases
from api.cli.rules_adopt import adopt
from api.cli.rules_analyse import analyse_
from api.cli.rules_diff import diff
from api.cli.rules_export import export
from api.cli.rules_history import history
from api.cli.rules_request import replace, request
from api.cli.rules_schema import schema
from api.cli.rules_show import show
from api.cli.rules_watch import watch
from api.cli.rules_where import where
from api.cli.shared import default_rulesets, fail, open_engine
from api.law.rules_check import check_rules
from api.rules.coverage import FILE, write_coverage
from engine.analysis.case_files import cross_runs, offence_cases
from engine.analysis.case_runs import failures, run_cases, run_cross, run_out_of_field
from engine.analysis.consequence_coverage import ConsequenceMeasure
from engine.analysis.consequences import consequence_failures
from engine.analysis.coverage import coverage
from engine.analysis.mutation import mutation
from engine.language.names import LawNames
from engine.model.ruleset import Ruleset
from textfile.diagnostics import render_json, render_text
from textfile.quoting import did_you_mean

app = typer.Typer(help="Le droit comme données : vérifier, éprouver, mesurer, lire.", no_args_is_help=True)

Folder = Annotated[Path | None, typer.Argument(help="Dossier de règles ; par défaut, celui livré avec le logiciel.")]
FolderOption = Annotated[Path | None, typer.Option("--rulesets", help="Dossier de règles ; par défaut, celui livré.")]
Json = Annotated[bool, typer.Option("--json", help="Réponse en JSON.")]
Write = Annotated[
    bool,
    typer.Option("--write", help="Garde la mesure à côté des règles (coverage.json) : les pages du droit la montrent."),
]
OnlyPart = Annotated[
    list[str] | None,
    typer.Option(
        "--only", help="Ce thème ou cette infraction seulement, et ce qui les nomme (répétable) : sans lexiques."
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Un avertissement est une faute.")]
Only = Annotated[list[str] | None, typer.Option("--only", help="Cette infraction seulement (répétable).")]

app.command()(lexicons)
app.command()(show)
app.command()(where)
app.command()(schema)
app.add_typer(rules_new.app, name="new")
app.command()(backtest)
app.command()(diff)
app.command()(watch)
app.command()(adopt)
app.command("analyse")(analyse_)
app.command()(request)
app.command()(export)
app.command("import")(replace)
app.command()(history)


@app.command()
def check(folder: Folder = None, only: OnlyPart = None, strict: Strict = False, as_json: Json = False) -> None:
    """Vérifie tout un dossier de règles, et dit où est chaque faute."""
    checked = check_rules(folder or default_rulesets(), only=only or ())
    if only:
        _refuse_unknown(only, checked.law.names)
    if as_json:
        print(render_json(checked.faults))
    elif checked.faults:
        print(render_text(checked.faults))
    ruleset = checked.law.ruleset
    if ruleset is None or checked.is_refused or (strict and checked.faults):
        raise typer.Exit(1)
    if not as_json:
        lexicons = size_of(checked.lexicons) if checked.lexicons is not None else ""
        routing = routing_size(checked.routing) if not only else ""
        print(f"{lexicons}\n" * bool(lexicons) + f"{_size(ruleset, only or ())} : {_verdict(len(checked.faults))}.")
        print(f"empreinte des règles : {ruleset.digest}" + f"\n{routing}" * bool(routing))


def _refuse_unknown(only: Collection[str], law: LawNames) -> None:
    known = {*law.offences, *law.themes}
    for name in only:
        if law.is_missing(name, known):
            hint = did_you_mean(name, known, "`qualif rules show` les liste")
            fail(f"ni thème ni infraction : `{name}` ; {hint}")


def _size(ruleset: Ruleset, only: Collection[str]) -> str:
    if only:
        chosen = [law for law in ruleset.offences.values() if law.id in only or law.theme in only]
        return f"{len(chosen)} infraction{'s' * (len(chosen) > 1)} sur {len(ruleset.offences)}"
    return f"{len(ruleset.offences)} infractions, {len(ruleset.facts)} faits, {len(ruleset.notions)} notions"


def _verdict(warnings: int) -> str:
    if not warnings:
        return "rien à redire"
    return f"utilisable, {warnings} avertissement{'s' * (warnings > 1)} à lire ci-dessus"


@app.command()
def test(folder: FolderOption = None, only: Only = None) -> None:
    """Rejoue tous les cas : chacun doit obtenir sa réponse, pour sa raison."""
    root = folder or default_rulesets()
    engine = open_engine(folder)
    runs, tables, faults = offence_cases(root, engine.ruleset, frozenset(only or ()))
    across, more = cross_runs(root, engine.ruleset) if not only else ([], [])
    if faults or more:
        fail(render_text([*faults, *more]), 1)
    results = run_cases(engine, runs)
    outside, outside_failed = run_out_of_field(engine.ruleset, date.today()) if not only else (0, [])
    unlike = consequence_failures(engine.ruleset, tables, results)
    failed = [*failures(results), *unlike, *run_cross(engine, across), *outside_failed]
    for failure in failed:
        print(failure)
    print(f"{len(results) + len(across) + outside} cas rejoués, {len(failed)} en échec.")
    beside = (told_lexicon_trials(root, engine.ruleset.facts), told_routing_cases(root)) if not only else ()
    if failed or any(beside):
        raise typer.Exit(1)


@app.command("coverage")
def coverage_(folder: FolderOption = None, only: Only = None, as_json: Json = False, write: Write = False) -> None:
    """Mesure ce que les cas montrent : élément × issue × version, et le score de mutation."""
    root = folder or default_rulesets()
    engine = open_engine(folder)
    runs, tables, faults = offence_cases(root, engine.ruleset, frozenset(only or ()))
    if faults:
        fail(render_text(faults), 1)
    results = run_cases(engine, runs)
    rows = []
    for name in sorted({r.offence for r in runs}):
        offence = engine.ruleset.offences[name]
        follows = ConsequenceMeasure(engine, offence, tables, results)
        conditions = coverage(offence, results), mutation(engine, offence, runs)
        rows.append((conditions[0].plus(follows.coverage()), conditions[1].plus(follows.mutation())))
    rows += [] if only else list(routing_rows(root))
    told = [
        {
            "ruleset": engine.ruleset.digest,
            "offence": c.offence,
            "coverage": c.share,
            "missing": c.missing,
            "mutation": m.score,
            "mutants": m.total,
            "survivors": m.survivors,
        }
        for c, m in rows
    ]
    if write:
        try:
            write_coverage(root / FILE, told)
        except ValueError as error:
            fail(str(error), 1)
    if as_json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for c, m in rows:
            print(f"{c.offence:<40} couverture {c.share:6.1%} de {c.wanted:<4}  mutation {m.score:6.1%} de {m.total}")
            for cell in c.missing:
                print(f"    manque : {cell}")
            for survivor in m.survivors:
                print(f"    mutant vivant : {survivor}")
        wanted, missing = sum(c.wanted for c, _ in rows), sum(len(c.missing) for c, _ in rows)
        total, living = sum(m.total for _, m in rows), sum(len(m.survivors) for _, m in rows)
        print(
            f"ensemble : couverture {1 - missing / max(wanted, 1):.1%} de {wanted}, mutation {1 - living / max(total, 1):.1%} de {total}"
        )
    if any(c.missing for c, _ in rows):
        raise typer.Exit(1)
