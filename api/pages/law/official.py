"""Official words beside the clauses of an offence, from the operator's file of law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from api.http.services import Services
from api.law.official_articles import OfficialArticles, official_articles
from api.pages.law.contexts import OffencePage
from api.pages.law.views import OfficialView
from api.pages.shell.say import Say
from api.watch.official_texts import OfficialText


def with_official(page: OffencePage, services: Services, day: date, say: Say) -> OffencePage:
    """The page of an offence with the official text of the articles of its clauses on a day, or why
    there is none.
    """
    clauses = (*page.elements, *page.defences, *page.scope, *page.aggravations)
    written = dict.fromkeys(clause.article for clause in clauses if clause.article)
    found = {article: official_articles(services, article, day) for article in written}
    views = _views(found, say)
    missing = next((one.why_none for one in found.values() if one.why_none is not None), None)
    note = say.text(missing) if missing is not None and not any(views.values()) else ""
    return replace(page, official=views, official_note=note)


def _views(found: Mapping[str, OfficialArticles], say: Say) -> Mapping[str, tuple[OfficialView, ...]]:
    return {article: tuple(_view(text, say) for text in one.texts) for article, one in found.items() if one.texts}


def _view(text: OfficialText, say: Say) -> OfficialView:
    dates = say.period(text.start, text.last) if text.start is not None else say.t("offence.official_undated")
    return OfficialView(f"{text.title}, art. {text.number}", dates, text.file, text.paragraphs)
