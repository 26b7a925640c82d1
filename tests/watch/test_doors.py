"""Where lines may come in: only on this machine."""

from __future__ import annotations

import pytest

from khien.model.words import say
from khien.watch.doors import DoorError, read_door


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("tcp://127.0.0.1:5514", "tcp"),
        ("udp://[::1]:0", "udp"),
        ("unix:watch.sock", "unix"),
        ("unix:/run/khien/watch.sock", "unix"),
    ],
)
def test_doors_on_this_machine(text: str, kind: str) -> None:
    """Loopback and sockets in the file system; what is read is written the same."""
    door = read_door(text)

    assert (door.kind, str(door)) == (kind, text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "127.0.0.1:5514", "tcp://127.0.0.1", "tcp://0.0.0.0:5514", "tcp://192.0.2.1:5514"),
        *("tcp://localhost:5514", "tcp://[::]:5514", "udp://127.0.0.1:65536", "tcp://1.2.3:1"),
        *("unix:", "unix:a\nb", "unix:" + "x" * 91, "http://127.0.0.1:80"),
    ],
)
def test_every_other_door_is_refused(text: str) -> None:
    """An address that others reach, a name that may change, or no address: named in both languages."""
    with pytest.raises(DoorError) as refused:
        read_door(text)
    for language in ("en", "vi"):
        assert "127.0.0.1" in say(refused.value.code, language, refused.value.facts)
