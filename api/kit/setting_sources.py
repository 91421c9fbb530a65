"""Sources of settings: the environment, whose `QUALIF_…` variables must all be known, and files
that hold secrets.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import PydanticBaseSettingsSource

from textfile.quoting import nearest, short
from textfile.text import Unfit

PREFIX = "QUALIF_"
MAX_SECRET_BYTES = 64 * 1024
"""More than any list of keys takes."""
NOT_SETTINGS = frozenset(
    {"QUALIF_CACHE", "QUALIF_KEY", "QUALIF_STREAM_BROKER", "QUALIF_STREAM_STORE", "QUALIF_TEST_POSTGRESQL"}
)
"""Variables of the same prefix that are not the service's: the file cache, which commands use too
(docs/service.md), a client's key (docs/tutorial.md, examples/client.py), the addresses of a stream
(docs/guides/flux.md), the database of tests.
"""


class VariableNames(PydanticBaseSettingsSource):
    """Refuses a `QUALIF_…` variable that sets nothing: a misspelt one would leave a default in
    force.
    """

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Nothing: this source only checks."""
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """Nothing.

        Raises:
            Unfit: a variable that the service does not know.
        """
        known = {f"{PREFIX}{name.upper()}" for name in self.settings_cls.model_fields}
        known |= {f"{PREFIX}{n.upper()}_FILE" for n, f in self.settings_cls.model_fields.items() if _is_secret(f)}
        unknown = sorted(
            n for n in map(str.upper, os.environ) if n.startswith(PREFIX) and n not in known | NOT_SETTINGS
        )
        if unknown:
            name = short(unknown[0])
            word = unknown[0].removeprefix(PREFIX)
            plain = word.removesuffix("_FILE")  # only a secret has a file
            near = plain if PREFIX + plain in known else nearest(word, [one.removeprefix(PREFIX) for one in known])
            french = f"vouliez-vous {PREFIX}{near} ?" if near else "liste dans docs/service.md"
            english = f"did you mean {PREFIX}{near}?" if near else "list in docs/service.md"
            raise Unfit(f"{name} : variable inconnue ; {french}", f"{name}: unknown variable; {english}")
        return {}


def _is_secret(field: FieldInfo) -> bool:
    return "SecretStr" in str(field.annotation)


def _secret_in(path: Path, name: str) -> str:
    """The content of a file, without its last line break. A device has no end, a pipe may never
    begin: neither is opened.

    Raises:
        ValueError: it is no file, it is too large, or it cannot be read.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ValueError(f"{name} : ce n'est pas un fichier ordinaire")
        with path.open("rb") as stream:
            raw = stream.read(MAX_SECRET_BYTES + 1)
        if len(raw) > MAX_SECRET_BYTES:
            raise ValueError(f"{name} : fichier de plus de {MAX_SECRET_BYTES // 1024} Kio")
        return raw.decode().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{name} : fichier illisible") from error


class SecretFiles(PydanticBaseSettingsSource):
    """Secrets mounted as files: `QUALIF_TRACE_KEY_FILE` names the file that holds
    `QUALIF_TRACE_KEY`.
    """

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """The content of the file, without its last line break."""
        name = f"{PREFIX}{field_name.upper()}"
        path = os.environ.get(f"{name}_FILE")
        if path is None or not _is_secret(field):
            return None, field_name, False
        if os.environ.get(name):
            raise ValueError(f"{name} et {name}_FILE sont donnés tous les deux ; garder l'un")
        return _secret_in(Path(path), f"{name}_FILE"), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Every secret that has a file."""
        found = {n: self.get_field_value(f, n)[0] for n, f in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}
