"""New stores for tests: every table of every room, made once and copied, so that each is quick."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from khien.store import Store, metadata
from khien.store.schema import tables_by_module


def fresh_store(folder: Path, name: str = "khien.db") -> Store:
    """An empty store in `folder` with the tables that the code declares, migrated or not.

    The caller closes it, or lets the test end.
    """
    path = folder / name
    shutil.copyfile(_template(), path)
    return Store.sqlite(path)


@cache
def _template() -> Path:
    tables_by_module()
    path = Path(mkdtemp(prefix="khien-template-")) / "template.db"
    store = Store.sqlite(path)
    with store.write() as tx:
        metadata.create_all(tx)
    store.close()
    return path
