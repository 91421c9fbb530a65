"""The decision: what becomes of a report that was read, and the first reason that keeps it.

Noise is recognised, not presumed: a report is set aside only when every condition holds.
Comparisons are written so that what is no number keeps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from classifiers.noise.certificate import Certificate
from classifiers.noise.kinds import FIELDS, GRAVITIES, NO_FIELD
from classifiers.reader.reading import ReportReading

NO_CONTENT = "contenu_absent"
"""Nobody gave the words of the content, and the comment points to them: they are still to be looked
at.
"""
GRAVITY = "gravite_"
"""Before the name of a gravity that is not low."""
SCORE = "score"
UNCERTIFIED = "champ_sans_certificat"
"""It may belong to a field that no valid certificate covers."""
UNRECOGNISED = "bruit_non_reconnu"
"""Nothing says that it is one of the declared kinds of noise."""


class Bounds(NamedTuple):
    """From which probability on a reading keeps a report, as policy staff set it; `noise_kind`:
    from which one it is recognised as noise.

    `gravity`: by gravity. `unseen`: that it points to content nobody gave. `uncertified_floor`:
    that it belongs to a field, where no certificate says better.
    """

    gravity: Mapping[str, float]
    unseen: float
    uncertified_floor: float
    noise_kind: float


def likely_fields(reading: ReportReading, bounds: Bounds) -> dict[str, float]:
    """The fields that cannot be left out, the likeliest first."""
    likely = [name for name in FIELDS if not reading.fields[name] < bounds.uncertified_floor]
    return {name: reading.fields[name] for name in sorted(likely, key=lambda name: -reading.fields[name])}


def likeliest(fields: Mapping[str, float]) -> str:
    """The field under which a report counts: the first of those that cannot be left out; `none`
    without any.
    """
    return next(iter(fields), NO_FIELD)


def high_gravities(reading: ReportReading, bounds: Bounds) -> dict[str, float]:
    """The gravities that are not low, the likeliest first."""
    high = [name for name in GRAVITIES if not reading.gravity[name] < bounds.gravity[name]]
    return {name: reading.gravity[name] for name in sorted(high, key=lambda name: -reading.gravity[name])}


def recognised_kind(reading: ReportReading, bounds: Bounds) -> str | None:
    """The declared kind of noise that a report is recognised as: likely enough, and likelier than
    any field.
    """
    name = max(reading.noise, key=lambda kind: reading.noise[kind])
    likelier = all(reading.noise[name] > share for share in reading.fields.values())
    return name if reading.noise[name] >= bounds.noise_kind and likelier else None


def keeps_whatever_certified(reading: ReportReading, content: bool, bounds: Bounds) -> str | None:
    """The reason for which a reading keeps a report under any certificate: its content was not
    given, or something grave may be in it.

    `content`: whether the words of the content were given.
    """
    if not content and not reading.unseen < bounds.unseen:
        return NO_CONTENT
    return next((f"{GRAVITY}{name}" for name in high_gravities(reading, bounds)), None)


def keeps_by_field(reading: ReportReading, certificates: Sequence[Certificate], bounds: Bounds) -> str | None:
    """The reason for which a reading keeps a report under these valid certificates of its channel,
    field by field.

    A certified field asks for a score under the certificate's threshold, any other for a
    probability under the floor; then the report must be noise of a declared kind, unless the
    hotline's own certificates cover whatever it may belong to: its likely fields, or else all. A
    certificate made on reports sets a post aside only where it would a report too; one made on
    posts sets no report aside.
    """
    if not all(_under(certificate, reading) for certificate in certificates):
        return SCORE
    fields = likely_fields(reading, bounds)
    certified = {name for certificate in certificates for name in certificate.origin.fields}
    if not certified.issuperset(fields):
        return UNCERTIFIED
    own = {name for one in certificates if not one.demonstration for name in one.origin.fields}
    if recognised_kind(reading, bounds) is None and not own.issuperset(fields or FIELDS):
        return UNRECOGNISED
    return None


def _under(certificate: Certificate, reading: ReportReading) -> bool:
    if certificate.origin.posts:
        return reading.post is not None and certificate.sets_aside(reading.post)
    return certificate.sets_aside(reading.matters) and certificate.sets_aside(reading.score)
