"""Checksums of coin addresses, so that only what a wallet would accept is called one."""

from __future__ import annotations

import hashlib
from typing import Final

_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_RIPPLE: Final = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"  # BIP 173
# Version bytes and length of the payload → coin. A Litecoin script address of old shares 0x05 with Bitcoin.
_VERSIONS: Final = {
    b"\x00": "btc", b"\x05": "btc", b"\x30": "ltc", b"\x32": "ltc", b"\x1e": "doge", b"\x16": "doge",
    b"\x4c": "dash", b"\x10": "dash", b"\x41": "trx",
}  # fmt: skip
_TWO_BYTES: Final = {b"\x1c\xb8": "zec", b"\x1c\xbd": "zec"}
_HUMAN_PARTS: Final = {"bc": "btc", "ltc": "ltc", "addr": "ada"}
_BECH32_SUM, _BECH32M_SUM = 1, 0x2BC830A3  # BIP 173, BIP 350
_HASH160: Final = 20
_XMR_BLOCK, _XMR_BLOCK_BYTES = 11, 8
_XMR_TAIL: Final = {
    7: 5,
    6: 4,
    2: 1,
    3: 2,
    5: 3,
    9: 6,
    10: 7,
}  # characters → bytes of the last block
_XMR_NETWORKS: Final = frozenset({18, 19, 42})  # mainnet: standard, integrated, subaddress


def coin_of(written: str) -> str:
    """Which coin an address belongs to, by its checksum; empty for none."""
    if written.startswith("0x") and len(written) == 42:
        return "eth" if _is_ethereum(written[2:]) else ""
    if written.startswith("bitcoincash:"):
        return "bch" if _is_cash(written[12:].lower()) else ""
    if len(written) in (95, 106):
        return "xmr" if _is_monero(written) else ""
    human = written.lower().rpartition("1")[0]
    if human in _HUMAN_PARTS:
        return _HUMAN_PARTS[human] if _is_bech32(written, human) else ""
    if not 25 <= len(written) <= 36:
        return ""
    if written[0] == "r":
        payload = _checked(written, _RIPPLE)
        return "xrp" if payload[:1] == b"\x00" and len(payload) == _HASH160 + 1 else ""
    payload = _checked(written, _BASE58)
    if len(payload) == _HASH160 + 2:
        return _TWO_BYTES.get(payload[:2], "")
    return _VERSIONS.get(payload[:1], "") if len(payload) == _HASH160 + 1 else ""


def _checked(written: str, alphabet: str) -> bytes:
    """The payload of base58check, or nothing where the checksum is wrong."""
    number = 0
    for sign in written:
        digit = alphabet.find(sign)
        if digit < 0:
            return b""
        number = number * 58 + digit
    zeros = len(written) - len(written.lstrip(alphabet[0]))
    raw = bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")
    digest = hashlib.sha256(hashlib.sha256(raw[:-4]).digest()).digest()
    return raw[:-4] if digest[:4] == raw[-4:] else b""


def _is_bech32(written: str, human: str) -> bool:
    if written not in (written.lower(), written.upper()) or not 14 <= len(written) <= 110:
        return False
    digits = [_BECH32.find(sign) for sign in written.lower()[len(human) + 1 :]]
    if min(digits) < 0:
        return False
    values = [ord(c) >> 5 for c in human] + [0] + [ord(c) & 31 for c in human] + digits
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, term in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            checksum ^= term if top >> bit & 1 else 0
    wanted = _BECH32_SUM if human == "addr" or digits[0] == 0 else _BECH32M_SUM
    return checksum == wanted


def _is_cash(payload: str) -> bool:
    digits = [_BECH32.find(sign) for sign in payload]
    if len(digits) != 42 or min(digits) < 0:
        return False
    checksum = 1
    for value in [*(ord(c) & 31 for c in "bitcoincash"), 0, *digits]:
        top = checksum >> 35
        checksum = (checksum & 0x07FFFFFFFF) << 5 ^ value
        for bit, term in enumerate(
            (0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)
        ):
            checksum ^= term if top >> bit & 1 else 0
    return (
        checksum == 1
    )  # the checksum's own 1 is inverted at the end, so 1 here stands for 0 there


def _is_ethereum(digits: str) -> bool:
    """EIP-55: mixed case is a checksum; one case only says nothing against it."""
    try:
        int(digits, 16)
    except ValueError:
        return False
    lower = digits.lower()
    if digits in (lower, digits.upper()):
        return len(set(lower)) > 3
    digest = keccak_256(lower.encode()).hex()
    return all(
        sign == (low.upper() if int(nibble, 16) > 7 else low)
        for sign, low, nibble in zip(digits, lower, digest, strict=False)
    )


def _is_monero(written: str) -> bool:
    raw = bytearray()
    for start in range(0, len(written), _XMR_BLOCK):
        block = written[start : start + _XMR_BLOCK]
        size = _XMR_BLOCK_BYTES if len(block) == _XMR_BLOCK else _XMR_TAIL[len(block)]
        number = 0
        for sign in block:
            digit = _BASE58.find(sign)
            if digit < 0:
                return False
            number = number * 58 + digit
        if number >= 1 << 8 * size:
            return False
        raw += number.to_bytes(size, "big")
    return raw[0] in _XMR_NETWORKS and keccak_256(bytes(raw[:-4]))[:4] == bytes(raw[-4:])


_ROUNDS: Final = 24
_MASK: Final = (1 << 64) - 1
_RATE: Final = 136  # bytes a block of the 256-bit variant


def _round_constants() -> tuple[int, ...]:
    """FIPS 202 §3.2.5: a linear feedback register gives the bits."""
    constants = []
    register = 1
    for _ in range(_ROUNDS):
        constant = 0
        for power in range(7):
            if register & 1:
                constant |= 1 << ((1 << power) - 1)
            register = register << 1 ^ (0x171 if register >> 7 else 0)
        constants.append(constant)
    return tuple(constants)


_CONSTANTS: Final = _round_constants()


def _turn(value: int, by: int) -> int:
    by %= 64
    return (value << by | value >> 64 - by) & _MASK if by else value


def _permute(lanes: list[int]) -> list[int]:
    """Keccak-f[1600] on 25 lanes, lane (x, y) at x + 5y (FIPS 202 §3.3)."""
    for constant in _CONSTANTS:
        parity = [
            lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20]
            for x in range(5)
        ]
        effect = [parity[(x + 4) % 5] ^ _turn(parity[(x + 1) % 5], 1) for x in range(5)]
        lanes = [lane ^ effect[i % 5] for i, lane in enumerate(lanes)]
        moved = list(lanes)
        x, y, current = 1, 0, lanes[1]
        for step in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            current, moved[x + 5 * y] = (
                lanes[x + 5 * y],
                _turn(current, (step + 1) * (step + 2) // 2),
            )
        lanes = [
            moved[i] ^ (~moved[(i + 1) % 5 + i - i % 5] & _MASK & moved[(i + 2) % 5 + i - i % 5])
            for i in range(25)
        ]
        lanes[0] ^= constant
    return lanes


def keccak_256(message: bytes) -> bytes:
    """Keccak as coins use it: the padding from before FIPS 202, which `hashlib` does not have."""
    padded = bytearray(message) + b"\x01"
    padded += bytes(-len(padded) % _RATE)
    padded[-1] |= 0x80
    lanes = [0] * 25
    for start in range(0, len(padded), _RATE):
        for i in range(_RATE // 8):
            lanes[i] ^= int.from_bytes(padded[start + 8 * i : start + 8 * i + 8], "little")
        lanes = _permute(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])
