"""Lists of rules, ready to be shown: the kinds there are, notions, lexicons, files."""

from __future__ import annotations

from pathlib import PurePosixPath

from api.pages.law.offence_list import fold, theme_label
from api.pages.rules.blocks import TextRun, french, words
from api.pages.rules.contexts import RuleGroup, RuleKind, RuleRow
from api.pages.rules.mention_links import lexicon_address
from api.pages.rules.parameter_pages import ORDERS, parameter_names
from api.pages.rules.presenter import RulePresenter
from api.pages.rules.template_pages import template_names
from api.pages.shell.parts import Link
from engine.model.law import Notion


def kinds(presenter: RulePresenter) -> tuple[RuleKind, ...]:
    """Every kind of rules, with how many there are; then each file of parameters."""
    law, routing, files = presenter.snapshot.ruleset, presenter.routing, presenter.snapshot.tree.files
    suffix = presenter.suffix
    clauses = sum(path.startswith("clauses/") for path in files)
    counts = (
        ("offences", f"/loi{suffix}", len(law.offences)),
        ("facts", f"/faits{suffix}", len(law.facts)),
        ("notions", presenter.address("notions"), len(law.notions) + (len(routing.notions) if routing else 0)),
        ("clauses", presenter.address("clauses"), clauses),
        ("limitation", presenter.address("prescriptions"), len(law.limitations)),
        ("out_of_field", presenter.address("hors-champ"), len(law.out_of_field)),
        ("lexicons", presenter.address("lexiques"), len(presenter.snapshot.lexicon_files)),
        ("order", presenter.address("ordre"), sum(name in ORDERS for name in parameter_names(presenter))),
        ("routing", presenter.address("aiguillage"), len(routing.rules) if routing else 0),
        ("templates", presenter.address("modeles"), len(template_names(presenter))),
        ("files", presenter.address("fichiers"), len(files)),
    )
    found = [_kind(kind, href, count, presenter) for kind, href, count in counts if count]
    for name in parameter_names(presenter):
        if name not in ORDERS:
            label = presenter.known(f"parameter.title.{name}", name)
            does = presenter.known(f"parameter.does.{name}", f"parameters/{name}.yaml")
            found.append(RuleKind(Link(presenter.address(f"parametres/{name}"), label), 0, does))
    return tuple(found)


def _kind(kind: str, href: str, count: int, presenter: RulePresenter) -> RuleKind:
    return RuleKind(Link(href, presenter.t(f"rules.kind.{kind}")), count, presenter.t(f"rules.does.{kind}"))


def notion_groups(presenter: RulePresenter) -> tuple[RuleGroup, ...]:
    """Notions by the file that defines them, those of routing last."""
    routing = presenter.routing.notions if presenter.routing is not None else {}
    groups: dict[str, list[RuleRow]] = {}
    for notion in (*presenter.snapshot.ruleset.notions.values(), *routing.values()):
        is_routing = notion.id in routing and notion.id not in presenter.snapshot.ruleset.notions
        stem = "aiguillage" if is_routing else _stem(presenter, notion)
        groups.setdefault(stem, []).append(_notion(notion, presenter))
    return tuple(
        RuleGroup(f"groupe-{stem.replace('_', '-')}", _theme(stem, presenter), tuple(rows))
        for stem, rows in groups.items()
    )


def _stem(presenter: RulePresenter, notion: Notion) -> str:
    files = presenter.snapshot.index.files
    for path in files:
        if path.startswith("notions/") and files[path].definition("notions", notion.id) is not None:
            return PurePosixPath(path).stem
    return "commun"


def _theme(stem: str, presenter: RulePresenter) -> str:
    if stem == "commun":
        return presenter.t("facts.shared")
    return presenter.t("rules.kind.routing") if stem == "aiguillage" else theme_label(stem, presenter.say)


def _notion(notion: Notion, presenter: RulePresenter) -> RuleRow:
    count = len(notion.versions)
    dates = presenter.t("rules.versions", n=count)
    uses = {use.offence for use in presenter.snapshot.clause_uses.get(notion.id, ())}
    used = presenter.t("facts.used_by", n=len(uses))
    article = TextRun(presenter.say.plain(notion.article), french=True)
    link = Link(presenter.address(f"notions/{notion.id}"), presenter.text(notion.label))
    return RuleRow(link, notion.id, (article, TextRun(f" · {dates} · {used}")))


def lexicon_groups(presenter: RulePresenter) -> tuple[RuleGroup, ...]:
    """Lexicons by folder."""
    groups: dict[str, list[RuleRow]] = {}
    for path, file in presenter.snapshot.lexicon_files.items():
        short = path.removeprefix("lexicons/").removesuffix(".yaml")
        folder = short.rpartition("/")[0]
        t = presenter.t
        counts = [
            t(f"lexicon.count.{kind}", n=n)
            for kind, n in (("words", len(file.words)), ("cues", len(file.cues)), ("frames", len(file.frames)))
            if n
        ]
        about = french(presenter.say.plain(f"{file.about}")) if file.about else ()
        detail = (*about, TextRun(" · "), *words(", ".join(counts))) if about else words(", ".join(counts))
        groups.setdefault(folder, []).append(RuleRow(Link(lexicon_address(presenter, path), short), path, detail))
    ordered = sorted(groups.items(), key=lambda one: (one[0] == "", fold(one[0])))
    return tuple(
        RuleGroup(f"groupe-{folder or 'autres'}", folder or presenter.t("rules.others"), tuple(rows))
        for folder, rows in ordered
    )


def file_groups(presenter: RulePresenter) -> tuple[RuleGroup, ...]:
    """Every file, by its first folder."""
    groups: dict[str, list[RuleRow]] = {}
    for path, file in presenter.snapshot.index.files.items():
        folder = path.partition("/")[0] if "/" in path else ""
        detail = words(presenter.t("rules.lines", n=file.text.count("\n")))
        groups.setdefault(folder, []).append(RuleRow(Link(presenter.file_address(path), path), "", detail))
    return tuple(
        RuleGroup(
            f"groupe-{(folder or 'autres').replace('_', '-')}", folder or presenter.t("rules.others"), tuple(rows)
        )
        for folder, rows in groups.items()
    )
