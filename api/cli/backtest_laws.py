"""The two laws of a backtest as a command names them: folders, or digests that the service's
database holds.
"""

from __future__ import annotations

import re
from pathlib import Path

from api.backtest.laws import LawFiles, law_of_folder
from api.cli.opening import open_current
from api.cli.shared import fail
from api.rules import edition_rows
from textfile.diagnostics import RulesetError, render_text
from textfile.quoting import printable

_DIGEST = re.compile(r"[0-9a-f]{8,64}")


def law_named(name: str) -> LawFiles:
    """The law of a folder, or the one whose digest starts so; what is wrong is told, and stops."""
    folder, shown = Path(name), printable(name)
    if folder.is_dir():
        try:
            return law_of_folder(folder)
        except RulesetError as error:
            fail(f"{shown} ne se charge pas :\n{render_text(error.diagnostics)}")
        except ValueError as error:
            fail(str(error))
    if not _DIGEST.fullmatch(name):
        fail(f"{shown} : ni un dossier de règles, ni une empreinte (8 à 64 chiffres hexadécimaux)")
    with open_current().database.read() as session:
        matches = edition_rows.periods(session, name)
        if not matches:
            fail(f"{shown} : aucun droit servi ici n'a cette empreinte ; `qualif rules check` donne celle d'un dossier")
        if len(matches) > 1:
            digests = ", ".join(match.digest[:16] for match in matches[:5])
            fail(f"{shown} : {len(matches)} droits servis commencent ainsi ({digests}…) ; donner plus de chiffres")
        files = edition_rows.files_of(session, matches[0].digest)
    assert files is not None  # of a digest that was just read
    return LawFiles(matches[0].digest, files)
