"""Copies of public texts are found whatever their accents, capitals and marks."""

from __future__ import annotations

from tools.copies import copies, runs

TEXTS = {"a": "Le boulanger du village a fermé sa porte ce matin pour de bon.", "b": "Il pleut encore sur la ville."}


def test_a_run_of_words_and_a_whole_short_text_are_found() -> None:
    lines = [
        ("x.yaml", 1, 'hits: ["Hier, LE BOULANGER du village a ferme sa porte !"]'),
        ("x.yaml", 2, 'hits: ["Bonjour.", "Il pleut encore, sur la ville"]'),
    ]
    found = list(copies(lines, runs(TEXTS, 7), 7))
    assert [(copy.line, copy.public) for copy in found] == [(1, "a"), (2, "b")]


def test_fewer_words_in_a_row_are_nobody_s() -> None:
    lines = [("x.yaml", 1, 'hits: ["Le boulanger du village a ouvert", "Il pleut encore sur la ville et la plaine"]')]
    assert list(copies(lines, runs(TEXTS, 7), 7)) == []
