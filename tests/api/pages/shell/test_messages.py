"""Messages: each in both languages with the same blanks, each used, none missing; French typography."""

from __future__ import annotations

import re
import string

import pytest

from api.kit.hotkeys import ACTIONS
from api.kit.messages import merged
from api.kit.typography import NARROW, french
from api.pages.shell.catalogue import MESSAGES, translate
from tests.shared import ROOT

SOURCES = [
    p
    for p in (ROOT / "api").rglob("*")
    if p.suffix in (".html", ".py") and "locales" not in p.parts and not p.stem.endswith("messages")
]
TEXT = "\n".join(p.read_text(encoding="utf-8") for p in SOURCES)


def blanks(text: str) -> set[str]:
    """The names of the values a message waits for."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def faults_between(fr: str, en: str) -> list[str]:
    """What a message lacks in one of its languages."""
    faults = {
        "no French": not fr.strip(),
        "no English": not en.strip(),
        "other blanks": blanks(fr) != blanks(en),
        "other numbers": fr.count("|") != en.count("|"),
    }
    return [fault for fault, holds in faults.items() if holds]


def test_every_message_is_whole_in_both_languages() -> None:
    assert {key: faults for key, words in MESSAGES.items() if (faults := faults_between(*words))} == {}


@pytest.mark.parametrize(
    ("fr", "en", "fault"),
    [
        (" ", "Law", "no French"),
        ("Droit", "", "no English"),
        ("{n} faits", "{m} facts", "other blanks"),
        ("fait|faits", "fact", "other numbers"),
    ],
)
def test_a_message_that_is_not_whole_is_seen(fr: str, en: str, fault: str) -> None:
    assert faults_between(fr, en) == [fault]


def test_every_message_named_in_a_template_exists() -> None:
    for path in (ROOT / "api/pages").rglob("*.html"):
        for name in re.findall(r"""\bt\("([\w.]+)"[,)]""", path.read_text(encoding="utf-8")):
            assert name in MESSAGES, (path.name, name)


def test_no_message_is_left_over() -> None:
    prefixes = set(re.findall(r"""["'{]([a-z_.]+\.(?:[a-z]+_)*)["'{]""", TEXT))
    unused = [
        k
        for k in MESSAGES
        if f'"{k}"' not in TEXT and f"'{k}'" not in TEXT and not any(k.startswith(p) for p in prefixes)
    ]
    assert unused == []


def test_every_action_has_words() -> None:
    assert {f"hotkey.{a.name}" for a in ACTIONS} == {k for k in MESSAGES if k.startswith("hotkey.")}


def test_an_unknown_message_is_refused_and_one_cannot_be_defined_twice() -> None:
    with pytest.raises(KeyError):
        translate("fr", "absent")
    with pytest.raises(ValueError, match="twice"):
        merged(MESSAGES, {"nav.law": ("a", "b")})


def test_counts() -> None:
    assert translate("fr", "law.count", n=0) == "0 infraction"
    assert translate("fr", "law.count", n=2) == "2 infractions"
    assert translate("en", "law.count", n=0) == "0 offences"
    assert translate("en", "law.count", n=1) == "1 offence"


def test_french_spaces_do_not_break() -> None:
    assert french("Quoi ? « Oui » : 45 000 €, art. 23") == (
        f"Quoi{NARROW}? «{NARROW}Oui{NARROW}»{NARROW}: 45{NARROW}000{NARROW}€, art.\u00a023"
    )
    assert french("a:b") == "a:b"
    assert french("contravention de 5e classe") == "contravention de 5ᵉ\u00a0classe"


def test_french_templates_are_set_as_french_is() -> None:
    for path in (ROOT / "api/pages").rglob("*.fr.html"):
        assert path.read_text(encoding="utf-8").startswith("{% filter typo %}"), path
