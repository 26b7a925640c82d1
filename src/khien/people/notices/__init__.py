"""Notices: what a partner says of itself and of us, signed, for a person to read. None acts by itself."""

from khien.people.notices.desk import (
    address_notice,
    ending_notice,
    notices_of,
    open_notice,
    settle_notices,
    take_notice,
)
from khien.people.notices.rules import AddressPayload, EndingPayload, Notice, NoticeKind

__all__ = [
    "AddressPayload",
    "EndingPayload",
    "Notice",
    "NoticeKind",
    "address_notice",
    "ending_notice",
    "notices_of",
    "open_notice",
    "settle_notices",
    "take_notice",
]
