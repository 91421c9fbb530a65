"""The certificates under which the noise filter answers: for a machine whole, for a person a line
each.
"""

from __future__ import annotations

from typing import Any

from classifiers.noise.certificate import Certificate, percent, told_fields
from classifiers.noise.certificate_file import digest
from classifiers.noise.filter import NoiseFilter
from classifiers.noise.kinds import FIELDS
from classifiers.noise.standing import Promise, sentence

_DIGEST_CHARACTERS = 12
"""Characters of a digest that are enough to tell certificates apart."""


def as_data(noise: NoiseFilter, channel: str) -> dict[str, Any]:
    """Whether anything may be set aside, why not, and the certificates of the channel."""
    certificates = [_data(one) for one in noise.promises]
    return {"valid": bool(noise.valid), "sentence": sentence(noise.promises, channel), "certificates": certificates}


def _data(promise: Promise) -> dict[str, Any]:
    one = promise.certificate
    return {
        "digest": digest(one),
        "channel": one.origin.channel,
        "fields": list(one.origin.fields),
        "valid": promise.standing.valid,
        "demonstration": one.demonstration,
        "alpha": one.alpha,
        "delta": one.delta,
        "n": one.n,
        "k": one.k,
        "threshold": one.threshold,
        "expires": None if one.expires is None else one.expires.isoformat(),
    }


def on_one_line(one: Certificate, *, english: bool = False) -> str:
    """Summary of a certificate: what is promised, on which fields, on what, under which
    threshold.
    """
    name = digest(one)[:_DIGEST_CHARACTERS]
    if english:
        kind = "Demonstration certificate" if one.demonstration else f"Certificate of channel “{one.origin.channel}”"
        fields = "every field" if len(one.origin.fields) == len(FIELDS) else ", ".join(one.origin.fields)
        promise = f"{100 * one.alpha:.3g} % loss at most, {100 * (1 - one.delta):.3g} % confidence"
        return f"{kind} {name}… ({fields}): {promise}, {one.n} texts to keep, threshold {one.threshold:.4f}"
    kind = "Certificat de démonstration" if one.demonstration else f"Certificat du canal « {one.origin.channel} »"
    promise = f"au plus {percent(one.alpha)} de perte, à {percent(1 - one.delta)} de confiance"
    threshold = f"{one.threshold:.4f}".replace(".", ",")
    fields = told_fields(one.origin.fields)
    return f"{kind} {name}… ({fields}) : {promise}, sur {one.n} textes à garder ; seuil {threshold}"
