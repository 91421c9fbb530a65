"""Facts, literals, dates and penalties in words, French or English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from engine.model.answer import Reason
from engine.model.fact import FactDefinition, Value
from engine.model.knowledge import Between, Exactly, Knowledge, Members, OneOf
from engine.model.law import Penalty
from engine.model.literal import FactLiteral
from textfile.text import COLON, Language

_MONTHS: dict[Language, tuple[str, ...]] = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip

_WORDS: dict[str, tuple[str, str]] = {
    "yes": ("oui", "yes"),
    "no": ("non", "no"),
    "or": ("ou", "or"),
    "none": ("aucun", "none"),
    "neither": ("ni", "neither"),
    "nor": ("ni", "nor"),
    "other than": ("autre que", "other than"),
    "unknown": ("inconnu", "unknown"),
    "or more": ("ou plus", "or more"),
    "under": ("moins de", "under"),
    "from": ("à partir du", "from"),
    "before": ("avant le", "before"),
    "by": ("au plus tard le", "no later than"),
    "including": ("notamment", "including"),
    "without": ("sans", "without"),
}


def word(key: str, language: Language) -> str:
    """One of the small words above."""
    return _WORDS[key][0 if language == "fr" else 1]


def say_day(day: date, language: Language) -> str:
    """A day as a lawyer writes it: `1er juin 2024`, or `1 June 2024` in English."""
    number = "1er" if day.day == 1 and language == "fr" else day.day
    return f"{number} {_MONTHS[language][day.month - 1]} {day.year}"


def say_value(value: Value, fact: FactDefinition, language: Language) -> str:
    """A value of a fact."""
    if isinstance(value, str):
        return _label(value, fact, language)
    if isinstance(value, bool):
        return word("yes" if value else "no", language)
    if isinstance(value, date):
        return say_day(value, language)
    if isinstance(value, frozenset):
        return _labels(value, fact, language) or word("none", language)
    return f"{value} {fact.unit.in_(language)}" if fact.unit else str(value)


def say_known(known: Knowledge, fact: FactDefinition, language: Language) -> str:
    """A fact's knowledge in words, whole or partial."""
    match known:
        case Exactly(value):
            return say_value(value, fact, language)
        case Between(lower, upper):
            return say_between(lower, upper, lambda value: say_value(value, fact, language), language)
        case OneOf(values):
            return f" {word('or', language)} ".join(_label(v, fact, language) for v in fact.values if v in values)
        case Members(includes, excludes):
            said = ((word("including", language), includes), (word("without", language), excludes))
            return ", ".join(f"{lead} {_labels(names, fact, language)}" for lead, names in said if names)


def say_between(
    lower: int | date | None, upper: int | date | None, say: Callable[[int | date], str], language: Language
) -> str:
    """Bounds included, one of them at least; with one bound, as one says it: `moins de 18 ans`, `à
    partir du 3 mai 2024`.
    """
    if lower is not None and upper is not None:
        return f"{say(lower)} – {say(upper)}"
    if lower is not None:
        dated = isinstance(lower, date)
        return f"{word('from', language)} {say(lower)}" if dated else f"{say(lower)} {word('or more', language)}"
    if isinstance(upper, date):
        return f"{word('by', language)} {say(upper)}"
    assert upper is not None
    return f"{word('under', language)} {say(upper + 1)}"


def say_literal(literal: FactLiteral, facts: Mapping[str, FactDefinition], language: Language) -> str:
    """A literal as a condition on its fact: `Accès au contenu : ouvert à tous ou inscription
    simple`.
    """
    atom, fact = literal.atom, facts[literal.atom.fact]
    label = fact.label.in_(language)
    colon = COLON[language]
    match atom.kind:
        case "true":
            return f"{label}{colon}{word('yes' if literal.holds else 'no', language)}"
        case "from":
            threshold = atom.threshold
            if isinstance(threshold, date):
                return f"{label}{colon}{word('from' if literal.holds else 'before', language)} {say_day(threshold, language)}"
            number = say_value(threshold or 0, fact, language)
            said = f"{number} {word('or more', language)}" if literal.holds else f"{word('under', language)} {number}"
            return f"{label}{colon}{said}"
        case _:
            keys = sorted(atom.keys, key=list(fact.values).index) if fact.values else list(atom.keys)
            names = [_label(k, fact, language) for k in keys]
            if literal.holds:
                return label + colon + f" {word('or', language)} ".join(names)
            if len(names) == 1:
                return f"{label}{colon}{word('other than', language)} {names[0]}"
            first = f"{word('neither', language)} {names[0]}"
            return f"{label}{colon}{first}" + "".join(f", {word('nor', language)} {n}" for n in names[1:])


def facts_of(reason: Reason | Iterable[FactLiteral]) -> tuple[str, ...]:
    """The facts a reason looks at, each once, in order."""
    return tuple(dict.fromkeys([literal.atom.fact for literal in reason]))


def say_penalty(penalty: Penalty, language: Language) -> str:
    """The penalty incurred, the way the code states it."""
    parts = []
    if penalty.life:
        parts.append("réclusion criminelle à perpétuité" if language == "fr" else "life imprisonment")
    elif penalty.prison_months:
        parts.append(_duration(penalty.prison_months, penalty.is_criminal, language))
    if penalty.fine_euros:
        amount = f"{penalty.fine_euros:,}".replace(",", " " if language == "fr" else ",")
        parts.append(f"{amount} € d'amende" if language == "fr" else f"a fine of €{amount}")
    if penalty.contravention_class:
        parts.append(
            f"{penalty.contravention_class}ᵉ classe" if language == "fr" else f"class {penalty.contravention_class}"
        )
    return (" et " if language == "fr" else " and ").join(parts) or "—"


def _duration(months: int, criminal: bool, language: Language) -> str:
    years, rest = divmod(months, 12)
    if language == "fr":
        said = [f"{years} an{'s' if years > 1 else ''}"] if years else []
        said += [f"{rest} mois"] if rest else []
        return " et ".join(said) + (" de réclusion criminelle" if criminal else " d'emprisonnement")
    said = [f"{years} year{'s' if years > 1 else ''}"] if years else []
    said += [f"{rest} month{'s' if rest > 1 else ''}"] if rest else []
    return " and ".join(said) + (" of criminal imprisonment" if criminal else " of imprisonment")


def _label(value: str, fact: FactDefinition, language: Language) -> str:
    text = fact.values.get(value)
    return text.in_(language) if text is not None else value


def _labels(values: frozenset[str], fact: FactDefinition, language: Language) -> str:
    return ", ".join(_label(v, fact, language) for v in fact.values if v in values)
