"""The measures as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tools.measure.agreement import LEAST_ASKED, REWRITE
from tools.measure.counts import OF_MATTERS, OF_NOISE, QUESTIONS
from tools.measure.readers import PARTINGS

_COLUMNS = ("posée", "kappa", "valeurs données", "inconnu, en %", "dite difficile, en %")
_WIDE, _NARROW, _NAME = 24, 18, 54


def tell(measures: Mapping[str, Any]) -> str:
    """Every section, the sets first."""
    lines: list[str] = []
    if "sets" in measures:
        lines += _sets(measures["sets"])
        for name in measures["wholes"]:
            whole = measures["sets"][name]
            lines += _groups(f"Par champ ({name})", whole["fields"], [q.key for q in OF_MATTERS])
            lines += _groups(f"Par voix ({name})", whole["voices"], [q.key for q in QUESTIONS])
            lines += _kinds(name, whole["kinds"])
    if "costs" in measures:
        lines += _costs(measures["costs"])
        for name, rows in measures["partings"].items():
            lines += _partings(name, rows)
    if "agreement" in measures:
        lines += _agreement(measures["agreement"])
    if "facts" in measures:
        lines += _facts(measures["facts"])
    if "speed" in measures:
        lines += [
            f"Vitesse, par seconde et par cœur (charge de la machine : {measures['load']:.1f})",
            *(_row(f"  {name}", [f"{rate:.0f}"], 8) for name, rate in measures["speed"].items()),
        ]
    return "\n".join(lines)


def percent(share: float) -> str:
    """A share in hundredths, with a decimal where it is small."""
    return f"{100 * share:.1f}".replace(".", ",") if 0 < share < 0.1 else f"{100 * share:.0f}"


def _sets(sets: Mapping[str, Any]) -> Iterator[str]:
    yield "Signalements entiers ; entre parenthèses, l'intervalle à 95 %, en %"
    yield _row("", sets, _WIDE)
    yield _row("signalements", (one["reports"] for one in sets.values()), _WIDE)
    for question in QUESTIONS:
        yield _row(question.label, (_counted(one["shares"][question.key]) for one in sets.values()), _WIDE)
    yield _row("aire sous la courbe de la note", (_area(one["area"]) for one in sets.values()), _WIDE)
    yield _row("(un article admis a sa règle)", (_counted(one["encoded"]) for one in sets.values()), _WIDE)
    yield ""


def _groups(title: str, groups: Mapping[str, Any], keys: Sequence[str]) -> Iterator[str]:
    some = {name: one for name, one in groups.items() if one["reports"]}
    if not some:
        return
    labels = {question.key: question.label for question in QUESTIONS}
    yield f"{title} : part en % (intervalle)"
    yield _row("", some, _NARROW)
    yield _row("signalements", (one["reports"] for one in some.values()), _NARROW)
    for key in keys:
        yield _row(labels[key], (_rated(one["shares"][key]) for one in some.values()), _NARROW)
    yield ""


def _costs(costs: Mapping[str, Any]) -> Iterator[str]:
    yield "Ce que coûte le second lecteur, par signalement : moyenne (médiane)"
    yield _row("", costs, _WIDE)
    yield _row("signalements lus", (one["read"] for one in costs.values()), _WIDE)
    for key, label, places in (
        ("seconds", "secondes d'attente", 1),
        ("prompt_tokens", "jetons lus", 0),
        ("completion_tokens", "jetons écrits", 0),
    ):
        yield _row(label, (_mean(one.get(key), places) for one in costs.values()), _WIDE)
    yield _row("réponses retenues, en tout", (one["answers"] for one in costs.values()), _WIDE)
    yield _row("réponses écartées, en tout", (_tally(one["dropped"]) for one in costs.values()), _WIDE)
    yield _row("signalements sans réponse", (_tally(one["faults"]) for one in costs.values()), _WIDE)
    yield ""


def _partings(name: str, rows: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    yield f"Où les lecteurs se séparent ({name}), par champ de l'étiquette"
    yield _row("", rows, _NARROW)
    yield _row("signalements", (row["reports"] for row in rows.values()), _NARROW)
    for key, label in PARTINGS.items():
        yield _row(label, (row[key] for row in rows.values()), _NARROW)
    yield ""


def _mean(values: Mapping[str, float] | None, places: int) -> str:
    return "—" if values is None else f"{_decimal(values['mean'], places)} ({_decimal(values['median'], places)})"


def _tally(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "0"


def _kinds(whole: str, kinds: Mapping[str, Any]) -> Iterator[str]:
    if not kinds:
        return
    yield f"Par sorte de bruit ({whole}) : part en % (intervalle)"
    yield _row("", ("signalements", *(question.label for question in OF_NOISE)), _WIDE + 4)
    for name, one in kinds.items():
        yield _row(name, (one["reports"], *(_rated(one["shares"][q.key]) for q in OF_NOISE)), _WIDE + 4)
    yield ""


def _row(name: str, cells: Iterable[object], width: int) -> str:
    return (f"{name:<{_NAME}}" + "".join(f"{cell!s:<{width}}" for cell in cells)).rstrip()


def _counted(share: Mapping[str, Any]) -> str:
    return f"{share['count']}/{share['of']}  {_rated(share)}" if share["of"] else "—"


def _rated(share: Mapping[str, Any]) -> str:
    return f"{percent(share['share'])} ({percent(share['low'])}-{percent(share['high'])})" if share["of"] else "—"


def _area(area: Mapping[str, Any]) -> str:
    if area["area"] is None:
        return "—"
    return f"{_decimal(area['area'], 3)} ({_decimal(area['low'], 3)}-{_decimal(area['high'], 3)})"


def _facts(facts: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    yield "Faits présumés, phrases tenues à part : précision, rappel, F1"
    for name, row in facts.items():
        yield _row(f"  {name}", (_decimal(row[key], 2) for key in ("precision", "recall", "f1")), 8)
    yield ""


def _agreement(found: Mapping[str, Any]) -> Iterator[str]:
    rows = found["questions"]
    often = {fact: row for fact, row in rows.items() if row["asked"] >= LEAST_ASKED}
    seldom = {fact: row for fact, row in rows.items() if fact not in often}
    low = [fact for fact, row in seldom.items() if row["kappa"] < REWRITE]
    yield (
        f"Accord de {found['readers']} lecteurs sur les questions du produit, {found['descriptions']} descriptions : "
        "kappa de Fleiss (intervalle à 95 %)"
    )
    yield _row(f"questions posées {LEAST_ASKED} fois ou plus", _COLUMNS, _NARROW)
    for fact, row in often.items():
        yield _row(f"  {fact}", agreement_cells(row), _NARROW)
    yield _row(f"  moyenne de {found['mean']['questions']} questions", ("", _kappa(found["mean"])), _NARROW)
    yield (
        f"questions posées moins de {LEAST_ASKED} fois : {len(seldom)}, dont sous {_decimal(REWRITE, 2)} : "
        f"{', '.join(low) or 'aucune'}"
    )
    yield f"réponses identiques des {found['readers']} lecteurs : {found['same']} sur {found['asked']}"
    yield ""


def agreement_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    """A question's line, in the terminal and in the guide."""
    verdict = ("à récrire",) if row["kappa"] < REWRITE else ()
    return (str(row["asked"]), _kappa(row), str(row["values"]), percent(row["unknown"]), percent(row["hard"]), *verdict)


def _kappa(row: Mapping[str, Any]) -> str:
    if row["kappa"] is None:
        return "—"
    bounds = "" if row["low"] is None else f" ({_decimal(row['low'], 2)}-{_decimal(row['high'], 2)})"
    return _decimal(row["kappa"], 2) + bounds


def _decimal(value: float, places: int) -> str:
    return f"{value:.{places}f}".replace(".", ",")
