"""Drafts of a change of the law: the texts of every file that it touches, and what is left to look
at.

Nothing is written here, and nothing is invented: where a person must say something, the draft holds
`À REMPLIR`, which `qualif rules check` refuses with its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

import yaml

from engine.analysis.drafting.editor import block, has, with_item, with_key, with_line_after
from engine.language.sharing import INHERITED
from textfile.reader import Path_, read_bytes
from textfile.schema import TO_FILL

_TEXTS = f'{{fr: "{TO_FILL}", en: "{TO_FILL}"}}'
_SOURCE = f'{{reference: "{TO_FILL}", legifrance: null, verified_on: {TO_FILL}, confidence: {TO_FILL}}}'
_SCOPE = f"""
    label: {_TEXTS}
    article: "{TO_FILL}"
    condition: {TO_FILL}       # ce qui rattache les faits à la France
    confidence: {TO_FILL}"""
_SHARED_SCOPE = "rattachement_france"
_DEFENCE = f"""
label: {_TEXTS}
article: "{TO_FILL}"
condition: {TO_FILL}
raised_by: {TO_FILL}       # ce qui oblige à l'examiner ; ôter la ligne pour : l'un des faits de la condition
if_established: {_TEXTS}
confidence: {TO_FILL}      # T texte lu | S source secondaire | M mémoire | AV à vérifier"""
_DEFENCE_CASES = f"""\
name: {TO_FILL}            # la défense $name est établie
on: [$version]
set: {TO_FILL}             # fait: valeur, par-dessus la base
expect: {{status: excluded, because: [$name]}}
$$
name: {TO_FILL}            # la défense $name est évoquée, sans qu'on sache
on: [$version]
set: {TO_FILL}
expect: {{status: open, because: [$name]}}
$$
name: {TO_FILL}            # ce qui ressemble à la défense $name et n'en est pas une
on: [$version]
set: {TO_FILL}
expect: {{status: established}}"""


class Undraftable(ValueError):
    """What is asked cannot be drafted; says why, and what to do."""


