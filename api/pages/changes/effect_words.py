"""From when on a change request answers, until when, and what is in the way of its date."""

from __future__ import annotations

from api.changes import repository
from api.changes.drafts import EffectFault, effect_fault
from api.changes.publishing import withdrawal_reason
from api.changes.states import OPEN
from api.db.changes import PublicationRow
from api.http.services import Services
from api.pages.changes.request_records import RequestRecords
from api.pages.changes.views import EffectView
from api.pages.shell.moments import say_moment
from api.pages.shell.parts import Link
from api.pages.shell.say import Say
from api.rules.publication_rows import publication_after


def effect_view(records: RequestRecords, services: Services, say: Say) -> EffectView:
    """The effect of a change request."""
    session, row, published = records.session, records.row, records.publication
    is_open, withdrawn = row.state in OPEN, published if published and published.withdrawn_at else None
    return EffectView(
        words=_words(records, services, say),
        withdrawal=withdrawal_reason(session, withdrawn.number) if withdrawn is not None else "",
        to_come=to_come(records.last, services, say) if is_open else None,
        warning=_warning(records, say) if is_open else "",
    )


def to_come(last: PublicationRow | None, services: Services, say: Say) -> Link | None:
    """What an edition to come asks of whatever is published after it, with its place among
    publications; None where the last one has taken effect.
    """
    if last is None or last.effect_at <= services.clock.now():
        return None
    when = say_moment(last.effect_at, services.settings.zone, say.language)
    told = say.t("change.effect_to_come", number=last.number, when=when)
    return Link(f"/publications#edition-{last.number}", told)


def _warning(records: RequestRecords, say: Say) -> str:
    last = records.last
    match None if last is None else effect_fault(records.row.effect_at, last, records.now):
        case EffectFault.PAST:
            return say.t("change.effect_past")
        case EffectFault.EARLY:
            return say.t("change.effect_early")
        case _:
            return ""


def _words(records: RequestRecords, services: Services, say: Say) -> str:
    session, row, published = records.session, records.row, records.publication
    zone, now = services.settings.zone, records.now
    if published is None:
        if row.effect_at is None:
            return say.t("change.effect_at_once")
        return say.t("change.effect_from", when=say_moment(row.effect_at, zone, say.language))
    since = say_moment(published.effect_at, zone, say.language)
    if published.withdrawn_at is not None:
        account = published.withdrawn_by or ""
        by = repository.pseudonyms(session, [account]).get(account, "…")
        when = say_moment(published.withdrawn_at, zone, say.language)
        return say.marking(say.t("change.effect_withdrawn", by=by, when=when, effect=since), by)
    if published.effect_at > now:
        return say.t("change.effect_from", when=since)
    after = publication_after(session, published.number)
    if after is None or after.effect_at > now:
        return say.t("change.effect_since", when=since)
    return say.t("change.effect_between", since=since, until=say_moment(after.effect_at, zone, say.language))
