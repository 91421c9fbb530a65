"""What a stream publishes of a message: its decision, its dead letter where nothing reads it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from api.stream.ports import InMessage, OutMessage
from api.stream.report_message import ReportMessage, UnreadableMessage
from classifiers.noise.filter import FAILED
from textfile.text import Text

UNREADABLE_MESSAGE = "illisible"
"""The reason of what is no report: it is kept, so that a person sees why it came."""
MAX_DEAD_LETTER = 65_536
"""Bytes of a message that its dead letter repeats."""
_LARGE = ("qualification", "fields", "gravity", "error")
"""Parts of a decision that a broker may find too large."""
_ABANDONED = Text(
    fr="lu plusieurs fois sans que le processus y survive : gardé sans être lu",
    en="read several times, and the process did not outlive it: kept unread",
)


class DecisionOutput(NamedTuple):
    """What is to be published of one message: its decision, as plain data, and before it its dead
    letter, if any.
    """

    key: str
    data: Mapping[str, Any]
    dead_letter: OutMessage | None = None

    @property
    def decision(self) -> OutMessage:
        """The decision as it is published."""
        return OutMessage("decisions", self.key, to_bytes(self.data))

    def smaller(self) -> DecisionOutput:
        """The same, kept, without what may be large: for a broker that refuses it."""
        rest = {name: value for name, value in self.data.items() if name not in _LARGE}
        return self._replace(data={**never_set_aside(rest, FAILED), "fault": "publication"})


def decision_output(report: ReportMessage, verdict: Mapping[str, Any], more: Mapping[str, Any]) -> DecisionOutput:
    """The output on a report; `verdict` has under `by` the digests of what decided, if anything
    did; `more`: what else is said of the report.
    """
    by = {**verdict.get("by", {}), "input": report.words}
    data = {"id": report.noise.id, **verdict, "content": report.content, "by": by, **more}
    return DecisionOutput(report.content, data)


def unreadable_output(one: UnreadableMessage, message: InMessage) -> DecisionOutput:
    """The output on a message that holds no report."""
    letter = dead_letter(message, one.what)
    data = {
        "id": one.id,
        "score": None,
        "decision": "keep",
        "reason": UNREADABLE_MESSAGE,
        "error": _in_both(one.what),
        "place": message.place,
    }
    return DecisionOutput(letter.key, data, letter)


def abandoned_letter(message: InMessage) -> OutMessage:
    """The dead letter of a report that was begun too many times without a decision."""
    return dead_letter(message, _ABANDONED)


def dead_letter(message: InMessage, why: Text) -> OutMessage:
    """The dead letter of a message: why, and its first bytes, in base64."""
    shown = message.body[:MAX_DEAD_LETTER]
    data = {
        "error": _in_both(why),
        "place": message.place,
        "bytes": len(message.body),
        "cut": len(shown) < len(message.body),
        "body": base64.b64encode(shown).decode(),
    }
    return OutMessage("dead_letters", hashlib.sha256(message.body).hexdigest(), to_bytes(data))


def never_set_aside(verdict: Mapping[str, Any], reason: str) -> Mapping[str, Any]:
    """A verdict that keeps, for this reason where it would have set the report aside."""
    if verdict["decision"] != "set_aside":
        return verdict
    rest = {name: value for name, value in verdict.items() if name != "audit"}
    return {**rest, "decision": "keep", "reason": reason}


def to_bytes(data: Mapping[str, Any]) -> bytes:
    """Plain data as JSON in UTF-8; half a character leaves as it came, escaped."""
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "backslashreplace")


def _in_both(words: Text) -> dict[str, str]:
    return {"fr": words.fr, "en": words.en}
