"""Indicators that were here before their pattern could be looked up are found after the migration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import delete, insert, select

from khien.store import objects
from khien.store.migrations.versions import v0018_more_values
from khien.store.objects.rows import (
    import_batch,
    indicator_value,
    object_current,
    object_version,
)
from khien.store.schema import alembic_config, migrate
from tests.store.fresh import empty_store, fresh_store
from tests.watch.samples import indicator
from tests.watch.test_desk import keep, version_of

PATTERNS = (
    "[url:value LIKE 'http://bad.example/x%']",
    f"[network-traffic:extensions.'tls-ext'.ja3 = '{'a' * 32}']",
    "[domain-name:value = 'bad.example']",
    "[domain-name:value LIKE '%.bad.example']",
)


def test_values_are_derived_anew(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After it the table holds what a new object would give, and other rows are as they were."""
    del database
    monkeypatch.setattr(v0018_more_values, "AT_ONCE", 2)
    today, old = fresh_store(tmp_path), empty_store(tmp_path, "old.db")
    keep(today, *(version_of(number, text) for number, text in enumerate(PATTERNS, start=1)))
    revoked = version_of(5, PATTERNS[0], revoked=True)
    keep(today, revoked)
    with today.read() as source, old.write() as tx:
        expected = _rows(source)
        config = alembic_config()
        config.attributes["connection"] = tx
        command.upgrade(config, "v0017")
        for table in (import_batch, object_version, object_current, indicator_value):
            tx.execute(
                insert(table), [dict(row) for row in source.execute(select(table)).mappings()]
            )
        gained = indicator_value.c.kind.in_(["url-prefix", "ja3", "pattern"])
        assert tx.execute(delete(indicator_value).where(gained)).rowcount == 3

    migrate(old)

    with old.read() as tx:
        assert _rows(tx) == expected
        assert {row[0] for rows in objects.all_values_in_force(tx) for row in rows} == {
            indicator(n) for n in (1, 2, 3, 4)
        }
    today.close()
    old.close()


def _rows(tx: Any) -> list[Any]:  # noqa: ANN401 -- rows of a table
    order = (indicator_value.c.seq, indicator_value.c.place)
    return list(tx.execute(select(indicator_value).order_by(*order)).all())
