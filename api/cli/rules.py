"""`qualif rules`: check, test, measure and read the law as data."""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.cli.danger_words import danger_faults
from api.cli.lexicon_checks import lexicon_faults, lexicons, told_lexicon_trials
from api.cli.routing_checks import routing_faults, routing_rows, told_routing_cases
from api.cli.rules_analyse import analyse_
from api.cli.rules_diff import diff
from api.cli.shared import default_rulesets, fail, open_engine
from api.rules.coverage import FILE, write_coverage
from engine.analysis.case_files import cross_runs, offence_runs
from engine.analysis.case_runs import failures, run_cases, run_cross, run_out_of_field
from engine.analysis.coverage import coverage
from engine.analysis.mutation import mutation
from engine.explanation.law_in_words import tell_offence
from engine.language.loader import check_folder
from engine.language.plain import plain
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
        "--only", help="Ce thème ou cette infraction seulement (répétable) : sans lexiques, routage ni dangers."
    ),
]
Only = Annotated[list[str] | None, typer.Option("--only", help="Cette infraction seulement (répétable).")]

app.command()(lexicons)
app.command()(diff)
app.command("analyse")(analyse_)


@app.command()
def check(folder: Folder = None, only: OnlyPart = None, as_json: Json = False) -> None:
    """Vérifie un dossier de règles et dit où est chaque faute."""
    root = folder or default_rulesets()
    ruleset, faults = check_folder(root, only=only or ())
    if ruleset is not None and only:
        _refuse_unknown(only, ruleset)
    whole = ruleset if not only else None
    read, more = lexicon_faults(root, whole.facts) if whole is not None else ("", [])
    routing, about_routing = routing_faults(root, whole) if whole is not None else ("", [])
    about_danger = danger_faults(root, whole) if whole is not None else []
    faults = [*faults, *more, *about_routing, *about_danger]
    more += [fault for fault in (*about_routing, *about_danger) if not fault.warning]
    if as_json:
        print(render_json(faults))
    elif faults:
        print(render_text(faults))
    if ruleset is None or more:
        raise typer.Exit(1)
    if not as_json:
        print(f"{read}\n" * bool(read) + f"{_size(ruleset, only or ())} : {_verdict(len(faults))}.")
        print(f"empreinte des règles : {ruleset.digest}" + f"\n{routing}" * bool(routing))


def _refuse_unknown(only: Collection[str], ruleset: Ruleset) -> None:
    known = {*ruleset.offences, *(law.theme for law in ruleset.offences.values())}
    for name in only:
        if name not in known:
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
    runs, faults = offence_runs(root, engine.ruleset, frozenset(only or ()))
    across, more = cross_runs(root, engine.ruleset) if not only else ([], [])
    if faults or more:
        fail(render_text([*faults, *more]), 1)
    results = run_cases(engine, runs)
    outside, outside_failed = run_out_of_field(engine.ruleset, date.today()) if not only else (0, [])
    failed = [*failures(results), *run_cross(engine, across), *outside_failed]
    for failure in failed:
        print(failure)
    print(f"{len(results) + len(across) + outside} cas rejoués, {len(failed)} en échec.")
    beside = (told_lexicon_trials(root, engine.ruleset.facts), told_routing_cases(root)) if not only else ()
    if failed or any(beside):
        raise typer.Exit(1)


@app.command()
def show(
    offence: Annotated[
        str | None, typer.Argument(metavar="[INFRACTION]", help="Son identifiant ; absent : la liste.")
    ] = None,
    folder: FolderOption = None,
    lang: Annotated[Literal["fr", "en"], typer.Option("--lang", help="Langue.")] = "fr",
    as_json: Json = False,
) -> None:
    """Montre une infraction comme un juriste la lit : éléments, exceptions, versions, voisins,
    sources.
    """
    ruleset = open_engine(folder).ruleset
    if offence is None:
        for law in sorted(ruleset.offences.values(), key=lambda o: (o.theme, o.id)):
            print(f"{law.theme:<18} {law.id:<36} {law.short.in_(lang)}")
        return
    if offence not in ruleset.offences:
        near = difflib.get_close_matches(offence, list(ruleset.offences), n=1)
        fail(
            f"infraction inconnue : `{offence}`"
            + (f" ; vouliez-vous `{near[0]}` ?" if near else " ; `qualif rules show` les liste")
        )
    law = ruleset.offences[offence]
    print(
        json.dumps(plain(law), ensure_ascii=False, indent=2) if as_json else tell_offence(law, ruleset, lang),
        end="\n" if as_json else "",
    )


@app.command("coverage")
def coverage_(folder: FolderOption = None, only: Only = None, as_json: Json = False, write: Write = False) -> None:
    """Mesure ce que les cas montrent : élément × issue × version, et le score de mutation."""
    root = folder or default_rulesets()
    engine = open_engine(folder)
    runs, faults = offence_runs(root, engine.ruleset, frozenset(only or ()))
    if faults:
        fail(render_text(faults), 1)
    results = run_cases(engine, runs)
    rows = []
    for name in sorted({r.offence for r in runs}):
        offence = engine.ruleset.offences[name]
        rows.append((coverage(offence, results), mutation(engine, offence, runs)))
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
