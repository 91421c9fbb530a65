"""The measure counts as it says, shows totals alone of what is held out, and reads reports as the service does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tools.measure import __main__ as command
from tools.measure.counts import QUESTIONS, Measured, Share, area
from tools.measure.labels import CALIBRATE, HELDOUT, LabelledReport, ReportSet, read_sets
from tools.measure.product import Outcome, Product, as_sent, opened
from tools.measure.speed import command_seconds
from tools.measure.told import tell

THREAT = LabelledReport(
    id="Z-001",
    url=None,
    category="harcelement",
    text="Demain je te tue, tu ne verras pas le soir.",
    comment="Reçu par ma fille",
    field="harcelement",
    grave=True,
    articles=("CP 222-17",),
)
MEETING = LabelledReport(
    id="Z-002",
    url=None,
    category=None,
    text="La réunion du club de lecture est reportée à jeudi, salle du bas.",
    comment=None,
    field=None,
    grave=False,
    articles=(),
    noise="autre",
)
RIGHT = Outcome(0.9, False, False, "score", ("cp-222-33-2-2", "cp-222-17"), "cp-222-33-2-2", ("harcelement",), True)
ASIDE = Outcome(0.2, True, True, "score", (), None, (), False)


def _counts(measured: list[Measured]) -> dict[str, tuple[int, int]]:
    shares = {question.key: question.share(measured) for question in QUESTIONS}
    return {key: (share.count, share.of) for key, share in shares.items() if share.of}


def test_a_report_that_matters_is_counted_by_what_became_of_it() -> None:
    counts = _counts([(THREAT, RIGHT), (replace(THREAT, grave=False), ASIDE)])
    assert counts["matters_aside"] == counts["matters_filtered"] == (1, 2)
    assert counts["grave_aside"] == (0, 1)
    assert counts["field_in_two"] == (1, 2)
    assert counts["first_right"] == (0, 2)
    assert counts["three_right"] == (1, 2)
    assert counts["grave_danger"] == (1, 1)
    assert "noise_aside" not in counts


def test_noise_is_counted_apart() -> None:
    counts = _counts([(MEETING, ASIDE), (MEETING, RIGHT)])
    assert counts["noise_aside"] == counts["noise_suggested"] == counts["noise_shown"] == (1, 2)
    assert "matters_aside" not in counts


def test_a_share_has_its_exact_interval() -> None:
    plain = Share(0, 100).plain()
    assert plain["low"] == 0.0
    assert plain["high"] == pytest.approx(0.0362, abs=1e-4)
    assert Share(0, 0).plain()["share"] is None


def test_the_area_leaves_out_what_nothing_scored() -> None:
    unscored = replace(RIGHT, score=None)
    found = area([(THREAT, RIGHT), (THREAT, unscored), (MEETING, ASIDE), (MEETING, replace(ASIDE, score=0.9))])
    assert (found.matters, found.noise, found.area) == (1, 2, 0.75)
    assert area([(THREAT, RIGHT)]).area is None


def test_a_folder_of_two_files_may_be_looked_at_and_one_of_labelled_files_not(tmp_path: Path) -> None:
    row = {"id": "D1", "url": None, "reported_category": None, "text": "a", "comment": None}
    label = {
        "id": "D1",
        "expect": "open",
        "articles": ["CP 222-17"],
        "field": "harcelement",
        "never_aside": True,
        "why": "b",
    }
    (tmp_path / "reports.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    (tmp_path / "expected.jsonl").write_text(json.dumps(label) + "\n", encoding="utf-8")
    (one,) = read_sets(tmp_path)
    assert (one.open, one.reports[0].grave, one.reports[0].voice) == (True, True, "texte seul")
    sets = list(read_sets(HELDOUT))
    assert [of.name for of in sets] == ["ad", "ae", "aj", "ao", "as", "d", "e", "q", "r", "y"]
    assert not any(of.open or of.calibrates for of in sets)
    assert {of.calibrates for of in read_sets(CALIBRATE)} == {True}
    with pytest.raises(ValueError, match="aucun signalement"):
        list(read_sets(tmp_path / "empty"))


def test_what_is_held_out_is_never_listed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["measure", "--reports", str(HELDOUT), "--list"])
    with pytest.raises(SystemExit):
        command.main()
    assert "ne se montre pas" in capsys.readouterr().err


def test_totals_hold_no_words_and_no_id() -> None:
    for measures in (command._counted([(THREAT, RIGHT), (MEETING, ASIDE)], ["cp-222-17"]),):
        printed = json.dumps(measures) + tell({"sets": {"z": measures, "ensemble": measures}, "wholes": ["ensemble"]})
        assert "Z-00" not in printed
        assert "club" not in printed
        assert "première suggestion juste" in printed


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    with opened(own_certificate=True) as found:
        yield found


def test_the_product_reads_a_report_as_the_service_does(product: Product) -> None:
    (_, threat), (_, meeting) = command._read(product, ReportSet("z", (THREAT, MEETING), open=True))
    assert "cp-222-17" in threat.suggestions[:3]
    assert "harcelement" in threat.fields[:2]
    assert not threat.set_aside
    assert threat.score is not None
    assert threat.score > (meeting.score or 0)
    assert meeting.suggestions == ()
    assert meeting.set_aside


def test_a_report_is_sent_with_all_its_words() -> None:
    sent = as_sent(THREAT)
    assert sent.text is not None
    assert THREAT.text in sent.text
    assert sent.reported_category == "harcelement"
    assert as_sent(replace(THREAT, text=None, comment=None, url="https://a.exemple")).text is None


def test_the_command_that_is_timed_answers_every_text(monkeypatch: pytest.MonkeyPatch) -> None:
    assert command_seconds(["Une phrase.", "Une autre, du même jour."]) > 0
    monkeypatch.setattr("tools.measure.speed.COMMAND", "pass")
    with pytest.raises(RuntimeError, match="0 réponses à 1 textes"):
        command_seconds(["Une phrase."])
