"""Gestures on an offence: a new one, a new version of one, a defence. What they ask for is written
in the law and in its cases; nothing is left to fill in but what was not said.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from api.authoring import edits, scaffolds
from api.authoring.edits import row_of
from api.authoring.offence_texts import TO_VERIFY, NewElement, NewOffenceLaw, cases_text, offence_text
from api.authoring.premises import NoPremises, premises, union_of
from api.pages.changes.edit_gestures import version_options, versions_of
from api.pages.changes.gesture_desk import (
    OFFENCE,
    Chosen,
    Gesture,
    GestureDesk,
    GestureDraft,
    GestureField,
    GestureForm,
    GestureRefused,
    TextDraft,
    offence_file,
    options_of,
    said_beside,
    versions_in,
)
from api.pages.changes.law_fields import (
    condition_in,
    conditions,
    confidences,
    last_of,
    name_of,
    source_fields,
    source_in,
    well_formed,
    write_source,
)
from api.pages.law.offence_list import fold, theme_label
from api.pages.shell.parts import Option
from api.watch.citations import offence_name
from engine.analysis.drafting.editor import has, written
from textfile.reader import Path_, read_bytes

_NATURES = ("delit", "crime", "contravention")
_CONDUCTS = ("continuing", "instantaneous")
_PENALTY = (("prison_months", "prison"), ("fine_euros", "fine"), ("contravention_class", "contravention"))
_ELEMENTS = ("1", "2", "3")
_LIMITS = "la demande, « Répondre aux cas limites » : chaque réponse acceptée devient un cas"
_SCOPES = {"contravention": "rattachement_contravention"}
_SCOPE = "rattachement_france"
"""Shared clauses that link facts with France: by nature of the offence, and of the others."""


def _penalty_fields() -> tuple[GestureField, ...]:
    return tuple(GestureField(name, "number", required=False) for _, name in _PENALTY)


def _penalty_in(form: GestureForm) -> dict[str, int]:
    return {key: int(form.said(name)) for key, name in _PENALTY if form.said(name)}


def _limitations(desk: GestureDesk) -> tuple[Option, ...]:
    return options_of(desk.symbols("limitation", "limitation/"))


def _premises(desk: GestureDesk, condition: Any) -> dict[str, Any]:
    """Facts that make a condition true under the last wording of its notions."""
    known = {one.name: one for one in desk.symbols("notion", "notions/")}

    def notion(name: str) -> Any:
        versions = versions_in(desk.content_of(known[name])) if name in known else ()
        return versions[-1].get("condition") if versions else None

    return premises(condition, notion)


def _said_in(form: GestureForm, name: str) -> dict[str, Any]:
    return {name: form.said(name)} if form.said(name) else {}


def _last_day_in(form: GestureForm) -> dict[str, Any]:
    return {"last_day": date.fromisoformat(form.said("last_day"))} if form.said("last_day") else {}


def _last_day(desk: GestureDesk, first: Any, before: Mapping[str, Any], start: str) -> dict[str, Any]:
    """The last day on which facts of a first day are prosecuted, as many months after it as it was
    in the version that is followed, and as many more as its limitation has since; nothing where
    that is no whole number of months, nor where the limitation lasts for ever or its file does not
    say. `before`: the consequences of the version that is followed.
    """
    day, last = date.fromisoformat(start), before.get("last_day")
    if not isinstance(first, date) or not isinstance(last, date) or first.day != last.day:
        return {}
    delay, delay_since = (_delay(desk, str(before["limitation"]), one) for one in (first, day))
    if delay is None or delay_since is None:
        return {}
    months = (last.year - first.year) * 12 + last.month - first.month + day.month - 1 + delay_since - delay
    try:
        return {"last_day": date(day.year + months // 12, months % 12 + 1, day.day)}
    except ValueError:
        return {}


def _delay(desk: GestureDesk, limitation: str, day: date) -> int | None:
    """Months that a limitation lasts on a day; None where it is for ever or its file is silent."""
    for one in desk.symbols("limitation", "limitation/"):
        for version in reversed(versions_in(desk.content_of(one)) if one.name == limitation else ()):
            delay = version.get("delay")
            if isinstance(version.get("from"), date) and version["from"] <= day and isinstance(delay, dict):
                return None if delay.get("never") else 12 * int(delay.get("years", 0)) + int(delay.get("months", 0))
    return None


def _version_fields(desk: GestureDesk, chosen: Chosen) -> tuple[GestureField, ...]:
    return (
        GestureField("start", "date"),
        GestureField("law"),
        GestureField("fr", "area"),
        GestureField("en", "area", required=False),
        *_penalty_fields(),
        GestureField("limitation", "choice", options=_limitations(desk), required=False),
        GestureField("last_day", "date", required=False),
        *source_fields(desk),
        GestureField("name", required=False),
        GestureField("like", "choice", options=version_options(desk, chosen[0]), required=False),
    )


def _version(desk: GestureDesk, chosen: Chosen, form: GestureForm) -> GestureDraft:
    path, start = desk.offence_path(chosen[0]), date.fromisoformat(form.said("start"))
    name, draft = form.said("name") or f"v{start.year}", TextDraft(desk.tree)
    like = form.said("like") or None
    with said_beside("name" if form.said("name") else "start"):
        draft.add(scaffolds.scaffold_version(desk.language.workspace, desk.tree, chosen[0], name, start, like))
    with well_formed(desk.say):
        model = like or str(versions_of(desk, chosen[0])[-1].get("id"))
        _complete_version(desk, draft, path, form, (name, model), (form.said("fr"), form.said("en")))
    return draft.draft()


def _complete_version(
    desk: GestureDesk,
    draft: TextDraft,
    path: str,
    form: GestureForm,
    versions: tuple[str, str],
    change: tuple[str, str],
) -> None:
    """What a form says of the new version, last of those of an offence; what it does not say is as
    in the version that is followed. `versions`: the new one and that one; `change`: what the law
    changes, in French and in English.
    """
    name, model = versions
    at = last_of(draft, path, ("versions",))
    said: Path_ = (*at, "change")
    draft.edit(path, "law", edits.set_value, (*at, "law"), form.said("law"))
    draft.edit(path, "fr", edits.set_bilingual, said, *change)
    write_source(draft, path, (*at, "source"), form)
    data = read_bytes(draft.text(path).encode(), path).at(at)
    if not data.get("but"):
        draft.edit(path, "action", edits.take_away, (*at, "but"))
    penalty = _penalty_in(form)
    for key, value in penalty.items():
        draft.edit(path, "prison", edits.set_penalty, name, cast(edits.PenaltyKey, key), value)
    if form.said("limitation"):
        draft.edit(path, "limitation", edits.set_differing, at, "limitation", form.said("limitation"))
    cases = path.replace("offence.yaml", "cases.yaml")
    if cases in draft.texts:
        known = versions_in(read_bytes(draft.text(path).encode(), path).data)
        followed = next((one.get("from") for one in known if one.get("id") == model), None)
        _complete_cases(desk, draft, cases, form, name, (model, followed))


def _complete_cases(
    desk: GestureDesk, draft: TextDraft, path: str, form: GestureForm, name: str, followed: tuple[str, Any]
) -> None:
    """The consequences of a new version, and its eve and first day, in the cases of an offence.
    `followed`: the name of the version that it follows, and its first day.
    """
    data = read_bytes(draft.text(path).encode(), path).data
    again = data.get("consequences") or {}
    model, first = followed
    before = dict((again.get("versions") or {}).get(model) or {})
    if "limitation" in before:
        sure = {"confidence": form.said("confidence")}
        last = {} if form.said("limitation") else _last_day(desk, first, before, form.said("start"))
        last |= _said_in(form, "limitation") | _last_day_in(form)
        row = {key: one for key, one in before.items() if key != "last_day"} | _penalty_in(form) | last | sure
        draft.edit(path, "start", edits.set_row, ("consequences", "versions"), name, row)
    for group in ("cautions", "to_verify"):
        for clause, listed in (again.get(group) or {}).items():
            if model in listed:
                draft.edit(path, "start", edits.add_item, ("consequences", group, clause), name)
    for clause, rows in (again.get("aggravations") or {}).items():
        if model in rows:
            draft.edit(path, "start", edits.set_row, ("consequences", "aggravations", clause), name, rows[model])
    start = form.said("start")
    number = next(i for i, one in reversed([*enumerate(data["cases"])]) if start in (one.get("at") or {}))
    at: Path_ = ("cases", number)
    eve = next(day for day in data["cases"][number]["at"] if day != start)
    draft.edit(path, "law", edits.take_away, at)
    title = written(f"veille et jour : {form.said('law')}", plain=False)
    item = f"name: {title}\nat:\n  {eve}: {{status: established}}\n  {start}: {{status: established, version: {name}}}"
    draft.edit(path, "law", edits.add_item, ("cases",), item)


def _defence_fields(desk: GestureDesk, chosen: Chosen) -> tuple[GestureField, ...]:
    return (
        GestureField("fr"),
        GestureField("en", required=False),
        GestureField("article"),
        GestureField("condition", "choice", options=conditions(desk)),
        GestureField("said_fr", "area"),
        GestureField("said_en", "area", required=False),
        GestureField("confidence", "choice", options=confidences(desk)),
        GestureField("start", "date", required=False),
        GestureField("law", required=False),
        GestureField("reference", required=False),
        GestureField("read_on", "date", required=False),
        GestureField("name", required=False),
    )


def _defence(desk: GestureDesk, chosen: Chosen, form: GestureForm) -> GestureDraft:
    path, name = desk.offence_path(chosen[0]), form.said("name") or name_of(form.said("fr"))
    start = date.fromisoformat(form.said("start")) if form.said("start") else None
    for needed in ("law", "reference", "read_on"):
        if start is not None and not form.said(needed):
            raise GestureRefused(needed, desk.say.t("gesture.needed_with_start"))
    version = None if start is None else f"v{start.year}"
    with well_formed(desk.say):
        model = str(versions_of(desk, chosen[0])[-1].get("id"))
    draft = TextDraft(desk.tree)
    with said_beside("name" if form.said("name") else "fr"):
        workspace = desk.language.workspace
        draft.add(scaffolds.scaffold_defence(workspace, desk.tree, chosen[0], name, version, start))
    at: Path_ = ("defences", name)
    label, said = (*at, "label"), (*at, "if_established")
    draft.edit(path, "fr", edits.set_bilingual, label, form.said("fr"), form.said("en"))
    draft.edit(path, "article", edits.set_value, (*at, "article"), form.said("article"))
    draft.edit(path, "confidence", edits.set_value, (*at, "confidence"), form.said("confidence"))
    draft.edit(path, "said_fr", edits.set_bilingual, said, form.said("said_fr"), form.said("said_en"))
    draft.edit(path, "condition", edits.set_condition, at, condition_in(desk, form, "condition"))
    cases = path.replace("offence.yaml", "cases.yaml")
    if cases in draft.texts:
        _write_defence_case(desk, draft, cases, (name, version or model), form)
    if version is None:
        return draft.draft()
    with well_formed(desk.say):
        english = form.said("en") and f"New defence: {form.said('en')}."
        added = (f"Défense nouvelle : {form.said('fr')}.", english)
        _complete_version(desk, draft, path, form, (version, model), added)
    return draft.draft()


def _write_defence_case(
    desk: GestureDesk, draft: TextDraft, path: str, defence: tuple[str, str], form: GestureForm
) -> None:
    """The case where a defence is established, in the place of those drafted; what facts establish
    it follows from its condition, and the limits are asked once it is saved.
    """
    name, version = defence
    try:
        facts = _premises(desk, condition_in(desk, form, "condition"))
    except NoPremises:
        return
    for _ in range(3):
        draft.edit(path, "condition", edits.take_away, last_of(draft, path, ("cases",)))
    if form.said("confidence") == TO_VERIFY and has(draft.text(path), ("consequences",)):
        at: Path_ = ("consequences", "to_verify")
        known = has(draft.text(path), at)
        where, key, row = (at, name, [version]) if known else (at[:1], "to_verify", {name: [version]})
        draft.edit(path, "confidence", edits.set_row, where, key, row)
    title = written(f"défense : {form.said('fr')}", plain=False)
    expect = f"{{status: excluded, because: [{name}]}}"
    item = f"name: {title}\non: [{version}]\nset: {row_of(facts)}\nexpect: {expect}"
    draft.edit(path, "condition", edits.add_item, ("cases",), item)
    draft.remarks.append(_LIMITS)


def _offence_fields(desk: GestureDesk, _: Chosen) -> tuple[GestureField, ...]:
    themes = [(one.name, theme_label(one.name, desk.say)) for one in desk.symbols("theme", "offences/")]
    listed = (Option(name, f"{label} ({name})") for name, label in themes)
    natures = tuple(Option(one, desk.say.t(f"nature.{one}")) for one in _NATURES)
    conducts = tuple(Option(one, desk.say.t(f"gesture.conduct.{one}")) for one in _CONDUCTS)
    choices = conditions(desk)
    elements = (
        (
            GestureField(f"element_{n}_fr", required=n == "1"),
            GestureField(f"element_{n}_en", required=False),
            GestureField(f"condition_{n}", "choice", options=choices, required=n == "1"),
        )
        for n in _ELEMENTS
    )
    return (
        GestureField("citation"),
        GestureField("title_fr"),
        GestureField("title_en", required=False),
        GestureField("fr"),
        GestureField("en", required=False),
        GestureField("theme", "choice", options=tuple(sorted(listed, key=lambda one: fold(one.label)))),
        GestureField("like", "choice", options=desk.offences()),
        GestureField("nature", "choice", options=natures),
        GestureField("conduct", "choice", options=conducts),
        *(field for group in elements for field in group),
        GestureField("start", "date"),
        GestureField("law"),
        *_penalty_fields(),
        GestureField("limitation", "choice", options=_limitations(desk)),
        GestureField("last_day", "date", required=False),
        *source_fields(desk),
        GestureField("name", required=False),
    )


def _offence(desk: GestureDesk, _: Chosen, form: GestureForm) -> GestureDraft:
    name = form.said("name") or offence_name(form.said("citation"))
    if not name:
        raise GestureRefused("name", desk.say.t("gesture.no_article"))
    if not _penalty_in(form):
        raise GestureRefused("prison", desk.say.t("gesture.no_penalty"))
    law = NewOffenceLaw(
        name=name,
        theme=form.said("theme"),
        citation=form.said("citation"),
        nature=form.said("nature"),
        conduct=form.said("conduct"),
        title={"fr": form.said("title_fr"), "en": form.said("title_en")},
        short={"fr": form.said("fr"), "en": form.said("en")},
        elements=_elements(desk, form),
        start=date.fromisoformat(form.said("start")),
        law=form.said("law"),
        penalty=_penalty_in(form),
        limitation={"limitation": form.said("limitation"), **_last_day_in(form)},
        source=source_in(form),
        scope=_scope(desk, form.said("nature")),
        like=cast(Mapping[str, Any], desk.document(desk.offence_path(form.said("like"))).data),
    )
    draft = TextDraft(desk.tree)
    with said_beside("name" if form.said("name") else "citation"):
        draft.add(scaffolds.scaffold_offence(desk.language.workspace, desk.tree, name, law.theme, form.said("like")))
    folder = f"offences/{law.theme}/{name}"
    with well_formed(desk.say):
        draft.texts[f"{folder}/offence.yaml"] = offence_text(law)
        draft.texts[f"{folder}/cases.yaml"] = cases_text(law, _base(desk, law))
    draft.remarks.append(_LIMITS)
    return draft.draft()


def _elements(desk: GestureDesk, form: GestureForm) -> tuple[NewElement, ...]:
    """The elements that a form says; each has its label and its condition, or neither."""
    found = []
    for n in _ELEMENTS:
        french, condition = form.said(f"element_{n}_fr"), form.said(f"condition_{n}")
        if bool(french) is not bool(condition):
            raise GestureRefused(f"condition_{n}" if french else f"element_{n}_fr", desk.say.t("gesture.needed"))
        if french:
            label = {"fr": french, "en": form.said(f"element_{n}_en")}
            found.append(NewElement(name_of(french), label, condition_in(desk, form, f"condition_{n}")))
    if len({one.name for one in found} | {"intention"}) <= len(found):
        raise GestureRefused("element_2_fr", desk.say.t("gesture.same_elements"))
    return tuple(found)


def _scope(desk: GestureDesk, nature: str) -> str:
    """The shared clause of an offence of this nature; none where the rules have not got it."""
    name = _SCOPES.get(nature, _SCOPE)
    return name if any(one.name == name for one in desk.symbols("clause", "clauses/")) else ""


def _base(desk: GestureDesk, law: NewOffenceLaw) -> dict[str, Any]:
    """Facts under which every condition of a new offence is true."""
    try:
        link = desk.content_of(desk.symbol("clause", "clauses/", law.scope))["condition"] if law.scope else {"all": ()}
        found = [_premises(desk, one.condition) for one in law.elements]
        return union_of([*found, {"intention": True}, _premises(desk, link)])
    except NoPremises as error:
        raise GestureRefused("condition_1", desk.say.t("gesture.no_facts")) from error


DEFENCE = Gesture("defense", (OFFENCE,), _defence_fields, _defence, offence_file, "{}")
NEW_OFFENCE = Gesture("infraction", (), _offence_fields, _offence, lambda desk, chosen: ())
NEW_VERSION = Gesture("version", (OFFENCE,), _version_fields, _version, offence_file, "{}")
