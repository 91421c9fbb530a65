"""Who signs, said before the first keystroke: what a request asks for as it is, and what the
sign-off policy asks of a change of some fields, by its class.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from api.changes.evidence import ChangeEvidence
from api.changes.publishing import signers_that_count
from api.changes.states import OPEN, ChangeState
from api.changes.submission import draft_policies
from api.changes.touched_fields import SIGNATURES, field_of
from api.changes.views import RequestSeats, request_seats
from api.db.changes import ChangeRow
from api.db.sessions import AnySession
from api.kit.permissions import Role
from api.pages.changes.views import ClassSeats, SeatForecast
from api.pages.rules.policy_words import (
    classes_in_words,
    field_in_words,
    missing_in_words,
    policy_lines,
    seats_in_words,
)
from api.pages.shell.say import Say
from api.rules.signatures import CHANGE_CLASSES, SHARED_FIELD, SignaturePolicy, TouchedField, policy_of, seats_across
from api.rules.tree import RulesTree
from api.rules.tree_rows import paths_between
from textfile.diagnostics import RulesetError

MOST_FIELDS = 4
"""Fields that are named; more are counted."""


@dataclass(frozen=True, slots=True)
class SeatsByClass:
    """Signatures that a change of some fields asks for, and the classes that ask for just these."""

    seats: Mapping[Role, int]
    classes: tuple[str, ...]


def request_forecast(session: AnySession, row: ChangeRow, paths: Collection[str], say: Say) -> SeatForecast | None:
    """Who signs a request, and a change made in it of these files, or of one of these folders; of
    any rule where there are none. None once it is published or closed.
    """
    if row.state not in OPEN:
        return None
    changed = paths_between(session, row.base, row.tree) or ()
    policies = draft_policies(session, row)
    seats = request_seats(session, row, changed, signers_that_count(session, row), policies)
    summary, classes = _change(*policies, {field_of(path) for path in paths}, say)
    return SeatForecast(_request(row, seats, say), summary, classes)


def policy_forecast(policy: SignaturePolicy, fields: Collection[str], say: Say) -> SeatForecast:
    """Who would sign a request on these fields under a policy; on any rule where there are none."""
    return SeatForecast("", *_change(policy, None, fields, say))


def text_signers(found: ChangeEvidence, base: RulesTree, tree: RulesTree, say: Say) -> str:
    """Who would sign a request with a text being written, from what its preview proved."""
    try:
        before, after = (policy_of(one.files.get(SIGNATURES)) for one in (base, tree))
    except RulesetError:  # of its own: the checks of the preview say it
        before, after = policy_of(base.files.get(SIGNATURES)), None
    seats = seats_across(before, after, found.touched)
    return say.t("forecast.with_text", who=seats_in_words(seats, say)) if seats else ""


def seats_by_class(
    before: SignaturePolicy, after: SignaturePolicy | None, fields: Iterable[str]
) -> tuple[SeatsByClass, ...]:
    """Signatures that a change of all these fields asks for at most, those of the fewest persons
    first.
    """
    touched = before.reach(fields)
    found: dict[tuple[tuple[Role, int], ...], list[str]] = {}
    for of_class in CHANGE_CLASSES:
        seats = seats_across(before, after, [TouchedField(field, of_class) for field in touched])
        found.setdefault(tuple(sorted(seats.items())), []).append(of_class)
    ranked = sorted(found.items(), key=lambda one: sum(number for _, number in one[0]))
    return tuple(SeatsByClass(dict(seats), tuple(classes)) for seats, classes in ranked)


def _request(row: ChangeRow, seats: RequestSeats, say: Say) -> str:
    if not seats.required:
        return say.t("forecast.nothing")
    who = seats_in_words(seats.required, say)
    said = say.t(f"forecast.request.{'bound' if seats.is_bound else row.state}", who=who)
    if row.state == ChangeState.DRAFT:
        return said
    missing = missing_in_words(seats.missing, say)
    return f"{said} {missing}." if missing else f"{said} {say.t('forecast.all_there')}"


def _change(
    before: SignaturePolicy, after: SignaturePolicy | None, fields: Collection[str], say: Say
) -> tuple[str, tuple[ClassSeats, ...]]:
    """What a change of these fields asks for: in a sentence, then by class."""
    if not fields:
        lines = policy_lines(before, say)
        return say.t("forecast.any_field"), tuple(
            ClassSeats(f"{line.fields} ({line.classes})", line.signers) for line in lines
        )
    found = seats_by_class(before, after, fields)
    signers = [seats_in_words(one.seats, say) or say.t("change.nobody") for one in found]
    names = sorted(field_in_words(field, say) for field in fields)
    said = ", ".join(names) if len(names) <= MOST_FIELDS else say.t("forecast.fields", n=len(names))
    if len(found) == 1:
        return say.t("forecast.alike", fields=said, who=signers[0]), ()
    classes = tuple(
        ClassSeats(classes_in_words(one.classes, say), who) for one, who in zip(found, signers, strict=True)
    )
    key = "forecast.reaches" if SHARED_FIELD in fields else "forecast.varies"
    return say.t(key, fields=said, least=signers[0], most=signers[-1]), classes
