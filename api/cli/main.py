"""Entry point of the command `qualif`."""

from __future__ import annotations

import io
import sys

import typer

from api.cli import noise, rules, second_reader, service
from api.cli.ask import ask
from api.cli.cues import cues
from api.cli.facts import facts
from api.cli.notice import notice
from api.cli.progress import tell_progress
from api.cli.qualify import qualify
from api.cli.report import report
from api.cli.route import route
from api.cli.start_faults import SentenceGroup
from api.cli.stream import stream

app = typer.Typer(
    name="qualif",
    cls=SentenceGroup,
    help="Qualification juridique expliquée de contenus signalés : le service suggère, une personne décide.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    rich_markup_mode=None,
)
app.command()(qualify)
app.command()(route)
app.command()(facts)
app.command()(ask)
app.command()(cues)
app.command()(notice)
app.command()(report)
app.command()(stream)
app.add_typer(noise.app, name="noise")
app.add_typer(second_reader.app, name="second-reader")
app.add_typer(rules.app, name="rules")
service.add_to(app)


def run() -> None:
    """Runs the command line. Half a character, which JSON can name and UTF-8 cannot hold, leaves as
    it came: escaped.
    """
    for channel, errors in ((sys.stdin, "replace"), (sys.stdout, "backslashreplace"), (sys.stderr, "backslashreplace")):
        if isinstance(channel, io.TextIOWrapper):
            channel.reconfigure(errors=errors)
    tell_progress()
    app()
