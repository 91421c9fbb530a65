"""Clock that tests can replace."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


class Clock:
    """The system's clock. Moments are in UTC; days are those of the hotline's time zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The day at the hotline."""
        return self.day_of(self.now())

    def day_of(self, moment: datetime) -> date:
        """The day of a moment at the hotline."""
        return moment.astimezone(self.zone).date()


class FixedClock(Clock):
    """A clock set to a moment: that of a test, or of work done apart."""

    def __init__(self, zone: ZoneInfo, moment: datetime) -> None:
        super().__init__(zone)
        self.moment = moment

    def now(self) -> datetime:
        """The moment it was set to."""
        return self.moment
