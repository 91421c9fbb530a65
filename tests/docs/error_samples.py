"""One real message of each diagnostic code: its golden file, or what a broken folder says."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from typer.testing import CliRunner

from api.cli.main import app
from api.hosting.opening import open_source
from api.hosting.sources import UnusableSource
from api.rules.noise import PARAMETERS, check_noise
from api.texts.lexicons import MAX_FILES, Lexicons
from api.watch.articles import Interest, PublishedLaw
from api.watch.files import read_law_file
from engine.language.names import names_in
from engine.notices.loader import check_notices
from tests.api.watch.law_files import AGREED, INJURE, INSULT, SECOND, archive_of, rules_in, with_second
from tests.engine.routing.shared import copied, faults_of
from tests.shared import ROOT, RULESETS, shipped
from textfile.diagnostics import Diagnostic
from textfile.reader import Unreadable

# A code, the file to break, what it says and what it is made to say.
ROUTING = (
    ("D101", "routing/familles.yaml", "id: suicide", "id: suicides"),
    ("D102", "routing/rules/pharos.yaml", "yields_to: [pharos_urgence]", "yields_to: [pharos_urgent]"),
    ("D103", "routing/rules/pharos.yaml", "order: 21", "order: 20"),
    ("D104", "routing/facts/decision.yaml", '      arcom: {fr: "Arcom", en: "Arcom"}\n', ""),
    ("D105", "parameters/inhope.yaml", "[AT, AU,", "[AT, AT,"),
    ("D106", "routing/rules/pharos.yaml", "violences_menaces, proxenetisme]", "violences_menaces]"),
)
NOTICES = (
    ("N102", "manifest.yaml", "dsa16.fr.html", "absent.html"),
    ("N103", "templates/dsa16.fr.html", "{{ day }}", "{{ jour }}"),
    ("N104", "manifest.yaml", "    language: en", "    language: fr"),
    ("N106", "manifest.yaml", "    language: en", "    language: fr"),
    ("N107", "codes.yaml", "  texte: CONTENT_TYPE_TEXT", "  mot: CONTENT_TYPE_TEXT"),
    ("N108", "familles.yaml", "cp-322-6-1", "cp-227-24"),
    ("N109", "schema/tdb.schema.json", "{", "{,"),
    ("N110", "manifest.yaml", "until: 2027-12-31", "until: 2026-01-31"),
    ("N111", "familles.yaml", "[cp-322-6-1]", "[cp-227-24]"),
    ("N112", "familles.yaml", "STATEMENT_CATEGORY_SELF_HARM", "STATEMENT_CATEGORY_HARM"),
)
HOSTING = (
    ("H001", "absente.mmdb", None),
    ("H002", "base.mmdb", b"ceci n'est pas une base"),
    ("H003", "delegated-essai.txt", b"bonjour\n"),
    ("H004", "delegated-essai.txt", b"2|essai|20261101|1|20100101|20261101|+0000\n"),
)
WATCH = (
    ("V001", "absente.tar.gz", None),
    ("V002", "legi.zip", b"PK"),
    ("V003", "tronquee.tar.gz", gzip.compress(b"a" * 512)[:20]),
    ("V004", "Code d'essai, art. 3.txt", b"a" * (1024 * 1024 + 1)),
    ("V005", "Code d'essai, art. 4.txt", b"\xff"),
    ("V006", "notes.txt", b"Texte."),
)
WATCHED = (
    ("V007", AGREED, f'"{INSULT}"'),
    ("V101", with_second(end="2020-01-01"), ""),
    ("V102", AGREED, INSULT),
    ("V103", AGREED[:1], ""),
    ("V104", AGREED, ""),
    ("V105", with_second(start="2000-12-31"), ""),
    ("V106", AGREED, SECOND),
    ("V107", AGREED, ""),
    ("V108", with_second(end="2027-01-01"), ""),
)


def samples() -> dict[str, str]:
    """A message of each code, as a terminal shows it."""
    shown = dict(_goldens())
    with TemporaryDirectory() as folder:
        everything = (*_routing(Path(folder)), *_notices(Path(folder)), _noise(Path(folder)), _lexicons(Path(folder)))
        for code, found in everything:
            first = next(fault for fault in found if fault.code == code)
            shown[code] = re.sub(r":\d+:\d+: ", ":…: ", first.as_text())  # the line moves with the law
        shown |= {code: fault.as_text() for code, fault in _hosting(Path(folder))}
        shown |= _watch(Path(folder))
    return shown


def _goldens() -> Iterator[tuple[str, str]]:
    """What goldens say under each code: the first of them, and in it the first message of that code."""
    paths = sorted((ROOT / "tests").rglob("golden*/[RL][0-9][0-9][0-9]-*.txt"), key=lambda path: path.name)
    for path in reversed(paths):
        code = path.name[:4]
        messages = path.read_text(encoding="utf-8").split("\n\n")
        yield code, next(text for text in messages if f" {code}: " in text).rstrip("\n")


def _routing(folder: Path) -> Iterator[tuple[str, list[Diagnostic]]]:
    for number, (code, file, old, new) in enumerate(ROUTING):
        (folder / str(number)).mkdir()
        root = copied(folder / str(number))
        _replace(root / file, old, new)
        yield code, faults_of(root)


def _notices(folder: Path) -> Iterator[tuple[str, list[Diagnostic]]]:
    for code, file, old, new in NOTICES:
        root = Path(shutil.copytree(RULESETS / "notices", folder / code / "notices"))
        _replace(root / file, old, new)
        yield code, _refused(root)
    root = Path(shutil.copytree(RULESETS / "notices", folder / "templates" / "notices"))
    (root / "templates/perdu.html").write_text("{{ day }}", encoding="utf-8")
    (root / "templates/lien.html").symlink_to(ROOT / "LICENSE")
    found = _refused(root)
    yield from (("N101", found), ("N105", found))


def _refused(root: Path) -> list[Diagnostic]:
    return list(check_notices(root, names_in(shipped().ruleset), date(2026, 11, 30)).faults)


def _noise(folder: Path) -> tuple[str, list[Diagnostic]]:
    root = folder / "noise"
    (root / PARAMETERS).parent.mkdir(parents=True)
    shutil.copy(RULESETS / PARAMETERS, root / PARAMETERS)
    _replace(root / PARAMETERS, r"\bmort douce\b", r"\b(mort douce\b")
    return "P101", check_noise(root, names_in(shipped().ruleset))[0]


def _lexicons(folder: Path) -> tuple[str, list[Diagnostic]]:
    (folder / "lexicons").mkdir()
    for number in range(MAX_FILES + 1):
        (folder / f"lexicons/{number}.yaml").write_text("about: a\n", encoding="utf-8")
    return "L001", Lexicons(folder).diagnostics


def _hosting(folder: Path) -> Iterator[tuple[str, Diagnostic]]:
    for code, name, content in HOSTING:
        path = folder / name
        if content is not None:
            path.write_bytes(content)
        database, delegations = (path, None) if path.suffix == ".mmdb" else (None, path)
        try:
            open_source(database, delegations)
        except UnusableSource as error:
            yield code, error.diagnostic


def _watch(folder: Path) -> dict[str, str]:
    """What the watch says of invented files and rules: refusals of files, then findings."""
    shown = {}
    (folder / "watch").mkdir()
    for code, name, content in WATCH:
        path = folder / "watch" / name
        if content is not None:
            path.write_bytes(content)
        try:
            read_law_file(path, Interest((), frozenset()), PublishedLaw(), lambda count: None)
        except Unreadable as error:
            shown[code] = error.diagnostic.as_text().replace(f"{path.parent}/", "")
    for number, (code, articles, cited) in enumerate(WATCHED):
        place = folder / "watch" / str(number)
        place.mkdir()
        shown[code] = _watched(code, archive_of(place, articles), rules_in(place), cited)
    return shown


def _watched(code: str, file: Path, rules: Path, cited: str) -> str:
    """The lines of one finding, or the refusal to fill."""
    path = rules / INJURE
    text = path.read_text(encoding="utf-8").replace("legifrance: null, v", f"legifrance: {cited or 'null'}, v")
    if code == "V102":
        text = text.replace("confidence: M}\n", f"confidence: M, text_sha256: {'0' * 64}}}\n")
    if code == "V107":
        text = text.replace("d'essai, art. 7", "d'essai, article sept")
    path.write_text(text, encoding="utf-8")
    command = ["rules", "watch", "--rulesets", str(rules), "--at", "2026-11-30", str(file)]
    done = CliRunner().invoke(app, [*command, *(["--fill"] if code == "V007" else [])])
    if code == "V007":
        return done.stderr.split("\n\n")[0]
    lines = done.stdout.splitlines()
    first = next(i for i, line in enumerate(lines) if line.strip().startswith(code))
    return "\n".join(line.strip() for line in lines[first : first + 2])


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} no longer holds {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
