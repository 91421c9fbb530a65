"""Self-tests of lexicons: each rule on its own hits and misses, and the sentences from which
nothing must be read.
"""

from __future__ import annotations

from classifiers.cues.lexicon import Lexicon
from classifiers.cues.model import CueRule, LexiconFault
from classifiers.cues.reader import CueReader
from classifiers.cues.shapes import value_name


def count(lexicon: Lexicon) -> int:
    """The number of sentences the lexicon tries itself on."""
    return sum(len(rule.hits) + len(rule.misses) for rule in lexicon.rules) + len(lexicon.sources.quiet)


def try_all(reader: CueReader) -> list[LexiconFault]:
    """The failures of the lexicon's own tests: by file, in order."""
    faults: list[LexiconFault] = []
    for rule in reader.lexicon.rules:
        faults += _try_rule(reader, rule)
    for file, example in reader.lexicon.sources.quiet:
        cues = [cue for cue in reader.read(example.text) if cue.fact != "langue"]
        if cues:
            told = ", ".join(sorted({f"{cue.fact}={value_name(cue.value)} ({cue.rule})" for cue in cues}))
            faults.append(
                LexiconFault(
                    "L403",
                    file,
                    example.path,
                    f"cette phrase ne devait rien donner, elle donne {told}",
                    "préciser le motif, ou ajouter un cadre à `unless`",
                )
            )
    return faults


def _try_rule(reader: CueReader, rule: CueRule) -> list[LexiconFault]:
    faults: list[LexiconFault] = []
    if rule.source is not None:
        return faults  # what the linguistic pass finds is not the lexicon's to try
    if not rule.hits or not (rule.misses or rule.frame):
        what = (
            "ni `hits` ni `misses`"
            if not rule.hits and not rule.misses
            else "pas de `hits`"
            if not rule.hits
            else "pas de `misses`"
        )
        faults.append(
            LexiconFault(
                "L404",
                rule.file,
                rule.path,
                f"`{rule.id}` n'a {what}",
                "ajouter une phrase qui doit le donner, et une voisine qui ne le doit pas",
            )
        )
    for example in rule.hits:
        spans = reader.frames(example.text).get(rule.id, [])
        shown = [example.text[start:end].strip() for start, end in spans]
        if not spans:
            faults.append(
                LexiconFault(
                    "L401",
                    rule.file,
                    example.path,
                    f"`{rule.id}` ne se trouve pas dans cette phrase",
                    _why(reader, rule, example.text),
                )
            )
        elif example.words is not None and example.words not in shown:
            faults.append(
                LexiconFault(
                    "L401",
                    rule.file,
                    example.path,
                    f"`{rule.id}` y montre « {' », « '.join(shown)} »",
                    f"mots attendus : « {example.words} » ; les mettre entre `<` et `>` dans le motif",
                )
            )
    for example in rule.misses:
        spans = reader.frames(example.text).get(rule.id, [])
        if spans:
            start, end = spans[0]
            faults.append(
                LexiconFault(
                    "L402",
                    rule.file,
                    example.path,
                    f"`{rule.id}` se trouve à tort dans cette phrase : « {example.text[start:end]} »",
                    "préciser le motif, ou ajouter un cadre à `unless`",
                )
            )
    return faults


def _why(reader: CueReader, rule: CueRule, text: str) -> str:
    """Whether no pattern matches, or what keeps the match from standing."""
    if rule.id not in reader.matching(text):
        return "aucun motif n'y correspond"
    others = sorted(set(reader.frames(text)) - {rule.id})
    about = f" ; cadres et indices trouvés : {', '.join(others)}" if others else ""
    return f"un motif y correspond, mais `unless`, `with`, `between` ou un cadre qui fait taire l'écarte{about}"
