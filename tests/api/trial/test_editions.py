"""Editions to try: what a draft changes alone is opened again, once; faults are given back with their place in its files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.authoring.workspace import Workspace
from api.texts import lexicons
from api.trial import editions as module
from api.trial.editions import TrialEditions, open_edition
from api.trial.running import run_trial
from api.trial.schemas import TrialCreate
from api.trial.trials import live_edition
from tests.api.trial.drafts import LEXICON, OFFENCE, THREAT, drafting, edited, editions_of, small_tree, with_new_fact
from textfile.diagnostics import RulesetError

THREATENING = TrialCreate(text=THREAT, date_of_facts="2024-01-02")


def test_a_draft_that_changes_nothing_answers_with_the_engine_and_the_readers_in_service(tmp_path: Path) -> None:
    with drafting(tmp_path) as world:
        editions = editions_of(world)
        draft = editions.draft(small_tree())
        assert draft.engine is editions.live.engine
        assert draft.answerer is editions.live.answerer
        live, tried = (run_trial(one, THREATENING, world.clock) for one in (editions.live, draft))
        assert tried.qualification.data == live.qualification.data
        assert tried.reading == live.reading
        assert live.reading.presumed == ("menace",)


def test_a_draft_of_the_law_keeps_the_readers_and_knows_its_own_facts(tmp_path: Path) -> None:
    with drafting(tmp_path) as world:
        editions = editions_of(world)
        draft = editions.draft(with_new_fact())
        assert draft.engine is not editions.live.engine
        assert draft.texts.open()._reader is editions.live.texts.open()._reader
        result = run_trial(draft, TrialCreate(text=THREAT, facts={"repetition": True}), world.clock)
        assert {"menace", "repetition"} <= set(result.report.facts)


def test_a_draft_of_lexicons_is_read_with_its_own(tmp_path: Path) -> None:
    contrary = edited(LEXICON, "says: {menace: true}", "says: {menace: false}")
    with drafting(tmp_path) as world:
        draft = editions_of(world).draft(contrary)
        assert draft.engine is editions_of(world).live.engine
        assert [cue.value for cue in run_trial(draft, THREATENING, world.clock).reading.text_cues] == [False]
        assert [
            cue.value for cue in run_trial(editions_of(world).live, THREATENING, world.clock).reading.text_cues
        ] == [True]


def test_a_draft_is_opened_once_and_its_faults_are_looked_for_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = small_tree().with_files({OFFENCE: b"id: menace\n"})
    with drafting(tmp_path) as world:
        checked: list[Path] = []
        check = module.check_rules

        def counted(folder: Path, **options: Any) -> Any:
            checked.append(folder)
            return check(folder, **options)

        monkeypatch.setattr(module, "check_rules", counted)
        workspace = Workspace()
        editions = TrialEditions(live_edition(world.services), small_tree(), workspace)
        assert editions.draft(with_new_fact()) is editions.draft(with_new_fact())
        for _ in range(3):
            with pytest.raises(RulesetError):
                editions.draft(broken)
        assert len(checked) == 2
        assert len({*checked}) == 1, "one folder, in which what differs alone is written"
        workspace.close()
        assert not any(folder.exists() for folder in checked)


def test_faults_name_the_files_of_the_draft_as_its_author_knows_them(tmp_path: Path) -> None:
    broken = small_tree().with_files({OFFENCE: b"id: menace\n"})
    with drafting(tmp_path) as world:
        with pytest.raises(RulesetError) as refused:
            editions_of(world).draft(broken)
        assert {fault.place.file for fault in refused.value.diagnostics} == {OFFENCE}
        assert all(not fault.warning for fault in refused.value.diagnostics)


def test_a_draft_that_lacks_only_its_english_is_tried_with_its_french(tmp_path: Path) -> None:
    french = edited(OFFENCE, 'label: {fr: "Une menace", en: "A threat"}', 'label: {fr: "Une menace"}')
    longer = edited(OFFENCE, 'label: {fr: "Une menace", en: "A threat"}', 'label:\n      fr: "Une menace"')
    other = longer.text(OFFENCE).replace("condition: {fact: menace}", "condition: {fact: rien}")
    broken = small_tree().with_files({OFFENCE: other.encode()})
    with drafting(tmp_path) as world:
        draft = editions_of(world).draft(french)
        assert draft.engine.ruleset.offences["menace"].elements["menace"].label.en == "Une menace"
        live = run_trial(editions_of(world).live, THREATENING, world.clock)
        assert run_trial(draft, THREATENING, world.clock).qualification.answer.main == live.qualification.answer.main
        with pytest.raises(RulesetError) as refused:
            editions_of(world).draft(broken)
        line = 1 + other.split("condition: {fact: rien}")[0].count("\n")
        assert [(fault.code, fault.place.line) for fault in refused.value.diagnostics] == [("R201", line)]


def test_no_more_drafts_stay_open_than_there_is_room_for(tmp_path: Path) -> None:
    with drafting(tmp_path) as world:
        editions = TrialEditions(live_edition(world.services), small_tree(), Workspace(), room=1)
        first = editions.draft(small_tree())
        editions.draft(with_new_fact())
        assert editions.draft(small_tree()) is not first


def test_the_edition_in_service_opened_from_its_files_answers_as_it_does(tmp_path: Path) -> None:
    with drafting(tmp_path) as world:
        live = live_edition(world.services)
        apart = open_edition(small_tree(), live.hosting.source, None, Workspace())
        assert apart.digest == live.digest
        here, there = (run_trial(one, THREATENING, world.clock) for one in (live, apart))
        assert (there.qualification.data, there.reading) == (here.qualification.data, here.reading)
        assert there.routing == here.routing


def test_a_draft_whose_lexicons_are_broken_says_so(tmp_path: Path) -> None:
    broken = small_tree().with_files({LEXICON: b"cues: 3\n"})
    with drafting(tmp_path) as world, pytest.raises(RulesetError) as refused:
        editions_of(world).draft(broken)
    assert {fault.place.file for fault in refused.value.diagnostics} == {LEXICON}


def test_a_draft_of_lexicons_reads_them_once_and_no_law(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contrary = edited(LEXICON, "says: {menace: true}", "says: {menace: false}")
    with drafting(tmp_path) as world:
        editions, built = editions_of(world), []
        editions.live.texts.open()
        build = lexicons.build

        def count(files: Any, **options: Any) -> Any:
            built.append(sorted(files))
            return build(files, **options)

        def refuse(folder: Path, **options: Any) -> Any:
            raise AssertionError("the law was read again")

        monkeypatch.setattr(lexicons, "build", count)
        monkeypatch.setattr(module, "check_rules", refuse)
        draft = editions.draft(contrary)
        assert (draft.engine, draft.rules) == (editions.live.engine, editions.live.rules)
        assert draft.texts is not editions.live.texts
        assert built == [[LEXICON]]
