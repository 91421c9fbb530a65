"""Address file: where the service of a data folder answers, for commands that print links."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from api.kit.settings import Settings

_FILE = "service.address"


@contextmanager
def answering_at(settings: Settings) -> Iterator[None]:
    """While it runs, has the data folder say the address that a service was started on, which its
    options may have changed. A folder that cannot be written says nothing.
    """
    file, address = _file(settings), settings.address
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.write_text(address, encoding="utf-8")
    try:
        yield
    finally:
        if _read(file) == address:  # else another one was started since, on the same folder
            with suppress(OSError):
                file.unlink()


def running_address(settings: Settings) -> str | None:
    """The address of the service that runs on this data folder; None where none does."""
    return _read(_file(settings))


def _file(settings: Settings) -> Path:
    return settings.data_dir / _FILE


def _read(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8") or None
    except (OSError, ValueError):
        return None
