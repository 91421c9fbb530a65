"""What others wrote is what the manifest says; what a page asks for exists."""

from __future__ import annotations

import hashlib
import re

from api.pages.shell.assets import STATIC, asset, vendored
from tests.api.pages.shared import outline, shipped


def test_the_manifest_tells_every_vendored_file_and_its_digest() -> None:
    rows = vendored()
    files = {p.name for p in (STATIC / "vendor").iterdir() if p.suffix == ".js"}
    assert {row.file for row in rows} == files
    for row in rows:
        assert row.file == f"{row.name}-{row.version}.min.js"
        assert hashlib.sha256((STATIC / "vendor" / row.file).read_bytes()).hexdigest() == row.sha256
        assert (STATIC / "vendor" / f"{row.name}-{row.version}.LICENSE.txt").exists()
        assert row.version in row.source


def test_every_file_a_page_asks_for_is_served() -> None:
    page = outline("/gallery")
    asked = [a["src"] for a in page.all("script")] + [a["href"] for a in page.all("link")]
    assert len(asked) >= 8
    for address in asked:
        assert shipped().get(address).status_code == 200, address


def test_modules_import_modules_that_exist() -> None:
    for path in (STATIC / "js").glob("*.js"):
        for name in re.findall(r'from "\./([\w.]+)"', path.read_text(encoding="utf-8")):
            assert (STATIC / "js" / name).exists(), (path.name, name)


def test_an_address_changes_with_the_content() -> None:
    digest = hashlib.sha256((STATIC / "css/base.css").read_bytes()).hexdigest()
    assert asset("css/base.css") == f"/static/css/base.css?v={digest[:10]}"


def test_htmx_is_told_not_to_run_text_as_code() -> None:
    config = next(a["content"] for a in outline("/loi").all("meta") if a.get("name") == "htmx-config")
    assert '"extensions":"qualif"' in config
    glue = (STATIC / "js/glue.js").read_text(encoding="utf-8")
    assert "initSecurity(null, Refused, Refused)" in glue
