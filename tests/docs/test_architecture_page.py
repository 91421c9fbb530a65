"""Pages speak of folders and files that exist, and their links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.examples import ROOT

PATHS = {
    page: sorted(
        set(re.findall(r"`([\w.-]+(?:/[\w.-]+)*/|[\w-]+(?:/[\w-]+)+\.py)`", (ROOT / page).read_text(encoding="utf-8")))
    )
    for page in ("docs/architecture.md", "CONTRIBUTING.md")
}


def test_the_page_names_every_folder_of_the_engine() -> None:
    folders = {f"engine/{path.parent.name}/" for path in (ROOT / "engine").glob("*/__init__.py")}
    assert folders <= set(PATHS["docs/architecture.md"])


@pytest.mark.parametrize("path", sorted({path for paths in PATHS.values() for path in paths}))
def test_a_path_named_by_the_page_exists(path: str) -> None:
    assert (ROOT / path).exists()


each_page = pytest.mark.parametrize(
    "page", [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda page: page.name
)


@each_page
def test_links_of_the_documentation_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@each_page
def test_links_to_a_part_of_a_page_lead_to_a_heading_of_it(page: Path) -> None:
    links = re.findall(r"\]\(((?:[^)#:\s]+\.md)?)#([^)]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if link[1] not in _anchors((page.parent / link[0]) if link[0] else page)] == []


def _anchors(page: Path) -> set[str]:
    """The headings of a page, as a link names them: small letters, no sign, hyphens for blanks."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
