"""Quality figures in words: their addresses, their names, their shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from api.changes.drafts import MAX_TITLE
from api.kit import formats
from api.pages.case.past import offence_short
from api.pages.quality.contexts import ChangeProposal, CountLink, OffenceQualityView
from api.pages.shell.say import Say
from api.quality.quality_figures import NOTHING, ClauseQuality, CueQuality, OffenceQuality, QualityFigure
from api.rules.clause_facts import clauses_of
from api.statistics.period import ReportPeriod
from api.statistics.tables import Ratio

MOST_GAPS = 3
"""What was decided instead, that a reason names."""


@dataclass(frozen=True)
class FigureWords:
    """Words of figures, over a period and the law in force."""

    say: Say
    period: ReportPeriod

    @property
    def span(self) -> str:
        """The period."""
        return f"{self.say.day(self.period.first)} – {self.say.day(self.period.last)}"

    @property
    def query(self) -> str:
        """The period, as addresses give it."""
        return urlencode({"from": str(self.period.first), "to": str(self.period.last)})

    def number(self, count: int) -> str:
        """A count."""
        return formats.number(count, self.say.language)

    def count(self, count: int, figure: QualityFigure) -> CountLink:
        """A count with the address of its cases."""
        asked = urlencode({"quoi": figure.kind, "de": figure.of, "par": figure.by})
        href = f"/qualite/cas?{self.query}&{asked}" if count else ""
        return CountLink(self.number(count), href, self.figure(figure))

    def figure(self, figure: QualityFigure) -> str:
        """What a figure counts."""
        say, of = self.say, figure.of
        match figure.kind:
            case "clause":
                return f"{self.clause(of, figure.by)} – {say.t('quality.wrong')}"
            case "cue":
                return f"{of} – {say.t(f'quality.outcome.{figure.by}' if figure.by else 'quality.cues')}"
            case "overridden" if figure.by:
                return say.t("quality.instead", suggested=self.offence(of), decided=self.decided(figure.by))
            case "unsuggested" if figure.by:
                return say.t("quality.instead", suggested=self.offence(figure.by), decided=self.offence(of))
            case _:
                return f"{self.offence(of)} – {say.t(f'quality.{figure.kind}')}"

    def offence(self, name: str | None) -> str:
        """An offence, or nothing."""
        return self.say.t("quality.nothing") if name in (None, NOTHING) else offence_short(name, self.say)

    def decided(self, name: str) -> str:
        """What was decided: an offence, or the kind of a decision that names none."""
        kinds = ("accept", "none_applies", "noise", "out_of_scope")
        return self.say.t(f"quality.kind.{name}") if name in kinds else self.offence(name)

    def clause(self, offence: str, name: str) -> str:
        """The label of a clause (`part.name`), or its name when the law no longer has it."""
        law = self.say.ruleset.offences
        for one in clauses_of(law[offence]) if offence in law else ():
            if f"{one.part}.{one.name}" == name:
                return self.say.text(one.clause.label)
        return name

    def ratio(self, ratio: Ratio | None) -> str:
        """A share with its interval; a dash where there is nothing to divide by."""
        if ratio is None or ratio.interval is None:
            return "–"
        low, high = (formats.percent(bound, self.say.language) for bound in ratio.interval)
        return f"{formats.percent(ratio.value, self.say.language)} [{low} – {high}]"

    def cue_proposal(self, cue: CueQuality) -> ChangeProposal:
        """The change request that figures of a cue call for."""
        say, outcomes = self.say, self._numbers(cue.outcomes)
        reason = say.t(
            "quality.change_reason",
            cue=cue.cue, file=cue.file or "", judged=self.number(cue.judged), share=self.ratio(cue.share),
            **self._days, **outcomes,
        )  # fmt: skip
        return ChangeProposal("/demandes", say.t("quality.change_title", cue=cue.cue), reason)

    def offence_proposal(self, one: OffenceQuality) -> ChangeProposal | None:
        """The change request that figures of an offence call for; none where decisions agree with
        what was suggested, or the law no longer has it.
        """
        say, unsuggested = self.say, sum(gap.count for gap in one.unsuggested)
        wrong = one.suggested - one.retained
        if one.offence not in say.ruleset.offences or not wrong + unsuggested:
            return None
        reason = say.t(
            "quality.change_reason_offence",
            offence=self.offence(one.offence), suggested=self.number(one.suggested), retained=self.number(one.retained),
            overridden=self.number(wrong), share=self.ratio(one.share), unsuggested=self.number(unsuggested), **self._days,
        )  # fmt: skip
        gaps = sorted(one.overridden, key=lambda gap: -gap.count)[:MOST_GAPS]
        instead = ", ".join(f"{self.decided(gap.offence or gap.kind)} ({self.number(gap.count)})" for gap in gaps)
        if instead:
            reason += " " + say.t("quality.change_reason_instead", instead=instead)
        title = say.t("quality.change_title_offence", offence=self.offence(one.offence))
        return ChangeProposal(f"/loi/{one.offence}/proposition", title, reason)

    def clause_proposal(self, one: ClauseQuality) -> ChangeProposal | None:
        """The change request that figures of a clause call for; none where the law no longer has
        its offence.
        """
        say = self.say
        if one.offence not in say.ruleset.offences:
            return None
        named = {"clause": self.clause(one.offence, f"{one.part}.{one.clause}"), "offence": self.offence(one.offence)}
        reason = say.t(
            "quality.change_reason_clause",
            part=say.t(f"quality.part.{one.part}"), wrong=self.number(one.wrong), of=self.number(one.of),
            share=self.ratio(one.share), **named, **self._days,
        )  # fmt: skip
        title = say.t("quality.change_title_clause", **named)
        title = title if len(title) <= MAX_TITLE else f"{title[: MAX_TITLE - 1]}…"
        return ChangeProposal(f"/loi/{one.offence}/proposition", title, reason)

    @property
    def _days(self) -> dict[str, str]:
        return {"first": self.say.day(self.period.first), "last": self.say.day(self.period.last)}

    def _numbers(self, outcomes: Mapping[str, int]) -> dict[str, str]:
        return {name: self.number(outcomes[name]) for name in ("confirmed", "corrected", "withdrawn")}


def offence_view(one: OffenceQuality, words: FigureWords, *, proposes: bool = False) -> OffenceQualityView:
    """The figures of one offence, each with the address of its cases; `proposes`: with the change
    that they call for.
    """
    name = one.offence
    return OffenceQualityView(
        name=words.offence(name),
        suggested=words.count(one.suggested, QualityFigure("suggested", name)),
        retained=words.count(one.retained, QualityFigure("retained", name)),
        overridden=words.count(one.suggested - one.retained, QualityFigure("overridden", name)),
        share=words.ratio(one.share),
        unsuggested=words.count(sum(gap.count for gap in one.unsuggested), QualityFigure("unsuggested", name)),
        proposal=words.offence_proposal(one) if proposes else None,
    )
