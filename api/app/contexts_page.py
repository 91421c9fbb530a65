"""`python -m api.app.contexts_page` writes the reference page of page contexts."""

from __future__ import annotations

from pathlib import Path

from api.app import features
from api.pages.shell.contexts import reference

PAGE = Path(__file__).parents[2] / "docs/guides/analyste-ecran-contextes.md"


def main() -> None:
    """Writes the page."""
    assert features.ROUTERS  # every module of pages is imported, so every context is known
    PAGE.write_text(reference(), encoding="utf-8")


if __name__ == "__main__":
    main()
