"""What an offence takes by reference means the same as what it would write out: same digest, same law."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.language.loader import load_folder
from engine.language.sharing import INHERITED, KINDS, OWN, SharedClauses
from engine.language.sources import digest_of, source_files
from engine.model.law import Offence, Version
from tests.engine.language.broken import MINIMAL, THREAT, Broken, replace
from tests.engine.language.broken_sharing import CAUTION, CLAUSES, RESTORED, WRITTEN, write
from textfile.reader import read_bytes

TAKES_ALL = RESTORED + "    limitation: delit_commun\n"
names = st.sampled_from(["a", "b", "c"])
content = st.dictionaries(st.sampled_from(["label", "article", "condition"]), st.integers(0, 3), min_size=1)
groups = st.dictionaries(st.sampled_from(KINDS), st.dictionaries(names, content, min_size=1), min_size=1)


def test_every_key_of_a_version_is_its_own_or_may_be_taken() -> None:
    fields = {field.alias or name for name, field in Version.model_fields.items()}
    assert fields == {*OWN, *INHERITED}
    assert set(KINDS) <= Offence.model_fields.keys()


def test_a_clause_taken_by_its_name_is_the_clause(tmp_path: Path) -> None:
    shared = Broken("R000", (write(CLAUSES, CAUTION), replace(THREAT, WRITTEN, "  ancien: {as: ancien}\n")))
    before, after = load_folder(MINIMAL), load_folder(shared.build(tmp_path))
    assert (after.digest, after.offences) == (before.digest, before.offences)
    assert digest_of(source_files(tmp_path / "minimal")) == after.digest


def test_a_version_as_another_is_that_version_but_for_what_differs(tmp_path: Path) -> None:
    penalty = "{penalty: {prison_months: 12}, scope: [], aggravations: {}, cautions: null}"
    law = load_folder(
        Broken("R000", (replace(THREAT, TAKES_ALL, f"    as: v1990\n    but: {penalty}\n"),)).build(tmp_path)
    )
    first, _, last = law.offences["menace-publique"].versions
    assert (last.elements, last.defences, last.limitation) == (first.elements, first.defences, first.limitation)
    assert (last.scope, last.aggravations, last.cautions) == ((), {}, ())
    assert (last.penalty and last.penalty.prison_months, last.penalty and last.penalty.fine_euros) == (12, 0)
    assert (last.id, last.from_.year, last.until) == ("v2001", 2001, None)


def test_a_version_may_take_from_one_that_takes_itself() -> None:
    text = b"versions: [{id: a, elements: [x], scope: [s]}, {id: b, as: a, but: {elements: [y]}}, {id: c, as: b}]"
    document, faults = SharedClauses().expand(read_bytes(text, "loi"))
    assert faults == []
    assert document.data["versions"][2] == {"id": "c", "elements": ("y",), "scope": ("s",)}
    assert document.place(("versions", 2, "elements", 0)).column == text.index(b"[y]") + 2
    assert document.place(("versions", 2, "scope", 0)).column == text.index(b"[s]") + 2


@given(groups, st.data())
def test_an_expanded_file_holds_what_was_taken_and_what_differs(shared: dict[str, Any], data: st.DataObject) -> None:
    clauses = SharedClauses()
    assert list(clauses.add(read_bytes(json.dumps(shared).encode(), "clauses"))) == []
    written: dict[str, Any] = {}
    meant: dict[str, Any] = {}
    for kind in shared:
        for name in data.draw(st.sets(names)):
            taken, differs = data.draw(st.sampled_from(sorted(shared[kind]))), data.draw(content)
            written.setdefault(kind, {})[name] = {"as": taken, "but": differs}
            meant.setdefault(kind, {})[name] = {**shared[kind][taken], **differs}
    document, faults = clauses.expand(read_bytes(json.dumps(written).encode(), "loi"))
    assert (document.data, faults) == (meant, [])
    for kind, group in meant.items():
        for name, clause in group.items():
            for key in clause:
                expected = "loi" if key in written[kind][name]["but"] else "clauses"
                assert document.place((kind, name, key)).file == expected
    assert {(kind, taken["as"]) for kind, group in written.items() for taken in group.values()} == clauses.used


anything = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.sampled_from(["a", "id", "as"]),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(["as", "but", "id", "a", *KINDS, "versions"]), part, max_size=3),
    max_leaves=20,
)  # fmt: skip


@given(anything, anything)
def test_no_file_makes_the_expansion_fail(shared: object, written: object) -> None:
    clauses = SharedClauses()
    list(clauses.add(read_bytes(json.dumps(shared).encode(), "clauses")))
    document, faults = clauses.expand(read_bytes(json.dumps(written).encode(), "loi"))
    assert document.file == "loi"
    assert all(fault.place.file == "loi" for fault in faults)
