"""A decided report as `qualif route` takes it: what every report says, and what is known for its
routing.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from api.hosting.locating import locate
from api.hosting.result import HostingResult
from api.hosting.sources import HostingSource
from api.rules.delivery_networks import HostingTables
from engine.facts.digest import stated_data
from engine.facts.statements import FACTS_EXPECTED, REPORT_EXPECTED, FieldFault, ReportError, read_report
from engine.model.fact import FactDefinition
from engine.model.routing import RoutingRules
from engine.routing.situation import Content, DecisionOutcome, Origin, Where
from textfile.quoting import choices, suggestion
from textfile.text import Text

KEYS = ("decision", "offence", "origin", "told", "reporter_reachable", "ip", "routing")
"""What a report says of its routing, beside what every report may say."""
_REPORT_KEYS = Text(fr=f"clés : {', '.join(KEYS)}", en=f"keys: {', '.join(KEYS)}")
_REFUSED = Text(fr="valeur refusée", en="value refused")
_UNKNOWN = Text(fr="infraction inconnue", en="unknown offence")
_LIST_HINT = Text(fr="`qualif rules show` les liste", en="`qualif rules show` lists them")
_RECIPIENTS = Text(fr="une liste de destinataires est attendue", en="a list of recipients is expected")
_BOOLEAN = Text(fr="true ou false est attendu", en="true or false is expected")
_IP = Text(fr="une adresse IP est attendue", en="an IP address is expected")
_IP_FORMS = Text(fr="192.0.2.7, ou 2001:db8::1", en="192.0.2.7, or 2001:db8::1")


@dataclass(frozen=True, slots=True)
class RoutingInput:
    """A report read: its name, what is known of its content, facts of routing that a person stated,
    its hosting.
    """

    name: str
    content: Content
    routing_facts: Mapping[str, Any]
    hosting: HostingResult | None


@dataclass(frozen=True, slots=True)
class RoutingInputReader:
    """Reads reports against the law's vocabulary, the routing's, and the operator's hosting
    files.
    """

    vocabulary: Mapping[str, FactDefinition]
    rules: RoutingRules
    source: HostingSource
    tables: HostingTables

    def read(self, data: Any, fallback: str, moment: datetime) -> RoutingInput:
        """A report from plain data; its IP address, when there is one, was found at `moment`.

        Raises:
            ReportError: with every wrong field.
            UnusableSource: the operator's file is damaged.
        """
        if not isinstance(data, Mapping):
            raise ReportError([FieldFault("(racine)", REPORT_EXPECTED, _REPORT_KEYS)])
        said = {key: value for key, value in data.items() if key not in (*KEYS, "reports")}  # the filter's alone
        report = read_report(said, self.vocabulary, fallback_id=fallback)
        faults = list(_faults(data, self.rules))
        if faults:
            raise ReportError(faults)
        hosting = None
        if report.url is not None:
            hosting = locate(report.url, moment, self.source, self.tables, ip=data.get("ip"), resolver="stated")
        content = Content(
            offence=data.get("offence"),
            decision=data.get("decision"),
            facts=stated_data(report),
            where=hosting.where() if hosting is not None else Where(),
            origin=data.get("origin"),
            earlier_recipients=data.get("told"),
            reporter_reachable=data.get("reporter_reachable"),
        )
        return RoutingInput(report.id, content, data.get("routing") or {}, hosting)


def _faults(data: Mapping[str, Any], rules: RoutingRules) -> Iterator[FieldFault]:
    """Faults in what a report says of its routing, but for the values of its facts."""
    recipients = list(rules.facts["deja_transmis"].values)
    offences = [name for family in rules.families.values() for name in family]
    for key, words in (("decision", get_args(DecisionOutcome)), ("origin", get_args(Origin))):
        if data.get(key) is not None and data[key] not in words:
            yield FieldFault(key, _REFUSED, _among(words))
    offence, told, reachable = (data.get(key) for key in ("offence", "told", "reporter_reachable"))
    if offence is not None and offence not in offences:
        yield FieldFault("offence", _UNKNOWN, suggestion(str(offence), offences) or _LIST_HINT)
    if told is not None and not (isinstance(told, list | tuple) and all(name in recipients for name in told)):
        yield FieldFault("told", _RECIPIENTS, _among(recipients))
    if reachable is not None and not isinstance(reachable, bool):
        yield FieldFault("reporter_reachable", _BOOLEAN)
    if data.get("ip") is not None and not _is_ip(data["ip"]):
        yield FieldFault("ip", _IP, _IP_FORMS)
    if data.get("routing") is not None and not isinstance(data["routing"], Mapping):
        yield FieldFault("routing", FACTS_EXPECTED)


def _among(words: Sequence[str]) -> Text:
    return Text(fr=choices(words), en=choices(words, "en"))


def _is_ip(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(ipaddress.ip_address(value))
    except ValueError:
        return False
