"""`khien partner`: invite, accept, set, list, revoke; plain TAXII parties too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from khien.app.certifying import secure
from khien.app.enrolling import (
    Party,
    Settled,
    connect,
    end,
    renew,
    settle,
    take_in,
    unreachable,
)
from khien.app.relocating import Move, move
from khien.app.wiring import Node
from khien.cli.grammar import noun, option, verb
from khien.cli.opening import acting, officer_option, secret, with_node
from khien.cli.reading import json_file, text_file
from khien.cli.speech import emit, language_of, spoken, tell
from khien.exchange.pulls.rows import visits
from khien.people.notices import AddressPayload, Notice, notices_of
from khien.people.partners import (
    Channel,
    NamedPerson,
    Partner,
    PartnerKind,
    active_partner,
    list_standings,
    partner,
    phrase_with,
)

PARTNER = noun("help.partner")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

F = TypeVar("F", bound=Callable[..., Any])

MOST = 2**31 - 1  # what the database's integer holds

SECRET = "KHIEN_SECRET"  # noqa: S105 -- the name of the variable


def channel_options(command: F) -> F:
    """`--ca`, `--certificate` and `--key`: how to speak TLS with the partner's server."""
    for name in ("key", "certificate", "ca"):
        command = option(f"--{name}", words=f"option.channel.{name}", type=_FILE)(command)
    return command


@verb("help.partner.invite", PARTNER)
@with_node
@click.argument("name")
def _invite(node: Node, *, name: str) -> None:
    invited = node.enrolments.invite(name)
    emit(invited.document)
    if unreachable(node):
        tell("told.local-address", address=node.ourselves.url)
    tell("told.invited", name=name, expires=invited.invitation.expires.date())


@verb("help.partner.accept", PARTNER)
@with_node
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option("--by-hand", words="option.accept.by-hand", is_flag=True)
@click.pass_context
def _accept(context: click.Context, node: Node, *, file: Path, by_hand: bool) -> None:
    document = json_file(file)
    # What the other side's command printed is carried as it is: the acceptance stands in it.
    taken = take_in(node, document.get("acceptance") or document, by_hand=by_hand)
    row = _partner_row(node, taken.partner)
    if taken.acceptance is not None:
        row |= {"delivered": taken.delivered, "acceptance": taken.acceptance}
    emit(row)
    phrase = row["phrase"][language_of(context)]
    tell("told.phrase", name=taken.partner.name, phrase=phrase)
    if taken.acceptance is not None and not taken.delivered:
        tell("told.bring-back", name=taken.partner.name)


@verb("help.partner.connect", PARTNER)
@with_node
@click.argument("name")
@option("--country", words="option.country", required=True, metavar="CC")
@option("--title", words="option.connect.title", default="", metavar="TEXT")
@option("--identity", words="option.connect.identity",
        type=click.Path(exists=True, dir_okay=False, path_type=Path))  # fmt: skip
@option("--api-root", words="option.connect.api-root", default="", metavar="URL")
@option("--collection", words="option.connect.collection", default="", metavar="ID")
@option("--user", words="option.connect.user", default="", metavar="NAME")
@channel_options
def _connect(
    node: Node,
    *,
    name: str,
    country: str,
    title: str,
    identity: Path | None,
    api_root: str,
    collection: str,
    user: str,
    ca: Path | None,
    certificate: Path | None,
    key: Path | None,
) -> None:
    channel = _channel(ca, certificate, key)
    # A certificate says who we are; then a secret is asked for only beside a user.
    by_secret = api_root and (user or not channel.certificate)
    asked = secret(SECRET, spoken("ask.secret", name=name)) if by_secret else ""
    wanted = Party(
        name=name,
        country=country.upper(),
        title=title,
        identity=json_file(identity) if identity else None,
        api_root=api_root,
        collection=collection,
        user=user,
        secret=asked,
        channel=channel,
    )
    emit(_partner_row(node, connect(node, wanted)))
    tell("told.connected", name=name)


