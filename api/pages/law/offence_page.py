"""One offence, ready to be shown: clauses of a version, what changes over time, penalties,
limitation, sources, neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from api.pages.law.views import ClauseView, LimitationView, MatrixRow, NeighbourView, SourceView, VersionView
from api.pages.shell.parts import Link, Node, Status, Timeline
from api.pages.shell.say import Say
from api.pages.shell.timelines import TimelineSpan, timeline
from engine.model.law import Defence, Element, Offence, ScopeRule, Source, Version


@dataclass(frozen=True)
class Sheet:
    """Builds the views of one offence, as one version words it."""

    offence: Offence
    version: Version
    say: Say
    today: date

    def elements(self) -> tuple[ClauseView, ...]:
        """Those the version asks for."""
        return tuple(self._clause(n, self.offence.elements[n]) for n in self.version.elements)

    def defences(self) -> tuple[ClauseView, ...]:
        """Those the version knows."""
        return tuple(self._clause(n, self.offence.defences[n]) for n in self.version.defences)

    def scope(self) -> tuple[ClauseView, ...]:
        """Those the version knows."""
        return tuple(self._clause(n, self.offence.scope[n]) for n in self.version.scope)

    def aggravations(self) -> tuple[ClauseView, ...]:
        """Those the version knows, each with its penalty."""
        found = []
        for name, penalty in self.version.aggravations.items():
            clause = self.offence.aggravations[name]
            found.append(
                ClauseView(
                    name, self.say.text(clause.label), self._tree(clause.condition), self.say.plain(clause.article),
                    confidence=clause.confidence.value, consequence=self.say.penalty(penalty),
                )
            )  # fmt: skip
        return tuple(found)

    def cautions(self) -> tuple[ClauseView, ...]:
        """Those the version knows."""
        held = self.offence.cautions
        return tuple(
            ClauseView(n, self.say.text(held[n].label), self._tree(held[n].condition)) for n in self.version.cautions
        )

    def _clause(self, name: str, clause: Element | Defence | ScopeRule) -> ClauseView:
        say = self.say
        presumed = clause.presumed if isinstance(clause, Element) else None
        told = clause.if_established if isinstance(clause, Defence) else clause.if_refuted
        raised = clause.raised_by if isinstance(clause, Defence) else None
        return ClauseView(
            id=name,
            label=say.text(clause.label),
            condition=self._tree(clause.condition),
            article=say.plain(clause.article),
            kind=say.t(f"kind.{clause.kind}") if isinstance(clause, Element) else "",
            confidence=clause.confidence.value,
            core=isinstance(clause, Element) and clause.core,
            presumed=say.text(presumed) if presumed is not None else "",
            consequence=say.text(told) if told is not None else "",
            raised_by=self._tree(raised) if raised is not None else None,
        )

    def _tree(self, condition: object) -> Node:
        return self.say.condition(condition, self.version.from_)  # type: ignore[arg-type]

    def versions(self) -> tuple[VersionView, ...]:
        """Every version, oldest first."""
        return tuple(self._version(v) for v in self.offence.versions)

    def _version(self, version: Version) -> VersionView:
        say = self.say
        status, state = self._state(version)
        later = say.ruleset.offences[version.continued_by] if version.continued_by is not None else None
        return VersionView(
            id=version.id,
            period=say.period(version.from_, version.until),
            law=say.plain(version.law),
            change=say.text(version.change),
            status=status,
            state=state,
            penalty=say.penalty(version.penalty) if version.penalty is not None else "—",
            aggravated=tuple(
                (say.text(self.offence.aggravations[name].label), say.penalty(penalty))
                for name, penalty in version.aggravations.items()
            ),
            continued_by=Link(f"/loi/{later.id}{self.say.suffix}", say.text(later.short))
            if later is not None
            else None,
        )

    def _state(self, version: Version) -> tuple[Status, str]:
        if version.void is not None:
            return "not_in_force", self.say.t(f"void.{version.void}")
        if version.covers(self.today):
            return "in_force", self.say.t("status.in_force")
        key: Status = "ended" if version.from_ <= self.today else "not_in_force"
        return key, self.say.t(f"status.{key}")

    def timeline(self) -> Timeline:
        """The versions against time."""
        spans = [
            TimelineSpan(self.say.plain(v.law), v.from_, v.until, self._state(v)[1], v.void is not None)
            for v in self.offence.versions
        ]
        return timeline(self.say.t("offence.timeline"), spans, self.today, self.say)

    def matrix(self) -> tuple[tuple[str, tuple[MatrixRow, ...]], ...]:
        """For each kind of clause, in which versions each one counts.

        Void versions ask for nothing and are left out.
        """
        offence, say = self.offence, self.say
        live = [v for v in offence.versions if v.void is None]
        kinds = (
            ("offence.elements", offence.elements, [v.elements for v in live]),
            ("offence.defences", offence.defences, [v.defences for v in live]),
            ("offence.scope", offence.scope, [v.scope for v in live]),
            ("offence.aggravations", offence.aggravations, [tuple(v.aggravations) for v in live]),
        )
        found = []
        for key, clauses, by_version in kinds:
            rows = tuple(
                MatrixRow(say.text(clause.label), tuple(name in kept for kept in by_version))
                for name, clause in clauses.items()
            )
            if rows:
                found.append((say.t(key), rows))
        return tuple(found)

    def limitations(self) -> tuple[LimitationView, ...]:
        """The time limits of the version shown, ordinary one first."""
        say, version = self.say, self.version
        cases = [(say.t("offence.ordinary"), version.limitation)] if version.limitation is not None else []
        cases += [(say.text(self.offence.aggravations[a].label), name) for a, name in version.limitation_if.items()]
        return tuple(view for when, name in cases for view in self._limitation(when, name))

    def _limitation(self, when: str, name: str) -> Iterator[LimitationView]:
        say, held = self.say, self.say.ruleset.limitations[name]
        for version in held.versions:
            yield LimitationView(
                when,
                say.text(held.label),
                say.delay(version.delay),
                say.t(f"starts.{held.starts}"),
                say.period(version.from_, version.until),
                say.plain(held.article),
            )

    def sources(self) -> tuple[SourceView, ...]:
        """Sources of the versions, then those of their time limits."""
        found = [self._source(self.say.period(v.from_, v.until), v.source) for v in self.offence.versions]
        names = {v.limitation for v in self.offence.versions if v.limitation is not None}
        names |= {name for v in self.offence.versions for name in v.limitation_if.values()}
        for name in sorted(names):
            held = self.say.ruleset.limitations[name]
            found += [self._source(self.say.text(held.label), v.source) for v in held.versions]
        return tuple(found)

    def _source(self, of: str, source: Source) -> SourceView:
        say = self.say
        return SourceView(
            of,
            say.plain(source.reference),
            source.legifrance or "",
            say.day(source.verified_on),
            source.confidence.value,
            say.plain(source.note or ""),
        )

    def neighbours(self) -> tuple[NeighbourView, ...]:
        """The offences related to this one."""
        say = self.say
        found = []
        for relation in self.offence.relations:
            other = say.ruleset.offences[relation.with_]
            found.append(
                NeighbourView(
                    Link(f"/loi/{other.id}{self.say.suffix}", say.text(other.short)),
                    say.plain(other.citation),
                    say.t(f"relation.{relation.kind}"),
                    say.t(f"prevails.{relation.prevails}") if relation.prevails is not None else "",
                    say.text(relation.reason),
                )
            )
        return tuple(found)
