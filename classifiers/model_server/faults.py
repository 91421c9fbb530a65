"""Faults of a model server, by code, each with what it means and what to do."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

FaultCode: TypeAlias = Literal[
    "address",
    "public-address",
    "not-tls",
    "unreachable",
    "certificate",
    "redirect",
    "key",
    "model",
    "schema",
    "busy",
    "slow",
    "too-large",
    "refused",
    "reply",
]
FAULT_CODES: tuple[FaultCode, ...] = get_args(FaultCode)
AGAIN: frozenset[FaultCode] = frozenset({"unreachable", "busy", "slow"})
"""The faults after which the same request may succeed later."""


class ServerFault(Exception):
    """A model server that did not answer as asked; the code says how, and never what it wrote."""

    def __init__(self, code: FaultCode) -> None:
        self.code: FaultCode = code
        super().__init__(code)
