"""`/hebergeurs`: the directory of hosts and platforms that can be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, ValidationError

from api.db.action import HostRow
from api.db.sessions import AnySession, WriteSession
from api.hosts import repository, service
from api.hosts.schemas import HostId, HostInput
from api.http.deps import Read, Write
from api.http.routing import OffLoopRouter
from api.kit.permissions import Permission
from api.kit.problems import Problem, RequestFault
from api.pages.display.routes import sent_form
from api.pages.follow_up.views import HostsPage, HostView
from api.pages.follow_up.words import options, refused
from api.pages.shell.catalogue import translate
from api.pages.shell.say import Say
from api.pages.shell.visit import HostChangeVisit, HostsVisit, Visit
from textfile.text import LANGUAGES, Text

router = OffLoopRouter(prefix="/hebergeurs", default_response_class=HTMLResponse, include_in_schema=False)
PlainForm = Annotated[dict[str, str], Depends(sent_form)]
Short = Annotated[str, Query(max_length=200)]
KINDS = ("host", "platform", "cdn", "publisher")
FIELDS = (
    "name",
    "kind",
    "domains",
    "asns",
    "country",
    "eu_establishment",
    "notice_email",
    "notice_page",
    "language",
    "read_at",
    "verified_on",
)
WORDS = {"eu_establishment": "eu", "notice_email": "email", "notice_page": "page"}
"""Fields whose label is said otherwise; see `hosts.…` in the messages."""
MOST = 100


class HostsQuery(BaseModel):
    """Address of the directory: words that are looked for, the last host read, the one to change,
    and whether one was just stored.
    """

    model_config = ConfigDict(frozen=True)

    q: Short = ""
    apres: Short = ""
    fiche: Short = ""
    fait: Short = ""


_NO_QUERY = HostsQuery()


@router.get("", name="hosts")
def hosts(visit: HostsVisit, session: Read, query: Annotated[HostsQuery, Query()]) -> HTMLResponse:
    """The directory, and the form of one host."""
    row = session.get(HostRow, query.fiche) if query.fiche else None
    return _page(visit, session, HostForm.of(row), query=query)


@router.post("", name="add_host_here")
def add_host_here(visit: HostChangeVisit, session: Write, form: PlainForm) -> Response:
    """Adds a host."""
    return _state(visit, session, form, None)


@router.post("/{host}", name="change_host_here")
def change_host_here(visit: HostChangeVisit, host: HostId, session: Write, form: PlainForm) -> Response:
    """Says anew what is known of a host."""
    return _state(visit, session, form, host)


@dataclass(frozen=True, slots=True)
class HostForm:
    """Form of a host: its fields, and its identifier, empty for a new one."""

    id: str
    fields: Mapping[str, str]

    @staticmethod
    def of(row: HostRow | None) -> HostForm:
        """The form of a host that is known, or an empty one."""
        return HostForm(row.id if row is not None else "", _fields(row))


def _state(visit: Visit, session: WriteSession, form: Mapping[str, str], host: str | None) -> Response:
    try:
        service.state(session, visit.services, visit.who, _read(form), host)
    except Problem as problem:
        session.abandon()
        with visit.services.database.read() as reading:
            row = reading.get(HostRow, host) if host is not None else None
            fields = {name: form.get(name, "") for name in FIELDS}
            return _page(visit, reading, HostForm(row.id if row is not None else "", fields), problem)
    return RedirectResponse("/hebergeurs?fait=1", 303)


def _read(form: Mapping[str, str]) -> HostInput:
    """Host that the form states.

    Raises:
        Problem: fields that cannot be read, each by its label.
    """
    told: dict[str, Any] = {name: form.get(name, "").strip() or None for name in FIELDS}
    told["domains"] = (told["domains"] or "").lower().split()
    asns = (told["asns"] or "").upper().replace("AS", " ").split()
    told["asns"] = [int(asn) if asn.isdigit() else asn for asn in asns]
    for name in ("country", "eu_establishment"):
        told[name] = told[name].upper() if told[name] else None
    try:
        return HostInput.model_validate({name: value for name, value in told.items() if value is not None})
    except ValidationError as error:
        wrong = dict.fromkeys(str(e["loc"][0]) for e in error.errors(include_url=False, include_input=False))
        raise Problem("invalid-request", [RequestFault(f"/{name}", _wrong(name)) for name in wrong]) from error


def _wrong(name: str) -> Text:
    """Fault of a field that cannot be read: it is named by its label."""
    label = f"hosts.{WORDS.get(name, name)}"
    fr, en = (translate(language, "hosts.wrong", field=translate(language, label)) for language in LANGUAGES)
    return Text(fr=fr, en=en)


def _page(
    visit: Visit,
    session: AnySession,
    form: HostForm,
    problem: Problem | None = None,
    query: HostsQuery = _NO_QUERY,
) -> HTMLResponse:
    say, words = visit.say, query.q.strip()
    rows = repository.page(session, query.apres or None, MOST + 1, words)
    page = HostsPage(
        title=say.t("hosts.title"),
        items=tuple(_view(h, say) for h in rows[:MOST]),
        query=words,
        following=urlencode({"q": words, "apres": rows[MOST - 1].name}) if len(rows) > MOST else "",
        may_change=visit.may(Permission.HOSTS_MANAGE),
        chosen=form.id,
        fields=form.fields,
        kinds=options(say, "host_kind.", *KINDS),
        languages=options(say, "hosts.language.", *LANGUAGES),
        errors=refused(problem, say) if problem is not None else (),
        message=say.t("hosts.done") if query.fait else "",
    )
    return visit.render(page, problem.kind.status if problem is not None else 200)


def _fields(row: HostRow | None) -> dict[str, str]:
    if row is None:
        return {**dict.fromkeys(FIELDS, ""), "kind": "host", "language": "fr"}
    plain = {name: getattr(row, name) for name in FIELDS}
    plain["domains"], plain["asns"] = " ".join(row.domains), " ".join(f"AS{n}" for n in row.asns)
    return {name: "" if value is None else str(value) for name, value in plain.items()}


def _view(row: HostRow, say: Say) -> HostView:
    lines = [say.t(f"host_kind.{row.kind}"), " ".join(row.domains)]
    lines += [say.t("hosts.country_is", code=row.country)] if row.country else []
    lines += [row.notice_email] if row.notice_email else []
    lines += [say.t("hosts.has_page")] if row.notice_page else []
    lines += [say.t("hosts.verified", day=say.day(row.verified_on))] if row.verified_on else []
    reachable = row.notice_email is not None or row.notice_page is not None
    return HostView(row.id, row.name, tuple(filter(None, lines)), reachable)
