"""Texts of a new offence, written whole from what a lawyer says of it: its law, and the cases that
follow from its own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from api.authoring.edits import row_of, row_value
from api.watch.citations import abbreviated
from engine.analysis.drafting.editor import written

TO_VERIFY = "AV"
"""How sure a source is that is to be verified: cases say again which clauses have one."""


@dataclass(frozen=True, slots=True)
class NewElement:
    """Element of a new offence: its name, its label in each language, its condition."""

    name: str
    label: Mapping[str, str]
    condition: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NewOffenceLaw:
    """What the law says of a new offence. `limitation`: its regime, and the last day on which
    facts of the first day are prosecuted; `like`: the file of the neighbour whose recipients,
    authority and field it has; `scope`: the shared clause that links its facts with France, if any.
    """

    name: str
    theme: str
    citation: str
    nature: str
    conduct: str
    title: Mapping[str, str]
    short: Mapping[str, str]
    elements: tuple[NewElement, ...]
    start: date
    law: str
    penalty: Mapping[str, int]
    limitation: Mapping[str, str | date]
    source: Mapping[str, str | date | None]
    like: Mapping[str, Any]
    scope: str = ""

    @property
    def version(self) -> str:
        """The name of its first version."""
        return f"v{self.start.year}"


def offence_text(law: NewOffenceLaw) -> str:
    """The file of the offence."""
    article = abbreviated(law.citation)
    sure = law.source["confidence"]
    elements = "".join(
        f"  {one.name}:\n    kind: {'circumstance' if i else 'material'}\n{'' if i else '    core: true' + chr(10)}"
        f"    label: {row_of(_texts_of(one.label))}\n    article: {_text(article)}\n"
        f"    condition: {row_of(one.condition)}\n    confidence: {sure}\n"
        for i, one in enumerate(law.elements)
    )
    names = ", ".join([*(one.name for one in law.elements), "intention"])
    return f"""\
id: {law.name}
theme: {law.theme}
field: {law.like["field"]}
title: {row_of(_texts_of(law.title))}
short: {row_of(_texts_of(law.short))}
citation: {_text(law.citation)}
legifrance: null
nature: {law.nature}
conduct: {law.conduct}
authority: {row_of(_texts_of(law.like["authority"]))}
routing: [{", ".join(law.like["routing"])}]

elements:
{elements}\
  intention:
    kind: moral
    label: {{fr: "Intention", en: "Intent"}}
    article: "CP 121-3"
    condition: {{fact: intention}}
    confidence: M

{f"scope:{chr(10)}  rattachement: {{as: {law.scope}}}{chr(10)}{chr(10)}" if law.scope else ""}versions:
  - id: {law.version}
    from: {law.start}
    law: {_text(law.law)}
    change: {{fr: "Infraction nouvelle.", en: "New offence."}}
    elements: [{names}]
{"    scope: [rattachement]" + chr(10) if law.scope else ""}    penalty: {row_of(law.penalty)}
    limitation: {law.limitation["limitation"]}
    source: {row_of(law.source)}

relations: []
"""


def cases_text(law: NewOffenceLaw, base: Mapping[str, Any]) -> str:
    """The file of its cases: everything there, each yes or no fact against and unknown, the eve of
    its first day. `base`: facts that make every condition true.
    """
    sure = law.source["confidence"]
    doubtful = [one.name for one in law.elements] if sure == TO_VERIFY else []
    verify = row_of({name: [law.version] for name in doubtful})
    row = row_of({**law.penalty, **law.limitation, "confidence": sure})
    against = "".join(_against(one) for one in law.elements if "fact" in one.condition)
    facts = "".join(f"    {name}: {row_value(value)}\n" for name, value in base.items())
    return f"""\
base:
  date_of_facts: {law.start}
  facts:
{facts}
consequences:
  nature: {law.nature}
  conduct: {law.conduct}
  versions:
    {law.version}: {row}
{f"  to_verify: {verify}{chr(10)}" if doubtful else ""}
cases:
  - name: tout est réuni
    on: all
    expect: {{status: established{", prudent: true" if doubtful else ""}}}
{against}\
  - name: intention contraire
    set: {{intention: false}}
    expect: {{status: excluded, because: [intention]}}
  - name: la veille du premier jour
    date_of_facts: {law.start - timedelta(days=1)}
    expect: {{status: not_in_force}}
"""


def _against(one: NewElement) -> str:
    """The cases of an element of one fact: against it, where it is yes or no, and unknown."""
    fact, label = one.condition["fact"], _first_low(one.label["fr"])
    contrary = (
        f"  - name: {_text(label + ' : non')}\n    set: {{{fact}: false}}\n"
        f"    expect: {{status: excluded, because: [{one.name}]}}\n"
    )
    unknown = (
        f"  - name: {_text(label + ' : on ne sait')}\n    unset: [{fact}]\n"
        f"    expect: {{status: open, because: [{one.name}]}}\n"
    )
    return unknown if len(one.condition) > 1 else contrary + unknown


def _text(value: str) -> str:
    return written(value, plain=False)


def _texts_of(label: Mapping[str, str]) -> Mapping[str, str]:
    """A text in each language that it has."""
    return {key: value for key, value in label.items() if value}


def _first_low(label: str) -> str:
    return label[:1].lower() + label[1:]
