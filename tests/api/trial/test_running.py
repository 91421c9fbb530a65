"""A trial: words read, facts answered, recipients found, notices written or refused with their reasons; two editions compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from api.kit.permissions import Role
from api.trial.comparing import differences_of
from api.trial.results import TrialResult
from api.trial.running import fitted_to, run_trial
from api.trial.schemas import TrialCreate
from api.trial.trials import live_edition
from engine.facts.statements import ReportError
from tests.api.pages.case.samples import examples
from tests.api.service.world import World
from tests.api.trial.drafts import LEXICON, OFFENCE, THREAT, drafting, edited, editions_of, with_new_fact

ONLINE = {
    "en_ligne": True,
    "hebergeur_identifie": True,
    "acces_reseau": "ordinaire",
    "danger_immediat": False,
    "annonce_suicide": False,
    "enfant_en_danger": False,
    "signalant_joignable": True,
    "archive_authentifiee": False,
    "derriere_cdn": False,
}


def tried(world: World, **trial: Any) -> TrialResult:
    """A trial under the rules in service."""
    return run_trial(live_edition(world.services), TrialCreate(**trial), world.clock)


def example(number: int, **more: Any) -> dict[str, Any]:
    """A school example, as a trial."""
    told = examples()[number]
    return {key: told[key] for key in ("text", "url", "facts", "date_of_facts") if key in told} | more


def test_cues_presumed_facts_and_answer_are_those_of_a_report(tmp_path: Path) -> None:
    with drafting(tmp_path) as world:
        result = tried(world, text=THREAT, comment="Il m'a écrit : je vais te frapper.", date_of_facts="2024-01-02")
        report = world.report(text=THREAT, comment="Il m'a écrit : je vais te frapper.", date_of_facts="2024-01-02")
        assert [(cue.fact, THREAT[cue.start : cue.end]) for cue in result.reading.text_cues] == [("menace", "frapper")]
        assert result.reading.presumed == ("menace",)
        assert result.answer.main == report["qualification"]["main"]
        assert result.answer.issue.value == report["qualification"]["issue"]


def test_what_is_stated_wins_over_what_is_read(tmp_path: Path) -> None:
    with drafting(tmp_path) as world:
        result = tried(world, text=THREAT, facts={"menace": False})
        assert result.reading.presumed == ()
        assert result.reading.text_cues != ()
        assert result.answer.main is None


def test_without_a_reader_it_is_said_and_the_facts_answer(shipped: World) -> None:
    result = tried(shipped, **example(0))
    assert not result.reading.was_read
    assert result.answer.main == "loi-1881-24-al7"
    assert tried(shipped, facts={"acces": "ouvert"}).reading.was_read


def test_a_due_recipient_gets_the_notice_that_would_be_written(shipped: World) -> None:
    result = tried(shipped, **example(2, routing=ONLINE))
    assert result.decision.offence == "cp-227-24"
    host, reply = result.notices
    assert (host.recipient, host.kind, host.once_confirmed) == ("hebergeur", "dsa16", False)
    assert host.notice is not None
    assert "227-24" in host.notice.text
    assert host.stand_ins == ("host", "notifier")
    assert reply.recipient == "signalant"


def test_a_notice_that_only_waits_for_facts_to_be_confirmed_is_written_and_says_so(shipped: World) -> None:
    host = tried(shipped, **example(0, routing=ONLINE)).notices[0]
    assert host.once_confirmed
    assert host.notice is not None
    assert [fault.place for fault in host.refusals] == ["facts/exhortation"]


def test_a_notice_that_nothing_would_have_written_says_why(shipped: World) -> None:
    host = tried(shipped, **example(6, routing=ONLINE)).notices[0]
    assert host.notice is None
    assert host.refusals


def test_an_address_that_is_none_is_a_reason_to_refuse_and_no_failure(shipped: World) -> None:
    for url in ("javascript:alert(1)", "pas une adresse", "mailto:a@b.exemple"):
        host = tried(shipped, **example(2, routing=ONLINE, url=url)).notices[0]
        assert host.notice is None
        assert host.refusals


def test_somebody_may_try_another_offence_than_the_one_suggested(shipped: World) -> None:
    result = tried(shipped, **example(2, routing=ONLINE, offence="cp-222-17"))
    assert (result.answer.main, result.decision.offence) == ("cp-227-24", "cp-222-17")
    assert result.notices[0].notice is None


@pytest.mark.parametrize(
    ("trial", "field"),
    [
        ({"facts": {"inconnu": True}}, "facts.inconnu"),
        ({"facts": {"acces": "partout"}}, "facts.acces"),
        ({"routing": {"inconnu": True}, "text": "a"}, "routing.inconnu"),
        ({"routing": {"en_ligne": "parfois"}, "text": "a"}, "routing.en_ligne"),
        ({"offence": "absente", "text": "a"}, "offence"),
        ({"date_of_facts": "2999-01-01", "text": "a"}, "date_of_facts"),
        ({"date_of_facts": "2024-01-02", "date_of_decision": "2024-01-01", "text": "a"}, "date_of_facts"),
    ],
)
def test_what_the_rules_do_not_take_is_told_at_its_field(shipped: World, trial: dict[str, Any], field: str) -> None:
    with pytest.raises(ReportError) as refused:
        tried(shipped, **trial)
    assert [fault.field.startswith(field) for fault in refused.value.faults] == [True]


def test_two_editions_differ_in_what_is_read_suggested_and_found(tmp_path: Path) -> None:
    contrary = edited(LEXICON, "says: {menace: true}", "says: {menace: false}")
    with drafting(tmp_path, contrary=contrary) as world:
        editions = editions_of(world)
        draft = editions.draft(contrary)
        trial = TrialCreate(text=THREAT, date_of_facts="2024-01-02")
        found = differences_of(*(run_trial(one, trial, world.clock) for one in (editions.live, draft)))
        told = {(one.kind, one.subject): (one.before, one.after) for one in found}
        assert told["presumed", "menace"] == ("True", "False")
        assert told["main", "main"][1] is None
        assert told["status", "menace"][0] != told["status", "menace"][1]
        assert [one.kind for one in found][:2] == ["issue", "main"]
        assert differences_of(run_trial(draft, trial, world.clock), run_trial(draft, trial, world.clock)) == ()


def test_what_the_other_edition_does_not_know_is_left_aside(tmp_path: Path) -> None:
    trial = TrialCreate(
        facts={"menace": True, "repetition": True}, raised=["menace/absente"], offence="menace", routing={"zz": True}
    )
    with drafting(tmp_path, wider=with_new_fact()) as world:
        editions = editions_of(world)
        fitted, aside = fitted_to(editions.live, trial)
        assert aside == ("repetition", "menace/absente", "zz")
        assert (fitted.facts, fitted.raised, fitted.routing, fitted.offence) == ({"menace": True}, [], {}, "menace")
        draft = editions.draft(with_new_fact())
        assert "repetition" not in fitted_to(draft, trial)[1]


def test_a_draft_that_raises_a_penalty_shows_no_difference_of_status(tmp_path: Path) -> None:
    heavier = edited(OFFENCE, "penalty: {prison_months: 6,", "penalty: {prison_months: 9,")
    with drafting(tmp_path, heavier=heavier) as world:
        editions = editions_of(world)
        draft = editions.draft(heavier)
        trial = TrialCreate(facts={"menace": True, "acces": "ouvert"}, date_of_facts="2024-01-02")
        live, other = (run_trial(one, trial, world.clock) for one in (editions.live, draft))
        assert [one.answer.main for one in (live, other)] == ["menace", "menace"]
        assert [one.answer.assessment("menace").penalty.prison_months for one in (live, other)] == [6, 9]
        assert differences_of(live, other) == ()


def test_a_disputed_danger_is_routed_alike_by_a_trial_the_service_and_the_command(shipped: World) -> None:
    facts = {"danger_immediat": {"value": True, "standing": "disputed", "source": "deux lectures possibles"}}
    report = shipped.report(facts=facts)["id"]
    served = shipped.signed_in(Role.ANALYST).get(f"/v1/reports/{report}/routes").json()["routes"]
    command = CliRunner().invoke(app, ["route", "-", "--json"], input=json.dumps({"id": "un", "facts": facts}))
    asked = tried(shipped, facts=facts).routing.having("due")
    urgent = {"secours"}
    assert urgent <= {route["recipient"] for route in served if route["status"] == "due" and route["presumed"]}
    assert urgent <= {route["recipient"] for route in json.loads(command.stdout)["routes"] if route["status"] == "due"}
    assert urgent <= {route.recipient for route in asked if route.presumed}
