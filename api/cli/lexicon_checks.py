"""`qualif rules lexicons`, and what `qualif rules check` and `qualif rules test` say of the
lexicons.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.shared import default_rulesets, fail
from api.texts.lexicons import FOLDER, Facts, Lexicons
from classifiers.cues.reader import CueReader
from classifiers.cues.trial import count, try_all
from engine.language.loader import load_folder
from textfile.diagnostics import Diagnostic, RulesetError, render_json, render_text


def lexicons(
    folder: Annotated[
        Path | None, typer.Argument(help="Dossier de règles ; par défaut, celui livré avec le logiciel.")
    ] = None,
    only: Annotated[
        str | None, typer.Option("--only", metavar="FICHIER", help="Ne dire que les fautes de ce lexique.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Réponse en JSON.")] = False,
) -> None:
    """Vérifie les lexiques, et les essaie sur leurs propres phrases."""
    root = folder or default_rulesets()
    try:
        facts: Facts = load_folder(root).facts
    except RulesetError as error:
        fail(render_text(error.diagnostics), 1)
    found = Lexicons(root, facts)
    size, tried, faults = size_of(found), 0, found.diagnostics
    if not found.is_refused:
        tried, failed = _trials(found)
        faults = [*faults, *failed]
    shown = [fault for fault in faults if only is None or fault.place.file.endswith(only)]
    if as_json:
        print(render_json(shown))
    elif shown:
        print(render_text(shown))
    if not as_json:
        print(size or "aucun lexique utilisable")
        wrong = sum(not fault.warning for fault in faults)
        print(f"{tried} phrases essayées, {wrong} faute{'s' * (wrong > 1)}.")
    if any(not fault.warning for fault in faults):
        raise typer.Exit(1)


def lexicon_trials(root: Path, facts: Facts) -> tuple[int, list[Diagnostic]]:
    """Trials of lexicons: on how many sentences, and what did not go as they say."""
    found = Lexicons(root, facts)
    return (0, found.diagnostics) if found.is_refused else _trials(found)


def size_of(lexicons: Lexicons) -> str:
    """What the lexicons hold, in a line; empty when there is none, or when they are unusable."""
    if lexicons.lexicon is None or lexicons.is_refused or not lexicons.documents:
        return ""
    rules = lexicons.lexicon.rules
    frames = sum(rule.frame for rule in rules)
    counted = [
        (len(lexicons.documents), "lexique", "lexiques"),
        (len(rules) - frames, "indice", "indices"),
        (frames, "cadre", "cadres"),
        (len(lexicons.lexicon.sources.words), "classe de mots", "classes de mots"),
    ]
    return ", ".join(f"{number} {many if number > 1 else one}" for number, one, many in counted)


def _trials(lexicons: Lexicons) -> tuple[int, list[Diagnostic]]:
    if lexicons.lexicon is None:
        return 0, []
    reader = CueReader(lexicons.lexicon)
    return count(lexicons.lexicon), [lexicons.diagnostic(fault) for fault in try_all(reader)]


def told_lexicon_trials(root: Path, facts: Facts) -> bool:
    """Tries lexicons and noise patterns on their own sentences, says how it went, and whether
    something failed.
    """
    failed = _told_noise_trials(root)
    if not (root / FOLDER).is_dir():
        return failed
    tried, faults = lexicon_trials(root, facts)
    if faults:
        print(render_text(faults))
    print(f"{tried} phrases de lexiques essayées, {len(faults)} en échec.")
    return failed or bool(faults)


def _told_noise_trials(root: Path) -> bool:
    from api.rules.noise import PARAMETERS, read_parameters
    from classifiers.noise.never import BadParameters, faults

    if not (root / PARAMETERS).is_file():
        return False
    try:
        parameters = read_parameters(root)
    except RulesetError as error:
        print(render_text(error.diagnostics))
        return True
    except BadParameters as error:
        print(error)
        return True
    wrong = faults(parameters)
    for fault in wrong:
        print(f"{PARAMETERS} : {fault}")
    tried = sum(len(rule.hits) + len(rule.misses) for rule in parameters.rules)
    print(f"{tried} phrases du filtre de bruit essayées, {len(wrong)} en échec.")
    return bool(wrong)
