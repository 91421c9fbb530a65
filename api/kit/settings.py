"""Settings from outside: `QUALIF_…` variables, or `QUALIF_…_FILE` for a secret kept in a file."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from api.kit.permissions import Role
from api.kit.setting_sources import PREFIX, SecretFiles, VariableNames
from textfile.text import Unfit

SQLITE_FILE = "qualif.sqlite3"
DATA_FOLDER, EARLIER_FOLDER = Path("qualif-data"), Path("data")
"""Of the SQLite database, where none is chosen: a folder of its own, for the data folder is closed
to others. Earlier versions had it in that of the repository's annotated files.
"""
PLACEHOLDER = "changez-moi"
"""What a secret holds when nobody chose one; refused in production."""
LEAST_KEY, LEAST_DIFFERENT = 32, 8
"""Characters of a key in production, and how many different ones: digests made with a shorter one
could be searched for what they stand for.
"""


def _data_folder() -> Path:
    """The data folder where none is chosen: that of a database of before, while there is no
    other.
    """
    there = [folder for folder in (DATA_FOLDER, EARLIER_FOLDER) if (folder / SQLITE_FILE).is_file()]
    return (there or [DATA_FOLDER])[0]


class Settings(BaseSettings):
    """Every setting of the service. Each is documented in docs/service.md; a test compares the
    two.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True)

    environment: Literal["development", "production"] = Field(
        "development", description="`production` refuse les secrets non choisis et exige des cookies sûrs."
    )
    data_dir: Path = Field(
        default_factory=_data_folder,
        description="Dossier de la base SQLite, quand aucune autre n'est donnée.",
    )
    database_url: SecretStr | None = Field(
        None, description="Base PostgreSQL (`postgresql+psycopg://…`) ; absente : SQLite dans le dossier de données."
    )
    database_wait_seconds: float = Field(
        10, gt=0, le=600, description="Attente la plus longue d'un verrou ou d'une connexion de la base ; puis 503."
    )
    database_statement_seconds: float = Field(
        30, gt=0, le=86_400, description="Durée la plus longue d'une instruction de PostgreSQL ; puis 503."
    )
    database_connect_seconds: int = Field(
        5, ge=1, le=600, description="Durée la plus longue d'une ouverture de connexion à PostgreSQL."
    )
    rulesets: Path | None = Field(None, description="Dossier de règles ; absent : celui livré.")
    laws_kept_in_memory: int = Field(
        3, ge=1, le=50, description="Règles d'alors gardées prêtes en mémoire, outre celles d'aujourd'hui."
    )
    publications_seconds: float = Field(
        1, gt=0, le=3_600, description="Secondes entre deux regards sur ce qui est publié : les règles à servir."
    )
    coverage_file: Path | None = Field(
        None,
        description="Couverture par les cas ; absente : `coverage.json`, à côté des règles (`qualif rules coverage --write`).",
    )
    law_texts: Path | None = Field(
        None,
        description="Fichier de droit (archive LEGI, legi.sqlite ou texte) d'où montrer les articles que les règles citent ; absent : aucun texte officiel.",
    )
    noise_certificates: Path | None = Field(
        None,
        description="Certificats de la hotline, tenus par `qualif noise calibrate` ; absent : celui de démonstration.",
    )
    noise_demonstration: bool | None = Field(
        None,
        description="Le seuil de démonstration peut mettre de côté, faute de certificats de la hotline ; par défaut, en développement seulement.",
    )
    host: str = Field("127.0.0.1", description="Adresse d'écoute ; la boucle locale par défaut.")
    port: int = Field(8000, ge=0, le=65535, description="Port d'écoute.")
    workers: int = Field(
        1, ge=1, le=64, description="Processus du service sur cette machine ; plusieurs demandent PostgreSQL."
    )
    public_url: str | None = Field(
        None, description="Adresse publique du service, pour les liens de connexion et les types de problèmes."
    )
    timezone: str = Field("Europe/Paris", description="Fuseau du jour de décision et du jour d'annulation.")
    contact_keys: SecretStr = Field(
        SecretStr(PLACEHOLDER),
        description="Clés Fernet des coordonnées, séparées par des virgules ; la première chiffre, toutes déchiffrent.",
    )
    trace_key: SecretStr = Field(
        SecretStr(PLACEHOLDER), description="Clé des empreintes d'adresses et de textes, qui survivent à l'effacement."
    )
    audit_key: SecretStr | None = Field(
        None,
        description="Clé du tirage au sort de ce qui est écarté, et des sceaux du journal ; absente : dérivée de celle des empreintes.",
    )
    secure_cookies: bool | None = Field(
        None, description="Cookies réservés à HTTPS ; par défaut, oui en production, non en développement."
    )
    oidc_issuer: str | None = Field(
        None, max_length=300, description="Émetteur OpenID Connect ; absent : connexion locale seulement."
    )
    oidc_client_id: str | None = Field(None, description="Identifiant du service chez ce fournisseur d'identité.")
    oidc_client_secret: SecretStr | None = Field(None, description="Secret du service chez ce fournisseur.")
    oidc_name: str | None = Field(
        None, max_length=80, description="Nom du fournisseur sur la page de connexion ; absent : son hôte."
    )
    oidc_roles: dict[str, Role] = Field(
        default_factory=dict, description="Groupes du fournisseur et rôle que chacun donne, en JSON."
    )
    password_words: tuple[str, ...] = Field(
        (), description="Mots de l'organisme qu'un mot de passe ne peut pas seulement répéter, en JSON."
    )
    oidc_groups_claim: str = Field(
        "groups", min_length=1, max_length=80, description="Champ du jeton d'identité qui porte les groupes."
    )
    log_form: Literal["auto", "json", "text"] = Field(
        "auto",
        description="Forme des journaux techniques ; `auto` : une phrase par ligne dans un terminal, JSON ailleurs.",
    )
    rules_work_seconds: int = Field(
        180,
        ge=5,
        le=3_600,
        description="Secondes de processeur laissées aux contrôles, cas et différences d'un brouillon de règles.",
    )
    rules_work_bytes: int = Field(
        4_000_000_000,
        ge=1_000_000_000,
        description="Mémoire (adresses) de chaque processus qui fait ces calculs, en octets.",
    )
    session_hours: int = Field(10, ge=1, le=720, description="Durée d'une session, en heures.")
    session_idle_minutes: int = Field(120, ge=1, le=43_200, description="Inactivité qui ferme une session, en minutes.")
    link_hours: int = Field(24, ge=1, le=720, description="Validité d'un lien de connexion à usage unique, en heures.")
    max_body_bytes: int = Field(5_000_000, ge=1_000, description="Taille maximale du corps d'une requête, en octets.")
    max_stream_bytes: int = Field(
        500_000_000, ge=1_000, description="Taille maximale d'un flux de textes à filtrer, en octets."
    )
    max_bodies_bytes: int = Field(
        100_000_000, ge=1_000, description="Octets des corps reçus et pas encore répondus, tous ensemble."
    )
    body_seconds: int = Field(30, ge=1, le=3_600, description="Secondes laissées à un corps pour arriver entier.")
    header_seconds: int = Field(
        10,
        ge=1,
        le=600,
        description="Secondes laissées à une connexion pour dire une requête entière ; puis elle est fermée.",
    )
    response_seconds: int = Field(
        30,
        ge=1,
        le=3_600,
        description="Secondes laissées à qui reçoit une réponse pour en lire la suite ; puis la connexion est coupée.",
    )
    max_connections: int = Field(
        500,
        ge=10,
        le=10_000,
        description="Connexions ouvertes ; au-delà, celle qui ne demande rien depuis longtemps est fermée.",
    )
    max_waiting: int = Field(
        200, ge=0, description="Requêtes qui attendent leur tour, dans chaque file ; au-delà, 503."
    )
    max_batch: int = Field(200, ge=1, le=2_000, description="Nombre maximal de signalements par envoi.")
    rate_per_minute: int = Field(
        3_000, ge=0, description="Requêtes par minute et par adresse appelante ; 0 : sans limite."
    )
    sign_in_per_minute: int = Field(
        10, ge=0, description="Essais de connexion par minute, par adresse et par compte ; 0 : sans limite."
    )
    reader_url: str | None = Field(
        None,
        max_length=500,
        description="Adresse d'un serveur de modèle (API de conversation compatible OpenAI) ; absente : le lecteur embarqué seul.",
    )
    reader_model: str | None = Field(
        None, min_length=1, max_length=200, description="Nom du modèle, tel que ce serveur le nomme."
    )
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
    reader_queue: int = Field(
        1_000, ge=0, le=100_000, description="Signalements qui attendent sa lecture ; au-delà, ils s'en passent."
    )
    hosting_database: Path | None = Field(
        None, description="Base MMDB de l'opérateur, qui donne le pays et le réseau d'une adresse IP."
    )
    hosting_delegations: Path | None = Field(
        None,
        description="Statistiques de délégation des registres, qui donnent le pays où une adresse IP est attribuée.",
    )
    notifier_name: str | None = Field(None, description="Nom du notifiant dans les notifications (DSA, art. 16).")
    notifier_email: str | None = Field(None, description="Adresse électronique du notifiant dans les notifications.")
    trusted_flagger: str | None = Field(
        None,
        description="Référence de signaleur de confiance, reprise dans les notifications ; absente : pas de statut.",
    )
    mail_host: str | None = Field(None, description="Serveur de courriel ; absent : rien ne part par courriel.")
    mail_port: int = Field(587, ge=1, le=65_535, description="Port du serveur de courriel.")
    mail_tls: Literal["starttls", "tls", "none"] = Field("starttls", description="Chiffrement de l'envoi.")
    mail_user: str | None = Field(None, description="Compte auprès du serveur de courriel.")
    mail_password: SecretStr | None = Field(None, description="Mot de passe de ce compte.")
    mail_from: str | None = Field(None, description="Adresse d'expéditeur des notifications envoyées par courriel.")
    purge_hour: int | None = Field(
        None,
        ge=0,
        le=23,
        description="Heure locale où ce qui a passé sa durée est effacé chaque jour ; absente : sur commande seulement (`qualif purge`).",
    )
    keep_contact_days: int = Field(90, ge=1, description="Conservation des coordonnées du signalant, en jours.")
    keep_text_days: int = Field(365, ge=1, description="Conservation du texte signalé, en jours.")
    keep_url_days: int = Field(365, ge=1, description="Conservation de l'adresse signalée, en jours.")
    keep_reason_days: int = Field(1_095, ge=1, description="Conservation du motif libre d'une décision, en jours.")
    keep_answer_days: int = Field(
        1_095, ge=1, description="Conservation des réponses rejouables et de la source libre des faits, en jours."
    )
    keep_trace_days: int = Field(1_095, ge=1, description="Conservation des empreintes de rapprochement, en jours.")
    keep_session_days: int = Field(30, ge=1, description="Conservation des sessions et liens expirés, en jours.")
    keep_idempotency_days: int = Field(2, ge=1, description="Conservation des clés d'idempotence, en jours.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order of sources: what code gives, then `QUALIF_X_FILE`, then `QUALIF_X`; no other file
        is read.
        """
        return init_settings, VariableNames(settings_cls), SecretFiles(settings_cls), env_settings

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise Unfit(
                "fuseau horaire inconnu ; par exemple Europe/Paris", "unknown time zone; for example Europe/Paris"
            ) from error
        return name

    @field_validator("public_url")
    @classmethod
    def _without_slash(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("http://", "https://")):
            raise Unfit("commence par http:// ou https://", "begins with http:// or https://")
        return url.rstrip("/") if url else None

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: SecretStr | None) -> SecretStr | None:
        if url is None:
            return None
        given = url.get_secret_value()
        if given.startswith(("postgresql://", "postgres://")):
            given = "postgresql+psycopg://" + given.partition("://")[2]
        if not given.startswith(("postgresql+psycopg://", "sqlite:///")):
            raise Unfit("commence par postgresql:// ou sqlite:///", "begins with postgresql:// or sqlite:///")
        try:
            named = make_url(given)
        except (ArgumentError, ValueError) as error:
            raise Unfit(
                "adresse de base illisible ; par exemple postgresql://compte@hote:5432/base",
                "unreadable database address; for example postgresql://account@host:5432/base",
            ) from error
        if named.drivername.startswith("sqlite") and named.database in (None, "", ":memory:"):
            raise Unfit(
                "sqlite:/// est suivi d'un fichier ; par exemple sqlite:////var/lib/qualif/qualif.sqlite3",
                "sqlite:/// is followed by a file; for example sqlite:////var/lib/qualif/qualif.sqlite3",
            )
        return SecretStr(given)

    @field_validator("oidc_issuer")
    @classmethod
    def _an_issuer(cls, url: str | None) -> str | None:
        if url is not None and not (url.startswith(("https://", "http://")) and "?" not in url and "#" not in url):
            raise Unfit("une adresse https://, sans paramètre", "an https:// address, without parameters")
        return url

    @field_validator("reader_url")
    @classmethod
    def _without_account(cls, url: str | None) -> str | None:
        if url is not None and "@" in url:
            raise Unfit(
                "une adresse sans compte ni mot de passe ; la clé va dans QUALIF_READER_KEY",
                "an address without account or password; the key goes in QUALIF_READER_KEY",
            )
        return url

    @field_validator("oidc_roles")
    @classmethod
    def _roles_of_persons(cls, roles: dict[str, Role]) -> dict[str, Role]:
        if Role.INTEGRATOR in roles.values():
            raise Unfit(
                "`integrator` est le rôle des machines, qui ont des clés",
                "`integrator` is the role of machines, which have keys",
            )
        return roles

    @model_validator(mode="after")
    def _provider_is_whole(self) -> Settings:
        secret = self.oidc_client_secret.get_secret_value() if self.oidc_client_secret is not None else ""
        given = {"oidc_issuer": self.oidc_issuer, "oidc_client_id": self.oidc_client_id, "oidc_client_secret": secret}
        lacking = [f"{PREFIX}{name.upper()}" for name, value in given.items() if not value]
        if 0 < len(lacking) < len(given):
            names = ", ".join(lacking)
            raise Unfit(
                f"fournisseur d'identité incomplet, il manque : {names}",
                f"incomplete identity provider, missing: {names}",
            )
        if self.environment == "production" and self.oidc_issuer and not self.oidc_issuer.startswith("https://"):
            raise Unfit(
                "en production, QUALIF_OIDC_ISSUER commence par https://",
                "in production, QUALIF_OIDC_ISSUER begins with https://",
            )
        return self

    @model_validator(mode="after")
    def _model_server_is_whole(self) -> Settings:
        if (self.reader_url is None) != (self.reader_model is None):
            lacking = "QUALIF_READER_URL" if self.reader_url is None else "QUALIF_READER_MODEL"
            raise Unfit(
                f"serveur de modèle incomplet, il manque : {lacking}", f"incomplete model server, missing: {lacking}"
            )
        return self

    @model_validator(mode="after")
    def _workers_share_a_server(self) -> Settings:
        if self.workers > 1 and self.database.startswith("sqlite"):
            raise Unfit(
                "plusieurs processus demandent PostgreSQL (QUALIF_DATABASE_URL) : SQLite n'en sert qu'un",
                "several processes need PostgreSQL (QUALIF_DATABASE_URL): SQLite serves one",
            )
        return self

    @model_validator(mode="after")
    def _no_placeholder_in_production(self) -> Settings:
        if self.environment == "production":
            left = [n for n in secrets_of() if _is_placeholder(getattr(self, n))]
            if left:
                names = ", ".join(f"{PREFIX}{n.upper()}" for n in left)
                raise Unfit(
                    f"secrets à choisir avant la production : {names} (voir docs/service.md)",
                    f"secrets to choose before production: {names} (see docs/service.md)",
                )
            if self.secure_cookies is False:
                raise Unfit(
                    "en production, les cookies sont réservés à HTTPS", "in production, cookies are for HTTPS only"
                )
        return self

    @model_validator(mode="after")
    def _keys_are_long_in_production(self) -> Settings:
        if self.environment == "production":
            keys = {"trace_key": self.trace_key, "audit_key": self.audit_key}
            short = [n for n, key in keys.items() if key is not None and _is_short(key.get_secret_value())]
            if short:
                names = ", ".join(f"{PREFIX}{name.upper()}" for name in short)
                raise Unfit(
                    f"en production, au moins {LEAST_KEY} caractères, tirés au sort : {names} ({_DRAW})",
                    f"in production, at least {LEAST_KEY} characters, drawn at random: {names} ({_DRAW})",
                )
        return self

    @model_validator(mode="after")
    def _development_stays_on_this_machine(self) -> Settings:
        if self.environment == "development" and not _is_loopback(self.host):
            raise Unfit(
                "en développement, les secrets sont publics : QUALIF_HOST (ou --host) reste 127.0.0.1, ::1 ou localhost ; "
                "pour écouter ailleurs, poser QUALIF_ENVIRONMENT=production et ses secrets",
                "in development, secrets are public: QUALIF_HOST (or --host) stays 127.0.0.1, ::1 or localhost; "
                "to listen elsewhere, set QUALIF_ENVIRONMENT=production and its secrets",
            )
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of days."""
        return ZoneInfo(self.timezone)

    @property
    def cookies_are_secure(self) -> bool:
        """Whether cookies go over HTTPS only."""
        return self.environment == "production" if self.secure_cookies is None else self.secure_cookies

    @property
    def sets_aside_on_demonstration(self) -> bool:
        """Whether the shipped threshold may set aside, where the hotline has no certificates of its
        own.
        """
        return self.environment == "development" if self.noise_demonstration is None else self.noise_demonstration

    @property
    def address(self) -> str:
        """The address of the service, for links."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def database(self) -> str:
        """The database as SQLAlchemy names it."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.data_dir / SQLITE_FILE).absolute()}"

    @property
    def is_in_earlier_folder(self) -> bool:
        """Whether the data folder, which nobody chose, is that of a database of before."""
        unchosen = "data_dir" not in self.model_fields_set and self.database_url is None
        return unchosen and self.data_dir == EARLIER_FOLDER

    @property
    def audit_secret(self) -> bytes:
        """The key with which what is set aside is drawn for reading."""
        given = self.audit_key.get_secret_value() if self.audit_key is not None else ""
        if given:
            return hashlib.sha256(given.encode()).digest()
        return hashlib.sha256(b"audit:" + self.trace_key.get_secret_value().encode()).digest()

    @property
    def journal_secret(self) -> bytes:
        """The key under which the journal seals the steps of the rules, derived from the audit
        key.
        """
        return hmac.new(self.audit_secret, b"journal", hashlib.sha256).digest()

    @property
    def fernet_keys(self) -> list[str]:
        """The keys of reporters' contacts, the one that encrypts first."""
        given = self.contact_keys.get_secret_value()
        if given == PLACEHOLDER:
            return [base64.urlsafe_b64encode(hashlib.sha256(PLACEHOLDER.encode()).digest()).decode()]
        return [key.strip() for key in given.split(",") if key.strip()]

    def printable(self) -> dict[str, str]:
        """Every setting as it may be printed: no secret in it."""
        return {
            name: "(secret)" if isinstance(value, SecretStr) else str(value)
            for name, value in ((n, getattr(self, n)) for n in type(self).model_fields)
        }


def secrets_of() -> list[str]:
    """The names of settings that must be chosen before production."""
    return [n for n, f in Settings.model_fields.items() if f.annotation is SecretStr]


def _is_placeholder(secret: SecretStr) -> bool:
    return PLACEHOLDER in secret.get_secret_value() or not secret.get_secret_value().strip()


_DRAW = 'python -c "import secrets; print(secrets.token_urlsafe(32))"'


def _is_short(key: str) -> bool:
    return 0 < len(key) < LEAST_KEY or 0 < len(set(key)) < LEAST_DIFFERENT


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
