"""The trusted flagger's report: every notice under article 16, by provider, type and action; nobody in it; no cap."""

from __future__ import annotations

from datetime import UTC, datetime

from api.statistics.period import whole_year
from api.statistics.printed import html_of
from api.statistics.report import StatisticsReport
from api.statistics.service import report_of, words_of
from tests.api.service.world import World
from tests.api.statistics.brute import PARIS
from tests.api.statistics.registers import Rows, decision, entry, report, transmission

JUNE = datetime(2025, 6, 3, 10, tzinfo=UTC)
MANY = 400


def flagged() -> Rows:
    """One notice to each of many providers, two of them to one more; a report to the police, which is no notice."""
    rows = Rows()
    for n in range(MANY):
        rows.hosts.append(
            {
                "id": f"hst_{n}", "name": f"Hébergeur {n}", "domains": [], "asns": [], "kind": "host", "language": "fr",
                "stated_by": "acc", "stated_at": JUNE,
            }
        )  # fmt: skip
        name = f"rep_{n:04}"
        rows.reports.append(report(name, JUNE, state="decided"))
        rows.register.append(entry(name, JUNE, address_key=str(n)))
        rows.decisions.append(decision(f"dec_{n}", name, JUNE, "accept", "menace", offence_field="autre"))
        told = {"decision": f"dec_{n}", "offence": "menace", "kind": "dsa16", "host": f"hst_{n}"}
        rows.transmissions.append(
            transmission(f"trm_{n}", name, JUNE, "hebergeur", **told, answered_at=JUNE, answer="removed")
        )
    named = {"recipient_name": "Camille Exemple", "kind": "dsa16", "offence": "menace", "contested": "upheld"}
    rows.transmissions.append(transmission("trm_x", "rep_0001", JUNE, "hebergeur", **named))
    rows.transmissions.append(transmission("trm_p", "rep_0001", JUNE, "pharos"))
    return rows


def made(world: World) -> StatisticsReport:
    """The report of that year."""
    flagged().store(world.database)
    with world.database.read() as session:
        return report_of(session, world.services.editions.current().ruleset, whole_year(2025, PARIS), "dsa")


def test_every_notice_is_listed_once(world: World) -> None:
    told = made(world)
    providers = told.table("dsa_providers")
    assert len(providers.rows) == MANY + 1
    assert providers.total is not None
    assert providers.total.counts[:2] == (MANY + 1, MANY)
    assert {row.heads[0]: row.counts[0] for row in told.table("dsa_actions").rows} == {"removed": MANY, None: 1}
    (kind,) = told.table("dsa_types").rows
    assert kind.heads == ("autre", "menace")
    assert kind.counts == (MANY + 1, 1, 1)
    assert sum(row.counts[0] or 0 for row in told.table("dsa_all").rows) == MANY + 1


def test_nobody_is_named_and_the_law_is(sqlite_world: World) -> None:
    html = html_of(made(sqlite_world), words_of(sqlite_world.services, "fr"))
    assert "Camille" not in html
    assert "fournisseur absent de l’annuaire" in html
    assert "article 16" in html
    assert "Indépendance et procédures" in html
    assert html.count("Hébergeur ") >= 2 * MANY
