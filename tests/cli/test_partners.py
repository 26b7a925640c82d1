"""`khien partner`, `khien agreement`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.running import become, running
from tests.cli.homes import ABROAD, CENTRE, PASSWORD, Ended, node_in, partners_in, run, text_of


def _enrolled_by_hand(tmp_path: Path) -> tuple[Path, Path]:
    home = node_in(tmp_path)
    other = home.parent / ABROAD
    invitation, acceptance = tmp_path / "invitation.json", tmp_path / "acceptance.json"
    invitation.write_text(json.dumps(run("partner", "invite", ABROAD, home=home).first))
    accepted = run("partner", "accept", invitation, "--by-hand", home=other).first
    acceptance.write_text(json.dumps(accepted["acceptance"]))
    completed = run("partner", "accept", acceptance, home=home)
    assert completed.status == 0
    assert completed.first["phrase"] == accepted["phrase"]
    assert "acceptance" not in completed.first
    return home, other


def test_two_nodes_enrol_by_two_files_and_show_the_same_phrase(tmp_path: Path) -> None:
    """Invitation there, acceptance back, and both lists say active with one phrase."""
    home, other = _enrolled_by_hand(tmp_path)

    (here,) = run("partner", "list", home=home).lines
    (there,) = run("partner", "list", home=other).lines

    assert (here["name"], there["name"]) == (ABROAD, CENTRE)
    assert (here["state"], there["state"]) == ("active", "active")
    assert here["phrase"] == there["phrase"]
    assert here["receipts"] == "signed"


def test_an_invitation_that_cannot_be_brought_back_is_printed(tmp_path: Path) -> None:
    """Where the inviter's node does not answer, the acceptance is there to be carried."""
    home = node_in(tmp_path)
    file = tmp_path / "invitation.json"
    file.write_text(json.dumps(run("partner", "invite", ABROAD, home=home).first))

    ended = run("partner", "accept", file, home=home.parent / ABROAD)

    assert ended.status == 0
    assert ended.first["delivered"] is False
    assert ended.first["acceptance"]["kind"] == "acceptance"
    assert "Carry the acceptance there" in ended.words
    assert f"Call {CENTRE} and read to each other: {ended.first['phrase']['en']}" in ended.words


def test_an_address_that_nobody_else_reaches_is_pointed_out(tmp_path: Path) -> None:
    """An invitation that says 127.0.0.1 is of no use on another machine; with an address it is."""
    home = node_in(tmp_path)
    settings = home / "khien.toml"

    assert "only this machine reaches" in run("partner", "invite", ABROAD, home=home).words
    told = settings.read_text().replace('address = ""', 'address = "https://node.example:8440"')
    settings.write_text(told)
    assert "only this machine reaches" not in run("partner", "invite", ABROAD, home=home).words


def test_an_invitation_can_be_taken_back(tmp_path: Path) -> None:
    """A party that has not answered is listed as invited, and revoking it ends the invitation."""
    home = node_in(tmp_path)
    run("partner", "invite", ABROAD, home=home)
    (invited,) = run("partner", "list", home=home).lines

    ended = run("partner", "revoke", ABROAD, "--officer", "lan", "--reason", "x", home=home)

    assert invited["state"] == "invited"
    assert ended.first == {"name": ABROAD, "state": None}
    assert run("partner", "list", home=home).lines == []
    assert run(
        "partner", "revoke", ABROAD, "--officer", "lan", "--reason", "x", home=home
    ).status in {6, 7}


def test_a_partner_is_struck_off_by_an_officer(tmp_path: Path) -> None:
    """It is revoked from now on, with no key that counts; a second time is a conflict."""
    home, _ = partners_in(tmp_path)

    ended = run("partner", "revoke", ABROAD, "--officer", "lan", "--reason", "moved", home=home)

    assert ended.first["state"] == "revoked"
    assert ended.first["key"] is None
    assert (
        run("partner", "revoke", ABROAD, "--officer", "lan", "--reason", "x", home=home).status != 0
    )


