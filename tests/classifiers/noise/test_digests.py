"""A certificate is tied to what decides beside the code: the reader, the declared patterns and bounds."""

from __future__ import annotations

from classifiers.noise.filter import rules_digest
from classifiers.noise.never import Never
from tests.classifiers.noise.small_reader import SmallReader, reading
from tests.classifiers.noise.test_decision import Says


def test_another_reader_and_other_rules_are_told_apart(never: Never) -> None:
    other = Never(never.parameters._replace(digest="other"))
    found = {rules_digest(one, rules) for one in (SmallReader(), Says(reading())) for rules in (never, other)}
    assert len(found) == 4
    assert rules_digest(SmallReader(), never) == rules_digest(SmallReader(), never)
