"""Typed page contexts: a template receives the fields of one frozen dataclass, each with its help
text, and nothing else.

Tests hold three things equal: what a template uses, the fields of its class, and the reference page
made from these classes (docs/guides/analyste-ecran-contextes.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar


def help_text(text: str) -> dict[str, str]:
    """Help text of a field, as its metadata: `title: str = field(metadata=help_text("…"))`."""
    return {"help": text}


@dataclass(frozen=True, kw_only=True)
class Page:
    """Context of a page. `section` marks the entry of the navigation that is current."""

    template: ClassVar[str]
    section: ClassVar[str] = ""

    title: str = field(metadata=help_text("Title of the page: the tab's name and the first heading."))


@dataclass(frozen=True, kw_only=True)
class Fragment:
    """Context of a fragment: a part of a page, asked for by htmx."""

    template: ClassVar[str]


Context = Page | Fragment


def documented(context: type[Context]) -> dict[str, str]:
    """The fields of a context and their help texts, those of its bases included.

    Raises:
        TypeError: a field has no help text.
    """
    texts = {}
    for one in fields(context):
        if not one.metadata.get("help"):
            raise TypeError(f"{context.__name__}.{one.name} has no help text")
        texts[one.name] = str(one.metadata["help"])
    return texts


def all_contexts(base: type[Any] = Page) -> Iterator[type[Any]]:
    """Every context class that names a template, among those imported."""
    for child in base.__subclasses__():
        if "template" in vars(child):
            yield child
        yield from all_contexts(child)


def reference() -> str:
    """The reference page of all contexts, in Markdown."""
    lines = [
        "# Ce que reçoit chaque page",
        "",
        "Écrit d'après les classes de `api/pages/` (`python -m api.app.contexts_page`) ; un test refuse tout écart.",
    ]
    for context in sorted({*all_contexts(), *all_contexts(Fragment)}, key=lambda c: (c.template, c.__name__)):
        summary = " ".join((context.__doc__ or "").partition("\n\n")[0].split())
        lines += ["", f"## `{context.template}`", "", f"`{context.__name__}` — {summary}", ""]
        lines += ["| Field | Type | Holds |", "| --- | --- | --- |"]
        kinds = {f.name: str(f.type).replace("|", "\\|") for f in fields(context)}
        lines += [f"| `{name}` | `{kinds[name]}` | {text} |" for name, text in documented(context).items()]
    return "\n".join(lines) + "\n"
