"""Officers: the persons who act for this node, their roles, and how they sign in."""

from khien.model.agreement import Role
from khien.people.officers.desk import (
    LockedError,
    OfficerRefusedError,
    acting_officer,
    add_officer,
    change_roles,
    change_taste,
    count_attempt,
    disable_officer,
    forgive_attempts,
    list_officers,
    note_sign_in,
    officer,
    set_password,
    sign_in,
)
from khien.people.officers.passwords import STANDARD_COST, Cost
from khien.people.officers.rules import MINIMUM_PASSWORD_CHARACTERS, THEMES, Officer

__all__ = [
    "MINIMUM_PASSWORD_CHARACTERS",
    "STANDARD_COST",
    "THEMES",
    "Cost",
    "LockedError",
    "Officer",
    "OfficerRefusedError",
    "Role",
    "acting_officer",
    "add_officer",
    "change_roles",
    "change_taste",
    "count_attempt",
    "disable_officer",
    "forgive_attempts",
    "list_officers",
    "note_sign_in",
    "officer",
    "set_password",
    "sign_in",
]