def test_a_file_that_is_no_invitation_is_refused(tmp_path: Path) -> None:
    """Exit 2 with the rule, whether it is no JSON, no object, no text or another document."""
    home, file = node_in(tmp_path), tmp_path / "x.json"
    for body in (b"[1]", b"{", b"\xff\xfe", b'{"kind": "invitation"}'):
        file.write_bytes(body)
        assert run("partner", "accept", file, home=home).status == 2


def test_a_taxii_party_is_entered_without_its_secret_in_an_argument(tmp_path: Path) -> None:
    """The secret comes by another way and is printed nowhere; receipts will be unsigned."""
    home = node_in(tmp_path)

    ended = run(
        "partner", "connect", "feed", "--country", "de", "--title", "Feed",
        "--api-root", "http://127.0.0.1:9/api/", "--collection", "c", "--user", "u",
        home=home, env={"KHIEN_SECRET": "hush-hush"},
    )  # fmt: skip
    listed = run("partner", "list", home=home)

    assert ended.first["kind"] == "taxii"
    assert ended.first["receipts"] == "unsigned"
    assert "phrase" not in ended.first
    assert "hush" not in str(ended) + str(listed)


def test_a_taxii_party_may_bring_its_own_identity_and_only_come_to_us(tmp_path: Path) -> None:
    """Without an address nothing is asked for."""
    home, file = node_in(tmp_path), tmp_path / "identity.json"
    other = run("init", "--name", "feed", "--country", "DE", home=tmp_path / "x").first["identity"]
    shown = run("object", "show", other, home=tmp_path / "x").first["object"]
    file.write_text(json.dumps(shown))

    ended = run("partner", "connect", "feed", "--country", "DE", "--identity", file, home=home)

    assert ended.first["identity"] == other
    assert ended.first["address"] == ""
    assert run("partner", "pull", "feed", home=home).status == 6


def test_a_party_that_does_not_answer_is_exit_4(tmp_path: Path) -> None:
    """Nothing was fetched, and the partner is named."""
    home = node_in(tmp_path)
    run(
        "partner", "connect", "feed", "--country", "DE", "--api-root", "http://127.0.0.1:9/api/",
        "--collection", "c", home=home, env={"KHIEN_SECRET": "x"},
    )  # fmt: skip

    ended = run("partner", "pull", "feed", home=home)

    assert ended.status == 4
    assert ended.words.startswith("peer.unreachable: feed did not answer")


def test_the_sample_agreement_can_be_checked_and_signed(tmp_path: Path) -> None:
    """It has both parties in it and no mistakes; signed by us alone it opens nothing yet."""
    home, _ = _enrolled_by_hand(tmp_path)
    file = tmp_path / "agreement.toml"
    file.write_text(text_of("agreement", "sample", ABROAD, "--home", home))

    checked = run("agreement", "check", file)
    signed = run("agreement", "sign", ABROAD, file, "--officer", "hoa", home=home)
    (listed,) = run("agreement", "list", "--partner", ABROAD, home=home).lines

    assert set(checked.first["parties"]) == {ABROAD, CENTRE}
    assert signed.first["officer"] == "hoa"
    assert signed.first["concluded"] is None
    assert "it opens something when asean-cert has signed" in signed.words
    assert (listed["state"], listed["words"]) == ("signed-by-us", "signed by us")


def test_an_analyst_signs_no_agreement(tmp_path: Path) -> None:
    """Only a lawyer, release officer or admin binds the node."""
    home, _ = _enrolled_by_hand(tmp_path)
    file = tmp_path / "agreement.toml"
    file.write_text(text_of("agreement", "sample", ABROAD, "--home", home))

    ended = run("agreement", "sign", ABROAD, file, "--officer", "thu", home=home)

    assert ended.status in {3, 7}
    assert run("agreement", "list", home=home).lines == []


def test_an_agreement_in_force_is_said_to_be(tmp_path: Path) -> None:
    """Signed by both, and within its days."""
    home, _ = partners_in(tmp_path)

    (listed,) = run("--lang", "vi", "agreement", "list", home=home).lines

    assert (listed["state"], listed["words"]) == ("in-force", "đang có hiệu lực")


