"""States of cases in words, in the language of the page: what was expected, what was obtained."""

from __future__ import annotations

import re

from api.kit.typography import typeset
from api.pages.changes.views import CaseSentence
from api.pages.shell.say import Say
from engine.model.outcome import Outcome, Status
from textfile.text import COLON

_ANY = "|".join(sorted({*Status, *Outcome}))
_STATE = re.compile(
    rf"(?:(?P<of>.+?) : )?attendue? (?P<expected>{_ANY})(?P<why> \([^)]*\))?"
    rf", obtenue? (?P<got>{_ANY})(?P<because> \(.*\))?"
)
"""A line on a state, as `engine.analysis.case_runs` writes it and evidence holds it."""
STATUS = "état"
_NAMED = {STATUS: "change.case_state", "état sur faits confirmés": "change.case_confirmed_state"}


def difference_line(line: str, say: Say) -> CaseSentence:
    """How an answer differs from what its case expects: in the language of the page where that is a
    state, else as evidence has it, in French.
    """
    found = _STATE.fullmatch(line.strip())
    if found is None:
        return CaseSentence(line.strip(), is_french=True)
    words = expected_and_got(found["expected"], found["got"], say, (found["why"] or "", found["because"] or ""))
    of = found["of"]
    named = say.t(_NAMED[of]) if of in _NAMED else of
    sentence = f"{named}{COLON[say.language]}{words}" if named else words
    return CaseSentence(typeset(sentence, say.language), is_french=False)


def is_of_status(line: str) -> bool:
    """Whether a line is on the status of the offence itself."""
    found = _STATE.fullmatch(line.strip())
    return found is not None and found["of"] == STATUS


def expected_and_got(expected: str, got: str, say: Say, clauses: tuple[str, str] = ("", "")) -> str:
    """The state that a case expects and the one that it obtained, each with the clauses that decide
    it.
    """
    wanted, obtained = (say.t(f"status.{state}") + why for state, why in zip((expected, got), clauses, strict=True))
    return say.t("change.case_states", expected=wanted, got=obtained)
