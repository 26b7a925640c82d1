"""May this leave, to whom, with which approvals?

Pure: no clock, no database, no network. The caller passes every fact in, so the same question
always gets the same answer, and years later the ledger can ask it again.

`explain` tells every rule's answer; `decide` sums them up as `Cleared`, `Held` (people must approve
first) or `Refused`; `clear` is the one maker of a `Clearance`. The rules stand in one table,
`RULES`; each has a code, a source, and a sentence in both languages in `model/words/gate.py`.
"""

from khien.gate.answers import Answer, Need, Outcome, Rule
from khien.gate.approving import REVIEW_WITHIN, counted
from khien.gate.asking import (
    Clearance,
    Cleared,
    Decision,
    Held,
    Refused,
    clear,
    decide,
    explain,
    question_of_payload,
    question_payload,
)
from khien.gate.assets import OwnAssets, own_assets_in
from khien.gate.personal import PersonalDatum, personal_data_in
from khien.gate.questions import (
    Approval,
    From,
    Origin,
    Own,
    Question,
    Receiver,
    SignedAgreement,
)
from khien.gate.redaction import Redaction, derived_from, redact
from khien.gate.rulebook import RULES
from khien.gate.serving import Serving, Use, refusals
from khien.gate.terms import lets_on

__all__ = [
    "REVIEW_WITHIN",
    "RULES",
    "Answer",
    "Approval",
    "Clearance",
    "Cleared",
    "Decision",
    "From",
    "Held",
    "Need",
    "Origin",
    "Outcome",
    "Own",
    "OwnAssets",
    "PersonalDatum",
    "Question",
    "Receiver",
    "Redaction",
    "Refused",
    "Rule",
    "Serving",
    "SignedAgreement",
    "Use",
    "clear",
    "counted",
    "decide",
    "derived_from",
    "explain",
    "lets_on",
    "own_assets_in",
    "personal_data_in",
    "question_of_payload",
    "question_payload",
    "redact",
    "refusals",
]
