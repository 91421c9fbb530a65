"""Help, how the tool reasons, accessibility, gallery of components."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.http.identity import Anyone
from api.http.routing import OffLoopRouter
from api.kit.preferences import language_of
from api.pages.help import samples
from api.pages.help.glossary_messages import TERMS
from api.pages.shell.catalogue import translate
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import ChecklistItem, Evidence, FieldError, Node, Option, Pager, Segment, Status, Timeline
from api.pages.shell.templating import render

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)

SIGNS: tuple[Status, ...] = (
    "established", "to_confirm", "presumed", "to_check", "open", "excluded", "refuted", "not_in_force", "out_of_scope",
    "out_of_field",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class HelpPage(Page):
    """Help: where to start, signs, keyboard, glossary."""

    template: ClassVar[str] = "help/help.html"
    section: ClassVar[str] = "help"

    signs: tuple[Status, ...] = field(metadata=help_text("Statuses explained, in this order."))
    terms: tuple[str, ...] = field(
        metadata=help_text("Glossary entries, ordered by their words in the page's language.")
    )


@dataclass(frozen=True, kw_only=True)
class SemanticsPage(Page):
    """Semantics: how the tool reasons, for those who rely on it."""

    template: ClassVar[str] = "help/semantics.html"
    section: ClassVar[str] = "help"


@dataclass(frozen=True, kw_only=True)
class AccessibilityPage(Page):
    """The accessibility statement."""

    template: ClassVar[str] = "help/accessibility.html"
    section: ClassVar[str] = "help"


@dataclass(frozen=True, kw_only=True)
class GalleryPage(Page):
    """Every component, with neutral samples."""

    template: ClassVar[str] = "help/gallery.html"

    statuses: tuple[Status, ...] = field(metadata=help_text("Every status a badge can show."))
    checklist: tuple[ChecklistItem, ...] = field(metadata=help_text("Sample of a checklist."))
    segments: tuple[Segment, ...] = field(metadata=help_text("Sample of a text with passages."))
    evidence: tuple[Evidence, ...] = field(metadata=help_text("The same passages, one by one."))
    tree: Node = field(metadata=help_text("Sample of a proof."))
    timeline: Timeline = field(metadata=help_text("Sample of a timeline."))
    options: tuple[Option, ...] = field(metadata=help_text("Choices of the sample form."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("Errors of the sample form."))
    pager: Pager = field(metadata=help_text("Sample of a pager."))
    url: str = field(metadata=help_text("An address to show defanged."))


@router.get("/aide", name="help")
def help_(_: Anyone, request: Request) -> HTMLResponse:
    """Help."""
    language = language_of(request)
    terms = tuple(sorted(TERMS, key=lambda name: translate(language, f"term.{name}").casefold().replace("é", "e")))
    return render(request, HelpPage(title=translate(language, "help.title"), signs=SIGNS, terms=terms))


@router.get("/aide/semantique", name="semantics")
def semantics(_: Anyone, request: Request) -> HTMLResponse:
    """Semantics of the tool."""
    return render(request, SemanticsPage(title=translate(language_of(request), "help.semantics")))


@router.get("/accessibilite", name="accessibility")
def accessibility(_: Anyone, request: Request) -> HTMLResponse:
    """The accessibility statement."""
    return render(request, AccessibilityPage(title=translate(language_of(request), "help.accessibility")))


@router.get("/gallery", name="gallery")
def gallery(_: Anyone, request: Request) -> HTMLResponse:
    """The components."""
    language = language_of(request)
    return render(
        request,
        GalleryPage(
            title=translate(language, "gallery.title"),
            statuses=(*SIGNS, "in_force", "ended", "note"),
            checklist=samples.checklist(language),
            segments=samples.segments(),
            evidence=samples.evidence(language),
            tree=samples.tree(language),
            timeline=samples.drawn(language),
            options=samples.options(language),
            errors=samples.errors(language),
            pager=samples.PAGER,
            url=samples.URL,
        ),
    )
