"""Redacted copies: what a partner may see of an object whose other parts must stay here.

STIX 2.1 §3.6.2: who republishes with omissions makes a new object. So the copy has a new id, is
ours, and its tie to the original stays in this node and, as hashes, in the ledger.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import Connection

from khien.exchange.ourselves import Ourselves
from khien.exchange.releases.facts import Subject, Target
from khien.gate import Decision, Own, Refused, derived_from, redact
from khien.ledger import EntryKind, Ledger, LedgerEntry
from khien.model.errors import RefusedError
from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.stix import make_version
from khien.store import objects
from khien.store.objects import Batch, BatchId, Kept

COPIES = UUID("5f0f8a55-7c0e-4d6b-9c0b-3f1f3d0d6a10")
"""Namespace of copies: the same original cut to the same level is the same copy."""

LEVELS = frozenset({"gate.tlp-ceiling", "gate.red-needs-name"})
"""Refusals that a copy without the marked parts would not meet."""


class Redactions:
    """Makes copies, once for each original and level."""

    def __init__(self, ledger: Ledger, ourselves: Ourselves) -> None:
        self._ledger, self._ourselves = ledger, ourselves

    def instead(
        self, tx: Connection, subject: Subject, target: Target, decision: Decision, now: datetime
    ) -> Kept | None:
        """A copy that the partner may see, when only marked parts of the object stand in the way.

        Only of what is ours: a copy of a partner's object would be ours and so lose its terms. A
        revocation has no copy; what was copied before it is recalled.
        """
        if not isinstance(decision, Refused) or target.agreement is None:
            return None
        is_level = all(refusal.code in LEVELS for refusal in decision.refusals)
        if not is_level or not isinstance(subject.origin, Own) or subject.kept.revoked:
            return None
        allowed = min(target.agreement.agreement.tlp_ceiling, Tlp.AMBER_STRICT)
        if not subject.marking.tlp <= allowed < subject.marking.whole:
            return None
        kept = subject.kept
        key = f"{kept.object_id} {kept.sha256} {allowed.value}"
        copy_id = ObjectId(f"{kept.type}--{uuid5(COPIES, key)}")
        made = objects.current(tx, copy_id)
        if made is not None:
            return made
        try:
            cut = redact(
                subject.content,
                allowed=allowed,
                marking=subject.marking,
                new_id=copy_id,
                creator=self._ourselves.identity,
                now_text=stix_time(now),
            )
        except RefusedError:
            return None  # what must be cut is required; the refusal of the original stands
        copy = make_version(dict(cut.content))
        link = derived_from(
            copy_id,
            kept.object_id,
            relationship_id=ObjectId(f"relationship--{uuid5(COPIES, key + ' link')}"),
            creator=self._ourselves.identity,
            now_text=stix_time(now),
        )
        # The tie says that more exists than the partner sees: it never leaves.
        private = make_version({**link, "object_marking_refs": [TLP_2_IDS[Tlp.RED]]})
        batch = Batch(id=BatchId(f"redaction--{uuid5(COPIES, key)}"), name="redaction")
        objects.add_versions(tx, [copy, private], batch, now)
        self._ledger.append(
            tx,
            [
                LedgerEntry(
                    EntryKind.REDACTED,
                    object_id=copy_id,
                    version=copy.modified,
                    sha256=copy.sha256,
                    facts={"original": kept.sha256, "parts": len(cut.cut)},
                )
            ],
            now,
        )
        return objects.current(tx, copy_id)
