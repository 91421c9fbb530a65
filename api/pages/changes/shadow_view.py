"""Shadow runs of a change request, as its page shows them: counts first; which reports, only to
whoever may read reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.changes import repository as requests
from api.changes.evidence import ChangeEvidence
from api.changes.states import OPEN
from api.db.changes import ChangeRow
from api.db.sessions import AnySession
from api.db.shadow import ShadowRunRow
from api.kit import formats
from api.kit.permissions import Permission
from api.pages.changes.backtest_view import BacktestWords, examples_view
from api.pages.changes.views import OffenceCounts, ShadowRunView, ShadowView
from api.pages.shell.moments import say_moment
from api.pages.shell.parts import Option
from api.pages.shell.say import Say
from api.pages.shell.visit import Visit
from api.reports.rates import rate_of
from api.shadow import repository
from api.shadow.repository import ShadowCounts
from api.shadow.service import result_of

WIDTHS = (0.01, 0.02, 0.05, 0.1, 0.2)
"""Precisions to choose from."""


def shadow_view(
    visit: Visit, session: AnySession, row: ChangeRow, evidence: ChangeEvidence | None, width: float
) -> ShadowView:
    """Every run: the last one with what it changes, earlier ones with their counts. `evidence`: on
    the request as it is; `width`: the precision chosen in the form.
    """
    say, reads = visit.say, visit.may(Permission.REPORTS_READ)
    runs = repository.runs_of(session, row.id)
    names = requests.pseudonyms(session, [run.account for run in runs])
    last = result_of(session, visit.who, runs[0]) if runs else None
    words, found = BacktestWords(say), last.changes if last is not None else {}
    drafts, runs_now = row.state in OPEN and visit.may(Permission.RULES_DRAFT), bool(runs) and not runs[0].ended_at
    return ShadowView(
        starts=_starts(evidence, say),
        last=_run(visit, row, last.run, names, last.counts) if last is not None else None,
        counts=_counts(found, words),
        causes=words.causes(found.get("causes", ())),
        moves=words.moves(found.get("moves", ())),
        examples=examples_view(last.examples, words) if last is not None else (),
        hidden=bool(found.get("reports")) and not reads,
        earlier=tuple(_run(visit, row, run, names, repository.counts(session, run.id)) for run in runs[1:]),
        may_start=drafts and not runs_now and row.tree != row.base,
        may_stop=drafts and runs_now,
        widths=tuple(Option(str(one), say.t("shadow.points", n=round(one * 100))) for one in WIDTHS),
        width=str(width),
    )


def _starts(evidence: ChangeEvidence | None, say: Say) -> str:
    """That reports are answered on their day, before what the law changes starts; empty where it
    does not wait, or no evidence says so.
    """
    starts = None if evidence is None else evidence.document["starts"]
    return "" if starts is None else say.t("shadow.starts", day=say.day(date.fromisoformat(starts)))


def _counts(found: Mapping[str, Any], words: BacktestWords) -> tuple[OffenceCounts, ...]:
    """Changes by kind, of all reports, then by offence; empty where nothing changes."""
    if not found.get("reports"):
        return ()
    return words.all_then_each(words.counts(found["reports"]), found["suggested"])


def _run(
    visit: Visit, row: ChangeRow, run: ShadowRunRow, names: Mapping[str, str], counts: ShadowCounts
) -> ShadowRunView:
    say, by = visit.say, names.get(run.account, "…")
    return ShadowRunView(
        state=say.marking(_state(visit, run, by), by),
        tree=say.t("shadow.tree_now" if run.tree == row.tree else "shadow.tree_other", digest=run.tree[:12]),
        lines=_lines(visit, run, counts),
    )


def _state(visit: Visit, run: ShadowRunRow, by: str) -> str:
    """Since when it is under way, or from when to when it was and why it ended."""
    say, zone = visit.say, visit.services.settings.zone
    since = say_moment(run.started_at, zone, say.language)
    if run.ended_at is None:
        return say.t("shadow.running", since=since, by=by)
    until = say_moment(run.ended_at, zone, say.language)
    return say.t("shadow.over", since=since, until=until, by=by, why=say.t(f"shadow.end.{run.end}"))


def _lines(visit: Visit, run: ShadowRunRow, counts: ShadowCounts) -> tuple[str, ...]:
    """Reports, unchanged, changed with the interval, faults, precision."""
    say, rate = visit.say, rate_of(counts.changed, counts.reports)
    lines = [say.t("shadow.reports", n=counts.reports)]
    if rate.rate is not None:
        shares = (("share", rate.rate), ("low", rate.low), ("high", rate.high))
        bounds = {name: formats.percent(share, say.language) for name, share in shares}
        lines.append(say.t("shadow.unchanged", n=counts.reports - counts.changed))
        lines.append(say.t("shadow.changed", n=counts.changed, **bounds))
    lines += [say.t(f"shadow.fault.{code}", n=n) for code, n in counts.faults.items()]
    return (*lines, say.t("shadow.until", width=formats.decimal(run.width * 100, say.language)))
