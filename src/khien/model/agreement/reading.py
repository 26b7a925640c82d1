"""From the file to the agreement, and from the agreement to what both sides sign."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from khien.model.agreement.faults import faults_in
from khien.model.agreement.scope import OBJECT_GROUPS
from khien.model.agreement.terms import Agreement, Party
from khien.model.errors import MalformedError
from khien.model.toml_lines import TomlError, read_typed

T = TypeVar("T")

PAYLOAD_FORMAT = 1
"""Which form of the canonical content this is; a change of its shape is a new number."""


class AgreementError(TomlError):
    """An agreement has mistakes, each with its line and a code `agreement.…`; it opens nothing."""

    code = "agreement.invalid"


def parse_agreement(text: str, item: str = "agreement") -> Agreement:
    """Read an agreement from its file.

    Args:
        text: the TOML text.
        item: what the error should name: the file or the partner.

    Raises:
        AgreementError: with every mistake, in the order of the lines.
    """
    try:
        agreement = read_typed(text, Agreement, item, "agreement", faults_in)
    except TomlError as error:
        raise AgreementError(item, error.mistakes) from error
    return _settled(agreement)


def agreement_payload(agreement: Agreement) -> dict[str, Any]:
    """The canonical content that both parties sign, as a JSON value.

    Two files that mean the same give the same payload: the order of keys and lists, comments,
    white space around texts, and groups written out or not make no difference.
    """
    content = msgspec.json.decode(msgspec.json.encode(_settled(agreement)))
    del content["object_groups"]
    if (
        content["automatic_warnings"] is None
    ):  # what was signed before there was such a term stays signed
        del content["automatic_warnings"]
    return {"format": PAYLOAD_FORMAT, **content}


def agreement_of_payload(payload: Mapping[str, Any], item: str = "agreement") -> Agreement:
    """Read back what was signed.

    Raises:
        MalformedError: not such a payload, of a newer format, or not in canonical order.
    """
    content = {key: value for key, value in payload.items() if key != "format"}
    if payload.get("format") != PAYLOAD_FORMAT or "object_groups" in content:
        raise MalformedError(item, f"agreement payload of format {PAYLOAD_FORMAT}")
    try:
        agreement = msgspec.convert(content, Agreement)
    except msgspec.ValidationError as error:
        raise MalformedError(item, "agreement payload") from error
    days = {"valid_from": agreement.valid_from, "valid_until": agreement.valid_until}
    if any(faults_in(content | days)):
        raise MalformedError(item, "agreement payload")
    if agreement_payload(agreement) != payload:
        raise MalformedError(item, "agreement payload in canonical form")
    return agreement


def _settled(agreement: Agreement) -> Agreement:
    """The one form of an agreement: groups written out, lists sorted, texts trimmed and in NFC."""
    groups = [name for group in agreement.object_groups for name in OBJECT_GROUPS[group]]
    basis, onward = agreement.legal_basis, agreement.onward
    return replace(
        agreement,
        title=_trimmed(agreement.title),
        parties=tuple(sorted(map(_settled_party, agreement.parties), key=lambda one: one.identity)),
        legal_basis=replace(basis, text=_trimmed(basis.text)),
        purposes=_sorted_once(agreement.purposes),
        object_types=tuple(sorted({*agreement.object_types, *groups})),
        object_groups=(),
        onward=replace(onward, partners=tuple(sorted(set(onward.partners)))),
        approvals=_sorted_once(
            replace(rule, types=tuple(sorted(set(rule.types)))) for rule in agreement.approvals
        ),
    )


def _settled_party(party: Party) -> Party:
    return replace(party, persons=tuple(sorted({_trimmed(person) for person in party.persons})))


def _sorted_once(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(sorted(set(items), key=msgspec.json.encode))


def _trimmed(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip())
