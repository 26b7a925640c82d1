"""Exercise and reality stay apart; what was never shared is not revoked across a border."""

from __future__ import annotations

from khien.gate.questions import Question
from khien.model.agreement import Purpose
from khien.model.decision import Allowed, Refusal, Verdict


def exercise_fence(q: Question) -> Verdict:
    """Exercise objects go only for the purpose of exercise; real ones never, nor over its links."""
    for_exercise = q.purpose is Purpose.EXERCISE
    if q.exercise and not for_exercise:
        return Refusal("gate.exercise-fence", q.purpose.value)
    if not q.exercise and (for_exercise or q.receiver.exercise):
        return Refusal("gate.exercise-fence", q.receiver.name)
    return Allowed()


def revoked_only_where_shared(q: Question) -> Verdict:
    """A revocation goes to those who have the object; to others it would be news of a mistake."""
    if q.revoked and not q.shared_before:
        return Refusal("gate.revoked-unshared", q.object_id)
    return Allowed()
