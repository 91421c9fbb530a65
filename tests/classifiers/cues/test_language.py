"""The language is told only when it is clearly not French."""

from __future__ import annotations

import pytest

from classifiers.cues.language import foreign

CLEAR = [
    ("en", "I am going to come to your house and you will see what happens to the people like you"),
    ("es", "Los niños de la escuela no quieren que el maestro se vaya, pero no hay otra solución para todos"),
    ("de", "Ich weiß nicht, was du mit dem Auto gemacht hast, aber es ist nicht mehr da und wir sind müde"),
    ("it", "Non so che cosa hai fatto con la macchina, ma non è più qui e sono molto stanco di te"),
    ("ar", "سوف نلتقي غدا أمام المدرسة مع كل الأصدقاء"),
    ("ru", "Завтра мы встретимся перед школой со всеми друзьями"),
    ("zh", "明天我们在学校门口和所有朋友见面"),
    ("ja", "明日、学校の前でみんなと会いましょう"),
]
DOUBTFUL = [
    "",
    "😀😀😀",
    "Hello",
    "Je vais te retrouver demain devant chez toi, tu verras bien ce qui arrive aux gens comme toi",
    "mdr t trop con wesh jte jure c abusé",
    "Il a dit « I will be back » et tout le monde a ri dans la salle",
    "https://exemple.invalid/a/b?c=d",
    "سلام à tous mes amis de la promotion, on se retrouve samedi",
    "12345 67890 !!!",
]


@pytest.mark.parametrize(("language", "text"), CLEAR)
def test_a_clear_language_is_told(language: str, text: str) -> None:
    cue = foreign(text)
    assert cue is not None
    assert (cue.fact, cue.value, cue.start, cue.end) == ("langue", language, 0, len(text))


@pytest.mark.parametrize("text", DOUBTFUL)
def test_french_and_doubt_are_left(text: str) -> None:
    assert foreign(text) is None
