"""Fields that a change of the rules touches, with its proved class in each: what the sign-off
policy asks signatures for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from api.rules.signatures import FILE as POLICY_FILE
from api.rules.signatures import OWN_FIELD, TouchedField
from api.rules.tree import RulesTree
from engine.analysis.difference.findings import FolderDifference, RulesetDifference
from engine.reasoning.qualify import Engine

FIELDS_OF_FOLDERS: Mapping[str, str] = {
    "facts": "commun",
    "notions": "commun",
    "limitation": "commun",
    "clauses": "commun",
    "hors_champ": "commun",
    "lexicons": "lexiques",
    "routing": "aiguillage",
    "notices": "notifications",
    "parameters": "parametres",
    "cases": "cas",
}
SIGNATURES = POLICY_FILE.as_posix()


def touched_fields(
    base: RulesTree,
    tree: RulesTree,
    engines: tuple[Engine, Engine],
    found: RulesetDifference,
    beside: FolderDifference,
) -> frozenset[TouchedField]:
    """Fields that a change touches, with its proved class in each: offences by their theme, what
    they share as `commun`, other files by their folder. A file whose meaning stays is editorial.
    """
    touched: set[TouchedField] = set()
    seen: set[str] = set()
    for part in found.parts:
        if part.of_class == "none":
            continue
        if part.kind == "offence":  # one that moves touches the theme that it leaves as well
            laws = (engine.ruleset.offences for engine in engines)
            fields = {offences[part.id].theme for offences in laws if part.id in offences}
        else:
            fields = {"parametres" if part.kind == "order" else "commun"}
        touched |= {TouchedField(field, part.of_class.value) for field in fields}
        seen |= fields
    for file in beside.files:
        field = field_of(file.file)
        touched.add(TouchedField(field, "editorial" if file.of_class == "none" else file.of_class.value))
        seen.add(field)
    touched |= {TouchedField("aiguillage", "consequences") for _ in beside.routes}
    for path in tree.changed_paths(base):
        if field_of(path) not in seen:
            touched.add(TouchedField(field_of(path), "editorial"))
    return frozenset(touched)


def field_of(path: str) -> str:
    """Field of a file of rules."""
    parts = path.split("/")
    if path == SIGNATURES:
        return OWN_FIELD
    if parts[0] == "offences" and len(parts) > 2:
        return "cas" if parts[-1] == "cases.yaml" else parts[1]
    return FIELDS_OF_FOLDERS.get(parts[0], "historique")


def worst_by_path(paths: Iterable[str]) -> frozenset[TouchedField]:
    """Fields that a change of these files may touch, before its difference is known: the least and
    the most that a change can do in each.
    """
    return frozenset(TouchedField(field_of(path), of_class) for path in paths for of_class in ("editorial", "both"))
