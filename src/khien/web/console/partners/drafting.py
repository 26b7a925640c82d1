"""Writing an agreement: as a form or as a file, checked in the same way, read once more before signing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from starlette.responses import Response

from khien.app.terms import in_words
from khien.model.agreement import (
    OBJECT_GROUPS,
    Agreement,
    AgreementError,
    Certainty,
    OnwardMode,
    Party,
    Purpose,
    Role,
    agreement_document,
    agreement_text,
    parse_agreement,
    sample_agreement,
)
from khien.model.errors import KhienError, NotFoundError
from khien.model.marking import Pap, Tlp
from khien.model.toml_lines import read_toml
from khien.people.agreements import list_agreements
from khien.people.partners import Partner, PartnerKind, active_partner
from khien.web.console.doors import Body, Door
from khien.web.console.mistakes import told
from khien.web.console.partners.agreeing import PLACE, TOML, sent_text, typed_text
from khien.web.console.partners.fields import (
    RULE,
    Filled,
    at_fields,
    from_document,
    from_form,
    to_document,
)
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit

SAMPLE_DAYS: Final = 365
LEAST_RULES: Final = 3  # rows for approvals in the form; one is always left empty


def form(visit: Visit) -> Response:
    """The form, filled from an agreement that there is, or from a sample."""
    partner = _partner(visit)
    document = _start(visit, partner)
    return _form(visit, partner, from_document(document, visit.node.ourselves.identity))


def check(visit: Visit) -> Response:
    """What the form says, checked; each mistake at its field."""
    partner = _partner(visit)
    if visit.text("answer") == "change":  # from the page on which it is read once more
        document = read_toml(typed_text(visit), partner.name, "agreement")
        return _form(visit, partner, from_document(document, visit.node.ourselves.identity))
    filled = from_form(visit)
    text = agreement_text(to_document(filled, _parties(visit, partner)))
    if visit.text("answer") == "download":
        return visit.download(text.encode(), TOML, f"agreement-{partner.name}.toml")
    try:
        return _review(visit, partner, text, parse_agreement(text, partner.name))
    except AgreementError as error:
        return _form(visit, partner, filled, at_fields(visit, error.mistakes))


def upload(visit: Visit) -> Response:
    """A file, checked; each mistake with its line."""
    partner = _partner(visit)
    try:
        text = sent_text(visit)
        return _review(visit, partner, text, parse_agreement(text, partner.name))
    except AgreementError as error:
        lines = [visit.say(one.code, one.holes) for one in error.mistakes]
        return _upload(visit, partner, lines)
    except KhienError as error:
        return _upload(visit, partner, told(visit, error))


def draft(visit: Visit) -> Response:
    """The text of a draft as a file to keep, to send, to change by hand."""
    return visit.download(typed_text(visit).encode(), TOML, f"agreement-{visit.at('name')}.toml")


def _form(
    visit: Visit,
    partner: Partner,
    filled: Filled,
    mistakes: dict[str, str] | None = None,
    lines: Sequence[str] = (),
) -> Response:
    empty = max(LEAST_RULES - len(filled.rules), 1)
    return visit.page(
        "partners/edit.html",
        422 if mistakes or lines else 200,
        name=partner.name,
        filled=filled,
        rules=filled.rules + [dict.fromkeys(RULE, "")] * empty,
        mistakes=mistakes or {},
        choices=_choices(visit),
        ours=visit.node.ourselves.name,
        lines=lines,
    )


def _upload(visit: Visit, partner: Partner, lines: list[str]) -> Response:
    document = _start(visit, partner)
    filled = from_document(document, visit.node.ourselves.identity)
    return _form(visit, partner, filled, lines=lines)


def _choices(visit: Visit) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen, with its words."""

    def said(room: str, codes: Iterable[str]) -> list[tuple[str, str]]:
        return [(code, visit.say(f"{room}.{code}")) for code in codes]

    roles = [one.value for one in Role if one is not Role.AUDITOR]
    return {
        "purposes": said("purpose", (one.value for one in Purpose)),
        "groups": said("group", OBJECT_GROUPS),
        "modes": said("onward", (one.value for one in OnwardMode)),
        "roles": [("", "–"), *said("role", roles)],
        "certainties": said("certainty", (one.value for one in Certainty)),
        "tlps": [(one.value, one.label) for one in Tlp],
        "paps": [(one.value, one.label) for one in Pap],
    }


def _review(visit: Visit, partner: Partner, text: str, agreement: Agreement) -> Response:
    own = visit.node.ourselves.identity
    return visit.page(
        "partners/review.html",
        name=partner.name,
        agreement=agreement,
        terms=in_words(agreement, own),
        text=text,
        is_between=agreement.is_between(own, partner.identity_id),
        is_plain=partner.kind is PartnerKind.TAXII,
    )


def _partner(visit: Visit) -> Partner:
    with visit.node.store.read() as tx:
        return active_partner(tx, visit.at("name"))


def _parties(visit: Visit, partner: Partner) -> tuple[Party, Party]:
    ours = visit.node.ourselves
    return (
        Party(name=ours.name, identity=ours.identity),
        Party(name=partner.name, identity=partner.identity_id),
    )


def _start(visit: Visit, partner: Partner) -> dict[str, object]:
    wanted = visit.query.get("from", "")
    if wanted:
        with visit.node.store.read() as tx:
            lines = list_agreements(tx, visit.now, partner.name)
        found = next((one.stored for one in lines if one.stored.sha256 == wanted), None)
        if found is None or found.agreement is None:
            raise NotFoundError("agreement", wanted)
        return agreement_document(found.agreement)
    ours, theirs = _parties(visit, partner)
    today = visit.now.date()
    text = sample_agreement(
        ours, theirs, f"{ours.name} – {theirs.name}", today, today + timedelta(days=SAMPLE_DAYS)
    )
    return read_toml(text, partner.name)


DOORS = (
    Door("GET", f"{PLACE}/edit", Permit.SIGN, form),
    Door("POST", f"{PLACE}/edit", Permit.SIGN, check),
    Door("POST", f"{PLACE}/upload", Permit.SIGN, upload, body=Body.FILE),
    Door("POST", f"{PLACE}/draft", Permit.SIGN, draft),
)
