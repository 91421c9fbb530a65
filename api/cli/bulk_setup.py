"""Files and options that every task of a bulk run shares: they travel with it, and are opened once
a process.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import api.bulk
import api.cli
import api.kit
import api.rules
import api.statistics
import api.texts
import classifiers
import engine
import textfile
from api.backtest.laws import LawFiles, law_of_files
from api.kit.canonical import digest
from api.rules.edition_files import unpack
from api.rules.folder import shipped_law
from api.rules.tree import RulesTree, tree_of_folder
from api.texts.channels import NoiseChoice
from api.texts.input_lines import open_input, read_whole
from api.texts.second_reader import encoder_here
from filecache.address import packages_digest

_PACKAGES = (textfile, engine, classifiers, api.kit, api.rules, api.texts, api.bulk, api.cli, api.statistics)
_GZIP_LEVEL = 6
_LONGEST_CERTIFICATES = 16 << 20


class OtherVersion(Exception):
    """A worker whose code, rules or readers are not those of who asks: its answers would differ."""


class CertificateFile(NamedTuple):
    """A file of certificates: its name, which messages say, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class BulkSetup:
    """What decides of every line: a tree of rules (None: the shipped one), the certificates of a
    channel, the day; whether outputs are compressed; the digest of the code that answers.
    """

    rules: LawFiles | None
    channel: str | None
    certificates: CertificateFile | None
    day: date
    is_compressed: bool
    code: str

    @contextmanager
    def opened(self) -> Iterator[tuple[Path, NoiseChoice]]:
        """The folder of rules, and the certificates, as files while the block lasts.

        Raises:
            OtherVersion: this process has another code, or other shipped rules.
        """
        if self.code != running_code():
            raise OtherVersion
        with ExitStack() as stack:
            folder = shipped_law()
            if self.rules is not None:
                folder = stack.enter_context(RulesTree(unpack(self.rules.files)).folder())
            file = None
            if self.certificates is not None:
                file = Path(stack.enter_context(TemporaryDirectory(prefix="qualif-"))) / self.certificates.name
                file.write_bytes(self.certificates.content)
            yield folder, NoiseChoice(self.channel, file)

    def identity(self, *others: object) -> str:
        """Digest of the setup, and of what else decides."""
        certificates = None if self.certificates is None else hashlib.sha256(self.certificates.content).hexdigest()
        rules = None if self.rules is None else self.rules.digest
        return digest([rules, self.channel, certificates, self.is_compressed, self.code, *map(str, others)])

    def packed(self, text: str) -> bytes:
        """An output as its file has it. Half a character, which JSON can name and UTF-8 cannot
        hold, leaves as it came: escaped.
        """
        data = text.encode("utf-8", "backslashreplace")
        return gzip.compress(data, _GZIP_LEVEL, mtime=0) if self.is_compressed and data else data


def bulk_setup(rulesets: Path | None, choice: NoiseChoice, day: date, out: Path) -> BulkSetup:
    """The setup of a run.

    Raises:
        OSError, Unbounded: a file cannot be read.
        TreeError: the folder of rules holds something else.
    """
    rules = None
    if rulesets is not None:
        tree = tree_of_folder(rulesets)
        rules = law_of_files(tree.digest, tree.files)
    file = None
    if choice.certificates is not None:
        with open_input(choice.certificates) as stream:
            content = read_whole(stream, most=_LONGEST_CERTIFICATES)
        file = CertificateFile(choice.certificates.name, content)
    return BulkSetup(rules, choice.channel, file, day, out.suffix.lower() == ".gz", running_code())


def start_afresh() -> None:
    """Has this process read as one that starts: a shard gives the same bytes whatever was read
    before it.
    """
    encoder = encoder_here()
    if encoder is not None:
        encoder.forget()


@cache
def running_code() -> str:
    """Digest of the code that answers, and of the shipped rules."""
    return digest([packages_digest(_PACKAGES).hex(), tree_of_folder(shipped_law()).digest])
