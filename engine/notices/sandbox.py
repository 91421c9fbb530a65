"""Templates that can do nothing but be filled: what their syntax tree may hold, and how they are
rendered.

A template prints values of its context, tests them, loops over its lists, and includes files of its
own folder by name. It calls nothing, filters nothing, defines nothing. Names are checked against
the types of the context before anything is rendered.
"""

from __future__ import annotations

import hashlib
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from jinja2 import DictLoader, StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel

from textfile.quoting import nearest
from textfile.text import Unfit

MAX_TEMPLATE = 40_000
"""Characters of one file."""
MAX_OUTPUT = 400_000
"""Characters of one rendering: lists of the context are bounded, so only a hostile template or case
reaches it.
"""
MAX_LOOPS = 3
"""Loops inside loops."""
PARSED, MAX_PARSED = 128, 4_000
"""Syntax trees that stay at hand, and the characters of the longest one that does: some four times
the shipped templates.
"""

_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If, nodes.Include,
    nodes.Compare, nodes.Operand, nodes.Const, nodes.Not, nodes.And, nodes.Or,
)  # fmt: skip
_TAGS: Mapping[type[nodes.Node], str] = {
    nodes.Assign: "set", nodes.AssignBlock: "set", nodes.Block: "block", nodes.CallBlock: "call",
    nodes.Extends: "extends", nodes.FromImport: "from", nodes.Import: "import", nodes.Macro: "macro",
    nodes.Scope: "autoescape", nodes.ScopedEvalContextModifier: "autoescape", nodes.With: "with",
}  # fmt: skip
"""Statements that are refused, by the word that writes them."""
Scope = Mapping[str, Any]
"""The type of each name a template may use."""


class ForbiddenTemplate(ValueError):
    """A template that does something else than being filled; `line` tells where, `near` the name
    that was meant.
    """

    def __init__(self, file: str, line: int, what: str, near: str | None = None) -> None:
        self.file, self.line, self.what, self.near = file, line, what, near
        super().__init__(f"{file}:{line}: {what}")


class EmptyPlaceholder(Unfit):
    """A place of a template that the case leaves empty, or an output that grows beyond its
    bound.
    """


