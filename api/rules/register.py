"""The closed lists of the register, from `rulesets/parameters/registre.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.rules.parameter_files import read_for_check, read_rules_file
from textfile.diagnostics import Diagnostic
from textfile.text import Text

FILE = Path("parameters/registre.yaml")


class RegisterCode(BaseModel):
    """Code of a closed list: its words, and its ICCAM code when there is one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Text
    iccam: int | None = None


class CodeList(BaseModel):
    """Closed list of codes. `sure` says how its values are known."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Text
    sure: Literal["T", "S", "M", "AV"]
    values: Mapping[str, RegisterCode] = Field(min_length=1)


class _Lists(BaseModel):
    model_config = ConfigDict(extra="forbid")

    origin: CodeList
    service: CodeList
    typology: CodeList
    victim_age: CodeList
    victim_sex: CodeList
    classification: CodeList
    commerciality: CodeList


LISTS = tuple(_Lists.model_fields)


Vocabulary = Mapping[str, CodeList]


class RegisterFile(BaseModel):
    """`parameters/registre.yaml`."""

    model_config = ConfigDict(extra="forbid")

    register_: _Lists = Field(alias="register")

    @property
    def lists(self) -> Vocabulary:
        """The lists, by name."""
        return {name: getattr(self.register_, name) for name in LISTS}


def open_vocabulary(rulesets: Path | None) -> Vocabulary:
    """The lists of a folder of rules, or the shipped ones when it has none.

    Raises:
        RulesetError: the file is unreadable, or does not hold exactly the lists of the register.
    """
    return read_rules_file(RegisterFile, FILE, rulesets).lists


def check_register(root: Path) -> tuple[list[Diagnostic], Vocabulary | None]:
    """What is wrong in the lists of a folder, and these lists; None when they have no shape.
    Without a file, the shipped ones.
    """
    file = read_for_check(RegisterFile, FILE, root)
    if file.document is None and not file.faults:
        return [], open_vocabulary(None)
    return file.with_names(lambda *_: ()), file.value.lists if file.value is not None else None
