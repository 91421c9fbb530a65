"""The situation of one content and one offence, as facts of routing, from what the product knows of
them.

What is not known is left out, never guessed. What a person states (`stated`) prevails over what is
derived.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias

from engine.model.outcome import Standing
from engine.model.routing import RoutingRules
from engine.routing.membership import in_inhope, in_union
from engine.routing.vocabulary import DANGER, DECISION, EARLIER_RECIPIENTS, FAMILY

DecisionOutcome: TypeAlias = Literal["qualifie", "ecarte", "hors_champ", "en_suspens"]
Network: TypeAlias = Literal["ordinaire", "ftp", "onion", "i2p", "pair_a_pair"]
Origin: TypeAlias = Literal["public", "inhope", "partner", "authority", "own"]

_BY_SERVICE = {"onion": "onion", "ftp": "ftp"}
"""Services of the law's fact `type_service` that say the network."""


@dataclass(frozen=True, slots=True)
class Where:
    """Known hosting: ISO country, network, and who can be told.

    None is not known.

    `untraceable`: the country was looked for and cannot be told (.onion, delivery network). `eu`:
    the host or platform is established in the Union.
    """

    country: str | None = None
    untraceable: bool = False
    network: Network | None = None
    delivery_network: bool | None = None
    host_known: bool | None = None
    eu: bool | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """Known content whose recipients are asked for.

    `offence` is that which a person upheld. `facts` are those of the report, each a value or
    `{value, standing, …}` as reports write them, disputed ones included. `earlier_recipients` are
    the recipients already told of this address for this offence; None when that was not looked for.
    """

    offence: str | None = None
    decision: DecisionOutcome | None = None
    facts: Mapping[str, Any] | None = None
    where: Where | None = None
    origin: Origin | None = None
    earlier_recipients: Collection[str] | None = None
    reporter_reachable: bool | None = None


def situation_of(
    content: Content, rules: RoutingRules, day: date, stated: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The situation on a day, for `Router.decide`.

    `stated` holds facts of routing that a person stated. A disputed fact is unknown, but a danger,
    which is presumed: what may harm somebody is not unknown while people argue.
    """
    facts = _undisputed(content.facts or {})
    found: dict[str, Any] = {
        DECISION: content.decision,
        FAMILY: None if content.offence is None else rules.family_of(content.offence),
        "origine": content.origin,
        EARLIER_RECIPIENTS: None if content.earlier_recipients is None else sorted(content.earlier_recipients),
        "signalant_joignable": content.reporter_reachable,
        DANGER: _with(facts.get(DANGER), _itself),
        "en_ligne": _online(facts),
        "pornographique": _with(facts.get("caractere_pornographique"), _itself),
    }
    found |= _hosting(_where(content.where or Where(), facts), rules, day)
    found |= _publisher(facts.get("pays_editeur"), rules, day)
    return {name: value for name, value in {**found, **_undisputed(stated or {})}.items() if value is not None}


def _undisputed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts with those disputed as routing reads them: presumed for a danger, None for the rest."""
    return {name: _settled(name, raw) if _is_disputed(raw) else raw for name, raw in facts.items()}


def _is_disputed(raw: Any) -> bool:
    return isinstance(raw, Mapping) and raw.get("standing") == Standing.DISPUTED.value


def _settled(name: str, raw: Mapping[str, Any]) -> dict[str, Any] | None:
    return {**raw, "standing": Standing.PRESUMED.value} if name == DANGER else None


def _online(facts: Mapping[str, Any]) -> Any:
    """Whether the content can be reached: what was last seen, else the contrary of « déjà supprimé
    ».
    """
    seen = _with(facts.get("en_ligne_au_constat"), _itself)
    if seen is not None:
        return seen
    return _with(facts.get("deja_supprime"), lambda removed: not removed if isinstance(removed, bool) else None)


def _where(where: Where, facts: Mapping[str, Any]) -> dict[str, Any]:
    service, country = facts.get("type_service"), facts.get("pays_hebergement")
    return {
        "country": where.country if where.country is not None or where.untraceable else country,
        "untraceable": where.untraceable,
        "network": where.network or _with(service, _BY_SERVICE.get),
        "cdn": where.delivery_network,
        "host": where.host_known,
        "eu": where.eu,
    }


def _hosting(where: Mapping[str, Any], rules: RoutingRules, day: date) -> dict[str, Any]:
    country = where["country"]
    hosted = _with(country, lambda code: "france" if code == "FR" else "etranger")
    if hosted is None and (where["untraceable"] or _value(where["network"]) in ("onion", "i2p")):
        hosted = "indeterminable"
    return {
        "hebergement": hosted,
        "pays_membre_inhope": _with(country, lambda code: in_inhope(rules.members, code, day)),
        "acces_reseau": where["network"],
        "derriere_cdn": where["cdn"],
        "hebergeur_identifie": where["host"],
        "etablissement_ue": where["eu"],
    }


def _publisher(country: Any, rules: RoutingRules, day: date) -> dict[str, Any]:
    def elsewhere_in_union(code: str) -> bool | None:
        return False if code == "FR" else in_union(rules.union, code, day)

    return {"editeur_ue_hors_france": _with(country, elsewhere_in_union)}


def _itself(value: Any) -> Any:
    return value


def _value(raw: Any) -> Any:
    return raw.get("value") if isinstance(raw, Mapping) else raw


def _with(raw: Any, change: Any) -> Any:
    """A fact changed into another that stands as firm as it does; None where its value is not known
    whole.
    """
    value = _value(raw)
    if value is None or isinstance(value, Mapping):
        return None
    changed = change(value)
    if changed is None or not isinstance(raw, Mapping):
        return changed
    return {"value": changed, "standing": raw.get("standing", "confirmed")}
