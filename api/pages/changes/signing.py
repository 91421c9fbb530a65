"""Who must sign a change request, who did, and what made signatures void, in words."""

from __future__ import annotations

from collections.abc import Mapping

from api.changes import repository
from api.changes.schemas import ChangeRead
from api.changes.states import ChangeState, SignatureEnd
from api.changes.submission import policy_in, possible_signers
from api.db.changes import ChangeRow, PublicationRow, SignatureRow
from api.db.sessions import AnySession
from api.http.services import Services
from api.kit.permissions import Role
from api.pages.changes.request_records import RequestRecords
from api.pages.changes.views import LookCount, RoleSeats, SignatureLine, SignaturesView
from api.pages.rules.policy_words import missing_in_words, seats_in_words
from api.pages.shell.moments import say_moment
from api.pages.shell.say import Say
from api.rules.publication_rows import publication_of_tree
from api.rules.signatures import SignaturePolicy, missing_seats


def signatures_view(records: RequestRecords, read: ChangeRead, services: Services, say: Say) -> SignaturesView:
    """Who must sign, who did, who is missing; what voided the last signatures."""
    row, zone = records.row, services.settings.zone
    lines = []
    for one in read.signatures:
        ended = ""
        if one.end is not None and one.ended_at is not None:
            when = say_moment(one.ended_at, zone, say.language)
            ended = say.t("change.signature_ended", why=say.t(f"change.end.{one.end}"), when=when)
        elif not one.counts and row.state != ChangeState.PUBLISHED:
            ended = say.t("change.signature_role")
        roles = ", ".join(say.t(f"role.{role}") for role in one.roles)
        lines.append(SignatureLine(one.by, roles, say_moment(one.at, zone, say.language), ended))
    is_open = row.state in (ChangeState.DRAFT, ChangeState.SUBMITTED)
    seats = read.seats
    return SignaturesView(
        roles=tuple(_required(role, number, seats.missing, say) for role, number in sorted(seats.required.items())),
        missing=missing_in_words(seats.missing, say) if row.state == ChangeState.SUBMITTED else "",
        lines=tuple(lines),
        ended=sum(1 for line in lines if line.ended),
        voided=_voided(records, services, say) if is_open else "",
        out_of_reach=_out_of_reach(records, seats.required, say) if is_open else "",
        to_sign=_to_sign(seats.required, say) if row.state == ChangeState.DRAFT else "",
    )


def _to_sign(required: Mapping[Role, int], say: Say) -> str:
    """Who signs a draft once it is submitted; empty where nobody has to."""
    return say.t("change.to_sign", who=seats_in_words(required, say)) if required else ""


def _out_of_reach(records: RequestRecords, required: Mapping[Role, int], say: Say) -> str:
    """Which signatures nobody but its writers could give; empty where all can be had."""
    others = [one for one in possible_signers(records.session) if one.account not in records.writers]
    lacking = missing_seats(required, others)
    return say.t("change.out_of_reach", who=seats_in_words(lacking, say)) if lacking else ""


def _required(role: Role, number: int, missing: Mapping[Role, int], say: Say) -> RoleSeats:
    left = missing.get(role, 0)
    return RoleSeats(
        say.t(f"change.signers.{role.value}", n=number),
        say.t("change.role_missing", n=left) if left else say.t("change.role_signed"),
    )


def _voided(records: RequestRecords, services: Services, say: Say) -> str:
    """What voided the last signatures: which files, by whom, when. Empty where none was voided, or
    somebody signed since.
    """
    session, rows = records.session, records.signatures
    ended = [one for one in rows if one.ended_at is not None and one.end != SignatureEnd.WITHDRAWN]
    if not ended or any(one.ended_at is None for one in rows):
        return ""
    last = max(one.ended_at for one in ended if one.ended_at is not None)
    together = [one for one in ended if one.ended_at == last]
    names = repository.pseudonyms(session, [one.account for one in together])
    said = say.t(
        "change.voided",
        n=len(together),
        who=", ".join(sorted(names.values())),
        why=say.t(f"change.end.{together[0].end}"),
        when=say_moment(last, services.settings.zone, say.language),
    )
    if together[0].end == SignatureEnd.BASE:
        said += _edition_behind(session, records.row, say)
    paths, by = _revision_behind(session, records.row, together[0])
    if paths:
        said += " " + say.t("change.voided_files", n=len(paths), by=by, paths=", ".join(paths[:5]))
    return say.marking(said, *names.values(), by)


def _edition_behind(session: AnySession, row: ChangeRow, say: Say) -> str:
    """The edition onto which a request was moved, in words; empty where it no longer stands."""
    found = publication_of_tree(session, row.base)
    if found is None:
        return ""
    of = repository.changes_among(session, [found.change]) if found.change is not None else []
    title = of[0].title if of else say.t("change.from_folder")
    return " " + say.t("change.voided_base", number=found.number, title=title)


def _revision_behind(session: AnySession, row: ChangeRow, ended: SignatureRow) -> tuple[list[str], str]:
    """Files of the revision that voided a signature, and who wrote it; none where none did."""
    found = [one for one in repository.revisions(session, row.id) if one.at == ended.ended_at]
    if not found or ended.end != SignatureEnd.FILES:
        return [], ""
    return found[-1].paths, repository.pseudonyms(session, [found[-1].author]).get(found[-1].author, "")


def looks_of(records: RequestRecords, parts: frozenset[str], say: Say) -> tuple[LookCount, ...]:
    """By person who looked or signed, how many parts of the submission they looked at."""
    session, submission = records.session, records.row.submission
    if submission is None or not parts:
        return ()
    seen = repository.reviewers(session, submission)
    signed = [one.account for one in records.signatures if one.ended_at is None]
    names = repository.pseudonyms(session, [*seen, *signed])
    counts = {account: len(seen.get(account, frozenset()) & parts) for account in [*seen, *signed]}
    return tuple(
        LookCount(names.get(account, "…"), say.t("change.looked", n=count, of=len(parts)))
        for account, count in sorted(counts.items(), key=lambda one: names.get(one[0], ""))
    )


def published_policy(session: AnySession, last: PublicationRow | None) -> SignaturePolicy | None:
    """The sign-off policy of the last edition published, which is `last`; None before the first
    one.

    Raises:
        Problem: it cannot be read.
    """
    return None if last is None else policy_in(session, last.tree)
