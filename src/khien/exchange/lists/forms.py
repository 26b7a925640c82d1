"""Every form of list that is one file, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from khien.exchange.lists import abuse, misp
from khien.exchange.lists.entry import Form
from khien.exchange.lists.objects import STIX
from khien.exchange.lists.plain import CSV, PLAIN
from khien.exchange.lists.resolving import HOSTS, RPZ
from khien.exchange.lists.sensing import DATASETS, SURICATA, ZEEK
from khien.exchange.lists.sigma import SIGMA
from khien.model.patterns import ValueKind

FORMS: Final[Mapping[str, Form]] = {
    one.name: one for one in (RPZ, HOSTS, PLAIN, CSV, SURICATA, *DATASETS, ZEEK, STIX, SIGMA)
}
FOLDER: Final = misp.NAME
REPORTS: Final = abuse.NAME
SERVED: Final = (*FORMS, FOLDER)
"""What a consumer can fetch. Reports to strangers are written for a person, who sends them."""
NAMES: Final = (*SERVED, REPORTS)
CARRIED: Final[Mapping[str, frozenset[ValueKind]]] = {
    **{name: form.kinds for name, form in FORMS.items()},
    FOLDER: misp.KINDS,
    REPORTS: abuse.KINDS,
}
"""The kinds of values that each can hold."""
