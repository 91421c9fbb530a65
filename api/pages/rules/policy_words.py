"""Sign-off policy in words: which signatures a change asks for, who is missing, who publishes in an
emergency.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.kit.permissions import Role
from api.pages.law.offence_list import theme_label
from api.pages.shell.catalogue import MESSAGES
from api.pages.shell.say import Say
from api.rules.signatures import ANY_FIELD, CHANGE_CLASSES, SignaturePolicy, SignatureRule


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """A line of the sign-off policy: what is touched, in which classes, who signs."""

    fields: str
    classes: str
    signers: str


def seats_in_words(seats: Mapping[Role, int], say: Say) -> str:
    """Signatures by role: `1 approbateur des règles et 1 superviseur`; empty where none."""
    said = [say.t(f"change.signers.{role.value}", n=number) for role, number in sorted(seats.items()) if number]
    if len(said) < 2:
        return "".join(said)
    return say.t("change.and", first=", ".join(said[:-1]), last=said[-1])


def missing_in_words(seats: Mapping[Role, int], say: Say) -> str:
    """`Il manque 1 approbateur des règles`; empty where nobody is missing."""
    return say.t("change.missing", n=sum(seats.values()), who=seats_in_words(seats, say)) if seats else ""


def policy_lines(policy: SignaturePolicy, say: Say) -> tuple[PolicyLine, ...]:
    """The sign-off policy as a table, in words."""
    return tuple(_rule(rule, say) for rule in policy.rules)


def _rule(rule: SignatureRule, say: Say) -> PolicyLine:
    fields = (
        say.t("change.any_field")
        if ANY_FIELD in rule.fields
        else ", ".join(field_in_words(f, say) for f in rule.fields)
    )
    every = {*CHANGE_CLASSES} == {*rule.classes}
    classes = say.t("change.any_class") if every else classes_in_words(rule.classes, say)
    signers = seats_in_words(rule.signed_by, say) or say.t("change.nobody")
    return PolicyLine(fields, classes, signers)


def classes_in_words(classes: Iterable[str], say: Say) -> str:
    """Classes of change: `les dates, les conséquences`."""
    return ", ".join(say.t(f"change.class.{one}") for one in classes)


def field_in_words(name: str, say: Say) -> str:
    """A field that a change touches: a theme of offences, or what stands beside them."""
    key = f"change.field.{name}"
    return say.t(key) if key in MESSAGES else theme_label(name, say)


def emergency_in_words(policy: SignaturePolicy, say: Say) -> str:
    """Who publishes without signatures, who ratifies, within how long."""
    rule = policy.emergency
    who = ", ".join(say.t(f"role.{role.value}") for role in rule.published_by)
    return say.t("change.emergency_policy", who=who, by=seats_in_words(rule.ratified_by, say), n=rule.within_hours)
