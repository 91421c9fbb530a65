"""`qualif rules watch`: what the files say of each encoded version, and what is written of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from api.cli.main import app
from api.watch.articles import fingerprint
from engine.language.loader import check_folder, load_folder
from tests.api.watch.law_files import (
    AGREED,
    CURRENT,
    ENDED,
    FIRST,
    INJURE,
    INSULT,
    MENACE,
    OTHER,
    SECOND,
    FakeArticle,
    archive_of,
    database_of,
    rules_in,
    with_second,
)  # fmt: skip

RUN = CliRunner()


def watch(rules: Path, *files: Path | str, code: int) -> str:
    """What the command prints, and its exit code."""
    done = RUN.invoke(app, ["rules", "watch", "--rulesets", str(rules), "--at", "2026-11-30", *map(str, files)])
    assert done.exit_code == code, done.output
    return done.stdout if code != 2 else done.stderr


def findings(rules: Path, *files: Path | str) -> set[tuple[str, str, str]]:
    """Offence, version and code of each finding, those never verified left out."""
    data: dict[str, Any] = json.loads(watch(rules, *files, "--json", code=1))
    return {(f["offence"], f["version"], f["code"]) for f in data["findings"] if f["code"] != "V104"}


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Rules whose sources have neither identifier nor fingerprint."""
    return rules_in(tmp_path)


@pytest.mark.parametrize("make", [archive_of, database_of])
def test_articles_that_agree_with_the_rules_leave_only_what_was_never_verified(
    tmp_path: Path, rules: Path, make: Any
) -> None:
    assert findings(rules, make(tmp_path, AGREED)) == set()
    said = watch(rules, make(tmp_path / "rules", AGREED), code=1)
    assert "jamais vérifiée : sans identifiant ni empreinte du texte" in said
    assert "3 versions au 2026-11-30 : version jamais vérifiée : 3." in said


@pytest.mark.parametrize("make", [archive_of, database_of])
def test_what_a_file_proves_is_filled_and_then_nothing_is_left(tmp_path: Path, rules: Path, make: Any) -> None:
    file = make(tmp_path, AGREED)
    before = (rules / MENACE).read_text(encoding="utf-8")
    assert "rien à regarder" in watch(rules, file, "--fill", code=0)
    after = (rules / MENACE).read_text(encoding="utf-8")
    changed = [(old, new) for old, new in zip(before.split("\n"), after.split("\n"), strict=True) if old != new]
    digest = fingerprint(ENDED.text)
    assert changed[0][1] == changed[0][0].replace("null", f"{FIRST}, text_sha256: {digest}")
    assert len(changed) == 2
    law = load_folder(rules).offences["menace-publique"]
    assert [version.source.legifrance for version in law.versions] == [FIRST, None, SECOND]
    assert "rien à regarder" in watch(rules, file, code=0)
    assert (rules / MENACE).read_text(encoding="utf-8") == after


def test_a_source_in_lines_is_filled_with_its_comments(tmp_path: Path, rules: Path) -> None:
    path = rules / INJURE
    flow = '{reference: "Loi d\'essai, art. 7", legifrance: null, verified_on: 2026-11-01, confidence: M}'
    block = '\n      reference: "Loi d\'essai, art. 7"\n      legifrance: ~   # à lire\n      verified_on: 2026-11-01\n      confidence: M'
    text = path.read_text(encoding="utf-8")
    assert flow in text
    path.write_bytes(text.replace(flow, block).replace("\n", "\r\n").encode())
    watch(rules, archive_of(tmp_path, AGREED), "--fill", code=0)
    filled = path.read_bytes().decode()
    assert f"legifrance: {INSULT}   # à lire\r\n      text_sha256: {fingerprint(OTHER.text)}\r\n" in filled
    assert "\n" not in filled.replace("\r\n", "")


