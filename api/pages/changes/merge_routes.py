"""`/demandes/{change}/reprise`: a change request is moved onto the edition published since; files
that both changed are put together by a person, who sees both texts.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict

from api.changes import repository
from api.changes.drafts import MergeChoices, merge_change, published_base
from api.changes.schemas import ChangeId
from api.db.changes import ChangeRow
from api.db.sessions import AnySession
from api.http.deps import Write
from api.http.routing import OffLoopRouter
from api.http.unit_of_work import UnitOfWork
from api.kit.problems import Problem
from api.pages.changes.contexts import MergePage
from api.pages.changes.file_editor import both_texts
from api.pages.changes.request_page import FormReturn, request_page
from api.pages.changes.seat_forecast import request_forecast
from api.pages.changes.views import BothTexts
from api.pages.shell.parts import Link
from api.pages.shell.visit import RulesDraftVisit, Visit
from api.rules.tree_rows import load_file

router = OffLoopRouter(
    prefix="/demandes/{change}/reprise", default_response_class=HTMLResponse, include_in_schema=False
)
Choices = Annotated[tuple[str, ...], Form(max_length=500)]
Tree = Annotated[str, Form(max_length=64)]


class MergeForm(BaseModel):
    """Choice for each file that both changed: `mine:PATH`, put together already, or
    `published:PATH`; and the trees whose texts were shown.
    """

    model_config = ConfigDict(frozen=True)

    choice: Choices = ()
    tree: Tree = ""
    onto: Tree = ""

    @property
    def choices(self) -> MergeChoices:
        """The same, as the request is moved with them."""
        return MergeChoices(self.onto, self.tree, self._paths("mine"), self._paths("published"))

    def _paths(self, side: str) -> frozenset[str]:
        """Files for which a side was chosen."""
        return frozenset(one.partition(":")[2] for one in self.choice if one.partition(":")[0] == side)


@router.post("", name="rebase_change_here")
def rebase(visit: RulesDraftVisit, change: ChangeId, session: Write, form: Annotated[MergeForm, Form()]) -> Response:
    """Moves the request; shows the files that both changed, until each has its choice."""
    unit = UnitOfWork(session, visit.services, visit.who)
    try:
        merge_change(unit, change, form.choices)
    except Problem as problem:
        if problem.kind.code == "not-found":
            raise
        session.abandon()
        with visit.services.database.read() as reading:
            row = repository.change(reading, change)
            if problem.kind.code == "edit-conflict":
                return _both(visit, reading, row, problem, form)
            return request_page(visit, reading, row, FormReturn(problem))
    return RedirectResponse(f"/demandes/{change}?fait=rebased", 303)


def _both(visit: Visit, session: AnySession, row: ChangeRow, problem: Problem, form: MergeForm) -> HTMLResponse:
    onto = published_base(session).tree
    paths = [fault.pointer.removeprefix("/files/").replace("~1", "/").replace("~0", "~") for fault in problem.faults]
    page = MergePage(
        title=visit.say.t("change.merge_title"),
        id=row.id,
        request=Link(f"/demandes/{row.id}", row.title),
        files=tuple(_texts(session, row, path, onto) for path in paths),
        seats=request_forecast(session, row, paths, visit.say),
        tree=row.tree,
        onto=onto,
        is_other=bool(form.onto) and (form.tree, form.onto) != (row.tree, onto),
    )
    return visit.render(page, 409)


def _texts(session: AnySession, row: ChangeRow, path: str, onto: str) -> BothTexts:
    mine, theirs = load_file(session, row.tree, path), load_file(session, onto, path)
    return both_texts(row.id, path, *("" if one is None else one.decode() for one in (mine, theirs)))
