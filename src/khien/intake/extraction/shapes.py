"""What a value looks like by itself, whatever is said of it: a mobile number, a name made of another, a page to log in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from khien.intake.extraction.agreeing import HOSTED
from khien.intake.extraction.common_words import word_set
from khien.intake.extraction.hosts import host_of
from khien.intake.extraction.page import Spot

LETTER: Final = 3_000
"""Characters of a short document."""
_ROLES: Final = re.compile(
    r"(?:abuse|noc|soc|cert|csirt|psirt|security|info|contact|support|help|helpdesk|hotro|cskh|care|press|media|legal|office|vanphong|privacy|webmaster|postmaster|hostmaster|advisory|incidents?|desk|tips|complaints|disputes|corrections|readers|bulletins|duty|report|section|truc|trucban|vanthu|ungcuu|baocao|bandoc|toasoan|gopy|phananh|hoptac)(?:\b|[-_0-9])"
)
_TRAP: Final = re.compile(
    r"log-?in|sign-?in|verif|secur|claim|refund|rebate|reward|bonus|gift|prize|lott|win|pay|otp|confirm|update|unlock|account|invest|trade|coin|fx|bet|casino|vip|promo|sale|ticket|job|hire|loan|sso|webmail|owa|quota|wallet|kyc"
    r"|khuyen|qua|thuong|hoan|xac|thuc|nhan|doi|diem|mai|vay|dautu|viec|tuyen|phat|nguoi|nap|rut|khach"
)
_READ: Final = re.compile(
    r"(?:advisor|alert|blog|news|report|research|article|docs?|guid|help|faq|support|security|download|patch|release|post|about|contact|policy|pgp|learn|safety|huong|canh-bao|an-toan|tin|bai|tailieu|tra-cuu|20[0-9][0-9])"
)
_RUNS: Final = re.compile(
    r"\.(?:exe|dll|ps1|sh|bat|vbs|js|jar|apk|msi|zip|rar|7z|iso|img|bin|hta|scr|lnk|docm|xlsm)\b"
)
_PAPERS: Final = re.compile(r"\.(?:txt|log|pdf|jpe?g|png|csv|xlsx|docx|pptx|eml|msg|pcap|mp[34])\Z")
_ORGANS: Final = re.compile(
    r"(?:^|[.@-])(?:company|corp|agency|ministry|hospital|police|cert|csirt|soc|school|university|council|vendor|labs?|news|press|blog|docs|research|cuc|so|bo|truong|benhvien|donvi|coquan|congan|toasoan|bao|trungtam)[.-]"
)
_SERVES: Final = re.compile(
    r"(?:status|support|help|learn|docs|wiki|intranet|update|updates|download|downloads|fw|ntp|time|dns|ns[0-9]?|mail|smtp|relay|vpn|backup|monitor|probe|sandbox|git|cdn|static|hotro|capnhat|hoc|thuvien|giamsat|tracuu|cskh)\."
)
_CHEAP: Final = word_set(
    "top xyz click shop vip club online site icu cc pw live info help store fun space website sbs cfd cyou buzz bond lol rest support link "
    "work life world today ink lat quest mom monster gq tk ml ga cf su ws bid loan win stream download review trade app pro"
)
"""Endings that anybody has for a dollar, and that those who need many names take."""
_OF_OFFICES: Final = re.compile(r"\.(?:gov|edu|mil|ac|go)(?:\.[a-z]{2})?\Z")
_ADDRESSES: Final = frozenset({"ipv4", "ipv6", "cidr"})
_MOST_HOSTS: Final = 200
_MOBILE: Final = re.compile(r"\+84[35789]\d{8}\Z|\+447|\+861|\+66[689]|\+614")
_LINE: Final = re.compile(r"\+841[89]00|\+84069|\+44800|\+1800|\+4434|\+4430|\d{3,4}\Z")
_ALIKE: Final = str.maketrans("01345", "oleas", "-")


@dataclass(frozen=True, slots=True)
class Shapes:
    """What values of one document look like, some beside each other."""

    text: str
    judged: Sequence[Spot]
    labels: dict[str, str] = field(default_factory=dict)
    """Of each host with a name its label, without the suffix; made when the first value asks."""
    _long: list[tuple[tuple[str, str], ...]] = field(default_factory=list)
    _hosts: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, judged: Sequence[Spot]) -> Shapes:
        """Nothing is looked at before a value asks for it."""
        return cls(text, judged)

    def of_value(self, spot: Spot) -> Iterator[str]:
        """The signs that a value bears itself."""
        yield "is-it"
        host = host_of(spot)
        yield from _of_kind(spot.kind, spot.value)
        if (
            self.text[spot.start - 1 : spot.start] == "("
            and self.text[spot.end : spot.end + 1] in ",);"
        ):
            yield "in-brackets"
        if host and spot.kind not in _ADDRESSES:
            yield from self._of_host(host)
        if len(self.judged) > 1 and len(self.text) < LETTER:
            if spot is self.judged[0]:
                yield "first"
            elif spot is self.judged[-1]:
                yield "last"

    def _of_host(self, host: str) -> tuple[str, ...]:
        signs = self._hosts.get(host)
        if signs is None:
            signs = self._hosts[host] = tuple(self._signs_of(host))
        return signs

    def _signs_of(self, host: str) -> Iterator[str]:
        if host.startswith("www."):
            yield "www"
        if _ORGANS.search(f"{host}."):
            yield "host-of-office"
        if _SERVES.match(host):
            yield "host-that-serves"
        yield from _of_ending(host)
        label = self._labels().get(host, "")
        if "-" in label and not label.startswith("xn--"):
            yield "hyphen"
        if _TRAP.search(label):
            yield "host-of-trap"
        others = [both for both in self.others() if both[0] != label]
        bare = label.translate(_ALIKE)
        if label and any(other in label or other in bare for other, _ in others):
            yield "made-of-another"
        if len(label) > 2 and any(label in other or label in like for other, like in others):
            yield "another-made-of-it"

    def others(self) -> tuple[tuple[str, str], ...]:
        """Labels long enough to be found in another, each also without hyphens and with letters for digits."""
        if not self._long:
            names = {label for label in self._labels().values() if len(label) > 2}
            self._long.append(tuple((one, one.translate(_ALIKE)) for one in sorted(names)))
        return self._long[0]

    def _labels(self) -> dict[str, str]:
        if not self.labels:
            for spot in self.judged[:_MOST_HOSTS]:
                host = host_of(spot)
                if host and spot.kind in HOSTED and not host[0].isdigit() and ":" not in host:
                    self.labels[host] = label_of(host)
        return self.labels


def _of_kind(kind: str, value: str) -> Iterator[str]:
    if kind == "phone":
        yield _of_phone(value)
    elif kind == "url":
        yield from _of_url(value.lower())
    elif kind == "email" and _ROLES.match(value.lower()):
        yield "mailbox-of-office"
    elif kind == "file-name":
        if _RUNS.search(value.lower()):
            yield "runs"
        elif _PAPERS.search(value.lower()):
            yield "paper"


def _of_ending(host: str) -> Iterator[str]:
    ending = host.rpartition(".")[2]
    if ending in _CHEAP:
        yield "ending-cheap"
    elif _OF_OFFICES.search(host):
        yield "ending-of-office"
    elif len(ending) == 2:
        yield "ending-of-country"


def _of_phone(value: str) -> str:
    if _MOBILE.match(value):
        return "mobile"
    return "line-of-office" if _LINE.match(value) else "phone-line"


def _of_url(value: str) -> Iterator[str]:
    path = (value.partition("://")[2] or value).partition("/")[2]
    yield "page" if path.strip("/") else "site"
    if _TRAP.search(path):
        yield "page-of-trap"
    if _READ.search(path):
        yield "page-to-read"
    if _RUNS.search(path):
        yield "page-of-file"
    if value.startswith("http://"):
        yield "no-tls"


def label_of(host: str) -> str:
    """The label of a host that its owner chose: `birch-pay` of `www.birch-pay.example`."""
    labels: Sequence[str] = host.split(".")
    if len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2:
        labels = labels[:-1]  # `com.vn`
    return labels[-2] if len(labels) > 1 else labels[0]
