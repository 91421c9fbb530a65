"""What gestures are made of: the files of a request with what reads and drafts them, choices,
fields, drafts and refusals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Concatenate, Literal, ParamSpec, TypeAlias

from fastapi import Form
from pydantic import BaseModel, ConfigDict, StringConstraints

from api.authoring.edits import EditRefused
from api.authoring.scaffolds import Scaffold, ScaffoldRefused
from api.authoring.service import LanguageService
from api.authoring.symbols import Symbol, SymbolKind, SymbolTable
from api.pages.shell.parts import Option
from api.pages.shell.say import Say
from api.rules.tree import RulesTree
from api.watch.citations import abbreviated
from textfile.reader import Document, Unreadable

P = ParamSpec("P")
Chosen: TypeAlias = tuple[str, ...]
"""What was chosen at each step, the first one first."""
InputKind: TypeAlias = Literal["text", "area", "date", "number", "choice", "checks"]


MAX_LINE, MAX_AREA = 400, 4_000
"""Characters of a field of one line, and of any field."""
Lines = Annotated[str, Form(max_length=MAX_AREA)]


class GestureForm(BaseModel):
    """Form of a gesture: what was chosen, the boxes ticked, digests of the files that the preview
    showed, as `path=digest`; and beside them the fields that the gesture asks for.
    """

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, Annotated[str, StringConstraints(max_length=MAX_AREA)]]

    choix: Annotated[list[Lines], Form(max_length=3)] = []
    seen: Annotated[list[Lines], Form(max_length=50)] = []
    notions: Annotated[list[Lines], Form(max_length=100)] = []

    def text(self, name: str) -> str:
        """What was written in a field of this name; empty where there is none."""
        return self.__pydantic_extra__.get(name, "")

    def said(self, name: str) -> str:
        """What a field of this name says, on one line."""
        return " ".join(self.text(name).split())


class GestureRefused(Exception):
    """A gesture that cannot be made: the field that it is said beside, why, and in which language
    where it is not that of the page.
    """

    def __init__(self, beside: str, message: str, lang: str = "") -> None:
        super().__init__(message)
        self.beside, self.message, self.lang = beside, message, lang


@dataclass(frozen=True, slots=True)
class GestureField:
    """A field of a gesture. `value`: what it shows at first; of `checks`, several are chosen."""

    name: str
    kind: InputKind = "text"
    value: str = ""
    options: tuple[Option, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class GestureDraft:
    """Texts of files that a gesture writes, by path, and what is left to look at, in French."""

    texts: Mapping[str, str]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GestureDesk:
    """The files of a request, what reads and drafts them, and the words of the page. `tables`:
    symbols of the folders that were asked for.
    """

    tree: RulesTree
    language: LanguageService
    say: Say
    tables: dict[str, SymbolTable] = field(default_factory=dict, init=False, repr=False, compare=False)

    def symbols(self, kind: SymbolKind, folder: str) -> tuple[Symbol, ...]:
        """What the files of a folder define, of one kind; the files elsewhere are not read."""
        if folder not in self.tables:
            self.tables[folder] = self.language.navigator.index.table_of_folder(self.tree, folder)
        return self.tables[folder].of(kind)

    def symbol(self, kind: SymbolKind, folder: str, name: str) -> Symbol:
        """The one of this name.

        Raises:
            GestureRefused: there is none.
        """
        found = next((one for one in self.symbols(kind, folder) if one.name == name), None)
        if found is None:
            raise GestureRefused("action", self.say.t("gesture.gone"))
        return found

    def document(self, path: str) -> Document:
        """The document of a file.

        Raises:
            GestureRefused: it cannot be read.
        """
        try:
            return self.language.workspace.memory.file(path, self.tree.files[path])
        except Unreadable as error:
            raise GestureRefused("action", error.diagnostic.message, "fr") from error

    def content_of(self, symbol: Symbol) -> Any:
        """What a file holds where a symbol is defined; of an offence, the whole file."""
        return self.document(symbol.path).at(() if symbol.kind == "offence" else symbol.at)

    def offences(self) -> tuple[Option, ...]:
        """Offences to choose from, by their article: a lawyer types its number."""
        found = ((one, self.content_of(one)) for one in self.symbols("offence", "offences/"))
        cited = ((one, str(law.get("citation", "")) if isinstance(law, dict) else "") for one, law in found)
        listed = [
            Option(one.name, f"{abbreviated(text).removeprefix('CP ')} · {one.label} ({one.name})", "fr")
            for one, text in cited
        ]
        return tuple(sorted(listed, key=lambda one: _by_number(one.label)))

    def offence_path(self, name: str) -> str:
        """The file of an offence."""
        return self.symbol("offence", "offences/", name).path


@dataclass(frozen=True, slots=True)
class ChoiceStep:
    """A choice made before the fields are shown: its name, its options after earlier choices."""

    name: str
    options: Callable[[GestureDesk, Chosen], tuple[Option, ...]]


def versions_in(data: Any) -> tuple[Mapping[str, Any], ...]:
    """The versions that a file writes of a thing, empty where one is no mapping: a draft may hold
    anything.
    """
    found = data.get("versions") if isinstance(data, dict) else None
    return tuple(one if isinstance(one, dict) else {} for one in found) if isinstance(found, tuple) else ()


def _by_number(label: str) -> list[tuple[bool, int, str]]:
    """A label in the order of its numbers: article 227-3 before 227-24, the other laws last."""
    return [
        (not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", label) if part
    ]


OFFENCE = ChoiceStep("offence", lambda desk, _: desk.offences())


def offence_file(desk: GestureDesk, chosen: Chosen) -> Chosen:
    """The file of the offence chosen first; none before."""
    return (desk.offence_path(chosen[0]),) if chosen else ()


def in_folder(name: str) -> Callable[[GestureDesk, Chosen], Chosen]:
    """What a gesture on one folder touches, whatever is chosen."""
    return lambda desk, chosen: (name,)


@dataclass(frozen=True, slots=True)
class Gesture:
    """A change of the rules by form: choices, then fields, then the texts of files.

    `touches`: files, or a folder, that it writes after these choices; none while that is not known.
    `on_offence`: how an offence is named as its first choice; empty where it is another thing.
    """

    name: str
    steps: tuple[ChoiceStep, ...]
    fields: Callable[[GestureDesk, Chosen], tuple[GestureField, ...]]
    draft: Callable[[GestureDesk, Chosen, GestureForm], GestureDraft]
    touches: Callable[[GestureDesk, Chosen], Chosen]
    on_offence: str = ""


@dataclass
class TextDraft:
    """Texts of files being drafted, one edit after the other."""

    tree: RulesTree
    texts: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def text(self, path: str) -> str:
        """The text of a file as drafted so far."""
        return self.texts[path] if path in self.texts else self.tree.text(path)

    def edit(
        self, path: str, beside: str, change: Callable[Concatenate[str, P], str], *args: P.args, **options: P.kwargs
    ) -> None:
        """Edits the text of a file; a refusal is said beside a field.

        Raises:
            GestureRefused: the edit is refused.
        """
        with said_beside(beside):
            self.texts[path] = change(self.text(path), *args, **options)

    def add(self, scaffold: Scaffold) -> None:
        """Takes the files of a scaffold."""
        self.texts |= {path: data.decode() for path, data in scaffold.changes.items() if data is not None}
        self.remarks += scaffold.remarks

    def draft(self) -> GestureDraft:
        """What was drafted."""
        return GestureDraft(self.texts, tuple(self.remarks))


@contextmanager
def said_beside(name: str) -> Iterator[None]:
    """Says the refusals of edits and of scaffolds beside a field.

    Raises:
        GestureRefused: what runs within is refused.
    """
    try:
        yield
    except (EditRefused, ScaffoldRefused) as error:
        text = str(error)
        raise GestureRefused(name, text[:1].upper() + text[1:] + ".", "fr") from error


def options_by_kind(say: Say, found: Iterable[tuple[str, tuple[Option, ...]]]) -> tuple[Option, ...]:
    """Options of several kinds, under the word for each: a label begins with its own letters."""
    return tuple(replace(one, group=say.t(f"gesture.thing.{kind}")) for kind, options in found for one in options)


def options_of(symbols: tuple[Symbol, ...], prefix: str = "") -> tuple[Option, ...]:
    """Symbols to choose from, by their French label, in alphabetical order."""
    found = (Option(prefix + one.name, f"{one.label} ({one.name})" if one.label else one.name, "fr") for one in symbols)
    return tuple(sorted(found, key=lambda one: one.label.casefold()))
