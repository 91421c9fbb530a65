"""Citations: the articles they name for certain, or nothing."""

from __future__ import annotations

import pytest

from api.watch.articles import fingerprint
from api.watch.citations import abbreviated, is_text, number_key, offence_name, read_citation
from tests.shared import shipped


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Code pénal, art. 227-23, al. 2 et 3", "Code pénal, art. 227-23"),
        ("Code pénal, art. R. 625-8-3", "Code pénal, art. R. 625-8-3"),
        ("Code pénal, art. R.624-4 (ancien)", "Code pénal, art. R.624-4"),
        ("CP 225-12-1, al. 2", "Code pénal, art. 225-12-1"),
        ("CSP L3342-1, al. 1er", "Code de la santé publique, art. L3342-1"),
        (
            "Code de la santé publique, art. L. 3512-12 et R. 3515-5",
            "Code de la santé publique, art. L. 3512-12 et R. 3515-5",
        ),
        (
            "Code de la sécurité intérieure, art. L320-7, L320-8, al. 2, et R324-2",
            "Code de la sécurité intérieure, art. L320-7 et L320-8 et R324-2",
        ),
        ("Loi du 29 juillet 1881, art. 29, al. 1, et 32, al. 2", "Loi du 29 juillet 1881, art. 29 et 32"),
        ("Loi du 29 juillet 1881, art. 24 bis, al. 1", "Loi du 29 juillet 1881, art. 24 bis"),
        ("Loi du 29 juillet 1881, art. 24, al. 8 ancien", "Loi du 29 juillet 1881, art. 24"),
    ],
)
def test_a_citation_names_its_text_and_its_articles(written: str, read: str) -> None:
    assert str(read_citation(written)) == read


@pytest.mark.parametrize("written", ["", "Crim., 16 mars 2016", "Loi d'essai, art. 24 duodecies", "Code pénal", "CP x"])
def test_a_citation_that_is_not_certain_names_nothing(written: str) -> None:
    assert read_citation(written) is None


def test_every_citation_of_the_shipped_law_is_read() -> None:
    laws = shipped().ruleset.offences.values()
    written = {law.citation for law in laws} | {v.citation for law in laws for v in law.versions if v.citation}
    assert [one for one in sorted(written) if read_citation(one) is None] == []


def test_a_citation_is_written_with_the_abbreviation_of_its_code() -> None:
    assert abbreviated("Code de la santé publique, art. L3342-1 et L3353-3") == "CSP L3342-1 et L3353-3"
    assert abbreviated("Code pénal, art. 227-23, al. 2") == "CP 227-23, al. 2"
    assert abbreviated("Loi du 29 juillet 1881, art. 24") == "Loi du 29 juillet 1881, art. 24"


@pytest.mark.parametrize(
    ("citation", "name"),
    [
        ("Code pénal, art. R. 625-8-3", "cp-r625-8-3"),
        ("code pénal, art. 227-23, al. 2 et 3", "cp-227-23"),
        ("Code de la santé publique, art. L. 3342-1 et L. 3353-3", "csp-l3342-1"),
        ("CSI L320-7", "csi-l320-7"),
        ("Loi du 29 juillet 1881, art. 24", ""),
        ("Code pénal", ""),
    ],
)
def test_an_offence_is_named_after_the_first_article_of_a_code(citation: str, name: str) -> None:
    assert offence_name(citation) == name


def test_every_offence_of_a_code_begins_with_the_name_its_citation_gives() -> None:
    strays = ("cp-222-33-pression", "cp-225-2")  # an aspect of 222-33; 225-2 punishes what 225-1 defines
    laws = [law for law in shipped().ruleset.offences.values() if law.id not in strays]
    assert [law.id for law in laws if not law.id.startswith(offence_name(law.citation))] == []


def test_a_number_is_the_same_however_it_is_written() -> None:
    assert number_key("R. 625-8-3") == number_key("R625-8-3") == number_key("*R625-8-3")
    assert number_key("24 bis") != number_key("24")


def test_a_code_is_its_whole_title_and_a_law_may_say_more() -> None:
    assert is_text("Loi du 29 juillet 1881", "LOI du 29 juillet 1881 sur la liberté de la presse")
    assert not is_text("Loi du 29 juillet 1881", "Loi du 29 juillet 1881-2")
    assert not is_text("Code pénal", "Code pénal des essais")


def test_a_fingerprint_is_that_of_the_words() -> None:
    plain = fingerprint("1° L’essai & la suite : A\u00a0< B.")
    assert plain == fingerprint("<p>1° L'essai &amp; la <i>suite</i>\u202f:</p><br/>A &lt; B.")
    assert plain != fingerprint("2° L’essai & la suite : A < B.")
    assert fingerprint("<p> </p>") is None
