"""Case file of a notice: a decision on a report, and what is known of where the content stands.

No type here has a place for who reported the content: what is not held cannot leak.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from engine.notices.addresses import host_of
from engine.notices.words import CaseWords
from textfile.text import Text, Unfit

Origin: TypeAlias = Literal["public", "inhope", "partner", "authority", "own"]
LocationKind: TypeAlias = Literal[
    "page", "post", "comment", "message", "profile", "group", "file", "image", "video", "audio", "live", "other",
]  # fmt: skip
DecisionKind: TypeAlias = Literal["accept", "correct", "none_applies", "noise", "out_of_scope"]
Urgency: TypeAlias = Literal["none", "child_in_danger", "suicide", "imminent_threat"]
Recipient: TypeAlias = Literal["secours", "pharos", "plateforme", "iccam", "arcom", "victime"]
NOT_TOLD_OUTSIDE: frozenset[Recipient] = frozenset(["victime"])
"""Recipients of which an authority is not told: it may be who reported."""
ContentType: TypeAlias = Literal[
    "texte", "image_fixe", "video", "audio", "dessin", "montage", "genere_ia", "parole", "lien"
]
Visibility: TypeAlias = Literal[
    "content_removed", "content_disabled", "content_demoted", "content_age_restricted", "content_interaction_restricted",
    "content_labelled",
]  # fmt: skip
Provision: TypeAlias = Literal["partial_suspension", "total_suspension", "partial_termination", "total_termination"]

MAX_LOCATIONS = 200
_HEXADECIMAL = {"md5": 32, "sha1": 40, "sha256": 64, "pdq": 64}
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}://[^\s<>\"]+")


def _one_line(text: str) -> str:
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in text):
        raise Unfit("une seule ligne, sans caractère de commande", "a single line, without control characters")
    return text


def _address(url: str) -> str:
    if not _URL.fullmatch(_one_line(url)) or not host_of(url):
        raise Unfit(
            "une adresse entière, comme https://hote.exemple/page, sans espace ni guillemet",
            "a whole address, such as https://hote.exemple/page, without spaces or quotation marks",
        )
    return url


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(_one_line)]
"""Words on one line: no line break, no control character."""
Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$")]
"""A reference of the hotline: letters, digits, `-` and `_`, so that every format takes it."""
Url = Annotated[str, StringConstraints(max_length=4096), AfterValidator(_address)]
Email = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._+-]*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", max_length=320)
]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,40}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class CaseFilePart(BaseModel):
    """Base of a case file's parts: unknown keys refused, immutable."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Location(CaseFilePart):
    """Exactly where a content stands, and what singles it out there.

    `timestamp_in_media` is a place in a recording: `00:01:12`.
    """

    url: Url
    kind: LocationKind
    account: Line | None = None
    post_id: Line | None = None
    timestamp_in_media: Annotated[str, StringConstraints(pattern=r"^\d{1,3}:[0-5]\d(:[0-5]\d)?$")] | None = None
    observed_at: AwareDatetime | None = None
    referrer: Url | None = None


class Decision(CaseFilePart):
    """Decision on a report: what, when, and by whom; `confirmed_by` is None while nobody has
    confirmed it.
    """

    kind: DecisionKind
    day: date
    confirmed_by: Line | None = None


class Hosting(CaseFilePart):
    """Hosting of the content: where, how it was found, when, and how sure that is."""

    country: Country | None = None
    organisation: Line | None = None
    asn: Annotated[int, Field(ge=1, le=4294967295)] | None = None
    ip: Annotated[str, StringConstraints(pattern=r"^[0-9A-Fa-f.:]{2,45}$")] | None = None
    is_cdn: bool | None = None
    method: Line | None = None
    moment: AwareDatetime | None = None
    confidence: Literal["high", "medium", "low", "unknown"] = "unknown"


class Host(CaseFilePart):
    """Host to be told: its name and its contact."""

    name: Line
    contact: Line


class Notifier(CaseFilePart):
    """Notifier: the service, never the person who reported."""

    name: Annotated[Line, Field(max_length=200)]
    email: Email
    trusted_flagger_ref: Line | None = None


class PriorNotification(CaseFilePart):
    """Earlier notification of a recipient, and its day."""

    recipient: Recipient
    on: date


class CallNumber(CaseFilePart):
    """Number to call, and whose it is."""

    number: Annotated[str, StringConstraints(pattern=r"^[0-9][0-9 ]{0,19}$")]
    label: Text


class CallStep(CaseFilePart):
    """Step of an emergency: why one calls, and the numbers, the first to call first."""

    label: Text
    numbers: Annotated[tuple[CallNumber, ...], Field(min_length=1, max_length=10)]


class FromIccam(CaseFilePart):
    """The reference of a report that came through ICCAM."""

    reference: Line


class Register(CaseFilePart):
    """Codes of the register; None is unknown."""

    classification: Code | None = None
    victim_age: Code | None = None
    victim_sex: Code | None = None
    site_type: Code | None = None
    commerciality: Code | None = None


class HashValue(CaseFilePart):
    """The digest of a content, given by somebody else: no content is opened to compute it."""

    algorithm: Literal["md5", "sha1", "sha256", "photodna", "pdq"]
    value: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/=]{8,512}$")]

    @model_validator(mode="after")
    def _has_its_length(self) -> HashValue:
        digits = _HEXADECIMAL.get(self.algorithm)
        if digits is not None and not re.fullmatch(rf"[0-9A-Fa-f]{{{digits}}}", self.value):
            raise Unfit(
                f"{self.algorithm} s'écrit en {digits} chiffres hexadécimaux",
                f"{self.algorithm} is written with {digits} hexadecimal digits",
            )
        return self


class HostMeasure(CaseFilePart):
    """Measure a host took of its own, when a draft of its statement of reasons is asked for.

    Codes of the DSA transparency database.
    """

    visibility: tuple[Visibility, ...] = ()
    account: Literal["suspended", "terminated"] | None = None
    provision: Provision | None = None
    on: date
    automated: Literal["not_automated", "partially", "fully"] = "not_automated"


class ReporterReply(CaseFilePart):
    """Reply to the reporter: where to turn, as somebody wrote it for them."""

    orientation: Text | None = None


class CaseFile(CaseFilePart):
    """One decided report.

    `proof` is the document of the answer the decision rests on (`engine.explanation.document`),
    `words` the words of the law it needs (`engine.notices.words.words_for`), made from the same
    ruleset. Facts and their standing are those of the proof.
    """

    reference: Reference
    received_on: date
    origin: Origin = "public"
    locations: Annotated[tuple[Location, ...], Field(max_length=MAX_LOCATIONS)] = ()
    offence: str | None = None
    proof: dict[str, Any]
    words: CaseWords
    decision: Decision
    hosting: Hosting = Hosting()
    host: Host | None = None
    notifier: Notifier | None = None
    urgency: Urgency = "none"
    calls: Annotated[tuple[CallStep, ...], Field(max_length=20)] = ()
    manifestly_illegal: Literal["yes", "no", "unknown"] = "unknown"
    already_notified: Annotated[tuple[PriorNotification, ...], Field(max_length=50)] = ()
    from_iccam: FromIccam | None = None
    register_: Annotated[Register, Field(alias="register")] = Register()
    hashes: Annotated[tuple[HashValue, ...], Field(max_length=100)] = ()
    content_types: tuple[ContentType, ...] = ()
    content_language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] | None = None
    host_measure: HostMeasure | None = None
    reporter_reply: ReporterReply = ReporterReply()

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
