"""Sign-off policy, as policy staff declare it in `rulesets/parameters/signatures.yaml`: who signs a
change of the rules, by what it touches and by its class.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from api.kit.permissions import GRANTS, Permission, Role
from api.rules.name_checks import NameChecks
from api.rules.parameter_files import read_for_check, read_rules_file
from engine.language.names import LawNames
from engine.language.schema import parse
from textfile.diagnostics import Diagnostic, RulesetError
from textfile.reader import Document, Unreadable, read_bytes

FILE = Path("parameters/signatures.yaml")
ANY_FIELD = "*"
OWN_FIELD = "signatures"
"""Field of this very file."""
SHARED_FIELD = "commun"
"""Field of what offences share."""
FIELDS_BESIDE = (SHARED_FIELD, "lexiques", "aiguillage", "notifications", "parametres", "cas", OWN_FIELD, "historique")
"""Fields that are no theme of an offence."""
CHANGE_CLASSES = ("editorial", "wording", "time", "consequences", "stricter", "wider", "both")
FEWEST_FOR_ITSELF = 2
"""Persons who sign a change of this file, whatever it says."""
ChangeClass: TypeAlias = Literal["editorial", "wording", "time", "consequences", "stricter", "wider", "both"]
Seats: TypeAlias = Mapping[Role, int]
"""How many persons of each role."""
SeatCount = Annotated[int, Field(ge=0, le=9)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SignatureRule(_Strict):
    """Rule: a change that touches one of these fields, with one of these classes, needs these
    signatures.
    """

    fields: tuple[str, ...] = Field(min_length=1)
    classes: tuple[ChangeClass, ...] = Field(min_length=1)
    signed_by: dict[Role, SeatCount]

    def applies(self, part: TouchedField) -> bool:
        """Whether a part of a change falls under it."""
        return part.of_class in self.classes and (ANY_FIELD in self.fields or part.field in self.fields)


class EmergencyRule(_Strict):
    """Publication without signatures: who may, who ratifies, within how long."""

    published_by: tuple[Role, ...] = Field(min_length=1)
    ratified_by: dict[Role, Annotated[int, Field(ge=1, le=9)]] = Field(min_length=1)
    within_hours: int = Field(ge=1, le=24 * 30)


class SignaturePolicy(_Strict):
    """Sign-off policy of an edition."""

    rules: tuple[SignatureRule, ...] = Field(min_length=1)
    emergency: EmergencyRule

    def seats(self, touched: Collection[TouchedField]) -> dict[Role, int]:
        """Signatures that a change needs: for each role, the most that a rule asks for. What no
        rule names needs an approver, and this file itself two persons.
        """
        seats: dict[Role, int] = {}
        for part in touched:
            _raise_to(seats, *self.asked(part))
        own = frozenset(part for part in touched if part.field == OWN_FIELD)
        if own and own < frozenset(touched):
            seats = union_of_seats(seats, self.seats(own))
        elif own:
            lacking = FEWEST_FOR_ITSELF - sum(seats.values())
            seats[Role.POLICY_APPROVER] = seats.get(Role.POLICY_APPROVER, 0) + max(lacking, 0)
        return {role: seats[role] for role in Role if seats.get(role)}

    def asked(self, part: TouchedField) -> list[Seats]:
        """Signatures that each rule asks of a part; those of an approver where no rule names it."""
        return [rule.signed_by for rule in self.rules if rule.applies(part)] or [{Role.POLICY_APPROVER: 1}]

    def reach(self, fields: Iterable[str]) -> frozenset[str]:
        """Fields that a change of these may touch: what offences share may change the meaning of
        any of them, and so touch each theme that a rule names.
        """
        found = frozenset(fields)
        if SHARED_FIELD not in found:
            return found
        return found | {name for rule in self.rules for name in rule.fields} - {ANY_FIELD, *FIELDS_BESIDE}


@dataclass(frozen=True, order=True)
class TouchedField:
    """Part of a change: the field that it touches, and its proved class there."""

    field: str
    of_class: str


@dataclass(frozen=True)
class Signer:
    """Signer: an account, and the roles that it has now."""

    account: str
    roles: frozenset[Role]


def seats_across(
    before: SignaturePolicy, after: SignaturePolicy | None, touched: Collection[TouchedField]
) -> dict[Role, int]:
    """Signatures that a change needs under the policy of its base; where it touches the policy,
    under its own as well, so that the policy protects itself. `after`: None where it cannot be
    read.
    """
    seats = before.seats(touched)
    if after is not None and any(one.field == OWN_FIELD for one in touched):
        return union_of_seats(seats, after.seats(touched))
    return seats


def union_of_seats(one: Seats, other: Seats) -> dict[Role, int]:
    """Signatures that both ask for: for each role, the larger number."""
    return {role: max(one.get(role, 0), other.get(role, 0)) for role in Role if one.get(role) or other.get(role)}


def missing_seats(seats: Seats, signers: Collection[Signer]) -> dict[Role, int]:
    """Seats that nobody fills once each signer takes one, as well as can be: a maximum bipartite
    matching, by augmenting paths. Empty: all are filled.
    """
    places = [role for role in Role for _ in range(seats.get(role, 0))]
    persons = sorted(signers, key=lambda one: one.account)
    seated: dict[int, int] = {}  # person by place

    def seat(person: int, tried: set[int]) -> bool:
        for place, role in enumerate(places):
            if role in persons[person].roles and place not in tried:
                tried.add(place)
                if place not in seated or seat(seated[place], tried):
                    seated[place] = person
                    return True
        return False

    for person in range(len(persons)):
        seat(person, set())
    empty: dict[Role, int] = {}
    for place, role in enumerate(places):
        if place not in seated:
            empty[role] = empty.get(role, 0) + 1
    return empty


def unreachable_places(policy: SignaturePolicy, people: Sequence[Signer]) -> list[str]:
    """JSON pointers of what asks for signatures that could not be had whoever writes the change:
    taking away one person, as author, must leave enough of the others. Each field counts by itself,
    with all the rules that name it: what touches two may be made in two changes. The two persons
    that this file needs are enough besides somebody else who writes. An emergency must be
    ratifiable, whoever published it.
    """
    named = {name for rule in policy.rules for name in rule.fields} - {ANY_FIELD}
    by_seats: dict[tuple[tuple[Role, int], ...], list[TouchedField]] = {}
    for field, of_class in product(sorted({"", OWN_FIELD, *named}), CHANGE_CLASSES):
        part, seats = TouchedField(field, of_class), dict[Role, int]()
        _raise_to(seats, *policy.asked(part))
        by_seats.setdefault(tuple(seats.items()), []).append(part)
    lacking = [part for seats, parts in by_seats.items() if not _reachable(dict(seats), people) for part in parts]
    rules = sorted({number for part in lacking for number in _asking(policy, part, people)})
    places = [f"/rules/{number}/signed_by" for number in rules]
    own = policy.seats([TouchedField(OWN_FIELD, of_class) for of_class in CHANGE_CLASSES])
    if not places and (lacking or missing_seats(own, people)):
        places.append("/rules")
    return places if _reachable(policy.emergency.ratified_by, people) else [*places, "/emergency/ratified_by"]


def _asking(policy: SignaturePolicy, part: TouchedField, people: Sequence[Signer]) -> list[int]:
    """Numbers of the rules that ask too much of a part: those that do alone, else all that name
    it.
    """
    rules = [number for number, rule in enumerate(policy.rules) if rule.applies(part)]
    return [number for number in rules if not _reachable(policy.rules[number].signed_by, people)] or rules


def _reachable(seats: Seats, people: Sequence[Signer]) -> bool:
    useful = [one for one in people if one.roles & {*seats}]
    return all(
        not missing_seats(seats, [other for other in useful if other is not author])
        for author in [*people, Signer("", frozenset())]
    )


def _raise_to(seats: dict[Role, int], *asked: Mapping[Role, int]) -> None:
    for one in asked:
        for role, number in one.items():
            seats[role] = max(seats.get(role, 0), number)


def open_signatures(rulesets: Path | None) -> SignaturePolicy:
    """Policy that a folder of rules declares, or the shipped declaration when it has none.

    Raises:
        RulesetError: the file cannot be used.
    """
    return read_rules_file(SignaturePolicy, FILE, rulesets)


@lru_cache(maxsize=8)
def policy_of(data: bytes | None) -> SignaturePolicy:
    """Policy from the bytes of its file; the shipped one where there is none. Pages ask for that of
    the base and of the draft each time.

    Raises:
        RulesetError: the file cannot be used.
    """
    if data is None:
        return open_signatures(None)
    try:
        document = read_bytes(data, FILE.as_posix())
    except Unreadable as error:
        raise RulesetError([error.diagnostic]) from error
    value, faults = parse(SignaturePolicy, document)
    if value is None:
        raise RulesetError(faults)
    return value


def check_signatures(root: Path, law: LawNames) -> list[Diagnostic]:
    """What is wrong in the declaration of a folder: names, roles that may not sign, a change that
    nobody would sign though it is not editorial.
    """

    def names(file: SignaturePolicy, document: Document) -> Iterator[Diagnostic]:
        named = NameChecks(document, law)
        known = {ANY_FIELD, *law.themes, *FIELDS_BESIDE}
        may_sign = [role for role in Role if Permission.RULES_SIGN in GRANTS[role]]
        for number, rule in enumerate(file.rules):
            yield from named.items_of("domaine inconnu", rule.fields, known, "rules", number, "fields")
            yield from named.keys_of("rôle qui ne signe pas", rule.signed_by, may_sign, "rules", number, "signed_by")
        urgent = file.emergency
        may_publish = [role for role in Role if Permission.RULES_PUBLISH in GRANTS[role]]
        yield from named.items_of(
            "rôle qui ne publie pas", urgent.published_by, may_publish, "emergency", "published_by"
        )
        yield from named.keys_of("rôle qui ne signe pas", urgent.ratified_by, may_sign, "emergency", "ratified_by")
        yield from _lone(file, document, ["", *law.themes, *FIELDS_BESIDE])

    return read_for_check(SignaturePolicy, FILE, root).with_names(names)


def _lone(file: SignaturePolicy, document: Document, fields: Iterable[str]) -> Iterator[Diagnostic]:
    """Each field must ask for a signature of each class that is not editorial; the field without a
    name stands for those that no rule names.
    """
    for of_class in CHANGE_CLASSES[1:]:
        lone = [field for field in fields if not file.seats([TouchedField(field, of_class)])]
        if lone:
            where = f", domaine `{lone[0]}`" if lone[0] else ""
            message = f"personne ne signerait une modification de classe `{of_class}`{where}"
            yield Diagnostic("R804", document.place(("rules",)), message, "demander au moins une signature")
