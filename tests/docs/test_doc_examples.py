"""Every example of the documentation runs and gives what the page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.examples import ROOT, Block, blocks, commands, pages, run_command, run_python, same
from tests.docs.service_example import open_example

PAGES = pages()
CONSOLE = [block for page in PAGES for block in blocks(page, "console")]


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Examples give paths from the root of the repository."""
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_python_examples_of_a_page_give_what_it_says(page: Path) -> None:
    told = run_python(page)
    assert not told, "".join(told)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_python_block_escapes_being_run(page: Path) -> None:
    assert [block.name for block in blocks(page, "python") if not block.text.lstrip().startswith(">>>")] == []


@pytest.mark.parametrize("block", CONSOLE, ids=lambda block: block.name)
def test_the_commands_of_a_page_give_what_it_says(
    block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if block.on_service:
        open_example(monkeypatch, tmp_path)
    for command in commands(block):
        code, printed = run_command(command)
        assert code == block.exit_code, f"$ {command.line}\n{printed}"
        if command.shown:
            assert same(command.shown, printed), f"$ {command.line}\n{printed}"


def test_a_wrong_python_example_is_told_with_its_place(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Une somme.\n\n```python\n>>> n = 1\n```\n\n```python\n>>> n + 1\n3\n```\n", encoding="utf-8")
    (told,) = ["".join(run_python(page))]
    assert f'File "{page}", line 8' in told
    assert "Expected:\n    3\nGot:\n    2" in told


def test_a_command_that_needs_a_shell_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ qualif facts | head\n```\n", encoding="utf-8")
    (block,) = blocks(page, "console")
    with pytest.raises(AssertionError, match="needs a shell"):
        list(commands(block))


@pytest.mark.parametrize(
    ("shown", "printed", "expected"),
    [
        ("un\ndeux", "un  \ndeux\n", True),
        ("un\n…", "un\ndeux\ntrois\n", True),
        ("…\ntrois", "un\ndeux\ntrois\n", True),
        ("empreinte : …", "empreinte : abc\nautre\n", True),
        ("un", "un\ndeux\n", False),
        ("un…quatre", "un\ndeux\n", False),
    ],
)
def test_an_ellipsis_stands_for_any_text(shown: str, printed: str, expected: bool) -> None:
    assert same(shown, printed) is expected
