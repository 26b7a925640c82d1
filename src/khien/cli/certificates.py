"""`khien certificate`: the node's own authority, and client certificates as another way in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from khien.app import certifying
from khien.app.wiring import Node
from khien.cli.grammar import noun, option, verb
from khien.cli.mistakes import one_of
from khien.cli.opening import with_node
from khien.cli.reading import text_file
from khien.cli.speech import emit, tell
from khien.people import certificates
from khien.people.certificates import AUTHORITY_DAYS, LEAF_DAYS, Certificate, Reason
from khien.people.keys import KeyExistsError, write_private

CERTIFICATE = noun("help.certificate")

DAYS = click.IntRange(1, 36_525)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW = click.Path(exists=False, path_type=Path)


@verb("help.certificate.ca", CERTIFICATE)
@with_node
@option("--days", words="option.certificate.days", type=DAYS, default=AUTHORITY_DAYS)
def _ca(node: Node, *, days: int) -> None:
    made = certifying.make_authority(node, days=days)
    emit(
        {
            "ca": f"{certificates.FOLDER}/{certificates.CA}",
            "crl": f"{certificates.FOLDER}/{certificates.LIST}",
            "until": made.certificate.not_valid_after_utc,
        }
    )
    tell("told.authority")


@verb("help.certificate.server", CERTIFICATE)
@with_node
@option("--host", "hosts", words="option.certificate.host", multiple=True, metavar="NAME")
@option("--days", words="option.certificate.days", type=DAYS, default=LEAF_DAYS)
def _server(node: Node, *, hosts: tuple[str, ...], days: int) -> None:
    certifying.make_server(node, hosts, days=days)
    emit(
        {
            "certificate": f"{certificates.FOLDER}/{certificates.SERVER}",
            "key": f"{certificates.FOLDER}/{certificates.SERVER_KEY}",
        }
    )
    tell("told.server-certificate")


@verb("help.certificate.request", CERTIFICATE)
@with_node
@option("--out", words="option.certificate.request-out", type=NEW, required=True, metavar="FILE")
@option("--key-out", words="option.certificate.key-out", type=NEW, required=True, metavar="FILE")
def _request(node: Node, *, out: Path, key_out: Path) -> None:
    pair = certificates.make_request(node.ourselves.name)
    write_private(key_out, pair.private.encode())
    certificates.write_public(out, pair.public)
    emit({"request": out, "key": key_out})
    tell("told.request", file=out)


@verb("help.certificate.issue", CERTIFICATE)
@with_node
@option("--name", words="option.certificate.name", required=True, metavar="NAME")
@option("--partner", words="option.certificate.partner", metavar="PARTNER")
@option("--csr", words="option.certificate.csr", type=FILE, metavar="FILE")
@option("--out", words="option.certificate.out", type=NEW, required=True, metavar="FILE")
@option("--key-out", words="option.certificate.key-out", type=NEW, metavar="FILE")
@option("--days", words="option.certificate.days", type=DAYS, default=LEAF_DAYS)
def _issue(
    node: Node,
    *,
    name: str,
    partner: str | None,
    csr: Path | None,
    out: Path,
    key_out: Path | None,
    days: int,
) -> None:
    if (csr is None) == (key_out is None):
        raise one_of("--csr FILE", "--key-out FILE")
    if key_out is not None and key_out.exists():
        raise KeyExistsError(key_out)  # before anything is issued
    request = text_file(csr) if csr else ""
    issued = certifying.issue(node, name, partner=partner, request=request, days=days)
    if key_out is not None:
        write_private(key_out, issued.private.encode())
    certificates.write_public(out, issued.public)
    emit(_row(issued.certificate) | {"file": out})
    tell("told.issued", name=name, until=issued.certificate.not_after.date())


@verb("help.certificate.pin", CERTIFICATE)
@with_node
@click.argument("file", type=FILE)
@option("--name", words="option.certificate.name", required=True, metavar="NAME")
@option("--partner", words="option.certificate.partner", metavar="PARTNER")
def _pin(node: Node, *, file: Path, name: str, partner: str | None) -> None:
    content = text_file(file).encode()
    emit(_row(certifying.pin(node, name, content, partner=partner, file=file.name)))


@verb("help.certificate.revoke", CERTIFICATE)
@with_node
@click.argument("name")
@option("--reason", words="option.certificate.reason", default=Reason.UNSPECIFIED.value,
        type=click.Choice([one.value for one in Reason]))  # fmt: skip
def _revoke(node: Node, *, name: str, reason: str) -> None:
    emit(_row(certifying.revoke(node, name, Reason(reason))))


@verb("help.certificate.crl", CERTIFICATE)
@with_node
def _crl(node: Node) -> None:
    emit({"crl": certifying.renew_list(node)})
    tell("told.list-renewed", days=certificates.LIST_DAYS)


@verb("help.certificate.list", CERTIFICATE)
@with_node
def _list(node: Node) -> None:
    with node.store.read() as tx:
        found = certificates.list_certificates(tx)
    for one in found:
        emit(_row(one))
    tell("told.found", count=len(found))


def _row(one: Certificate) -> dict[str, Any]:
    return {
        "name": one.name,
        "partner": one.partner,
        "serial": one.serial,
        "sha256": one.sha256,
        "since": one.not_before,
        "until": one.not_after,
        "revoked": one.revoked,
        "reason": one.reason,
    }


COMMANDS = (CERTIFICATE,)
