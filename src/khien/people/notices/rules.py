"""What a notice is, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from khien.model.errors import MalformedError
from khien.model.ids import PartnerName


class NoticeKind(StrEnum):
    """What a notice says: where its node is reached from now on; that it ended the partnership with us."""

    ADDRESS = "address"
    ENDING = "ending"


class AddressPayload(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Whose node is where, and the authority in PEM that its certificate is from, as on a card."""

    name: str
    url: str
    made: str
    ca: str = ""


class EndingPayload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who ended the partnership with whom; not why, since that is the giver's own."""

    name: str
    partner: str
    made: str


PAYLOADS: dict[NoticeKind, type[AddressPayload] | type[EndingPayload]] = {
    NoticeKind.ADDRESS: AddressPayload,
    NoticeKind.ENDING: EndingPayload,
}


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that came. `document` is sealed by the partner; `settled` is None while it is open."""

    sha256: str
    partner: PartnerName
    kind: NoticeKind
    document: dict[str, Any]
    at: datetime
    settled: datetime | None = None

    @property
    def payload(self) -> AddressPayload | EndingPayload:
        """What it says."""
        return msgspec.convert(self.document["payload"], PAYLOADS[self.kind])


def read_notice(document: object) -> tuple[NoticeKind, AddressPayload | EndingPayload]:
    """What a notice says; who sealed it is asked next."""
    kinds = [one.value for one in NoticeKind]
    kind = document.get("kind") if isinstance(document, Mapping) else None
    if not isinstance(document, Mapping) or kind not in kinds:
        raise MalformedError("notice", f"kind: {', '.join(kinds)}")
    try:
        return NoticeKind(kind), msgspec.convert(
            document.get("payload"), PAYLOADS[NoticeKind(kind)]
        )
    except msgspec.ValidationError as error:
        raise MalformedError("notice", f"payload: {error}") from error
