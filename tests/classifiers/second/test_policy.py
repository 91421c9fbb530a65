"""The policy file: what is wrong in it is told; the shipped one is good, and speaks of facts that a text may show."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.second_reader import POLICY
from classifiers.second.policy import BadPolicy, read_policy
from engine.language.loader import load_folder
from tests.shared import RULESETS

GOOD = "presume: 0.4\ndoubt: 0.1\nfacts: {menace: true, cible: 0.6}\nnever_doubt: [menace]\n"


def _written(folder: Path, text: str) -> Path:
    path = folder / "second_lecteur.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_fact_has_its_own_probability_or_that_of_all(tmp_path: Path) -> None:
    policy = read_policy(_written(tmp_path, GOOD))
    assert (policy.least("menace"), policy.least("cible")) == (0.4, 0.6)
    assert policy.least("exhortation") > 1


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("presume: 0.4\n", "", "presume"),
        ("presume: 0.4", "presume: beaucoup", "beaucoup"),
        ("presume: 0.4", "presume: 1.4", "de 0 à 1"),
        ("doubt: 0.1", "doubt: 0.5", "sous toutes les autres"),
        ("doubt: 0.1", "doubts: 0.1", "doubt"),
        ("facts: {menace: true, cible: 0.6}", "facts: [menace]", "clés attendues"),
        ("presume", "autre: 1\npresume", "clé inconnue 'autre'"),
    ],
)
def test_a_bad_policy_says_what_is_wrong(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(BadPolicy, match=told):
        read_policy(_written(tmp_path, GOOD.replace(old, new)))


def test_the_shipped_one_speaks_of_facts_that_a_text_may_show() -> None:
    policy, facts = read_policy(RULESETS / POLICY), load_folder(RULESETS).facts
    for name in [*policy.facts, *policy.never_doubt]:
        assert "text_cue" in facts[name].sources, name
