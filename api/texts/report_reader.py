"""The reader of whole reports, as shipped: its model, after the second reader of this process."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib import resources
from pathlib import Path

from api.texts.second_reader import BothReaders, OnText
from classifiers.reader.model import MODEL, BadReaderModel, ReaderModel, load
from classifiers.reader.reader import ReportReader

UNUSABLE = (BadReaderModel, OSError)
"""What `open_report_reader` raises, each with a sentence for a person."""


class WholeReader(ReportReader):
    """The reader of reports, named with what it reads after: `digest` is that of its model, the
    lexicons, the second reader, the encoder.
    """

    def __init__(self, model: ReaderModel, both: BothReaders) -> None:
        super().__init__(model, both)
        self.both = both
        self.digest = hashlib.sha256(f"{model.digest}\n{both.digest}".encode()).hexdigest()


def shipped_folder() -> Path:
    """Folder of the shipped model."""
    with resources.as_file(resources.files("classifiers.reader.shipped")) as folder:
        return folder


@cache
def _model(path: Path, mtime_ns: int) -> ReaderModel:
    """Read once a file as it was written then: it takes 30 MB, and never changes."""
    return load(path)


def open_report_reader(second: BothReaders, folder: Path | None = None) -> ReportReader:
    """The reader of reports after a second reader: they share one pass of the encoder.

    Raises:
        BadReaderModel, OSError: the model is missing or cannot be used, or was learnt with another
            second reader.
    """
    return ReportReader(_read(folder), second)


def whole_reader(cues: OnText | None, report_fault: Callable[[str], None]) -> WholeReader | None:
    """The reader after these readers of cues; None where the second one is absent, and where the
    model cannot be used, which is told: reports are then kept.
    """
    if not isinstance(cues, BothReaders):
        return None
    try:
        return WholeReader(_read(None), cues)
    except UNUSABLE as error:
        report_fault(f"reader of reports: {error}")
        return None


def _read(folder: Path | None) -> ReaderModel:
    path = (folder or shipped_folder()) / MODEL
    return _model(path, path.stat().st_mtime_ns)
