"""Remark of the service on a prepared notice: added, changed, or taken away. The rest of the notice
stays as it was composed.
"""

from __future__ import annotations

from typing import cast

from api.db.action import TransmissionRow
from api.db.sessions import WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.journal.entries import record
from api.kit.problems import Problem, RequestFault
from api.transmissions import repository
from api.transmissions.notices.content import ComposedContent, NoticeContent
from api.transmissions.notices.stages import decision_stands
from api.transmissions.schemas import NoticeRemarkWrite
from engine.notices.faults import NoticeError
from engine.notices.loader import Templates
from engine.notices.plain import text_of
from engine.notices.remarks import NoticeRemark, data_with_remark, html_with_remark, no_place_for_a_remark
from engine.notices.tables import Kind
from textfile.text import Language


def remark(
    session: WriteSession, services: Services, who: Identity, row: TransmissionRow, body: NoticeRemarkWrite
) -> None:
    """Writes the remark of a notice, and of those that leave with it as one. Where two persons
    confirm, whoever confirmed the text of before confirms again: both read what leaves.

    Raises:
        Problem: it is no longer prepared, its decision was undone, or its format has no place for a
            remark.
    """
    parts = repository.together(session, row)
    if row.state != "prepared" or row.content is None or not all(decision_stands(session, part) for part in parts):
        raise Problem("wrong-state")
    _has_a_place(cast(Kind, row.kind))
    language: Language = "fr" if row.language == "fr" else "en"
    new = NoticeRemark(body.words, body.language or language) if body.words else None
    before = NoticeContent.from_bytes(row.content)
    if new == before.remark:
        return
    content, template_digest = _remarked(services.rules.notices, before, row, language, new)
    stored, digest = content.to_bytes()
    now = services.clock.now()
    for part in parts:
        confirmed = part.confirmed_by is not None
        part.content, part.content_digest, part.template_digest = stored, digest, template_digest
        part.confirmed_by = part.confirmed_at = None
        detail = {"transmission": part.id, "content": digest, "characters": len(body.words), "unconfirmed": confirmed}
        record(session, now, who.account, "notice.remarked", part.report, **detail)
    session.flush()


def _has_a_place(kind: Kind) -> None:
    """Refuses a remark on what a machine reads.

    Raises:
        Problem: `notice-refused`.
    """
    fault = no_place_for_a_remark(kind)
    if fault is not None:
        raise Problem("notice-refused", [RequestFault("/words", fault.what, fault.remedy)])


def _remarked(
    templates: Templates, before: NoticeContent, row: TransmissionRow, language: Language, new: NoticeRemark | None
) -> tuple[NoticeContent, str | None]:
    """The content with a remark, or as it was composed, and the digest of its wording.

    Raises:
        Problem: the rules have no heading for a remark.
    """
    bare = before.composed or ComposedContent(before.html, before.french, row.template_digest or "")
    data = data_with_remark(before.data, new)
    if new is None:
        return NoticeContent(before.subject, text_of(bare.html), bare.html, data, bare.french), bare.template_digest
    try:
        html = html_with_remark(templates, bare.html, new, language)
        french = html_with_remark(templates, bare.french, new, "fr") if bare.french else ""
    except NoticeError as refused:
        faults = [RequestFault("/words", fault.what, fault.remedy) for fault in refused.faults]
        raise Problem("notice-refused", faults) from refused
    digest = templates.digest_with_remark(bare.template_digest, language)
    return NoticeContent(before.subject, text_of(html), html, data, french, bare), digest
