"""Entry point of the command `qualif`."""

from __future__ import annotations

import typer

from api.cli import rules

app = typer.Typer(
    name="qualif",
    help="Qualification juridique expliquée de contenus signalés : le service suggère, une personne décide.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    rich_markup_mode=None,
)
app.add_typer(rules.app, name="rules")


def run() -> None:
    """Runs the command line."""
    app()
