"""Fenced blocks of the documentation, and how each kind is run."""

from __future__ import annotations

import doctest
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from api.cli.main import app

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^(`{3,})(\w+)?[ \t]*([^\n`]*)\n(.*?)^\1[ \t]*$", re.MULTILINE | re.DOTALL)
_SHELL = frozenset("|&;>")


@dataclass(frozen=True)
class Block:
    """A fenced block: its file and first line, its language, the rest of the fence (`exit=1`, `service`), its text."""

    file: Path
    line: int
    language: str
    info: str
    text: str

    @property
    def name(self) -> str:
        """Where the block stands, as a test names it."""
        file = self.file.relative_to(ROOT) if self.file.is_relative_to(ROOT) else self.file
        return f"{file.as_posix()}:{self.line}"

    @property
    def exit_code(self) -> int:
        """The exit code that its commands must have."""
        return next((int(word.removeprefix("exit=")) for word in self.info.split() if word.startswith("exit=")), 0)

    @property
    def on_service(self) -> bool:
        """Whether its commands act on the database of a service (`service_example.py`)."""
        return "service" in self.info.split()


def pages() -> list[Path]:
    """The pages whose examples are run."""
    folders = (ROOT / "docs", ROOT / "docs/guides", ROOT / "docs/lab")
    return [ROOT / "README.md", *(page for folder in folders for page in sorted(folder.glob("*.md")))]


def blocks(page: Path, language: str) -> list[Block]:
    """The blocks of a page in one language, in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(page, text.count("\n", 0, found.start(4)) + 1, language, found[3].strip(), found[4])
        for found in _FENCE.finditer(text)
        if found[2] == language
    ]


def run_python(page: Path) -> list[str]:
    """Runs the `>>>` examples of a page in one namespace; one text per example that failed."""
    names: dict[str, object] = {}
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
    told: list[str] = []
    for block in blocks(page, "python"):
        test = doctest.DocTestParser().get_doctest(block.text, names, block.name, str(block.file), block.line - 1)
        runner.run(test, out=told.append, clear_globs=False)
        names = test.globs
    return told


@dataclass(frozen=True)
class Command:
    """A command shown in a page, what is given to it, and what the page says it prints ("" when it says nothing)."""

    line: str
    arguments: tuple[str, ...]
    stdin: str | None
    shown: str


def commands(block: Block) -> Iterator[Command]:
    """The `$ qualif …` commands of a console block; other commands are not run.

    `< file` gives a file as standard input. Anything else that needs a shell is refused, so that no example goes unrun unseen.
    """
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        line, _, shown = part.replace("\\\n", " ").partition("\n")
        words = shlex.split(line, comments=True)
        if words[:1] != ["qualif"]:
            continue
        stdin = None
        if "<" in words:
            at = words.index("<")
            stdin = (ROOT / words[at + 1]).read_text(encoding="utf-8")
            del words[at : at + 2]
        assert not any(set(word) <= _SHELL for word in words), f"{block.name}: `{line}` needs a shell"
        yield Command(line, tuple(words[1:]), stdin, shown.strip("\n"))


def run_command(command: Command) -> tuple[int, str]:
    """Exit code, and what was printed: the answer alone when all went well, complaints too otherwise."""
    runner = CliRunner(env={"COLUMNS": "120", "NO_COLOR": "1", "TERM": "dumb"})
    result = runner.invoke(app, list(command.arguments), input=command.stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output if result.exit_code else result.stdout


def same(shown: str, printed: str) -> bool:
    """Whether what is printed is what the page shows; `…` stands for any text, even over several lines."""
    wanted, got = ("\n".join(line.rstrip() for line in text.strip("\n").splitlines()) for text in (shown, printed))
    pattern = ".*?".join(re.escape(piece) for piece in wanted.split("…"))
    return re.fullmatch(pattern, got, re.DOTALL) is not None
