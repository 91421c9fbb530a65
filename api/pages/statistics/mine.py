"""`/statistiques/moi`: one's own weeks, which nobody else sees, compared to nobody's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from fastapi.responses import HTMLResponse
from markupsafe import Markup

from api.http.deps import Read
from api.http.routing import OffLoopRouter
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.visit import OwnVisit
from api.statistics.charts import NARROW, WIDE, draw
from api.statistics.own import own_weeks
from api.statistics.service import words_of
from api.statistics.words import Cells

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class MinePage(Page):
    """One's own work, week by week."""

    template: ClassVar[str] = "statistics/mine.html"
    section: ClassVar[str] = "me"

    cells: Cells = field(metadata=help_text("The weeks as a table."))
    drawing: Markup = field(metadata=help_text("Their drawing; empty when there is nothing yet."))


@router.get("/statistiques/moi", name="mine_page")
def mine_page(visit: OwnVisit, session: Read) -> HTMLResponse:
    """One's own weeks."""
    words = words_of(visit.services, visit.language)
    table = own_weeks(session, visit.services, visit.account)
    page = MinePage(
        title=words.title(table),
        cells=words.cells(table),
        drawing=Markup("".join(draw(table, words, layout) for layout in (WIDE, NARROW))),
    )
    return visit.render(page)
