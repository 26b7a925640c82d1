"""`khien ledger`: verify our own, prove a crossing, check anybody's proof; go on after a restore."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from khien.app.proofs import UNSIGNED, check_crossing, crossing_proof, has_receipt, known_keys
from khien.app.resuming import resume
from khien.app.wiring import Node, open_node
from khien.cli.grammar import noun, option, verb
from khien.cli.opening import HOME, acting, default_home, officer_option, with_node
from khien.cli.reading import json_file
from khien.cli.speech import emit, spoken, tell
from khien.ledger import CheckedProof
from khien.model.errors import ProofError
from khien.model.instants import taxii_time
from khien.model.signing import PublicKey, VerifiedSignature
from khien.people.partners import list_partners

LEDGER = noun("help.ledger")


@verb("help.ledger.verify", LEDGER)
@with_node
def _verify(node: Node) -> None:
    with node.store.read() as tx:
        partners = list_partners(tx)
        keys = [key for p in partners for key in p.all_keys]
        audit = node.ledger.verify(tx, keys)
        alarms = node.ledger.alarms(tx)
    emit(
        {
            "origin": node.ledger.origin,
            "size": audit.size,
            "root": audit.root.hex(),
            "checkpoints": audit.checkpoints,
            "cosigners": audit.cosigners,
            "unknown_cosignatures": audit.unknown_cosignatures,
            "alarms": len(alarms),
        }
    )
    for alarm in alarms:
        emit({"alarm": alarm.code, "origin": alarm.origin, "at": alarm.at, "detail": alarm.detail})
        tell(alarm.code, origin=alarm.origin, detail=alarm.detail)
    tell("told.verified", size=audit.size, cosigners=len(audit.cosigners))
    if alarms:  # our own ledger is whole, but a proof does not hold
        click.get_current_context().exit(ProofError.exit_status)


@verb("help.ledger.prove", LEDGER)
@with_node
@click.argument("crossing")
def _prove(node: Node, *, crossing: str) -> None:
    document = crossing_proof(node, crossing)
    emit(document)
    if not has_receipt(document):
        tell("told.unsigned" if UNSIGNED in document else "told.no-receipt", crossing=crossing)


@verb("help.ledger.check", LEDGER)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option("--key", "vkeys", words="option.check.key", multiple=True, metavar="VKEY")
@option("--home", words="option.check.home", metavar="DIRECTORY",
        type=click.Path(file_okay=False, path_type=Path))  # fmt: skip
@click.pass_context
def _check(
    context: click.Context, *, file: Path, vkeys: tuple[str, ...], home: Path | None
) -> None:
    keys = [PublicKey.parse(vkey) for vkey in vkeys]
    if home is not None or not vkeys:
        node = open_node(home or Path(os.environ.get(HOME) or default_home()))
        context.call_on_close(node.close)
        keys += known_keys(node)
    checked = check_crossing(json_file(file), keys)
    for proof in checked.proofs:
        emit(_proof_row(proof))
        _tell_proof(proof)
    answered = next((one for one in checked.proofs if one.receipt is not None), None)
    if answered is not None and answered.receipt is not None:
        tell("told.receipt-holds", giver=_signers(answered), **_receipt_facts(answered.receipt))
    else:
        tell("told.unsigned" if checked.unsigned else "told.no-receipt", crossing=file.name)


def _proof_row(proof: CheckedProof) -> dict[str, Any]:
    entry = proof.leaf.entry
    return {
        "proven": entry.kind.value,
        "at": proof.leaf.at,
        "ledger": proof.checkpoint.origin,
        "signer": proof.signer.id,
        "index": proof.index,
        "size": proof.checkpoint.size,
        "cosigners": [{"key": one.key.id, "at": _cosigned_at(one)} for one in proof.cosigners],
        "crossing": entry.crossing,
        "partner": entry.partner,
        "object": entry.object_id,
        "version": entry.version,
        "sha256": entry.sha256,
        "receipt": proof.receipt,
        "receipt_signers": [key.id for key in proof.receipt_signers],
    }


def _cosigned_at(cosignature: VerifiedSignature) -> datetime | None:
    seconds = cosignature.time_s
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _tell_proof(proof: CheckedProof) -> None:
    tell(
        "told.proven",
        ledger=proof.checkpoint.origin,
        at=taxii_time(proof.leaf.at),
        kind=spoken(f"ledger.kind.{proof.leaf.entry.kind.value}"),
        index=proof.index,
        size=proof.checkpoint.size,
        signer=proof.signer.id,
        cosigners=", ".join(one.key.id for one in proof.cosigners) or "–",
    )


def _receipt_facts(receipt: dict[str, Any]) -> dict[str, object]:
    return {name: receipt.get(name, "?") for name in ("outcome", "object", "version", "time")}


def _signers(proof: CheckedProof) -> str:
    return ", ".join(key.id for key in proof.receipt_signers)


@verb("help.ledger.resume", LEDGER)
@with_node
@officer_option(required=True)
@option("--new-origin", "anew", words="option.resume.new-origin", is_flag=True)
def _resume(node: Node, *, officer_name: str, anew: bool) -> None:
    found = resume(node, acting(node, officer_name), anew=anew)
    emit(
        {
            "ledger": found.ledger.origin,
            "size": found.size,
            "known": found.known,
            "new_origin": found.anew,
            "partners": [
                {"partner": one.partner, "says": one.standing, "size": one.size}
                for one in found.said
            ],
        }
    )
    tell("told.resumed-anew" if anew else "told.resumed", ledger=found.ledger.origin)


COMMANDS = (LEDGER,)
