"""The certificate under which the noise filter answers: for a machine whole, for a person on one line."""

from __future__ import annotations

from typing import Any

from classifiers.noise.certificate import percent
from classifiers.noise.certificate_file import digest
from classifiers.noise.filter import NoiseFilter

_SHOWN = 12
"""Characters of a digest that are enough to tell certificates apart."""


def as_data(noise: NoiseFilter) -> dict[str, Any]:
    """Whether anything may be set aside, why not, and the certificate; null without one."""
    held = noise.certificate
    certificate = None
    if held is not None:
        certificate = {
            "digest": digest(held),
            "channel": held.origin.channel,
            "demonstration": held.demonstration,
            "alpha": held.alpha,
            "delta": held.delta,
            "n": held.n,
            "k": held.k,
            "threshold": held.threshold,
            "expires": None if held.expires is None else held.expires.isoformat(),
        }
    return {"valid": noise.standing.valid, "sentence": noise.standing.sentence, "certificate": certificate}


def on_one_line(noise: NoiseFilter, *, english: bool = False) -> str | None:
    """What is promised, on what, under which threshold; None without a certificate."""
    held = noise.certificate
    if held is None:
        return None
    name = digest(held)[:_SHOWN]
    if english:
        kind = "Demonstration certificate" if held.demonstration else f"Certificate of channel “{held.origin.channel}”"
        promise = f"{100 * held.alpha:.3g} % loss at most, {100 * (1 - held.delta):.3g} % confidence"
        return f"{kind} {name}…: {promise}, {held.n} texts to keep, threshold {held.threshold:.4f}"
    kind = "Certificat de démonstration" if held.demonstration else f"Certificat du canal « {held.origin.channel} »"
    promise = f"au plus {percent(held.alpha)} de perte, à {percent(1 - held.delta)} de confiance"
    threshold = f"{held.threshold:.4f}".replace(".", ",")
    return f"{kind} {name}… : {promise}, sur {held.n} textes à garder ; seuil {threshold}"
