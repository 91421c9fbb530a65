"""Keeps the law that is served, at each start and each stop."""

from __future__ import annotations

import logging

from sqlalchemy.exc import SQLAlchemyError

from api.db import migrate
from api.http.services import Services

log = logging.getLogger("qualif.laws")


def keep_law(services: Services) -> bool:
    """Keeps today's law, with the moment it is served. While the database cannot take it: False,
    and a line in the log; `/ready` tries again.
    """
    try:
        if migrate.current(services.database) == migrate.head():
            services.editions.store(services.clock.now())
            return True
        log.warning("the database is not up to date: the law that is served is not kept yet")
    except SQLAlchemyError as error:
        log.warning("the law that is served is not kept yet: %s", type(error).__name__)
    return False
