"""What is read of a proof part by part is what its bytes say."""

from __future__ import annotations

import json

import pytest

from engine.explanation.proof import ProofWriter
from engine.explanation.proof_reader import ProofReader
from tests.engine.reasoning.sample import sample
from tests.generators.reports import random_report


@pytest.mark.parametrize("seed", range(4))
def test_the_data_is_that_of_the_bytes(seed: int) -> None:
    law = sample(seed)
    random, reader, writer = law.random("read"), ProofReader(ProofWriter(law.ruleset)), ProofWriter(law.ruleset)
    for _ in range(12):
        answer = law.engine.qualify(*random_report(random, law.ruleset, law.vocabulary, raised=0.1))
        written, data = reader.read(answer)
        assert written == writer.data(answer)
        assert data == json.loads(written)
        assert list(data) == list(json.loads(written))
