"""`khien agreement`: write, check, sign (by key, on paper, by file), list; what would cross today."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from khien.app.wiring import Node
from khien.cli.failing import sentence
from khien.cli.grammar import noun, option, verb
from khien.cli.opening import acting, officer_option, with_node
from khien.cli.reading import json_file, text_file
from khien.cli.speech import emit, spoken, tell
from khien.model.agreement import Party, Purpose, parse_agreement, sample_agreement
from khien.people.agreements import AgreementState, StoredAgreement, list_agreements
from khien.people.partners import partner

AGREEMENT = noun("help.agreement")

SAMPLE_DAYS = 365

SECOND_PASSWORD = "KHIEN_SECOND_PASSWORD"  # noqa: S105 -- the name of the variable

file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@verb("help.agreement.sample", AGREEMENT)
@with_node
@click.argument("partner_name", metavar="PARTNER")
def _sample(node: Node, *, partner_name: str) -> None:
    with node.store.read() as tx:
        other = partner(tx, partner_name)
    today = node.clock().date()
    ours = Party(name=node.ourselves.name, identity=node.ourselves.identity)
    theirs = Party(name=other.name, identity=other.identity_id)
    title = f"{node.ourselves.name} – {other.name}"
    until = today + timedelta(days=SAMPLE_DAYS)
    click.echo(sample_agreement(ours, theirs, title, today, until), nl=False)


@verb("help.agreement.check", AGREEMENT)
@file_argument
def _check(*, file: Path) -> None:
    agreement = parse_agreement(text_file(file), file.name)
    emit(
        {
            "file": file.name,
            "title": agreement.title,
            "parties": [party.name for party in agreement.parties],
            "valid_from": agreement.valid_from,
            "valid_until": agreement.valid_until,
            "purposes": [one.value for one in agreement.purposes],
            "object_types": agreement.object_types,
            "tlp_ceiling": agreement.tlp_ceiling.value,
        }
    )
    tell("told.agreement.good", file=file.name)


@verb("help.agreement.sign", AGREEMENT)
@with_node
@click.argument("partner_name", metavar="PARTNER")
@file_argument
@officer_option(required=True)
def _sign(node: Node, *, partner_name: str, file: Path, officer_name: str) -> None:
    officer = acting(node, officer_name)
    taken = node.treaties.sign(partner_name, _text(file), officer)
    emit(_stored_row(taken.stored) | {"concluded": taken.stored.concluded})
    code = "told.agreement.half" if taken.stored.concluded is None else "told.agreement.whole"
    tell(code, name=partner_name)


def _text(file: Path) -> str:
    """The text of an agreement; its mistakes name the file, which the border does not know."""
    text = text_file(file)
    parse_agreement(text, file.name)
    return text


@verb("help.agreement.attest", AGREEMENT)
@with_node
@click.argument("partner_name", metavar="PARTNER")
@file_argument
@officer_option(required=True)
@option("--second", "second_name", words="option.attest.second", required=True, metavar="NAME")
@option("--reference", words="option.attest.reference", required=True, metavar="TEXT")
def _attest(
    node: Node,
    *,
    partner_name: str,
    file: Path,
    officer_name: str,
    second_name: str,
    reference: str,
) -> None:
    officers = acting(node, officer_name), acting(node, second_name, variable=SECOND_PASSWORD)
    taken = node.treaties.attest(partner_name, _text(file), reference, officers)
    emit(_stored_row(taken.stored) | {"concluded": taken.stored.concluded})
    tell("told.agreement.paper", name=partner_name)


@verb("help.agreement.show", AGREEMENT)
@with_node
@click.argument("partner_name", metavar="PARTNER")
@option("--agreement", "sha256", words="option.show.agreement", default="", metavar="SHA256")
def _show(node: Node, *, partner_name: str, sha256: str) -> None:
    emit(node.treaties.document(partner_name, sha256))


@verb("help.agreement.take", AGREEMENT)
@with_node
@click.argument("partner_name", metavar="PARTNER")
@file_argument
def _take(node: Node, *, partner_name: str, file: Path) -> None:
    with node.store.read() as tx:
        giver = partner(tx, partner_name)
    taken = node.treaties.take(giver, json_file(file))
    emit(_stored_row(taken.stored) | {"concluded": taken.stored.concluded})
    code = "told.agreement.taken" if taken.stored.ours is None else "told.agreement.whole"
    tell(code, name=partner_name)


@verb("help.agreement.list", AGREEMENT)
@with_node
@option("--partner", "partner_name", words="option.only-partner", metavar="PARTNER")
def _list(node: Node, *, partner_name: str | None) -> None:
    with node.store.read() as tx:
        lines = list_agreements(tx, node.clock(), partner_name)
    for line in lines:
        emit(_stored_row(line.stored) | _state(line.state))
    tell("told.found", count=len(lines))


@verb("help.agreement.dry-run", AGREEMENT)
@with_node
@click.argument("partner_name", metavar="PARTNER")
@option(
    "--purpose", words="option.dry-run.purpose", type=click.Choice([one.value for one in Purpose])
)
def _dry_run(node: Node, *, partner_name: str, purpose: str | None) -> None:
    forecasts = node.releases.dry_run(partner_name, Purpose(purpose) if purpose else None)
    for one in forecasts:
        emit(
            {
                "object": one.object_id,
                "type": one.type,
                "state": one.state.value,
                "answers": [
                    {"code": code, "detail": detail, "words": sentence(code, {"detail": detail})}
                    for code, detail in one.answers
                ],
            }
        )
    states = Counter(one.state.value for one in forecasts)
    tell(
        "told.dry-run",
        name=partner_name,
        cleared=states["cleared"],
        held=states["held"],
        refused=states["refused"],
    )


def _state(state: AgreementState) -> dict[str, Any]:
    return {"state": state.value, "words": spoken(f"agreement-state.{state.value}")}


def _stored_row(stored: StoredAgreement) -> dict[str, Any]:
    agreement = stored.agreement
    return {
        "agreement": stored.sha256,
        "partner": stored.partner,
        "title": agreement.title if agreement else None,
        "valid_from": agreement.valid_from if agreement else None,
        "valid_until": agreement.valid_until if agreement else None,
        "signed_by_us": stored.ours.at if stored.ours else None,
        "officer": stored.ours.officer if stored.ours else None,
        "signed_by_partner": stored.theirs.at if stored.theirs else None,
        "on_paper": stored.on_paper,
    } | _paper(stored)


def _paper(stored: StoredAgreement) -> dict[str, Any]:
    """Of a signature on paper: where it lies and who has seen it."""
    if stored.theirs is None or not stored.on_paper:
        return {}
    return {"reference": stored.paper, "attested_by": stored.theirs.officer}


COMMANDS = (AGREEMENT,)
