"""DNS events for the watch's benches: names by Zipf's law, one in a thousand touches an indicator.

Everything is made from one seed, so two runs read the same bytes. Half of the hits are subdomains of an
indicator. Names end in labels that no registry gives out, and clients are of RFC 1918.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

Row: TypeAlias = tuple[int, str]  # number of the event, name
_NAMES = 300_000
_TOPS = (
    "test",
    "example",
    "invalid",
    "com.test",
    "net.test",
    "org.example",
    "co.example",
    "io.test",
)
_HOSTS = (
    "www",
    "api",
    "cdn",
    "mail",
    "static",
    "img",
    "edge-3",
    "m",
    "login",
    "a1",
    "updates",
    "s3",
)
_SYLLABLES = [c + v for c in "bcdfghklmnprstvz" for v in "aeiou"]
_AT_ONCE = 50_000
_START = 1_790_000_000


def indicators(count: int) -> Iterator[str]:
    """Domains to look for: registered ones and names below them, from 8 to about 40 letters."""
    dice = random.Random(20)  # noqa: S311 -- no secret
    for number in range(count):
        name = f"{_word(dice)}{number:x}.{dice.choice(_TOPS)}"
        yield f"{dice.choice(_HOSTS)}.{name}" if number % 5 == 0 else name


def popular() -> list[str]:
    """The names that are asked for, the most frequent first; none is an indicator or below one."""
    dice = random.Random(21)  # noqa: S311 -- no secret
    sites = [f"{_word(dice)}-{n:x}.{dice.choice(_TOPS)}" for n in range(_NAMES // 4)]
    return [
        site if turn == 0 else f"{dice.choice(_HOSTS)}{turn if turn > 1 else ''}.{site}"
        for turn in range(4)
        for site in sites
    ]


def events(count: int, wanted: int) -> Iterator[list[Row]]:
    """The events in lists of some thousands: one in a thousand is a hit on the first `wanted` indicators."""
    dice = random.Random(22)  # noqa: S311 -- no secret
    names = popular()
    weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(len(names))))
    bad = list(itertools.islice(indicators(wanted), wanted))
    for start in range(0, count, _AT_ONCE):
        many = min(_AT_ONCE, count - start)
        chosen = dice.choices(names, cum_weights=weights, k=many)
        for place in range(0, many, 1000):
            name = dice.choice(bad)
            hit = min(place + dice.randrange(1000), many - 1)
            chosen[hit] = f"{dice.choice(_HOSTS)}.{name}" if place % 2000 else name
        yield list(enumerate(chosen, start))


def write(path: Path, form: str, count: int, wanted: int) -> Path:
    """A log of that form, `zeek`, `full-zeek`, `csv` or `json`; an existing one of the same size is kept."""
    target = path / f"dns-{form}-{count}-{wanted}.log"
    if not target.exists():
        header, line = FORMS[form]
        with target.open("w", encoding="ascii") as file:
            file.write(header)
            for rows in events(count, wanted):
                file.write("".join([line(row) for row in rows]))
    return target


def _word(dice: random.Random) -> str:
    return "".join(dice.choices(_SYLLABLES, k=dice.randint(2, 5)))


def _client(number: int) -> str:
    mixed = number * 2_654_435_761 & 0xFFFFFF
    return f"10.{mixed >> 16}.{mixed >> 8 & 255}.{mixed & 255}"


def _time(number: int) -> str:
    return f"{_START + number // 5000}.{number % 5000 * 200:06d}"


def _zeek(row: Row) -> str:
    n, name = row
    return f"{_time(n)}\tC{n:017x}\t{_client(n)}\t{1024 + n % 60000}\t10.0.0.53\t53\tudp\t{name}\tA\tNOERROR\n"


def _full_zeek(row: Row) -> str:
    n, name = row
    return (
        f"{_time(n)}\tC{n:017x}\t{_client(n)}\t{1024 + n % 60000}\t10.0.0.53\t53\tudp\t{n % 65536}\t0.012345\t"
        f"{name}\t1\tC_INTERNET\t1\tA\t0\tNOERROR\tF\tF\tT\tT\t0\t198.51.{n % 256}.7,198.51.100.9\t60.000000,60.000000\tF\n"
    )


def _csv(row: Row) -> str:
    n, name = row
    return f"{_time(n)},{_client(n)},{name},A,NOERROR\n"


def _json(row: Row) -> str:
    n, name = row
    return f'{{"ts":{_time(n)},"id.orig_h":"{_client(n)}","query":"{name}","qtype_name":"A","rcode_name":"NOERROR"}}\n'


_SHORT = "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tquery\tqtype_name\trcode_name"
_SHORT_TYPES = "time\tstring\taddr\tport\taddr\tport\tenum\tstring\tstring\tstring"
_FULL = (
    "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\ttrans_id\trtt\tquery\tqclass\tqclass_name\tqtype\t"
    "qtype_name\trcode\trcode_name\tAA\tTC\tRD\tRA\tZ\tanswers\tTTLs\trejected"
)
_FULL_TYPES = (
    "time\tstring\taddr\tport\taddr\tport\tenum\tcount\tinterval\tstring\tcount\tstring\tcount\t"
    "string\tcount\tstring\tbool\tbool\tbool\tbool\tcount\tvector[string]\tvector[interval]\tbool"
)


def _header(columns: str, types: str) -> str:
    return (
        "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n"
        f"#fields\t{columns}\n#types\t{types}\n"
    )


FORMS: dict[str, tuple[str, Callable[[Row], str]]] = {
    "zeek": (_header(_SHORT, _SHORT_TYPES), _zeek),
    "full-zeek": (_header(_FULL, _FULL_TYPES), _full_zeek),
    "csv": ("time,client,query,type,rcode\n", _csv),
    "json": ("", _json),
}
