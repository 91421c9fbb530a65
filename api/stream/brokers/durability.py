"""Durability of JetStream: whether what it acknowledges is on the disk."""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from textfile.text import Text

_SECONDS = 5.0
LOSS = Text(
    fr="JetStream acquitte un message avant de l'avoir écrit sur le disque, qu'il n'écrit que toutes les deux minutes : "
    "une coupure perd ce qu'il a acquitté, signalements et décisions. Mettre « sync_interval: always » dans la section "
    "« jetstream » de chaque serveur",
    en="JetStream acknowledges a message before it is on the disk, which it writes every two minutes: a power cut loses what "
    "it has acknowledged, reports and decisions. Set `sync_interval: always` in the `jetstream` section of each server",
)


def is_durable(monitor: str) -> bool:
    """Whether a server writes to the disk before it acknowledges, as its monitoring address says
    (`http://host:8222`).

    Raises:
        OSError: it does not answer, or says nothing of it.
    """
    where = urlsplit(monitor)
    if where.scheme != "http" or where.hostname is None:
        raise OSError("http://…")
    connection = HTTPConnection(where.hostname, where.port or 8222, timeout=_SECONDS)
    try:
        connection.request("GET", "/jsz")
        told = json.loads(connection.getresponse().read())
        return told["config"].get("sync_always") is True
    except (HTTPException, ValueError, KeyError, TypeError, AttributeError) as error:
        raise OSError(type(error).__name__) from error
    finally:
        connection.close()
