"""The policy file: what is wrong in it is told; the shipped one is good, and speaks of facts that a text may show."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.texts.second_reader import POLICY, read_policy
from classifiers.second.policy import Policy
from engine.language.loader import load_folder
from tests.shared import RULESETS
from textfile.diagnostics import RulesetError

GOOD = "presume: 0.4\ndoubt: 0.1\nfacts: {menace: true, cible: 0.6}\nnever_doubt: [menace]\n"


def _policy(folder: Path, text: str) -> Policy:
    (folder / POLICY).parent.mkdir(parents=True)
    (folder / POLICY).write_text(text, encoding="utf-8")
    return read_policy(folder)


def test_a_fact_has_its_own_probability_or_that_of_all(tmp_path: Path) -> None:
    policy = _policy(tmp_path, GOOD)
    assert (policy.least("menace"), policy.least("cible")) == (0.4, 0.6)
    assert policy.least("exhortation") > 1
    assert policy.digest_of == GOOD.encode()


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "message"),
    [
        ("presume: 0.4\n", "", "R102", 1, "`presume` manque"),
        ("presume: 0.4", "presume: beaucoup", "R103", 1, "`presume`"),
        ("presume: 0.4", "presume: 1.4", "R103", 1, "`presume` : au plus 1"),
        ("doubt: 0.1", "doubt: 0.5", "R103", 2, "`doubt`"),
        ("doubt: 0.1", "doubts: 0.1", "R101", 2, "clé inconnue `doubts`"),
        ("facts: {menace: true, cible: 0.6}", "facts: [menace]", "R103", 3, "`facts`"),
        ("menace: true", "menace: false", "R103", 3, "`menace`"),
        ("presume", "autre: 1\npresume", "R101", 1, "clé inconnue `autre`"),
    ],
)
def test_a_bad_policy_is_told_like_the_law_with_its_place(
    tmp_path: Path, old: str, new: str, code: str, line: int, message: str
) -> None:
    with pytest.raises(RulesetError) as told:
        _policy(tmp_path, GOOD.replace(old, new))
    (fault,) = told.value.diagnostics
    assert (fault.code, fault.place.line) == (code, line)
    assert message in fault.message


def test_the_shipped_one_speaks_of_facts_that_a_text_may_show() -> None:
    policy, facts = read_policy(RULESETS), load_folder(RULESETS).facts
    for name in [*policy.facts, *policy.never_doubt]:
        assert "text_cue" in facts[name].sources, name
