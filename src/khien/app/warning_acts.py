"""What officers do with early warnings and with the node's drafts of them.

The console and `khien watch warning` both come here, so that they ask the same and refuse the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo

from khien.app import foresight, warnings
from khien.app.foresight import rows as draft_rows
from khien.app.warning_forms import LONGEST, Given, Mistake, drafted, exact
from khien.app.warnings import Notice
from khien.app.wiring import Node
from khien.exchange.receipts.rules import Outcome
from khien.exchange.releases.rows import Release
from khien.model.errors import ConflictError, MalformedError
from khien.model.marking import Tlp


class FormError(MalformedError):
    """A warning cannot be written so; every mistake is carried with its field."""

    code, http_status = "warning.form", 422

    def __init__(self, mistakes: Mapping[str, Mistake]) -> None:
        self.mistakes = mistakes
        super().__init__(", ".join(mistakes), "warning.form")


class NoReasonError(MalformedError):
    """A warning was to be cancelled, and nobody said why."""

    code, http_status = "warning.no-reason", 422

    def __init__(self, item: str) -> None:
        super().__init__(item, "CAP 1.2 §3.2.1 note")


class NoDraftReasonError(MalformedError):
    """A draft was to be dismissed, and nobody said why."""

    code, http_status = "draft.no-reason", 422

    def __init__(self, item: str) -> None:
        super().__init__(item, "draft.no-reason")


class NobodyError(MalformedError):
    """A warning was to be published, and to nobody."""

    code, http_status = "warning.nobody", 422

    def __init__(self, item: str) -> None:
        super().__init__(item, "warning.nobody")


def keep(
    node: Node,
    given: Given,
    officer: str,
    zone: tzinfo,
    *,
    before: Notice | None = None,
    draft_id: str = "",
) -> str:
    """Write what the fields say: a warning, the next version of `before`, or what a draft becomes.

    Args:
        node: whose warning.
        given: the fields, as the form has them.
        officer: who writes, by name.
        zone: of times without an offset.
        before: the warning that is updated.
        draft_id: the draft that is taken over by it.

    Returns:
        The warning's id.

    Raises:
        FormError: the fields cannot be a warning, name an object that is not held here, or mark it below
            the draft that it is made of.
        NotFoundError, ConflictError: the draft is gone, or the warning cannot be changed.
    """
    given = given if before is None else exact(given, before.warning, zone)
    floor = _floor(node, before, draft_id)  # of two officers, one makes a warning of a draft
    form = drafted(given, node.clock(), zone, update=before is not None)
    mistakes = dict(form.mistakes)
    missing = warnings.absent(node, form.objects) if "objects" not in mistakes else ""
    if missing:
        mistakes["objects"] = Mistake("warning.object", missing[:80])
    if "tlp" not in mistakes and floor is not None and form.tlp < floor:
        mistakes["tlp"] = Mistake("warning.below", floor.label)
    if form.warning is None or mistakes:
        raise FormError(mistakes)
    said = form.warning
    if before is not None:
        said = replace(said, references=before.warning.references)
    made = warnings.write(node, said, form.tlp, officer, before, about=form.objects)
    if draft_id:
        foresight.take(node, draft_id, made, officer)
    return made


def _floor(node: Node, before: Notice | None, draft_id: str) -> Tlp | None:
    """The marking of the draft that a warning is made of: the strictest behind it, perhaps a partner's."""
    drafts = [foresight.draft(node, draft_id)[0]] if draft_id else []
    if before is not None:
        with node.store.read() as tx:
            drafts += draft_rows.made_into(tx, before.kept.object_id)
    return max((one.finding.tlp for one in drafts), default=None)


def cancel(node: Node, found: Notice, reason: str, officer: str) -> str:
    """The last version of a warning of ours, with its reason; its id.

    Raises:
        NoReasonError: nobody says why.
        ConflictError: it is a partner's, or was cancelled before.
    """
    said = reason.strip()[: LONGEST["note"]]
    if not said:
        raise NoReasonError(found.kept.object_id)
    return warnings.cancel(node, found, said, officer)


def dismiss(node: Node, draft_id: str, reason: str, officer: str) -> None:
    """Close a draft, with the reason for the administrative log.

    Raises:
        NoDraftReasonError: nobody says why.
        NotFoundError, ConflictError: there is none of that id, or it is closed.
    """
    said = reason.strip()[: LONGEST["note"]]
    if not said:
        raise NoDraftReasonError(draft_id)
    foresight.dismiss(node, draft_id, said, officer)


def send(node: Node, found: Notice, officer: str, partners: Sequence[str]) -> list[Release]:
    """Put it to the gate for these partners, and queue what it clears.

    Raises:
        NobodyError: no partner is named.
    """
    chosen = tuple(one for one in partners if one)
    if not chosen:
        raise NobodyError(found.kept.object_id)
    return warnings.publish(node, found, officer, chosen)


def acknowledge(node: Node, found: Notice) -> int:
    """Tell whoever warned that this node acts on it, once; how many were told now.

    Raises:
        ConflictError: the warning is this node's own.
    """
    if found.is_ours:
        raise ConflictError(found.kept.object_id, "warning.ours")
    return warnings.tell(node, found, Outcome.ACTED)


def read(node: Node, found: Notice) -> None:
    """Tell whoever warned that an officer who decides here has read it, once."""
    if "read" not in warnings.told_of(node, found):
        warnings.tell(node, found, Outcome.READ)
