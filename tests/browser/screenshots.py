"""`make screenshots`: every page, light and dark, wide and narrow, into build/screenshots/, to be looked at."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from api.web.pages import bare_app
from tests.api.workbench.samples import bench
from tests.browser.desk import Desk
from tests.browser.serving import CHROMIUM, chromium, served

PAGES = {
    "loi": "/loi",
    "loi-recherche": "/loi?q=suicide",
    "loi-vide": "/loi?q=zzzz",
    "infraction": "/loi/loi-1881-33-al3",
    "infraction-longue": "/loi/cp-227-24",
    "infraction-censuree": "/loi/cp-421-2-5-2",
    "introuvable": "/loi/cp-227-2",
    "faits": "/faits?q=age",
    "aide": "/aide",
    "semantique": "/aide/semantique",
    "accessibilite": "/accessibilite",
    "affichage": "/affichage",
    "composants": "/gallery",
}
BENCH = {
    "file": "/file",
    "file-vide": "/file?q=zzzz",
    "dossier": "@lettre-12",
    "dossier-haine": "@1-haine",
    "suites": "@1-haine/suites",
    "suivi": "/suivi",
    "hebergeurs": "/hebergeurs",
    "dossier-hors-champ": "@2-opinion",
    "dossier-sans-texte": "@7-hypertrucage",
    "reponse-gardee": "=1-haine?rejouer=1",
    "bruit": "/bruit",
    "moi": "/moi",
    "administration": "/administration",
    "compte": "!analyst",
    "compte-machine": "!integrator",
    "etat-du-service": "/administration/sante",
    "conservation": "/administration/conservation",
    "connexion": "/sign-in",
}
"""Pages of the workbench, told as `Desk` takes them."""
SIZES = {"large": (1280, 900), "etroit": (390, 844)}


def main(folder: Path, only: set[str]) -> None:
    """Takes the pictures; `only` keeps some pages."""
    folder.mkdir(parents=True, exist_ok=True)
    world = bench(Path(tempfile.mkdtemp()))
    with served(bare_app()) as base, served(world.app) as work, chromium() as browser:
        for scheme in ("light", "dark"):
            for size, (width, height) in SIZES.items():
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme="dark" if scheme == "dark" else "light",
                    locale="fr-FR",
                    reduced_motion="reduce",
                )
                page = context.new_page()
                page.on("console", lambda message: print(message.text))
                for name, path in PAGES.items():
                    if only and name not in only:
                        continue
                    page.goto(base + path)
                    page.screenshot(path=folder / f"{name}-{size}-{scheme}.png", full_page=True)
                desk = Desk(page, world, work)
                for name, path in BENCH.items():
                    if only and name not in only:
                        continue
                    desk.go(path)
                    page.screenshot(path=folder / f"{name}-{size}-{scheme}.png", full_page=True)
                context.close()
    print(f"{len(list(folder.glob('*.png')))} images dans {folder}")


if __name__ == "__main__":
    if CHROMIUM is None:
        sys.exit("Chromium est absent : apt-get install chromium")
    main(Path("build/screenshots"), set(sys.argv[1:]))
