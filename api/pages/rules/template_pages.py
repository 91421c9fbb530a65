"""Templates of notices, ready to be shown: when each serves, its wordings, the names it takes, an
example.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from api.pages.rules.blocks import (
    Block,
    Bullets,
    Grid,
    Paragraph,
    Prose,
    Rendering,
    SheetSection,
    TextRun,
    TitledBlock,
    commas,
    words,
)
from api.pages.rules.notice_example import example_of
from api.pages.rules.notion_page import drawing, state_of
from api.pages.rules.presenter import RulePresenter
from engine.notices.loader import MANIFEST, Templates
from engine.notices.pdf_tree import PdfError
from engine.notices.plain import text_of, unwrapped
from engine.notices.sandbox import EmptyPlaceholder
from engine.notices.tables import KINDS, NoticeWording
from engine.notices.views import View
from textfile.text import Language

FOLDER = "notices/templates/"
_BLOCK = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
_WORD = re.compile(r"[a-z_]+")


def template_names(presenter: RulePresenter) -> tuple[str, ...]:
    """Every template, by the name of its file without its ending."""
    return tuple(
        path.removeprefix(FOLDER).removesuffix(".html")
        for path in presenter.snapshot.tree.files
        if path.startswith(FOLDER)
    )


def kinds_sections(presenter: RulePresenter) -> tuple[SheetSection, ...]:
    """The page of all templates: for each kind of notice, when it is sent and its wordings."""
    notices, t = presenter.snapshot.notices, presenter.t
    source = presenter.source_section(
        *(presenter.whole(p) for p in (f"notices/{MANIFEST}",) if p in presenter.snapshot.tree.files)
    )
    if notices is None:
        return (SheetSection("genres", t("template.kinds"), (Prose((words(t("rules.unreadable")),)),)), source)
    used = {w.template.removesuffix(".html") for w in notices.wordings}
    parts = tuple((_template(name, presenter),) for name in template_names(presenter) if name not in used)
    kinds = tuple(_kind(kind, notices, presenter) for kind in KINDS if any(w.kind == kind for w in notices.wordings))
    return (
        SheetSection("genres", t("template.kinds"), kinds, len(kinds)),
        SheetSection(
            "reprises", t("template.parts"), (Prose((words(t("template.parts_lead")),)), Bullets(parts)), len(parts)
        ),
        source,
    )


def _template(name: str, presenter: RulePresenter) -> TextRun:
    return TextRun(name, code=True, href=presenter.address(f"modeles/{name}"))


def _kind(kind: str, notices: Templates, presenter: RulePresenter) -> TitledBlock:
    t = presenter.t
    rows = tuple(
        (
            (_template(one.template.removesuffix(".html"), presenter),),
            words(presenter.say.period(one.from_, one.until)),
            words(state_of(presenter, one)[1]),
            (TextRun(one.subject, french=one.language == "fr"),),
        )
        for one in notices.wordings
        if one.kind == kind
    )
    heads = (t("template.template"), t("rules.period"), t("rules.state"), t("template.subject"))
    blocks: tuple[Block, ...] = (
        Prose((words(t(f"template.for.{kind}")), _sent_by(kind, presenter))),
        Grid(f"redactions-{kind}", t("template.wordings"), heads, rows),
    )
    return TitledBlock(f"genre-{kind}", TextRun(t(f"template.kind.{kind}")), (), blocks, kind)


def _sent_by(kind: str, presenter: RulePresenter) -> Paragraph:
    rules = presenter.routing.rules if presenter.routing is not None else ()
    found = [rule.id for rule in rules if any(version.notice == kind for version in rule.versions)]
    if not found:
        return words(presenter.t("template.sent_by_hand"))
    return (TextRun(f"{presenter.t('template.sent_by')} "), *commas([presenter.route(name) for name in found]))


def template_sections(name: str, presenter: RulePresenter) -> tuple[SheetSection, ...]:
    """The page of a template."""
    file, t, notices = f"{name}.html", presenter.t, presenter.snapshot.notices
    found = [presenter.source_section(presenter.whole(FOLDER + file))]
    if notices is not None and file in notices.sandbox.files:
        wordings = tuple(one for one in notices.wordings if one.template == file)
        found = [
            SheetSection("dit", t("rules.says"), tuple(_served(file, wordings, notices, presenter))),
            SheetSection("exemple", t("template.example"), tuple(_example(file, wordings, notices, presenter))),
            SheetSection("noms", t("template.names"), tuple(_names(notices, file, presenter))),
            *found,
        ]
    return tuple(found)


def _served(
    file: str, wordings: tuple[NoticeWording, ...], notices: Templates, presenter: RulePresenter
) -> Iterator[Block]:
    t = presenter.t
    for kind in dict.fromkeys(one.kind for one in wordings):
        own = tuple(one for one in wordings if one.kind == kind)
        href = presenter.address("modeles", f"genre-{kind}")
        label = TextRun(t(f"template.kind.{kind}"), href=href)
        yield Prose(((label, TextRun(f"{t('rules.colon')}{t(f'template.for.{kind}')}")), _sent_by(kind, presenter)))
        yield from drawing(presenter, f"frise-{kind}", own)
        for one in own:
            period = presenter.say.period(one.from_, one.until)
            lead = TextRun(f"{t('template.version', version=one.version)}, {period} ({state_of(presenter, one)[1]}). ")
            yield Prose(((lead, *presenter.said_source(one.source)),))
            if one.statement is not None:
                statement = TextRun(one.statement, french=one.language == "fr")
                yield Prose(((TextRun(f"{t('template.statement')} "), statement),))
    including = [name for name in notices.sandbox.files if name != file and file in notices.sandbox.used(name)]
    if including:
        links = commas([_template(one.removesuffix(".html"), presenter) for one in including])
        yield Prose(((TextRun(f"{t('template.included_by')} "), *links),))
    included = [name for name in notices.sandbox.used(file) if name != file]
    if included:
        links = commas([_template(one.removesuffix(".html"), presenter) for one in included])
        yield Prose(((TextRun(f"{t('template.includes')} "), *links),))


def _example(
    file: str, wordings: tuple[NoticeWording, ...], notices: Templates, presenter: RulePresenter
) -> Iterator[Block]:
    t = presenter.t
    language: Language = "en" if file.endswith(".en.html") else "fr"
    view = example_of(language)
    is_french = language == "fr"
    yield Prose((words(t("template.example_lead")),), muted=True)
    try:
        if wordings:
            subject = notices.sandbox.render_line(wordings[-1].subject, view)
            yield Prose(((TextRun(f"{t('template.subject')}{t('rules.colon')}"), TextRun(subject, french=is_french)),))
        head = "" if wordings else "<h1>…</h1>"  # a part goes on below the first heading of who includes it
        text = unwrapped(text_of(head + notices.sandbox.render(file, view)))
    except EmptyPlaceholder as error:
        yield Prose((words(error.text.in_(presenter.language)),))
        return
    except PdfError:
        yield Prose((words(t("template.no_layout")),))
        return
    yield Rendering(text, language)


def _names(notices: Templates, file: str, presenter: RulePresenter) -> Iterator[Block]:
    t = presenter.t
    texts = [notices.sandbox.files[name] for name in notices.sandbox.used(file)]
    said = {word for text in texts for part in _BLOCK.findall(text) for word in _WORD.findall(part)}
    rows = tuple(
        (
            (TextRun(name, code=True),),
            words(t(f"template.name.{name}")),
            words(t("value.yes" if name in said else "value.no")),
        )
        for name in View.model_fields
    )
    yield Prose((words(t("template.names_lead")),))
    yield Grid(
        "table-noms", t("template.names"), (t("template.name"), t("template.holds"), t("template.used_here")), rows
    )
