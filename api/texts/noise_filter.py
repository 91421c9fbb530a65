"""The noise filter as shipped: reader, certificates, parameters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib import resources
from pathlib import Path

from api.rules.folder import shipped_law
from api.rules.noise import read_parameters
from api.texts.channels import NoiseChoice
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
_DEMONSTRATION = NoiseChoice()


def shipped_folder() -> Path:
    """Folder of the shipped certificates."""
    with resources.as_file(resources.files("classifiers.noise.shipped")) as folder:
        return folder


def open_filter(
    choice: NoiseChoice = _DEMONSTRATION,
    *,
    reader: ReadsReports | None,
    audit_key: bytes | None = None,
    cues: CueReader | None = None,
    today: date,
    rulesets: Path | None = None,
) -> NoiseFilter:
    """The filter under the certificates of a choice.

    `reader`: of reports, None keeps them all; `cues` reads lexicons; `rulesets`: folder of the
    lexicons, where `cues` is not given, and of the parameters, the shipped one by default.

    Raises:
        BadParameters, CertificateError, RulesetError, OSError: a file is missing or cannot be used.
    """
    never = Never(read_parameters(rulesets))
    file = choice.certificates or shipped_folder() / CERTIFICATES
    known = read(file) if file.exists() or choice.certificates is not None else Certificates()
    noise = NoiseFilter(reader, never, (), audit_key, cues or open_reader(rulesets or shipped_law()))
    channel = choice.channel or DEMONSTRATION
    return noise.under(promises(noise, known.of(channel), channel, today))


def promises(noise: NoiseFilter, certificates: Sequence[Certificate], channel: str, today: date) -> tuple[Promise, ...]:
    """These certificates of a channel, each with its standing on a day by itself, whatever came in
    since; none hold without a reader.
    """
    if noise.reader is None:
        return ()
    version = ScoreVersion(rules_digest(noise.reader, noise.never))
    return tuple(Promise(one, check(one, version, channel, today)) for one in certificates)
