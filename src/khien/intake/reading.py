"""From the bytes of one file to its objects."""

from __future__ import annotations

from khien.intake.csv_table import read_csv
from khien.intake.detect import FORMATS, json_format, text_format
from khien.intake.failures import UnknownFormatError
from khien.intake.lists import read_list
from khien.intake.misp import read_misp
from khien.intake.reporting import Intake
from khien.intake.stix_bundle import read_stix
from khien.intake.strict_json import is_json, outline
from khien.intake.unpacking import text_of
from khien.intake.wishes import Wish


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
    if wish.format in ("stix", "misp") or (wish.format is None and is_json(text)):
        parts = outline(name, text, wish.limits)
        read = read_stix if (wish.format or json_format(name, parts)) == "stix" else read_misp
        return read(name, parts, wish)
    found = wish.format or text_format(name, text, wish)
    return read_csv(name, text, wish) if found == "csv" else read_list(name, text, wish)
