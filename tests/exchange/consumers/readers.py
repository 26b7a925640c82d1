"""Machines that fetch lists."""

from __future__ import annotations

from typing import Any

from khien.app.administering import add_consumer
from khien.exchange.consumers.rules import Choice, Use
from khien.model.marking import Tlp
from tests.exchange.nodes import Party

WIDE = Choice(ceiling=Tlp.AMBER, use=Use.BLOCK)


class Reader:
    """A machine with the token of a consumer."""

    def __init__(
        self,
        party: Party,
        name: str,
        *forms: str,
        choice: Choice = WIDE,
        partner: str | None = None,
    ) -> None:
        self.party, self.name = party, name
        self.consumer, token = add_consumer(party.node, name, forms, choice, partner=partner)
        self.headers = {"Authorization": f"Bearer {token.secret}", "Accept-Encoding": "identity"}

    def get(self, form: str, **headers: str) -> Any:  # noqa: ANN401 -- the test client's
        """Fetch a list."""
        return self.party.client.get(f"/exports/{self.name}/{form}", headers=self.headers | headers)
