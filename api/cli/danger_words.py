"""Terminal output of a danger, which comes before anything else."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from api.cli.shared import fail
from api.rules.dangers import STANDINGS, Danger, DangerAction, Dangers, open_dangers
from engine.explanation.phrases import say as say_phrase
from engine.explanation.words import say_known
from engine.model.fact import FactDefinition
from engine.model.report import Report
from textfile.diagnostics import RulesetError, render_text
from textfile.text import COLON, Text

_STANDING = {
    "established": Text(fr="DANGER ÉTABLI", en="DANGER ESTABLISHED"),
    "presumed": Text(fr="DANGER PRÉSUMÉ, à confirmer", en="DANGER PRESUMED, to be confirmed"),
    "to_check": Text(fr="DANGER À VÉRIFIER", en="DANGER TO BE CHECKED"),
}
_INDICATION = Text(fr="Indication du lecteur", en="The reader's indication")
_FIRST = Text(fr="À faire d'abord, avant toute qualification", en="To be done first, before any qualification")
_READ = {"presumed": Text(fr="présumé", en="presumed"), "confirmed": Text(fr="établi", en="established")}


def open_rules(rulesets: Path | None) -> Dangers:
    """The rules of a folder. Ends the command when they cannot be used."""
    try:
        return open_dangers(rulesets)
    except RulesetError as error:
        fail(render_text(error.diagnostics))


def danger_data(danger: Danger | None) -> dict[str, Any] | None:
    """For a machine."""
    return danger.model_dump(mode="json") if danger is not None else None


def danger_text(
    danger: Danger | None, report: Report, facts: Mapping[str, FactDefinition], lang: Literal["fr", "en"]
) -> str:
    """For a person: which danger, what shows it, whom to call; empty when there is none."""
    if danger is None:
        return ""
    lines = [f"⚠ {_STANDING[danger.standing].in_(lang)}{COLON[lang]}{danger.words(lang)}"]
    for sign in danger.facts:
        said = say_known(report.warning_facts[sign.fact].knowledge, facts[sign.fact], lang)
        place = f", car. {sign.span[0]}–{sign.span[1]}" if sign.span is not None else ""
        label = facts[sign.fact].label.in_(lang)
        voice = f", {say_phrase('source.reporter', lang)}" if sign.span_in == "comment" else ""
        lines.append(f"  {label}{COLON[lang]}{said} [{_READ[sign.standing].in_(lang)}{voice}{place}]")
    lines += [
        f"  {_INDICATION.in_(lang)}{COLON[lang]}{indication.label.in_(lang)}, {round(100 * indication.share)} %"
        f" [{STANDINGS[indication.standing].in_(lang)}]"
        for indication in danger.indications
    ]
    lines.append(f"  {_FIRST.in_(lang)}{COLON[lang].rstrip()}")
    lines += [f"  {number}. {_action(action, lang)}" for number, action in enumerate(danger.actions, 1)]
    return "".join(textwrap.fill(line, 100, subsequent_indent="     ") + "\n" for line in lines) + "\n"


def _action(action: DangerAction, lang: Literal["fr", "en"]) -> str:
    calls = ", ".join(f"{call.number} ({call.label.in_(lang)})" for call in action.calls)
    said = calls or (action.link.url if action.link is not None else "")
    return action.label.in_(lang) + (f"{COLON[lang]}{said}" if said else "")
