"""Certificates as a JSON file, at most one per channel and field, read strictly: an unknown or
repeated key, a NaN, a promise that does not hold are refused.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from classifiers.noise.certificate import Certificate

_STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
_MESSAGES = {
    "missing": "à renseigner",
    "extra_forbidden": "clé inconnue",
    "unexpected_keyword_argument": "clé inconnue",
    "finite_number": "un nombre fini est attendu",
    "literal_error": "valeur inconnue",
}

_FIRST = "qualif-noise-certificates-1"
"""A format that named no field."""
_REMADE = (
    " ; le certificat a été modifié ou abîmé : le refaire (`qualif noise calibrate`) ou reprendre une copie intacte"
)


class CertificateError(ValueError):
    """A file of certificates that cannot be used; the message names the field."""


@with_config(_STRICT)
@dataclass(frozen=True)
class Certificates:
    """The certificates in force, at most one per channel and field."""

    certificates: tuple[Certificate, ...] = ()
    format: Literal["qualif-noise-certificates-2"] = "qualif-noise-certificates-2"

    def __post_init__(self) -> None:
        covered = Counter((one.origin.channel, field) for one in self.certificates for field in one.origin.fields)
        for (channel, field), count in covered.items():
            if count > 1:
                raise ValueError(
                    f"certificates : le canal « {channel} » a deux certificats pour le champ {field} ; caler ensemble les champs de l'un et de l'autre"
                )

    def of(self, channel: str) -> tuple[Certificate, ...]:
        """The certificates of a channel, in order of their fields."""
        return tuple(one for one in self.certificates if one.origin.channel == channel)

    def with_one(self, certificate: Certificate) -> Certificates:
        """The same, with this certificate in place of those of its channel whose fields it covers.

        Raises:
            ValueError: it covers a part only of the fields of another.
        """
        origin = certificate.origin
        others = [
            one
            for one in self.certificates
            if one.origin.channel != origin.channel or not set(one.origin.fields) <= set(origin.fields)
        ]
        return Certificates(
            tuple(sorted([*others, certificate], key=lambda one: (one.origin.channel, one.origin.fields)))
        )


_FILE = TypeAdapter(Certificates)
MAX_CHARACTERS = 4_000_000
"""Largest file of certificates."""
_ONE = TypeAdapter(Certificate)


def digest(certificate: Certificate) -> str:
    """SHA-256 of the certificate, in hexadecimal: what a decision, an audit or a drift says it was
    made under.
    """
    data = _ONE.dump_python(certificate, mode="json")
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def to_json(certificates: Certificates) -> str:
    """The text of a file."""
    return _FILE.dump_json(certificates, indent=2).decode() + "\n"


def from_json(text: str) -> Certificates:
    """The certificates of a text. Raises CertificateError, naming the field."""
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_not_finite)
        return _FILE.validate_json(text if not _is_first(data) else json.dumps(_second(data)))
    except ValidationError as error:
        raise CertificateError(" ; ".join(_message(fault) for fault in error.errors()[:5])) from None
    except RecursionError:
        raise CertificateError("certificats : trop de niveaux") from None
    except ValueError as error:
        raise CertificateError(f"certificats : {error}") from None


def read(path: Path) -> Certificates:
    """The certificates of a file.

    Raises CertificateError, naming the file and the field; OSError when it cannot be read.
    """
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(MAX_CHARACTERS + 1)
        if len(text) > MAX_CHARACTERS:
            raise ValueError(f"plus de {MAX_CHARACTERS} caractères")
        return from_json(text)
    except ValueError as error:  # bytes that are not UTF-8 too
        raise CertificateError(f"{path.name} : {error}") from None


def write(path: Path, certificates: Certificates) -> None:
    """Writes the file at once: a reader sees the old one or the new one."""
    draft = path.with_name(path.name + ".tmp")
    draft.write_text(to_json(certificates), encoding="utf-8")
    os.replace(draft, path)


def _is_first(data: Any) -> bool:
    return isinstance(data, dict) and data.get("format") == _FIRST


def _second(data: dict[str, Any]) -> dict[str, Any]:
    """A file of the first format in the second: its certificates named no field, and were learnt on
    hate.
    """
    certificates = data.get("certificates")
    if isinstance(certificates, list):
        certificates = [
            {**one, "origin": {**one["origin"], "fields": ["haine"]}}
            if isinstance(one, dict) and isinstance(one.get("origin"), dict)
            else one
            for one in certificates
        ]
    return {**data, "certificates": certificates, "format": Certificates.format}


def _message(fault: Any) -> str:
    where = ".".join(str(part) if str(part).isprintable() else ascii(part) for part in fault["loc"]) or "certificats"
    if fault["type"] == "value_error":
        return f"{where} : {fault['ctx']['error']}{_REMADE if fault['loc'] else ''}"
    return f"{where} : {_MESSAGES.get(fault['type'], 'valeur refusée (' + fault['type'] + ')')}"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)!a} : clé répétée")
    return found


def _not_finite(word: str) -> float:
    raise ValueError(f"{word} n'est pas un nombre fini")
