"""State machines of the service, reached through its API: random acts of people, beside a model that shares no code with it."""

from __future__ import annotations

from tests.api.machines.accounts import AccountLives
from tests.api.machines.addresses import AddressLives
from tests.api.machines.base import ServiceMachine
from tests.api.machines.decisions import DecisionLives
from tests.api.machines.queue import QueueLives
from tests.api.machines.transmissions import TransmissionLives

MACHINES: dict[str, type[ServiceMachine]] = {
    "accounts": AccountLives,
    "addresses": AddressLives,
    "queue": QueueLives,
    "decisions": DecisionLives,
    "transmissions": TransmissionLives,
}
"""Machines by the name that `python -m fuzz.machines` takes."""
