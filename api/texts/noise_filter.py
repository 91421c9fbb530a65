"""The noise filter as shipped: reader, certificates, parameters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib import resources
from pathlib import Path

from api.rules.folder import shipped_law
from api.rules.noise import read_parameters
from api.texts.lexicons import open_reader
from classifiers.cues.reader import CueReader
from classifiers.noise.certificate import DEMONSTRATION, Certificate
from classifiers.noise.certificate_file import CertificateError, Certificates, read
from classifiers.noise.filter import NoiseFilter, ReadsReports, rules_digest
from classifiers.noise.never import BadParameters, Never
from classifiers.noise.score_version import ScoreVersion
from classifiers.noise.standing import Promise, check
from textfile.diagnostics import RulesetError

UNUSABLE = (BadParameters, CertificateError, RulesetError, OSError)
"""What `open_filter` raises, each with a sentence for a person."""
CERTIFICATES = "certificates.json"


def shipped_folder() -> Path:
    """Folder of the shipped certificates."""
    with resources.as_file(resources.files("classifiers.noise.shipped")) as folder:
        return folder


def open_filter(
    *,
    channel: str | None = None,
    certificates: Path | None = None,
    reader: ReadsReports | None,
    audit_key: bytes | None = None,
    cues: CueReader | None = None,
    today: date,
) -> NoiseFilter:
    """The filter of a channel; without one, of the demonstration.

    `certificates`: a file of the hotline's own; `reader`: of reports, None keeps them all; `cues`
    reads lexicons (the shipped ones by default).

    Raises:
        BadParameters, CertificateError, RulesetError, OSError: a file is missing or cannot be used.
    """
    never = Never(read_parameters())
    file = certificates or shipped_folder() / CERTIFICATES
    known = read(file) if file.exists() or certificates is not None else Certificates()
    noise = NoiseFilter(reader, never, (), audit_key, cues or open_reader(shipped_law()))
    return noise.under(promises(noise, known.of(channel or DEMONSTRATION), channel or DEMONSTRATION, today))


def promises(noise: NoiseFilter, certificates: Sequence[Certificate], channel: str, today: date) -> tuple[Promise, ...]:
    """These certificates of a channel, each with its standing on a day by itself, whatever came in
    since; none hold without a reader.
    """
    if noise.reader is None:
        return ()
    version = ScoreVersion(rules_digest(noise.reader, noise.never))
    return tuple(Promise(one, check(one, version, channel, today)) for one in certificates)
