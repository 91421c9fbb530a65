"""Parquet: columns of reports become lines, whatever stands beside or is missing; what is no Parquet is told."""

from __future__ import annotations

import json
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from api.bulk.archives import archive_lines
from api.bulk.lines import ArchiveError

pyarrow = pytest.importorskip("pyarrow", reason="the extra `parquet` is not installed")
parquet = pytest.importorskip("pyarrow.parquet", reason="the extra `parquet` is not installed")


def written(path: Path, columns: dict[str, Any]) -> Path:
    """A file of these columns."""
    parquet.write_table(pyarrow.table(columns), path)
    return path


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in archive_lines(path)]


def test_rows_become_lines_in_order_by_batches(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", {"id": list(range(1000)), "text": [f"mot {n}" for n in range(1000)]})
    assert rows(path) == [{"id": n, "text": f"mot {n}"} for n in range(1000)]


def test_other_columns_are_left_out_and_missing_ones_too(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.pq", {"extra": [1, 2], "comment": ["a", None], "url": [None, "b"], "autre": [[1], [2]]}
    )
    assert rows(path) == [{"comment": "a"}, {"url": "b"}]


def test_a_file_without_a_column_of_reports_is_a_fault_that_names_its_own(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", {"id": [1], "contenu": ["a"]})
    with pytest.raises(
        ArchiveError,
        match=r"aucune colonne d'un signalement \(text, comment, url, facts, received_at\).*'id', 'contenu'",
    ):
        rows(path)


def test_moments_that_are_counted_keep_their_hours(tmp_path: Path) -> None:
    moment = datetime(2026, 3, 1, 9, 30)
    notices = [[{"recipient": "pharos", "sent_at": moment, "receipt_at": None}]]
    path = written(tmp_path / "a.parquet", {"received_at": [moment], "notices": notices, "date_of_facts": [moment]})
    told = "2026-03-01T09:30:00+00:00"
    assert rows(path) == [
        {
            "date_of_facts": "2026-03-01",
            "received_at": told,
            "notices": [{"recipient": "pharos", "sent_at": told}],
        }
    ]


def test_facts_may_be_a_structure_a_map_or_json(tmp_path: Path) -> None:
    facts = {"menace": True, "acces": None}
    structure = written(tmp_path / "a.parquet", {"facts": [facts, None]})
    as_map = written(
        tmp_path / "b.parquet",
        {"facts": pyarrow.array([[("menace", True)], None], pyarrow.map_(pyarrow.string(), pyarrow.bool_()))},
    )
    as_json = written(tmp_path / "c.parquet", {"facts": ['{"menace": true}', None]})
    assert [rows(path) for path in (structure, as_map, as_json)] == [[{"facts": {"menace": True}}, {}]] * 3


def test_what_is_not_json_stays_for_who_reads_it(tmp_path: Path) -> None:
    assert rows(written(tmp_path / "a.parquet", {"facts": ["{menace"]})) == [{"facts": "{menace"}]


def test_days_and_whole_numbers_are_as_reports_have_them(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.parquet",
        {
            "id": [1.0, None, float("nan")],
            "text": pyarrow.array(["a", "b", "c"]).dictionary_encode(),
            "date_of_facts": [datetime(2026, 1, 2, 3), None, None],
            "date_of_decision": [date(2026, 2, 3), None, None],
            "reports": pyarrow.array([2, None, 1], pyarrow.int8()),
        },
    )
    first, second, third = rows(path)
    assert first == {
        "id": 1,
        "text": "a",
        "reports": 2,
        "date_of_facts": "2026-01-02",
        "date_of_decision": "2026-02-03",
    }
    assert type(first["id"]) is int
    assert second == {"text": "b"}
    assert third == {"text": "c", "reports": 1}


def test_bytes_that_are_no_text_spoil_their_row_alone(tmp_path: Path) -> None:
    wrong = pyarrow.array([b"bon", b"\xff\xfemal", b"bon"], pyarrow.binary())
    spoilt = pyarrow.StringArray.from_buffers(3, wrong.buffers()[1], wrong.buffers()[2])
    found = rows(written(tmp_path / "a.parquet", {"text": spoilt}))
    assert [row["text"] for row in found] == ["bon", "\ufffd\ufffdmal", "bon"]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"{}\n", b"PAR1" + b"\0" * 400 + b"PAR1"])
def test_what_is_no_parquet_is_a_fault(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match="n'est pas du Parquet lisible"):
        rows(path)


def test_a_damaged_page_is_a_fault_and_what_came_before_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pyarrow.table({"text": [f"mot {n} {n * n}" for n in range(3000)]})
    parquet.write_table(table, path, row_group_size=1000, compression="zstd", use_dictionary=False)
    content = bytearray(path.read_bytes())
    place = len(content) * 2 // 3
    content[place : place + 200] = b"\0" * 200
    path.write_bytes(bytes(content))
    lines = archive_lines(path)
    assert len(list(islice(lines, 1000))) == 1000
    with pytest.raises(ArchiveError, match="ce qui suit la ligne"):
        list(lines)


def test_a_column_written_twice_is_a_fault(tmp_path: Path) -> None:
    table = pyarrow.Table.from_arrays([pyarrow.array(["a"]), pyarrow.array(["b"])], names=["text", "text"])
    parquet.write_table(table, tmp_path / "a.parquet")
    with pytest.raises(ArchiveError, match="la colonne `text` est écrite deux fois"):
        rows(tmp_path / "a.parquet")