@verb("help.partner.channel", PARTNER)
@with_node
@click.argument("name")
@channel_options
def _secure(
    node: Node, *, name: str, ca: Path | None, certificate: Path | None, key: Path | None
) -> None:
    channel = _channel(ca, certificate, key)
    secure(node, name, channel)
    emit({"name": name, "ca": bool(channel.ca), "certificate": bool(channel.certificate)})
    tell("told.channel", name=name)


@verb("help.partner.pull", PARTNER)
@with_node
@click.argument("name")
@option("--collection", words="option.pull.collection", default="", metavar="ID")
@option("--added-after", words="option.pull.added-after", default="", metavar="TIME")
def _pull(node: Node, *, name: str, collection: str, added_after: str) -> None:
    outcomes = node.pulls.pull(name, collection, added_after)
    emit({"partner": name, "outcomes": outcomes})
    tell("told.pulled", count=sum(outcomes.values()), name=name)


@verb("help.partner.list", PARTNER)
@with_node
def _list(node: Node) -> None:
    with node.store.read() as tx:
        standings, visited = list_standings(tx, node.clock()), visits(tx)
    for standing in standings:
        row: dict[str, Any] = {"name": standing.name, "state": standing.state.value}
        if standing.partner is not None:
            row |= _partner_row(node, standing.partner) | {"state": standing.state.value}
        if standing.name in visited:
            visit = visited[standing.name]
            row |= {"pulled": visit.done, "next_pull": visit.next, "pull_error": visit.error}
        if standing.invitation is not None:
            row["invitation_expires"] = standing.invitation.expires
        emit(row)
    tell("told.found", count=len(standings))


@verb("help.partner.set", PARTNER)
@with_node
@click.argument("name")
@officer_option(required=True)
@option("--max-bytes", words="option.set.max-bytes", type=click.IntRange(1, MOST), metavar="N")
@option("--objects-per-minute", words="option.set.objects-per-minute",
        type=click.IntRange(1, MOST), metavar="N")  # fmt: skip
@option("--exercise/--no-exercise", words="option.set.exercise", default=None)
@option("--person", "persons", words="option.set.person", multiple=True, metavar="NAME[=TITLE]")
@option("--no-persons", words="option.set.no-persons", is_flag=True)
def _set(
    node: Node,
    *,
    name: str,
    officer_name: str,
    max_bytes: int | None,
    objects_per_minute: int | None,
    exercise: bool | None,
    persons: tuple[str, ...],
    no_persons: bool,
) -> None:
    named = tuple(_person(one) for one in persons)
    wanted = Settled(
        max_bytes=max_bytes,
        objects_per_minute=objects_per_minute,
        exercise=exercise,
        persons=named if named or no_persons else None,
    )
    now, changed = settle(node, name, wanted, acting(node, officer_name))
    emit(_partner_row(node, now) | {"changed": changed})
    tell("told.partner-set", name=name, what=", ".join(changed) or "–")


def _person(text: str) -> NamedPerson:
    name, _, title = text.partition("=")
    return NamedPerson(name.strip(), title.strip())


@verb("help.partner.revoke", PARTNER)
@with_node
@click.argument("name")
@officer_option(required=True)
@option("--reason", words="option.reason", required=True, metavar="TEXT")
def _revoke(node: Node, *, name: str, officer_name: str, reason: str) -> None:
    ended = end(node, name, reason, acting(node, officer_name))
    if ended.partner is None:
        emit({"name": name, "state": None})
        tell("told.withdrawn", name=name)
        return
    row = _partner_row(node, ended.partner)
    if ended.notice is not None:
        row |= {"told": ended.told, "notice": ended.notice}
    emit(row)
    tell("told.revoked", name=name)
    if ended.notice is not None and not ended.told:
        tell("told.end-not-told", name=name)


@verb("help.partner.move", PARTNER)
@with_node
@click.argument("name")
@officer_option(required=True)
@option("--reason", words="option.reason", required=True, metavar="TEXT")
@option("--address", words="option.move.address", default="", metavar="URL")
@option("--ca", words="option.channel.ca", type=_FILE)
def _move(
    node: Node, *, name: str, officer_name: str, reason: str, address: str, ca: Path | None
) -> None:
    wanted = Move(address, text_file(ca) if ca else None)
    moved = move(node, name, wanted, reason, acting(node, officer_name))
    emit(_partner_row(node, moved))
    tell("told.partner-moved", name=name, address=moved.url)


