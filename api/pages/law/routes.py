"""The law library: list, offence, vocabulary of facts. Read only."""

from __future__ import annotations

import difflib
from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.responses import HTMLResponse

from api.http.permissions import CanReadLaw
from api.http.routing import OffLoopRouter
from api.http.services import Services, services_of
from api.kit.permissions import Permission
from api.kit.preferences import language_of
from api.pages.law.cases import base_facts, case_views, questions
from api.pages.law.contexts import EditionView, FactsPage, LawPage, NotFoundPage, OffencePage
from api.pages.law.fact_list import groups
from api.pages.law.history import LawHistory
from api.pages.law.library import Edition, LawLibraries, LawLibrary
from api.pages.law.offence_list import themes
from api.pages.law.offence_page import Sheet
from api.pages.law.official import with_official
from api.pages.law.past_decisions import decision_views
from api.pages.law.views import DecidedView
from api.pages.shell.catalogue import translate
from api.pages.shell.parts import Link, Option
from api.pages.shell.say import Say
from api.pages.shell.templating import render
from engine.model.law import Offence, Version
from engine.model.ruleset import Ruleset

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)

Search = Annotated[str, Query(max_length=120)]
Named = Annotated[str, Query(max_length=64, pattern="^[0-9a-f]*$")]


class NoSuchThing(Exception):
    """A page that does not exist; `install` answers it with a page."""

    def __init__(self, key: str, near: Link | None = None, **values: str) -> None:
        super().__init__(key)
        self.key, self.near, self.values_ = key, near, values


def law_library(request: Request) -> LawLibrary:
    """The library of the law that answers this request."""
    libraries: LawLibraries | None = getattr(request.app.state, "libraries", None)
    if libraries is not None:
        return libraries.laws_of(services_of(request))
    library: LawLibrary = request.app.state.law_library
    return library


def chosen_edition(library: Annotated[LawLibrary, Depends(law_library)], edition: Named = "") -> Edition:
    """The edition asked for by the start of its digest, or the one in use."""
    found = library.edition(edition) if edition else library.current()
    if found is None:
        raise NoSuchThing("error.no_edition", digest=edition)
    return found


ChosenEdition = Annotated[Edition, Depends(chosen_edition)]
Library = Annotated[LawLibrary, Depends(law_library)]


def _view(edition: Edition, library: LawLibrary) -> EditionView:
    return EditionView(edition.digest, edition.digest[:12], edition.digest == library.current().digest)


def _suffix(view: EditionView) -> str:
    return "" if view.current else f"?edition={view.short}"


