"""Entry point of the command `qualif`."""

from __future__ import annotations

import typer

from api.cli import rules
from api.cli.ask import ask
from api.cli.facts import facts
from api.cli.qualify import qualify

app = typer.Typer(
    name="qualif",
    help="Qualification juridique expliquée de contenus signalés : le service suggère, une personne décide.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    rich_markup_mode=None,
)
app.command()(qualify)
app.command()(facts)
app.command()(ask)
app.add_typer(rules.app, name="rules")


def run() -> None:
    """Runs the command line."""
    app()
