"""The answers the engine can give, and what each of them means."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """Exact three values of a condition over partly known facts (docs/semantics.md, section 2).

    ESTABLISHED: true in every completion of the unknown facts. REFUTED: false in every completion.
    OPEN: neither.
    """

    ESTABLISHED = "established"
    REFUTED = "refuted"
    OPEN = "open"


class Status(StrEnum):
    """Status of an offence. The last two are never merged with EXCLUDED."""

    ESTABLISHED = "established"
    EXCLUDED = "excluded"
    OPEN = "open"
    NOT_IN_FORCE = "not_in_force"
    OUT_OF_SCOPE = "out_of_scope"


class Standing(StrEnum):
    """Standing of a fact: vouched for by a person or hard metadata (CONFIRMED), or by a cue, a
    partner, a list (PRESUMED); or looked at, and arguable (DISPUTED).
    """

    CONFIRMED = "confirmed"
    PRESUMED = "presumed"
    DISPUTED = "disputed"


class TimeBar(StrEnum):
    """Time bar on prosecution. It never changes the status: removal does not depend on it."""

    NO = "no"
    YES = "yes"
    UNKNOWN = "unknown"


class Issue(StrEnum):
    """The one-word answer on a whole report.

    The last two belong to laws that order their suggestions (`engine.model.order`).
    """

    QUALIFIED = "qualifie"
    TO_COMPLETE = "a_completer"
    NOT_QUALIFIED = "non_qualifie"
    OUT_OF_FIELD = "hors_champ"
    TO_LOOK_AT = "a_regarder"
    NO_SUGGESTION = "sans_suggestion"


class Confidence(StrEnum):
    """Confidence in a statement of law: text read, secondary source read, memory, to be
    verified.
    """

    READ = "T"
    SECONDARY = "S"
    MEMORY = "M"
    TO_VERIFY = "AV"
