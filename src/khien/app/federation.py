"""Sign in at the organisation's own provider: which it is, and which officer its answer means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from khien.app.wiring import Node
from khien.exchange.openid.client import Provider
from khien.model.errors import NotFoundError, SignInError
from khien.people.keys import read_private
from khien.people.officers import Officer, list_officers


class NotAnOfficerError(SignInError):
    """The provider knows who it is, but nobody of that name works at this node."""

    code = "account.not-an-officer"


def provider_name(node: Node) -> str:
    """What the button says; empty where there is no provider."""
    chosen = node.settings.oidc
    return (chosen.title or chosen.issuer) if chosen.issuer else ""


def provider_of(node: Node) -> Provider:
    """The provider of the settings.

    Raises:
        NotFoundError: there is none, or the file with the secret is not there.
        KeyFileOpenError: others may read that file.
    """
    chosen = node.settings.oidc
    if not chosen.issuer:
        raise NotFoundError("provider", "oidc.issuer")
    secret = read_private(node.home / chosen.secret_file).decode("utf-8", "replace").strip()
    return Provider(chosen.issuer, chosen.client_id, secret)


def gives_second_factor(node: Node) -> bool:
    """Whether the provider is trusted to have asked for the second factor; by default it is not."""
    return node.settings.oidc.second_factor == "provider"


def officer_of(node: Node, claims: Mapping[str, Any]) -> Officer:
    """The officer whose name stands in the claim that the settings choose; nobody is added by signing in.

    Raises:
        NotAnOfficerError: there is none, or one who is disabled; which of these is not said.
    """
    name = claims.get(node.settings.oidc.claim)
    with node.store.read() as tx:
        for one in list_officers(tx):
            if one.name == name and one.disabled is None:
                return one
    raise NotAnOfficerError(str(name)[:63] if isinstance(name, str) else "")
