"""What one Khiên node asks of another, beside TAXII."""

from __future__ import annotations

from typing import Any

import msgspec

from khien.exchange.wire import PeerRefusedError, Wire
from khien.model.errors import MalformedError
from khien.people.partners import Channel, Enrolled

PATH = "/khien/v1"
JSON = "application/json"
SIZE_TYPE = "text/x.tlog.size"  # C2SP tlog-witness: the size that the witness knows


class StaleSizeError(PeerRefusedError):
    """The witness knows another size of our log than we thought; `size` is what it knows."""

    code = "peer.stale-size"

    def __init__(self, peer: str, size: int) -> None:
        self.size = size
        super().__init__(peer, 409, str(size))


class PeerClient:
    """One partner's `/khien/v1`."""

    def __init__(self, wire: Wire, url: str) -> None:
        self._wire = wire
        self._root = url.rstrip("/") + PATH

    def card(self) -> dict[str, Any]:
        """Who the node says it is; worth nothing until its key is pinned."""
        return self._object(self._wire.send("GET", self._root + "/").content)

    def enrol(self, acceptance: dict[str, Any]) -> dict[str, Any]:
        """Bring back our acceptance of the partner's invitation."""
        return self._post("/enrolments", acceptance)

    def announce(self, note: dict[str, Any]) -> dict[str, Any]:
        """Send a delivery note ahead of its objects."""
        return self._post("/deliveries", note)

    def receipts(self, receipts: list[dict[str, Any]], counts: dict[str, int]) -> dict[str, Any]:
        """Give receipts; `counts` by outcome must add up to them."""
        return self._post("/receipts", {"receipts": receipts, "counts": counts})

    def recall(self, recall: dict[str, Any]) -> dict[str, Any]:
        """Take a version back, or ask for stricter handling."""
        return self._post("/recalls", recall)

    def agreement(self, agreement: dict[str, Any]) -> dict[str, Any]:
        """Send our signature under an agreement."""
        return self._post("/agreements", agreement)

    def key(self, rotation: dict[str, Any]) -> dict[str, Any]:
        """Send our new key, signed by the old and the new one."""
        return self._post("/keys", rotation)

    def notice(self, notice: dict[str, Any]) -> dict[str, Any]:
        """Give notice of something that a person there should see."""
        return self._post("/notices", notice)

    def add_checkpoint(self, body: bytes) -> str:
        """Ask the partner to cosign our checkpoint (C2SP tlog-witness); returns its lines.

        Raises:
            StaleSizeError: it knows another size; ask again from there.
        """
        try:
            answer = self._wire.send(
                "POST",
                self._root + "/add-checkpoint",
                headers={"content-type": "text/plain"},
                body=body,
            )
        except PeerRefusedError as error:
            if error.status == 409 and error.why.strip().isdigit():
                raise StaleSizeError(self._wire.peer, int(error.why)) from error
            raise
        return answer.text

    def cosigned(self) -> str | None:
        """The last checkpoint of ours that the partner cosigned; None if it never did."""
        try:
            return self._wire.send("GET", self._root + "/cosigned").text
        except PeerRefusedError as error:
            if error.status == 404:
                return None
            raise

    def _post(self, path: str, content: dict[str, Any]) -> dict[str, Any]:
        body = msgspec.json.encode(content)
        answer = self._wire.send(
            "POST", self._root + path, headers={"content-type": JSON, "accept": JSON}, body=body
        )
        return self._object(answer.content)

    def _object(self, body: bytes) -> dict[str, Any]:
        try:
            return msgspec.json.decode(body, type=dict[str, Any])
        except msgspec.MsgspecError as error:
            raise MalformedError(f"answer of {self._wire.peer}", "a JSON object") from error


def bring_back(enrolled: Enrolled, secured: Channel | None = None) -> None:
    """Bring our acceptance to the inviter's node; its secret and seal are its only proof.

    Args:
        enrolled: with the acceptance.
        secured: how to speak TLS with the inviter's node, as its invitation says.

    Raises:
        UnreachableError, PeerRefusedError: carry the acceptance by hand instead.
    """
    wire = Wire(enrolled.partner.name, lambda _: None, secured)
    try:
        PeerClient(wire, enrolled.partner.url).enrol(enrolled.document)
    finally:
        wire.close()
