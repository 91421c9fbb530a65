"""The components say what the readers say when asked directly: the same fields and cues, at the same place of the same voice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
import spacy
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example

from classifiers.cues.model import Cue
from classifiers.pipeline.components import LEXICONS, READER, add_whole
from classifiers.pipeline.report import VOICES, report_doc, report_of, voices_of
from classifiers.pipeline.spans import CUES, add_cues, cues_of, label
from classifiers.reader.reader import Whole
from classifiers.reader.reading import FIELDS, ReportText
from classifiers.second.pieces import pieces
from tests.classifiers.pipeline import small
from tests.classifiers.reader.test_reader import numbers
from tests.docs.examples import ROOT

REPORT = ReportText("Il dit alpha. Puis gamma delta !", "J'ai vu alpha hier.", "haine")
ENTRY_POINTS = ("spacy_factories", "spacy_tokenizers", "spacy_misc")


@cache
def pipeline(component: str) -> Language:
    """The same for all tests; the words of French take two seconds to open."""
    return small.pipeline(component)


def every_report() -> list[ReportText]:
    """Each text as either voice, and as both."""
    texts = small.texts()
    pairs = [(one, None) for one in texts] + [(None, one) for one in texts]
    pairs += list(zip(texts, reversed(texts), strict=True))
    return [ReportText(text, comment, "haine") for text, comment in pairs] + [ReportText(None, None, None), REPORT]


def same(doc: Doc, report: ReportText, whole: Whole) -> None:
    """A Doc says what was read of a report directly."""
    assert report_of(doc) == report
    assert numbers(doc._.qualif_reading) == pytest.approx(numbers(whole.reading), abs=1e-5)
    assert doc.cats == {name: doc._.qualif_reading.fields[name] for name in FIELDS}
    for voice, side in zip(VOICES, (whole.text, whole.comment), strict=True):
        assert cues_of(doc, voice) == (() if side is None else side.cues)
    placed(doc)


def placed(doc: Doc) -> None:
    """Each span is labelled by a cue of its voice, and holds its words: the tokens that they touch, no other."""
    begun = {voice.name: voice.start for voice in voices_of(doc)}
    for voice in VOICES:
        assert tuple(span._.qualif_cue for span in doc.spans[voice]) == cues_of(doc, voice)
        for span in doc.spans[voice]:
            cue = span._.qualif_cue
            start, end = begun[voice] + cue.start, begun[voice] + cue.end
            assert span.label_ == label(cue)
            assert span.start_char <= start < end <= span.end_char + 1  # one blank may end a cue, and no token holds it
            assert start < span.start_char + len(span[0]) + 1
            assert span[-1].idx < end


@pytest.mark.parametrize("report", every_report(), ids=lambda one: ascii(one.text or one.comment)[:20])
def test_the_lexicons_say_the_same(report: ReportText) -> None:
    doc = pipeline(LEXICONS)(report_doc(pipeline(LEXICONS), report))
    for voice, words in zip(VOICES, (report.text, report.comment), strict=True):
        assert cues_of(doc, voice) == (small.CUES.read(words) if words and words.strip() else ())
    placed(doc)
    assert doc._.qualif_reading is None


def test_the_reader_says_the_same_one_by_one_and_by_batches() -> None:
    nlp, reports = pipeline(READER), every_report()
    several = nlp.pipe((report_doc(nlp, one) for one in reports), batch_size=7)
    for doc, report, whole in zip(several, reports, small.REPORTS.read_whole(reports), strict=True):
        same(doc, report, whole)
        same(nlp(report_doc(nlp, report)), report, next(small.REPORTS.read_whole([report])))


def test_a_plain_text_is_the_words_of_the_content() -> None:
    doc = pipeline(READER)("Il dit alpha.")
    assert report_of(doc) == ReportText("Il dit alpha.")
    assert [span.text for span in doc.spans["text"]] == ["Il dit alpha."] * len(doc.spans["text"])
    assert doc.spans["text"]
    assert not doc.spans["comment"]


def test_a_span_says_standing_source_and_confidence() -> None:
    doc = pipeline(LEXICONS)(report_doc(pipeline(LEXICONS), REPORT))
    [said, *_] = doc.spans["comment"]
    assert said.text == "alpha"
    assert doc.text[said.start_char : said.end_char] == "alpha"
    assert said._.qualif_standing == "presumed"
    assert said._.qualif_source == "commentaire du signalant (coup)"
    assert said._.qualif_confidence == 0.7
    assert {span._.qualif_source for span in doc.spans["text"]} == {"indice textuel (coup)", "indice textuel (nom)"}
    assert doc[0:1]._.qualif_cue is doc[0:1]._.qualif_standing is doc[0:1]._.qualif_source is None


def test_a_doubted_cue_presumes_nothing() -> None:
    doc = pipeline(LEXICONS).make_doc("alpha")
    add_cues(doc, {"text": [Cue("menace", True, 0, 5, 0.1, "coup")]})
    assert doc.spans["text"][0]._.qualif_standing == "doubted"


def test_sentences_are_the_pieces_that_are_read() -> None:
    text = (
        "Il a dit non. " * 8 + "Une phrase bien plus longue que les autres, qui se lit seule et sans la suivante. Fin."
    )
    doc = pipeline(READER)(report_doc(pipeline(READER), ReportText(text, "Un commentaire.")))
    wanted = [text[one.start : one.end] for one in pieces(text)]
    assert [sentence.text.strip() for sentence in doc.sents] == [*wanted, "Un commentaire."]


def test_a_component_of_the_user_comes_after() -> None:
    @Language.component("tests_count")
    def count(doc: Doc) -> Doc:
        doc.user_data["count"] = len(doc.spans["text"]) + len(doc.spans["comment"])
        return doc

    nlp = small.pipeline(LEXICONS)
    nlp.add_pipe("tests_count", last=True)
    assert [doc.user_data["count"] for doc in nlp.pipe([report_doc(nlp, REPORT), "rien"])] == [5, 0]
    assert count is not None


def test_displacy_shows_each_voice() -> None:
    doc = pipeline(LEXICONS)(report_doc(pipeline(LEXICONS), REPORT))
    for voice in VOICES:
        shown = displacy.render(doc, style="span", options={"spans_key": voice}, jupyter=False)
        assert "menace=true" in shown


def test_a_doc_comes_back_whole_from_a_docbin() -> None:
    nlp = pipeline(READER)
    reports = [one for one in every_report() if one.text != "\x00"]
    docs = list(nlp.pipe(report_doc(nlp, one) for one in reports))
    raw = DocBin(docs=docs, store_user_data=True).to_bytes()
    other = small.blank()
    for back, doc, report in zip(DocBin().from_bytes(raw).get_docs(other.vocab), docs, reports, strict=True):
        assert report_of(back) == report
        assert back._.qualif_reading == doc._.qualif_reading
        assert back.cats == doc.cats
        for voice in VOICES:
            assert cues_of(back, voice) == cues_of(doc, voice)
        placed(back)


def test_the_scorer_counts_spans_by_voice_and_fields() -> None:
    nlp = pipeline(READER)
    read = nlp(report_doc(nlp, REPORT))
    gold = report_doc(nlp, REPORT)
    add_whole(gold, next(small.REPORTS.read_whole([REPORT])))
    gold.cats = {name: float(share > 0.5) for name, share in read.cats.items()}
    scores = nlp.evaluate([Example(report_doc(nlp, REPORT), gold)])
    assert scores["spans_text_f"] == scores["spans_comment_f"] == 1.0
    assert scores["cats_micro_f"] in (0.0, 1.0)  # 0: no field over a half
    gold.spans["comment"] = []
    assert nlp.evaluate([Example(report_doc(nlp, REPORT), gold)])["spans_comment_p"] == 0.0


def test_a_pipeline_is_written_and_read_again(tmp_path: Path) -> None:
    pipeline(LEXICONS).to_disk(tmp_path)
    again = spacy.load(tmp_path)
    doc = again(report_doc(again, REPORT))
    assert doc.user_data[CUES] == pipeline(LEXICONS)(report_doc(pipeline(LEXICONS), REPORT)).user_data[CUES]


def test_an_installation_registers_what_the_configuration_names(tmp_path: Path) -> None:
    """As an installed package would: by its entry points alone, nothing of the project imported."""
    points = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    assert tuple(points) == ENTRY_POINTS
    folder = tmp_path / "essai_qualif-1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: essai-qualif\nVersion: 1\n")
    lines = [
        f"[{group}]\n" + "".join(f"{name} = {where}\n" for name, where in points[group].items()) for group in points
    ]
    (folder / "entry_points.txt").write_text("".join(lines))
    code = (
        "import json, spacy\n"
        "nlp = spacy.blank('fr', config={'nlp': {'tokenizer': {'@tokenizers': 'qualif.LinearTokenizer.v1'}}})\n"
        "nlp.add_pipe('qualif_pieces'); nlp.add_pipe('qualif_lexicons')\n"
        "doc = nlp('Je vais te tuer demain.')\n"
        "print(json.dumps([nlp.pipe_names, [s.label_ for s in doc.spans['text']]]))\n"
    )
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    ran = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    names, labels = json.loads(ran.stdout)
    assert names == ["qualif_pieces", "qualif_lexicons"]
    assert "menace=true" in labels
