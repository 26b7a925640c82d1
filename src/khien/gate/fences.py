"""Exercise and reality stay apart; what was never shared is not revoked across a border."""

from __future__ import annotations

from khien.gate.answers import rule
from khien.gate.questions import Question
from khien.model.agreement import Purpose


@rule("gate.exercise-fence", "HSEEP: exercise traffic is kept apart from real traffic")
def exercise_fence(q: Question) -> str | None:
    """Exercise objects go only for the purpose of exercise; real ones never, nor over its links."""
    for_exercise = q.purpose is Purpose.EXERCISE
    if q.exercise:
        return None if for_exercise else q.purpose.value
    return q.receiver.name if for_exercise or q.receiver.exercise else None


@rule("gate.revoked-unshared", "STIX 2.1 §3.6")
def revoked_only_where_shared(q: Question) -> str | None:
    """A revocation goes to those who have the object; to others it would be news of a mistake."""
    return q.object_id if q.revoked and not q.shared_before else None
