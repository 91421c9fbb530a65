"""`/demandes/{change}/fichier`: a file of a change request is written, tried and saved; two persons
on one file get both texts.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import BackgroundTasks, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict

from api.authoring.endpoints import Language
from api.changes import repository
from api.changes.drafts import FileEdit, invalid_path, save_files
from api.changes.evidence_jobs import preview, reports_to_preview
from api.changes.schemas import ChangeId
from api.db.sessions import AnySession, WriteSession
from api.http.deps import Read, Write
from api.http.routing import OffLoopRouter
from api.http.unit_of_work import UnitOfWork
from api.kit.problems import Problem
from api.kit.typography import typeset
from api.pages.changes.backtest_view import backtest_of
from api.pages.changes.contexts import EditConflictPage, PreviewFragment
from api.pages.changes.evidence_views import (
    changed_parts,
    checks_view,
    class_of_all,
    file_address,
    offence_cases,
    written_clauses,
)
from api.pages.changes.file_editor import TextInput, both_texts, file_page
from api.pages.changes.seat_forecast import request_forecast, text_signers
from api.pages.follow_up.words import refused
from api.pages.shell.parts import FieldError, Link
from api.pages.shell.visit import RulesDraftVisit, RulesVisit, Visit
from api.rules.tree import TreeError
from api.rules.tree_rows import load_file, load_tree, manifest_of

router = OffLoopRouter(
    prefix="/demandes/{change}/fichier", default_response_class=HTMLResponse, include_in_schema=False
)
PathQuery = Annotated[str, Query(max_length=400)]
MAX_CHARACTERS = 2_000_000


class FileForm(BaseModel):
    """Form of a file: its path, its text, and the digest of the text that was read."""

    model_config = ConfigDict(frozen=True)

    path: Annotated[str, Form(max_length=400)] = ""
    text: Annotated[str, Form(max_length=MAX_CHARACTERS)] = ""
    seen: Annotated[str, Form(max_length=64)] = ""


@router.get("", name="change_file")
def change_file(
    visit: RulesVisit,
    change: ChangeId,
    session: Read,
    language: Language,
    later: BackgroundTasks,
    path: PathQuery = "",
    ligne: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    q: Annotated[str, Query(max_length=120)] = "",
    fait: bool = False,
) -> HTMLResponse:
    """A file, and the list of all of them."""
    row = repository.change(session, change)
    if path.strip():
        later.add_task(language.warm, language.tree(session, row.tree), path.strip(), visit.services.clock.today())
    return file_page(visit, session, row, path.strip(), TextInput(line=ligne, words=q, saved=fait))


@router.post("", name="save_change_file")
def save_change_file(
    visit: RulesDraftVisit, change: ChangeId, session: Write, form: Annotated[FileForm, Form()]
) -> Response:
    """Saves a file; where somebody else saved it meanwhile, shows both texts."""
    return _save(visit, session, change, form, form.text.encode())


@router.post("/retrait", name="remove_change_file")
def remove_change_file(
    visit: RulesDraftVisit, change: ChangeId, session: Write, form: Annotated[FileForm, Form()]
) -> Response:
    """Takes a file away from the request."""
    return _save(visit, session, change, form, None)


@router.post("/apercu", name="preview_change_file")
def preview_change_file(visit: RulesDraftVisit, change: ChangeId, form: Annotated[FileForm, Form()]) -> HTMLResponse:
    """What the text being written would do: for the panel beside it, or the whole page without
    script. Nothing is stored.
    """
    found = _preview(visit, change, form)
    if visit.request.headers.get("hx-request") == "true":
        return visit.render(found)
    with visit.services.database.read() as session:
        row = repository.change(session, change)
        return file_page(visit, session, row, form.path, TextInput(form.text, form.seen, preview=found))


def _preview(visit: Visit, change: str, form: FileForm) -> PreviewFragment:
    with visit.services.database.read() as session:
        row = repository.change(session, change)
        base, tree = load_tree(session, row.base), load_tree(session, row.tree)
        reports = reports_to_preview(session)
    try:
        written = tree.with_files({form.path: form.text.encode()})
        found = preview(visit.services, base, written, reports)
    except TreeError as error:
        return _no_preview(visit, refused(invalid_path(error), visit.say))
    except Problem as problem:
        return _no_preview(visit, refused(problem, visit.say))
    with visit.services.database.read() as session:
        tried = backtest_of(visit, session, found)
    return PreviewFragment(
        checks=checks_view(found, change, visit.say),
        backtest=tried,
        summary=class_of_all(found),
        parts=changed_parts(found),
        problem="",
        signers=text_signers(found, base, written, visit.say),
        cases=offence_cases(found, change, form.path, visit.say),
        written=written_clauses(found, form.path, visit.say),
    )


def _no_preview(visit: Visit, errors: tuple[FieldError, ...]) -> PreviewFragment:
    told = " ".join(error.message for error in errors)
    return PreviewFragment(
        checks=None,
        backtest=None,
        summary="",
        parts=(),
        problem=typeset(told, visit.language),
        signers="",
        cases=None,
        written=(),
    )


def _save(visit: Visit, session: WriteSession, change: str, form: FileForm, data: bytes | None) -> Response:
    edit = FileEdit(form.path, data, form.seen or None)
    try:
        save_files(UnitOfWork(session, visit.services, visit.who), change, [edit])
    except Problem as problem:
        if problem.kind.code == "not-found":
            raise
        session.abandon()
        with visit.services.database.read() as reading:
            if problem.kind.code == "edit-conflict":
                return _conflict(visit, reading, change, form)
            row = repository.change(reading, change)
            sent = TextInput(form.text, form.seen, errors=refused(problem, visit.say), status=problem.kind.status)
            return file_page(visit, reading, row, form.path, sent)
    if data is None:
        return RedirectResponse(f"/demandes/{change}?fait=saved#fichiers", 303)
    return RedirectResponse(f"{file_address(change, form.path)}&fait=1", 303)


def _conflict(visit: Visit, session: AnySession, change: str, form: FileForm) -> HTMLResponse:
    """Both texts of a file: the one sent, to be put together with the one saved meanwhile."""
    row = repository.change(session, change)
    manifest = manifest_of(session, row.tree) or {}
    theirs = load_file(session, row.tree, form.path)
    page = EditConflictPage(
        title=visit.say.t("change.conflict_title"),
        id=change,
        request=Link(f"/demandes/{change}", row.title),
        both=both_texts(change, form.path, form.text, "" if theirs is None else theirs.decode()),
        seen=manifest.get(form.path, ""),
        seats=request_forecast(session, row, [form.path], visit.say),
    )
    return visit.render(page, 409)
