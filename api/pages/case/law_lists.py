"""Lists of a law that every case offers, made once a law and a language: facts to state, offences
to correct with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from markupsafe import Markup

from api.pages.shell.say import Say
from textfile.text import Language

LAWS = 4
"""Laws in a language whose lists are remembered: today's and the one before, in both."""


@dataclass(frozen=True)
class _LawWords:
    """A law in one language; `say` puts it into words."""

    digest: str
    language: Language
    say: Say = field(compare=False)


def fact_options(say: Say) -> Markup:
    """The facts of a law by their labels, as the options of a list."""
    return _fact_options(_LawWords(say.ruleset.digest, say.language, say))


def offence_options(say: Say, selected: str) -> Markup:
    """The offences of a law by their short titles, as the options of a list; one is selected, if it
    is among them.
    """
    listed = _offence_options(_LawWords(say.ruleset.digest, say.language, say))
    if selected not in say.ruleset.offences:
        return listed
    opened = f'<option value="{selected}"'  # an identifier: it needs no escape
    return Markup(str(listed).replace(f"{opened}>", f"{opened} selected>", 1))


@lru_cache(LAWS)
def _fact_options(law: _LawWords) -> Markup:
    labels = (law.say.text(fact.label) for fact in law.say.ruleset.facts.values())
    option = Markup('<option value="{}"></option>')
    return Markup("").join(option.format(label) for label in sorted(labels, key=str.casefold))


@lru_cache(LAWS)
def _offence_options(law: _LawWords) -> Markup:
    words = ((law.say.text(one.short), one.id) for one in law.say.ruleset.offences.values())
    option = Markup('<option value="{}">{}</option>')
    return Markup("").join(
        option.format(name, label) for label, name in sorted(words, key=lambda each: each[0].casefold())
    )
