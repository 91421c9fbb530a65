"""The bundle of the editor is the one that its lock file gives, small, and within the policy of pages."""

from __future__ import annotations

import json
import re

from api.pages.shell.assets import STATIC, vendored
from tests.shared import ROOT

TOOLS = ROOT / "tools/editor"
BUNDLE = next(row for row in vendored() if row.name == "codemirror")
TEXT = (STATIC / "vendor" / BUNDLE.file).read_text(encoding="utf-8")
MOST = 600_000


def test_the_bundle_is_small() -> None:
    assert len(TEXT.encode()) < MOST


def test_every_version_is_that_of_the_lock_file() -> None:
    packages = json.loads((TOOLS / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    versions = json.loads((TOOLS / "versions.json").read_text(encoding="utf-8"))
    assert versions
    for name, version in versions.items():
        assert packages[f"node_modules/{name}"]["version"] == version
        assert packages[f"node_modules/{name}"]["integrity"].startswith("sha512-")
    assert BUNDLE.version == versions["@codemirror/view"]
    declared = json.loads((TOOLS / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert all(re.fullmatch(r"[0-9.]+", version) for version in declared.values())


def test_the_lock_file_names_no_host() -> None:
    lock = json.loads((TOOLS / "package-lock.json").read_text(encoding="utf-8"))
    assert not [name for name, one in lock["packages"].items() if "resolved" in one]


def test_every_package_has_its_licence() -> None:
    text = (STATIC / "vendor" / f"codemirror-{BUNDLE.version}.LICENSE.txt").read_text(encoding="utf-8")
    versions = json.loads((TOOLS / "versions.json").read_text(encoding="utf-8"))
    assert all(f"{name} {version} (MIT)" in text for name, version in versions.items())
    assert text.count("Permission is hereby granted") == len(versions)


def test_styles_are_adopted_and_no_image_is_drawn() -> None:
    """`style-src 'self'` refuses a style element, and no `img-src` a drawing in an address."""
    assert "data:image" not in TEXT
    assert re.search(r"if\(\w+\.adoptedStyleSheets&&", TEXT)
    assert not re.search(r"\.head&&\w+\.adoptedStyleSheets", TEXT)


def test_what_the_pages_take_is_in_the_bundle() -> None:
    entry = (TOOLS / "entry.js").read_text(encoding="utf-8")
    script = (STATIC / "js/editor.js").read_text(encoding="utf-8")
    used = {*re.findall(r"codemirror\.(\w+)", script)} - {"min"}
    used |= {
        name.strip() for names in re.findall(r"const \{([^}]*)\} = codemirror", script) for name in names.split(",")
    }
    assert used <= {*re.findall(r"\w+", entry)}
    assert len(script.splitlines()) < 300


def test_everything_the_editor_says_is_said_in_french() -> None:
    script = (STATIC / "js/editor.js").read_text(encoding="utf-8")
    words = (STATIC / "js/editor_words.js").read_text(encoding="utf-8")
    for word in re.findall(r'say\("([^"]+)"\)', script):
        assert re.search(rf'(^|\n)  "?{re.escape(word)}"?:', words), word
