"""Questions at the boundary of a draft: asked of whoever writes the law, and what an answer
becomes, cases of the offence or a comment on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from api.authoring.lint import CASES_FILE
from api.changes import repository
from api.changes.discussion import comment_on
from api.changes.drafts import FileEdit, save_files
from api.changes.evidence import open_engine
from api.changes.evidence_jobs import PREVIEW_SECONDS
from api.changes.translations import readable_tree
from api.db.changes import ChangeRow, CommentRow
from api.http.services import Services
from api.http.unit_of_work import UnitOfWork
from api.kit.bounded_worker import WorkStopped, outcome_of
from api.kit.problems import Problem
from api.rules.tree import RulesTree, blob_digest, path_of_offence
from api.rules.tree_rows import load_tree
from engine.analysis.boundary.cases import CasesUnreadable, name_of, with_cases
from engine.analysis.boundary.questions import MOST, BoundaryQuestion, boundary_questions, reworded_offences
from engine.analysis.boundary.words import QuestionWords, question_words
from engine.analysis.case_files import CasesFile, offence_runs
from engine.language.schema import parse
from engine.reasoning.qualify import Engine
from textfile.diagnostics import RulesetError
from textfile.reader import Unreadable, read_bytes

MOST_OFFENCES = 4
"""Offences asked about at once, where none is named."""


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """Question on a draft, with its words, and the name that its cases would have."""

    question: BoundaryQuestion
    words: QuestionWords
    name: str
    path: str
    """The file of cases that an answer goes to."""


@dataclass(frozen=True, slots=True)
class DraftQuestions:
    """Questions on a draft; the offences that it words otherwise than its base; whether its rules
    load at all.
    """

    loads: bool
    tree: str
    reworded: tuple[str, ...] = ()
    items: tuple[DraftQuestion, ...] = ()

    def question(self, name: str) -> DraftQuestion:
        """One of them.

        Raises:
            Problem: the draft no longer asks it.
        """
        found = next((one for one in self.items if one.question.id == name), None)
        if found is None:
            raise Problem("change-state")
        return found


def draft_questions(base: RulesTree, tree: RulesTree, offence: str | None = None) -> DraftQuestions:
    """Questions on an offence of a tree, or on the first of those that it words otherwise than its
    base. Pure: it is worked out in a bounded process.
    """
    try:
        live, engine = open_engine(base), _engine_of(tree)
    except RulesetError:
        return DraftQuestions(loads=False, tree=tree.digest)
    reworded = reworded_offences(live, engine)
    chosen = reworded[:MOST_OFFENCES] if offence is None else (offence,) if offence in engine.ruleset.offences else ()
    with tree.folder() as folder:
        each = MOST if len(chosen) < 2 else max(1, MOST // len(chosen))
        items = [one for name in chosen for one in _of_offence(folder, engine, live, name, each)]
    return DraftQuestions(True, tree.digest, reworded, tuple(items))


def questions_on(services: Services, change: str, offence: str | None = None) -> DraftQuestions:
    """Questions on a change request as it is now, waited for while no connection is held; those of
    the same files are at hand.

    Raises:
        Problem: there is no such request, a stored tree cannot be read, or it takes too long.
    """
    with services.database.read() as session:
        row = repository.change(session, change)
        base, tree = load_tree(session, row.base), load_tree(session, row.tree)
    key = f"questions:{row.tree}:{row.base}:{offence or ''}"
    try:
        return outcome_of(services.previewer.start(key, draft_questions, base, tree, offence), PREVIEW_SECONDS)
    except (WorkStopped, TimeoutError) as error:
        services.previewer.forget(key)
        raise Problem("work-too-long") from error


def accept_question(unit: UnitOfWork, name: str, tree: str, asked: DraftQuestion) -> ChangeRow:
    """Writes the cases of a question that was answered yes, under the pseudonym of whoever acts.
    `tree`: the files that it was asked of.

    Raises:
        Problem: as `save_files`, or the file of cases has no list to add to (`change-state`).
    """
    files = load_tree(unit.session, tree).files
    data = files.get(asked.path)
    try:
        text, base = (None, None) if data is None else (data.decode(), _cases(data, asked.path).base)
        written = with_cases(text, asked.question, unit.who.pseudonym, base, asked.name)
    except (CasesUnreadable, Unreadable) as error:
        raise Problem("change-state") from error
    seen = None if data is None else blob_digest(data)
    return save_files(unit, name, [FileEdit(asked.path, written.encode(), seen)])


def refuse_question(unit: UnitOfWork, name: str, asked: DraftQuestion, why: str = "") -> CommentRow:
    """Opens a comment on the offence of a question that was answered no: what the rules answer
    there, and why it is not the law.

    Raises:
        Problem: as `comment_on`.
    """
    said = asked.words
    lines = [
        f"Cas limite refusé. {said.title}",
        *(f"- {fact}" for fact in said.facts),
        f"Les règles répondent : {said.answer}.",
        f"Si « {said.decisive} » était : {said.instead}, elles répondraient : {said.beyond}.",
        *([why] if why else []),
    ]
    return comment_on(unit, name, "\n".join(lines), f"offence:{asked.question.offence}")


def _engine_of(tree: RulesTree) -> Engine:
    """The engine of a draft, its French in the place of an English that is missing.

    Raises:
        RulesetError: it does not load, for another reason.
    """
    try:
        return open_engine(tree)
    except RulesetError as error:
        tried = readable_tree(tree, error.diagnostics)
        if tried is tree:
            raise
        return open_engine(tried)


def _of_offence(folder: Path, engine: Engine, live: Engine, offence: str, most: int) -> list[DraftQuestion]:
    law = engine.ruleset
    runs, _ = offence_runs(folder, law, frozenset({offence}))
    found = law.offences[offence]
    return [
        DraftQuestion(
            question=one,
            words=question_words(one, law),
            name=name_of(one, found, law.facts[one.fact].label.fr),
            path=path_of_offence(found, CASES_FILE),
        )
        for one in boundary_questions(engine, offence, runs, most, live)
    ]


def _cases(data: bytes, path: str) -> CasesFile:
    document = read_bytes(data, path)
    file, faults = parse(CasesFile, document)
    if file is None:
        raise Unreadable(faults[0])
    return file
