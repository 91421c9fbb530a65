"""The report of a period: counts put into tables, section by section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from api.statistics.countries import union_members
from api.statistics.cuts import Counts, Key, summed
from api.statistics.period import ReportPeriod
from api.statistics.presumptions import OUTCOMES as CORRECTIONS
from api.statistics.repository import CHECK_DAYS, CSAM, MINORS, TERRORISM, StatisticsCounts
from api.statistics.table_sums import count_at, side_by_side, table_of, with_sums, with_total
from api.statistics.tables import Column, Dims, Row, Section, Share, Table, sorted_rows
from api.statistics.weekly import key_delays, waiting, weekly_tables

OUTCOMES = ("qualified", "noise", "none_applies", "out_of_scope")
CHECKS = ("online", "offline", "moved", "unreachable")


@dataclass(frozen=True, slots=True)
class StatisticsReport:
    """Every table of a period. `secret_under`: counts from 1 to below it are kept secret, with
    those that would give them back; None: all are shown.
    """

    kind: str
    period: ReportPeriod
    sections: tuple[Section, ...]
    secret_under: int | None = None

    def tables(self) -> tuple[Table, ...]:
        """Every table, in order."""
        return tuple(table for section in self.sections for table in section.tables)

    def table(self, name: str) -> Table:
        """Table by its name.

        Raises:
            KeyError: there is none of that name.
        """
        for table in self.tables():
            if table.id == name:
                return table
        raise KeyError(name)


def build(counts: StatisticsCounts, period: ReportPeriod) -> StatisticsReport:
    """The tables of a period from its counts."""
    make = _Maker(counts.counts, period)
    sections = (
        Section("overview", (make.key_figures(counts), key_delays(counts), make.evolution())),
        Section("weeks", weekly_tables(counts, period), fine=True),
        Section("reports", (make.origins(), make.channels(), make.categories())),
        Section("offences", make.fields()),
        Section("noise", (make.noise(), make.flow(), make.requalified(), make.age_check())),
        Section("csam", make.csam()),
        Section("terrorism", make.terrorism()),
        Section(
            "transmissions",
            (
                make.recipients(counts),
                make.recipients_fields(),
                make.recipients_years(),
                make.online(),
                make.deadlines(),
                make.unprepared(),
            ),
        ),
        Section("suggestions", make.disagreement()),
        Section("readers", make.corrections()),
    )
    return StatisticsReport("annual", period, sections)


class _Maker:
    """Counts by name, and the ways to lay them out."""

    def __init__(self, counts: Mapping[str, Counts], period: ReportPeriod) -> None:
        self._counts, self._period = counts, period
        known = {key[0] for name in ("received_year", "qualified_year", "sent_year_recipient") for key in counts[name]}
        names = [year.name for year in period.years]
        self._years = tuple(names[next((n for n, y in enumerate(names) if y in known), len(names) - 1) :])

    def key_figures(self, statistics: StatisticsCounts) -> Table:
        """Key figures."""
        waits, aside = waiting(statistics.counts["week_waiting"], self._period.weeks)[-1]
        outcome = summed(self._counts["flow"], 1)
        replies = self._counts["sent_recipient"].get(("signalant",), (0,))[0]
        figures = {
            "received": self._one("received"),
            "decided": sum(n for (n,) in outcome.values()),
            "qualified": count_at(outcome, "qualified"),
            "addresses": self._one("addresses"),
            "no_address": self._one("no_address"),
            "noise": count_at(outcome, "noise"),
            "none_applies": count_at(outcome, "none_applies"),
            "out_of_scope": count_at(outcome, "out_of_scope"),
            "low_priority": count_at(self._counts["received_state"], "low_priority"),
            "waiting": waits,
            "waiting_aside": aside,
            "sent": self._one("sent"),
            "replies": replies,
            "tried": self._one("tried"),
            "tried_answered": self._counts["tried"].get((), (0, 0))[1],
            "overdue": sum(unmet for *_, unmet in self._counts["deadlines"].values()),
            "unprepared": sum(n for (n,) in self._counts["unprepared"].values()),
        }
        rows = tuple(Row((name,), (n,)) for name, n in figures.items())
        return Table("key_figures", ("measure",), (Column("count"),), rows)

    def evolution(self) -> Table:
        """Evolution of what came in and was retained, year after year."""
        sent = summed(self._counts["sent_year_recipient"], 0)
        names = ("received_year", "qualified_year", "addresses_year")
        rows = [
            Row((y,), (*(count_at(self._counts[name], y) for name in names), count_at(sent, y))) for y in self._years
        ]
        columns = tuple(map(Column, ("received", "qualified", "addresses", "sent")))
        return Table("evolution", ("year",), columns, tuple(rows))

    def origins(self) -> Table:
        """Origins of reports."""
        columns = (Column("received"), Column("received_addresses"))
        total = (self._one("received"), self._counts["received"][()][1])
        return table_of(
            Table("origins", ("origin",), columns, (), shares=(Share(0),), adds_up=False),
            self._counts["received_origin"],
            total,
        )

    def channels(self) -> Table:
        """By which way they come, by origin."""
        return self._matrix("channels", "channel", "origin", "received", self._counts["received_channel"])

    def categories(self) -> Table:
        """Under which category they come."""
        counts = self._counts["received_category"]
        return table_of(Table("categories", ("category",), (Column("received"),), (), shares=(Share(0),)), counts, None)

    def fields(self) -> tuple[Table, ...]:
        """Retained reports by field, by offence, by year."""
        reports, urls = self._counts["qualified_offence"], self._counts["addresses_offence"]
        both = (Column("qualified"), Column("addresses"))
        total = (sum(n for (n,) in reports.values()), self._one("addresses"))
        by_offence = side_by_side(reports, urls)
        by_field = side_by_side(summed(reports, 0), summed(urls, 0))
        yearly = self._counts["addresses_year_offence"]
        return (
            table_of(Table("fields", ("field",), both, (), shares=(Share(1),), adds_up=False), by_field, total, by=1),
            self._by_year("fields_years", ("field",), summed(yearly, 0, 1)),
            table_of(
                Table("offences", ("field", "offence"), both, (), shares=(Share(1),), adds_up=False),
                by_offence,
                total,
                by=1,
            ),
            self._by_year("offences_years", ("field", "offence"), yearly),
        )

    def noise(self) -> Table:
        """Outcomes of reports, by the category they came under."""
        flow = summed(self._counts["flow"], 0, 1)
        rows = []
        for (category,) in summed(flow, 0):
            cells = [flow.get((category, outcome), (0,))[0] for outcome in OUTCOMES]
            rows.append(Row((category,), (*cells, sum(cells))))
        columns = tuple(map(Column, (*OUTCOMES, "decided")))
        return with_sums(
            Table(
                "noise",
                ("category",),
                columns,
                sorted_rows(rows, 4),
                sums=4,
                shares=(Share(1, 4, exact=True), Share(0, 4, exact=True)),
            )
        )

    def flow(self) -> Table:
        """From the category reported to the field retained."""
        flow = summed(self._only("flow", 1, "qualified"), 0, 1)
        return self._matrix("flow", "category", "field", "qualified", flow)

    def requalified(self) -> Table:
        """Of what is retained in harmful content within minors' reach, the category it came
        under.
        """
        flow = self._only("flow", 1, "qualified")
        return self._in_field("requalified", "category", "qualified", {(f, c): n for (c, f), n in flow.items()}, MINORS)

    def age_check(self) -> Table:
        """Of the same, the age check that was found."""
        held = self._counts["age_check"]
        rows: Counts = {(value.strip('"') if value else None,): n for (value,), n in held.items()}
        return table_of(
            Table(
                "age_check", ("age_check",), (Column("qualified"),), (), shares=(Share(0),), about=(("field", MINORS),)
            ),
            rows,
            None,
        )

    def csam(self) -> tuple[Table, ...]:
        """Images of abuse: where, on what, of whom; with INHOPE's codes."""
        return (
            self._hosting("csam_hosting", CSAM, None),
            self._hosting("csam_hosting_eu", CSAM, union_members(self._period.last)),
            self._of("csam_services", CSAM, "service"),
            self._trend("csam_services_years", CSAM, "service"),
            self._of("csam_tlds", CSAM, "tld"),
            self._of("csam_ages", CSAM, "victim_age"),
            self._of("csam_sexes", CSAM, "victim_sex"),
            self._trend("csam_sexes_years", CSAM, "victim_sex"),
            self._of("csam_classifications", CSAM, "classification"),
            self._of("csam_commerciality", CSAM, "commerciality"),
        )

    def terrorism(self) -> tuple[Table, ...]:
        """Terrorism: where, of what kind, which way it goes."""
        return (
            self._hosting("terrorism_hosting", TERRORISM, None),
            self._trend("terrorism_hosting_years", TERRORISM, "hosting_country"),
            self._of("terrorism_typology", TERRORISM, "typology"),
            self._trend("terrorism_typology_years", TERRORISM, "typology"),
        )

    def recipients(self, statistics: StatisticsCounts) -> Table:
        """Recipients: who was told, what came back, and how long removal took."""
        columns = tuple(map(Column, ("sent", "sent_addresses", "receipts", "answers", "removals", "delays")))
        rows = []
        for heads, counts in self._counts["sent_recipient"].items():
            of, median = statistics.medians.get(heads, (0, None))
            rows.append(Row(heads, (*counts, of), median))
        total = (*self._counts["sent"][()], sum(row.counts[5] or 0 for row in rows))
        return with_total(
            Table("recipients", ("recipient",), columns, sorted_rows(rows), adds_up=False, delay=5), total
        )

    def recipients_fields(self) -> Table:
        """Recipients by field."""
        return self._matrix("recipients_fields", "recipient", "field", "sent", self._counts["sent_field"])

    def recipients_years(self) -> Table:
        """Addresses told to each recipient, year after year."""
        yearly: Counts = {(r, y): (n[1],) for (y, r), n in self._counts["sent_year_recipient"].items()}
        return self._yearly("recipients_years", ("recipient",), "sent_addresses", yearly, (), total=False)

    def online(self) -> Table:
        """Outcomes of checks, one, three and seven days after sending, where something was
        checked.
        """
        rows = []
        for day in CHECK_DAYS:
            seen = self._counts[f"check_{day}"]
            for recipient in sorted({r for r, found in seen if found is not None and r is not None}):
                cells = [seen.get((recipient, found), (0,))[0] for found in CHECKS]
                rows.append(Row((recipient, str(day)), (*cells, sum(cells))))
        columns = (*(Column("checked", (("check", c),)) for c in CHECKS), Column("checked"))
        return Table("online", ("recipient", "day"), columns, tuple(rows), sums=4, shares=(Share(0, 4),))

    def deadlines(self) -> Table:
        """Deadlines of the period that are over, by kind: met in time, met late, not met."""
        rows = [Row(kind, (*met, sum(met))) for kind, met in self._counts["deadlines"].items()]
        columns = tuple(map(Column, ("in_time", "late", "overdue", "deadlines")))
        late = Share(1, 3, exact=True, also=(2,), measure="not_in_time")
        return with_sums(Table("deadlines", ("deadline",), columns, sorted_rows(rows, 3), sums=3, shares=(late,)))

    def unprepared(self) -> Table:
        """Whom nobody was told to tell in time: due in the period, and nothing is prepared."""
        table = Table("unprepared", ("recipient",), (Column("unprepared"),), ())
        return table_of(table, self._counts["unprepared"], None)

    def disagreement(self) -> tuple[Table, ...]:
        """Disagreement rate: how often a person retained something else than what was suggested."""
        held: Counts = {keys: (n - other, other, n) for keys, (n, other) in self._counts["disagreement"].items()}
        columns = tuple(map(Column, ("as_suggested", "otherwise", "own_decisions")))
        told = (
            ("disagreement_fields", ("suggested_field",), summed(held, 0)),
            ("disagreement_offences", ("suggested_field", "suggested"), held),
        )
        return tuple(
            replace(
                table_of(Table(name, heads, columns, (), shares=(Share(1, 2, exact=True),)), counts, None, by=2),
                sums=2,
            )
            for name, heads, counts in told
        )

    def corrections(self) -> tuple[Table, ...]:
        """Corrections of what readers presumed: the share that people made something else of."""
        counts = self._counts["corrections"]
        columns = (*(Column(f"presumed_{outcome}") for outcome in CORRECTIONS), Column("presumed"))
        confirmed, corrected, withdrawn = map(CORRECTIONS.index, ("confirmed", "corrected", "withdrawn"))
        wrong = Share(
            corrected,
            confirmed,
            exact=True,
            also=(withdrawn,),
            among=(corrected, withdrawn),
            measure="presumed_wrongly",
        )
        whole = len(CORRECTIONS)
        told = (
            ("readers", ("reader",), summed(counts, 0)),
            ("readers_facts", ("reader", "fact"), counts),
        )
        return tuple(
            replace(table_of(Table(name, heads, columns, (), shares=(wrong,)), held, None, by=whole), sums=whole)
            for name, heads, held in told
        )

    def _hosting(self, name: str, field: str, among: frozenset[str] | None) -> Table:
        """By country, what INHOPE sent (it is in the hotline's country) apart from what the hotline
        located itself.
        """
        told: dict[Key, dict[Key, int]] = {}
        for (held, origin, country), (n,) in self._counts["addresses_country"].items():
            if held == field and (among is None or country in among):
                told.setdefault(country, {})[origin] = n
        parts = [(c, at.get("other", 0), at.get("inhope", 0)) for c, at in told.items()]
        rows = sorted_rows([Row((c,), (own, inhope, own + inhope)) for c, own, inhope in parts])
        columns = (
            Column("addresses", (("brought", "other"),)),
            Column("addresses", (("brought", "inhope"),)),
            Column("addresses"),
        )
        table = Table(
            name,
            ("country",),
            columns,
            rows,
            about=(("field", field),),
            total_about=(("hosting", "union"),) if among is not None else (),
            sums=2,
            shares=(Share(0), Share(2)),
        )
        return with_sums(table)

    def _of(self, name: str, field: str, what: str) -> Table:
        return self._in_field(name, what, "addresses", self._counts[f"addresses_{what}"], field)

    def _trend(self, name: str, field: str, what: str) -> Table:
        yearly = self._counts[f"addresses_year_{what}"]
        held: Counts = {(value, y): n for (y, f, value), n in yearly.items() if f == field}
        return self._yearly(name, (_DIMENSION.get(what, what),), "addresses", held, (("field", field),))

    def _in_field(self, name: str, what: str, measure: str, counts: Counts, field: str) -> Table:
        held: Counts = {(value,): n for (f, value), n in counts.items() if f == field}
        return table_of(
            Table(name, (what,), (Column(measure),), (), shares=(Share(0),), about=(("field", field),)), held, None
        )

    def _by_year(self, name: str, heads: tuple[str, ...], yearly: Counts) -> Table:
        """Distinct addresses: they do not add up from a field to another, and the total of a year
        is counted apart.
        """
        table = self._yearly(name, heads, "addresses", {(*k[1:], k[0]): n for k, n in yearly.items()}, ())
        totals = tuple(count_at(self._counts["addresses_year"], y) for y in self._years)
        return with_total(table, totals)

    def _yearly(
        self, name: str, heads: tuple[str, ...], measure: str, counts: Counts, about: Dims, *, total: bool = True
    ) -> Table:
        """Rows by year: the year is the last key."""
        held: dict[tuple[Key, ...], dict[Key, int]] = {}
        for (*of, year), (n,) in counts.items():
            held.setdefault(tuple(of), {})[year] = n
        rows = sorted_rows(
            [Row(of, tuple(at.get(y, 0) for y in self._years)) for of, at in held.items()], len(self._years) - 1
        )
        columns = tuple(Column(measure, (("year", y),)) for y in self._years)
        shares = tuple(Share(n) for n in range(len(columns))[-2:]) if total else ()
        table = Table(name, heads, columns, rows, about=about, shares=shares)
        return with_sums(table) if total else table

    def _matrix(self, name: str, row: str, column: str, measure: str, counts: Counts) -> Table:
        """Contingency table: one dimension down, another across, with both totals."""
        across = [
            keys[0]
            for keys, _ in sorted(summed(counts, 1).items(), key=lambda i: (i[0][0] is None, -i[1][0], i[0][0] or ""))
        ]
        rows = []
        for (head,) in summed(counts, 0):
            cells = [counts.get((head, key), (0,))[0] for key in across]
            rows.append(Row((head,), (*cells, sum(cells))))
        columns = (*(Column(measure, ((column, key),)) for key in across), Column(measure))
        return with_sums(Table(name, (row,), columns, sorted_rows(rows, len(across)), sums=len(across)))

    def _only(self, name: str, place: int, value: str) -> Counts:
        """What has a value at a place, without that place."""
        kept = {k: n for k, n in self._counts[name].items() if k[place] == value}
        return {(*k[:place], *k[place + 1 :]): n for k, n in kept.items()}

    def _one(self, name: str) -> int:
        return self._counts[name].get((), (0,))[0]


_DIMENSION = {"hosting_country": "country"}
