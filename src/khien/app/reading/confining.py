"""Walls around a process that reads what strangers wrote. It raises them itself, before it reads a byte.

Limits on processor time, memory, open files and files written; a network of its own without any way out;
and no system call that would open a socket or start a program. A kernel that does not allow a wall leaves
it out, and the process says which ones stand.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
from contextlib import suppress
from enum import StrEnum
from typing import Final

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # linux/sched.h
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2  # linux/prctl.h, linux/seccomp.h
_ALLOW, _REFUSE, _END = 0x7FFF0000, 0x00050001, 0x80000000  # refuse: the call fails with EPERM
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06  # linux/filter.h
_ARCHITECTURE_AT, _CALL_AT = 4, 0  # struct seccomp_data
_MOST_FILES: Final = 64

# AUDIT_ARCH_…, then: socket, socketpair, connect, bind, clone, clone3, fork, vfork, execve, execveat, ptrace,
# io_uring_setup; numbers of the kernel's own tables.
_REFUSED: Final[dict[str, tuple[int, tuple[int, ...]]]] = {
    "x86_64": (0xC000003E, (41, 53, 42, 49, 56, 435, 57, 58, 59, 322, 101, 425)),
    "aarch64": (0xC00000B7, (198, 199, 203, 200, 220, 435, 221, 281, 117, 425)),
}


class Wall(StrEnum):
    """What can stand around the process."""

    TIME = "time"
    MEMORY = "memory"
    FILES = "files"
    NETWORK = "network"
    CALLS = "calls"


def confine(cpu_s: int, memory_bytes: int) -> list[Wall]:
    """Raise the walls around this process; there is no way back.

    Args:
        cpu_s: seconds of processor time, after which the kernel ends the process.
        memory_bytes: of address space.

    Returns:
        Those that stand.
    """
    found = []
    for wall, limits in (
        (Wall.TIME, {resource.RLIMIT_CPU: cpu_s}),
        (Wall.MEMORY, {resource.RLIMIT_AS: memory_bytes}),
        (
            Wall.FILES,
            {
                resource.RLIMIT_FSIZE: 0,
                resource.RLIMIT_CORE: 0,
                resource.RLIMIT_NPROC: 0,
                resource.RLIMIT_NOFILE: _MOST_FILES,
            },
        ),
    ):
        with suppress(OSError, ValueError):  # a container may have set a lower one that stays
            for kind, most in limits.items():
                _lower(kind, most)
            found.append(wall)
    libc = ctypes.CDLL(None, use_errno=True)
    if _without_network(libc):
        found.append(Wall.NETWORK)
    if _without_calls(libc):
        found.append(Wall.CALLS)
    return found


def _lower(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (bound, bound))


def _without_network(libc: ctypes.CDLL) -> bool:
    """Move into an empty network; who is not root needs a user namespace for that."""
    flags = _NEW_NETWORK if os.geteuid() == 0 else _NEW_USER | _NEW_NETWORK
    return hasattr(libc, "unshare") and libc.unshare(flags) == 0


def _without_calls(libc: ctypes.CDLL) -> bool:
    known = _REFUSED.get(platform.machine())
    if known is None or libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    lines = _program(*known)
    kept = ctypes.create_string_buffer(b"".join(lines))
    program = struct.pack("HxxxxxxP", len(lines), ctypes.addressof(kept))
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, program, 0, 0) == 0)


def _program(architecture: int, calls: tuple[int, ...]) -> list[bytes]:
    """A filter in the kernel's old packet language: another architecture ends, a listed call fails."""

    def line(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("HBBI", code, yes, no, value)

    lines = [
        line(_LOAD, _ARCHITECTURE_AT),
        line(_EQUAL, architecture, 1, 0),
        line(_RETURN, _END),
        line(_LOAD, _CALL_AT),
    ]
    for left, call in zip(range(len(calls), 0, -1), calls, strict=True):
        lines.append(line(_EQUAL, call, left, 0))
    return [*lines, line(_RETURN, _ALLOW), line(_RETURN, _REFUSE)]
