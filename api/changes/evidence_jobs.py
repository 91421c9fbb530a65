"""Evidence worked out beside the service: started, followed, stored once it is done."""

from __future__ import annotations

import logging
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Literal

from api.backtest.rereading import reads_otherwise
from api.backtest.stored import last_reports
from api.changes.evidence import ChangeEvidence, evidence_of, preview_of
from api.changes.submission import evidence_for
from api.db.changes import ChangeRow, EvidenceRow
from api.db.inserting import insert_missing
from api.db.sessions import AnySession, WriteSession
from api.http.services import Services
from api.kit.bounded_worker import WorkStopped, has_failed, outcome_of
from api.kit.problems import Problem
from api.rules.tree import RulesTree
from api.rules.tree_rows import load_tree

log = logging.getLogger("qualif.rules")
LAST_REPORTS = 500
"""Reports that the evidence of a change is backtested on: the last ones."""
LAST_READ = 200
"""The same, where their words are read again under both editions: some 15 ms each and edition."""
PREVIEW_SECONDS = 60.0
"""How long whoever types waits for a preview at most."""
EvidenceState = Literal["absent", "running", "ready", "failed"]


@dataclass(frozen=True)
class EvidenceStatus:
    """Whether the evidence on a change request is there; the evidence once it is `ready`. `before`:
    while it is `running`, how much other evidence is worked out first.
    """

    state: EvidenceState
    evidence: ChangeEvidence | None = None
    before: int = 0


def evidence_status(session: AnySession, services: Services, row: ChangeRow) -> EvidenceStatus:
    """The evidence on a change request as it is now, or where its computation stands."""
    found = evidence_for(session, row)
    if found is not None:
        return EvidenceStatus("ready", found)
    key = _key(row.tree, row.base)
    future = services.bounded.task(key)
    if future is None:
        return EvidenceStatus("absent")
    if has_failed(future):
        return EvidenceStatus("failed")
    return EvidenceStatus("running", before=services.bounded.tasks_before(key))


def start_evidence(session: AnySession, services: Services, row: ChangeRow) -> EvidenceStatus:
    """Starts the computation of the evidence on a change request, unless it is there or under way;
    one that failed is tried again. What was under way on earlier files of the request is not.

    Raises:
        Problem: a stored tree cannot be read.
    """
    key = _key(row.tree, row.base)
    services.bounded.claim(row.id, key)
    status = evidence_status(session, services, row)
    if status.state in ("ready", "running"):
        return status
    base, tree = load_tree(session, row.base), load_tree(session, row.tree)
    again = reads_otherwise(tree.changed_paths(base))
    reports = last_reports(session, LAST_READ if again else LAST_REPORTS, with_words=again)
    future = services.bounded.start(key, evidence_of, base, tree, services.clock.today(), reports)
    future.add_done_callback(lambda done: _store_when_done(services, done, tree, base))
    return EvidenceStatus("running", before=services.bounded.tasks_before(key))


def preview(services: Services, base: RulesTree, tree: RulesTree) -> ChangeEvidence:
    """Evidence as one types, waited for; the same text tried twice is worked out once.

    Raises:
        Problem: it takes too long, or too much memory.
    """
    key = f"preview:{tree.digest}:{base.digest}"
    future = services.previewer.start(key, preview_of, base, tree, services.clock.today())
    try:
        return outcome_of(future, PREVIEW_SECONDS)
    except (WorkStopped, TimeoutError) as error:
        services.previewer.forget(key)
        raise Problem("work-too-long") from error


def store_evidence(session: WriteSession, services: Services, found: ChangeEvidence) -> None:
    """Stores evidence under its digest; the same, stored twice, is there once."""
    values = {
        "digest": found.digest,
        "tree": found.document["tree"],
        "base": found.document["base"],
        "document": found.pack(),
        "made_at": services.clock.now(),
    }
    insert_missing(session, EvidenceRow, [values])


def _store_when_done(services: Services, done: Future[Any], tree: RulesTree, base: RulesTree) -> None:
    """Runs in the thread that hears from the process: what fails is logged. A failed computation is
    shown as failed; one that could not be stored is forgotten, to be worked out again.
    """
    try:
        found = outcome_of(done)
        with services.database.write() as session:
            store_evidence(session, services, found)
    except WorkStopped as error:
        log.warning("evidence on %s was stopped: %s", tree.digest[:12], error)
    except Exception as error:  # its words may be those of a report: only its kind is logged
        log.error("evidence on %s failed: %s", tree.digest[:12], type(error).__name__)
        if not has_failed(done):
            services.bounded.forget(_key(tree.digest, base.digest))


def _key(tree: str, base: str) -> str:
    return f"evidence:{tree}:{base}"
