"""Language identification of foreign texts, told only when it is clear: by the script, else by the
small words.

Transparent and modest: it counts words that a language cannot do without, and says nothing of a
short or mixed text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from classifiers.cues.model import Cue

RULE = "langue"
MIN_WORDS = 5
MIN_SHARE = 0.2
MAX_READ = 4_000
MIN_LETTERS = 8

_SMALL = {
    "fr": "le la les de des du un une et est sont je tu il elle on nous vous ils elles ne pas que qui dans pour sur avec ce cette mon ton son au aux en se sa ses mais ou plus par suis es ai as va vais ça c'est c j t d l qu n s y a été être fait faut tout tous comme bien si leur",
    "en": "the a an of to and is are was were i you he she it we they my your his her not in on for with that this these those be have has do does will would can at by from all your but so just what who if me him them",
    "es": "el la los las de del un una y es son yo tú tu él ella nosotros no que en por para con su sus mi este esta lo se como más pero muy está están todos al te le me ya si cuando hay soy eres",
    "de": "der die das den dem des ein eine und ist sind ich du er sie es wir ihr nicht in auf für mit dass zu von im am auch aber wie nur mich dich sich mein dein alle hat haben wird bei nach was wenn",
    "it": "il lo la i gli le di del della un una e è sono io tu lui lei noi voi non che in per con su questo questa mio tuo suo si ma come più al dei delle ho hai ha tutti ti mi ci se anche",
    "pt": "o a os as de do da dos das um uma e é são eu você ele ela nós não que em no na por para com seu sua meu este esta se mas como mais ao está todos te me já isso muito",
    "nl": "de het een en is zijn ik jij je hij zij wij niet in op voor met dat dit te van aan ook maar als naar mijn jouw alle heeft hebben wordt bij wat er",
    "tr": "ve bir bu şu o ben sen biz siz için ile de da ne mi çok daha gibi ama var yok değil kadar olan olarak her",
    "pl": "i w na z do nie jest się to ja ty on ona my wy że jak ale czy za od po dla przez są był",
    "ro": "și este sunt nu în pe de la cu un o eu tu el ea noi voi că să din pentru mai care ce te mă",
}
_LANGUAGES: dict[str, tuple[str, ...]] = {}
for _language, _words in _SMALL.items():
    for _word in _words.split():
        _LANGUAGES[_word] = (*_LANGUAGES.get(_word, ()), _language)
_SCRIPTS = {
    "ARABIC": "ar", "HEBREW": "he", "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh", "THAI": "th", "GREEK": "el",
    "CYRILLIC": "ru", "ARMENIAN": "hy", "GEORGIAN": "ka", "DEVANAGARI": "hi", "BENGALI": "bn", "TAMIL": "ta", "ETHIOPIC": "am",
}  # fmt: skip
_TOKEN = re.compile(r"[^\W\d_]+")


def foreign(text: str) -> Cue | None:
    """A cue of the language of a text that is clearly not in French; None for French, and whenever
    there is a doubt.
    """
    head = text[:MAX_READ]
    words = _TOKEN.findall(head.lower())
    letters = sum(map(len, words))
    if letters < MIN_LETTERS:
        return None
    language = _by_script(words, letters) or _by_small_words(words)
    if language is None:
        return None
    start = len(text) - len(text.lstrip())
    return Cue("langue", language, start, max(start, len(text.rstrip())), 0.9, RULE)


def _by_script(words: list[str], letters: int) -> str | None:
    if all(word.isascii() for word in words):
        return None
    counts: dict[str, int] = {}
    for char in "".join(words):
        if char > "\u024f":
            script = unicodedata.name(char, "").split(" ")[0].split("-")[0]
            if script in _SCRIPTS:
                language = _SCRIPTS[script]
                counts[language] = counts.get(language, 0) + 1
    if "ja" in counts and "zh" in counts:
        counts["ja"] += counts.pop("zh")
    language, count = max(counts.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    mixed = any(word.isascii() and len(word) > 3 for word in words) and count < 0.8 * letters
    return language if count > 0.6 * letters and not mixed else None


def _by_small_words(words: list[str]) -> str | None:
    if len(words) < MIN_WORDS:
        return None
    counts = dict.fromkeys(_SMALL, 0)
    different = dict.fromkeys(_SMALL, 0)
    for word, times in Counter(words).items():
        for language in _LANGUAGES.get(word, ()):
            counts[language] += times
            different[language] += 1
    french = counts.pop("fr")
    language, count = max(counts.items(), key=lambda item: (item[1], item[0]))
    return language if count >= MIN_SHARE * len(words) and different[language] >= 3 and count > 2 * french else None
