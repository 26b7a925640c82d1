"""`khien watch export` and `khien watch consumer`."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from tests.cli.homes import PASSWORD, imported, node_in, run


def test_a_list_is_written_and_what_is_left_out_is_printed(tmp_path: Path) -> None:
    """The counts come first, then each item that is not in the list, with its code."""
    home, target = node_in(tmp_path), tmp_path / "list.csv"
    imported(home, tmp_path)
    choice = ("--ceiling", "amber+strict", "--kind", "domain", "--columns", "value,kind")

    done = run("watch", "export", "--format", "csv", "--to", target, *choice, home=home)

    assert done.status == 0
    assert target.read_text("utf-8") == "value,kind\nevil.example,domain\nbad.example.net,domain\n"
    assert done.first["counts"] == {
        "read": 3, "kept": 2, "changed": 0, "refused": 0, "skipped": 1,
    }  # fmt: skip
    assert [line["code"] for line in done.lines[1:]] == ["list.not-asked"]
    assert "2 entries; 1 item was left out." in done.words
    assert (
        run(
            "watch", "export", "--format", "csv", "--to", target, "--columns", "x", home=home
        ).status
        == 2
    )
    assert run("watch", "export", "--format", "rpz", "--to", tmp_path, home=home).status == 2


def test_reports_need_contacts_and_a_reporter(tmp_path: Path) -> None:
    """A report names who reports, and goes to the contact of the table or to the one that is given."""
    home, target, table = node_in(tmp_path), tmp_path / "reports", tmp_path / "contacts"
    source = tmp_path / "clear.txt"
    source.write_text("192.0.2.7\nevil.example\n", "utf-8")
    run("object", "import", source, "--tlp", "clear", "--officer", "thu", home=home)
    table.write_text("192.0.2.0/24,abuse@isp.example\n", "utf-8")
    order = ("watch", "export", "--format", "xarf", "--to", target, "--contacts", table)

    assert run(*order, home=home).status == 2
    assert (
        run(*order, "--reporter", "soc@vn.example", "--contact", "any@vn.example", home=home).status
        == 0
    )

    found = {
        one["contact"]: one["report"]
        for one in map(json.loads, target.read_text("utf-8").splitlines())
    }
    assert sorted(found) == ["abuse@isp.example", "any@vn.example"]
    report = found["abuse@isp.example"]
    assert report["reporter"]["domain"] == "vn.example"
    assert base64.b64decode(report["evidence"][0]["payload"]) == b"192.0.2.7\n"


def test_a_consumer_is_added_listed_and_revoked(tmp_path: Path) -> None:
    """Its token is printed once, with the address of each list."""
    home = node_in(tmp_path)

    added = run(
        "watch", "consumer", "add", "dns-1", "--format", "rpz", "--format", "misp", home=home
    )
    listed = run("watch", "consumer", "list", home=home)
    revoked = run("watch", "consumer", "revoke", "dns-1", home=home)

    assert added.first["token"].startswith("khien_")
    assert added.first["addresses"]["misp"].endswith("/exports/dns-1/misp/manifest.json")
    assert "token" not in listed.first
    assert listed.first["fetched"] == {}
    assert [listed.first[one] for one in ("columns", "zone", "action")] == [
        [], "rpz.khien", "nxdomain",
    ]  # fmt: skip
    assert revoked.first["revoked"]
    order = ("watch", "export", "--consumer", "dns-1", "--format", "rpz", "--to", tmp_path / "z")
    for language, why in (
        ("en", "any more (it is revoked)."),
        ("vi", "không còn hiệu lực (đã bị hủy)."),
    ):
        over = run("--lang", language, *order, home=home)
        assert (over.status, why in over.words) == (9, True)
    assert run("watch", "consumer", "revoke", "dns-2", home=home).status == 6
    assert run("watch", "consumer", "add", "dns-1", "--format", "rpz", home=home).status == 7


def test_our_own_misp_list_makes_no_second_indicator(tmp_path: Path) -> None:
    """Written as a MISP feed folder and read again, each value is the indicator that it was."""
    home, folder = node_in(tmp_path), tmp_path / "misp"
    imported(home, tmp_path)
    order = ("watch", "export", "--format", "misp", "--ceiling", "amber+strict")
    assert run(*order, "--to", folder, home=home).status == 0
    assert run("object", "value", "evil.example", home=home).first["claims"] == 1

    done = run("object", "import", folder, "--tlp", "green", "--source", "again", home=home)

    assert done.status == 0, done.words
    assert run("object", "value", "evil.example", home=home).first["claims"] == 1


def test_what_does_not_go_with_the_format_is_refused_and_the_list_stays(tmp_path: Path) -> None:
    """The option and the format are named in both languages, and nothing is written."""
    home, target = node_in(tmp_path), tmp_path / "list"
    imported(home, tmp_path)
    order = ("watch", "export", "--to", target, "--format")
    assert run(*order, "rpz", "--ceiling", "amber+strict", home=home).status == 0
    before = target.read_bytes()
    wrong = (
        (("rpz", "--kind", "md5"), ("list.unfit-kind", "rpz", "md5", "domain")),
        (("hosts", "--zone", "rpz.example"), ("list.unfit", "zone", "hosts", "rpz")),
        (("hosts", "--columns", "value"), ("list.unfit", "columns", "hosts", "csv")),
        (("csv", "--contact", "soc@vn.example"), ("list.unfit", "contact", "csv", "xarf")),
        (("csv", "--contacts", __file__), ("list.unfit", "contacts", "csv", "xarf")),
        (("csv", "--reporter", "soc@vn.example"), ("list.unfit", "reporter", "csv", "xarf")),
        (("csv", "--columns", ""), ("list.choice", "value")),
        (("csv", "--ceiling", "red"), ("--ceiling", "red")),
        (("xarf",), ("list.mail", "--reporter")),
        (
            ("xarf", "--reporter", "a@vn.example", "--contact", "bad"),
            ("list.mail", "--contact", "“bad”"),
        ),
    )

    for more, said in wrong:
        for language in ("en", "vi"):
            done = run("--lang", language, *order, *more, home=home)
            assert done.status == 2, more
            assert all(one in done.words for one in said), (more, done.words)
            assert "*," not in done.words

    assert target.read_bytes() == before
    added = ("watch", "consumer", "add", "dns-1", "--format", "rpz")
    assert run(*added, "--kind", "md5", home=home).status == 2
    assert run(*added, home=home).status == 0
    done = run(*order, "rpz", "--consumer", "dns-1", "--kind", "domain", home=home)
    assert (done.status, "dns-1" in done.words, "kind" in done.words) == (2, True, True)


def test_a_list_goes_to_a_file_and_a_feed_to_a_folder(tmp_path: Path) -> None:
    """Standard output is for results; a file in the place of the folder stays as it is."""
    home, target = node_in(tmp_path), tmp_path / "list"
    target.write_text("mine\n")
    for language, words in (("en", "“-” is none"), ("vi", "“-” không phải tệp")):
        spoken = ("--lang", language, "watch", "export")
        done = run(*spoken, "--format", "csv", "--to", "-", home=home)
        assert (done.status, words in done.words) == (2, True)
        done = run(*spoken, "--format", "misp", "--to", target, home=home)
        assert done.status == 2
        assert done.words.startswith(f"list.not-written: {target}" if language == "en" else "list")
    assert target.read_text() == "mine\n"


def test_an_empty_list_is_said_to_be_empty(tmp_path: Path) -> None:
    """A tool that loads it does nothing any more, which `0 entries` would hide."""
    home, target = node_in(tmp_path), tmp_path / "list"
    order = ("watch", "export", "--format", "hosts", "--to", target)

    done, said = run(*order, home=home), run("--lang", "vi", *order, home=home)

    assert (done.status, done.first["counts"]["kept"]) == (0, 0)
    assert "is empty, so whoever loads it blocks and finds nothing" in done.words
    assert "rỗng, công cụ nạp tệp này" in said.words


def test_columns_may_stand_with_blanks_between_and_a_wrong_one_is_named(tmp_path: Path) -> None:
    """Of several the wrong one, and which there are; nothing is written."""
    home, target = node_in(tmp_path), tmp_path / "list.csv"
    order = ("watch", "export", "--format", "csv", "--to", target, "--columns")

    wrong = run(*order, "value,bogus,kind", home=home)
    assert (wrong.status, "“bogus” cannot be; allowed: value, kind," in wrong.words) == (2, True)
    assert not target.exists()
    assert run(*order, "value, kind", home=home).status == 0
    assert target.read_text("utf-8") == "value,kind\n"


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """The one of the report, not the list, and under the name that was given."""
    home, target = node_in(tmp_path), tmp_path / "list"
    nowhere = tmp_path / "no" / "report"

    for language, words in (("en", "cannot be written"), ("vi", "Không ghi được")):
        order = ("watch", "export", "--format", "csv", "--to", target, "--report", nowhere)
        done = run("--lang", language, *order, home=home)
        assert done.status == 2
        assert words in done.words
        assert f"{nowhere}" in done.words
        assert ".report." not in done.words
    assert not target.exists()


def test_what_is_made_beside_a_file_is_not_named(tmp_path: Path) -> None:
    """A snapshot or a backup that cannot be written is named as it was given."""
    home, nowhere = node_in(tmp_path), tmp_path / "no" / "file"

    for order in (("watch", "snapshot", nowhere), ("backup", nowhere)):
        done = run(*order, home=home)
        assert done.status == 2
        assert str(nowhere) in done.words
        assert "/." not in done.words


def test_an_agreement_with_mistakes_is_named_by_its_file(tmp_path: Path) -> None:
    """Not by the partner alone."""
    home, file = node_in(tmp_path), tmp_path / "ag3.toml"
    file.write_text("title = 3\n", "utf-8")
    officer = ("--officer", "lan")
    attested = ("--second", "hoa", "--reference", "file 12")
    second = {"KHIEN_SECOND_PASSWORD": PASSWORD}

    for order in (("sign", *officer), ("attest", *officer, *attested)):
        verb, *more = order
        done = run("agreement", verb, "feed", file, *more, home=home, env=second)
        assert done.status == 2, done.words
        assert "ag3.toml" in done.words
