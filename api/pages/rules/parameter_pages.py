"""Parameters, ready to be shown: what each file sets, in sentences and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import TypeAlias

from pydantic import BaseModel

from api.pages.rules.blocks import (
    Block,
    Bullets,
    Details,
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
from api.pages.rules.order_page import stated_condition
from api.pages.rules.policy_words import emergency_in_words, policy_lines
from api.pages.rules.presenter import RulePresenter
from api.rules.delivery_networks import HostingFile, PlatformsFile
from api.rules.follow_up import FollowUpFile
from api.rules.register import RegisterFile
from api.rules.second_readings import Rereading
from api.rules.signatures import SignaturePolicy
from api.texts.model_questions import ModelReaderFile
from classifiers.noise.never import NeverFile
from classifiers.second.policy import PolicyFile
from engine.language.allowances import KEY, OPT_OUTS, Allowance
from engine.routing.project import NetworkFile
from textfile.reader import read_bytes

Blocks: TypeAlias = Iterator[Block]
Teller: TypeAlias = Callable[..., Blocks]


def parameter_sections(name: str, presenter: RulePresenter) -> tuple[SheetSection, ...]:
    """The page of a file of parameters, by its name without its ending."""
    path = f"parameters/{name}.yaml"
    lead = _comment(presenter, path)
    blocks: tuple[Block, ...] = (Prose((french(presenter.say.plain(lead)),), muted=True),) if lead else ()
    model, tell = TELLERS.get(name, (None, None))
    value = presenter.snapshot.value(path, model) if model is not None else None
    if value is not None and tell is not None:
        blocks = (*blocks, *tell(value, presenter))
    elif model is not None:
        blocks = (*blocks, Prose((words(presenter.t("rules.unreadable")),)))
    elif path == OPT_OUTS:
        blocks = (*blocks, *_opt_outs(path, presenter))
    elif name in ORDERS:
        link = TextRun(presenter.t("rules.kind.order"), href=presenter.address("ordre", name))
        blocks = (*blocks, Prose(((TextRun(f"{presenter.t('parameter.told_in')} "), link),)))
    says = SheetSection("dit", presenter.t("rules.says"), blocks)
    served = presenter.known(f"parameter.serves.{name}", "")
    serves = SheetSection("emplois", presenter.t("rules.used"), (Prose((words(served),)),) if served else ())
    return (*((says,) if blocks else ()), serves, presenter.source_section(presenter.whole(path)))


def _comment(presenter: RulePresenter, path: str) -> str:
    """The words at the head of a file, of those who wrote it."""
    lines = []
    for line in presenter.snapshot.index.files[path].text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").strip())
    return " ".join(lines)


def _opt_outs(path: str, presenter: RulePresenter) -> Blocks:
    """What an analysis may leave, and why."""
    data = read_bytes(presenter.snapshot.tree.files[path], path).data
    items = [Allowance.model_validate(one) for one in data.get(KEY, ())]
    rows = tuple(
        ((TextRun(one.code, code=True),), (TextRun(one.on or "—", code=True),), french(one.reason)) for one in items
    )
    t = presenter.t
    heads = (t("parameter.remark"), t("parameter.about"), t("parameter.reason"))
    yield Grid("permis", t("parameter.opt_outs"), heads, rows)


def _second_readings(file: Rereading, presenter: RulePresenter) -> Blocks:
    t = presenter.t
    rows = tuple(
        (_field(name, presenter), words(t("value.percent", value=presenter.share(s))))
        for name, s in file.shares.items()
    )
    rows = (
        *rows,
        (words(t("parameter.other_fields")), words(t("value.percent", value=presenter.share(file.other_fields)))),
    )
    yield Grid("parts", t("parameter.shares"), (t("parameter.field"), t("parameter.share")), rows)
    yield Prose(((TextRun(f"{t('parameter.always')} "), *presenter.offences(file.always)),))
    yield Prose((words(t("parameter.least", n=file.least)),))


def _field(name: str, presenter: RulePresenter) -> Paragraph:
    return words(presenter.known(f"field.{name}", name))


def _noise(file: NeverFile, presenter: RulePresenter) -> Blocks:
    t = presenter.t
    lines = [
        t("parameter.audit", share=presenter.share(file.audit_share)), t("parameter.short", n=file.min_words),
        t("parameter.unseen", share=presenter.share(file.unseen)), t("parameter.uncertified", share=presenter.share(file.uncertified_floor)),
        t("parameter.noise_kind", share=presenter.share(file.noise_kind)),
    ]  # fmt: skip
    yield Bullets(tuple(words(line) for line in lines))
    gravity = tuple(
        (
            words(t(f"parameter.gravity.{name}")),
            words(t("value.percent", value=presenter.share(getattr(file.gravity, name)))),
        )
        for name in type(file.gravity).model_fields
    )
    yield Grid("gravites", t("parameter.gravities"), (t("parameter.gravity"), t("parameter.from")), gravity)
    yield Prose((words(t("parameter.kept_on_cues")),))
    yield Bullets(tuple(stated_condition(name, wanted, presenter) for name, wanted in file.keep_on_cues.items()))
    yield Prose((words(t("parameter.never_set_aside")),))
    for rule in file.never_set_aside:
        patterns = tuple(
            (TextRun(one, code=True, french=True),) for one in (*(rule.patterns or ()), *rule.words.split())
        )
        blocks: tuple[Block, ...] = (
            Details(t("lexicon.patterns", n=len(patterns)), (Bullets(patterns),)),
            Details(
                t("lexicon.trials", n=len(rule.hits) + len(rule.misses)),
                (
                    Prose((words(t("lexicon.hits")),)), Bullets(tuple(french(one) for one in rule.hits)),
                    Prose((words(t("lexicon.misses")),)), Bullets(tuple(french(one) for one in rule.misses)),
                ),
            ),
        )  # fmt: skip
        label = TextRun(rule.label.get(presenter.language, rule.reason))
        yield TitledBlock(f"jamais-{rule.reason.replace('_', '-')}", label, (), blocks, rule.reason)


def _follow_up(file: FollowUpFile, presenter: RulePresenter) -> Blocks:
    t, follow_up = presenter.t, file.followup
    heads = (t("parameter.recipient"), t("parameter.reminder"), t("parameter.escalation"))
    rows = tuple(
        (
            words(presenter.known(f"recipient.{name}", name)),
            _hours(one.reminder_hours, presenter),
            _hours(one.escalation_hours, presenter),
        )
        for name, one in follow_up.answers.items()
    )
    yield Grid("reponses", t("parameter.answers"), heads, rows)
    hours = presenter.t("parameter.hours", n=follow_up.contestation_hours)
    yield Prose((words(t("parameter.contestation", delay=hours)),))
    requests = tuple(
        (
            words(presenter.text(one.label)),
            _hours(one.hours, presenter),
            french(one.text),
            words(t(f"confidence.{one.sure}")),
        )
        for one in follow_up.requests.values()
    )
    named = (t("parameter.request"), t("parameter.delay"), t("parameter.text"), t("parameter.sure"))
    yield Grid("demandes", t("parameter.requests"), named, requests)
    complaint = t("parameter.complaint", n=follow_up.complaint.months)
    sure = t(f"confidence.{follow_up.complaint.sure}")
    yield Prose(((TextRun(f"{complaint} ("), TextRun(follow_up.complaint.text, french=True), TextRun(f", {sure}).")),))


def _hours(hours: int, presenter: RulePresenter) -> Paragraph:
    return words(presenter.t("parameter.hours", n=hours))


def _register(file: RegisterFile, presenter: RulePresenter) -> Blocks:
    t = presenter.t
    for name, codes in file.lists.items():
        rows = tuple(
            (words(presenter.text(one.label)), (TextRun(key, code=True),), words(str(one.iccam or "—")))
            for key, one in codes.values.items()
        )
        heads = (t("rules.value"), t("rules.identifier"), "ICCAM")
        grid = Grid(f"liste-{name.replace('_', '-')}", presenter.text(codes.label), heads, rows)
        label = TextRun(presenter.text(codes.label))
        yield TitledBlock(f"registre-{name.replace('_', '-')}", label, (), (grid,), name, codes.sure)


def _hosting(file: HostingFile, presenter: RulePresenter) -> Blocks:
    t = presenter.t
    yield Prose((words(t("parameter.stale", n=file.stale_after_days)),))
    rows = tuple(
        (french(one.name), _codes(one.domains), words(", ".join(f"AS{n}" for n in one.asns) or "—"))
        for one in file.delivery_networks
    )
    heads = (t("parameter.network"), t("parameter.domains"), t("parameter.systems"))
    yield Grid("reseaux", t("parameter.networks"), heads, rows)
    shorteners = tuple((french(one.name), _codes(one.domains)) for one in file.shorteners)
    yield Grid("raccourcisseurs", t("parameter.shorteners"), (t("parameter.name"), t("parameter.domains")), shorteners)


def _platforms(file: PlatformsFile, presenter: RulePresenter) -> Blocks:
    t = presenter.t
    rows = tuple(
        (french(one.name), _codes(one.domains), words(one.country or "—"), words(one.eu_establishment or "—"), (TextRun(one.service, code=True),))
        for one in file.platforms
    )  # fmt: skip
    heads = (
        t("parameter.name"),
        t("parameter.domains"),
        t("parameter.seat"),
        t("parameter.union"),
        t("parameter.service"),
    )
    yield Grid("plateformes", t("parameter.platforms"), heads, rows)


def _codes(names: tuple[str, ...]) -> Paragraph:
    return commas([TextRun(name, code=True) for name in names])


def _members(file: NetworkFile, presenter: RulePresenter) -> Blocks:
    t = presenter.t
    rows = []
    for one in file.members:
        since = presenter.say.period(one.from_, one.until) if one.from_ is not None else t("parameter.since_unknown")
        rows.append((words(", ".join(one.countries)), words(since), presenter.said_source(one.source)))
    heads = (t("parameter.countries"), t("rules.period"), t("rules.source_of"))
    yield Grid("membres", t("parameter.members"), heads, tuple(rows))


def _model(file: ModelReaderFile, presenter: RulePresenter) -> Blocks:
    t = presenter.t
    for key, text in (("sorting", file.sorting), ("asking", file.asking)):
        yield Details(t(f"parameter.{key}"), (Prose((french(text),)),))
    for key, names in (
        ("fields", file.fields),
        ("gravity", file.gravity),
        ("noise", file.noise),
        ("themes", file.themes),
    ):
        yield _meanings(f"sens-{key}", t(f"parameter.meaning.{key}"), names, presenter)
    for key, facts in (("asked_always", file.always), ("asked_never", file.never)):
        yield Prose(((TextRun(f"{t(f'parameter.{key}')} "), *commas([presenter.fact(one) for one in facts])),))
    yield Prose((words(t("parameter.most_characters", n=file.most_characters)),))


def _meanings(id_: str, caption: str, names: Mapping[str, str], presenter: RulePresenter) -> Details:
    rows = tuple(((TextRun(name, code=True),), french(text)) for name, text in names.items())
    return Details(
        caption, (Grid(id_, caption, (presenter.t("rules.identifier"), presenter.t("parameter.meaning")), rows),)
    )


def _second_reader(file: PolicyFile, presenter: RulePresenter) -> Blocks:
    t = presenter.t
    lines = [
        t("parameter.presume", share=presenter.share(file.presume)),
        t("parameter.doubt", share=presenter.share(file.doubt)),
    ]
    yield Bullets(tuple(words(line) for line in lines))
    rows = tuple(
        (
            (presenter.fact(name),),
            words(t("value.percent", value=presenter.share(share if share is not None else file.presume))),
        )
        for name, share in file.facts.items()
    )
    yield Grid("faits", t("parameter.second_facts"), (t("parameter.fact"), t("parameter.from")), rows)
    yield Prose(
        ((TextRun(f"{t('parameter.never_doubt')} "), *commas([presenter.fact(one) for one in file.never_doubt])),)
    )


def _signatures(file: SignaturePolicy, presenter: RulePresenter) -> Blocks:
    t = presenter.t
    rows = tuple(
        (words(one.fields), words(one.classes), words(one.signers)) for one in policy_lines(file, presenter.say)
    )
    heads = (t("change.policy_fields"), t("change.policy_classes"), t("change.policy_signers"))
    yield Grid("signatures", t("change.policy_caption"), heads, rows)
    yield Prose((words(emergency_in_words(file, presenter.say)),))


def parameter_names(presenter: RulePresenter) -> tuple[str, ...]:
    """Every file of parameters, by its name."""
    paths = (PurePosixPath(path) for path in presenter.snapshot.tree.files)
    return tuple(path.stem for path in paths if path.parts[0] == "parameters" and path.suffix == ".yaml")


ORDERS = ("priorites", "danger", "ordre")
"""Files that are told on the page of what comes first."""
TELLERS: Mapping[str, tuple[type[BaseModel], Teller]] = {
    "relecture": (Rereading, _second_readings),
    "bruit": (NeverFile, _noise),
    "suivi": (FollowUpFile, _follow_up),
    "registre": (RegisterFile, _register),
    "hebergement": (HostingFile, _hosting),
    "plateformes": (PlatformsFile, _platforms),
    "inhope": (NetworkFile, _members),
    "lecteur_modele": (ModelReaderFile, _model),
    "signatures": (SignaturePolicy, _signatures),
    "second_lecteur": (PolicyFile, _second_reader),
}
"""How each file is told."""
