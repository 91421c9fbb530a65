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
    size, tried, faults = _size(found), 0, found.diagnostics
    if not faults:
        tried, faults = _trials(found)
    shown = [fault for fault in faults if only is None or fault.place.file.endswith(only)]
    if as_json:
        print(render_json(shown))
    elif shown:
        print(render_text(shown))
    if not as_json:
        print(size or "aucun lexique utilisable")
        print(f"{tried} phrases essayées, {len(faults)} faute{'s' * (len(faults) > 1)}.")
    if faults:
        raise typer.Exit(1)


def lexicon_faults(root: Path, facts: Facts) -> tuple[str, list[Diagnostic]]:
    """Summary of the lexicons of a folder, in a line (empty when it has none), and what is wrong in
    them.
    """
    found = Lexicons(root, facts)
    return _size(found), found.diagnostics


def lexicon_trials(root: Path, facts: Facts) -> tuple[int, list[Diagnostic]]:
    """Trials of lexicons: on how many sentences, and what did not go as they say."""
    found = Lexicons(root, facts)
    return (0, found.diagnostics) if found.diagnostics else _trials(found)


def _size(lexicons: Lexicons) -> str:
    if lexicons.lexicon is None or lexicons.diagnostics or not lexicons.documents:
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