def _on_paper(home: Path, tmp_path: Path, *more: str) -> tuple[Path, Ended]:
    """A plain TAXII party and an agreement with it, attested by two officers."""
    run("partner", "connect", "feed", "--country", "DE", home=home)
    file = tmp_path / "paper.toml"
    file.write_text(text_of("agreement", "sample", "feed", "--home", home))
    words = ("--officer", "lan", "--reference", "file 12/2026", *more)
    second = {"KHIEN_SECOND_PASSWORD": PASSWORD}
    return file, run("agreement", "attest", "feed", file, *words, home=home, env=second)


def test_two_officers_attest_a_signature_on_paper(tmp_path: Path) -> None:
    """The agreement is in force, says that it stands on paper, where it lies and who has seen it."""
    home = node_in(tmp_path)

    _, ended = _on_paper(home, tmp_path, "--second", "hoa")
    (listed,) = run("agreement", "list", home=home).lines

    assert ended.status == 0
    assert "every display says that feed signed on paper" in ended.words
    assert (listed["state"], listed["on_paper"]) == ("in-force", True)
    assert (listed["reference"], listed["attested_by"]) == ("file 12/2026", "lan, hoa")
    assert run("agreement", "show", "feed", home=home).first["kind"] == "agreement"


def test_one_officer_alone_attests_nothing(tmp_path: Path) -> None:
    """The same officer twice is refused; so is a second one whose password is another's."""
    home = node_in(tmp_path)

    file, ended = _on_paper(home, tmp_path, "--second", "lan")
    asked = ("agreement", "attest", "feed", file, "--officer", "lan", "--second", "hoa")
    other = run(*asked, "--reference", "x", home=home, env={"KHIEN_SECOND_PASSWORD": "guess"})

    assert (ended.status, other.status) == (3, 9)
    assert "people.paper-two-officers" in ended.words
    assert run("agreement", "list", home=home).lines == []


def test_signatures_are_carried_in_files(tmp_path: Path) -> None:
    """Each side writes its own and takes the other's; then the same content is in force on both."""
    home, other = _enrolled_by_hand(tmp_path)
    terms, carried = tmp_path / "agreement.toml", tmp_path / "signed.json"
    terms.write_text(text_of("agreement", "sample", ABROAD, "--home", home))
    run("agreement", "sign", ABROAD, terms, "--officer", "hoa", home=home)

    carried.write_text(json.dumps(run("agreement", "show", ABROAD, home=home).first))
    taken = run("agreement", "take", CENTRE, carried, home=other)
    run("agreement", "sign", CENTRE, terms, "--officer", "hoa", home=other)
    carried.write_text(json.dumps(run("agreement", "show", CENTRE, home=other).first))
    whole = run("agreement", "take", ABROAD, carried, home=home)

    assert "vn-ncc has signed; it opens something when we have" in taken.words
    assert "Both sides have signed" in whole.words
    for one in (home, other):
        (listed,) = run("agreement", "list", home=one).lines
        assert (listed["state"], listed["on_paper"]) == ("in-force", False)
    assert run("agreement", "take", ABROAD, carried, home=home).status == 0


def test_a_signature_from_a_file_must_be_the_partners(tmp_path: Path) -> None:
    """Our own document, a changed one and none at all are refused; nothing is kept."""
    home, other = _enrolled_by_hand(tmp_path)
    terms, carried = tmp_path / "agreement.toml", tmp_path / "signed.json"
    terms.write_text(text_of("agreement", "sample", ABROAD, "--home", home))
    run("agreement", "sign", ABROAD, terms, "--officer", "hoa", home=home)
    document = run("agreement", "show", ABROAD, home=home).first

    carried.write_text(json.dumps(document))
    own = run("agreement", "take", ABROAD, carried, home=home)
    document["payload"]["title"] = "Another"
    carried.write_text(json.dumps(document))
    changed = run("agreement", "take", CENTRE, carried, home=other)

    assert (own.status, changed.status) == (5, 5)
    assert run("agreement", "list", home=other).lines == []


