"""Certificates as a JSON file, one per channel, read strictly: an unknown or repeated key, a NaN, a promise that does not hold are refused."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from classifiers.noise.certificate import Certificate

_STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
_SAID = {
    "missing": "à renseigner",
    "extra_forbidden": "clé inconnue",
    "unexpected_keyword_argument": "clé inconnue",
    "finite_number": "un nombre fini est attendu",
    "literal_error": "valeur inconnue",
}

_REMADE = (
    " ; le certificat a été modifié ou abîmé : le refaire (`qualif noise calibrate`) ou reprendre une copie intacte"
)


class CertificateError(ValueError):
    """A file of certificates that cannot be used; the message names the field."""


@with_config(_STRICT)
@dataclass(frozen=True)
class Certificates:
    """The certificates in force, at most one per channel."""

    certificates: tuple[Certificate, ...] = ()
    format: Literal["qualif-noise-certificates-1"] = "qualif-noise-certificates-1"

    def __post_init__(self) -> None:
        channels = [one.origin.channel for one in self.certificates]
        if len(set(channels)) < len(channels):
            raise ValueError("certificates : un canal a deux certificats")

    def of(self, channel: str) -> Certificate | None:
        """The certificate of a channel."""
        return next((one for one in self.certificates if one.origin.channel == channel), None)

    def with_one(self, certificate: Certificate) -> Certificates:
        """The same, with this certificate in place of its channel's."""
        others = [one for one in self.certificates if one.origin.channel != certificate.origin.channel]
        return Certificates(tuple(sorted([*others, certificate], key=lambda one: one.origin.channel)))


_FILE = TypeAdapter(Certificates)
MAX_CHARACTERS = 4_000_000
"""Of a file of certificates."""
_ONE = TypeAdapter(Certificate)


def digest(certificate: Certificate) -> str:
    """SHA-256 of the certificate, in hexadecimal: what a decision, an audit or a drift says it was made under."""
    data = _ONE.dump_python(certificate, mode="json")
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def to_json(certificates: Certificates) -> str:
    """The text of a file."""
    return _FILE.dump_json(certificates, indent=2).decode() + "\n"


def from_json(text: str) -> Certificates:
    """The certificates of a text. Raises CertificateError, naming the field."""
    try:
        json.loads(text, object_pairs_hook=_once, parse_constant=_not_finite)
        return _FILE.validate_json(text)
    except ValidationError as error:
        raise CertificateError(" ; ".join(_said(fault) for fault in error.errors()[:5])) from None
    except RecursionError:
        raise CertificateError("certificats : trop de niveaux") from None
    except ValueError as error:
        raise CertificateError(f"certificats : {error}") from None


def read(path: Path) -> Certificates:
    """The certificates of a file. Raises CertificateError, naming the file and the field; OSError when it cannot be read."""
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


def _said(fault: Any) -> str:
    where = ".".join(str(part) if str(part).isprintable() else ascii(part) for part in fault["loc"]) or "certificats"
    if fault["type"] == "value_error":
        return f"{where} : {fault['ctx']['error']}{_REMADE if fault['loc'] else ''}"
    return f"{where} : {_SAID.get(fault['type'], 'valeur refusée (' + fault['type'] + ')')}"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)!a} : clé répétée")
    return found


def _not_finite(word: str) -> float:
    raise ValueError(f"{word} n'est pas un nombre fini")
