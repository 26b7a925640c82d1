"""What a node keeps: one database, its migrations, and the STIX objects in it.

`Store` opens the database and gives transactions; every room keeps its own tables in its `rows.py`
on the one `metadata` below, and takes the open transaction as an argument, so that what belongs
together commits together.
"""

from khien.store.database import Store, metadata

__all__ = ["Store", "metadata"]
