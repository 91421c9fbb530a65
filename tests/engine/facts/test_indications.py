"""The indications of a report: probabilities by known names, each fault told with its field; they state nothing."""

from __future__ import annotations

from typing import Any

import pytest

from classifiers.reader.reading import NOISE
from engine.facts.digest import facts_digest
from engine.facts.statements import ReportError, read_report
from engine.model.indications import GRAVITIES, REPORT_FIELDS


def fields_of(**report: Any) -> list[str]:
    """The fields that are refused."""
    with pytest.raises(ReportError) as refused:
        read_report(report, {})
    return [fault.field for fault in refused.value.faults]


def test_probabilities_come_as_numbers_or_as_yaml_writes_them() -> None:
    given = {"fields": {"suicide": 1, "haine": "0.25", "terrorisme": ".5"}, "gravity": {"life": 0.95}}
    read = read_report({"indications": given, "reported_category": "Suicide"}, {}).indications
    assert read.data() == {
        "fields": {"haine": 0.25, "suicide": 1.0, "terrorisme": 0.5},
        "gravity": {"life": 0.95},
        "category": "Suicide",
    }


@pytest.mark.parametrize("name", [*REPORT_FIELDS])
def test_each_field_has_a_name(name: str) -> None:
    assert read_report({"indications": {"fields": {name: 0}}}, {}).indications.fields == {name: 0.0}


@pytest.mark.parametrize("name", NOISE)
def test_each_kind_of_noise_that_the_reader_says_has_a_name(name: str) -> None:
    assert read_report({"indications": {"noise": {name: 0.5}}}, {}).indications.noise == {name: 0.5}


@pytest.mark.parametrize("value", [True, -0.1, 1.1, "un", "1e3", "٠.٥", None, [0.5], float("nan"), float("inf")])
def test_what_is_no_probability_is_refused(value: Any) -> None:
    assert fields_of(indications={"gravity": {"life": value}}) == ["indications.gravity.life"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ("haine", "indications"),
        ({"champs": {}}, "indications"),
        ({"fields": ["haine"]}, "indications.fields"),
        ({"fields": {"hainne": 0.5}}, "indications.fields.hainne"),
        ({"gravity": {"haine": 0.5}}, "indications.gravity.haine"),
        ({"noise": {"haine": 0.5}}, "indications.noise.haine"),
        ({"gravity": {3: 0.5}}, "indications.gravity.(int)"),
    ],
)
def test_unknown_names_and_shapes_are_told_with_their_field(given: Any, field: str) -> None:
    assert fields_of(indications=given) == [field]


def test_absent_empty_and_null_are_none_and_none_counts_in_the_digest_of_a_law_that_weighs_nothing() -> None:
    given: list[dict[str, Any]] = [{}, {"indications": None}, {"indications": {"fields": {}, "gravity": None}}]
    reports = [read_report(data, {}) for data in given]
    assert [report.indications.data() for report in reports] == [{}, {}, {}]
    heavy = read_report({"indications": {"gravity": dict.fromkeys(GRAVITIES, 1)}}, {})
    assert {facts_digest(report) for report in (*reports, heavy)} == {facts_digest(reports[0], weighs=True)}
    assert facts_digest(heavy, weighs=True) != facts_digest(heavy)
