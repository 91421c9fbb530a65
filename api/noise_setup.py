"""The noise filter as shipped or as a folder holds it: model, certificates, parameters."""

from __future__ import annotations

from datetime import date
from importlib import resources
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.lexicons import open_reader
from api.parameter_files import read_rules_file
from classifiers.cues.reader import CueReader
from classifiers.noise.cascade import DEMONSTRATION, Cascade
from classifiers.noise.certificate_file import CertificateError, Certificates, read
from classifiers.noise.domain import MAX_CATEGORY, TrainingDomain
from classifiers.noise.encoder import Encoder, shipped_encoder
from classifiers.noise.filter import NoiseFilter, rules_digest
from classifiers.noise.model import CERTIFICATES, MODEL, BadModel, load
from classifiers.noise.never import BadParameters, Never, NeverFile, Parameters, parameters_of
from classifiers.noise.score_version import SCORE_CODES
from classifiers.noise.standing import check
from engine.language.diagnostics import RulesetError

UNUSABLE = (BadModel, BadParameters, CertificateError, RulesetError, OSError)
"""What `open_filter` raises, each with a sentence for a person."""
PARAMETERS, DOMAIN = Path("parameters/bruit.yaml"), Path("parameters/apprentissage.yaml")


class _DomainFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    categories: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=MAX_CATEGORY)], ...], Field(max_length=500)
    ]


def shipped_folder() -> Path:
    """Where the shipped model lies."""
    with resources.as_file(resources.files("classifiers.noise.shipped")) as folder:
        return folder


def rulesets_folder() -> Path:
    """The shipped rulesets."""
    import rulesets

    return Path(next(iter(rulesets.__path__)))


def read_parameters(rulesets: Path | None = None) -> Parameters:
    """What a folder of rules never sets aside; without one, what the shipped rules do not.

    Raises:
        RulesetError: the file cannot be used.
        BadParameters: something in it cannot be used, a pattern for instance.
    """
    root = rulesets or rulesets_folder()
    file = read_rules_file(NeverFile, PARAMETERS, root)
    try:
        return parameters_of(file, (root / PARAMETERS).read_bytes())
    except BadParameters as error:
        raise BadParameters(f"{PARAMETERS.name} : {error}") from error


def open_domain(rulesets: Path | None = None) -> TrainingDomain:
    """What the shipped model learnt, in the categories of a folder of rules, or of the shipped ones when it names none.

    Raises:
        RulesetError: the file cannot be used.
    """
    return TrainingDomain(read_rules_file(_DomainFile, DOMAIN, rulesets).categories)


def open_filter(
    folder: Path | None = None,
    *,
    channel: str | None = None,
    certificates: Path | None = None,
    encoder: Encoder | bool = True,
    audit_key: bytes | None = None,
    cues: CueReader | None = None,
    rulesets: Path | None = None,
    today: date,
) -> NoiseFilter:
    """The filter of a channel; without one, of the demonstration.

    `folder` holds the model (shipped by default); `certificates` a file of the hotline's own; `cues` reads lexicons (the shipped ones
    by default); `rulesets` is a folder of rules whose hotline has its own names for what the model learnt. `encoder=False` runs the first stage only; `True`, the second one in this process.

    Raises:
        BadModel, BadParameters, CertificateError, RulesetError, OSError: a file is missing or cannot be used.
    """
    where = folder or shipped_folder()
    second = shipped_encoder() if encoder is True else encoder or None
    cascade = Cascade(load(where / MODEL), second)
    never = Never(read_parameters())
    file = certificates or where / CERTIFICATES
    held = read(file) if file.exists() or certificates is not None else Certificates()
    name = channel or DEMONSTRATION[cascade.variant]
    certificate = held.of(name)
    standing = check(certificate, model=rules_digest(cascade, never), codes=SCORE_CODES, channel=name, today=today)
    reader = cues or open_reader(rulesets_folder())
    return NoiseFilter(cascade, never, certificate, standing, audit_key, reader, open_domain(rulesets))
