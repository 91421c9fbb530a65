"""A file of certificates says back what was written, and nothing else is read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from classifiers.noise.certificate import Certificate
from classifiers.noise.certificate_file import CertificateError, Certificates, digest, from_json, read, to_json, write
from tests.classifiers.noise.statistics_samples import ORIGIN, certificate

ONE = certificate()
BOTH = Certificates((ONE, certificate(2, origin=replace(ORIGIN, channel="courriel"))))
TEXT = to_json(BOTH)
OF_HATE = """
        "fields": [
          "haine"
        ],"""


def test_a_file_says_back_what_was_written(tmp_path: Path) -> None:
    write(tmp_path / "certificats.json", BOTH)
    assert read(tmp_path / "certificats.json") == BOTH
    assert [path.name for path in tmp_path.iterdir()] == ["certificats.json"]
    assert to_json(from_json(TEXT)) == TEXT


def of_fields(seed: int, *fields: str) -> Certificate:
    return certificate(seed, origin=replace(ORIGIN, fields=fields))


def test_each_channel_has_its_own_certificates_one_a_field() -> None:
    assert BOTH.of("courriel") == BOTH.certificates[1:]
    assert BOTH.of("téléphone") == ()
    newer, other = certificate(3), of_fields(4, "suicide")
    assert BOTH.with_one(newer).of("site") == (newer,)
    assert BOTH.with_one(other).of("site") == (ONE, other)
    both = of_fields(5, "haine", "suicide")
    assert BOTH.with_one(other).with_one(both).of("site") == (both,)
    assert len(BOTH.with_one(newer).certificates) == 2
    with pytest.raises(ValueError, match=r"^certificates : le canal « site » a deux certificats pour le champ haine"):
        Certificates((certificate(), certificate(2)))


def test_one_that_covers_a_part_of_another_is_refused() -> None:
    some = Certificates((of_fields(1, "haine", "terrorisme"),))
    with pytest.raises(ValueError, match="champ haine ; caler ensemble"):
        some.with_one(of_fields(2, "haine", "suicide"))


def test_a_file_of_the_first_format_speaks_of_hate() -> None:
    """Its certificates named no field; nothing in it is read otherwise, and nothing wrong is let through."""
    first = TEXT.replace("certificates-2", "certificates-1").replace(OF_HATE, "")
    assert first.count("fields") == 0
    assert from_json(first) == BOTH
    with pytest.raises(CertificateError, match="n : à renseigner"):
        from_json(first.replace('"n": 600,', "", 1))
    with pytest.raises(CertificateError, match="fields : à renseigner"):
        from_json(TEXT.replace(OF_HATE, "", 1))


def test_the_digest_is_that_of_everything_the_certificate_says() -> None:
    one = certificate()
    assert digest(one) == digest(from_json(to_json(Certificates((one,)))).certificates[0])
    assert len(digest(one)) == 64
    assert len({digest(one), digest(replace(one, demonstration=True)), digest(replace(one, threshold=0.1))}) == 3


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"alpha": 0.01', '"alpha": NaN', "NaN n'est pas un nombre fini"),
        ('"alpha": 0.01', '"alpha": 1e999', "certificates.0.alpha : un nombre fini est attendu"),
        ('"alpha": 0.01', '"alpha": "0.01"', "certificates.0.alpha : valeur refusée"),
        ('"alpha": 0.01', '"alpha": 0.001', "certificates.0 : k : 1 erreurs sur 600 ne prouvent pas 0.001"),
        (f'"threshold": {ONE.threshold}', '"threshold": 0.99', "certificates.0 : threshold : 0.99 mettrait de côté de"),
        ('"n": 600', '"n": 900', "certificates.0 : k : 1 .* ; le certificat a été modifié ou abîmé : le refaire"),
        ('"alpha": 0.01', '"alpha": 0.01, "béta": 1', "certificates.0.béta : clé inconnue"),
        ('"alpha": 0.01', '"alpha": 0.01, "\\u001b": 1', r"certificates.0.'\\x1b' : clé inconnue"),
        ('"alpha": 0.01', '"alpha": 0.01, "alpha": 0.01', "'alpha' : clé répétée"),
        ('"channel": "site"', '"channel": "site", "x": 1', "certificates.0.origin.x : clé inconnue"),
        ('"missed": 0', '"missed": 0, "x": 1', "certificates.0.grounds.0.x : clé inconnue"),
        ('"n": 600,', "", "certificates.0.n : à renseigner"),
        ('"n": 600,', '"n": 600.5,', "certificates.0.n : valeur refusée"),
        ('"n": 600,', '"n": true,', "certificates.0.n : valeur refusée"),
        ('"missed": 0', '"missed": 41', "certificates.0.grounds.0 : missed : entre 0 et 40 attendu"),
        ('"site"', '"courriel"', "certificates : le canal « courriel » a deux certificats pour le champ haine"),
        ('"haine"', '"autre"', "certificates.0.origin : fields : un ou plusieurs champs"),
        ("2026-01-05", "2026-13-05", "certificates.0.origin.since : valeur refusée"),
        ("2026-01-05", "2027-01-05", "certificates.0.origin : until : la période finit avant"),
        ("certificates-2", "certificates-3", "format : valeur inconnue"),
        ("{", "", "certificats : "),
        ("{", "[" * 200_000, "certificats : "),
    ],
)
def test_what_is_wrong_is_refused_with_its_field(old: str, new: str, told: str) -> None:
    assert old in TEXT
    with pytest.raises(CertificateError, match=told):
        from_json(TEXT.replace(old, new, 1))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"null", b"[]", b"3"])
def test_any_bytes_are_refused_with_the_name_of_the_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "certificats.json").write_bytes(content)
    with pytest.raises(CertificateError, match=r"^certificats\.json : "):
        read(tmp_path / "certificats.json")
