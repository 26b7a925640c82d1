"""What the tags on an object mean, in the words of the taxonomies that this node holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from khien.intake.misp_tags import machine_tag
from khien.intake.misp_taxonomy import taxonomy_id
from khien.model.ids import ObjectId
from khien.store import objects


def meanings(
    tx: Connection, identity: ObjectId, content: Mapping[str, Any]
) -> dict[str, dict[str, str]]:
    """Of each tag among the labels what its taxonomy says: `expanded` and `description`.

    A tag whose taxonomy is not here, or does not know it, is left out; case says nothing.
    """
    labels = content.get("labels")
    tags = [one for one in labels if isinstance(one, str)] if isinstance(labels, list) else []
    read = {tag: machine for tag in tags if (machine := machine_tag(tag)) is not None}
    wanted = {one.namespace: taxonomy_id(identity, one.namespace) for one in read.values()}
    held = {
        namespace: {str(one["tag"]).lower(): one for one in kept.content.get("tags", ())}
        for namespace, object_id in wanted.items()
        if (kept := objects.current(tx, object_id)) is not None and not kept.revoked
    }
    found = {tag: held.get(one.namespace, {}).get(tag.strip().lower()) for tag, one in read.items()}
    return {
        tag: {name: about[name] for name in ("expanded", "description") if name in about}
        for tag, about in found.items()
        if about is not None
    }
