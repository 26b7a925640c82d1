"""Tests of `exchange.lists`: every form, as whoever reads it would."""

from __future__ import annotations

import base64
import csv
import io
import json
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest
from msgspec import structs

from khien.exchange.lists import misp
from khien.exchange.lists.abuse import Abuse, ContactError, Contacts, Reporter, read_contacts
from khien.exchange.lists.entry import About, Entry, is_sound, stable_uuid
from khien.exchange.lists.forms import FORMS
from khien.exchange.lists.plain import COLUMNS
from khien.intake import Wish, read_file
from khien.intake.reporting import Outcome
from khien.model.decision import Refusal
from khien.model.ids import ObjectId
from khien.model.marking import Pap, Tlp
from khien.model.patterns import ValueKind, value_of, watched_values_of

K = ValueKind
ABOUT = About("vn-ncc", "test-list", "identity--8e1f5b1c-6f0e-4f0b-9a55-0d3b1c6f2a01",
              datetime(2026, 11, 22, 8, 0, tzinfo=UTC), 1_795_000_000)  # fmt: skip
SAMPLES = [
    (K.DOMAIN, "evil.example"),
    (K.DOMAIN, "_x.xn--bcher-kva.example"),
    (K.IPV4, "203.0.113.7"),
    (K.IPV6, "2001:db8::1"),
    (K.IPV6, "::1:0"),
    (K.CIDR, "198.51.100.0/24"),
    (K.CIDR, "2001:db8:7::/48"),
    (K.URL, "http://evil.example/a?b=c"),
    (K.URL, "https://evil.example/"),
    (K.URL_PREFIX, "http://evil.example/kit/"),
    (K.EMAIL, "boss@evil.example"),
    (K.MD5, "0" * 31 + "1"),
    (K.SHA256, "a" * 64),
    (K.SHA512, "b" * 128),
    (K.JA3, "c" * 32),
    (K.JA4, "t13d1516h2_8daaf6152771_e5627efa2ab1"),
]
HOSTILE = [
    (K.URL, "http://evil.example/';drop\"|0A|;sid:1;)"),
    (K.URL, "http://evil.example/a,b;c\\x09d|e%00"),
    (K.URL_PREFIX, 'http://evil.example/"; reference:url,x;'),
    (K.EMAIL, "=cmd|'/c,calc'!a\"1@evil.example"),
    (K.EMAIL, "#comment;@evil.example"),
    (K.URL, "http://evil.example/\x0b\x7f\x01"),
    (K.DOMAIN, "evil.example.\n* CNAME ."),
    (K.DOMAIN, 'a"b.example'),
]


def entry(kind: ValueKind, value: str, place: int = 0, seq: int = 7, **content: object) -> Entry:
    """An entry as it is picked."""
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    said = {
        "type": "indicator",
        "name": "n",
        "pattern": f"[domain-name:value = '{quoted}']",
    } | content
    return Entry(
        kind, value, ObjectId("indicator--5f0e1d2c-3b4a-4958-8776-a5b4c3d2e1f0"), seq, place, "",
        Tlp.CLEAR, Pap.GREEN, 80, 0, None, 1_790_000_000_000_000, json.dumps(said).encode(),
    )  # fmt: skip


def written(form: str, samples: list[tuple[ValueKind, str]]) -> tuple[str, list[str], list[str]]:
    """The whole list, its entries, and the codes of what it would not take."""
    found, lines, codes = FORMS[form], list[str](), list[str]()
    for seq, (kind, value) in enumerate(samples):
        if kind not in found.kinds:
            codes.append("list.kind")
        elif not is_sound(kind, value):
            codes.append("list.unwritable")
        else:
            line = found.line(entry(kind, value, seq=seq), ABOUT)
            text = line.decode() if isinstance(line, bytes) else line
            lines += [] if isinstance(text, Refusal) else [text]
            codes += [line.code] if isinstance(line, Refusal) else []
    body = (found.between).join(f"{line}\n" for line in lines)
    return found.head(ABOUT) + body + found.tail(ABOUT), lines, codes


