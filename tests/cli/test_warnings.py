"""`khien watch warning`: the life of a warning by command, with the rules of the console."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from khien.app import warnings
from khien.app.wiring import open_node
from khien.model.ids import PartnerName
from khien.model.marking import Tlp
from khien.model.stix import make_version
from khien.model.warning import Frame, content_of
from khien.people.officers import add_officer, change_taste
from khien.store.objects import Batch, BatchId, add_versions
from tests.app.test_warnings import SAID
from tests.cli.homes import ABROAD, PASSWORD, imported, partners_in, run
from tests.cli.test_foreseeing import seen_by_two

BY = ("--officer", "thu")
FIELDS = {
    "headline": "Phishing of bank customers",
    "event": "phishing",
    "description": "Known facts.",
    "countries": "vn, th",
    "sectors": ["energy", "water"],
    "tlp": "green",
}


def given_by_a_partner(home: Path) -> str:
    """A warning that came from abroad; its id. `duc`, on duty, is there to read it."""
    node = open_node(home)
    try:
        now = node.clock()
        frame = Frame(f"report--{uuid4()}", f"identity--{uuid4()}", now, Tlp.GREEN)
        said = replace(SAID, effective=now, expires=now + timedelta(days=2))
        batch = Batch(BatchId("batch--abroad"), "a test", source=PartnerName(ABROAD))
        with node.store.write() as tx:
            add_officer(tx, "duc", roles=["duty"], now=now, password=PASSWORD)
            add_versions(tx, [make_version(content_of(said, frame))], batch, now)
    finally:
        node.close()
    return frame.id


def test_a_draft_is_taken_over_published_and_taken_back(tmp_path: Path) -> None:
    """The form is the draft's, changed where fields are given; of two officers one gets it; its life is told."""
    home, _ = partners_in(tmp_path)
    imported(home, tmp_path, "--tlp", "green")
    seen_by_two(home)
    drafts = [line["draft"] for line in run("watch", "foresee", home=home).lines]
    waiting = run("watch", "warning", "list", home=home)
    assert {line["draft"] for line in waiting.lines} == set(drafts)
    assert "0 warnings and 3 drafts" in waiting.words
    shown = run("watch", "warning", "show", drafts[0], home=home).first
    (tmp_path / "draft.json").write_text(json.dumps(shown), "utf-8")

    fields = ("--fields", tmp_path / "draft.json", "--set", "severity=severe", "--set", "tlp=green")
    made = run("watch", "warning", "take", drafts[0], *fields, *BY, home=home)
    again = run("watch", "warning", "take", drafts[0], *BY, home=home)
    gone = run("watch", "warning", "dismiss", drafts[1], "--reason", "a test", *BY, home=home)
    mute = run("watch", "warning", "dismiss", drafts[2], "--reason", " ", *BY, home=home)

    assert (made.status, again.status, gone.status, mute.status) == (0, 7, 0, 2), made.words
    assert "it was taken over or dismissed" in again.words
    assert mute.words.startswith("draft.no-reason")
    assert made.first["headline"] == shown["fields"]["headline"][0]
    assert (made.first["severity"], made.first["tlp"]) == ("severe", "green")
    warning = made.first["warning"]
    nobody = run("watch", "warning", "publish", warning, *BY, home=home)
    sent = run("watch", "warning", "publish", warning, "--to", ABROAD, *BY, home=home)
    ours = run("watch", "warning", "acknowledge", warning, "--officer", "root", home=home)
    assert (nobody.status, sent.status, ours.status) == (2, 0, 7), sent.words
    assert {line["state"] for line in sent.lines} == {"cleared"}
    assert "nobody to acknowledge it to" in ours.words

    untold = run("watch", "warning", "update", warning, *BY, home=home)
    assert untold.words.startswith("warning.missing: note: ")
    more = run("watch", "warning", "update", warning, "--set", "note=More.", *BY, home=home)
    ended = run("watch", "warning", "cancel", warning, "--reason", "A false alarm.", *BY, home=home)
    late = run("watch", "warning", "update", warning, "--set", "note=Late.", *BY, home=home)
    assert (more.status, ended.status, late.status) == (0, 0, 7), more.words + ended.words
    assert (more.first["message"], ended.first["standing"]) == ("update", "cancelled")
    told = run("--lang", "vi", "watch", "warning", "show", warning, home=home)
    assert [line["what"] for line in told.lines[1:]] == [
        "drafted",
        "written",
        "updated",
        "cancelled",
    ]
    assert told.lines[-1]["note"] == told.first["note"] == "A false alarm."
    assert [one["partner"] for one in told.first["holders"]] == [ABROAD]
    over = run("watch", "warning", "list", "--standing", "cancelled", home=home)
    assert [line["warning"] for line in over.lines] == [warning]


