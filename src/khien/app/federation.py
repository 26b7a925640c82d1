"""Sign in at the organisation's own provider."""

from __future__ import annotations

from khien.app.wiring import Node


def provider_name(node: Node) -> str:
    """What the button says; empty where there is no provider."""
    del node
    return ""
