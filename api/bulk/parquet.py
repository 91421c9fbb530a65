"""Rows of a Parquet file (extra `parquet`) as lines of JSON, by batches: the columns that reports
have, and no other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from importlib.util import find_spec
from math import isnan
from typing import IO, Any

from api.bulk.lines import ArchiveError

COLUMNS = (
    "id",
    "url",
    "text",
    "comment",
    "reported_category",
    "reports",
    "date_of_facts",
    "facts",
    "raised",
    "indications",
    "date_of_decision",
    "decision",
    "answer",
    "received_at",
    "address",
    "channel",
    "set_aside",
    "register",
    "notices",
)
_SOMETHING = ("text", "comment", "url", "facts", "received_at")
"""Columns of which a report needs one."""
_NESTED = frozenset({"facts", "raised", "indications", "decision", "answer", "register", "notices"})
"""Columns that may also be JSON, in a text."""
_MOMENTS = frozenset({"received_at", "decision", "notices"})
"""Columns whose moments keep their hours."""
_COUNTED = frozenset({"id", "reports"})
"""Columns of whole numbers, which some programs write with decimals where a row has none."""
_ROWS = 256
_SHOWN = 12


def parquet_lines(stream: IO[bytes]) -> Iterator[bytes]:
    """A line for each row, in order; what is null in it is left out.

    Raises:
        ArchiveError: the extra is not installed, the file is no Parquet or is damaged, or it has no
            column of a report.
    """
    if find_spec("pyarrow") is None:
        raise ArchiveError("lire du Parquet demande l'extra `parquet` : `pip install 'qualif[parquet]'`")
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    count = 0
    try:
        file = ParquetFile(stream)
        columns = _columns(file.schema_arrow.names)
        for batch in file.iter_batches(batch_size=_ROWS, columns=columns):
            read = [(name, _values(batch.column(name))) for name in columns]
            for row in range(batch.num_rows):
                yield _line({name: values[row] for name, values in read}) + b"\n"
                count += 1
    except (ArrowException, OSError, UnicodeDecodeError) as error:
        raise ArchiveError(
            f"ce qui suit la ligne {count} n'est pas du Parquet lisible (fichier tronqué ou abîmé) : le copier de nouveau"
        ) from error


def _columns(names: list[str]) -> list[str]:
    """The columns that are read, in the order of reports."""
    if not any(name in names for name in _SOMETHING):
        shown = ", ".join(map(repr, names[:_SHOWN])) + (", …" if len(names) > _SHOWN else "")
        raise ArchiveError(
            f"aucune colonne d'un signalement ({', '.join(_SOMETHING)}) parmi les siennes ({shown}) : les renommer"
        )
    if twice := [name for name in COLUMNS if names.count(name) > 1]:
        raise ArchiveError(f"la colonne `{twice[0]}` est écrite deux fois : en retirer une")
    return [name for name in COLUMNS if name in names]


def _values(column: Any) -> list[Any]:
    """The values of a column. Nothing has verified that its texts are UTF-8: bytes that are not
    become �, in their row alone.
    """
    from pyarrow import types

    kind = column.type
    if types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if types.is_string(kind) or types.is_large_string(kind):
        column = column.cast("large_binary" if types.is_large_string(kind) else "binary")
    return list(column.to_pylist())


def _line(row: Mapping[str, Any]) -> bytes:
    report = {name: _value(name, value) for name, value in row.items() if not _is_null(value)}
    return json.dumps(report, ensure_ascii=False, default=str).encode("utf-8", "replace")


def _is_null(value: Any) -> bool:
    return value is None or (isinstance(value, float) and isnan(value))  # some programs have no other null


def _value(name: str, value: Any) -> Any:
    value = _plain(value, whole=name in _MOMENTS)
    if name in _COUNTED and isinstance(value, float) and value.is_integer():
        return int(value)
    if name in _NESTED and isinstance(value, str):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value  # whoever reads the report says what is wrong with it
    return value


def _plain(value: Any, *, whole: bool) -> Any:
    """A value as JSON has it: days without hours unless `whole`, maps as objects, nothing that
    is null in a structure.
    """
    match value:
        case bytes():
            return value.decode("utf-8", "replace")
        case datetime():
            return _moment(value) if whole else value.date().isoformat()
        case date():
            return value.isoformat()
        case dict():
            return {str(key): _plain(one, whole=whole) for key, one in value.items() if one is not None}
        case list() if value and all(isinstance(one, tuple) and len(one) == 2 for one in value):
            return {str(_plain(key, whole=whole)): _plain(one, whole=whole) for key, one in value if one is not None}
        case list():
            return [_plain(one, whole=whole) for one in value]
    return value


def _moment(value: datetime) -> str:
    """A moment as RFC 3339 writes it; one without a time zone is in UTC, as Parquet has it."""
    return (value if value.tzinfo is not None else value.replace(tzinfo=UTC)).isoformat()