def test_an_agreement_is_shown_by_its_hash(tmp_path: Path) -> None:
    """Any that is on record; one that is not, or a partner without any, is exit 6."""
    home, _ = partners_in(tmp_path)
    (listed,) = run("agreement", "list", home=home).lines
    run("partner", "connect", "feed", "--country", "DE", home=home)

    shown = run("agreement", "show", ABROAD, "--agreement", listed["agreement"], home=home)

    assert len(shown.first["signatures"]) == 2
    assert run("agreement", "show", ABROAD, "--agreement", "0" * 64, home=home).status == 6
    assert run("agreement", "show", "feed", home=home).status == 6


def test_what_is_set_for_a_partner_is_changed_and_in_the_ledger(tmp_path: Path) -> None:
    """Limits, exercise mark and persons change one by one; what is not named stays."""
    home, _ = partners_in(tmp_path)
    before = run("ledger", "verify", home=home).first["size"]

    limits = run("partner", "set", ABROAD, "--officer", "lan", "--max-bytes", "1000",
                 "--objects-per-minute", "5", home=home)  # fmt: skip
    persons = run("partner", "set", ABROAD, "--officer", "lan", "--person", "Trần Lan=Head",
                  "--person", "B", "--exercise", home=home)  # fmt: skip
    same = run("partner", "set", ABROAD, "--officer", "lan", "--exercise", home=home)
    back = run("partner", "set", ABROAD, "--officer", "lan", "--no-persons", "--no-exercise",
               home=home)  # fmt: skip

    assert (limits.first["max_bytes"], limits.first["objects_per_minute"]) == (1000, 5)
    assert persons.first["persons"] == [
        {"name": "B", "title": ""},
        {"name": "Trần Lan", "title": "Head"},
    ]
    assert (persons.first["exercise"], persons.first["max_bytes"]) == (True, 1000)
    assert (same.first["changed"], "Changed for asean-cert: –" in same.words) == ([], True)
    assert (back.first["exercise"], back.first["persons"]) == (False, [])
    assert run("ledger", "verify", home=home).first["size"] == before + 5


def test_not_everybody_sets_what_a_partner_may(tmp_path: Path) -> None:
    """An analyst does not; nobody for a partner that is struck off, or with a limit that cannot be."""
    home, _ = partners_in(tmp_path)
    asked = ("partner", "set", ABROAD, "--max-bytes")

    assert run(*asked, "1000", "--officer", "thu", home=home).status == 3
    assert run(*asked, "0", "--officer", "lan", home=home).status == 2
    run("partner", "revoke", ABROAD, "--officer", "lan", "--reason", "moved", home=home)
    assert run(*asked, "1000", "--officer", "lan", home=home).status in {3, 7}


def test_what_the_command_printed_is_carried_as_it_is(tmp_path: Path) -> None:
    """As the README has it: the whole line goes into a file, and the inviter takes that in."""
    home = node_in(tmp_path)
    invitation, answer = tmp_path / "invitation.json", tmp_path / "answer.json"
    invitation.write_text(json.dumps(run("partner", "invite", ABROAD, home=home).first))
    printed = run("partner", "accept", invitation, "--by-hand", home=home.parent / ABROAD).first
    answer.write_text(json.dumps(printed))

    completed = run("partner", "accept", answer, home=home)

    assert completed.status == 0, completed.words
    assert completed.first["phrase"] == printed["phrase"]


def _signed(home: Path, *arguments: str | Path) -> Ended:
    return run(*arguments, "--officer", "lan", "--reason", "told by phone", home=home)