class Sandbox:
    """The templates of a folder, by file name."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files
        self._environment = _environment(files)
        self._plain = self._environment.overlay(autoescape=False)
        self._lines: dict[str, Any] = {}
        self._used: dict[str, tuple[str, ...]] = {}

    def check(self, file: str, context: type[BaseModel]) -> None:
        """Raises ForbiddenTemplate for the first thing that a file, or what it includes, may not do
        or name.
        """
        for fault in self.faults(file, context):
            raise fault

    def faults(self, file: str, context: type[BaseModel]) -> list[ForbiddenTemplate]:
        """Everything that a file, or what it includes, may not do or name: one a statement."""
        return self._faults(self.files[file], file, _fields(context), (file,), 0)

    def line_faults(self, source: str, where: str, context: type[BaseModel]) -> list[ForbiddenTemplate]:
        """The same for a template of one line."""
        return self._faults(source, where, _fields(context), (where,), 0)

    def render(self, file: str, context: BaseModel) -> str:
        """The file, filled. Raises Unfilled."""
        return self._filled_with(self._environment.get_template(file), context)

    def render_line(self, source: str, context: BaseModel) -> str:
        """One line, filled, in plain words (nothing is escaped). Raises Unfilled."""
        template = self._lines.get(source)
        if template is None:
            template = self._lines[source] = self._plain.from_string(source)
        return " ".join(self._filled_with(template, context).split())

    def used(self, file: str) -> tuple[str, ...]:
        """The file and all that it includes, in order of name."""
        if file not in self._used:
            found: set[str] = set()
            waiting = [file]
            while waiting:
                name = waiting.pop()
                if name not in found and name in self.files:
                    found.add(name)
                    waiting += self._included(self.files[name])
            self._used[file] = tuple(sorted(found))
        return self._used[file]

    def _included(self, source: str) -> list[str]:
        """The files that one includes; none of one that cannot be read, which its check says."""
        try:
            includes = _parsed(source).find_all(nodes.Include)
        except (TemplateError, RecursionError):
            return []
        return [node.template.value for node in includes if isinstance(node.template, nodes.Const)]

    def _filled_with(self, template: Any, context: BaseModel) -> str:
        values = {name: getattr(context, name) for name in type(context).model_fields}
        kept: list[str] = []
        size = 0
        try:
            for piece in template.generate(values):
                size += len(piece)
                if size > MAX_OUTPUT:
                    raise EmptyPlaceholder(f"plus de {MAX_OUTPUT} caractères", f"more than {MAX_OUTPUT} characters")
                kept.append(piece)
        except TemplateError as error:
            told = str(error) or type(error).__name__  # Jinja's own words
            raise EmptyPlaceholder(told, told) from error
        return "".join(kept)

    def _faults(
        self, source: str, file: str, scope: Scope, stack: tuple[str, ...], loops: int
    ) -> list[ForbiddenTemplate]:
        if len(source) > MAX_TEMPLATE:
            return [ForbiddenTemplate(file, 1, f"plus de {MAX_TEMPLATE} caractères")]
        try:
            tree = _parsed(source)
        except (TemplateError, RecursionError) as error:
            return [ForbiddenTemplate(file, getattr(error, "lineno", 1) or 1, f"modèle illisible : {error}")]
        checker = _TemplateChecker(self, file, stack)
        checker.walk(tree.body, scope, loops)
        return checker.faults

    def include_faults(self, name: str, scope: Scope, stack: tuple[str, ...], loops: int) -> list[ForbiddenTemplate]:
        """Those of a file included by another, with what the other gives it."""
        return self._faults(self.files[name], name, scope, (*stack, name), loops)


class _TemplateChecker:
    """Walks the syntax tree of one file."""

    def __init__(self, sandbox: Sandbox, file: str, stack: tuple[str, ...]) -> None:
        self._sandbox = sandbox
        self._file = file
        self._stack = stack
        self.faults: list[ForbiddenTemplate] = []

    def walk(self, body: list[nodes.Node], scope: Scope, loops: int) -> None:
        """Statements, in turn: one that is refused hides no other."""
        for node in body:
            if isinstance(node, nodes.Output):
                for part in node.nodes:
                    self._collect(self._printed, part, scope)
            elif isinstance(node, nodes.If):
                self._collect(self._value, node.test, scope)
                for branch in (node.body, node.elif_, node.else_):
                    self.walk(list(branch), scope, loops)
            elif isinstance(node, nodes.For):
                self._collect(self._loop, node, scope, loops)
            elif isinstance(node, nodes.Include):
                self._collect(self._include, node, scope, loops)
            else:
                self._collect(self._refuse, node, f"{_in_words(node)} n'est pas permis dans un modèle")

    def _collect(self, check: Callable[..., object], *given: Any) -> None:
        try:
            check(*given)
        except ForbiddenTemplate as fault:
            self.faults.append(fault)

    def _printed(self, node: nodes.Node, scope: Scope) -> None:
        self._allow(node)
        if isinstance(node, nodes.TemplateData):
            return
        if not isinstance(node, nodes.Name | nodes.Getattr):
            self._refuse(node, "seule une valeur du contexte peut être écrite")
        kind = self._value(node, scope)
        if kind is not str and kind is not int:
            self._refuse(node, "cette valeur n'est ni un texte ni un nombre : elle ne peut être écrite")

    def _loop(self, node: nodes.For, scope: Scope, loops: int) -> None:
        if loops >= MAX_LOOPS:
            self._refuse(node, f"plus de {MAX_LOOPS} boucles l'une dans l'autre")
        if node.recursive or node.test is not None or node.else_ or not isinstance(node.target, nodes.Name):
            self._refuse(node, "une boucle est `for x in liste`, sans plus")
        if node.target.name in scope:
            self._refuse(node, f"`{node.target.name}` est déjà un nom du contexte")
        item = _item(self._value(node.iter, scope))
        if item is None:
            self._refuse(node, "on ne boucle que sur une liste du contexte")
        self.walk(node.body, {**scope, node.target.name: item}, loops + 1)

    def _include(self, node: nodes.Include, scope: Scope, loops: int) -> None:
        name = node.template.value if isinstance(node.template, nodes.Const) else None
        if name not in self._sandbox.files or node.ignore_missing or not node.with_context:
            self._refuse(node, "on n'inclut qu'un fichier du dossier, par son nom")
        if name in self._stack:
            self._refuse(node, f"`{name}` s'inclut lui-même")
        self.faults += self._sandbox.include_faults(str(name), scope, self._stack, loops)

    def _value(self, node: nodes.Node, scope: Scope) -> Any:
        """The type of an expression."""
        self._allow(node)
        match node:
            case nodes.Name():
                if node.name not in scope:
                    self._refuse(node, f"`{node.name}` n'est pas un nom du contexte", nearest(node.name, scope))
                return scope[node.name]
            case nodes.Getattr():
                owner = self._value(node.node, scope)
                fields = _fields(owner) if isinstance(owner, type) and issubclass(owner, BaseModel) else {}
                if node.attr not in fields:
                    self._refuse(node, f"`.{node.attr}` n'existe pas ici", nearest(node.attr, fields))
                return fields[node.attr]
            case nodes.Compare():
                for operand in node.ops:
                    if operand.op not in ("eq", "ne"):
                        self._refuse(node, "on ne compare que par `==` et `!=`")
                    self._value(operand.expr, scope)
                self._value(node.expr, scope)
            case nodes.Not():
                self._value(node.node, scope)
            case nodes.And() | nodes.Or():
                self._value(node.left, scope)
                self._value(node.right, scope)
            case nodes.Const():
                if not isinstance(node.value, str | bool):
                    self._refuse(node, "une constante est un texte")
            case _:
                self._refuse(node, f"{_in_words(node)} n'est pas permis ici")
        return bool

    def _allow(self, node: nodes.Node) -> None:
        if not isinstance(node, _ALLOWED):
            self._refuse(node, f"{_in_words(node)} n'est pas permis dans un modèle")

    def _refuse(self, node: nodes.Node, what: str, near: str | None = None) -> typing.NoReturn:
        raise ForbiddenTemplate(self._file, node.lineno or 1, what, near)


def _environment(files: Mapping[str, str]) -> ImmutableSandboxedEnvironment:
    """Environment that loads these files, without filter, test or global name."""
    environment = ImmutableSandboxedEnvironment(
        loader=DictLoader(dict(files)),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=_filled,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for table in (environment.globals, environment.filters, environment.tests):
        table.clear()
    return environment


def _parsed(source: str) -> nodes.Template:
    """The syntax tree of a template, to be read alone: the same one is at hand for whoever checks
    the same text again, as each wording does of what it includes, and each edit of all that it
    leaves as it is.

    Raises:
        TemplateError, RecursionError: it cannot be read.
    """
    return _parse_at_hand(source) if len(source) <= MAX_PARSED else _environment({}).parse(source)


@lru_cache(PARSED)
def _parse_at_hand(source: str) -> nodes.Template:
    return _environment({}).parse(source)


def _in_words(node: nodes.Node) -> str:
    """What was written, as its writer knows it, rather than by its name in the syntax tree."""
    match node:
        case nodes.Call():
            return f"un appel, comme `{_named(node.node)}(…)`,"
        case nodes.Filter() | nodes.FilterBlock():
            name = node.name if isinstance(node, nodes.Filter) else node.filter.name
            return f"un filtre, comme `|{name}`,"
        case nodes.Test():
            return f"un essai, comme `is {node.name}`,"
        case nodes.Getitem() | nodes.Slice():
            return "un élément pris par son rang ou son nom, comme `x[0]`,"
        case nodes.BinExpr():
            return f"un calcul, comme `a {node.operator} b`,"
        case nodes.UnaryExpr():
            return f"un calcul, comme `{node.operator}a`,"
        case nodes.Concat():
            return "un calcul, comme `a ~ b`,"
        case nodes.CondExpr():
            return "un choix écrit dans une valeur, `a if … else b`,"
        case nodes.List() | nodes.Tuple() | nodes.Dict():
            return "une liste, comme `[a, b]`,"
    tag = _TAGS.get(type(node))
    return f"`{{% {tag} %}}`" if tag else "ce qui est écrit ici"


def _named(node: nodes.Node) -> str:
    """The name by which something is called, as far as it is one."""
    if isinstance(node, nodes.Getattr):
        return f"{_named(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "…"


def digest_of(parts: Iterator[str]) -> str:
    """SHA-256 of texts, each ended."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


def _filled(value: Any) -> Any:
    """Every printed value passes here: nothing empty is ever printed."""
    if value is None or value == "":
        raise EmptyPlaceholder("un emplacement du modèle reste vide", "a place of the template stays empty")
    return value


@cache
def _fields(model: type[BaseModel]) -> dict[str, Any]:
    return {name: _bare(kind) for name, kind in typing.get_type_hints(model).items() if name in model.model_fields}


def _bare(kind: Any) -> Any:
    """A type without its None."""
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        kinds = [k for k in typing.get_args(kind) if k is not types.NoneType]
        return kinds[0] if len(kinds) == 1 else Any
    return str if typing.get_origin(kind) is typing.Literal else kind


def _item(kind: Any) -> Any:
    """The type of a list's items; None for what is not one."""
    return typing.get_args(kind)[0] if typing.get_origin(kind) is tuple else None