@dataclass
class LawDraft:
    """The texts of files by their path from the folder of rules, and what is left to look at."""

    root: Path
    texts: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The text of a file, as drafted so far.

        Raises:
            Undraftable: there is none, or it is not UTF-8.
        """
        if name not in self.texts:
            try:
                return (self.root / name).read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise Undraftable(f"`{name}` illisible : vérifier le chemin et l'encodage (UTF-8)") from error
        return self.texts[name]

    def data(self, name: str) -> Any:
        """The values of a file, as drafted so far."""
        return read_bytes(self.text(name).encode(), name).data

    def item(self, name: str, path: Path_, item: str) -> None:
        """Adds an item to a list of a file."""
        self.texts[name] = with_item(self.text(name), path, item)

    def key(self, name: str, path: Path_, key: str, value: str) -> None:
        """Adds a key to a mapping of a file."""
        self.texts[name] = with_key(self.text(name), path, key, value)


def offence_file(root: Path, offence: str) -> str:
    """The path of an offence's file from the folder.

    Raises:
        Undraftable: there is no such offence.
    """
    found = next(iter(sorted(root.glob(f"offences/*/{offence}/offence.yaml"))), None)
    if found is None:
        raise Undraftable(f"infraction inconnue : `{offence}` ; `qualif rules show` les liste")
    return found.relative_to(root).as_posix()


def draft_offence(root: Path, offence: str, theme: str, like: str | None = None) -> LawDraft:
    """A new offence: its file, its cases, its families of routing and of notices, its place in the
    order of suggestions. `like` is a neighbour that goes to the same recipients.
    """
    draft = LawDraft(root)
    folder = f"offences/{theme}/{offence}"
    if any(root.glob(f"offences/*/{offence}")):
        raise Undraftable(f"l'infraction `{offence}` existe déjà ; `qualif rules new version` lui ajoute une version")
    if like is not None:
        offence_file(root, like)
    has_shared = any(
        has(path.read_text(encoding="utf-8"), ("scope", _SHARED_SCOPE)) for path in root.glob("clauses/*.yaml")
    )
    scope = f" {{as: {_SHARED_SCOPE}}}   # ou une autre clause de clauses/" if has_shared else _SCOPE
    for name in ("offence.yaml", "cases.yaml"):
        template = Template((files(__package__) / "templates" / name).read_text(encoding="utf-8"))
        draft.texts[f"{folder}/{name}"] = template.substitute(id=offence, theme=theme, scope=scope)
    for name, new in (
        ("routing/familles.yaml", f"{{id: {TO_FILL}, offences: [{offence}]}}   # ou l'ajouter à une famille existante"),
        (
            "notices/familles.yaml",
            f"id: {TO_FILL}            # ou l'ajouter à une famille existante\noffences: [{offence}]\n"
            f"tdb_category: {TO_FILL}  # base de transparence du DSA\npharos: {TO_FILL}",
        ),
    ):
        if (root / name).is_file():
            families = draft.data(name)["families"]
            place = _place_of(families, like, "offences")
            draft.item(
                name,
                ("families",) if place is None else ("families", place, "offences"),
                new if place is None else offence,
            )
    _in_order(draft, offence, like)
    draft.remarks += [
        "notices/directive-2011-93.yaml : si un texte de la directive 2011/93/UE la vise",
        "parameters/priorites.yaml et relecture.yaml : s'il faut la lire d'abord, ou toujours deux fois",
        "lexicons/ : les mots qui font présumer ses faits",
        "relations : ses voisins, et un cas par voisin",
    ]
    return draft


def _in_order(draft: LawDraft, offence: str, like: str | None) -> None:
    name = "parameters/ordre.yaml"
    if not (draft.root / name).is_file():
        return
    fields = draft.data(name).get("fields", ())
    for key in ("usual", "others"):
        place = _place_of(fields, like, key)
        if place is not None and has(draft.text(name), ("fields", place, "others")):
            draft.item(name, ("fields", place, "others"), offence)
            return
    draft.remarks.append(f"{name} : le champ auquel elle appartient (`fields`, `others`)")


def _place_of(groups: Any, name: str | None, key: str) -> int | None:
    return next((i for i, group in enumerate(groups) if name in group.get(key, ())), None)


def draft_version(
    root: Path,
    offence: str,
    version: str,
    start: date,
    like: str | None = None,
    differs: Mapping[str, str] | None = None,
) -> LawDraft:
    """A new version of an offence, as the last one or another, from a day on; the last one is
    closed the day before.
    """
    draft = LawDraft(root)
    name = offence_file(root, offence)
    versions = draft.data(name).get("versions", ())
    last = len(versions) - 1
    if last < 0:
        raise Undraftable(f"`{offence}` n'a aucune version à suivre ; l'écrire dans `{name}`")
    names = [one.get("id") for one in versions]
    if version in names:
        raise Undraftable(f"`{offence}` a déjà une version `{version}` ; en choisir un autre nom")
    model = like or names[last]
    if model not in names:
        raise Undraftable(f"`{offence}` n'a pas de version `{model}` ; versions : {', '.join(map(str, names))}")
    first = versions[last].get("from")
    if not isinstance(first, date) or start <= first or versions[last].get("until") is not None:
        raise Undraftable(
            f"la version commence après la dernière, `{names[last]}` ({first}), qui ne doit pas avoir de fin"
        )
    until = start - timedelta(days=1)
    draft.texts[name] = with_line_after(draft.text(name), ("versions", last, "from"), f"until: {until}")
    but = "".join(f"\n  {key}: {value}" for key, value in (differs or {}).items())
    keys = ", ".join(key for key in INHERITED if key not in ("void", "continued_by"))
    draft.item(
        name,
        ("versions",),
        f'id: {version}\nfrom: {start}\nlaw: "{TO_FILL}"            # « loi 2027-… »\nchange: {_TEXTS}\nas: {model}\n'
        + (f"but:{but}" if but else f"but: {{}}                      # ce qui diffère : {keys}")
        + f"\nsource: {_SOURCE}",
    )
    cases = name.replace("offence.yaml", "cases.yaml")
    if (root / cases).is_file():
        draft.item(
            cases,
            ("cases",),
            f"name: {TO_FILL}            # ce que la loi nouvelle change, la veille et le jour\nset: {TO_FILL}\n"
            f"at:\n  {until}: {{status: {TO_FILL}}}\n  {start}: {{status: {TO_FILL}}}",
        )
        if has(draft.text(cases), ("consequences", "versions")):
            row = f"{{limitation: {TO_FILL}, confidence: {TO_FILL}}}   # et sa peine : prison_months, fine_euros…"
            draft.key(cases, ("consequences", "versions"), version, row)
        draft.remarks.append(f"{cases} : les listes `on: [{model}, …]` qui valent aussi pour `{version}`")
    draft.remarks.append("notions : celles que la loi nouvelle change, datées du même jour")
    return draft


def draft_defence(
    root: Path, offence: str, defence: str, version: str | None = None, start: date | None = None
) -> LawDraft:
    """A new defence, in the last version or in a new one that starts on a day."""
    name = offence_file(root, offence)
    draft = LawDraft(root)
    if has(draft.text(name), ("defences", defence)):
        raise Undraftable(f"`{offence}` a déjà une défense `{defence}` ; en choisir un autre nom")
    if version is not None and start is not None:
        listed = [*_defences(draft.data(name)), defence]
        draft = draft_version(root, offence, version, start, differs={"defences": f"[{', '.join(listed)}]"})
    else:
        version = str(draft.data(name)["versions"][-1].get("id"))
        _in_last_version(draft, name, defence)
    if has(draft.text(name), ("defences",)):
        draft.key(name, ("defences",), defence, _DEFENCE)
    else:
        written = "\n  ".join(_DEFENCE.splitlines())
        draft.key(name, (), "defences", f"\n{defence}:{written}")
    cases = name.replace("offence.yaml", "cases.yaml")
    if (root / cases).is_file():
        for case in Template(_DEFENCE_CASES).substitute(name=defence, version=version).split("\n$\n"):
            draft.item(cases, ("cases",), case)
    draft.remarks.append("un texte général voisin peut prendre le relais : regarder ses voisins (`relations`)")
    return draft


def _defences(law: Mapping[str, Any]) -> list[str]:
    """The defences of the last version, followed through what it takes from others."""
    versions = {one.get("id"): one for one in law.get("versions", ())}
    at = law["versions"][-1]
    while at is not None:
        for written in (at, at.get("but") or {}):
            if "defences" in written:
                return list(written["defences"] or ())
        at = versions.get(at.get("as"))
    return []


def _in_last_version(draft: LawDraft, name: str, defence: str) -> None:
    law = draft.data(name)
    at: Path_ = ("versions", len(law["versions"]) - 1)
    last = law["versions"][-1]
    if last.get("void") is not None:
        raise Undraftable("la dernière version est vide : dire avec `--version` et `--from` quand la défense commence")
    for path in ((*at, "defences"), (*at, "but", "defences")):
        if has(draft.text(name), path):
            draft.item(name, path, defence)
            return
    listed = f"[{', '.join([*_defences(law), defence])}]"
    if "as" not in last:
        draft.key(name, at, "defences", listed)
    elif last.get("but"):
        draft.key(name, (*at, "but"), "defences", listed)
    else:
        draft.texts[name] = with_line_after(draft.text(name), (*at, "as"), f"but: {{defences: {listed}}}")


def draft_ground(root: Path, value: str, fact: str, like: str, start: date, notions: tuple[str, ...]) -> LawDraft:
    """A new value of a list (a protected ground…): in the vocabulary, in the notions that take it
    from a day on, in the lexicon beside one like it.
    """
    draft = LawDraft(root)
    vocabulary, at = _defined(root, "facts/*.yaml", "facts", fact)
    values = draft.data(vocabulary)["facts"][at].get("values", {})
    if value in values:
        raise Undraftable(f"`{fact}` a déjà la valeur `{value}` ; en choisir un autre nom")
    if like not in values:
        raise Undraftable(f"`{fact}` n'a pas la valeur `{like}` ; valeurs : {', '.join(values)}")
    draft.key(vocabulary, ("facts", at, "values"), value, _TEXTS)
    for notion in notions:
        _in_notion(draft, notion, fact, value, start)
    _in_lexicon(draft, fact, like, value)
    return draft


def _defined(root: Path, pattern: str, key: str, name: str) -> tuple[str, int]:
    """The file that defines something, and its place in the list.

    Raises:
        Undraftable: no file does.
    """
    for path in sorted(root.glob(pattern)):
        file = path.relative_to(root).as_posix()
        for i, item in enumerate(read_bytes(path.read_bytes(), file).data.get(key, ())):
            if item.get("id") == name:
                return file, i
    raise Undraftable(f"`{name}` n'est défini dans aucun `{pattern}` ; `qualif rules where {name}` dit où il est nommé")


def _in_notion(draft: LawDraft, notion: str, fact: str, value: str, start: date) -> None:
    name, at = _defined(draft.root, "notions/*.yaml", "notions", notion)
    versions = draft.data(name)["notions"][at]["versions"]
    last: Path_ = ("notions", at, "versions", len(versions) - 1)
    first = versions[-1].get("from")
    if not isinstance(first, date) or start <= first or versions[-1].get("until") is not None:
        raise Undraftable(f"la notion `{notion}` a déjà une version après le {start}, ou une fin ; la dater à la main")
    condition = block(draft.text(name), (*last, "condition"))
    wanted = next((path for path in _lists_of(versions[-1]["condition"], (), fact)), None)
    if wanted is None:
        raise Undraftable(f"la notion `{notion}` ne compare pas `{fact}` à une liste ; l'écrire à la main")
    condition = with_item(condition, wanted, value)
    draft.texts[name] = with_line_after(draft.text(name), (*last, "from"), f"until: {start - timedelta(days=1)}")
    shown = (
        "".join(f"\n  {line}" for line in condition.splitlines())
        if "\n" in condition.strip()
        else f" {condition.strip()}"
    )
    draft.item(name, last[:-1], f"from: {start}\ncondition:{shown}\nsource: {_SOURCE}")


def _lists_of(condition: Any, path: Path_, fact: str) -> list[Path_]:
    """The lists of values with which a condition compares a fact."""
    if isinstance(condition, tuple):
        return [found for i, part in enumerate(condition) for found in _lists_of(part, (*path, i), fact)]
    if not isinstance(condition, dict):
        return []
    if condition.get("fact") == fact:
        return [(*path, key) for key in ("includes_any", "in") if isinstance(condition.get(key), tuple)]
    return [found for key, part in condition.items() for found in _lists_of(part, (*path, key), fact)]


def _in_lexicon(draft: LawDraft, fact: str, like: str, value: str) -> None:
    """A cue beside the first that presumes the value like it, with its words to fill."""
    for path in sorted(draft.root.glob("lexicons/**/*.yaml")):
        name = path.relative_to(draft.root).as_posix()
        for i, cue in enumerate(draft.data(name).get("cues", ())):
            says = cue.get("says", {})
            if says.get(fact) not in (like, (like,)):
                continue
            rule = {
                "id": f"{fact}-{value}".replace("_", "-"),
                "says": {**says, fact: value},
                **{key: cue[key] for key in ("confidence", "with", "unless") if key in cue},
            }
            written = yaml.safe_dump(
                _listed(rule), allow_unicode=True, sort_keys=False, default_flow_style=None, width=140
            )
            blanks = "".join(f'{key}: ["{TO_FILL}"]\n' for key in ("patterns", "hits", "misses"))
            draft.item(name, ("cues",), f"{written}{blanks}".rstrip())
            draft.remarks.append(
                f"{name} : comme `{cue.get('id')}`, la {i + 1}e entrée ; ses mots, ses phrases d'essai"
            )
            return
    draft.remarks.append("lexicons/ : aucun indice ne fait présumer la valeur voisine ; aucun n'est ébauché")


def _listed(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _listed(value) for key, value in data.items()}
    return [_listed(item) for item in data] if isinstance(data, tuple) else data
