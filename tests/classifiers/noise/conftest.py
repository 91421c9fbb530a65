"""What is never set aside, and the filter on the shipped reader, each opened once."""

from __future__ import annotations

from datetime import date

import pytest

from api.rules.folder import shipped_law
from api.rules.noise import read_parameters
from api.texts.lexicons import open_reader
from api.texts.noise_filter import open_filter
from api.texts.report_reader import whole_reader
from api.texts.second_reader import open_both
from classifiers.noise.filter import NoiseFilter
from classifiers.noise.never import Never

TODAY = date(2026, 12, 1)


@pytest.fixture(scope="session")
def never() -> Never:
    return Never(read_parameters())


@pytest.fixture(scope="session")
def shipped() -> NoiseFilter:
    """Under the demonstration's certificate."""
    cues = open_reader(shipped_law())
    reader = whole_reader(open_both(shipped_law(), cues), pytest.fail)
    assert reader is not None, "the reader of reports is needed here: install the extra `encoder`"
    return open_filter(reader=reader, cues=cues, today=TODAY)
