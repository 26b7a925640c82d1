"""Alembic runs this file: it migrates the connection that `store.schema.migrate` hands over."""

from __future__ import annotations

from alembic import context

# Alembic runs it by its path, under a name of its own; whoever merely imports it migrates nothing.
if not __name__.startswith("khien."):
    context.configure(connection=context.config.attributes["connection"])
    context.run_migrations()
