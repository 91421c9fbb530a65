"""The page on errors: made from the catalogue, which holds every code the code raises and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.errors_page import page
from tests.shared import ROOT
from textfile import codes
from textfile.codes import CODES, FAMILIES, PAGE, explained
from textfile.diagnostics import Diagnostic, Place, render_text

PACKAGES = ("engine", "classifiers", "api", "textfile")
OTHERS = {"S256"}
"""What has the form of a code and is none: the challenge method of OpenID Connect."""


def _raised() -> Iterator[str]:
    """Codes in the strings of the source, the catalogue left out."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if path == Path(codes.__file__):
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and re.fullmatch(r"[A-Z]\d{3}", str(node.value)):
                    yield str(node.value)


def test_every_code_raised_is_in_the_catalogue_and_every_entry_is_raised() -> None:
    assert set(_raised()) - OTHERS == set(CODES)


def test_every_code_is_of_a_family() -> None:
    assert {code[0] for code in CODES} == set(FAMILIES)


@pytest.mark.parametrize("code", CODES)
def test_an_entry_says_what_it_is_and_what_to_do_in_sentences(code: str) -> None:
    entry = CODES[code]
    assert not entry.title.endswith(".")
    assert entry.meaning.endswith(".")
    assert entry.remedy.endswith(".")


def test_the_page_is_the_one_the_code_makes() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page(), "make docs"


def test_every_code_has_an_anchor_that_messages_lead_to() -> None:
    headings = re.findall(r"^### (\S+)$", (ROOT / PAGE).read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(headings) == len(set(headings))
    assert set(CODES) <= set(headings)


def test_an_output_ends_by_where_its_codes_are_explained() -> None:
    faults = [Diagnostic(code, Place("a.yaml"), "x") for code in ("R801", "R201", "R801")]
    assert render_text(faults).splitlines()[-1] == f"Codes expliqués : {PAGE}#r201, #r801"


def test_an_output_without_fault_says_nothing() -> None:
    assert (render_text([]), explained(set())) == ("", "")