def loaded(tool: str, *arguments: str) -> None:
    """The tool of Debian takes the file, or is absent, which is said."""
    path = shutil.which(tool) or shutil.which(tool, path="/usr/sbin:/usr/bin")
    if path is None:
        pytest.skip(f"{tool} is not installed, so it loads no list here")
    done = subprocess.run(  # noqa: S603 -- a tool of the system and files of this test
        [path, *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_bind_takes_the_zone(tmp_path: Path) -> None:
    """An RPZ zone is a zone for named-checkzone, with names, addresses and networks in it."""
    text, lines, codes = written("rpz", SAMPLES + HOSTILE)
    (tmp_path / "rpz").write_text(text, "utf-8")

    assert lines[0].startswith("evil.example CNAME . ; indicator--")
    assert lines[0].endswith("\n*.evil.example CNAME .")
    assert "32.7.113.0.203.rpz-ip CNAME ." in text
    assert "128.1.zz.db8.2001.rpz-ip CNAME ." in text
    assert "128.0.1.zz.rpz-ip CNAME ." in text
    assert "48.zz.7.db8.2001.rpz-ip CNAME ." in text
    assert len(lines) == 7
    assert codes.count("list.unwritable") == 2
    loaded("named-checkzone", "-q", "-k", "fail", "rpz.khien", str(tmp_path / "rpz"))


def test_unbound_takes_the_zone(tmp_path: Path) -> None:
    """A configuration of Unbound with the zone in it is right for unbound-checkconf."""
    (tmp_path / "rpz").write_text(written("rpz", SAMPLES)[0], "utf-8")
    settings = f'server:\n  module-config: "respip validator iterator"\n  chroot: ""\n  username: ""\n  directory: "{tmp_path}"\nrpz:\n  name: rpz.khien\n  zonefile: {tmp_path}/rpz\n'
    (tmp_path / "unbound.conf").write_text(settings, "utf-8")

    loaded("unbound-checkconf", str(tmp_path / "unbound.conf"))


def test_suricata_takes_the_rules(tmp_path: Path) -> None:
    """Rules load; each has its own number, and no value can end its option."""
    text, lines, codes = written("suricata", SAMPLES + HOSTILE)
    (tmp_path / "list.rules").write_text(text, "utf-8")

    sids = [line.partition("sid:")[2].partition(";")[0] for line in lines]
    assert len(lines) == len(text.splitlines()) - 1 == 12
    assert len(set(sids)) == 12
    for line in lines:
        assert line.count("sid:") == 1
        assert line.endswith("rev:1;)")
        assert line.count('"') % 2 == 0
    assert codes.count("list.encrypted") == 1
    loaded("suricata", "-T", "-S", str(tmp_path / "list.rules"), "-l", str(tmp_path))


@pytest.mark.parametrize("form", sorted(FORMS))
def test_no_value_leaves_its_line(form: str) -> None:
    """Whatever a value holds, a list has as many lines as entries, and no control character."""
    text, lines, _ = written(form, SAMPLES + HOSTILE)

    assert all(line.replace("\t", "").replace("\n", "").isprintable() for line in lines)
    if form not in {"rpz", "sigma"}:
        assert len(text.splitlines()) == len(lines) + len(
            (FORMS[form].head(ABOUT) + FORMS[form].tail(ABOUT)).splitlines()
        )
    assert "drop" not in text or form in {"plain", "csv", "zeek", "stix", "sigma", "suricata"}


def test_csv_is_read_back_as_it_was_written() -> None:
    """A CSV reader finds the chosen columns; what a table would compute is not in it."""
    about = replace(ABOUT, columns=tuple(COLUMNS))
    form, value = FORMS["csv"], 'http://evil.example/a,b"c'
    line = form.line(entry(K.URL, value), about)

    (row,) = csv.DictReader(io.StringIO(form.head(about) + str(line)))

    assert row["value"] == value
    assert row["added"] == "2026-09-21T14:13:20.000000Z"
    assert (row["tlp"], row["pap"], row["score"], row["source"]) == ("clear", "green", "80", "own")
    assert row["valid_until"] == ""
    assert "list.formula" in written("csv", HOSTILE)[2]


def test_zeek_reads_tabs_and_types() -> None:
    """Each line of the intelligence file has the columns of its head; a URL has no scheme."""
    text, lines, codes = written("zeek", SAMPLES + HOSTILE)

    head = text.splitlines()[0].removeprefix("#fields\t").split("\t")
    assert all(len(line.split("\t")) == len(head) for line in lines)
    assert "evil.example/a?b=c\tIntel::URL\tvn-ncc\t" in text
    assert "\\x5cx09" in text
    assert codes.count("list.unwritable") == 4
    assert {line.split("\t")[1] for line in lines} == {
        f"Intel::{one}" for one in ("DOMAIN", "ADDR", "SUBNET", "URL", "EMAIL", "FILE_HASH")
    }


def test_datasets_hold_values_alone() -> None:
    """Texts of a dataset are base64, hashes and addresses as they are."""
    assert base64.b64decode(written("dataset-domain", SAMPLES)[1][0]) == b"evil.example"
    _, sites, codes = written("dataset-url", SAMPLES)
    assert [base64.b64decode(one) for one in sites] == [b"http://evil.example/a?b=c"]
    assert codes.count("list.encrypted") == 1  # as a rule says of the same address
    assert written("dataset-ip", SAMPLES)[1] == ["203.0.113.7", "2001:db8::1", "::1:0"]
    assert written("dataset-sha256", SAMPLES)[1] == ["a" * 64]


def test_a_bundle_holds_the_objects_as_they_are() -> None:
    """What is in the bundle is what is kept, also where it was kept with line ends in it."""
    raw = b'{"type":"indicator",\n "name":"a\\nb"}'
    form, one = FORMS["stix"], entry(K.DOMAIN, "evil.example")
    found = form.line(structs.replace(one, raw=raw), ABOUT)
    assert isinstance(found, bytes)
    line = found.decode()

    bundle = json.loads(form.head(ABOUT) + f"{line}\n,{line}\n" + form.tail(ABOUT))

    assert bundle["objects"] == [json.loads(raw)] * 2
    assert "\n" not in line


@pytest.mark.parametrize(
    ("pattern", "detection", "code"),
    [
        ("[domain-name:value = 'a*b']", {"part1": {"query": "a\\*b"}, "condition": "part1"}, ""),
        (
            "[process:command_line LIKE '%-enc%' AND file:name != 'x.exe']",
            {
                "part1": {"CommandLine": "*-enc*"},
                "part2": {"Image|endswith": "\\\\x.exe"},
                "condition": "(part1 and not part2)",
            },
            "",
        ),
        (
            "[ipv4-addr:value IN ('192.0.2.1', '192.0.2.2')] OR [ipv4-addr:value ISSUBSET '198.51.100.0/24']",
            {
                "part1": {"dst_ip": ["192.0.2.1", "192.0.2.2"]},
                "part2": {"dst_ip|cidr": "198.51.100.0/24"},
                "condition": "(part1 or part2)",
            },
            "",
        ),
        (
            "[ipv4-addr:value = '203.0.113.5/25']",
            {"part1": {"dst_ip|cidr": "203.0.113.0/25"}, "condition": "part1"},
            "",
        ),
        (
            "[ipv6-addr:value != '2001:db8::/32' AND ipv6-addr:value = '2001:db8::/999']",
            {
                "part1": {"dst_ip|cidr": "2001:db8::/32"},
                "part2": {"dst_ip": "2001:db8::/999"},
                "condition": "(not part1 and part2)",
            },
            "",
        ),
        (
            "[ipv4-addr:value NOT IN ('192.0.2.1', '198.51.100.0/24')]",
            {
                "part1": {"dst_ip": ["192.0.2.1"]},
                "part2": {"dst_ip|cidr": ["198.51.100.0/24"]},
                "condition": "not (part1 or part2)",
            },
            "",
        ),
        (
            "[ipv4-addr:value IN ('198.51.100.0/24')]",
            {"part1": {"dst_ip|cidr": ["198.51.100.0/24"]}, "condition": "part1"},
            "",
        ),
        (
            "[url:value MATCHES '^h.*' OR url:value NOT IN ('a')]",
            {
                "part1": {"c-uri|re": "^h.*"},
                "part2": {"c-uri": ["a"]},
                "condition": "(part1 or not part2)",
            },
            "",
        ),
        (
            "[process:name IN ('a', 'b')]",
            {"part1": {"Image|endswith": ["\\\\a", "\\\\b"]}, "condition": "part1"},
            "",
        ),
        ("[domain-name:value = 'a' AND url:value = 'b']", {}, "list.sigma-sources"),
        (
            "[domain-name:value = 'a'] FOLLOWEDBY [domain-name:value = 'b']",
            {},
            "list.sigma-several",
        ),
        ("[mutex:name = 'a']", {}, "list.sigma-path"),
        ("[domain-name:value > 'a']", {}, "list.sigma-operator"),
        ("[EXISTS domain-name:value]", {}, "list.sigma-operator"),
        ("[domain-name:value = 1]", {}, "list.sigma-operator"),
        ("[domain-name:value = 'a\u2028b']", {}, "list.unwritable"),
        ("[no pattern", {}, "list.sigma-path"),
    ],
)
def test_sigma_says_what_the_pattern_says(
    pattern: str, detection: dict[str, object], code: str
) -> None:
    """Comparisons become a detection of one log source; what Sigma cannot say is refused by name."""
    found = FORMS["sigma"].line(entry(K.PATTERN, pattern, pattern=pattern, name="x\x85y"), ABOUT)

    if isinstance(found, Refusal):
        assert found.code == code
    else:
        rule = json.loads(found)
        assert rule["detection"] == detection
        assert rule["title"] == "x y"


def test_a_misp_event_is_read_by_our_own_intake() -> None:
    """What the feed carries comes back as the same values, each with its marking."""
    entries = [entry(*one) for one in SAMPLES if one[0] in misp.KINDS]
    (piece,) = misp.events(entries, ABOUT)
    event = json.loads(piece.body)["Event"]

    wish = Wish(identity=ObjectId(ABOUT.identity), now=ABOUT.at)
    taken = read_file(f"{piece.name}.json", piece.body, wish)
    back = {
        (value.kind, value.value)
        for version in taken.versions
        if version.type == "indicator"
        for value in watched_values_of(version.content)
    }
    assert [one for one in taken.entries if one.outcome is Outcome.REFUSED] == []
    assert back == {(one.kind, one.value) for one in entries}
    assert len(piece.hashes) == len(entries)
    assert list(piece.told["Tag"]) == [{"name": "tlp:clear"}]
    assert event["Attribute"][0]["Tag"] == [{"name": "tlp:clear"}, {"name": "PAP:GREEN"}]
    assert event["uuid"] == piece.name
    assert isinstance(misp.attribute_of(entry(K.JA4, SAMPLES[-1][1])), Refusal)
    assert (
        json.loads(misp.manifest({piece.name: piece.told}))[piece.name]["Orgc"]["name"] == "vn-ncc"
    )


@pytest.mark.parametrize(
    "value", ['http://e.example/"a"\\b', "http://e.example/'\u00e9'", "http://e.example/~ ", ""]
)
def test_a_misp_attribute_is_json_whatever_its_value(value: str) -> None:
    """What has to be escaped is, and every member stands there."""
    made = misp.attribute_of(one := entry(K.URL, value))

    assert isinstance(made, bytes)
    assert json.loads(made) == {
        "uuid": stable_uuid(f"{one.object_id} url:{value}"), "type": "url", "category": "Network activity",
        "timestamp": "1790000000", "value": value, "comment": one.object_id,
        "Tag": [{"name": "tlp:clear"}, {"name": "PAP:GREEN"}],
        "to_ids": True, "distribution": "5", "deleted": False,
    }  # fmt: skip


CONTACTS = """
# whom to write to
203.0.113.0/24, abuse@isp.example
203.0.113.0/28, noc@isp.example
example, registry@nic.example
*, cert@vn-ncc.example
"""


def test_reports_go_to_the_nearest_contact() -> None:
    """One X-ARF report for each network or name, to whom it concerns, of TLP:CLEAR alone."""
    reports = Abuse(read_contacts(CONTACTS), Reporter("VN", "soc@vn.example", "vn.example"), ABOUT)
    for kind, value in SAMPLES:
        reports.take(entry(kind, value))
    fault = reports.take(structs.replace(entry(K.IPV4, "203.0.113.7"), tlp=Tlp.GREEN))

    found = dict(reports.reports())

    assert fault is not None
    assert fault.code == "list.above-ceiling"
    assert set(found) == {"cert@vn-ncc.example", "noc@isp.example", "registry@nic.example"}
    report = found["registry@nic.example"]
    assert report["xarf_version"].startswith("4.")
    assert (report["category"], report["type"]) == ("reputation", "blocklist")
    evidence = base64.b64decode(report["evidence"][0]["payload"]).decode().splitlines()
    assert "evil.example" in evidence
    assert report["source_identifier"] == "example"


def test_a_report_counts_what_it_names() -> None:
    """One and many agree with their noun, kind by kind."""
    reports = Abuse(read_contacts(CONTACTS), Reporter("VN", "soc@vn.example", "vn.example"), ABOUT)
    for kind, value in (
        (K.IPV4, "203.0.113.65"),
        (K.IPV4, "203.0.113.66"),
        (K.URL, "http://203.0.113.66/a"),
        (K.IPV4, "203.0.113.1"),
        (K.DOMAIN, "one.invalid"),
        (K.DOMAIN, "two.invalid"),
        (K.URL, "https://two.invalid/x"),
        (K.CIDR, "198.51.100.0/28"),
    ):
        assert reports.take(entry(kind, value)) is None

    found = [(to, one["source_identifier"], one["description"]) for to, one in reports.reports()]

    assert sorted(found) == [
        (
            "abuse@isp.example",
            "203.0.113.0/24",
            "Malicious activity on 203.0.113.0/24: 2 addresses, 1 URL",
        ),
        (
            "cert@vn-ncc.example",
            "one.invalid",
            "Malicious activity: 2 domain names, 1 URL, 1 network",
        ),
        ("noc@isp.example", "203.0.113.1", "Malicious activity on 203.0.113.0/28: 1 address"),
    ]


def test_without_a_contact_nothing_is_reported() -> None:
    """A value whose network has no contact is named, and so is a line that is none."""
    reports = Abuse(Contacts(), Reporter("VN", "soc@vn.example", "vn.example"), ABOUT)

    codes = [getattr(reports.take(entry(*one)), "code", "") for one in SAMPLES[:3] + SAMPLES[-1:]]

    assert codes == ["list.no-contact"] * 3 + ["list.kind"]
    for line in ("nobody", "?,a@b.example", "192.0.2.1,nobody"):
        with pytest.raises(ContactError):
            read_contacts(line)


def test_an_id_stays() -> None:
    """It is the UUID of version 5 that anybody else would compute."""
    assert stable_uuid("đ/1") == str(uuid5(NAMESPACE_URL, "đ/1"))


def test_what_has_no_room_is_refused_by_name() -> None:
    """A name that is too long with its zone, and a value beyond the numbers of its rules."""
    long = ".".join(["a" * 60] * 4)
    assert value_of(K.DOMAIN, long) is not None
    for form, one, code in (
        ("rpz", entry(K.DOMAIN, long), "list.too-long"),
        ("suricata", entry(K.DOMAIN, "evil.example", 16), "list.no-number"),
        ("suricata", entry(K.URL, "http://evil.example/" + "a" * 255), "list.too-long"),
    ):
        found = FORMS[form].line(one, ABOUT)
        assert isinstance(found, Refusal)
        assert found.code == code
