"""Remark of the service on a notice: words that a person adds to it, in a headed place of their
own, after all that the case file says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.notices.addresses import without_links
from engine.notices.faults import NoticeError, NoticeFault
from engine.notices.loader import REMARK, Templates
from engine.notices.requirements import NEEDS
from engine.notices.tables import Kind
from engine.notices.views import RemarkView
from textfile.quoting import is_unseen
from textfile.text import Language, Text, Unfit

MAX_REMARK = 2_000
"""Characters of a remark: a paragraph or two, not a second notice."""
FIELD = "remark"
"""Its name in the data of a notice."""
_END = "</article>"
_JOINERS = frozenset("\u200c\u200d")
_PASTED = str.maketrans({"\r": "\n", "\t": " ", "\u200b": "", "\u2060": "", "\ufeff": "", "\u00ad": ""})
"""What comes with words that are pasted, and says nothing."""


@dataclass(frozen=True, slots=True)
class NoticeRemark:
    """Words of the service, as `remark_words` gives them, and their language."""

    words: str
    language: Language

    def data(self) -> dict[str, str]:
        """The remark as the data of a notice says it."""
        return {"words": self.words, "language": self.language}


def remark_words(text: str) -> str:
    """The words of a remark: one line for each paragraph, no blank one; empty when nothing is said.

    Raises:
        Unfit: too long, or characters that are not seen or turn the direction of a line: whoever
            confirms would not read what leaves.
    """
    lines = text.replace("\r\n", "\n").translate(_PASTED).split("\n")
    for number, line in enumerate(lines, 1):
        for place, character in enumerate(line, 1):
            if is_unseen(character) and character not in _JOINERS:
                code = f"U+{ord(character):04X}"
                raise Unfit(
                    f"ligne {number}, {place}e caractère : invisible ou de commande ({code})",
                    f"line {number}, character {place}: unseen or a control ({code})",
                )
    words = "\n".join(line.strip() for line in lines if line.strip())
    if len(words) > MAX_REMARK:
        raise Unfit(f"{len(words)} caractères, {MAX_REMARK} au plus", f"{len(words)} characters, at most {MAX_REMARK}")
    return words


def no_place_for_a_remark(kind: Kind) -> NoticeFault | None:
    """The fault of a remark on a kind of notice whose format has no place for one."""
    if not NEEDS[kind].machine:
        return None
    return NoticeFault(
        "not_applicable",
        FIELD,
        Text(fr=f"le format « {kind} » n'a pas de place pour une remarque", en=f"the format “{kind}” has no place for a remark"),
        Text(fr="l'écrire au destinataire autrement", en="write it to the recipient in another way"),
    )  # fmt: skip


def html_with_remark(templates: Templates, html: str, remark: NoticeRemark, heading: Language) -> str:
    """A notice as HTML, with the remark at its end, under a heading in that language. Addresses are
    defanged in it, as in the rest.

    Raises:
        NoticeError: the rules have no heading for it.
    """
    file = REMARK.format(language=heading)
    if file not in templates.sandbox.files:
        fault = NoticeFault(
            "missing",
            f"templates/{file}",
            Text(fr="les règles n'ont pas de place pour une remarque", en="the rules have no place for a remark"),
            Text(fr=f"écrire le modèle `{file}`", en=f"write the template `{file}`"),
        )
        raise NoticeError([fault])
    view = RemarkView(lines=tuple(map(without_links, remark.words.split("\n"))), language=remark.language)
    before, end, after = html.rpartition(_END)
    if not end:
        before, after = html, ""
    return f"{before}{templates.sandbox.render(file, view)}{end}{after}"


def data_with_remark(data: Mapping[str, Any], remark: NoticeRemark | None) -> dict[str, Any]:
    """The data of a notice with that remark in place of any other, addresses whole; None: without
    any.
    """
    others = {name: value for name, value in data.items() if name != FIELD}
    return others if remark is None else {**others, FIELD: remark.data()}