@pytest.mark.parametrize(
    ("articles", "code", "words"),
    [
        (with_second(end="2020-01-01"), "V101", "a pris fin le 2019-12-31"),
        (with_second(state="ABROGE"), "V101", "son état est ABROGE"),
        (with_second(end="2027-01-01"), "V108", "prendra fin le 2026-12-31"),
        (with_second(start="2001-01-02"), "V105", "aucune rédaction de l'article n'est en vigueur le 2001-01-01"),
        (with_second(start="2000-12-31"), "V105", "commence le 2000-12-31, non le 2001-01-01"),
        (with_second(state="MODIFIE_MORT_NE"), "V105", "aucune rédaction"),
    ],
)  # fmt: skip
def test_a_version_that_no_longer_answers_to_its_article_is_told_and_never_filled(
    tmp_path: Path, rules: Path, articles: tuple[FakeArticle, ...], code: str, words: str
) -> None:
    file = archive_of(tmp_path, articles)
    assert findings(rules, file) == {("menace-publique", "v2001", code)}
    said = watch(rules, file, "--fill", code=1)
    assert words in said
    if code != "V101" or "ABROGE" not in words:
        assert "laissé : menace-publique, v2001" in said
        assert SECOND not in (rules / MENACE).read_text(encoding="utf-8")


def test_the_wording_that_follows_is_named(tmp_path: Path, rules: Path) -> None:
    later = FakeArticle("LEGIARTI999900000033", start="2020-01-01", end="2999-01-01", state="VIGUEUR")
    said = watch(rules, archive_of(tmp_path, [*with_second(end="2020-01-01"), later]), code=1)
    assert "lui succède la rédaction LEGIARTI999900000033" in said


def test_an_article_that_no_file_holds_is_missing(tmp_path: Path, rules: Path) -> None:
    assert findings(rules, archive_of(tmp_path, [ENDED, CURRENT])) == {("injure-publique", "v1990", "V103")}


def test_an_identifier_of_another_article_is_told_and_never_fingerprinted(tmp_path: Path, rules: Path) -> None:
    path = rules / INJURE
    path.write_text(
        path.read_text(encoding="utf-8").replace("legifrance: null, v", f"legifrance: {SECOND}, v"), "utf-8"
    )
    file = archive_of(tmp_path, AGREED)
    assert ("injure-publique", "v1990", "V106") in findings(rules, file)
    assert "laissé : injure-publique, v1990 : l'identifiant est celui de l'article 3" in watch(
        rules, file, "--fill", code=1
    )


def test_a_text_that_changed_is_told_by_each_kind_of_file(tmp_path: Path, rules: Path) -> None:
    watch(rules, archive_of(tmp_path, AGREED), "--fill", code=0)
    expected = {("menace-publique", "v2001", "V102")}
    reworded = with_second(text="<p>Texte de 2001, corrigé.</p>")
    assert findings(rules, archive_of(tmp_path, reworded)) == expected
    assert findings(rules, database_of(tmp_path, reworded)) == expected
    plain = tmp_path / f"{SECOND}.txt"
    plain.write_text("Texte de 2001, corrigé.", encoding="utf-8")
    assert expected <= findings(rules, plain)
    cited = tmp_path / "Loi d'essai, art. 3.txt"
    cited.write_text("Texte de 2001, corrigé.", encoding="utf-8")
    assert expected <= findings(rules, cited)
    cited.write_text("Texte de\n2001.\n", encoding="utf-8")
    assert not expected & findings(rules, cited)


def test_a_plain_text_says_no_dates_and_fills_nothing(tmp_path: Path, rules: Path) -> None:
    before = (rules / MENACE).read_bytes()
    plain = tmp_path / "Loi d'essai, art. 3.txt"
    plain.write_text("Texte de 2001.", encoding="utf-8")
    watch(rules, plain, "--fill", code=1)
    assert (rules / MENACE).read_bytes() == before


def test_a_source_that_cannot_be_filled_alone_leaves_every_file_as_it_was(tmp_path: Path, rules: Path) -> None:
    path = rules / INJURE
    path.write_text(
        path.read_text(encoding="utf-8").replace("legifrance: null, v", f'legifrance: "{INSULT}", v'), "utf-8"
    )
    before = [(rules / name).read_bytes() for name in (INJURE, MENACE)]
    said = watch(rules, archive_of(tmp_path, AGREED), "--fill", code=2)
    assert f"rules/{INJURE}:" in said
    assert "V007" in said
    assert [(rules / name).read_bytes() for name in (INJURE, MENACE)] == before


def test_two_texts_of_one_title_prove_nothing(tmp_path: Path, rules: Path) -> None:
    twin = replace(
        OTHER, id="LEGIARTI999900000072", text_id="LEGITEXT999900000009", start="1985-01-01", end="1990-01-01"
    )
    file = archive_of(tmp_path, [*AGREED, twin])
    assert ("injure-publique", "v1990", "V107") in findings(rules, file)
    watch(rules, file, "--fill", code=1)
    assert INSULT not in (rules / INJURE).read_text(encoding="utf-8")


