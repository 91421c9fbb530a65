"""A decided case, or several for one host, to a notice: what a person reads, and what a machine
reads.

Same case, same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from engine.notices.addresses import defanged, without_links
from engine.notices.casefile import CaseFile
from engine.notices.faults import NoticeError, NoticeFault
from engine.notices.grounds import Grounds, grounds_of
from engine.notices.loader import EXPLANATION, Templates
from engine.notices.plain import text_of
from engine.notices.records import authorities, hosts, letters, network, xarf
from engine.notices.records.common import Matter
from engine.notices.remarks import NoticeRemark, data_with_remark, html_with_remark, no_place_for_a_remark
from engine.notices.requirements import NEEDS, directive_article, faults_in_danger, faults_of
from engine.notices.sandbox import EmptyPlaceholder
from engine.notices.tables import Kind
from engine.notices.telling import NoticeWriter
from textfile.text import Language, Text

_HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.[^\W\d][\w-]*")
"""A host on its own: mail programs make a link of it too."""
_RECORDS: dict[Kind, Callable[[Matter], dict[str, Any]]] = {
    "dsa16": hosts.dsa16,
    "tdb": hosts.tdb,
    "pharos": authorities.pharos,
    "arcom": authorities.arcom,
    "iccam": network.iccam,
    "scart": network.scart,
    "xarf": xarf.xarf,
    "emergency": letters.emergency,
    "reply": partial(letters.letter, "reply"),
    "sheet": partial(letters.letter, "sheet"),
    "orientation": partial(letters.letter, "orientation"),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice.

    `html` is a fragment of the subset that `engine.notices.pdf.pdf_of` prints; `text` is what is
    copied or sent as text (for a machine format, its exact lines); `data` holds raw addresses.
    `template_digest` names all that the wording used, `digest` all that was written.
    """

    kind: Kind
    language: Language
    subject: str
    html: str
    text: str
    data: Mapping[str, Any]
    template_digest: str
    digest: str


def compose(
    templates: Templates,
    kind: Kind,
    language: Language,
    casefile: CaseFile | Sequence[CaseFile],
    day: date,
    remark: NoticeRemark | None = None,
) -> Notice:
    """The notice of a kind, dated, with the remark of the service when there is one.

    Several cases are allowed where the kind groups them (`dsa16`, `scart`).

    Raises:
        NoticeError: with everything that is missing, unconfirmed or out of place; nothing half
            written is given.
    """
    cases = (casefile,) if isinstance(casefile, CaseFile) else tuple(casefile)
    if not cases:
        raise NoticeError(
            [
                NoticeFault(
                    "missing",
                    "(notification)",
                    Text(fr="aucun dossier", en="no case"),
                    Text(fr="donner au moins un dossier", en="give at least one case"),
                )
            ]
        )
    wording = templates.wording(kind, language, day)
    grounds, faults = _grounds(kind, cases)
    faults = [*faults_of(kind, cases, templates), *faults]
    no_place = no_place_for_a_remark(kind) if remark is not None else None
    if faults and (left := faults_in_danger(kind, cases, templates)) is not None:
        grounds, faults = (), left  # danger is told at once, and no law with it
    faults += [no_place] if no_place is not None else []
    if faults:
        raise NoticeError(faults)
    directive = directive_article(cases[0], templates) if kind == "dsa16" else None
    teller = NoticeWriter(templates, wording, day)
    try:
        view = teller.view(cases, grounds, directive)
        matter = Matter(
            cases, grounds, view.grounds, templates.tables, language, day, wording.statement,
            text_of(templates.sandbox.render(EXPLANATION.format(language=language), view)) if grounds else "",
            directive_article(cases[0], templates),
        )  # fmt: skip
        data = _RECORDS[kind](matter)
        if NEEDS[kind].machine:
            view = teller.view(cases, grounds, directive, tuple(_lines(data)))
        html = templates.sandbox.render(wording.template, view)
        subject = templates.sandbox.render_line(wording.subject, view)
    except EmptyPlaceholder as error:
        remedy = Text(
            fr="donner ce qui manque, scinder le dossier, ou corriger le modèle",
            en="give what is missing, split the case, or correct the template",
        )
        fault = NoticeFault("unfilled", f"templates/{wording.template}", error.text, remedy)
        raise NoticeError([fault]) from error
    wording_digest = templates.digest(wording)
    if remark is not None:
        html, data = html_with_remark(templates, html, remark, language), data_with_remark(data, remark)
        wording_digest = templates.digest_with_remark(wording_digest, language)
    text = _text(kind, html, data)
    return Notice(
        kind,
        language,
        subject,
        html,
        text,
        data,
        wording_digest,
        _digest(kind, language, subject, html, text, data),
    )


def _grounds(kind: Kind, cases: Sequence[CaseFile]) -> tuple[tuple[Grounds, ...], list[NoticeFault]]:
    if not NEEDS[kind].grounds:
        return (), []
    read = [grounds_of(case) for case in cases]
    faults = [fault for found in read if isinstance(found, list) for fault in found]
    return tuple(found for found in read if isinstance(found, Grounds)), faults


def _text(kind: Kind, html: str, data: Mapping[str, Any]) -> str:
    """The text that leaves: the words, or the exact lines of a machine format."""
    if kind == "scart":
        return network.scart_lines(dict(data))
    if NEEDS[kind].machine:
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    return text_of(html)


def _lines(data: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """The fields of a record by their path, for a reader: addresses are defanged."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _lines(value, f"{name}.{key}" if name else key)
    elif isinstance(data, list):
        for number, value in enumerate(data, 1):
            yield from _lines(value, f"{name}[{number}]")
    elif data not in (None, ""):
        text = str(data)
        is_address = ("://" in text and " " not in text) or _HOST.fullmatch(text)
        yield name, defanged(text) if is_address else without_links(text)


def _digest(kind: str, language: str, subject: str, html: str, text: str, data: Mapping[str, Any]) -> str:
    told = json.dumps([kind, language, subject, html, text, data], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()
