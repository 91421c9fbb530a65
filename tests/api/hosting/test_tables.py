"""The tables of delivery networks, shorteners and platforms: data that a hotline may replace."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.rules.delivery_networks import PLATFORMS, open_tables
from api.rules.register import open_vocabulary
from tests.api.hosting.shared import tables
from textfile.diagnostics import RulesetError


def test_no_domain_is_in_two_tables() -> None:
    shipped = tables()
    domains = [
        d
        for group in (shipped.delivery_networks, shipped.shorteners, shipped.platforms)
        for row in group
        for d in row.domains
    ]
    assert len(domains) == len(set(domains))


def test_services_are_codes_of_the_register() -> None:
    codes = open_vocabulary(None)["service"].values
    assert {platform.service for platform in tables().platforms} <= set(codes)


def test_a_folder_replaces_the_file_that_it_has(tmp_path: Path) -> None:
    (tmp_path / "parameters").mkdir()
    (tmp_path / PLATFORMS).write_text("platforms: []\n", encoding="utf-8")
    own = open_tables(tmp_path)
    assert own.platforms == ()
    assert own.delivery_networks == tables().delivery_networks


@pytest.mark.parametrize(
    ("text", "code"), [("platforms: [{name: a}]\n", "R102"), ("a: [", "R004"), ("platforms: 3\n", "R103")]
)
def test_a_wrong_table_is_told_with_its_place(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "parameters").mkdir()
    (tmp_path / PLATFORMS).write_text(text, encoding="utf-8")
    with pytest.raises(RulesetError) as caught:
        open_tables(tmp_path)
    assert code in {fault.code for fault in caught.value.diagnostics}
    assert {fault.place.file for fault in caught.value.diagnostics} == {f"{tmp_path.name}/{PLATFORMS.as_posix()}"}
