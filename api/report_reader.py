"""The reader of whole reports as shipped, after the readers of cues of the rules in use."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib import resources
from pathlib import Path

from api.second_reader import BothReaders, OnText
from classifiers.reader.model import MODEL, BadReaderModel, ReaderModel, load
from classifiers.reader.reader import ReportReader


class WholeReader(ReportReader):
    """The reader of reports, named with what it reads after: `digest` is that of its model, the lexicons, the second reader, the encoder."""

    def __init__(self, model: ReaderModel, both: BothReaders) -> None:
        super().__init__(model, both)
        self.both = both
        self.digest = hashlib.sha256(f"{model.digest}\n{both.digest}".encode()).hexdigest()


def shipped_folder() -> Path:
    """Where the shipped model lies."""
    with resources.as_file(resources.files("classifiers.reader.shipped")) as folder:
        return folder


def open_report_reader(cues: OnText | None, told: Callable[[str], None]) -> WholeReader | None:
    """The reader after these readers of cues; None where the second one is absent, and where the model cannot be used, which is told: reports are then kept."""
    if not isinstance(cues, BothReaders):
        return None
    path = shipped_folder() / MODEL
    try:
        return WholeReader(_model(path, path.stat().st_mtime_ns), cues)
    except (BadReaderModel, OSError) as error:
        told(f"reader of reports: {error}")
        return None


@cache
def _model(path: Path, written: int) -> ReaderModel:
    """Read once a file as it was written then; it never changes."""
    return load(path)
