"""Words of statistics: titles of sections and tables, measures, values."""

from __future__ import annotations

from api.statistics.locales import page, tables, values

MESSAGES: dict[str, tuple[str, str]] = {**page.MESSAGES, **tables.MESSAGES, **values.MESSAGES}
