"""The summary of a backtest as a lawyer reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from api.backtest.laws import OpenPair

_CHANGES = {
    "gained": "gagnées",
    "lost": "perdues",
    "maybe_gained": "peut-être gagnées",
    "maybe_lost": "peut-être perdues",
    "otherwise": "autrement",
}
_STATUSES = {
    "established": "établie",
    "open": "ouverte",
    "excluded": "écartée",
    "out_of_scope": "hors du champ d'application",
    "not_in_force": "pas en vigueur",
}
_KINDS = {"element": "élément", "defence": "exception", "scope": "champ d'application"}
_SIDES = {"old": "supprimé", "new": "ajouté", "both": "modifié"}
_OTHERS = {
    "evoked": "ce qui évoque l'infraction, ou la confirme",
    "wording": "les dates de ses rédactions",
    "facts": "le vocabulaire des faits",
    "reading": "la lecture des textes par les lexiques",
    "order": "l'ordre des suggestions",
    "penalty": "la peine encourue",
    "routing": "ses destinataires",
    "statuses": "suite des changements ci-dessus",
}
_FAULTS = {
    "json": "JSON incorrect",
    "object": "un objet est attendu",
    "long": "ligne trop longue",
    "day": "date refusée ; AAAA-MM-JJ",
    "no_day": "aucun jour de décision ; donner `date_of_decision`, ou --day",
    "after": "les faits suivent la décision ; corriger la date",
    "fact": "ni l'ancien ni le nouveau droit ne le prennent ; voir `qualif facts`",
    "field": "champ refusé ; `qualif qualify` sur cette ligne dit pourquoi",
    "decision": "`{kind, offence}` est attendu",
    "answer": "réponse illisible ; la retirer, ou la donner comme le dit le guide",
}
_NONE = "rien"


def tell_summary(summary: Mapping[str, Any], pair: OpenPair, archive: str) -> str:
    """The summary in French."""
    words = _Words(pair)
    lines = [*_head(summary), *_edit(summary, words), *_since(summary, words), *_measures(summary, words)]
    return "\n".join([*lines, *_aside(summary), *_faults(summary, archive)]) + "\n"


class _Words:
    """Short titles of offences, under the new law first."""

    def __init__(self, pair: OpenPair) -> None:
        laws = (pair.new.ruleset, pair.old.ruleset)
        self._short = {name: o.short.fr for law in reversed(laws) for name, o in law.offences.items()}

    def offence(self, name: str | None) -> str:
        """An offence by its identifier and short title."""
        if name is None:
            return _NONE
        return f"{name} ({self._short[name]})" if name in self._short else name

    def cause(self, cause: Mapping[str, Any]) -> str:
        """What was edited."""
        kind, name = cause["kind"], cause["name"]
        offence = self.offence(cause["offence"])
        if kind in _KINDS:
            said = f"{_KINDS[kind]} `{name}` {_SIDES[cause['side']]}, {offence}"
            notions = ", ".join(f"`{notion}`" for notion in cause["through"])
            return said.replace("modifié", f"par la notion {notions}") if notions else said
        match kind:
            case "offence":
                return f"infraction {'ajoutée' if cause['side'] == 'new' else 'supprimée'}, {offence}"
            case "relation":
                return f"relation avec `{name}`, {offence}"
            case "out_of_field":
                return f"règle hors champ `{name}`"
        return f"{_OTHERS[kind]}, {offence}" if cause["offence"] else _OTHERS[kind]


def _head(summary: Mapping[str, Any]) -> Iterator[str]:
    reports = summary["reports"]
    day = f", tous décidés le {summary['day']}" if summary["day"] else ", chacun à son jour de décision"
    yield f"{_count(reports['read'], 'signalement rejoué', 'signalements rejoués')}{day}"
    yield f"ancien droit {summary['old'][:16]}, nouveau droit {summary['new'][:16]}"
    once = reports["answered_once"]
    beside = f" ({_number(once)} sous l'ancien droit seul, pour comparer)" if once else ""
    yield f"prouvés inchangés par la différence, sans les rejouer : {_number(reports['proved'])}{beside}"
    yield f"répondus sous les deux droits : {_number(reports['run'])}"


def _edit(summary: Mapping[str, Any], words: _Words) -> Iterator[str]:
    yield from _title("Ce que la modification change")
    yield from _changes(summary["edit"], words)
    if summary["causes"]:
        yield from _title("Par quelle clause")
    for cause in summary["causes"]:
        yield f"  {words.cause(cause)} : {_counts_line(cause['changes'])}"
    if summary["moves"]:
        yield from _title("Suggestion principale ou issue déplacée")
    for move in summary["moves"]:
        old, new = (words.offence(move[side]) if move["what"] == "main" else move[side] for side in ("old", "new"))
        causes = " ; ".join(words.cause(cause) for cause in move["causes"])
        yield f"  {old} → {new} : {_number(move['reports'])} ({causes})"
    if summary["examples"]:
        yield from _title("Exemples à ouvrir")
    for example in summary["examples"]:
        yield from _examples(example, words)


def _examples(example: Mapping[str, Any], words: _Words) -> Iterator[str]:
    what, *sides = example["of"]
    if what in ("main", "issue"):
        old, new = (words.offence(side) if what == "main" else side for side in sides)
        yield f"  {old} → {new}"
    else:
        yield f"  {words.offence(what)}, {_CHANGES[sides[0]]}"
    for report in example["reports"]:
        facts = ", ".join(f"{name} = {_value(value)}" for name, value in report["facts"].items())
        moved = "" if what in ("main", "issue") else f" : {_side(report['old'])} → {_side(report['new'])}"
        yield f"    {report['id']}{moved}{f' ; {facts}' if facts else ''}"


def _since(summary: Mapping[str, Any], words: _Words) -> Iterator[str]:
    since = summary["since"]
    if since is None:
        return
    yield from _title("Ce que le droit avait déjà changé depuis les réponses gardées, sans la modification")
    yield f"  {_count(since['compared'], 'réponse comparée', 'réponses comparées')}"
    yield from _changes(since, words)


def _changes(changes: Mapping[str, Any], words: _Words) -> Iterator[str]:
    reports = changes["reports"]
    yield f"  signalements inchangés : {_number(reports.get('unchanged', 0))} ; {_counts_line(reports)}"
    for name, counts in changes["suggested"].items():
        yield f"  {words.offence(name)} : {_counts_line(counts)}"
    silent = sum(sum(c.values()) for c in changes["offences"].values())
    silent -= sum(sum(c.values()) for c in changes["suggested"].values())
    if silent:
        yield f"  et {_count(silent, 'statut', 'statuts')} d'infractions que ni l'un ni l'autre droit ne suggère"


def _measures(summary: Mapping[str, Any], words: _Words) -> Iterator[str]:
    measures = summary["measures"]
    if measures is None:
        return
    yield from _title("Face aux décisions des analystes")
    decided = _count(measures["decided"], "signalement décidé", "signalements décidés")
    yield f"  {decided} ; ancien droit, puis nouveau, intervalles exacts à 95 %"
    sides = measures["old"], measures["new"]
    yield f"  ensemble : {_measure(*(side['all'] for side in sides))}"
    for name in sorted({*sides[0]["offences"], *sides[1]["offences"]}):
        both = [side["offences"].get(name) for side in sides]
        if both[0] != both[1]:
            yield f"  {words.offence(name)} : {_measure(*both)}"


def _measure(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> str:
    shares = (
        f"{word} {_share(old, name)} puis {_share(new, name)}"
        for name, word in (("precision", "précision"), ("recall", "rappel"))
    )
    return ", ".join(shares)


def _share(measures: Mapping[str, Any] | None, name: str) -> str:
    share = None if measures is None else measures[name]
    if share is None:
        return "sans objet"
    value, low, high = (f"{100 * x:.1f}".replace(".", ",") for x in share)
    return f"{value} % [{low} ; {high}]"


def _aside(summary: Mapping[str, Any]) -> Iterator[str]:
    for side, law in (("old", "l'ancien"), ("new", "le nouveau")):
        for name, count in summary["aside"][side].items():
            yield f"laissé de côté sous {law} droit, qui ne le prend pas : `{name}`, {_number(count)} fois"


def _faults(summary: Mapping[str, Any], archive: str) -> Iterator[str]:
    if summary["faults"]:
        yield from _title("Lignes refusées")
    for fault in summary["faults"]:
        field = f" {fault['field']} :" if fault["field"] else ""
        yield f"  {archive}:{fault['line']} :{field} {_FAULTS[fault['code']]}"


def _title(title: str) -> tuple[str, str]:
    return "", title


def _counts_line(counts: Mapping[str, int]) -> str:
    named = {**_CHANGES, "moved": "suggestion déplacée", "issue": "issue changée"}
    return ", ".join(f"{word} {_number(counts[name])}" for name, word in named.items() if counts.get(name)) or "rien"


def _side(side: Sequence[Any] | None) -> str:
    if side is None:
        return "absente"
    status, confirmed, evoked = side
    if status == "established":
        return "établie" if confirmed == "established" else "établie, à confirmer"
    return f"{_STATUSES[status]}{', évoquée' if evoked and status == 'open' else ''}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_value(part)}" for name, part in value.items())
    return str(value)


def _count(number: int, one: str, many: str) -> str:
    return f"{_number(number)} {many if number > 1 else one}"


def _number(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")