@verb("help.partner.announce", PARTNER)
@with_node
@officer_option(required=True)
def _announce(node: Node, *, officer_name: str) -> None:
    count = node.notices.announce(acting(node, officer_name))
    emit({"address": node.ourselves.url, "partners": count})
    if unreachable(node):
        tell("told.local-announced", address=node.ourselves.url)
    tell("told.announced", address=node.ourselves.url, count=count)


@verb("help.partner.take", PARTNER)
@with_node
@click.argument("name")
@click.argument("file", type=_FILE)
def _take(node: Node, *, name: str, file: Path) -> None:
    with node.store.read() as tx:
        giver = active_partner(tx, name)
    document = json_file(file)
    # What the other side's command printed is carried as it is: the notice stands in it.
    carried = document.get("notice")
    notice = node.notices.take(giver, carried if isinstance(carried, dict) else document)
    emit(_notice_row(notice))
    tell(f"notice.{notice.kind.value}", **_notice_facts(notice))


@verb("help.partner.notices", PARTNER)
@with_node
@click.argument("name")
def _notices(node: Node, *, name: str) -> None:
    with node.store.read() as tx:
        found = notices_of(tx, partner(tx, name).name)
    for one in found:
        emit(_notice_row(one) | {"document": one.document})
        if one.settled is None:
            tell(f"notice.{one.kind.value}", **_notice_facts(one))
    tell("told.found", count=len(found))


def _notice_row(notice: Notice) -> dict[str, Any]:
    said = notice.payload
    row: dict[str, Any] = {
        "notice": notice.sha256,
        "partner": notice.partner,
        "kind": notice.kind.value,
        "at": notice.at,
        "settled": notice.settled,
    }
    return row | ({"address": said.url} if isinstance(said, AddressPayload) else {})


def _notice_facts(notice: Notice) -> dict[str, object]:
    said = notice.payload
    address = said.url if isinstance(said, AddressPayload) else ""
    return {"name": notice.partner, "address": address, "made": said.made}


@verb("help.partner.renew", PARTNER)
@with_node
@click.argument("name")
@officer_option(required=True)
@option("--reason", words="option.reason", required=True, metavar="TEXT")
def _renew(node: Node, *, name: str, officer_name: str, reason: str) -> None:
    invited = renew(node, name, reason, acting(node, officer_name))
    emit(invited.document)
    tell("told.renewed", name=name, expires=invited.invitation.expires.date())


def _channel(ca: Path | None, certificate: Path | None, key: Path | None) -> Channel:
    """What the files hold; an absent one is empty."""
    return Channel(*(text_file(path) if path else "" for path in (ca, certificate, key)))


def _partner_row(node: Node, partner: Partner) -> dict[str, Any]:
    key = partner.current_key
    with node.store.read() as tx:
        given = notices_of(tx, partner.name, unsettled=True)
    row: dict[str, Any] = {
        "name": partner.name,
        "kind": partner.kind.value,
        "state": partner.state.value,
        "identity": partner.identity_id,
        "country": partner.country,
        "address": partner.url,
        "origin": partner.origin,
        "key": key.vkey if key else None,
        "receipts": "signed" if partner.kind is PartnerKind.KHIEN else "unsigned",
        "exercise": partner.exercise,
        "max_bytes": partner.limits.max_bytes,
        "objects_per_minute": partner.limits.objects_per_minute,
        "persons": [{"name": one.name, "title": one.title} for one in partner.persons],
        "since": partner.created,
        "revoked": partner.revoked,
        "notices": [_notice_row(one) for one in given],
    }
    if key is not None:
        own = node.ourselves.key.public
        row["phrase"] = {
            "en": phrase_with(own, partner, "en"),
            "vi": phrase_with(own, partner, "vi"),
        }
    return row


COMMANDS = (PARTNER,)
