"""Officers: the persons who act for this node, their roles, and how they sign in."""

from khien.model.agreement import Role
from khien.people.officers.desk import (
    LockedError,
    OfficerRefusedError,
    acting_officer,
    add_officer,
    change_roles,
    disable_officer,
    list_officers,
    officer,
    set_password,
    sign_in,
)
from khien.people.officers.passwords import STANDARD_COST, Cost
from khien.people.officers.rules import MINIMUM_PASSWORD_CHARACTERS, Officer

__all__ = [
    "MINIMUM_PASSWORD_CHARACTERS",
    "STANDARD_COST",
    "Cost",
    "LockedError",
    "Officer",
    "OfficerRefusedError",
    "Role",
    "acting_officer",
    "add_officer",
    "change_roles",
    "disable_officer",
    "list_officers",
    "officer",
    "set_password",
    "sign_in",
]
