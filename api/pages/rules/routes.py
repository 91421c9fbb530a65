"""Pages of all rules: the library and its search, and a page for each thing it holds. Read only."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from datetime import date
from typing import Annotated, TypeAlias

from fastapi import Depends, Query, Request
from fastapi.responses import HTMLResponse

from api.http.permissions import CanReadLaw
from api.http.routing import OffLoopRouter
from api.http.services import services_of
from api.kit.preferences import language_of
from api.pages.law.contexts import EditionView
from api.pages.law.routes import NoSuchThing
from api.pages.rules.blocks import Paragraph, SheetSection, TextRun, french, words
from api.pages.rules.contexts import RuleFilePage, RuleGroup, RuleListPage, RuleSheetPage, RulesLibraryPage
from api.pages.rules.fact_page import fact_sections
from api.pages.rules.file_page import LINES, file_part
from api.pages.rules.lexicon_pages import PAGE, LexiconSheet, entries_of, page_with
from api.pages.rules.mention_links import owner_of
from api.pages.rules.notion_page import notion_sections
from api.pages.rules.order_page import order_sections
from api.pages.rules.other_pages import clause_sections, limitation_sections, out_of_field_sections
from api.pages.rules.pagers import pager_of
from api.pages.rules.parameter_pages import parameter_names, parameter_sections
from api.pages.rules.presenter import RulePresenter
from api.pages.rules.routing_page import routing_sections
from api.pages.rules.rule_lists import file_groups, kinds, lexicon_groups, notion_groups
from api.pages.rules.rule_search import search
from api.pages.rules.rules_library import RulesLibraries, RulesLibrary
from api.pages.rules.template_pages import FOLDER, kinds_sections, template_names, template_sections
from api.pages.shell.parts import Link
from api.pages.shell.templating import render
from textfile.diagnostics import Place

router = OffLoopRouter(prefix="/regles", default_response_class=HTMLResponse, include_in_schema=False)

Search = Annotated[str, Query(max_length=120)]
Named = Annotated[str, Query(max_length=64, pattern="^[0-9a-f]*$")]
PageNumber = Annotated[int, Query(ge=1, le=10_000)]
Sections: TypeAlias = tuple[SheetSection, ...]


def rules_library(request: Request) -> RulesLibrary:
    """The library of the rules that answer this request."""
    libraries: RulesLibraries | None = getattr(request.app.state, "libraries", None)
    if libraries is not None:
        return libraries.rules_of(services_of(request))
    library: RulesLibrary = request.app.state.rules_library
    return library


def chosen_rules(
    request: Request, library: Annotated[RulesLibrary, Depends(rules_library)], edition: Named = ""
) -> RulePresenter:
    """The rules asked for by the start of the digest of their law, or those in use."""
    snapshot = library.edition(edition) if edition else library.current()
    if snapshot is None:
        raise NoSuchThing("error.no_edition", digest=edition)
    current = snapshot.ruleset.digest == library.current().ruleset.digest
    suffix = "" if current else f"?edition={snapshot.ruleset.digest[:12]}"
    return RulePresenter(snapshot, language_of(request), date.today(), suffix)


Presenter = Annotated[RulePresenter, Depends(chosen_rules)]


def edition_view(presenter: RulePresenter) -> EditionView:
    """The edition that a page shows."""
    digest = presenter.snapshot.ruleset.digest
    return EditionView(digest, digest[:12], not presenter.suffix)


@router.get("", name="rules")
def library(
    _: CanReadLaw,
    request: Request,
    presenter: Presenter,
    q: Search = "",
    texte: Annotated[str, Query(max_length=4)] = "",
) -> HTMLResponse:
    """Every kind of rules, and the search."""
    asked = q.strip()
    page = RulesLibraryPage(
        title=presenter.t("rules.title"),
        edition=edition_view(presenter),
        words=q,
        anywhere=bool(texte),
        kinds=kinds(presenter),
        result=search(asked, presenter, anywhere=bool(texte)) if asked else None,
    )
    return render(request, page)


@router.get("/notions", name="notions")
def notions(_: CanReadLaw, request: Request, presenter: Presenter) -> HTMLResponse:
    """The notions."""
    return _listed(request, presenter, "notions", notion_groups(presenter))


@router.get("/lexiques", name="lexicons")
def lexicons(_: CanReadLaw, request: Request, presenter: Presenter) -> HTMLResponse:
    """The lexicons."""
    return _listed(request, presenter, "lexicons", lexicon_groups(presenter))


@router.get("/fichiers", name="rule_files")
def files(_: CanReadLaw, request: Request, presenter: Presenter) -> HTMLResponse:
    """Every file."""
    return _listed(request, presenter, "files", file_groups(presenter))


def _listed(request: Request, presenter: RulePresenter, kind: str, groups: tuple[RuleGroup, ...]) -> HTMLResponse:
    page = RuleListPage(
        title=presenter.t(f"rules.kind.{kind}"),
        edition=edition_view(presenter),
        crumbs=_crumbs(presenter),
        lead=presenter.t(f"rules.does.{kind}"),
        groups=groups,
    )
    return render(request, page)


def _crumbs(presenter: RulePresenter, *more: tuple[str, str]) -> tuple[Link, ...]:
    top = Link(f"/regles{presenter.suffix}", presenter.t("rules.title"))
    return (top, *(Link(href, presenter.t(key)) for key, href in more))


@router.get("/notions/{name}", name="notion")
def notion(_: CanReadLaw, request: Request, presenter: Presenter, name: str) -> HTMLResponse:
    """One notion."""
    held = presenter.notion_of(name)
    if held is None:
        routing = presenter.routing.notions if presenter.routing is not None else ()
        raise _nothing("rules.no_notion", name, (*presenter.snapshot.ruleset.notions, *routing), "notions", presenter)
    article = presenter.say.plain(held.article)
    page = RuleSheetPage(
        title=presenter.text(held.label),
        edition=edition_view(presenter),
        crumbs=_crumbs(presenter, ("rules.kind.notions", presenter.address("notions"))),
        id=name,
        lead=(TextRun(f"{presenter.t('rules.a_notion')} "), TextRun(article, french=True)),
        sections=notion_sections(held, presenter),
        pager=None,
    )
    return render(request, page)


@router.get("/faits/{name}", name="fact")
def fact(_: CanReadLaw, request: Request, presenter: Presenter, name: str) -> HTMLResponse:
    """One fact."""
    held = presenter.fact_of(name)
    if held is None:
        routing = presenter.routing.facts if presenter.routing is not None else ()
        raise _nothing("rules.no_fact", name, (*presenter.snapshot.ruleset.facts, *routing), "faits", presenter)
    page = RuleSheetPage(
        title=presenter.text(held.label),
        edition=edition_view(presenter),
        crumbs=_crumbs(presenter, ("facts.title", f"/faits{presenter.suffix}")),
        id=name,
        lead=words(presenter.t("rules.a_fact")),
        sections=fact_sections(name, presenter),
        pager=None,
    )
    return render(request, page)


@router.get("/lexiques/{path:path}", name="lexicon")
def lexicon(
    _: CanReadLaw,
    request: Request,
    presenter: Presenter,
    path: str,
    page: PageNumber = 1,
    entree: Annotated[str, Query(max_length=100)] = "",
) -> HTMLResponse:
    """One lexicon file, a page at a time."""
    file = presenter.snapshot.lexicon_files.get(f"lexicons/{path}.yaml")
    if file is None:
        known = [one.removeprefix("lexicons/").removesuffix(".yaml") for one in presenter.snapshot.lexicon_files]
        raise _nothing("rules.no_lexicon", path, known, "lexiques", presenter)
    entries = entries_of(file)
    number = min(page_with(entries, entree) if entree else page, (len(entries) - 1) // PAGE + 1 or 1)
    shown = entries[(number - 1) * PAGE : number * PAGE]
    sheet = RuleSheetPage(
        title=path,
        edition=edition_view(presenter),
        crumbs=_crumbs(presenter, ("rules.kind.lexicons", presenter.address("lexiques"))),
        id=f"lexicons/{path}.yaml",
        lead=french(presenter.say.plain(str(file.about))) if file.about else words(presenter.t("rules.does.lexicons")),
        sections=LexiconSheet(f"lexicons/{path}.yaml", file, presenter, shown).sections(),
        pager=pager_of(presenter.address(f"lexiques/{path}") + presenter.mark, number, PAGE, len(entries)),
    )
    return render(request, sheet)


@router.get("/ordre", name="rule_order")
def order(_: CanReadLaw, request: Request, presenter: Presenter) -> HTMLResponse:
    """What comes first."""
    return _sheet(request, presenter, "order", order_sections)


@router.get("/aiguillage", name="rule_routing")
def routing(_: CanReadLaw, request: Request, presenter: Presenter) -> HTMLResponse:
    """Who is told."""
    return _sheet(request, presenter, "routing", routing_sections)


@router.get("/modeles", name="templates")
def templates(_: CanReadLaw, request: Request, presenter: Presenter) -> HTMLResponse:
    """What is written."""
    return _sheet(request, presenter, "templates", kinds_sections)


@router.get("/prescriptions", name="limitations")
def limitations(_: CanReadLaw, request: Request, presenter: Presenter) -> HTMLResponse:
    """When prosecution is out of time."""
    return _sheet(request, presenter, "limitation", limitation_sections)


@router.get("/hors-champ", name="out_of_field")
def out_of_field(_: CanReadLaw, request: Request, presenter: Presenter) -> HTMLResponse:
    """What the hotline does not take."""
    return _sheet(request, presenter, "out_of_field", out_of_field_sections)


@router.get("/clauses", name="shared_clauses")
def shared_clauses(_: CanReadLaw, request: Request, presenter: Presenter) -> HTMLResponse:
    """Clauses that offences share."""
    return _sheet(request, presenter, "clauses", clause_sections)


def _sheet(
    request: Request, presenter: RulePresenter, kind: str, sections: Callable[[RulePresenter], Sections]
) -> HTMLResponse:
    page = RuleSheetPage(
        title=presenter.t(f"rules.kind.{kind}"),
        edition=edition_view(presenter),
        crumbs=_crumbs(presenter),
        id="",
        lead=words(presenter.t(f"rules.does.{kind}")),
        sections=sections(presenter),
        pager=None,
    )
    return render(request, page)


@router.get("/parametres/{name}", name="parameter")
def parameter(_: CanReadLaw, request: Request, presenter: Presenter, name: str) -> HTMLResponse:
    """One file of parameters."""
    if name not in parameter_names(presenter):
        raise _nothing("rules.no_parameter", name, parameter_names(presenter), "parametres", presenter)
    page = RuleSheetPage(
        title=presenter.known(f"parameter.title.{name}", name),
        edition=edition_view(presenter),
        crumbs=_crumbs(presenter),
        id=f"parameters/{name}.yaml",
        lead=words(presenter.t("rules.a_parameter")),
        sections=parameter_sections(name, presenter),
        pager=None,
    )
    return render(request, page)


@router.get("/modeles/{name}", name="template")
def template(_: CanReadLaw, request: Request, presenter: Presenter, name: str) -> HTMLResponse:
    """One template of notices."""
    if name not in template_names(presenter):
        raise _nothing("rules.no_template", name, template_names(presenter), "modeles", presenter)
    page = RuleSheetPage(
        title=name,
        edition=edition_view(presenter),
        crumbs=_crumbs(presenter, ("rules.kind.templates", presenter.address("modeles"))),
        id=f"{FOLDER}{name}.html",
        lead=words(presenter.t("rules.a_template")),
        sections=template_sections(name, presenter),
        pager=None,
    )
    return render(request, page)


@router.get("/fichiers/{path:path}", name="rule_file")
def file(
    _: CanReadLaw,
    request: Request,
    presenter: Presenter,
    path: str,
    page: PageNumber = 1,
    ligne: PageNumber | None = None,
) -> HTMLResponse:
    """One file, as it is written."""
    if path not in presenter.snapshot.index.files:
        raise _nothing("rules.no_file_of", path, presenter.snapshot.tree.files, "fichiers", presenter)
    part = file_part(presenter.snapshot.index.files[path].text, page, ligne)
    owner: Paragraph = (owner_of(presenter, Place(path, ligne or part.first)),)
    view = RuleFilePage(
        title=path,
        edition=edition_view(presenter),
        crumbs=_crumbs(presenter, ("rules.kind.files", presenter.address("fichiers"))),
        first=part.first,
        last=part.last,
        before=part.before,
        line=part.line,
        after=part.after,
        pager=pager_of(presenter.address(f"fichiers/{path}") + presenter.mark, part.page, LINES, part.total),
        teller=owner if not owner[0].href.startswith(presenter.address("fichiers/")) else (),
    )
    return render(request, view)


def _nothing(key: str, name: str, known: Iterable[str], place: str, presenter: RulePresenter) -> NoSuchThing:
    near = difflib.get_close_matches(name[:80], list(known), n=1)
    link = Link(presenter.address(f"{place}/{near[0]}"), near[0]) if near else None
    return NoSuchThing(key, link, name=name[:80])
