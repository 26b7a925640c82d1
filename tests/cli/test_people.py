"""`khien officer`, `khien token`, `khien key`."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from khien.app.administering import register
from khien.cli.opening import secret
from khien.cli.speech import LANGUAGE
from khien.model.ids import OfficerName
from khien.people.acts import Deed
from khien.people.factors import held, new_recovery_codes
from khien.people.sessions import Stage, open_session, sessions_of
from tests.app.homes import opened
from tests.cli.homes import OFFICERS, PASSWORD, node_in, run


def test_an_officer_is_added_and_listed(tmp_path: Path) -> None:
    """The roles are as given, and the password is shown nowhere."""
    home = node_in(tmp_path)

    added = run(
        "officer", "add", "--name", "ngoc", "--role", "duty", "--role", "analyst",
        "--display", "Trực ban", home=home, given=PASSWORD + "\n",
        env={"KHIEN_PASSWORD": None},
    )  # fmt: skip
    listed = run("officer", "list", home=home)

    assert added.status == 0
    assert added.first["roles"] == ["analyst", "duty"]
    assert {line["name"] for line in listed.lines} == {*OFFICERS, "ngoc"}
    assert PASSWORD not in added.words + str(added.lines) + str(listed.lines)


def test_a_name_is_given_once(tmp_path: Path) -> None:
    """A second officer of one name is a conflict."""
    ended = run("officer", "add", "--name", "lan", "--role", "duty", home=node_in(tmp_path))

    assert ended.status == 7


def test_an_officer_gets_a_new_password_or_is_disabled(tmp_path: Path) -> None:
    """The old password opens nothing after either; the officer stays listed."""
    home = node_in(tmp_path)
    arguments = ("object", "publish", "--all-own", "--purpose", "early-warning", "--officer", "thu")
    fresh = {"KHIEN_PASSWORD": "a wholly other sentence"}

    assert run("officer", "password", "thu", home=home, env=fresh).status == 0
    assert run(*arguments, home=home).status == 9
    assert run(*arguments, home=home, env=fresh).status == 0
    assert run("officer", "disable", "thu", home=home).first["disabled"] is not None
    assert run(*arguments, home=home, env=fresh).status == 9
    assert run("officer", "disable", "nobody", home=home).status == 6


def test_a_wrong_password_is_refused_and_counted(tmp_path: Path) -> None:
    """Each failure is kept although the command fails; the fifth locks the name."""
    home = node_in(tmp_path)
    wrong = {"KHIEN_PASSWORD": "not the right password"}
    arguments = ("object", "publish", "--all-own", "--purpose", "early-warning", "--officer", "lan")

    ended = [run(*arguments, home=home, env=wrong) for _ in range(6)]

    assert {one.status for one in ended} == {9}
    assert ended[0].words.startswith("people.sign-in: ")
    assert ended[5].words.startswith("people.locked: ")


@pytest.mark.parametrize(
    ("language", "again", "differ"),
    [
        ("en", "The same again", "The two are not the same; once more."),
        ("vi", "Nhập lại lần nữa", "Hai lần nhập không giống nhau; hãy nhập lại."),
    ],
)
def test_a_password_is_asked_for_at_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    again: str,
    differ: str,
) -> None:
    """Hidden, twice where it is new and again where the two differ; all of it in the caller's language."""
    asked: list[str] = []
    typed = iter([PASSWORD, "another", PASSWORD, PASSWORD, PASSWORD])

    def prompt(text: str, *, hide_input: bool, err: bool) -> str:
        assert err
        assert hide_input
        asked.append(text)
        return next(typed)

    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("KHIEN_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("click.prompt", prompt)

    with click.Context(click.Command("khien")) as context:
        context.meta[LANGUAGE] = language
        assert secret("KHIEN_PASSWORD", "Password of lan", again=True) == PASSWORD
        assert secret("KHIEN_PASSWORD", "Password of lan") == PASSWORD

    assert asked == [*["Password of lan", again] * 2, "Password of lan"]
    assert capsys.readouterr().err == f"{differ}\n"


def test_a_token_for_lists_is_a_consumers(tmp_path: Path) -> None:
    """`exports:read` alone would open nothing; the answer names the command that makes what does."""
    home, asked = node_in(tmp_path), ("token", "add", "--name", "edl", "--scope", "exports:read")

    refused = run(*asked, home=home)

    assert refused.status == 3
    assert "opens no list: `khien watch consumer add`" in refused.words
    assert run("token", "list", home=home).lines == []


def test_a_token_is_shown_once_and_can_be_revoked(tmp_path: Path) -> None:
    """Its secret is in no later answer."""
    home = node_in(tmp_path)

    made = run(
        "token", "add", "--name", "siem", "--scope", "taxii:read", "--scope", "taxii:write",
        "--days", "30", home=home,
    )  # fmt: skip
    before = run("token", "list", home=home)
    revoked = run("token", "revoke", "siem", home=home)

    assert made.first["token"].startswith("khien_")
    assert made.first["scopes"] == ["taxii:read", "taxii:write"]
    assert made.first["expires"] is not None
    assert "token" not in before.first
    assert (before.first["revoked"], revoked.first["revoked"] is None) == (None, False)


def test_the_key_is_changed_only_on_a_yes(tmp_path: Path) -> None:
    """Without a yes nothing happens; after it the old key is listed with its end."""
    home = node_in(tmp_path)
    (before,) = run("key", "list", home=home).lines

    for said in ("n", "", "maybe", "không"):
        refused = run("--lang", "vi", "key", "rotate", home=home, given=f"{said}\n")
        assert (refused.status, refused.lines) == (130, []), said
        assert "Thay khóa ký của nút này? [c/K]" in refused.words
        assert refused.words.endswith("Không thay đổi gì.\n")
    assert run("key", "list", home=home).lines == [before]
    agreed = run("--lang", "vi", "key", "rotate", home=home, given="Có\n")
    rotated = run("key", "rotate", "--yes", home=home)
    *after, first = run("key", "list", home=home).lines

    assert rotated.first["partners"] == 0
    assert [line["key"] for line in after] == [rotated.first["key"], agreed.first["key"]]
    assert (first["key"], first["until"] is not None) == (before["key"], True)


def test_roles_are_given_and_the_ledger_knows(tmp_path: Path) -> None:
    """The officer has exactly the new roles; every such command leaves its act in the register."""
    home = node_in(tmp_path)

    changed = run("officer", "roles", "thu", "--role", "duty", home=home)
    run("officer", "password", "thu", home=home, env={"KHIEN_PASSWORD": "a wholly other sentence"})
    run("officer", "disable", "thu", home=home)

    assert changed.first["roles"] == ["duty"]
    with opened(home) as node:
        done = [act.deed for act, vouched in register(node) if vouched]
    assert {Deed.ROLES_CHANGED, Deed.PASSWORD_CHANGED, Deed.OFFICER_DISABLED} <= set(done)
    assert run("officer", "roles", "nobody", "--role", "duty", home=home).status == 6


def test_a_welcome_is_printed_once(tmp_path: Path) -> None:
    """A code for the browser, with its end and address; nobody who is disabled gets one."""
    home = node_in(tmp_path)
    made = run("officer", "welcome", "thu", home=home)

    assert made.status == 0
    assert len(made.first["code"]) == 29
    assert made.first["address"].endswith("/welcome")
    run("officer", "disable", "thu", home=home)
    assert run("officer", "welcome", "thu", home=home).status == 3
    assert run("officer", "welcome", "nobody", home=home).status == 6


def test_factors_and_sessions_are_taken_away(tmp_path: Path) -> None:
    """By command as in the console, for who lost a telephone or left a browser open."""
    home = node_in(tmp_path)
    with opened(home) as node, node.store.write() as tx:
        open_session(tx, OfficerName("thu"), node.clock(), stage=Stage.OPEN, agent="")
        new_recovery_codes(tx, OfficerName("thu"))

    assert run("officer", "sessions", "thu", home=home).status == 0
    assert run("officer", "factors", "thu", home=home).status == 0

    with opened(home) as node, node.store.read() as tx:
        assert sessions_of(tx, None) == ()
        assert held(tx, OfficerName("thu")).recovery == 0
    for verb in ("factors", "sessions"):
        assert run("officer", verb, "nobody", home=home).status == 6
