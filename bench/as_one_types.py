"""What whoever edits the rules waits for as they type: lint of a file of each kind, a text tried,
the preview of an edit (checks, cases, difference, the last reports), on the shipped rules.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from api.app.bootstrap import open_services
from api.authoring.lint import lint
from api.authoring.workspace import Workspace
from api.backtest.stored import LastReport
from api.changes.evidence import preview_of
from api.changes.evidence_jobs import LAST_PREVIEWED
from api.db.migrate import upgrade
from api.http.services import Services
from api.kit.bounded_worker import BoundedWorker, outcome_of
from api.kit.canonical import canonical
from api.kit.clock import FixedClock
from api.kit.settings import Settings
from api.rules.tree import RulesTree, tree_of_folder
from api.trial.endpoints import trial_outcome
from api.trial.running import run_trial
from api.trial.schemas import TrialCreate
from api.trial.sides import DraftTrial
from api.trial.trials import PROCESSOR_SECONDS, live_edition, read_a_text
from bench.backtest import AFTER, BEFORE, EDITED, record
from bench.cases import shipped_cases
from bench.clock import spend
from tests.shared import RULESETS

LINT_SECONDS, TRY_SECONDS, PREVIEW_SECONDS = 0.3, 1.0, 5.0
"""Bars, of the processor."""
DAY = date(2026, 12, 1)
_PATTERNS = "\n    patterns:"
FILES = {
    "an offence": EDITED.as_posix(),
    "its cases": EDITED.with_name("cases.yaml").as_posix(),
    "facts": "facts/*.yaml",
    "notions": "notions/*.yaml",
    "a lexicon": "lexicons/*/indices*.yaml",
    "routing": "routing/familles.yaml",
    "priorities": "parameters/priorites.yaml",
}
"""Files that are linted, the largest one of a pattern."""
TEXT = "Si tu reviens dans le quartier, je te retrouve et je te frappe. On sait où tu habites."


def as_one_types(rounds: int, seed: int) -> dict[str, Any]:
    """Processor seconds of each wait, median and most of some rounds, with its bar; each round
    types something else, once the first has read every file.
    """
    tree = tree_of_folder(RULESETS)
    return {
        "rounds": rounds,
        "lint": {"bar": LINT_SECONDS, "waits": dict(_lints(tree, rounds))},
        "try": {
            "bar": TRY_SECONDS,
            "waits": {
                "the first draft of a process": _first_of_a_process(tree),
                "a text of two sentences": _trial(rounds),
                **dict(_drafts(tree, rounds)),
            },
        },
        "preview": {"bar": PREVIEW_SECONDS, "waits": dict(_previews(tree, rounds, seed))},
    }


def _lints(tree: RulesTree, rounds: int) -> Iterator[tuple[str, dict[str, float]]]:
    workspace = Workspace()
    try:
        for name, pattern in FILES.items():
            found = (path.relative_to(RULESETS).as_posix() for path in RULESETS.glob(pattern))
            path = max(found, key=lambda one: len(tree.files[one]))

            def typed(number: int, path: str = path) -> object:
                return lint(workspace, tree, path, f"{tree.text(path)}\n# {number}\n", DAY)

            yield name, _waited(typed, rounds)
    finally:
        workspace.close()


def _first_of_a_process(tree: RulesTree) -> dict[str, float]:
    """The first draft that a process tries, made ready as a page from which one tries does."""
    clock = FixedClock(ZoneInfo("Europe/Paris"), datetime.combine(DAY, time(9), UTC))
    path = FILES["an offence"]
    edited = tree.with_files({path: f"{tree.text(path)}\n# 0\n".encode()})
    body = TrialCreate(text=TEXT, date_of_facts="2026-11-01", draft="essai", compare=True)
    base, draft = (DraftTrial(tree, one, (None, None), None, clock) for one in (tree, edited))
    worker = BoundedWorker(PROCESSOR_SECONDS, Settings().rules_work_bytes)
    try:
        outcome_of(worker.start("ready", base.run, read_a_text))
        cpu = outcome_of(worker.start("first", _processor, draft, body))
    finally:
        worker.stop()
    return {"first": cpu, "median": cpu, "most": cpu}


def _processor(draft: DraftTrial, body: TrialCreate) -> float:
    """Seconds of the processor that a trial takes in this process."""
    return spend(1, lambda: draft.run(trial_outcome, body, "fr")).cpu


def _trial(rounds: int) -> dict[str, float]:
    with _service() as services:
        services.texts.open()
        live = live_edition(services)

        def tried(number: int) -> object:
            body = TrialCreate(text=f"{TEXT} {number}", date_of_facts="2026-11-01")
            return run_trial(live, body, services.clock)

        return _waited(tried, rounds)


def _drafts(tree: RulesTree, rounds: int) -> Iterator[tuple[str, dict[str, float]]]:
    """The same under a draft edited since, beside the rules in service, as in the process of
    drafts; an offence whose meaning is another each time is compiled each time.
    """
    clock = FixedClock(ZoneInfo("Europe/Paris"), datetime.combine(DAY, time(9), UTC))
    lexicons = (path.relative_to(RULESETS).as_posix() for path in RULESETS.glob(FILES["a lexicon"]))
    lexicon = max(lexicons, key=lambda one: len(tree.files[one]))
    offence = FILES["an offence"]
    edits = {
        "a comment of an offence": (offence, "", ""),
        "an element of an offence": (offence, BEFORE, AFTER),
        "a comment of a lexicon": (lexicon, "", ""),
        "a pattern of a lexicon": (lexicon, _PATTERNS, f'{_PATTERNS}\n      - "qui va {{m_tuer}} {{n}} fois"'),
    }
    for name, (path, old, new) in edits.items():

        def tried(number: int, path: str = path, old: str = old, new: str = new) -> object:
            text = tree.text(path).replace(old, new.replace("{n}", str(number)), 1) if old else tree.text(path)
            edited = tree.with_files({path: f"{text}\n# {number}\n".encode()})
            body = TrialCreate(text=TEXT, date_of_facts="2026-11-01", draft="essai", compare=True)
            return DraftTrial(tree, edited, (None, None), None, clock).run(trial_outcome, body, "fr")

        yield name, _waited(tried, rounds)


def _previews(tree: RulesTree, rounds: int, seed: int) -> Iterator[tuple[str, dict[str, float]]]:
    reports = [LastReport(canonical(record(one))) for one in shipped_cases().make(LAST_PREVIEWED, seed)]
    path = EDITED.as_posix()
    edits = {"an element of an offence": (BEFORE, AFTER), "a comment of an offence": ("", "")}
    for name, (old, new) in edits.items():
        text = tree.text(path).replace(old, new, 1) if old else tree.text(path)

        def typed(number: int, text: str = text) -> object:
            return preview_of(tree, tree.with_files({path: f"{text}\n# {number}\n".encode()}), DAY, reports)

        yield name, _waited(typed, rounds)


def _waited(work: Callable[[int], object], rounds: int) -> dict[str, float]:
    first, *others = (spend(1, partial(work, number)).cpu for number in range(rounds + 1))
    return {"first": first, "median": statistics.median(others), "most": max(others)}


@contextmanager
def _service() -> Iterator[Services]:
    """The service on an empty database, its readers among it."""
    with tempfile.TemporaryDirectory() as name:
        services = open_services(Settings(database_url=SecretStr(f"sqlite:///{Path(name) / 'bench.sqlite3'}")))
        try:
            upgrade(services.database)
            yield services
        finally:
            services.database.dispose()
