"""Settings of a reader behind a model server, beside its address and its model: those of the
service, which commands follow too.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from api.kit.setting_sources import PREFIX, SecretFiles


class ReaderSettings(BaseSettings):
    """How a model server is called: `QUALIF_READER_…` variables, the key in a file if one
    likes.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    reader_key: SecretStr | None = Field(None, description="Clé auprès de ce serveur.")
    reader_host: str | None = Field(
        None, description="Hôte de ce serveur, en toutes lettres, s'il n'est ni cette machine ni un réseau privé."
    )
    reader_authorities: Path | None = Field(
        None, description="Fichier d'autorités de certification de l'opérateur, outre celles du système."
    )
    reader_seconds: float = Field(
        60, gt=0, le=600, description="Secondes laissées à ce serveur pour une réponse entière."
    )
    reader_at_once: int = Field(4, ge=1, le=64, description="Signalements que ce serveur lit à la fois.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment, then secrets in files."""
        return init_settings, env_settings, SecretFiles(settings_cls)
