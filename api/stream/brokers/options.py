"""Options of a broker: its address, what is read there, what is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from api.stream.ports import Destination


@dataclass(frozen=True, slots=True)
class BrokerOptions:
    """Options of a broker.

    `source`, `decisions`, `dead_letters`: a topic, a subject or a queue each. `group`: the workers
    that share the messages out. `batch`: messages at once, which bounds what is in flight; `wait`:
    seconds that a batch waits for others. `redelivery`: seconds after which JetStream delivers
    again what was not acknowledged. `declare`: what is missing is made. `client`: parameters of the
    Kafka client.
    """

    url: str
    source: str = "qualif.reports"
    decisions: str = "qualif.decisions"
    dead_letters: str = "qualif.dead-letters"
    group: str = "qualif"
    batch: int = 256
    wait: float = 0.2
    redelivery: float = 60.0
    declare: bool = True
    client: Mapping[str, str] = field(default_factory=dict)

    def name(self, destination: Destination) -> str:
        """The topic, subject or queue of a destination."""
        return self.decisions if destination == "decisions" else self.dead_letters


GRACE = 30.0
"""Seconds that a batch in hand has to end when the process is asked to stop."""
CONFIRMATION = 10.0
"""Seconds that a broker has to confirm a message, before it is published again."""
