"""In which time zone an officer reads times."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from khien.people.officers import Officer

UTC: Final = ZoneInfo("UTC")
OF_COUNTRY: Final = {  # countries with one zone; elsewhere UTC until the officer chooses
    "VN": "Asia/Ho_Chi_Minh",
    "LA": "Asia/Vientiane",
    "KH": "Asia/Phnom_Penh",
    "TH": "Asia/Bangkok",
    "SG": "Asia/Singapore",
    "MY": "Asia/Kuala_Lumpur",
    "PH": "Asia/Manila",
    "MM": "Asia/Yangon",
    "BN": "Asia/Brunei",
    "JP": "Asia/Tokyo",
    "KR": "Asia/Seoul",
}


def zone_of(officer: Officer | None, country: str) -> ZoneInfo:
    """The officer's own zone, else that of the node's country, else UTC."""
    chosen = getattr(officer, "zone", "") or OF_COUNTRY.get(country, "")
    try:
        return ZoneInfo(chosen) if chosen else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