def test_an_update_keeps_what_was_not_changed(tmp_path: Path) -> None:
    """A form tells times to the minute; who leaves them leaves them to the second, who sets one sets it."""
    home, _ = partners_in(tmp_path)
    node = open_node(home)
    now = node.clock().replace(second=7, microsecond=0)
    onset, ends = now + timedelta(seconds=2), now + timedelta(days=2, seconds=41)
    said = replace(SAID, effective=now, onset=onset, expires=ends)
    made = warnings.write(node, said, Tlp.GREEN, "thu")
    was = warnings.notice(node, made).warning
    shown = run("watch", "warning", "show", made, home=home).first
    (tmp_path / "shown.json").write_text(json.dumps(shown), "utf-8")

    file = ("--fields", tmp_path / "shown.json")
    for more in ((), file, (*file, "--set", "severity=extreme")):
        done = run("watch", "warning", "update", made, "--set", "note=x", *more, *BY, home=home)
        assert done.status == 0, done.words
    late = ("--set", "expires=2031-01-01T00:00Z", "--set", "note=x")
    changed = run("watch", "warning", "update", made, *late, *BY, home=home)

    *_, kept, last = reversed([one.warning for one in warnings.history(node, made)])
    node.close()
    assert changed.status == 0, changed.words
    assert (kept.effective, kept.onset, kept.expires) == (was.effective, was.onset, was.expires)
    assert (kept.severity, kept.headline) == ("extreme", was.headline)
    assert (last.expires.isoformat(), last.effective) == (
        "2031-01-01T00:00:00+00:00",
        was.effective,
    )


def test_fields_that_were_shown_hold_the_same_time_in_every_zone(tmp_path: Path) -> None:
    """`show` prints each time with its offset: whoever takes the fields up moves nothing, wherever they are."""
    home, _ = partners_in(tmp_path)
    imported(home, tmp_path, "--tlp", "green")
    seen_by_two(home)
    far = {"thu": "America/New_York", "hoa": "Asia/Kathmandu"}
    node = open_node(home)
    with node.store.write() as tx:
        for name, zone in far.items():
            change_taste(tx, name, language="en", zone=zone, theme="light")
    node.close()
    (draft, *_) = [line["draft"] for line in run("watch", "foresee", home=home).lines]
    shown = {who: run("watch", "warning", "show", draft, *who, home=home) for who in ((), BY)}
    first, fields = shown[()].first["fields"], tmp_path / "draft.json"
    fields.write_text(json.dumps(shown[()].first), "utf-8")

    made = run("watch", "warning", "take", draft, "--fields", fields, *BY, home=home)

    assert made.status == 0, made.words
    assert first["expires"][0].endswith("+07:00")
    for name in ("effective", "expires"):
        at = datetime.fromisoformat(first[name][0])
        assert at == datetime.fromisoformat(shown[BY].first["fields"][name][0])
        assert at == datetime.fromisoformat(made.first[name])
    note = ("--set", "note=x")
    kept = run("watch", "warning", "show", made.first["warning"], home=home)
    fields.write_text(json.dumps(kept.first), "utf-8")
    warning = ("watch", "warning", "update", made.first["warning"], "--fields", fields)
    again = run(*warning, *note, *BY, home=home)
    assert (again.first["effective"], again.first["expires"]) == (
        made.first["effective"],
        made.first["expires"],
    )


