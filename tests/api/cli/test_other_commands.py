"""`qualif facts`, `ask` and `rules`."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from engine.reasoning.implicants import TooManyReasons
from engine.reasoning.partitions import PartitionError
from tests.languages import french_in
from tests.shared import ROOT, RULESETS, shipped

RUN = CliRunner()


def test_the_vocabulary_is_listed_with_its_questions() -> None:
    result = RUN.invoke(app, ["facts"])
    assert result.exit_code == 0
    for fact in shipped().ruleset.facts.values():
        assert f"{fact.id} — {fact.question.fr}" in result.stdout


def test_the_vocabulary_is_given_in_json() -> None:
    data = json.loads(RUN.invoke(app, ["facts", "acces", "--json"]).stdout)
    assert any(f["id"] == "acces" and "ouvert" in f["values"] for f in data)


def test_facts_that_match_nothing_are_told() -> None:
    result = RUN.invoke(app, ["facts", "zzz"])
    assert result.exit_code == 2


def test_the_interview_asks_and_ends_with_the_answer() -> None:
    # field 3: contents accessible to minors; a date; then whatever is asked, unknown, until nothing matters
    result = RUN.invoke(app, ["ask", "--at", "2026-11-24"], input="3\n2026-06-01\n" + "?\n" * 200)
    assert result.exit_code == 0
    assert "Empreintes" in result.stdout


def test_an_interview_begins_with_no_report_that_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    file.write_text('{"id": "\\ud83d", "facts": {"acces": "ferme"}, "oups": 1}', encoding="utf-8")
    result = RUN.invoke(app, ["ask", "--from", str(file)])
    assert result.exit_code == 2
    assert [line.split()[1] for line in result.stderr.splitlines()] == ["oups", "id", "facts.acces"]
    file.write_text('{"reports": 2, "reported_category": "haine", "date_of_facts": "2026-05-01"}', encoding="utf-8")
    assert RUN.invoke(app, ["ask", "--from", str(file)], input="f\n").exit_code == 0


def test_the_interview_can_be_left_at_once() -> None:
    result = RUN.invoke(app, ["ask"], input="f\n")
    assert result.exit_code == 0
    assert "SANS SUGGESTION" in result.stdout


def test_the_interview_never_asks_what_no_longer_matters() -> None:
    result = RUN.invoke(app, ["ask", "--at", "2026-11-24"], input="3\n2026-06-01\n" + "n\n1\n1\n1\n" * 60)
    asked = [f.id for f in shipped().ruleset.facts.values() if result.stdout.count(f"\n{f.question.fr}\n") > 1]
    assert result.exit_code == 0
    # a question comes back only when its answer was refused
    assert (
        len(asked)
        <= result.stdout.count("répondre") + result.stdout.count("un numéro de") + result.stdout.count("refusée") + 3
    )


def test_rules_check_says_that_all_is_well() -> None:
    result = RUN.invoke(app, ["rules", "check", str(RULESETS)])
    assert result.exit_code == 0
    assert "rien à redire" in result.stdout


def test_rules_check_fails_on_a_missing_folder() -> None:
    result = RUN.invoke(app, ["rules", "check", "nulle-part"])
    assert result.exit_code == 1
    assert "R001" in result.stdout


def test_an_offence_is_shown_as_a_lawyer_reads_it() -> None:
    result = RUN.invoke(app, ["rules", "show", "cp-227-24"])
    assert result.exit_code == 0
    assert "art. 227-24" in result.stdout
    assert "1 août 2020" in result.stdout or "1er août 2020" in result.stdout


def test_an_unknown_offence_gets_a_suggestion() -> None:
    result = RUN.invoke(app, ["rules", "show", "cp-227-25"])
    assert result.exit_code == 2
    assert "vouliez-vous" in result.stderr


def test_rules_check_does_not_say_that_all_is_well_after_a_warning(tmp_path: Path) -> None:
    law = shutil.copytree(ROOT / "docs" / "examples" / "petite-loi", tmp_path / "loi")
    (law / "brouillons").mkdir()
    (law / "brouillons" / "idees.yaml").write_text("a: 1\n", encoding="utf-8")
    result = RUN.invoke(app, ["rules", "check", str(law)])
    assert result.exit_code == 0
    assert "R010" in result.stdout
    assert "rien à redire" not in result.stdout
    assert "1 avertissement à lire" in result.stdout


@pytest.mark.parametrize("error", [TooManyReasons("2000"), PartitionError("70 comparaisons (au plus 60)")])
def test_a_condition_too_large_to_compile_is_told_like_any_fault(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr("api.cli.shared.Engine", refuse)
    result = RUN.invoke(app, ["facts"])
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert "R601" in result.stderr
    assert "qualif rules check" in result.stderr


def test_the_interview_tells_a_wrong_answer_in_its_language() -> None:
    for lang, told in (("fr", "valeur refusée : `x`"), ("en", "value refused: `x`")):
        result = RUN.invoke(app, ["ask", "--lang", lang, "--at", "2026-11-24"], input="1\n2026-06-01\nx\nf\n")
        assert told in result.stdout
    missing = RUN.invoke(app, ["ask", "--lang", "en", "--from", "nulle-part.yaml"])
    assert "the file cannot be read: not found" in missing.stderr


def test_the_interview_speaks_one_language() -> None:
    # a number too large, what is no day, then an answer that is none of those listed
    typed = "99\n1\nyesterday\n?\n99\nf\n"
    told = {
        lang: RUN.invoke(app, ["ask", "--lang", lang, "--at", "2026-11-24"], input=typed).stdout
        for lang in ("fr", "en")
    }
    said = {lang: "\n".join(whole.partition("─")[0].splitlines()[:-1]) for lang, whole in told.items()}
    for french, english in (
        ("Répondre par un numéro", "Answer with a number"),
        ("De quoi le signalement parle-t-il ?", "What is the report about?"),
        ("terrorisme, explosifs", "terrorism, explosives"),
        ("un numéro de 1 à", "a number from 1 to"),
        ("À quelle date le contenu a-t-il été publié ?", "On which day was the content published?"),
        ("une date AAAA-MM-JJ, ou « ? »", "a day YYYY-MM-DD, or “?”"),
    ):
        assert french in said["fr"]
        assert english in said["en"]
        assert french not in said["en"]
    assert french_in(said["en"]) == []


def test_a_check_of_a_theme_or_of_an_offence_says_how_much_it_checked() -> None:
    for only, size in (["haine"], "12 infractions sur 93"), (["loi-1881-24-al7"], "1 infraction sur 93"):
        result = RUN.invoke(app, ["rules", "check", *(f"--only={name}" for name in only)])
        assert result.exit_code == 0
        assert result.stdout.startswith(f"{size} : rien à redire.")
        assert shipped().ruleset.digest in result.stdout
        assert "lexiques" not in result.stdout


def test_a_check_of_what_is_neither_theme_nor_offence_suggests_one() -> None:
    result = RUN.invoke(app, ["rules", "check", "--only", "hain"])
    assert result.exit_code == 2
    assert "`haine`" in result.stderr


def test_a_check_of_one_theme_tells_its_faults_and_no_warning_of_others(tmp_path: Path) -> None:
    folder = shutil.copytree(RULESETS, tmp_path / "regles", ignore=shutil.ignore_patterns("lexicons"))
    for name in "haine/loi-1881-24-al7", "violences/cp-222-17":
        file = folder / "offences" / name / "offence.yaml"
        file.write_text(re.sub(r"verified_on: \d{4}", "verified_on: 2001", file.read_text("utf-8")), "utf-8")
    whole = RUN.invoke(app, ["rules", "check", str(folder)]).stdout
    assert "offences/haine/loi-1881-24-al7" in whole
    assert "offences/violences/cp-222-17" in whole
    for only in "haine", "loi-1881-24-al7":
        told = RUN.invoke(app, ["rules", "check", str(folder), "--only", only]).stdout
        assert "offences/haine/loi-1881-24-al7" in told
        assert "violences" not in told
