"""`make screenshots`: every page, in French and English, wide and narrow, light and dark, into
build/screenshots/, to be looked at.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from itertools import product
from pathlib import Path

from api.http.identity import cookie_name
from tests.browser.pictured import Pictured, pictured
from tests.browser.serving import CHROMIUM, chromium, served

SIZES = {"large": (1280, 900), "etroit": (390, 844)}
LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}
SCHEMES = {"clair": "light", "sombre": "dark"}


def main(folder: Path, only: set[str]) -> None:
    """Takes the pictures; `only` keeps some pages.

    Raises:
        SystemExit: there is no page of one of these names.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shown = pictured(Path(tempfile.mkdtemp()))
    # the threads of a world that is not closed keep the process from ending
    with closing(shown.world):
        if unknown := only - shown.pages.keys():
            sys.exit(f"pages inconnues : {', '.join(sorted(unknown))} ; il y a : {', '.join(sorted(shown.pages))}")
        _take(folder, shown, {name: path for name, path in shown.pages.items() if not only or name in only})


def _take(folder: Path, shown: Pictured, pages: Mapping[str, str]) -> None:
    name = cookie_name(secure=False)
    with served(shown.world.app) as base, chromium() as browser:
        for (size, (width, height)), (language, locale), (scheme, colours) in product(
            SIZES.items(), LANGUAGES.items(), SCHEMES.items()
        ):
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if colours == "dark" else "light",
                locale=locale,
                reduced_motion="reduce",
            )
            context.add_cookies([{"name": name, "value": shown.client.cookies[name], "url": base}])
            page = context.new_page()
            page.on("console", lambda message: print(message.text))
            for picture, path in pages.items():
                page.goto(base + path, wait_until="networkidle")
                page.screenshot(path=folder / f"{picture}-{size}-{language}-{scheme}.png", full_page=True)
            context.close()
    print(f"{len(list(folder.glob('*.png')))} images dans {folder}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description=__doc__)
    parser.add_argument("pages", nargs="*", help="names of pages; all of them otherwise")
    asked = parser.parse_args()
    if CHROMIUM is None:
        sys.exit("Chromium est absent : apt-get install chromium-headless-shell")
    main(Path("build/screenshots"), set(asked.pages))
