"""The envelope that a client posts (TAXII 2.1 §3.7), cut into its objects within bounds of memory."""

from __future__ import annotations

import msgspec

from khien.exchange.taxii.errors import EnvelopeError

# A value of JSON costs some 60 bytes once it is read, and a bomb makes one of every second byte.
# STIX has more than 20 bytes a value; a body with fewer than this many is no STIX.
BYTES_A_VALUE = 6
FEW_VALUES = 10_000  # below it, how dense they stand does not matter


class _Posted(msgspec.Struct):
    objects: list[msgspec.Raw] = msgspec.field(default_factory=list)
    x_khien_note: msgspec.Raw = msgspec.Raw(b"")


def objects_in(body: bytes) -> list[bytes]:
    """The objects of a posted envelope, at least one, each as it came.

    Raises:
        EnvelopeError: as `posted_in`, or there are none.
    """
    objects, _ = posted_in(body)
    if not objects:
        raise EnvelopeError("no objects")
    return objects


def posted_in(body: bytes) -> tuple[list[bytes], bytes]:
    """The objects of a posted envelope, each as it came, and the JSON of a delivery note beside them.

    Raises:
        EnvelopeError: it is no envelope, or so dense that reading it would take
            many times its size in memory.
    """
    values = body.count(b",") + body.count(b"[") + body.count(b"{")  # never too few
    if values > FEW_VALUES + len(body) // BYTES_A_VALUE:
        raise EnvelopeError(f"more than one value in {BYTES_A_VALUE} bytes")
    try:
        posted = msgspec.json.decode(body, type=_Posted)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise EnvelopeError(str(error)) from error
    return [bytes(one) for one in posted.objects], bytes(posted.x_khien_note)
