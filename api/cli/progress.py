"""Progress messages: what long steps log in English is told in French on a terminal, while it
lasts.
"""

from __future__ import annotations

import logging
import sys

from api.cli.shared import complain

_SENTENCES = {
    ("qualif.lexicons", logging.INFO): "compilation des lexiques : quelques secondes, la première fois…",
    ("qualif.cache", logging.WARNING): (
        "le dossier de cache n'est pas utilisé : un autre compte le possède ou peut y écrire, ou une entrée est abîmée ; "
        "ce qu'il gardait est refait (QUALIF_CACHE désigne un autre dossier, vide : aucun)"
    ),
}


class Progress(logging.Handler):
    """Says on standard error the sentence of a record, each once."""

    def __init__(self) -> None:
        super().__init__()
        self._sentences: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Nothing of what has no sentence."""
        sentence = _SENTENCES.get((record.name, record.levelno))
        if sentence is not None and sentence not in self._sentences:
            self._sentences.add(sentence)
            complain(sentence)


def tell_progress() -> None:
    """Tells it when somebody watches; a log, or another program, has the records themselves."""
    if not sys.stderr.isatty():
        return
    handler = Progress()
    for name, level in _SENTENCES:
        logger = logging.getLogger(name)
        logger.setLevel(level)
        logger.addHandler(handler)
