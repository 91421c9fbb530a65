"""A fact, ready to be shown: what is asked, its values, when it is presumed, who looks at it, who
reads it in words.
"""

from __future__ import annotations

from collections.abc import Iterator

from api.pages.rules.blocks import (
    Block,
    ConditionTree,
    Grid,
    Paragraph,
    Prose,
    SheetSection,
    TextRun,
    TitledBlock,
    commas,
    words,
)
from api.pages.rules.case_list import cases_of_fact
from api.pages.rules.mention_links import elsewhere
from api.pages.rules.notion_page import OWN_USES, used_by
from api.pages.rules.presenter import RulePresenter
from api.pages.shell.say import Say
from engine.model.dated import Lasting
from engine.model.fact import FactDefinition, Was


def fact_sections(name: str, presenter: RulePresenter) -> tuple[SheetSection, ...]:
    """The page of a fact; of one that the law and routing both define, each definition."""
    law = presenter.snapshot.ruleset.facts.get(name)
    routing = presenter.routing.facts.get(name) if presenter.routing is not None else None
    found = []
    if law is not None:
        found += list(_definition(law, presenter, presenter.say, ""))
    if routing is not None:
        found += list(_definition(routing, presenter, presenter.say_routing, "-aiguillage" if law is not None else ""))
    return (
        *found,
        used_by(presenter, name, presenter.snapshot.clause_uses.get(name, ())),
        cases_of_fact(presenter, name),
        elsewhere(presenter, name, OWN_USES),
        presenter.source_section(*presenter.defined(("facts/", "routing/facts/"), "facts", name)),
    )


def _definition(fact: FactDefinition, presenter: RulePresenter, say: Say, mark: str) -> Iterator[SheetSection]:
    title = presenter.t("rules.says") if not mark else presenter.t("rules.says_routing")
    yield SheetSection(f"dit{mark}", title, tuple(_sentences(fact, presenter, say, mark)))
    if fact.presumed_when:
        yield SheetSection(
            f"presume{mark}", presenter.t("facts.presumed"), tuple(_presumed(fact, presenter, say, mark))
        )


def _sentences(fact: FactDefinition, presenter: RulePresenter, say: Say, mark: str) -> Iterator[Block]:
    t = presenter.t
    yield Prose((words(say.text(fact.question)), words(say.text(fact.where))))
    kind = t("rules.fact_kind", kind=t(f"fact.{fact.type}"))
    if fact.min is not None and fact.max is not None:
        unit = f" {say.text(fact.unit)}" if fact.unit is not None else ""
        kind += f" ({t('facts.bounds', low=fact.min, high=f'{fact.max}{unit}')})"
    seen = "" if fact.observable else f" {t('rules.fact_unseen')}"
    cost = t("rules.fact_cost", cost=fact.cost, exposure=t(f"exposure.{fact.exposure}"))
    sources = ", ".join(t(f"source.{source}") for source in fact.sources)
    lines = [words(kind), words(cost + seen), words(t("rules.fact_sources", sources=sources))]
    if fact.means is not None:
        bound = t("rules.means_under", n=fact.means.under) if fact.means.under is not None else ""
        bound = bound or t("rules.means_from", n=fact.means.from_)
        lines.append((TextRun(f"{t('rules.means')} "), presenter.fact(fact.means.fact), TextRun(f" {bound}")))
    lines += [_earlier(was, presenter) for was in fact.was]
    yield Prose(tuple(lines))
    if fact.values:
        heads = (t("rules.value"), t("rules.identifier"), t("rules.value_where"))
        yield Grid(f"valeurs{mark}", t("rules.values"), heads, tuple(_values(fact, presenter, say)))


def _values(fact: FactDefinition, presenter: RulePresenter, say: Say) -> Iterator[tuple[Paragraph, ...]]:
    for name, label in fact.values.items():
        where = f"/regles{presenter.suffix}{presenter.mark}q={fact.id}%3D{name}"
        yield (
            words(say.text(label)),
            (TextRun(name, code=True),),
            (TextRun(presenter.t("rules.value_search"), href=where),),
        )


def _earlier(was: Was, presenter: RulePresenter) -> Paragraph:
    t = presenter.t
    old = was.fact or (str(was.value).lower() if was.value is not None else "")
    now = was.now if isinstance(was.now, tuple) else (was.now,) if was.now is not None else ()
    after = commas([TextRun(str(one).lower(), code=True) for one in now]) if now else ()
    lead = t("rules.was_now") if now else t("rules.was")
    detail = (TextRun(f"={str(was.value).lower()}", code=True),) if was.fact and was.value is not None else ()
    return (TextRun(f"{lead} "), TextRun(old, code=True), *detail, TextRun(" → ") if now else TextRun("."), *after)


def _presumed(fact: FactDefinition, presenter: RulePresenter, say: Say, mark: str) -> Iterator[TitledBlock]:
    for number, one in enumerate(fact.presumed_when, 1):
        day = one.from_ or presenter.today
        yield TitledBlock(
            f"presume{mark}-{number}",
            TextRun(say.stated(fact.id, one.value)),
            (lasting(one, presenter),) if one.from_ or one.until else (),
            (
                ConditionTree(presenter.t("facts.presumed"), say.condition(one.condition, day)),
                Prose((words(say.text(one.reason)),), muted=True),
            ),
        )


def lasting(one: Lasting, presenter: RulePresenter) -> str:
    """The days on which something holds."""
    if one.from_ is not None:
        return presenter.say.period(one.from_, one.until)
    return presenter.t("rules.until", until=presenter.say.day(one.until)) if one.until is not None else ""
