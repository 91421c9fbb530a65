"""The indications of a report from plain data, checked; each fault names its field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine.facts.faults import FieldFault
from engine.model.indications import GRAVITIES, NOISE_KINDS, REPORT_FIELDS, Indications
from textfile.quoting import printable, short, suggestion
from textfile.text import Text

KEYS = ("fields", "gravity", "offences", "noise")
MAX_OFFENCES = 200
_OFFENCE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_DECIMAL = re.compile(r"0?\.[0-9]{1,20}|1\.0{1,20}", re.ASCII)
_NAMES = {"fields": REPORT_FIELDS, "gravity": GRAVITIES, "noise": NOISE_KINDS}
_EXPECTED = Text(
    fr="des `fields`, des `gravity`, des `offences` et des `noise`, chacun avec sa probabilité, sont attendus",
    en="`fields`, `gravity`, `offences` and `noise`, each with its probability, are expected",
)
_UNKNOWN = Text(fr="indication inconnue", en="unknown indication")
_SHARE = Text(fr="un nombre de 0 à 1 est attendu", en="a number from 0 to 1 is expected")


def read_indications(raw: Any, category: str | None, faults: list[FieldFault]) -> Indications:
    """The indications of a report: what stands under its key `indications`, and the reporter's
    category.

    Feeds the faults.
    """
    if raw is None:
        return Indications(category=category)
    if not isinstance(raw, Mapping) or not all(key in KEYS for key in raw):
        faults.append(FieldFault("indications", _EXPECTED))
        return Indications(category=category)
    return Indications(category=category, **{key: _shares(raw, key, faults) for key in KEYS})


def _shares(raw: Mapping[str, Any], key: str, faults: list[FieldFault]) -> dict[str, float]:
    values, names = raw.get(key), _NAMES.get(key)
    if values is None:
        return {}
    if not isinstance(values, Mapping) or len(values) > MAX_OFFENCES:
        faults.append(FieldFault(f"indications.{key}", _EXPECTED))
        return {}
    shares: dict[str, float] = {}
    for name, value in values.items():
        if not _is_named(name, names):
            said = short(name) if isinstance(name, str) else printable(f"({type(name).__name__})")
            hint = suggestion(said, names or ()) or _hint(names)
            faults.append(FieldFault(f"indications.{key}.{said}", _UNKNOWN, hint))
            break  # the others would only say the same
        share = _share(value)
        if share is None:
            faults.append(FieldFault(f"indications.{key}.{name}", _SHARE))
        else:
            shares[name] = share
    return dict(sorted(shares.items()))


def _is_named(name: object, names: tuple[str, ...] | None) -> bool:
    """Whether it is one of the names, or reads as the identifier of an offence where there is no
    list of them.
    """
    if names is None:
        return isinstance(name, str) and len(name) <= MAX_OFFENCES and _OFFENCE.fullmatch(name) is not None
    return name in names


def _hint(names: tuple[str, ...] | None) -> Text:
    listed = ", ".join(names or ())
    return (
        Text(fr=listed, en=listed) if names else Text(fr="l'identifiant d'une infraction", en="an offence's identifier")
    )


def _share(value: Any) -> float | None:
    """A probability; a decimal number of YAML comes as its text."""
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return float(value)
    good = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
    return float(value) if good else None
