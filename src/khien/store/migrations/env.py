"""Alembic runs this file: it migrates the connection that `store.schema.migrate` hands over."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
