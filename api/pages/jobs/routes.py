"""`/travaux`: the jobs of the service, retried and stopped by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict

from api.db.jobs import JobRow, JobState
from api.db.sessions import AnySession, WriteSession
from api.http.deps import Read, Write
from api.http.routing import OffLoopRouter
from api.http.unit_of_work import UnitOfWork
from api.jobs import repository, service
from api.jobs.repository import JobFilters
from api.jobs.schemas import JobId
from api.kit.problems import Problem
from api.pages.follow_up.words import options, refused
from api.pages.jobs.contexts import JobLine, JobsPage
from api.pages.shell.catalogue import MESSAGES
from api.pages.shell.moments import say_age, say_moment
from api.pages.shell.parts import FieldError, Option, Status
from api.pages.shell.say import Say
from api.pages.shell.visit import JobsVisit, Visit

router = OffLoopRouter(prefix="/travaux", default_response_class=HTMLResponse, include_in_schema=False)
MOST = 50
"""Jobs on one page."""
SHAPES: dict[JobState, Status] = {
    JobState.WAITING: "to_confirm",
    JobState.RUNNING: "in_force",
    JobState.DONE: "established",
    JobState.FAILED: "excluded",
    JobState.STOPPED: "ended",
}
DONE = ("retried", "stopped")


class JobsQuery(BaseModel):
    """Address of the page: filters, the last job read, and what was just done."""

    model_config = ConfigDict(frozen=True)

    etat: Annotated[str, Query(max_length=20)] = ""
    genre: Annotated[str, Query(max_length=40)] = ""
    apres: Annotated[str, Query(max_length=40)] = ""
    fait: Annotated[str, Query(max_length=20)] = ""

    @property
    def filters(self) -> JobFilters:
        """The filters; a state that does not exist filters nothing."""
        return JobFilters(JobState(self.etat) if self.etat in {*JobState} else None, self.genre or None)


_NO_QUERY = JobsQuery()


@router.get("", name="jobs_page")
def jobs_page(visit: JobsVisit, session: Read, query: Annotated[JobsQuery, Query()]) -> HTMLResponse:
    """The jobs."""
    return _page(visit, session, query)


@router.post("/{job}/relance", name="retry_job_here")
def retry_job_here(visit: JobsVisit, job: JobId, session: Write) -> Response:
    """Has a job begin again now."""
    return _act(visit, session, lambda unit: service.retry_job(unit, job), "retried")


@router.post("/{job}/arret", name="stop_job_here")
def stop_job_here(visit: JobsVisit, job: JobId, session: Write) -> Response:
    """Stops a job."""
    return _act(visit, session, lambda unit: service.stop_job(unit, job), "stopped")


def _act(visit: Visit, session: WriteSession, act: Callable[[UnitOfWork], JobRow], done: str) -> Response:
    try:
        act(UnitOfWork(session, visit.services, visit.who))
    except Problem as problem:
        if problem.kind.code == "not-found":
            raise
        session.abandon()
        with visit.services.database.read() as reading:
            return _page(visit, reading, _NO_QUERY, refused(problem, visit.say), problem.kind.status)
    return RedirectResponse(f"/travaux?fait={done}", 303)


def _page(
    visit: Visit, session: AnySession, query: JobsQuery, errors: tuple[FieldError, ...] = (), status: int = 200
) -> HTMLResponse:
    say, filters = visit.say, query.filters
    rows = repository.page(session, filters, query.apres or None, MOST + 1)
    counts = repository.counts(session)
    state = filters.state.value if filters.state is not None else ""
    address = {"etat": state, "genre": query.genre, "apres": rows[MOST - 1].id if len(rows) > MOST else ""}
    page = JobsPage(
        title=say.t("jobs.title"),
        jobs=tuple(_line(visit, row) for row in rows[:MOST]),
        failed=sum(count for (_, name), count in counts.items() if name == JobState.FAILED),
        states=(Option("", say.t("jobs.any")), *options(say, "job.state.", *(one.value for one in JobState))),
        kinds=(Option("", say.t("jobs.any")), *(Option(kind, _kind(kind, say)) for kind in repository.kinds(session))),
        state=state,
        kind=query.genre,
        following=urlencode({name: value for name, value in address.items() if value}) if address["apres"] else "",
        errors=errors,
        message=say.t(f"jobs.done.{query.fait}") if query.fait in DONE else "",
    )
    return visit.render(page, status)


def _line(visit: Visit, row: JobRow) -> JobLine:
    say, state = visit.say, JobState(row.state)
    notes = [say.t("jobs.recurrent")] if row.is_recurrent else []
    notes += [say.t("job.stopping")] if row.is_stopping else []
    title = _kind(row.kind, say)
    return JobLine(
        id=row.id,
        title=title if row.key == row.kind else say.t("jobs.about", kind=title, key=_about(row)),
        status=SHAPES[state],
        state=say.t(f"job.state.{row.state}"),
        notes=tuple(notes),
        when=tuple(_when(visit, row)),
        attempts=row.attempts,
        fault=say.t(f"job.fault.{row.fault}") if row.fault is not None else "",
        may_retry=state in service.TO_RETRY,
        may_stop=state in service.TO_STOP and not row.is_stopping,
    )


def _when(visit: Visit, row: JobRow) -> list[str]:
    say, now = visit.say, visit.services.clock.now()
    if row.state == JobState.RUNNING and row.started_at is not None:
        said = say.t("job.age.running", age=say_age(row.started_at, now, say.language))
    elif row.finished_at is not None:
        said = say.t("job.age.ended", age=say_age(row.finished_at, now, say.language))
    elif row.run_at <= now:
        said = say.t("job.age.due", age=say_age(row.run_at, now, say.language))
    else:
        said = say.t("job.age.later", when=say_moment(row.run_at, visit.services.settings.zone, say.language))
    return [said, say.t("job.asked", age=say_age(row.created_at, now, say.language))]


def _kind(kind: str, say: Say) -> str:
    """A kind in words; its name where another version asked for it."""
    key = f"job.kind.{kind}"
    return say.t(key) if key in MESSAGES else kind


def _about(row: JobRow) -> str:
    """What a job is about: the part of its key that is its own."""
    return row.key.removeprefix(f"{row.kind}:")
