"""Text difference of files of rules, line by line, as a page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from api.db.changes import ChangeRow
from api.db.sessions import AnySession
from api.pages.changes.evidence_views import file_address
from api.pages.changes.views import FileDifferenceView, FileLine
from api.rules.tree import changed_paths
from api.rules.tree_rows import load_blob, manifest_of
from textfile.quoting import is_unseen

AROUND = 3
"""Lines shown around those that differ."""
MOST_LINES = 5_000
"""Lines of a file beyond which it is not compared: the time that takes grows with their square."""
MOST_FILES, MOST_SHOWN = 40, 1_500
"""Files compared on the page of a request, and lines shown there; each file has a page of its
own.
"""


def file_differences(session: AnySession, row: ChangeRow) -> tuple[FileDifferenceView, ...]:
    """What a change request changes in the text of each of its files."""
    before, after = manifest_of(session, row.base) or {}, manifest_of(session, row.tree) or {}
    found: list[FileDifferenceView] = []
    shown = 0
    for number, path in enumerate(changed_paths(before, after)):
        old, new = before.get(path), after.get(path)
        if number < MOST_FILES and shown < MOST_SHOWN:
            view = file_difference(row.id, path, stored_text(session, old), stored_text(session, new))
        else:
            view = FileDifferenceView(path, _state(old, new), file_address(row.id, path), 0, 0, None)
        shown += len(view.lines or ())
        found.append(view)
    return tuple(found)


def file_difference(change: str, path: str, old: str | None, new: str | None) -> FileDifferenceView:
    """Difference between two texts of one file; None where there is none."""
    lines = text_difference(old or "", new or "")
    first = next((number for number, line in with_numbers(lines or ()) if line.kind in ("added", "removed")), 1)
    address = f"{file_address(change, path)}&ligne={first}"
    added, removed = (sum(1 for line in lines or () if line.kind == kind) for kind in ("added", "removed"))
    return FileDifferenceView(path, _state(old, new), address, added, removed, lines)


def stored_text(session: AnySession, digest: str | None) -> str | None:
    """The text of a stored file; None where the digest is that of none."""
    return None if digest is None else load_blob(session, digest).decode()


def _state(old: str | None, new: str | None) -> str:
    """What became of a file, from its two texts or their digests."""
    return "added" if old is None else "removed" if new is None else "changed"


def text_difference(old: str, new: str) -> tuple[FileLine, ...] | None:
    """Lines that differ, with those around; None where the texts are too long to be compared."""
    before, after = old.splitlines(), new.splitlines()
    if max(len(before), len(after)) > MOST_LINES:
        return None
    return tuple(_lines(before, after))


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[FileLine]:
    end = 0
    for group in SequenceMatcher(None, before, after).get_grouped_opcodes(AROUND):
        if group[0][1] > end:
            yield FileLine("gap", str(group[0][3] + 1))
        for kind, first, last, start, stop in group:
            if kind == "equal":
                yield from (FileLine("same", visible(line)) for line in before[first:last])
                continue
            yield from (FileLine("removed", visible(line)) for line in before[first:last])
            yield from (FileLine("added", visible(line)) for line in after[start:stop])
        end = group[-1][2]


def with_numbers(lines: Iterable[FileLine]) -> Iterator[tuple[int, FileLine]]:
    """Lines of a difference, each with its number in the new text; of a removed one, that of the
    line that took its place.
    """
    number = 1
    for line in lines:
        if line.kind == "gap":
            number = int(line.text)
            continue
        yield number, line
        number += line.kind != "removed"


def visible(line: str) -> str:
    """A line in which a character that is not seen, or turns the direction of the text, is told by
    its number: two lines that differ never look the same.
    """
    return "".join(f"[U+{ord(c):04X}]" if c != "\t" and is_unseen(c) else c for c in line)
