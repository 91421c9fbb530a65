"""What an editor of rules sends and is answered."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.kit.schemas import Digest, Prose, RequestModel, ResponseModel

MAX_BUFFER = 600_000
"""Characters of a buffer: more than any file of rules may have."""


class Buffer(RequestModel):
    """Buffer of an editor: the tree that it is edited in (none: the live rules), the path of the
    file and its text as typed.
    """

    tree: Digest | None = None
    path: Annotated[str, Field(min_length=1, max_length=400)]
    text: Annotated[Prose, Field(max_length=MAX_BUFFER)]


class BufferPosition(Buffer):
    """Buffer with a cursor: its line and column, from 1, in characters."""

    line: Annotated[int, Field(ge=1, le=1_000_000)]
    column: Annotated[int, Field(ge=1, le=1_000_000)]


class NameQuery(RequestModel):
    """Query of a name in a tree: `fait=valeur` for one value of a fact."""

    tree: Digest | None = None
    name: Annotated[str, Field(min_length=1, max_length=200)]


class FileDiagnosticRead(ResponseModel):
    """Diagnostic of a file, in French; its code is explained at `page`."""

    path: str
    line: int
    column: int
    end_column: int
    code: str
    message: str
    remedy: str
    is_warning: bool
    page: str


class LintRead(ResponseModel):
    """Diagnostics of the buffer, and the errors that it leaves in other files."""

    here: list[FileDiagnosticRead]
    elsewhere: list[FileDiagnosticRead]


class CompletionRead(ResponseModel):
    """Completion: what is inserted, of which kind, and what it says in French."""

    text: str
    kind: str
    label: str


class CompletionsRead(ResponseModel):
    """Completions, which replace what is typed from a column of the line on."""

    start: int
    items: list[CompletionRead]


class FilePlaceRead(ResponseModel):
    """Place in a file of the tree."""

    path: str
    line: int
    column: int


class HoverRead(ResponseModel):
    """Hover: what the word under the cursor is, in French lines; none when it is nothing known."""

    lines: list[str]


class DefinitionRead(ResponseModel):
    """Definition of the word under the cursor; null when it names nothing."""

    place: FilePlaceRead | None


class ReferenceRead(FilePlaceRead):
    """Place that names something: what it is for, and inside what."""

    group: str
    within: str


class ReferencesRead(ResponseModel):
    """Every place of a tree that names something."""

    items: list[ReferenceRead]
