"""Drafts of `qualif rules new` as changes of a tree, and what is left to translate."""

from __future__ import annotations

from datetime import date

import pytest

from api.authoring.edits import add_ground
from api.authoring.lint import check_tree, lint
from api.authoring.scaffolds import (
    GroundScaffold,
    ScaffoldRefused,
    scaffold_defence,
    scaffold_ground,
    scaffold_offence,
    scaffold_version,
)
from api.authoring.translation import TO_TRANSLATE, draft_faults, with_french_for_english
from api.authoring.workspace import Workspace
from api.rules.tree import RulesTree
from tests.shared import TODAY

OFFENCE = "cp-227-24"
HATE_FACTS = "facts/haine.yaml"


def test_an_offence_is_drafted_in_every_file_it_touches(workspace: Workspace, tree: RulesTree) -> None:
    draft = scaffold_offence(workspace, tree, "cp-999-9", "haine", "loi-1881-24-al7")
    assert {"offences/haine/cp-999-9/offence.yaml", "routing/familles.yaml", "parameters/ordre.yaml"} <= {
        *draft.changes
    }
    path = "offences/haine/cp-999-9/offence.yaml"
    drafted = tree.with_files(draft.changes)
    found = lint(workspace, drafted, path, drafted.text(path), TODAY).here
    assert {fault.code for fault in found} == {"R106"}
    assert draft.remarks


def test_a_version_a_defence_and_a_ground_are_drafted(workspace: Workspace, tree: RulesTree) -> None:
    version = scaffold_version(workspace, tree, OFFENCE, "v2031", date(2031, 1, 1))
    defence = scaffold_defence(workspace, tree, OFFENCE, "autre_defense")
    ground = scaffold_ground(workspace, tree, GroundScaffold("nouveau", "sexe", date(2031, 1, 1)))
    for draft in (version, defence, ground):
        changed = tree.with_files(draft.changes).changed_paths(tree)
        assert set(changed) == {*draft.changes}


@pytest.mark.parametrize("name", ["cp-227-24", "Essai", "../x", "x" * 200, ""])
def test_what_cannot_be_drafted_is_refused_in_words(workspace: Workspace, tree: RulesTree, name: str) -> None:
    with pytest.raises(ScaffoldRefused) as refused:
        scaffold_offence(workspace, tree, name, "haine")
    assert len(str(refused.value)) > 20


@pytest.mark.parametrize("versions", ["3", "null", "[x]", "{a: 1}"])
def test_what_is_not_well_formed_is_refused_in_words(workspace: Workspace, tree: RulesTree, versions: str) -> None:
    path = f"offences/contenus_mineurs/{OFFENCE}/offence.yaml"
    drafted = tree.with_files({path: f"id: {OFFENCE}\nversions: {versions}\n".encode()})
    with pytest.raises(ScaffoldRefused):
        scaffold_version(workspace, drafted, OFFENCE, "v2031", date(2031, 1, 1))
    with pytest.raises(ScaffoldRefused):
        scaffold_defence(workspace, drafted, OFFENCE, "autre_defense")


def test_an_english_that_is_missing_is_a_warning_of_a_draft_and_an_error_of_a_release(
    workspace: Workspace, tree: RulesTree
) -> None:
    fact = "mode_admission"
    path = next(path for path in tree.files if path.startswith("facts/") and f"id: {fact}\n" in tree.text(path))
    text = add_ground(tree.text(path), fact, "nouveau", {"fr": "Nouveau"})
    drafted = tree.with_files({path: text.encode()})
    found = lint(workspace, drafted, path, text, TODAY).here
    assert [(fault.code, fault.is_warning) for fault in found] == [(TO_TRANSLATE, False)]
    assert [fault.is_warning for fault in draft_faults(found)] == [True]
    tried = with_french_for_english(drafted, found, workspace.memory)
    assert not [fault for fault in check_tree(workspace, tried, TODAY) if not fault.is_warning]
