"""The closed lists of the register, from `rulesets/parameters/registre.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from api.rules.parameter_files import read_rules_file
from textfile.text import Text

FILE = Path("parameters/registre.yaml")
LISTS = ("origin", "service", "typology", "victim_age", "victim_sex", "classification", "commerciality")


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


class _RegisterFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    register_: dict[str, CodeList] = Field(alias="register")

    @field_validator("register_")
    @classmethod
    def _whole(cls, lists: dict[str, CodeList]) -> dict[str, CodeList]:
        if set(lists) != set(LISTS):
            raise ValueError(f"listes attendues : {', '.join(LISTS)}")
        return lists


Vocabulary = Mapping[str, CodeList]


def open_vocabulary(rulesets: Path | None) -> Vocabulary:
    """The lists of a folder of rules, or the shipped ones when it has none.

    Raises:
        RulesetError: the file is unreadable, or does not hold exactly the lists of the register.
    """
    return read_rules_file(_RegisterFile, FILE, rulesets).register_
