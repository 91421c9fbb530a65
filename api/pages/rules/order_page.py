"""What comes first, ready to be shown: order of the queue, dangers, order of suggestions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from api.pages.law.offence_list import theme_label
from api.pages.rules.blocks import (
    Block,
    Bullets,
    Grid,
    Paragraph,
    Prose,
    SheetSection,
    TextRun,
    TitledBlock,
    commas,
    french,
    words,
)
from api.pages.rules.presenter import RulePresenter
from api.rules.dangers import FILE as DANGER
from api.rules.dangers import ActionRule, DangerRule, DangersFile
from api.rules.fact_values import Under
from api.rules.noise import PARAMETERS as NOISE
from api.rules.priorities import ALWAYS, PrioritiesFile, PriorityRule
from api.rules.priorities import FILE as PRIORITIES
from classifiers.noise.never import NeverFile
from engine.language.sources import ORDER
from engine.model.order import Criteria, FieldRule, Order
from textfile.text import SEMICOLON


def order_sections(presenter: RulePresenter) -> tuple[SheetSection, ...]:
    """The page of the three orders."""
    t, snapshot = presenter.t, presenter.snapshot
    priorities = snapshot.value(PRIORITIES.as_posix(), PrioritiesFile)
    dangers = snapshot.value(DANGER.as_posix(), DangersFile)
    sources = [p.as_posix() for p in (PRIORITIES, DANGER)] + [ORDER]
    return (
        SheetSection("priorites", t("order.queue"), tuple(_queue(priorities, presenter))),
        SheetSection("danger", t("order.dangers"), tuple(_dangers(dangers, presenter))),
        SheetSection("ordre", t("order.suggestions"), tuple(_suggestions(snapshot.ruleset.order, presenter))),
        presenter.source_section(*(presenter.whole(path) for path in sources if path in snapshot.tree.files)),
    )


def _missing(presenter: RulePresenter) -> Prose:
    return Prose((words(presenter.t("rules.no_file")),), muted=True)


def _queue(file: PrioritiesFile | None, presenter: RulePresenter) -> Iterator[Block]:
    if file is None:
        yield _missing(presenter)
        return
    yield Prose((words(presenter.t("order.queue_lead")),))
    yield Prose((words(presenter.t("order.keeps")),))
    bounds = file.yields_to_noise
    for name, bound in (("category", bounds.category), ("named", bounds.named)):
        if bound != ALWAYS:
            yield Prose((words(presenter.t(f"order.yields.{name}", share=presenter.share(bound))),))
    for rank, rule in enumerate(file.priorities, 1):
        label = TextRun(f"{rank}. {presenter.text(rule.label)}")
        lead = Prose((words(presenter.t("order.any_of")),), muted=True)
        block = Bullets(tuple(_conditions(rule, presenter)))
        yield TitledBlock(f"priorite-{rule.id.replace('_', '-')}", label, (), (lead, block), rule.id)


def _conditions(rule: PriorityRule, presenter: RulePresenter) -> Iterator[Paragraph]:
    t = presenter.t
    if rule.danger:
        yield (TextRun(t("order.when_danger"), href="#danger"),)
    if rule.text:
        noise = presenter.snapshot.value(NOISE.as_posix(), NeverFile)
        labels = {r.reason: r.label.get(presenter.language, r.reason) for r in noise.never_set_aside} if noise else {}
        hrefs = {n: presenter.address("parametres/bruit", f"jamais-{n.replace('_', '-')}") for n in labels}
        links = [TextRun(labels.get(n, n), href=hrefs.get(n, "")) for n in rule.text]
        yield (TextRun(f"{t('order.when_text')} "), *commas(links))
    for name, wanted in rule.facts.items():
        yield stated_condition(name, wanted, presenter)
    if rule.themes:
        yield words(t("order.when_themes", themes=", ".join(theme_label(name, presenter.say) for name in rule.themes)))
    if rule.offences:
        yield (TextRun(f"{t('order.when_offences')} "), *presenter.offences(rule.offences))
    if rule.categories:
        yield (
            TextRun(f"{t('order.when_categories')} "), *commas([TextRun(n, french=True) for n in rule.categories])
        )  # fmt: skip


def stated_condition(name: str, wanted: Any, presenter: RulePresenter) -> Paragraph:
    """A fact, and the values of which one is enough."""
    if isinstance(wanted, Under):
        return presenter.stated(name, presenter.t("lexicon.under", n=wanted.under))
    if wanted is None or wanted == "any":
        return presenter.stated(name, presenter.t("order.any_value"))
    return presenter.stated(name, wanted)


def _dangers(file: DangersFile | None, presenter: RulePresenter) -> Iterator[Block]:
    if file is None:
        yield _missing(presenter)
        return
    t = presenter.t
    actions = {action.id: action for action in file.actions}
    lifted = [stated_condition(name, wanted, presenter) for name, wanted in file.lifted_by.items()]
    yield Prose((words(t("order.danger_lead")),))
    if lifted:
        yield Prose((words(t("order.lifted")),))
        yield Bullets(tuple(lifted))
    for rule in file.dangers:
        blocks = tuple(_danger(rule, file, actions, presenter))
        yield TitledBlock(
            f"danger-{rule.id.replace('_', '-')}", TextRun(presenter.text(rule.label)), (), blocks, rule.id
        )


def _danger(
    rule: DangerRule, file: DangersFile, actions: Mapping[str, ActionRule], presenter: RulePresenter
) -> Iterator[Block]:
    t = presenter.t
    yield Prose((words(t("order.signs")),))
    signs = []
    for sign in rule.signs:
        runs: list[TextRun] = []
        for name, wanted in sign.items():
            runs += [TextRun(t("rules.and"))] if runs else []
            runs += stated_condition(name, wanted, presenter)
        signs.append(tuple(runs))
    for indication in rule.indications:
        parts = [
            t("order.indication", name=presenter.text(file.words[name]), share=presenter.share(share))
            for name, share in indication.items()
        ]
        signs.append(words(t("order.indicated", what=t("rules.and").join(parts))))
    yield Bullets(tuple(signs))
    yield Prose((words(t("order.actions")),))
    yield Bullets(tuple(_action(actions[name], presenter) for name in rule.actions if name in actions))
    if rule.yields_to:
        others = [TextRun(name, code=True, href=f"#danger-{name.replace('_', '-')}") for name in rule.yields_to]
        yield Prose(((TextRun(f"{t('order.yields')} "), *commas(others)),))
    yield Prose((presenter.said_source(rule.source),), muted=True)


def _action(action: ActionRule, presenter: RulePresenter) -> Paragraph:
    contacts = presenter.routing.contacts if presenter.routing is not None else {}
    href = presenter.address("aiguillage", "numeros")
    calls = [TextRun(contacts[n].number if n in contacts else n, href=href) for n in action.contacts]
    colon = presenter.t("rules.colon")
    return (TextRun(presenter.text(action.label)), *((TextRun(colon), *commas(calls)) if calls else ()))


def _suggestions(order: Order | None, presenter: RulePresenter) -> Iterator[Block]:
    if order is None:
        yield _missing(presenter)
        return
    t = presenter.t
    yield Prose((words(t("order.suggestions_lead")),))
    yield Grid(
        "criteres",
        t("order.criteria"),
        (t("order.criterion"), t("order.points"), t("order.why")),
        tuple(_criterion(order, name, presenter) for name in Criteria.model_fields),
    )
    yield Prose((words(t("order.thresholds")),))
    yield Bullets(tuple(_thresholds(order, presenter)))
    for rule in order.fields:
        yield TitledBlock(
            f"champ-{rule.id}", TextRun(presenter.text(rule.label)), (), tuple(_field(rule, presenter)), rule.id
        )
    gravity = tuple((words(presenter.text(g.label)), presenter.offences(g.offences)) for g in order.gravity)
    yield Prose((words(t("order.gravity")),))
    yield Grid("gravites", t("order.gravity"), (t("order.gravity_name"), t("order.offences")), gravity)
    yield from _known_apart(order, presenter)


def _criterion(order: Order, name: str, presenter: RulePresenter) -> tuple[Paragraph, ...]:
    criterion = getattr(order.criteria, name)
    return words(presenter.text(criterion.because)), words(str(criterion.points)), french(criterion.why)


def _thresholds(order: Order, presenter: RulePresenter) -> Iterator[Paragraph]:
    t = presenter.t
    names = ("likely", "unlikely", "unlikely_offence", "recognised", "suggested", "outshone", "surer", "unabsorbed")
    for name in names:
        share = getattr(order, name)
        said = t(f"order.threshold.{name}", share=presenter.share(share)) if share is not None else ""
        yield words(said or t(f"order.never.{name}"))
    if order.places:
        yield words(t("order.places", count=order.places))
    if order.noise is not None:
        bound, recognised = (presenter.share(share) for share in (order.noise.bound, order.noise.recognised))
        yield words(t("order.noise", share=bound, recognised=recognised))


def _field(rule: FieldRule, presenter: RulePresenter) -> Iterator[Block]:
    t = presenter.t
    lines = [(TextRun(f"{t('order.usual')} "), *presenter.offences(rule.usual))]
    if rule.others:
        lines.append((TextRun(f"{t('order.others')} "), *presenter.offences(rule.others)))
    if rule.categories:
        names = commas([TextRun(n, french=True) for n in rule.categories])
        lines.append((TextRun(f"{t('order.when_categories')} "), *names))
    yield Prose(tuple(lines))


def _known_apart(order: Order, presenter: RulePresenter) -> Iterator[Block]:
    t, offences = presenter.t, presenter.snapshot.ruleset.offences
    if order.distinctive:
        rows = []
        for name, elements in order.distinctive.items():
            held = offences[name].elements if name in offences else {}
            labels = [presenter.text(held[one].label) if one in held else one for one in elements]
            rows.append(((presenter.offence(name),), words(SEMICOLON[presenter.language].join(labels))))
        yield Prose((words(t("order.distinctive")),))
        yield Grid("distinctifs", t("order.distinctive"), (t("order.offence"), t("order.elements")), tuple(rows))
    if order.cautious:
        yield Prose(((TextRun(f"{t('order.cautious')} "), *presenter.offences(order.cautious)),))
    if order.variants:
        yield Prose((words(t("order.variants")),))
        yield Bullets(tuple(presenter.offences(one) for one in order.variants))
