"""Connection to the model server that the settings name: how it is opened, and how it stands."""

from __future__ import annotations

import logging
import ssl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from api.kit.settings import Settings
from api.texts.model_faults import WORDS, ModelFault
from api.texts.model_questions import open_questionnaire
from classifiers.model_server.addresses import ServerAddress, server_address
from classifiers.model_server.client import ChatServer, ServerLimits
from classifiers.model_server.faults import ServerFault
from classifiers.model_server.questionnaire import Questionnaire
from engine.model.ruleset import Ruleset
from textfile.diagnostics import RulesetError

log = logging.getLogger("qualif.model")


@dataclass(frozen=True, slots=True)
class ModelServer:
    """A model server that can be called, and what it is asked."""

    address: ServerAddress
    model: str
    key: str | None
    limits: ServerLimits
    authorities: Path | None
    asked: Questionnaire

    def open(self) -> ChatServer:
        """A client, to be entered in an event loop."""
        return ChatServer(self.address, self.model, key=self.key, limits=self.limits, authorities=self.authorities)


@dataclass(frozen=True, slots=True)
class ModelStanding:
    """How the server stood when it was last asked: `fault` says why it does not answer; `at` is
    None before the first time.
    """

    fault: ModelFault | None = None
    at: datetime | None = None


class ModelConnection:
    """The server that the settings name, None where they cannot be used; and how it stands, which
    whoever calls it says.
    """

    def __init__(self, server: ModelServer | None, standing: ModelStanding = ModelStanding()) -> None:
        self.server = server
        self._standing = standing

    @property
    def standing(self) -> ModelStanding:
        """How it stood when it was last asked."""
        return self._standing

    def say(self, fault: ModelFault | None, at: datetime) -> None:
        """Says how it stands. The log has it once, when it changes."""
        before, self._standing = self._standing, ModelStanding(fault, at)
        if fault is None and (before.at is None or before.fault is not None):
            log.info("the model server answers")
        elif fault is not None and fault != before.fault:
            log.warning("the model server does not answer (%s): %s", fault, WORDS[fault].en)


class UnusableServer(Exception):
    """Settings of a model server that cannot be used: why, and where in the rules."""

    def __init__(self, fault: ModelFault, where: str = "") -> None:
        self.fault, self.where = fault, where
        super().__init__(f"{fault} {where}")


def model_connection(settings: Settings, law: Ruleset, asked: Questionnaire | None = None) -> ModelConnection | None:
    """The connection that the settings name; None where they name none. Settings that cannot be
    used are said in the log, and reports come in without a model. `asked`: other questions than
    those of the rules.
    """
    if settings.reader_url is None or settings.reader_model is None:
        return None
    try:
        return ModelConnection(model_server(settings, settings.reader_url, settings.reader_model, law, asked))
    except UnusableServer as unusable:
        where = f" ({unusable.where})" if unusable.where else ""
        log.error("the model server is not used (%s): %s%s", unusable.fault, WORDS[unusable.fault].en, where)
        return ModelConnection(None, ModelStanding(unusable.fault))


def model_server(
    settings: Settings, url: str, model: str, law: Ruleset, asked: Questionnaire | None = None
) -> ModelServer:
    """The model of a server, called as the settings say.

    Raises:
        UnusableServer: something in them cannot be used.
    """
    try:
        address = server_address(url, settings.reader_host)
        key = settings.reader_key.get_secret_value() if settings.reader_key is not None else None
        if key is not None and not (key.isascii() and key.isprintable()):
            raise UnusableServer("key")
        if settings.reader_authorities is not None:
            ssl.create_default_context().load_verify_locations(cafile=settings.reader_authorities)
        questions = asked or open_questionnaire(settings.rulesets, law)
    except ServerFault as fault:
        raise UnusableServer(fault.code) from fault
    except OSError as error:  # an unreadable certificate is one too
        raise UnusableServer("authorities") from error
    except RulesetError as error:
        first = error.diagnostics[0]
        raise UnusableServer("questions", f"{first.code} {first.place}") from error
    except ValueError as error:
        raise UnusableServer("questions", str(error)) from error
    limits = ServerLimits(seconds=settings.reader_seconds, at_once=settings.reader_at_once)
    return ModelServer(address, model, key, limits, settings.reader_authorities, questions)
