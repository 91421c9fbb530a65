"""`/file/lot`: an act on several reports of the queue, looked at, done, undone."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import Field

from api.http.deps import Read, Write
from api.http.routing import OffLoopRouter
from api.pages.queue.address import QueueForm, address_of
from api.pages.queue.batch import batch_page, choices
from api.pages.shell.visit import CaseVisit
from api.reports.queue import batches
from api.reports.queue.batch_endpoints import BatchId
from api.reports.queue.batches import BatchKind

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)


class BatchForm(QueueForm):
    """Reports chosen in a list, and what is to be done of them."""

    acte: BatchKind = "noise"
    choix: Annotated[list[Annotated[str, Form(max_length=60)]], Field(max_length=batches.MOST_TOGETHER)] = []


@router.post("/file/lot", name="preview_batch")
def preview(visit: CaseVisit, session: Read, form: Annotated[BatchForm, Form()]) -> HTMLResponse:
    """What the act would do."""
    looked = batches.preview(session, visit.services, visit.who, form.acte, choices(form.choix))
    return visit.render(batch_page(visit, session, looked, address_of(form.filters)))


@router.post("/file/lot/decision", name="decide_batch")
def decide(visit: CaseVisit, session: Write, form: Annotated[BatchForm, Form()]) -> Response:
    """Does it, and goes back to the list, which says so; where nothing could be done, the page says
    why.
    """
    address = address_of(form.filters)
    done = batches.decide_together(session, visit.services, visit.who, form.acte, choices(form.choix))
    if done.id is None:
        return visit.render(batch_page(visit, session, done, address), 409 if done.excluded else 200)
    return RedirectResponse(address.href(lot=done.id), 303)


@router.post("/file/lot/{batch}/annulation", name="undo_batch")
def undo(visit: CaseVisit, batch: BatchId, session: Write) -> RedirectResponse:
    """Undoes it, and goes back to the queue, which says so."""
    batches.undo_together(session, visit.services, visit.who, batch)
    return RedirectResponse(f"/file?lot={batch}", 303)
