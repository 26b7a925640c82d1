"""From the bytes of one file to its objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from khien.intake.cacao import read_cacao
from khien.intake.csaf import read_csaf
from khien.intake.csv_table import read_csv
from khien.intake.detect import FORMATS, json_format, text_format
from khien.intake.failures import UnknownFormatError
from khien.intake.lists import read_list
from khien.intake.misp import read_misp
from khien.intake.misp_galaxy_file import read_galaxy
from khien.intake.openioc import read_openioc
from khien.intake.reporting import Intake
from khien.intake.stix1 import read_stix1
from khien.intake.stix_bundle import read_stix
from khien.intake.strict_json import Outline, is_json, outline
from khien.intake.suricata_rules import read_suricata_rules
from khien.intake.unpacking import text_of
from khien.intake.wishes import Wish
from khien.intake.xarf import read_xarf
from khien.intake.zeek_intel import read_zeek_intel
from khien.intake.zone_file import read_zone


def read_file(name: str, body: bytes, wish: Wish) -> Intake:
    """Turn one file into versions, with a line of report for every item.

    Args:
        name: how the report names the file; never opened.
        body: the whole file, plain or gzip.
        wish: how to read it; `wish.format` overrides what the content looks like.

    Raises:
        UnreadableError: the file as a whole is broken, too big or of no known format. Broken items
            inside a readable file are refused one by one instead.
    """
    text = text_of(name, body, wish.limits)
    if wish.format is not None and wish.format not in FORMATS:
        raise UnknownFormatError(name, wish.format, FORMATS)
    if wish.format in _JSON_READERS or (wish.format is None and is_json(text)):
        parts = outline(name, text, wish.limits)
        return _JSON_READERS[wish.format or json_format(name, parts)](name, parts, wish)
    found = wish.format or text_format(name, text, wish)
    return _TEXT_READERS[found](name, text, wish)


_JSON_READERS: Final[Mapping[str, Callable[[str, Outline, Wish], Intake]]] = {
    "cacao": read_cacao,
    "csaf": read_csaf,
    "galaxy": read_galaxy,
    "misp": read_misp,
    "stix": read_stix,
    "xarf": read_xarf,
}
_TEXT_READERS: Final[Mapping[str, Callable[[str, str, Wish], Intake]]] = {
    "csv": read_csv,
    "list": read_list,
    "openioc": read_openioc,
    "rpz": read_zone,
    "stix1": read_stix1,
    "suricata": read_suricata_rules,
    "zeek": read_zeek_intel,
}
