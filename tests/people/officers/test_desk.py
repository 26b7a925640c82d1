"""Officers come, change, sign in and go."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from khien.model.agreement import Role
from khien.model.errors import KhienError, MalformedError, NotFoundError, SignInError
from khien.people.names import NameTakenError
from khien.people.officers import (
    Cost,
    LockedError,
    Officer,
    OfficerRefusedError,
    acting_officer,
    add_officer,
    change_roles,
    change_taste,
    desk,
    disable_officer,
    list_officers,
    note_sign_in,
    officer,
    rows,
    set_password,
    sign_in,
)
from khien.people.officers.passwords import matches
from khien.store import Store
from tests.people.parties import CHEAP, NOW, PASSWORD

WRONG = "không phải mật khẩu"


def add(tx: Connection, name: str, *roles: str, password: str | None = PASSWORD) -> Officer:
    """An officer with a cheap hash."""
    return add_officer(tx, name, roles=roles or ("duty",), now=NOW, password=password, cost=CHEAP)


@pytest.fixture
def duty(store: Store) -> Officer:
    """One officer with a password."""
    with store.write() as tx:
        return add(tx, "duty-1")


def test_an_officer_is_kept_as_added(tx: Connection) -> None:
    """Name, display name, language, roles and instant come back."""
    added = add_officer(
        tx,
        "an",
        roles=["release", "duty"],
        now=NOW,
        password=PASSWORD,
        display="Ca trực 1",
        language="en",
        cost=CHEAP,
    )

    assert officer(tx, "an") == added
    assert added.roles == {Role.RELEASE, Role.DUTY}
    assert (added.display, added.language, added.may_sign_in) == ("Ca trực 1", "en", True)
    assert add(tx, "binh").display == "binh"
    assert [one.name for one in list_officers(tx)] == ["an", "binh"]


def test_the_password_is_not_kept(tx: Connection) -> None:
    """Only the Argon2id hash is in the database."""
    add(tx, "an")

    row = tx.execute(select(rows.officer)).one()

    assert PASSWORD not in str(row)
    assert "$argon2id$" in str(row)


def test_a_name_is_given_once(tx: Connection) -> None:
    """A taken name is refused, also after its officer was disabled."""
    add(tx, "an")
    disable_officer(tx, "an", NOW)

    with pytest.raises(NameTakenError):
        add(tx, "an")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda tx: add(tx, "An"), MalformedError),
        (lambda tx: add(tx, "an", "king"), OfficerRefusedError),
        (lambda tx: add(tx, "an", password=WRONG[:14]), OfficerRefusedError),
        (lambda tx: officer(tx, "nobody"), NotFoundError),
        (lambda tx: change_roles(tx, "nobody", ["duty"]), NotFoundError),
        (lambda tx: disable_officer(tx, "nobody", NOW), NotFoundError),
        (lambda tx: set_password(tx, "nobody", PASSWORD, cost=CHEAP), NotFoundError),
    ],
)
def test_what_cannot_be_is_refused(
    tx: Connection, change: Callable[[Connection], object], error: type[KhienError]
) -> None:
    """Bad names, roles and passwords and unknown officers are errors, and leave nothing behind."""
    with pytest.raises(error):
        change(tx)

    assert list_officers(tx) == ()


def test_roles_change(tx: Connection) -> None:
    """An officer has exactly the roles given last."""
    add(tx, "an", "duty", "analyst")

    changed = change_roles(tx, "an", ["lawyer"])

    assert changed.roles == {Role.LAWYER}
    assert officer(tx, "an") == changed


def test_nobody_locks_the_house_from_outside(tx: Connection) -> None:
    """The last admin keeps the role."""
    add(tx, "boss", "admin")

    with pytest.raises(OfficerRefusedError, match="last-admin"):
        change_roles(tx, "boss", ["duty"])
    with pytest.raises(OfficerRefusedError, match="last-admin"):
        disable_officer(tx, "boss", NOW)
    assert officer(tx, "boss").disabled is None


def test_a_disabled_officer_may_not_act(tx: Connection) -> None:
    """Disabling holds from the first time on, and the row stays."""
    add(tx, "an")
    assert acting_officer(tx, "an").name == "an"

    first = disable_officer(tx, "an", NOW)
    again = disable_officer(tx, "an", NOW + timedelta(days=1))

    assert first == again == officer(tx, "an")
    assert first.disabled == NOW
    with pytest.raises(OfficerRefusedError, match=r"people\.disabled"):
        acting_officer(tx, "an")


def test_the_right_password_signs_in(store: Store, duty: Officer) -> None:
    """Name and password give the officer, and the time is kept."""
    signed_in = sign_in(store, "duty-1", PASSWORD, NOW, cost=CHEAP)

    assert signed_in.name == duty.name
    assert signed_in.last_sign_in == NOW
    with store.read() as tx:
        assert officer(tx, "duty-1").last_sign_in == NOW


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("duty-1", WRONG),
        ("duty-1", ""),
        ("duty-1", "x" * 2000),
        ("nobody", PASSWORD),
        ("", PASSWORD),
        ("DUTY-1", PASSWORD),
    ],
)
@pytest.mark.usefixtures("duty")
def test_anything_else_does_not(store: Store, name: str, password: str) -> None:
    """A wrong name and a wrong password give the very same error."""
    with pytest.raises(SignInError) as caught:
        sign_in(store, name, password, NOW, cost=CHEAP)

    assert type(caught.value) is SignInError
    assert caught.value.facts == {"name": name}


def test_a_disabled_officer_does_not_sign_in(store: Store, duty: Officer) -> None:
    """The right password opens nothing any more, and the error does not say why."""
    with store.write() as tx:
        disable_officer(tx, duty.name, NOW)

    with pytest.raises(SignInError) as caught:
        sign_in(store, duty.name, PASSWORD, NOW, cost=CHEAP)
    assert type(caught.value) is SignInError


def test_without_a_password_nobody_signs_in(store: Store) -> None:
    """An officer added without a password can sign in once one is set."""
    with store.write() as tx:
        assert not add(tx, "an", password=None).may_sign_in
    with pytest.raises(SignInError):
        sign_in(store, "an", "", NOW, cost=CHEAP)

    with store.write() as tx:
        assert set_password(tx, "an", PASSWORD, cost=CHEAP).may_sign_in
    assert sign_in(store, "an", PASSWORD, NOW, cost=CHEAP).name == "an"


@pytest.mark.parametrize("name", ["duty-1", "nobody"])
@pytest.mark.usefixtures("duty")
def test_five_failures_lock_a_name(store: Store, name: str) -> None:
    """Known or not, after five failures even the right password waits, and is told until when."""
    for _ in range(5):
        with pytest.raises(SignInError):
            sign_in(store, name, WRONG, NOW, cost=CHEAP)

    with pytest.raises(LockedError) as caught:
        sign_in(store, name, PASSWORD, NOW, cost=CHEAP)
    assert caught.value.until == NOW + timedelta(minutes=1)
    assert caught.value.facts == {"name": name, "until": "2026-11-22T08:01:00+00:00"}


@pytest.mark.usefixtures("duty")
def test_a_lock_ends_by_itself(store: Store) -> None:
    """After the minute the right password works, and earlier failures are forgotten."""
    for _ in range(5):
        with pytest.raises(SignInError):
            sign_in(store, "duty-1", WRONG, NOW, cost=CHEAP)
    later = NOW + timedelta(minutes=1)

    sign_in(store, "duty-1", PASSWORD, later, cost=CHEAP)

    with pytest.raises(SignInError) as caught:
        sign_in(store, "duty-1", WRONG, later, cost=CHEAP)
    assert type(caught.value) is SignInError


@pytest.mark.usefixtures("duty")
def test_failures_leave_the_table_after_a_day(store: Store) -> None:
    """What nobody asks about any more is deleted, and typed names are never kept in the clear."""
    with pytest.raises(SignInError):
        sign_in(store, "mistyped-secret", WRONG, NOW, cost=CHEAP)
    with store.read() as tx:
        assert "mistyped-secret" not in str(tx.execute(select(rows.sign_in_failure)).all())

    sign_in(store, "duty-1", PASSWORD, NOW + timedelta(days=1), cost=CHEAP)

    with store.read() as tx:
        assert tx.execute(select(rows.sign_in_failure)).all() == []


@pytest.mark.usefixtures("duty")
def test_a_hash_is_renewed_when_the_cost_rises(store: Store) -> None:
    """The next sign-in after a change of cost stores a hash of the new cost."""
    dearer = Cost(memory_kib=16, passes=1, lanes=1)

    sign_in(store, "duty-1", PASSWORD, NOW, cost=dearer)

    with store.read() as tx:
        assert "$m=16,t=1,p=1$" in str(rows.password_of(tx, "duty-1"))
    assert sign_in(store, "duty-1", PASSWORD, NOW, cost=dearer).name == "duty-1"


@pytest.mark.usefixtures("duty")
def test_a_password_changed_meanwhile_does_not_open(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sign-in that was under way when the password changed fails."""

    def slow(password: str, phc: str | None, cost: Cost) -> bool:
        with store.write() as tx:
            set_password(tx, "duty-1", "một mật khẩu khác hẳn", cost=CHEAP)
        return matches(password, phc, cost)

    monkeypatch.setattr(desk, "matches", slow)

    with pytest.raises(SignInError):
        sign_in(store, "duty-1", PASSWORD, NOW, cost=CHEAP)


def test_taste_is_kept(tx: Connection) -> None:
    """Language, time zone and theme of the console come back, and nothing else changes."""
    before = add(tx, "an")

    changed = change_taste(tx, "an", language="vi", zone="Asia/Ho_Chi_Minh", theme="dark")

    assert officer(tx, "an") == changed
    assert replace(changed, language=before.language, zone="", theme="") == before


@pytest.mark.parametrize(
    ("language", "zone", "theme"),
    [("de", "", ""), ("vi", "Mars/Olympus", ""), ("vi", "../etc/passwd", ""), ("vi", "", "pink")],
)
def test_taste_has_limits(tx: Connection, language: str, zone: str, theme: str) -> None:
    """What the console cannot show is refused."""
    add(tx, "an")

    with pytest.raises(OfficerRefusedError):
        change_taste(tx, "an", language=language, zone=zone, theme=theme)  # type: ignore[arg-type]


def test_coming_in_without_a_password_is_noted(tx: Connection) -> None:
    """The instant of the last sign-in is kept, also with a passkey."""
    name = add(tx, "an").name

    note_sign_in(tx, name, NOW)

    assert officer(tx, "an").last_sign_in == NOW
