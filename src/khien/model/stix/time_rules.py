"""Times: days that exist, how fine they are, and which comes first (STIX 2.1 §2.16, §3.2, §4 to §6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from khien.model.stix.findings import Finding
from khien.model.stix.times import exact_time, fraction_digits, is_timestamp

# STIX 2.1 §3.2, §4.14, §5.2 …: the later one, the earlier one, and whether they may be equal.
EVERY: Final = (("modified", "created", True),)
ORDER: Final[Mapping[str, tuple[tuple[str, str, bool], ...]]] = {
    "campaign": (("last_seen", "first_seen", True),),
    "indicator": (("valid_until", "valid_from", False),),
    "infrastructure": (("last_seen", "first_seen", True),),
    "intrusion-set": (("last_seen", "first_seen", True),),
    "malware": (("last_seen", "first_seen", True),),
    "malware-analysis": (("analysis_ended", "analysis_started", True),),
    "observed-data": (("last_observed", "first_observed", True),),
    "threat-actor": (("last_seen", "first_seen", True),),
    "relationship": (("stop_time", "start_time", False),),
    "sighting": (("last_seen", "first_seen", True),),
    "network-traffic": (("end", "start", True),),
    "event": (("end_time", "start_time", True),),
    "impact": (("end_time", "start_time", True),),
    "task": (("end_time", "start_time", True),),
}
VERSION_TIMES: Final = ("created", "modified")


def version_times_stand(content: Mapping[str, Any]) -> Iterator[Finding]:
    """`created` and `modified` can be read: without them there is no version."""
    for name in VERSION_TIMES:
        if name in content and not is_timestamp(content[name]):
            yield Finding("stix.version-time", name)


def times_hold(content: Mapping[str, Any], times: frozenset[str]) -> Iterator[Finding]:
    """Every time is real, versions are written to the millisecond, and the order is right.

    Args:
        content: an object whose properties fit their types.
        times: the names of its properties that hold a timestamp.
    """
    for name in times & content.keys():
        # `created` and `modified` were asked first: `version_times_stand`.
        if name not in VERSION_TIMES and not is_timestamp(content[name]):
            yield Finding("stix.timestamp", name)
    for name, value in content.get("x509_v3_extensions", {}).items():
        if name.startswith("private_key_usage_period_") and not is_timestamp(value):
            yield Finding("stix.timestamp", f"x509_v3_extensions.{name}")
    yield from _precision(content)
    for later, earlier, may_be_equal in EVERY + ORDER.get(content["type"], ()):
        if later in content and earlier in content:
            after, before = exact_time(content[later]), exact_time(content[earlier])
            if after < before or (after == before and not may_be_equal):
                yield Finding("stix.time-order", later, earlier)


def _precision(content: Mapping[str, Any]) -> Iterator[Finding]:
    if "modified" not in content:
        return  # a marking definition's `created` is a plain timestamp: STIX 2.1 §7.2.1
    for name in VERSION_TIMES:
        digits = fraction_digits(content.get(name, ""))
        if name in content and digits < 3:
            yield Finding("stix.precision", name, str(digits))  # STIX 2.1 §3.2: the millisecond
        elif digits > 3:
            yield Finding("stix.fine-precision", name, str(digits))
