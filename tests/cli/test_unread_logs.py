"""Logs of which not all was read: what was not, why, and how the command ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.homes import imported, node_in, run

_ZEEK = b"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n"
_ZEEK += b"#fields\tts\tname\n#types\ttime\tstring\n" + b"1795000000.000000\tgood.example\n" * 9
_LOGS = {
    "csv": b"ts,name\n" + b"1795000000,good.example\n" * 9,
    "zeek": _ZEEK,
    "json": b'{"ts":1795000000,"name":"good.example"}\n' * 9,
}


@pytest.mark.parametrize("form", list(_LOGS))
def test_a_column_that_no_line_has_is_named(tmp_path: Path, form: str) -> None:
    """One wrong name beside a right one is a wish that nobody heard: what there is stands beside it, in any form."""
    home, log, other = node_in(tmp_path), tmp_path / "a.log", tmp_path / "b.json"
    imported(home, tmp_path)
    log.write_bytes(_LOGS[form])
    other.write_bytes(b'{"host":"x.example"}\n')
    asked = ("watch", "match", log, "--columns", "name=domain,hots=host,ts=time")

    wrong, viet = run(*asked, home=home), run("--lang", "vi", *asked, home=home)
    right = run("watch", "match", log, "--columns", "name=domain,ts=time", home=home)
    either = run("watch", "match", log, other, "--columns", "name=domain,host=host", home=home)

    assert [one.status for one in (wrong, viet, right, either)] == [2, 2, 0, 0]
    assert "watch.absent-columns: No line that was read has a column hots," in wrong.words
    assert "There are: name, ts." in wrong.words
    assert "Các cột hiện có: name, ts." in viet.words
    assert wrong.first["lines"] == 9


def test_a_column_of_a_number_that_no_line_has_is_named(tmp_path: Path) -> None:
    """Of a file without a header columns are counted; one that is always blank is there."""
    home, log = node_in(tmp_path), tmp_path / "a.csv"
    imported(home, tmp_path)
    log.write_bytes(b"1795000000,good.example,\n" * 3)

    ends = [
        run("watch", "match", log, "--columns", f"1=time,2=domain,{last}=client", home=home)
        for last in (3, 4)
    ]

    assert [one.status for one in ends] == [0, 2]
    assert "a column 4," in ends[1].words


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_log_of_which_nothing_can_be_read_is_no_all_clear(tmp_path: Path, language: str) -> None:
    """Bytes, another encoding, times that are none: the status tells, whatever the reason; some such lines are told alone."""
    home = node_in(tmp_path)
    imported(home, tmp_path)
    contents = {
        "bytes.log": bytes(range(128, 256)) * 40,
        "wide.csv": "ts,query\n1,a.example\n".encode("utf-16"),
        "times.csv": b"ts,query\nx,a.example\n",
        "half.json": b"{}\n{\n",
        "empty.log": b"",
        "gone.csv": b"ts,query\n",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)

    ends = {
        name: run("--lang", language, "watch", "match", tmp_path / name, home=home)
        for name in contents
    }
    all_of_them = [tmp_path / name for name in contents]
    together = run("--lang", language, "watch", "match", *all_of_them, home=home)

    assert [one.status for one in ends.values()] == [2, 2, 2, 0, 0, 0]
    said = (
        "Not one line of {} could be read" if language == "en" else "Không đọc được dòng nào của {}"
    )
    for name, ended in ends.items():
        assert (said.format(name) in ended.words) is (ended.status == 2), name
    assert together.status == 2
    assert together.words.count("watch.nothing-read: ") == 3
