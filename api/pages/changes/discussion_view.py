"""The discussion of a change request, and its history, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from api.changes import repository
from api.changes.schemas import CommentRead
from api.db.sessions import AnySession
from api.http.services import Services
from api.journal.entries import entries_about
from api.pages.changes.evidence_views import anchor_of, file_address
from api.pages.changes.views import CommentView, DifferencePart, StepLine
from api.pages.shell.catalogue import MESSAGES
from api.pages.shell.moments import say_moment
from api.pages.shell.parts import Link, Option
from api.pages.shell.say import Say

MOST_STEPS = 500
_FILE = "fichier:"
"""Opens the place of a comment on a file."""
_CLAUSE = "#"
"""Opens the clause in the place of a comment on a clause of a part."""


def comments_by_place(comments: Iterable[CommentRead]) -> dict[str, int]:
    """How many comments each place has that are not resolved."""
    return Counter(one.place.partition(_CLAUSE)[0] for one in comments if one.resolved_at is None)


def places_of(parts: Sequence[DifferencePart], paths: Sequence[str], say: Say) -> tuple[Option, ...]:
    """What a comment may be about: the whole, a part of the difference, a file."""
    whole = Option("", say.t("change.place_whole"))
    return (
        whole,
        *(Option(place, title, "fr") for place, title in titles_of(parts).items() if not place.startswith("text:")),
        *(Option(f"{_FILE}{path}", path) for path in paths),
    )


def titles_of(parts: Sequence[DifferencePart]) -> dict[str, str]:
    """Title of each part of the difference, and of each of its clauses that differs, by the place
    that comments name.
    """
    found: dict[str, str] = {}
    for part in parts:
        found[part.id] = part.title
        for clause in part.clauses:
            found[f"{part.id}{_CLAUSE}{clause}"] = f"{part.title}, {clause}"
    return found


def discussion_view(
    change: str, read: Sequence[CommentRead], titles: Mapping[str, str], services: Services, say: Say
) -> tuple[CommentView, ...]:
    """Comments, the first one first, each with its answers. `titles`: those of the parts shown."""
    answers: dict[str, list[CommentRead]] = {}
    for one in read:
        if one.answers is not None:
            answers.setdefault(one.answers, []).append(one)

    def view(one: CommentRead, replies: Sequence[CommentRead] = ()) -> CommentView:
        zone, language = services.settings.zone, say.language
        resolved = ""
        if one.resolved_at is not None:
            when = say_moment(one.resolved_at, zone, language)
            by = one.resolved_by or ""
            resolved = say.marking(say.t("change.resolved_by", by=by, when=when), by)
        return CommentView(
            id=one.id,
            by=one.by,
            when=say_moment(one.at, zone, language),
            body=one.body,
            place=_place(change, one.place, titles),
            resolved=resolved,
            answers=tuple(view(reply) for reply in replies),
        )

    return tuple(view(one, _under(one, answers)) for one in read if one.answers is None)


def _under(root: CommentRead, answers: Mapping[str, Sequence[CommentRead]]) -> list[CommentRead]:
    """Answers to a comment, and answers to these, each after what it answers."""
    found, waiting = [], [*reversed(answers.get(root.id, ()))]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += reversed(answers.get(one.id, ()))
    return found


def _place(change: str, place: str, titles: Mapping[str, str]) -> Link | None:
    if not place:
        return None
    if place.startswith(_FILE):
        path = place.removeprefix(_FILE)
        return Link(file_address(change, path), path)
    part = place.partition(_CLAUSE)[0]
    return Link(f"#{anchor_of(part)}" if part in titles else "#ce-que-ca-change", titles.get(place, place))


def history_view(session: AnySession, change: str, services: Services, say: Say) -> tuple[StepLine, ...]:
    """Each step of a change request as the journal has it, the last one first."""
    entries = entries_about(session, change, MOST_STEPS)
    names = repository.pseudonyms(session, [entry["who"] for entry in entries])
    return tuple(_step(entry, names, services, say) for entry in reversed(entries))


def _step(entry: Mapping[str, Any], names: Mapping[str, str], services: Services, say: Say) -> StepLine:
    key = f"change.did.{entry['action'].removeprefix('rules.')}"
    when = say_moment(datetime.fromisoformat(entry["at"]), services.settings.zone, say.language)
    what = say.t(key) if key in MESSAGES else entry["action"]
    return StepLine(what, _detail(entry["detail"] or {}, say), names.get(entry["who"], entry["who"]), when)


def _detail(detail: Mapping[str, Any], say: Say) -> str:
    said = []
    if detail.get("paths"):
        said.append(", ".join(detail["paths"][:5]) + (" …" if detail.get("of", 0) > 5 else ""))
    if detail.get("number"):
        said.append(say.t("change.edition_number", number=detail["number"]))
    if detail.get("roles"):
        said.append(", ".join(say.t(f"role.{role}") for role in detail["roles"]))
    return " · ".join(said)
