"""What the people of a node do while it is killed: they bring, publish, change and take back."""

from __future__ import annotations

import json
import time
from typing import Any

from khien.exchange.releases.desk import Publication
from khien.exchange.releases.recalling import NothingToRecallError
from khien.exchange.taxii.client import TaxiiClient
from khien.exchange.taxii.resources import API_ROOT
from khien.exchange.taxii.server import WORKSPACE
from khien.exchange.wire import Wire, by_password
from khien.model.agreement import Purpose
from khien.model.canonical import content_sha256
from khien.model.errors import UnreachableError
from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from tests.exchange.nodes import GREEN
from tests.faults.plan import Act
from tests.faults.stage import LOOPBACK, PATIENCE_S, Side
from tests.store.samples import uuid_of

AGAIN_S = 0.02  # a tool whose node does not answer tries again


class People:
    """The people of one side, and a tool of theirs that writes into the workspace over HTTP.

    `acknowledged` holds (id, sha256) of everything that the node said it had kept.
    """

    def __init__(self, side: Side, first_number: int) -> None:
        self.side, self._number = side, first_number
        self.acknowledged: set[tuple[str, str]] = set()
        self.recalled: set[str] = set()
        self._ours: dict[str, dict[str, Any]] = {}
        self._wire = Wire(side.name, by_password("", side.token))
        root = f"http://{LOOPBACK}:{side.port}/taxii2/{API_ROOT}/"
        self.taxii = TaxiiClient(self._wire, root)

    def act(self, act: Act) -> None:
        """Everything of one step."""
        made = [self._indicator() for _ in range(act.new)]
        if act.change >= 0 and (found := self._pick(act.change)):
            made.append({**self._ours[found], "modified": self._now(), "name": f"now {act.change}"})
        if made:
            self.bring(made)
            self.publish([one["id"] for one in made])
        if act.recall >= 0 and (found := self._pick(act.recall)):
            self._recall(found)

    def bring(self, contents: list[dict[str, Any]]) -> None:
        """Write into the workspace, again and again until the node says that it has them."""
        raws = [json.dumps(content).encode() for content in contents]
        deadline = time.monotonic() + PATIENCE_S
        while not self._kept(raws):
            assert time.monotonic() < deadline, f"{self.side.name} does not come back"
            time.sleep(AGAIN_S)
        self.acknowledged |= {(c["id"], content_sha256(c)) for c in contents}
        self._ours |= {content["id"]: content for content in contents}

    def _kept(self, raws: list[bytes]) -> bool:
        try:
            status = self.taxii.push(WORKSPACE, raws)
        except UnreachableError:
            return False
        assert not status.failure_count, status.failures
        return True

    def publish(self, ids: list[str]) -> None:
        """Give objects to every partner that may have them."""
        wanted = Publication(tuple(map(ObjectId, ids)), Purpose.NETWORK_DEFENCE, "an")
        self.side.node.releases.publish(wanted)

    def close(self) -> None:
        """Close the tool's connection."""
        self._wire.close()

    def _recall(self, object_id: str) -> None:
        try:
            self.side.node.recalls.recall(object_id, self.side.officer(), "a test")
        except NothingToRecallError:
            raise AssertionError(f"{object_id} was published and cannot be taken back") from None
        self.recalled.add(object_id)

    def _pick(self, share: float) -> str:
        """One of the objects that were given and not taken back; '' where there is none."""
        given = [one for one in self._ours if one not in self.recalled]
        return given[int(share * len(given))] if given else ""

    def _indicator(self) -> dict[str, Any]:
        self._number += 1
        now = self._now()
        return {
            "type": "indicator",
            "spec_version": "2.1",
            "id": f"indicator--{uuid_of(self._number)}",
            "created_by_ref": self.side.node.ourselves.identity,
            "created": now,
            "modified": now,
            "pattern": f"[domain-name:value = 'bad{self._number}.example.com']",
            "pattern_type": "stix",
            "valid_from": now,
            "object_marking_refs": [GREEN],
        }

    def _now(self) -> str:
        return stix_time(self.side.node.clock())
