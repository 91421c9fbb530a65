"""The page of a gesture, from what was chosen and what was sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi.responses import HTMLResponse

from api.changes.drafts import FileEdit
from api.db.changes import ChangeRow
from api.db.sessions import AnySession
from api.pages.changes.file_editor import voids_of
from api.pages.changes.gesture_contexts import ChoiceView, GesturePage, GesturePreview, InputView
from api.pages.changes.gesture_desk import Gesture, GestureDesk, GestureDraft, GestureField, GestureForm
from api.pages.changes.gestures import blanks_in, choices_made
from api.pages.changes.seat_forecast import request_forecast
from api.pages.changes.text_differences import file_difference
from api.pages.shell.catalogue import MESSAGES
from api.pages.shell.parts import FieldError, Link, Option
from api.pages.shell.say import Say
from api.pages.shell.visit import Visit
from api.rules.tree import blob_digest
from textfile.schema import TO_FILL

MOST_BLANKS = 60
"""Lines to fill in that are named; the checks of the request name all of them."""


@dataclass(frozen=True, slots=True)
class GestureSent:
    """What was sent of a gesture: its form, what is wrong in it, or what it would write."""

    form: GestureForm
    errors: tuple[FieldError, ...] = ()
    draft: GestureDraft | None = None
    status: int = 200


def gesture_page(
    visit: Visit, session: AnySession, row: ChangeRow, gesture: Gesture, desk: GestureDesk, sent: GestureSent
) -> HTMLResponse:
    """The page: the next choice, or the fields, with what was sent in them."""
    say = visit.say
    made = choices_made(gesture, desk, sent.form.choix)
    chosen = tuple(one.value for one in made)
    ready = len(made) == len(gesture.steps)
    fields = gesture.fields(desk, chosen) if ready else ()
    page = GesturePage(
        title=say.t(f"gesture.name.{gesture.name}"),
        id=row.id,
        request=Link(f"/demandes/{row.id}", row.title),
        name=gesture.name,
        lead=say.t(f"gesture.does.{gesture.name}"),
        choices=tuple(
            ChoiceView(say.t(f"gesture.step.{step.name}"), option)
            for step, option in zip(gesture.steps, made, strict=False)
        ),
        step=None if ready else _step(gesture, desk, chosen),
        fields=tuple(_input(one, gesture, sent, say) for one in fields),
        preview=None if sent.draft is None else _preview(row.id, desk, fields, sent.form, sent.draft),
        voids=voids_of(session, row, say),
        seats=request_forecast(session, row, _paths(gesture, desk, chosen, sent), say),
        errors=sent.errors,
    )
    return visit.render(page, sent.status)


def _paths(gesture: Gesture, desk: GestureDesk, chosen: tuple[str, ...], sent: GestureSent) -> tuple[str, ...]:
    """Files that it would write, once its lines are shown; before, what its choices tell."""
    return gesture.touches(desk, chosen) if sent.draft is None else tuple(sent.draft.texts)


def edits_of(draft: GestureDraft, form: GestureForm) -> tuple[FileEdit, ...]:
    """The edits to save, each on the file that the preview showed."""
    seen = dict(one.rpartition("=")[::2] for one in form.seen)
    return tuple(FileEdit(path, text.encode(), seen.get(path) or None) for path, text in draft.texts.items())


def _step(gesture: Gesture, desk: GestureDesk, chosen: tuple[str, ...]) -> InputView:
    step, say = gesture.steps[len(chosen)], desk.say
    options = (Option("", say.t("gesture.choose_one")), *step.options(desk, chosen))
    return InputView("choix", "choice", say.t(f"gesture.step.{step.name}"), "", "", options, required=True)


def _input(one: GestureField, gesture: Gesture, sent: GestureSent, say: Say) -> InputView:
    is_back = "seen" in sent.form.model_fields_set or sent.status != 200 or sent.draft is not None
    value = sent.form.text(one.name) if is_back and one.kind != "checks" else one.value
    blank = say.t("gesture.choose_one" if one.required else "gesture.nothing_chosen")
    return InputView(
        name=one.name,
        kind=one.kind,
        label=_words(say, "field", gesture.name, one.name),
        hint=_words(say, "hint", gesture.name, one.name),
        value=value,
        options=one.options if one.kind == "checks" else (Option("", blank), *one.options) if one.options else (),
        required=one.required,
        chosen=_boxes(one, sent.form, is_back=is_back) if one.kind == "checks" else (),
    )


def _boxes(one: GestureField, form: GestureForm, *, is_back: bool) -> tuple[str, ...]:
    """The boxes that are ticked: those sent, or those of the field at first."""
    return tuple(form.notions) if is_back else tuple(one.value.split())


def _words(say: Say, what: str, gesture: str, name: str) -> str:
    """Words of a field: those of this gesture, else those of all; a hint may be empty."""
    keys = (f"gesture.{what}.{gesture}.{name}", f"gesture.{what}.{name}")
    return next((say.t(key) for key in keys if key in MESSAGES), "")


def _preview(
    change: str, desk: GestureDesk, asked: Iterable[GestureField], form: GestureForm, draft: GestureDraft
) -> GesturePreview:
    there = desk.tree.files
    files = tuple(
        file_difference(change, path, desk.tree.text(path) if path in there else None, text)
        for path, text in sorted(draft.texts.items())
    )
    blanks = [desk.say.t("gesture.line", path=path, n=line) for path, line in blanks_in(draft, TO_FILL)]
    fields = [(one.name, value) for one in asked if (value := form.text(one.name))]
    fields += [("choix", one) for one in form.choix] + [("notions", one) for one in form.notions]
    fields += [("seen", f"{path}={_digest(there, path)}") for path in sorted(draft.texts)]
    return GesturePreview(
        files=files,
        remarks=draft.remarks,
        blanks=tuple(blanks[:MOST_BLANKS]),
        untranslated=any(form.said(name) and not form.said(other) for name, other in _BOTH),
        fields=tuple(fields),
    )


_BOTH = (
    ("fr", "en"), ("title_fr", "title_en"), ("said_fr", "said_en"),
    *((f"element_{n}_fr", f"element_{n}_en") for n in "123"),
)  # fmt: skip
"""Fields in French, and those of their English."""


def _digest(files: Mapping[str, bytes], path: str) -> str:
    return blob_digest(files[path]) if path in files else ""
