"""Classes of words that every lexicon has: numbers, written dates, any word, a name with a capital;
and how their values are read.
"""

from __future__ import annotations

import re
from datetime import date

_UNITS = (
    "zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze",
    "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
)  # fmt: skip
_TENS = ((20, "vingt"), (30, "trente"), (40, "quarante"), (50, "cinquante"), (60, "soixante"), (80, "quatre-vingt"))
_MONTHS = {
    "janvier": 1, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7, "aout": 8, "septembre": 9,
    "octobre": 10, "novembre": 11, "decembre": 12, "janv": 1, "fevr": 2, "fev": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip


def _number_words() -> dict[str, int]:
    words = {word: number for number, word in enumerate(_UNITS)} | {"une": 1}
    for base, tens in _TENS:
        words[tens] = base
        if base == 80:
            words["quatre-vingts"] = 80
        for unit in range(1, 20 if base >= 60 else 10):
            words[f"{tens}-{_UNITS[unit]}"] = base + unit
            if unit in (1, 11):
                words[f"{tens}-et-{_UNITS[unit]}"] = base + unit
    return {word.replace("-", " "): number for word, number in words.items()}


NUMBERS = _number_words()
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_NUMBER = "|".join(word.replace(" ", "[ -]") for word in sorted(NUMBERS, key=len, reverse=True))
_DATE = re.compile(
    rf"(\d{{1,2}})(?:er)? ({_MONTH})[. ]+(\d{{4}})|(\d{{4}})-(\d\d)-(\d\d)|(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}})"
)

SOURCES = {
    "nombre": rf"(?:[0-9]{{1,9}}|{_NUMBER})",
    "date": rf"(?:[0-9]{{1,2}}(?:er)? (?:{_MONTH})[. ] ?[0-9]{{4}}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|[0-9]{{1,2}}[/.-][0-9]{{1,2}}[/.-][0-9]{{4}})",
    "mot": "(?:@+)",
    "nom_propre": "(?:@+(?:[-']@+)*)",
}
"""RE2 of each built-in class; `@` stands for the letters of the alphabet."""


def read_number(words: str) -> int | None:
    """A number in digits or in words; None when it is none."""
    if words.isdigit():
        return int(words)
    return NUMBERS.get(words.replace("-", " "))


def read_date(words: str) -> str | None:
    """A written date as AAAA-MM-JJ; None when it is not a day of the calendar."""
    found = _DATE.fullmatch(words)
    if found is None:
        return None
    day, month, year, iso_year, iso_month, iso_day, d, m, y = found.groups()
    if day:
        parts = int(year), _MONTHS[month], int(day)
    elif iso_year:
        parts = int(iso_year), int(iso_month), int(iso_day)
    else:
        parts = int(y), int(m), int(d)
    try:
        return date(*parts).isoformat()
    except ValueError:
        return None