def test_versions_that_the_rules_cut_share_the_wording_they_name(tmp_path: Path, rules: Path) -> None:
    """One wording of the article, two versions of the rules: their common day is the rules' own."""
    path = rules / INJURE
    text = path.read_text(encoding="utf-8").replace("legifrance: null, v", f"legifrance: {INSULT}, v")
    version = text[text.index("  - id: v1990") :]
    later = version.replace("v1990", "v2010").replace("from: 1990-01-01", "from: 2010-01-01")
    cut = text.replace("from: 1990-01-01", "from: 1990-01-01\n    until: 2009-12-31") + later
    path.write_text(cut, encoding="utf-8")
    file = archive_of(tmp_path, AGREED)
    assert findings(rules, file) == set()
    watch(rules, file, "--fill", code=0)


def test_a_wording_without_a_day_is_told(tmp_path: Path, rules: Path) -> None:
    path = rules / INJURE
    path.write_text(
        path.read_text(encoding="utf-8").replace("legifrance: null, v", f"legifrance: {INSULT}, v"), "utf-8"
    )
    undated = replace(OTHER, start="2222-02-22", state="VIGUEUR_DIFF")
    assert findings(rules, archive_of(tmp_path, [ENDED, CURRENT, undated])) == {("injure-publique", "v1990", "V105")}


def test_of_several_articles_each_wording_since_is_told_and_no_day_compared(tmp_path: Path, rules: Path) -> None:
    path = rules / INJURE
    path.write_text(path.read_text(encoding="utf-8").replace("d'essai, art. 7", "d'essai, art. 3 et 7"), "utf-8")
    file = archive_of(tmp_path, [ENDED, CURRENT, replace(OTHER, start="1985-01-01")])
    assert findings(rules, file) == {("injure-publique", "v1990", "V101")}
    said = watch(rules, file, "--fill", code=1)
    assert f"article 3 : la rédaction {SECOND}, du 2001-01-01" in said
    assert "laissé : injure-publique, v1990 : plusieurs articles cités" in said


def test_a_request_says_what_to_look_at_why_and_where(tmp_path: Path, rules: Path) -> None:
    request = tmp_path / "demande.yaml"
    watch(rules, archive_of(tmp_path, with_second(end="2020-01-01")), "--request", request, code=1)
    points = yaml.safe_load(request.read_text(encoding="utf-8"))["demande"]["points"]
    (expired,) = [point for point in points if point["motif"] == "V101 : Version périmée"]
    assert (expired["infraction"], expired["version"]) == ("menace-publique", "v2001")
    assert expired["place"].startswith(f"rules/{MENACE}:")
    assert check_folder(rules)[0] is not None


def test_a_request_that_cannot_be_written_is_refused_before_reading(tmp_path: Path, rules: Path) -> None:
    said = watch(rules, tmp_path / "absent.tar.gz", "--request", tmp_path / "no/demande.yaml", code=2)
    assert "le dossier n'existe pas" in said


def test_a_daily_archive_replaces_then_withdraws(tmp_path: Path, rules: Path) -> None:
    whole = archive_of(tmp_path, AGREED)
    listed = ("20261129-120000/liste_suppression_legi.dat", OTHER.path.removesuffix(".xml").encode() + b"\n", 2)
    changed = with_second(end="2020-01-01")[1]
    daily = archive_of(tmp_path, [replace(changed, day=2)], [listed], "LEGI_20261129-120000.tar.gz")
    assert findings(rules, whole, daily) == {("menace-publique", "v2001", "V101"), ("injure-publique", "v1990", "V103")}


def test_of_an_article_twice_in_an_archive_the_newest_is_read(tmp_path: Path, rules: Path) -> None:
    old = replace(CURRENT, end="2020-01-01")
    assert findings(rules, archive_of(tmp_path, [ENDED, OTHER, replace(CURRENT, day=9), old])) == set()


def test_an_interrupted_watch_writes_nothing(tmp_path: Path, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("api.cli.rules_watch.read_law_file", interrupt)
    before = (rules / MENACE).read_bytes()
    done = RUN.invoke(app, ["rules", "watch", "--rulesets", str(rules), "--fill", str(archive_of(tmp_path, AGREED))])
    assert done.exit_code == 130
    assert "interrompu : rien n'a été écrit" in done.stderr
    assert (rules / MENACE).read_bytes() == before
