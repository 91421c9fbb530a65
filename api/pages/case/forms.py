"""Requests of a case page: where one is on it, and what its forms send."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form, Query
from pydantic import BaseModel, ConfigDict

from api.pages.case.canned_reasons import canned_reason
from api.pages.case.views import Draft, UndoBar
from api.reports.schemas import DecisionCreate, DecisionKind
from textfile.text import Language

MAX_REASON = 2_000
ADDRESS = "adresse"
"""The part of the page where the address of a content is stated, as addresses name it."""
ADDRESS_FIELD = "adresse-exacte"
"""The identifier of its field."""
ShortQuery = Annotated[str, Query(max_length=200)]
LongQuery = Annotated[str, Query(max_length=4_000)]
ShortField = Annotated[str, Form(max_length=200)]
LongField = Annotated[str, Form(max_length=4_000)]
Values = Annotated[tuple[str, ...], Form(max_length=200)]


@dataclass(frozen=True, slots=True)
class CasePlace:
    """Place on the page of a case: the offence looked at, the questions left aside, what was
    just done.

    `fact`: one to state; `pause`: the setting by which a break is offered; `after`: another case
    that this person decided just before, of which `undo_bar` is the bar once it is known that the
    decision holds; `act`: the last act on this case, by its answer; `undone`: the facts that an
    undone act gave back.
    """

    offence: str = ""
    skip: tuple[str, ...] = ()
    fact: str = ""
    focus: str = ""
    pause: str = "off"
    after: str = ""
    undo_bar: UndoBar | None = None
    act: str = ""
    undone: tuple[str, ...] = ()
    decision_undone: bool = False

    def fields(self, **changes: str) -> tuple[tuple[str, str], ...]:
        """The place, as forms send it back."""
        every = {
            "infraction": self.offence,
            "sans": ",".join(self.skip),
            "fini": self.undo_bar.report if self.undo_bar is not None else "",
            "acte": self.act,
            "defait": ",".join(self.undone),
            **changes,
        }
        return tuple((name, value) for name, value in every.items() if value)

    def suffix(self, **changes: str) -> str:
        """The same, for an address."""
        return urlencode(self.fields(**changes))


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True)


class CaseQuery(_Request):
    """Address of a case."""

    infraction: ShortQuery = ""
    sans: LongQuery = ""
    fait: ShortQuery = ""
    suite: ShortQuery = ""
    fini: ShortQuery = ""
    acte: ShortQuery = ""
    defait: LongQuery = ""
    annulee: bool = False

    @property
    def place(self) -> CasePlace:
        """Place that it leads to."""
        return CasePlace(
            offence=self.infraction,
            skip=names_in(self.sans),
            fact=self.fait,
            focus=self.suite,
            after=self.fini,
            act=self.acte,
            undone=names_in(self.defait),
            decision_undone=self.annulee,
        )


class SecondReadingQuery(_Request):
    """Address of a case in second reading."""

    infraction: ShortQuery = ""
    sans: LongQuery = ""
    fait: ShortQuery = ""
    suite: ShortQuery = ""

    @property
    def place(self) -> CasePlace:
        """Place that it leads to."""
        return CasePlace(self.infraction, names_in(self.sans), self.fait, self.suite)


class CaseForm(_Request):
    """Form on a case: the version that its page showed, and where one was on it."""

    version: Annotated[int, Form(ge=0)]
    infraction: ShortField = ""
    sans: LongField = ""

    @property
    def place(self) -> CasePlace:
        """Place that it was sent from."""
        return CasePlace(self.infraction, names_in(self.sans))


class UndoForm(CaseForm):
    """Form that takes the last change of facts back."""

    fini: ShortField = ""

    @property
    def place(self) -> CasePlace:
        """Place that it was sent from."""
        return CasePlace(self.infraction, names_in(self.sans), after=self.fini)


class _FactFields(_Request):
    """Fields on one fact: `act` is `state`, `confirm`, `deny`, `dispute` or `withdraw`."""

    fact: ShortField
    act: ShortField = "state"
    value: Values = ()

    @property
    def draft(self) -> Draft:
        """Draft that it holds."""
        return Draft(fact=self.fact, values=self.value)


class FactForm(_FactFields, UndoForm):
    """Form on one fact."""


class SecondFactForm(_FactFields, CaseForm):
    """Form on one fact, in second reading."""


class AddressForm(CaseForm):
    """Form that states the exact address of a content."""

    url: LongField = ""

    @property
    def draft(self) -> Draft:
        """Draft that it holds."""
        return Draft(url=self.url)


class ConfirmationForm(_Request):
    """Form that confirms presumed facts."""

    version: Annotated[int, Form(ge=0)]
    confirm: Values = ()


class SecondDecisionForm(CaseForm):
    """Form that decides in second reading.

    `malgre` answers the question asked where a danger is told.
    """

    kind: ShortField
    offence: ShortField = ""
    motif: ShortField = ""
    reason: LongField = ""
    malgre: ShortField = ""

    def draft_in(self, language: Language) -> Draft:
        """Draft that it holds; a usual reason is in the language of the screen."""
        return _decision_draft(self.kind, self.offence, self.reason, canned_reason(self.motif, language))


class DecisionForm(CaseForm):
    """Form that decides a case.

    `confirm_corrected`: facts to confirm with a correction to `confirm_for`.
    """

    kind: Annotated[DecisionKind, Form()]
    offence: ShortField = ""
    motif: ShortField = ""
    reason: LongField = ""
    confirm: Values = ()
    confirm_corrected: Values = ()
    confirm_for: ShortField = ""
    malgre: ShortField = ""

    def draft_in(self, language: Language) -> Draft:
        """Draft that it holds; a usual reason is in the language of the screen."""
        return _decision_draft(self.kind, self.offence, self.reason, canned_reason(self.motif, language))

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts to confirm: those named are those of the offence that the page showed."""
        if self.kind != "correct":
            return self.confirm
        return self.confirm_corrected if self.offence == self.confirm_for else ()


def _decision_draft(kind: str, offence: str, reason: str, usual: str) -> Draft:
    """Draft of a decision: a correction for which nothing was written has the usual reason that was
    chosen.
    """
    return Draft(kind=kind, offence=offence, reason=reason if reason.strip() or kind != "correct" else usual)


def names_in(text: str) -> tuple[str, ...]:
    """The names of facts that an address lists."""
    return tuple(dict.fromkeys(name for name in text.split(",") if name.replace("_", "").isalnum()))[:100]


def wrong_in(draft: Draft) -> tuple[str, str] | None:
    """Fault of a decision as it was written: the field, and the message that says it; None when
    there is none.
    """
    reason = draft.reason.strip()
    if len(reason) > MAX_REASON:
        return "reason", "case.reason_long"
    if draft.kind == "correct" and not reason:
        return "reason", "case.reason_needed"
    return ("offence", "case.offence_needed") if draft.kind == "correct" and not draft.offence else None


def written_in(draft: Draft) -> Draft:
    """Draft as somebody wrote it: the offence that a form always sends counts only beside a
    reason.
    """
    return draft if draft.reason.strip() else replace(draft, offence="")


def decision_in(draft: Draft, confirm: tuple[str, ...] = ()) -> DecisionCreate:
    """A decision that nothing is wrong in, as the service takes it; `confirm` counts where an
    offence is upheld.
    """
    return DecisionCreate.model_validate(
        {
            "kind": draft.kind,
            "offence": draft.offence if draft.kind == "correct" else None,
            "reason": draft.reason.strip() or None,
            "confirm": list(confirm) if draft.kind in ("accept", "correct") else [],
        }
    )
