"""The reader of whole reports, as shipped: its model, after the second reader of this process."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

from api.second_reader import BothReaders
from classifiers.reader.model import MODEL, BadReaderModel, ReaderModel, load
from classifiers.reader.reader import ReportReader

UNUSABLE = (BadReaderModel, OSError)
"""What `open_report_reader` raises, each with a sentence for a person."""


def shipped_folder() -> Path:
    """Where the shipped model lies."""
    with resources.as_file(resources.files("classifiers.reader.shipped")) as folder:
        return folder


@cache
def _model(path: Path, written: int) -> ReaderModel:
    """Read once a file as it was written then: it takes 30 MB, and never changes."""
    return load(path)


def open_report_reader(second: BothReaders, folder: Path | None = None) -> ReportReader:
    """The reader of reports after a second reader: they share one pass of the encoder.

    Raises:
        BadReaderModel, OSError: the model is missing or cannot be used, or was learnt with another second reader.
    """
    path = (folder or shipped_folder()) / MODEL
    return ReportReader(_model(path, path.stat().st_mtime_ns), second)