def test_a_lost_node_is_renewed_by_an_officer_with_a_ground(tmp_path: Path) -> None:
    """The invitation comes out, the old key counts no more; an analyst may not, nor twice."""
    home, _ = partners_in(tmp_path)
    refused = run("partner", "renew", ABROAD, "--officer", "thu", "--reason", "x", home=home)

    ended = _signed(home, "partner", "renew", ABROAD)

    assert (refused.status, ended.status) == (3, 0)
    assert ended.first["kind"] == "invitation"
    assert "All trust in the old node" in ended.words
    (listed,) = run("partner", "list", home=home).lines
    assert (listed["state"], listed["key"]) == ("invited", None)
    assert _signed(home, "partner", "renew", ABROAD).status == 7


def test_an_analyst_ends_no_partnership(tmp_path: Path) -> None:
    """Only who decides at the border may."""
    home, _ = partners_in(tmp_path)
    ended = run("partner", "revoke", ABROAD, "--officer", "thu", "--reason", "x", home=home)
    assert ended.status == 3
    assert run("partner", "list", home=home).first["state"] == "active"


def test_an_end_that_the_wire_did_not_carry_is_carried_by_hand(tmp_path: Path) -> None:
    """The signed notice is printed; there it is listed with its proof, and the doctor warns of it."""
    home, other = partners_in(tmp_path)
    ended = _signed(home, "partner", "revoke", ABROAD)
    file, whole = tmp_path / "notice.json", tmp_path / "printed.json"
    file.write_text(json.dumps(ended.first["notice"]))
    whole.write_text(json.dumps(ended.first))

    taken = run("partner", "take", CENTRE, file, home=other)
    assert run("partner", "take", CENTRE, whole, home=other).first == taken.first
    listed = run("partner", "notices", CENTRE, home=other)
    (row,) = run("partner", "list", home=other).lines

    assert (ended.first["told"], taken.status, taken.first["kind"]) == (False, 0, "ending")
    assert "khien partner take" in ended.words
    assert f"{CENTRE} has ended the partnership" in taken.words
    assert listed.first["document"] == ended.first["notice"]
    assert [one["kind"] for one in row["notices"]] == ["ending"]
    found = run("doctor", home=other)
    assert [one["status"] for one in found.lines if one["code"] == "notice.ending"] == ["warn"]


@pytest.mark.parametrize(
    "address", ["ftp://node.example", "node.example", "https://u@node.example"]
)
def test_an_address_that_cannot_be_is_not_looked_at(tmp_path: Path, address: str) -> None:
    """It is a mistake of whoever typed it, and not a partner that does not answer."""
    home, _ = partners_in(tmp_path)

    refused = _signed(home, "partner", "move", ABROAD, "--address", address)

    assert refused.status == 2
    assert "“http or https, without user, query or fragment”" in refused.words


def test_a_partner_is_reached_where_its_node_is(tmp_path: Path) -> None:
    """Announced by a running node and looked at over the wire; another node, or none, changes nothing."""
    home, other = partners_in(tmp_path)
    ours = run("partner", "list", home=home).first["address"]
    assert _signed(home, "partner", "move", ABROAD).status == 7
    with running(other) as (_, address), running(home) as (_, own):
        wrong = _signed(home, "partner", "move", ABROAD, "--address", own)
        moved = _signed(home, "partner", "move", ABROAD, "--address", address)
        there = _signed(other, "partner", "move", CENTRE, "--address", own)
        told = run("partner", "announce", "--officer", "lan", home=other)
        become(lambda: bool(run("partner", "notices", ABROAD, home=home).lines))
        accepted = _signed(home, "partner", "move", ABROAD)
        ended = _signed(home, "partner", "revoke", ABROAD)
    gone = _signed(other, "partner", "move", CENTRE, "--address", "http://127.0.0.1:9")

    assert wrong.status == 5
    assert "is not the node of" in wrong.words
    assert (moved.status, moved.first["address"]) == (0, address)
    assert moved.first["address"] != ours
    assert (there.status, told.first) == (0, {"address": address, "partners": 1})
    assert (accepted.first["address"], accepted.first["notices"]) == (address, [])
    assert ended.first["told"] is True
    assert gone.status == 4
    (row,) = run("partner", "list", home=other).lines
    assert (row["address"], [one["kind"] for one in row["notices"]]) == (own, ["ending"])
