"""Rules of noise: what is never set aside, as declared in `rulesets/parameters/bruit.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from api.rules.name_checks import NameChecks
from api.rules.parameter_files import read_for_check, read_rules_file
from classifiers.noise.never import BadParameters, NeverFile, Parameters, parameters_of, rule_faults
from engine.language.names import LawNames
from textfile.diagnostics import Diagnostic
from textfile.reader import Document
from textfile.text import LANGUAGES

PARAMETERS = Path("parameters/bruit.yaml")


def read_parameters(rulesets: Path | None = None) -> Parameters:
    """Parameters of the noise filter, what a folder of rules never sets aside; without one, what
    the shipped rules do not.

    Raises:
        RulesetError: the file cannot be used.
        BadParameters: something in it cannot be used, a pattern for instance.
    """
    file = read_rules_file(NeverFile, PARAMETERS, rulesets)
    try:
        return parameters_of(file)
    except BadParameters as error:
        raise BadParameters(f"{PARAMETERS.name} : {error}") from error


def check_noise(root: Path, law: LawNames) -> tuple[list[Diagnostic], frozenset[str] | None]:
    """What is wrong in the file of a folder, and the patterns that it names; None when they cannot
    be told. Without a file, those of the shipped one.
    """
    file = read_for_check(NeverFile, PARAMETERS, root)
    if file.document is None and not file.faults:
        return [], frozenset(rule.reason for rule in read_parameters().rules)
    reasons = frozenset(rule.reason for rule in file.value.never_set_aside) if file.value is not None else None
    return file.with_names(partial(_faults, law)), reasons


def _faults(law: LawNames, file: NeverFile, document: Document) -> Iterator[Diagnostic]:
    names = NameChecks(document, law)
    yield from names.values(file.keep_on_cues, "keep_on_cues")
    yield from names.unique((rule.reason for rule in file.never_set_aside), "reason", "never_set_aside")
    for fault in rule_faults(file):
        yield Diagnostic("P101", document.value_place(fault.path), fault.message, fault.hint)
    for i, rule in enumerate(file.never_set_aside):
        for language in LANGUAGES:
            if not rule.label.get(language):
                place = document.place(("never_set_aside", i, "label"))
                code = "R107" if language == "en" else "R102"
                yield Diagnostic(code, place, f"`label` : `{language}` manque", "l'ajouter")
