"""From the bytes of one file to its objects."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from khien.intake.cacao import read_cacao
from khien.intake.csaf import read_csaf
from khien.intake.csv_table import read_csv
from khien.intake.detect import FORMATS, json_format, text_format
from khien.intake.failures import UnknownFormatError
from khien.intake.lists import read_list
from khien.intake.misp import read_misp
from khien.intake.misp_galaxy_file import read_galaxy
from khien.intake.misp_taxonomy import read_taxonomy
from khien.intake.openioc import read_openioc
from khien.intake.reporting import Intake, Outcome, ReportEntry
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
    text = text_of(name, body, wish.limits, wish.encoding)
    if wish.format is not None and wish.format not in FORMATS:
        raise UnknownFormatError(name, wish.format, FORMATS)
    if wish.format in _JSON_READERS or (wish.format is None and is_json(text)):
        parts = outline(name, text, wish.limits)
        return _JSON_READERS[wish.format or json_format(name, parts)](name, parts, wish)
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")  # as old machines end their lines
    found = wish.format or text_format(name, text, wish)
    if found in _XML_READERS or (control := _CONTROL.search(text)) is None:
        return (_XML_READERS | _TEXT_READERS)[found](name, text, wish)
    # STIX has no place for control characters, and a list's comment is as likely to hold one.
    intake = _TEXT_READERS[found](name, _CONTROL.sub("\ufffd", text), wish)
    line, seen = text.count("\n", 0, control.start()) + 1, f"U+{ord(control[0]):04X}"
    said = ReportEntry(name, Outcome.CHANGED, "intake.control-characters", f"line {line}", seen)
    return replace(intake, entries=(*intake.entries, said))


_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")

_JSON_READERS: Final[Mapping[str, Callable[[str, Outline, Wish], Intake]]] = {
    "cacao": read_cacao,
    "csaf": read_csaf,
    "galaxy": read_galaxy,
    "misp": read_misp,
    "stix": read_stix,
    "taxonomy": read_taxonomy,
    "xarf": read_xarf,
}
_XML_READERS: Final[dict[str, Callable[[str, str, Wish], Intake]]] = {
    "openioc": read_openioc,
    "stix1": read_stix1,
}
_TEXT_READERS: Final[dict[str, Callable[[str, str, Wish], Intake]]] = {
    "csv": read_csv,
    "list": read_list,
    "rpz": read_zone,
    "suricata": read_suricata_rules,
    "zeek": read_zeek_intel,
}
