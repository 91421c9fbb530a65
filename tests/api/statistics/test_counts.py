"""SQL and a count made row by row agree, on random registers and both databases."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.db.sessions import Database
from api.statistics.period import ReportPeriod
from api.statistics.repository import count, count_notices
from api.statistics.weekly import waiting
from tests.api.service.emptying import emptied
from tests.api.statistics.brute import PARIS, Brute, field_of
from tests.api.statistics.registers import FIELDS, REGISTERS, Rows

DAYS = st.dates(date(2018, 12, 29), date(2020, 2, 5))
PERIODS = st.tuples(DAYS, DAYS).map(sorted).map(lambda two: ReportPeriod(two[0], two[1], PARIS))
WHOLE = {"value": ReportPeriod(date(2019, 1, 1), date(2019, 12, 31), PARIS)}


def test_every_count_is_that_of_the_rows(database_url: str) -> None:
    database = Database(database_url)

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(REGISTERS, st.one_of(st.just(WHOLE["value"]), PERIODS))
    def agrees(rows: Rows, period: ReportPeriod) -> None:
        emptied(database)
        rows.store(database)
        with database.read() as session:
            found = count(session, period, FIELDS)
            notices = count_notices(session, period, FIELDS)
        _compare(found, Brute(rows, period.first, period.last), period)
        _compare_notices(notices, Brute(rows, period.first, period.last))

    agrees()
    database.dispose()


def _compare(found: Any, brute: Brute, period: ReportPeriod) -> None:
    counts = found.counts
    origin = {r["id"]: brute.entries.get(r["id"], {}).get("origin") for r in brute.rows.reports}
    assert plain(counts["received_category"]) == brute.received(lambda r: r["reported_category"])
    assert plain(counts["received_origin"]) == brute.received(lambda r: origin[r["id"]])
    assert plain(counts["flow"]) == brute.flow()
    assert counts["tried"].get((), (0, 0)) == brute.tried()
    for what in ("service", "tld", "victim_sex", "victim_age", "typology"):
        assert plain(counts[f"addresses_{what}"]) == brute.addresses(what)
    for what in ("service", "hosting_country"):
        wanted = {
            (str(y), *key): n for y in range(2018, period.last.year + 1) for key, n in brute.addresses(what, y).items()
        }
        assert plain(counts[f"addresses_year_{what}"]) == wanted
    offences = Counter((field_of(d), d["offence"]) for _, d in brute.spoken())
    assert plain(counts["addresses_offence"]) == offences
    assert counts["addresses"][()][0] == len({e["address_key"] for e, _ in brute.spoken()})
    countries = Counter(
        (field_of(d), "inhope" if e["origin"] == "inhope" else "other", e["hosting_country"]) for e, d in brute.spoken()
    )
    assert plain(counts["addresses_country"]) == countries
    _compare_sent(found, brute)
    assert counts["disagreement"] == brute.disagreement()
    assert counts["corrections"] == brute.corrections()
    _compare_weeks(found, brute, period)
    checks = {f["report"]: f["value"] for f in brute.rows.facts if f["fact"] == "controle_age"}
    minors = [r["id"] for r, d in brute.decided if brute.inside(d["decided_at"]) and field_of(d) == "contenus_mineurs"]
    wanted_checks = Counter((f'"{checks[m]}"' if m in checks else None,) for m in minors)
    assert plain(counts["age_check"]) == wanted_checks


def _compare_sent(found: Any, brute: Brute) -> None:
    told = defaultdict(list)
    for one in brute.sent():
        told[(one["recipient"],)].append(one)
    wanted = {
        key: (
            len(some),
            len({brute.entries.get(t["report"], {}).get("address_key") for t in some} - {None}),
            sum(t["receipt_at"] is not None for t in some),
            sum(t["answered_at"] is not None for t in some),
            sum(t["removed_at"] is not None for t in some),
        )
        for key, some in told.items()
    }
    assert found.counts["sent_recipient"] == wanted
    medians = {key: brute.median(some) for key, some in told.items()}
    assert {k: m for k, (_, m) in found.medians.items()} == {k: m for k, m in medians.items() if m is not None}
    checked = Counter((t["recipient"], t["check_1"]) for t in brute.sent())
    assert plain(found.counts["check_1"]) == checked


def _compare_weeks(found: Any, brute: Brute, period: ReportPeriod) -> None:
    counts = found.counts
    assert [week.name for week in period.weeks] == [str(monday) for monday, _ in brute.weeks()]
    assert plain(counts["week_intake"]) == brute.intake()
    assert waiting(counts["week_waiting"], period.weeks) == brute.waiting()
    assert {k: m for k, (_, m) in found.steps["decision"].items()} == brute.decision_medians()
    gone = [t for t in brute.sent() if t["removed_at"] is not None and t["removed_at"] >= t["sent_at"]]
    weeks = defaultdict(list)
    for one in gone:
        for key in ((), (brute.week(one["sent_at"]),)):
            weeks[key].append(one)
    removals = {key: brute.median(some) for key, some in weeks.items() if key != (None,)}
    assert {k: m for k, (_, m) in found.steps["removal"].items()} == removals
    assert plain(counts["week_check_1"]) == Counter((brute.week(t["sent_at"]), t["check_1"]) for t in brute.sent())
    assert counts["deadlines"] == brute.deadlines()
    assert plain(counts["unprepared"]) == brute.unprepared()


def _compare_notices(found: Any, brute: Brute) -> None:
    names = {h["id"]: h["name"] for h in brute.rows.hosts}
    decisions = {d["id"]: d for d in brute.rows.decisions}
    notices = [t for t in brute.sent() if t["kind"] == "dsa16"]

    def field(one: dict[str, Any]) -> str | None:
        noted = decisions.get(one["decision"] or "", {}).get("offence_field")
        return (noted or FIELDS.get(one["offence"], "inconnu")) if one["offence"] else None

    wanted = Counter((names.get(t["host"]), field(t), t["answer"]) for t in notices)
    assert plain(found.counts["dsa_all"]) == wanted
    assert sum(n for (n,) in found.counts["dsa_action"].values()) == len(notices)


def plain(counts: Any) -> dict[Any, int]:
    """Groupings with their first count alone."""
    return {keys: numbers[0] for keys, numbers in counts.items()}
