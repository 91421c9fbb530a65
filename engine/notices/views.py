"""Template contexts: a case in words, in one language, every foreign word made safe to read.

The types are the templates' contract.
"""

from __future__ import annotations

from typing import Literal

from textfile.text import Frozen


class PlaceView(Frozen):
    """Address of a content; `address` is defanged, `reference` told when several cases are
    grouped.
    """

    address: str
    reference: str | None = None
    kind: str
    account: str | None = None
    post: str | None = None
    moment: str | None = None
    observed: str | None = None


class PointView(Frozen):
    """A clause of the law and what carries it.

    `how`: established, presumed (by law), ruled_out, not_raised.
    """

    label: str
    article: str | None
    how: Literal["established", "presumed", "ruled_out", "not_raised"]
    presumption: str | None = None
    evidence: tuple[str, ...] = ()


class GroundView(Frozen):
    """Ground on which a content is illegal.

    `when` tells the period of the wording in force, `facts_day` the day of the facts.
    """

    reference: str
    title: str
    citation: str
    nature: str
    law: str
    when: str
    facts_day: str
    day_is_assumed: bool
    elements: tuple[PointView, ...]
    exceptions: tuple[PointView, ...]
    scope: tuple[PointView, ...]
    aggravations: tuple[str, ...] = ()
    penalty: str | None = None
    authority: str
    unconfirmed: int


class HostingView(Frozen):
    """Hosting of a content, and how it is known."""

    country: str | None = None
    organisation: str | None = None
    network: str | None = None
    method: str | None = None
    moment: str | None = None
    confidence: str


class RecordLine(Frozen):
    """One field of a machine format, for the person who reads it before it leaves."""

    name: str
    value: str


class CallNumberView(Frozen):
    """Number to call, and whose it is."""

    number: str
    label: str


class CallView(Frozen):
    """Step of an emergency call: why, and the numbers in their order."""

    label: str
    numbers: tuple[CallNumberView, ...]


class RemarkView(Frozen):
    """The context of the template of a remark: its paragraphs, and their language."""

    lines: tuple[str, ...]
    language: Literal["fr", "en"]


class View(Frozen):
    """The context of every template."""

    reference: str
    references: tuple[str, ...]
    day: str
    received: str
    origin: str
    host: str | None = None
    host_contact: str | None = None
    notifier: str | None = None
    notifier_email: str | None = None
    trusted_flagger: str | None = None
    directive: str | None = None
    statement: str | None = None
    manifest: bool = False
    grounds: tuple[GroundView, ...] = ()
    places: tuple[PlaceView, ...] = ()
    hosting: HostingView | None = None
    hashes: tuple[str, ...] = ()
    notified: tuple[str, ...] = ()
    iccam: str | None = None
    category: str | None = None
    tco: bool = False
    urgency: str
    urgency_words: str | None = None
    calls: tuple[CallView, ...] = ()
    decision: str
    decision_words: str
    decision_day: str
    decided_by: str | None = None
    transmitted: bool = False
    host_notification_day: str | None = None
    orientation: tuple[str, ...] = ()
    field: str | None = None
    minor_victim: bool = False
    age_check: str | None = None
    editor_country: str | None = None
    title: str | None = None
    record: tuple[RecordLine, ...] = ()
