"""Command that enumerates the crash points of a service which commits before its journal is written, and prints the faults."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.db.sessions import WriteSession
from api.journal import entries
from campaign.crashes.enumeration import CrashTrial
from campaign.crashes.registry import scenarios
from campaign.crashes.running import store_of

COMMAND = "POST /v1/reports/{report}/notes"


def main() -> None:
    """Prints a fault a line."""
    chain = entries._seal

    def commit_first(session: WriteSession) -> None:
        Session.commit(session)
        chain(session)

    entries._seal = commit_first
    scenario = next(one for one in scenarios() if one.name == COMMAND)
    with store_of("sqlite") as (store, folder):
        trial = CrashTrial(scenario, store, folder)
        for number in range(len(trial.reference.points)):
            for fault in trial.crash(number):
                print(fault)
        trial.close()


if __name__ == "__main__":
    main()
