"""`/v1/authoring`: what an editor of rules asks while one types. Nothing is stored."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.authoring import completion, lint, translation
from api.authoring.schemas import (
    Buffer,
    BufferPosition,
    CompletionsRead,
    DefinitionRead,
    FileDiagnosticRead,
    FilePlaceRead,
    HoverRead,
    LintRead,
    NameQuery,
    ReferenceRead,
    ReferencesRead,
)
from api.authoring.service import LanguageService
from api.db.sessions import AnySession
from api.http.admission import waits_in
from api.http.deps import Read, ServicesDep
from api.http.permissions import CanReadLaw
from api.http.routing import OffLoopRouter
from api.kit.problems import Problem, RequestFault, may_raise
from api.rules.tree import RulesTree, TreeError, canonical_bytes
from textfile.text import Text

router = OffLoopRouter(prefix="/v1/authoring", tags=["rédaction des règles"])
_MAY = may_raise(
    "sign-in-needed", "not-allowed", "malformed-body", "body-too-large", "cross-site", "rules-absent", "law-damaged"
)


async def _language_service(request: Request) -> LanguageService:
    found: LanguageService = request.app.state.language_service
    return found


Language = Annotated[LanguageService, Depends(_language_service)]


@router.post("/lint", responses=_MAY)
@waits_in("reasoning")
def lint_buffer(_: CanReadLaw, body: Buffer, language: Language, services: ServicesDep, session: Read) -> LintRead:
    """Ce qui ne va pas dans un fichier tel qu'il est écrit, dans les mots de `qualif rules check`.
    Un anglais qui manque n'y est qu'un avertissement.
    """
    tree = _tree(language, session, body)
    found = lint.lint(language.workspace, tree, body.path, body.text, services.clock.today())
    return LintRead(here=_faults(found.here), elsewhere=_faults(found.elsewhere))


@router.post("/complete", responses=_MAY)
def complete_buffer(_: CanReadLaw, body: BufferPosition, language: Language, session: Read) -> CompletionsRead:
    """Ce qui peut s'écrire là où est le curseur."""
    table = language.navigator.index.table(_tree(language, session, body))
    return CompletionsRead.model_validate(completion.complete(table, body.path, body.text, body.line, body.column))


@router.post("/hover", responses=_MAY)
def hover_buffer(_: CanReadLaw, body: BufferPosition, language: Language, session: Read) -> HoverRead:
    """Ce qu'est le mot sous le curseur : libellé, question, condition en une phrase, dates."""
    tree = _tree(language, session, body)
    found = language.navigator.hover(tree, body.path, body.text, body.line, body.column)
    return HoverRead(lines=list(found.lines) if found is not None else [])


@router.post("/definition", responses=_MAY)
def define_buffer(_: CanReadLaw, body: BufferPosition, language: Language, session: Read) -> DefinitionRead:
    """Où est défini le mot sous le curseur."""
    tree = _tree(language, session, body)
    found = language.navigator.definition(tree, body.path, body.text, body.line, body.column)
    return DefinitionRead(place=FilePlaceRead.model_validate(found) if found is not None else None)


@router.post("/references", responses=_MAY)
@waits_in("reasoning")
def list_references(_: CanReadLaw, body: NameQuery, language: Language, session: Read) -> ReferencesRead:
    """Chaque endroit qui nomme un fait, une notion, une valeur, une infraction."""
    found = language.navigator.references(language.tree(session, body.tree), body.name)
    return ReferencesRead(items=[ReferenceRead.model_validate(one) for one in found])


def _faults(found: tuple[lint.FileDiagnostic, ...]) -> list[FileDiagnosticRead]:
    return [FileDiagnosticRead.model_validate(fault) for fault in translation.draft_faults(found)]


def _tree(language: LanguageService, session: AnySession, body: Buffer) -> RulesTree:
    """The tree that a buffer is edited in.

    Raises:
        Problem: no folder of rules has a file at its path, or the tree is not stored.
    """
    try:
        canonical_bytes(body.path, b"")
    except TreeError as error:
        what = Text(fr=error.what, en="this path is not that of a file of rules")
        raise Problem("invalid-request", [RequestFault("/path", what)]) from error
    return language.tree(session, body.tree)