def test_a_draft_s_marking_is_not_lowered(tmp_path: Path) -> None:
    """What stands behind it may be a partner's: neither who takes it over nor a later version says less."""
    home, _ = partners_in(tmp_path)
    imported(home, tmp_path, "--tlp", "green")
    seen_by_two(home, Tlp.AMBER)
    (draft, *_) = [line["draft"] for line in run("watch", "foresee", home=home).lines]
    take = ("watch", "warning", "take", draft, *BY)

    lower = run(*take, "--set", "tlp=clear", home=home)
    viet = run("--lang", "vi", *take, "--set", "tlp=green", home=home)
    wrong = run(*take, "--set", "tlp=pink", home=home)
    made = run(*take, "--set", "tlp=amber+strict", home=home)
    update = ("watch", "warning", "update", made.first["warning"], "--set", "note=x", *BY)
    later = run(*update, "--set", "tlp=clear", home=home)
    same = run(*update, "--set", "tlp=amber", home=home)

    assert [one.status for one in (lower, viet, wrong, made, later, same)] == [2, 2, 2, 0, 2, 0]
    for one in (lower, later):
        assert one.words.startswith("warning.below: tlp: TLP:AMBER is the marking of the draft")
    assert "TLP:AMBER là nhãn của bản nháp" in viet.words
    assert wrong.words.startswith("warning.choice: tlp")
    assert same.first["tlp"] == "amber"


def test_what_the_form_refuses_the_command_refuses(tmp_path: Path) -> None:
    """Every mistake with its field, an unknown field, and officers whose role does not write warnings."""
    home, _ = partners_in(tmp_path)
    (tmp_path / "said.json").write_text(json.dumps(FIELDS), "utf-8")
    file = ("--fields", tmp_path / "said.json")
    wrong = ("--set", "severity=terrible", "--set", "expires=soon", "--set", "objects=nothing")

    bad = run("watch", "warning", "write", *file, *wrong, *BY, home=home)
    odd = run("watch", "warning", "write", *file, "--set", "colour=red", *BY, home=home)
    stranger = run("watch", "warning", "write", *file, "--officer", "hoa", home=home)
    (tmp_path / "odd.json").write_text('{"headline": 7}', "utf-8")
    number = run("watch", "warning", "write", "--fields", tmp_path / "odd.json", *BY, home=home)
    (tmp_path / "list.json").write_text('{"fields": 7}', "utf-8")
    nothing = run("watch", "warning", "write", "--fields", tmp_path / "list.json", *BY, home=home)
    made = run("watch", "warning", "write", *file, *BY, home=home)

    assert [one.status for one in (bad, odd, stranger, number, nothing)] == [2, 2, 3, 2, 2]
    assert [line.split(": ")[:2] for line in bad.words.splitlines()] == [
        ["warning.time", "expires"],
        ["warning.choice", "severity"],
        ["warning.object", "objects"],
    ]
    assert "instruction" in odd.words
    assert stranger.words.startswith("exchange.role")
    assert made.status == 0, made.words
    shown = run("watch", "warning", "show", made.first["warning"], home=home).first["fields"]
    assert (shown["countries"], shown["sectors"]) == (["VN, TH"], ["energy", "water"])


def test_a_partner_s_warning_is_read_and_acknowledged_and_not_changed(tmp_path: Path) -> None:
    """Opened by an officer who decides, it is told as read; acknowledged once; its life has both."""
    home, _ = partners_in(tmp_path)
    warning = given_by_a_partner(home)

    shown = run("watch", "warning", "show", warning, "--officer", "duc", home=home)
    done = run("watch", "warning", "acknowledge", warning, "--officer", "duc", home=home)
    changed = run("watch", "warning", "cancel", warning, "--reason", "x", *BY, home=home)

    assert (shown.status, done.status, changed.status) == (0, 0, 7), done.words
    assert shown.first["source"] == ABROAD
    assert ABROAD in done.words
    assert "only its creator changes" in changed.words
