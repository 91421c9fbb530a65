"""The example client: what it says of a report, the danger first."""

from __future__ import annotations

import runpy
import sys
from typing import Any

import pytest

from tests.shared import ROOT

LABEL = {"fr": "danger imminent", "en": "imminent danger"}
DANGER = {
    "standing": "presumed",
    "kinds": [{"id": "imminent", "label": LABEL, "standing": "presumed"}],
    "actions": [{"calls": [{"number": "17"}, {"number": "112"}]}, {"calls": [{"number": "17"}]}],
}


def test_f17_the_client_says_the_danger_first(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUALIF", "http://127.0.0.1:9")
    monkeypatch.setenv("QUALIF_KEY", "x")
    client = runpy.run_path(str(ROOT / "examples/client.py"), run_name="client")
    answer = {"id": "qlf_1", "issue": "qualifie", "main": "menace"}
    reports = [
        {"reference": name, "state": "open", "danger": danger, "qualification": answer}
        for name, danger in (("un", DANGER), ("deux", None))
    ]
    (tmp_path / "reports.yaml").write_text("- {id: un}\n- {id: deux}\n", encoding="utf-8")
    monkeypatch.setitem(
        client["main"].__globals__,
        "call",
        lambda method, *_, **__: {"reports": reports} if method == "POST" else {"same": True},
    )
    monkeypatch.setattr(sys, "argv", ["client.py", str(tmp_path / "reports.yaml")])
    client["main"]()
    assert capsys.readouterr().out.splitlines() == [
        "un : DANGER présumé, danger imminent ; appeler le 17, 112",
        "un : open, qualifie, menace",
        "deux : open, qualifie, menace",
        "rejouée à l'identique",
    ]
