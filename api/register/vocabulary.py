"""The closed lists of the register, from `rulesets/parameters/registre.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.law_folder import shipped_law
from engine.model.text import Text

FILE = Path("parameters/registre.yaml")
LISTS = ("origin", "service", "typology", "victim_age", "victim_sex", "classification", "commerciality")


class Code(BaseModel):
    """One value: its words, and its ICCAM code when there is one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Text
    iccam: int | None = None


class CodeList(BaseModel):
    """One closed list. `sure` says how its values are known."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Text
    sure: Literal["T", "S", "M", "AV"]
    values: Mapping[str, Code] = Field(min_length=1)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    register_: dict[str, CodeList] = Field(alias="register")


Vocabulary = Mapping[str, CodeList]


def open_vocabulary(rulesets: Path | None) -> Vocabulary:
    """The lists of a folder of rules, or the shipped ones when it has none.

    Raises:
        ValueError: the file is unreadable, or does not hold exactly the lists of the register.
    """
    own = rulesets / FILE if rulesets is not None else None
    path = own if own is not None and own.exists() else shipped_law() / FILE
    try:
        lists = _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).register_
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ValueError(f"{path.name} : illisible : {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise ValueError(f"{path.name} : {'.'.join(map(str, first['loc']))} : {first['msg']}") from error
    if set(lists) != set(LISTS):
        raise ValueError(f"{path.name} : listes attendues : {', '.join(LISTS)}")
    return lists