@router.get("/loi", name="law")
def law(
    _: CanReadLaw,
    request: Request,
    edition: ChosenEdition,
    library: Library,
    q: Search = "",
    jour: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:
    """The law by theme."""
    view, day = _view(edition, library), _day(jour)
    say = Say(edition.ruleset, language_of(request), _suffix(view))
    listed = themes(edition, say, day, q)
    return render(
        request,
        LawPage(
            title=say.t("law.title"),
            edition=view,
            words=q,
            day=day,
            themes=listed,
            count=sum(len(theme.offences) for theme in listed),
            total=len(edition.ruleset.offences),
        ),
    )


@router.get("/loi/{offence}", name="offence")
def offence(
    who: CanReadLaw,
    request: Request,
    offence: str,
    edition: ChosenEdition,
    library: Library,
    version: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    """One offence."""
    ruleset = edition.ruleset
    held = ruleset.offences.get(offence)
    if held is None:
        raise NoSuchThing("error.no_offence", _nearest(offence, ruleset), name=offence[:80])
    view = _view(edition, library)
    say = Say(ruleset, language_of(request), _suffix(view))
    history: LawHistory = request.app.state.law_history
    reader = who if who is not None and who.may(Permission.REPORTS_DECIDE) else None
    latest = history.latest(offence, reader.account if reader is not None else None)
    decided = decision_views(latest, say, reads=reader is not None)
    today = date.today()
    page, day = (
        offence_page(held, edition, say, version, today, decided),
        _day_of(_version(held, version, today), today),
    )
    if view.current and who is not None and who.may(Permission.QUALIFICATIONS_ASK):
        page = replace(page, trial=f"/essayer?infraction={held.id}&jour={day}")
    if view.current and who is not None and who.may(Permission.RULES_DRAFT):
        page = replace(page, propose=f"/loi/{offence}/proposition")
    services: Services | None = getattr(request.state, "services", None)
    if services is not None:
        page = with_official(page, services, day, say)
    return render(request, page)


def offence_page(
    offence: Offence,
    edition: Edition,
    say: Say,
    wanted: str,
    today: date,
    decided: tuple[DecidedView, ...] = (),
) -> OffencePage:
    """The page of an offence; `wanted` names the version to read, otherwise the one in force."""
    view = EditionView(edition.digest, edition.digest[:12], not say.suffix)
    version = _version(offence, wanted, today)
    day = _day_of(version, today)
    offence, version = offence.on(day), offence.as_on(version, day)
    sheet = Sheet(offence, version, say, today)
    file = edition.cases.get(offence.id)
    versions, measured = sheet.versions(), edition.measured.get(offence.id)
    return OffencePage(
        title=say.text(offence.title),
        edition=view,
        id=offence.id,
        citation=say.plain(offence.citation),
        legifrance=offence.legifrance or "",
        facts_in_short=_in_short(offence, say),
        versions=versions,
        version=next(v for v in versions if v.id == version.id),
        version_options=tuple(Option(v.id, say.period(v.from_, v.until)) for v in offence.versions if v.void is None),
        elements=sheet.elements(),
        defences=sheet.defences(),
        scope=sheet.scope(),
        aggravations=sheet.aggravations(),
        cautions=sheet.cautions(),
        timeline=sheet.timeline(),
        matrix=sheet.matrix(),
        matrix_heads=tuple(say.day(v.from_) for v in offence.versions if v.void is None),
        limitations=sheet.limitations(),
        neighbours=sheet.neighbours(),
        questions=questions(offence, version, say),
        cases=case_views(file, offence, say) if file is not None else (),
        base=base_facts(file, say) if file is not None else "",
        measured=measured,
        measured_before=measured.ruleset[:12] if measured is not None and measured.ruleset != edition.digest else "",
        decided=decided,
        sources=sheet.sources(),
        official={},
        official_note="",
    )


def _in_short(offence: Offence, say: Say) -> tuple[tuple[str, str], ...]:
    return (
        (say.t("law.nature"), say.marking(say.t(f"nature.{offence.nature}"), say.t(f"nature.{offence.nature}"))),
        (say.t("offence.conduct"), say.t(f"conduct.{offence.conduct}")),
        (say.t("offence.authority"), say.text(offence.authority)),
        (say.t("offence.routing"), ", ".join(say.t(f"route.{route}") for route in offence.routing)),
    )


def _day_of(version: Version, today: date) -> date:
    """The day on which a version is read and tried: today, else the last day that it has."""
    return today if version.covers(today) else version.until or version.from_


def _version(offence: Offence, wanted: str, today: date) -> Version:
    named = next((v for v in offence.versions if v.id == wanted), None)
    return named or offence.at(today) or offence.versions[-1]


@router.get("/faits", name="facts")
def facts(_: CanReadLaw, request: Request, edition: ChosenEdition, library: Library, q: Search = "") -> HTMLResponse:
    """The vocabulary."""
    view = _view(edition, library)
    say = Say(edition.ruleset, language_of(request), _suffix(view))
    listed = groups(edition, say, q)
    return render(
        request,
        FactsPage(
            title=say.t("facts.title"),
            edition=view,
            words=q,
            groups=listed,
            count=sum(len(group.facts) for group in listed),
            total=len(edition.ruleset.facts),
        ),
    )


def no_such_thing(request: Request, error: Exception) -> HTMLResponse:
    """The page that says what was not found."""
    assert isinstance(error, NoSuchThing)
    language = language_of(request)
    message = translate(language, error.key, **error.values_)
    page = NotFoundPage(title=translate(language, "error.not_found"), message=message, near=error.near)
    return render(request, page, 404)


def _nearest(name: str, ruleset: Ruleset) -> Link | None:
    near = difflib.get_close_matches(name[:80], list(ruleset.offences), n=1)
    return Link(f"/loi/{near[0]}", near[0]) if near else None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.today()
