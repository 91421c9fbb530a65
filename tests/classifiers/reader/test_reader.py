"""The reader on a small model: every report has its reading, alike alone and among others, whatever is written in it."""

from __future__ import annotations

import pytest

from classifiers.reader.reader import BATCH, NOTHING, ReportReader
from classifiers.reader.reading import FIELDS, GRAVITY, NOISE, ReportReading, ReportText
from tests.classifiers.reader.small import reader

REPORTS = [
    ReportText("alpha. beta", None, "haine"),
    ReportText(None, "alpha. beta", "haine"),
    ReportText("alpha", "gamma", None),
    ReportText("gamma " * 300, "beta\n" * 40, "autre"),
]
READER = reader()


def numbers(reading: ReportReading) -> list[float]:
    return [
        reading.matters,
        reading.unseen,
        *(reading.fields[name] for name in FIELDS),
        *(reading.gravity[name] for name in GRAVITY),
        *(reading.noise[name] for name in NOISE),
        *(reading.offences[name] for name in sorted(reading.offences)),
    ]


def test_a_report_is_read_alike_alone_and_among_others() -> None:
    many = READER.read_many(REPORTS * BATCH)
    for report, reading in zip(REPORTS, many, strict=False):
        alone = READER.read(report.text, report.comment, report.category)
        assert numbers(alone) == pytest.approx(numbers(reading), abs=1e-5)


def test_the_same_reader_is_made_of_the_same_model() -> None:
    again = reader()
    assert again.digest == READER.digest
    assert again.read_many(REPORTS) == READER.read_many(REPORTS)


def test_who_speaks_and_the_category_count() -> None:
    readings = [READER.read("alpha", None, None), READER.read(None, "alpha", None), READER.read("alpha", None, "haine")]
    assert len({one.matters for one in readings}) == 3


@pytest.mark.parametrize("text", [None, "", "  \n"])
def test_a_report_without_a_word_points_to_what_nobody_gave(text: str | None) -> None:
    assert READER.read(text, text, "haine") == NOTHING
    assert (NOTHING.matters, NOTHING.unseen) == (1.0, 1.0)


def test_cues_and_reading_come_of_one_pass() -> None:
    [whole] = READER.read_whole([ReportText("alpha", None, None)])
    assert whole.text is not None
    assert whole.comment is None
    assert [cue.fact for cue in whole.text.cues] == ["menace"]


def test_nothing_is_read_of_no_report() -> None:
    assert READER.read_many([]) == []


def in_bounds(some: ReportReader, report: ReportText) -> bool:
    return all(0 <= number <= 1 for number in numbers(some.read(report.text, report.comment, report.category)))


@pytest.mark.parametrize(
    "text",
    ["\x00", "\ud800", "😀" * 50, "漢字 кирилица العربية", "a" * 5000, "." * 300, "\u202e\u200b", "é" * 3, "1" * 999],
)
def test_any_writing_is_read(text: str) -> None:
    assert in_bounds(READER, ReportText(text, text, text))
