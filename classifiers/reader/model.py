"""The model file of the reader: weights, what their rows and columns stand for, and nothing of
anybody's words.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from classifiers.reader.features import Floats, facts_width
from classifiers.reader.network import (
    Counts,
    Lines,
    Logits,
    ReportNetwork,
    Scale,
    Trunk,
    mean_network,
    network_shapes,
    trunk_shapes,
)
from classifiers.reader.posts import PostHead, PostScale
from classifiers.reader.reading import CATEGORIES, HEADS
from classifiers.second.archive import NotPlain, read_archive, write_archive
from classifiers.second.counts import COUNTED
from classifiers.second.network import QuantizedWeight
from classifiers.second.values import ShownValue

FORMAT = "qualif-reader-5"
MODEL, CARD = "reader.skops", "card.md"
AGAIN = "refaire `python -m training.reader`"


class BadReaderModel(Exception):
    """A model file that cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class ReaderModel:
    """A trunk and the networks over it, a byte a weight; lines over the second reader's values;
    those over words and letters, a byte a weight too; the scale of their sum; the head of posts.

    `offences`: the identifiers of the offences that it learnt, a column each after those of the
    heads.

    `about` holds versions, seeds, digests, counts and measures, never a text.
    """

    values: tuple[ShownValue, ...]
    signs: tuple[QuantizedWeight, ...]
    networks: tuple[tuple[QuantizedWeight, ...], ...]
    lines: Lines
    counts: tuple[QuantizedWeight, ...]
    scale: Scale
    posts: PostHead
    offences: tuple[str, ...]
    about: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def trunk(self) -> Trunk:
        """The trunk in single precision."""
        return Trunk(*(one.weight() for one in self.signs))

    @property
    def several(self) -> tuple[ReportNetwork, ...]:
        """The networks, in single precision."""
        return tuple(ReportNetwork(*(one.weight() for one in network)) for network in self.networks)

    @cached_property
    def network(self) -> ReportNetwork:
        """The mean of the networks."""
        return mean_network(self.several)

    @cached_property
    def counted(self) -> Counts:
        """The lines over words and letters, in single precision."""
        return Counts(*(one.weight() for one in self.counts))

    def probabilities(self, rows: Floats, facts: Floats, counts: csr_matrix) -> Floats:
        """The probability of each head, then of each offence, per report; shape (reports, heads +
        offences).
        """
        return self.scale.probabilities(
            Logits(self.network.logits(rows), self.lines.logits(facts), self.counted.logits(counts))
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of every number, and of what rows and columns stand for."""
        seen = hashlib.sha256(_layout(self).encode())
        for array in _arrays(self):
            seen.update(f"{array.shape}{array.dtype}".encode() + np.ascontiguousarray(array).tobytes())
        return seen.hexdigest()


def save(model: ReaderModel, path: Path) -> None:
    """Writes the model."""
    content = {
        "format": FORMAT,
        "named": _layout(model),
        "signs": [tuple(one) for one in model.signs],
        "networks": [[tuple(one) for one in network] for network in model.networks],
        "lines": tuple(model.lines),
        "counts": [tuple(one) for one in model.counts],
        "scale": tuple(model.scale),
        "posts": [tuple(model.posts.lines), tuple(model.posts.counts), np.array(model.posts.scale)],
        "about": json.dumps(model.about, ensure_ascii=False, sort_keys=True),
        "digest": model.digest,
    }
    write_archive(content, path)


def load(path: Path) -> ReaderModel:
    """Reads a model; nothing in the file is run.

    Raises:
        BadReaderModel: unreadable, of another format, or altered.
    """
    try:
        content = read_archive(path)
        if content["format"] != FORMAT:
            raise BadReaderModel(f"{path.name} : format {content['format']!r}, attendu {FORMAT!r} ; {AGAIN}")
        named = json.loads(content["named"])
        model = ReaderModel(
            tuple((fact, value) for fact, value in named["values"]),
            tuple(QuantizedWeight(*one) for one in content["signs"]),
            tuple(tuple(QuantizedWeight(*one) for one in network) for network in content["networks"]),
            Lines(*content["lines"]),
            tuple(QuantizedWeight(*one) for one in content["counts"]),
            Scale(*content["scale"]),
            _post_head(*content["posts"]),
            tuple(named["offences"]),
            json.loads(content["about"]),
        )
        fits = named == json.loads(_layout(model)) and _fits(model)
    except BadReaderModel:
        raise
    except NotPlain as error:
        raise BadReaderModel(f"{path.name} : contient autre chose que des nombres ; {AGAIN}") from error
    except Exception as error:  # zipfile, json and numpy each raise their own on a damaged file
        raise BadReaderModel(f"{path.name} : modèle illisible ({type(error).__name__}) ; {AGAIN}") from error
    if not fits:
        raise BadReaderModel(f"{path.name} : modèle incohérent ; {AGAIN}")
    if model.digest != content["digest"]:
        raise BadReaderModel(f"{path.name} : l'empreinte ne correspond pas : fichier modifié ; {AGAIN}")
    return model


def _post_head(lines: tuple[Any, Any], counts: tuple[Any, Any], scale: Any) -> PostHead:
    return PostHead(Lines(*lines), QuantizedWeight(*counts), PostScale(*scale.tolist()))


def _fits(model: ReaderModel) -> bool:
    signs, heads, networks = len(model.trunk.sign_bias), len(HEADS) + len(model.offences), model.several
    shapes = [tuple(weight.shape for weight in model.trunk) == trunk_shapes(signs), len(networks) > 0]
    for network in networks:
        asked = network_shapes(signs, len(network.hidden_bias), heads)
        shapes.append(tuple(weight.shape for weight in network) == asked)
    shapes.append(model.lines.weight.shape == (facts_width(len(model.values)), heads))
    shapes.append(tuple(weight.shape for weight in model.counted) == ((COUNTED, heads), (heads,)))
    shapes += [array.shape == (heads,) for array in (model.lines.bias, *model.scale)]
    shapes.append(model.posts.fits(len(model.values)))
    return all(shapes) and all(np.isfinite(array).all() for array in _arrays(model))


def _arrays(model: ReaderModel) -> Iterator[np.ndarray[Any, Any]]:
    for one in (*model.signs, *(weight for network in model.networks for weight in network), *model.counts):
        yield from one
    yield from (*model.lines, *model.scale, *model.posts.lines, *model.posts.counts, np.array(model.posts.scale))


def _layout(model: ReaderModel) -> str:
    return json.dumps({"values": model.values, "heads": HEADS, "categories": CATEGORIES, "offences": model.offences})
