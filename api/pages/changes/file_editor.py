"""The page on which a file of a change request is written, with the list of its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fastapi.responses import HTMLResponse

from api.changes import repository
from api.changes.states import OPEN, ChangeState
from api.db.changes import ChangeRow
from api.db.sessions import AnySession
from api.kit.permissions import Permission
from api.pages.changes.contexts import ChangeFilePage, PreviewFragment
from api.pages.changes.evidence_views import file_address, line_link
from api.pages.changes.seat_forecast import request_forecast
from api.pages.changes.text_differences import file_difference, stored_text, text_difference
from api.pages.changes.views import BothTexts, FaultLine, FileEntry, FileGroup
from api.pages.shell.parts import FieldError, Link
from api.pages.shell.say import Say
from api.pages.shell.visit import Visit
from api.rules.tree import changed_paths
from api.rules.tree_rows import manifest_of
from textfile.reader import Unreadable, read_bytes


@dataclass(frozen=True, slots=True)
class TextInput:
    """Text that was sent and is given back, with what was refused or what it would do; where one is
    in the file and in the list.
    """

    text: str | None = None
    seen: str = ""
    line: int = 0
    words: str = ""
    errors: tuple[FieldError, ...] = ()
    status: int = 200
    preview: PreviewFragment | None = None
    saved: bool = False


def file_page(visit: Visit, session: AnySession, row: ChangeRow, path: str, sent: TextInput) -> HTMLResponse:
    """The page of a file; of none yet where the path is empty."""
    say = visit.say
    before, manifest = manifest_of(session, row.base) or {}, manifest_of(session, row.tree) or {}
    changed = frozenset(changed_paths(before, manifest))
    stored = stored_text(session, manifest.get(path))
    page = ChangeFilePage(
        title=path or say.t("change.files"),
        id=row.id,
        request=Link(f"/demandes/{row.id}", row.title),
        path=path,
        text=(stored or "") if sent.text is None else sent.text,
        seen=manifest.get(path, "") if sent.text is None else sent.seen,
        tree=row.tree,
        exists=path in manifest,
        may_edit=row.state in OPEN and visit.may(Permission.RULES_DRAFT),
        line=sent.line,
        voids=voids_of(session, row, say),
        seats=request_forecast(session, row, [path] if path else [], say),
        groups=tuple(_groups(row.id, manifest, changed, path, sent.words)),
        words=sent.words,
        difference=(
            file_difference(row.id, path, stored_text(session, before.get(path)), stored) if path in changed else None
        ),
        preview=sent.preview,
        errors=sent.errors,
        message=say.t("change.done.saved") if sent.saved else "",
        unreadable=unreadable_line(row.id, path, stored) if sent.saved and stored is not None else None,
    )
    return visit.render(page, sent.status)


def unreadable_line(change: str, path: str, text: str) -> FaultLine | None:
    """The fault for which a file is not read at all; None where it is read, or is not of YAML."""
    if not path.endswith(".yaml"):
        return None
    try:
        read_bytes(text.encode(), path)
    except Unreadable as unreadable:
        fault = unreadable.diagnostic
        return FaultLine(line_link(change, path, fault.place.line), fault.code, fault.message, fault.hint, False)
    return None


def voids_of(session: AnySession, row: ChangeRow, say: Say) -> str:
    """What saving a file of a request undoes; empty for a draft."""
    if row.state != ChangeState.SUBMITTED:
        return ""
    signed = len(repository.signatures(session, row.id, standing=True))
    return say.t("change.saving_voids", n=signed) if signed else say.t("change.saving_returns")


def both_texts(change: str, path: str, mine: str, theirs: str) -> BothTexts:
    """Two texts of one file, and the lines in which mine differs from theirs."""
    return BothTexts(path, mine, theirs, text_difference(theirs, mine), file_address(change, path))


def _groups(
    change: str, manifest: Mapping[str, str], changed: frozenset[str], current: str, words: str
) -> Iterator[FileGroup]:
    """Files by folder, those that the words name. Folders with what is changed or looked at are
    open.
    """
    wanted = words.casefold().split()
    folders: dict[str, list[str]] = {}
    for path in sorted({*manifest, *changed}):
        if all(word in path.casefold() for word in wanted):
            folders.setdefault("/".join(path.split("/")[:2]) if path.count("/") > 1 else path.split("/")[0], []).append(
                path
            )
    for folder, paths in folders.items():
        files = tuple(_entry(change, path, manifest, changed, current) for path in paths)
        opened = bool(wanted) or any(one.current or one.mark for one in files)
        yield FileGroup(folder, files, opened)


def _entry(change: str, path: str, manifest: Mapping[str, str], changed: frozenset[str], current: str) -> FileEntry:
    mark = "" if path not in changed else "changed" if path in manifest else "removed"
    label = path.split("/", 2)[-1] if path.count("/") > 1 else path.partition("/")[2] or path
    return FileEntry(Link(file_address(change, path), label), mark, path == current)
