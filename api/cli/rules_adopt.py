"""`qualif rules adopt`: a folder of rules in place of an edition that the software no longer
reads.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.opening import FAILED, open_stored, settings_of
from api.cli.shared import fail

MOST_REASON = 2_000
"""Characters of a reason."""


def adopt(
    folder: Annotated[Path, typer.Argument(metavar="DOSSIER", help="Dossier de règles.")],
    reason: Annotated[str, typer.Option("--reason", help="Pourquoi : inscrit au journal, avec l'édition.")],
) -> None:
    """Impose un dossier de règles, sans signatures : il est publié, et en vigueur aussitôt.

    Pour l'édition publiée que le logiciel ne lit plus. Autrement, `qualif rules request` propose le
    dossier à qui signe.
    """
    from api.kit.clock import Clock
    from api.law import folder_publications
    from api.law.rules_check import refuse_faults
    from api.rules.folder import open_with_files
    from api.rules.tree import TreeError
    from textfile.diagnostics import RulesetError, render_text

    if not 0 < len(reason.strip()) <= MOST_REASON:
        fail(f"--reason : dire pourquoi, en {MOST_REASON} caractères au plus")
    database = open_stored()
    try:
        refuse_faults(folder)
        law = open_with_files(folder).engine.ruleset.digest
        rules = folder_publications.read_folder_rules(folder, law)
    except RulesetError as error:
        fail(render_text(error.diagnostics), FAILED)
    except TreeError as error:
        fail(f"ce dossier n'est pas un dossier de règles : {error}", FAILED)
    except ValueError as error:
        fail(str(error), FAILED)
    number = folder_publications.adopt(database, rules, reason.strip(), Clock(settings_of().zone).now())
    print(f"publication {number} : le dossier est en vigueur ; les services qui tournent le prennent d'eux-mêmes.")
