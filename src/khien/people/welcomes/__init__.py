"""Welcomes: one-time codes with which a person comes in for the first time, or again."""

from khien.people.welcomes.desk import (
    WelcomeOverError,
    make_welcome,
    spend_welcome,
    welcome_of,
    withdraw_welcomes,
)
from khien.people.welcomes.rules import Welcome

__all__ = [
    "Welcome",
    "WelcomeOverError",
    "make_welcome",
    "spend_welcome",
    "welcome_of",
    "withdraw_welcomes",
]
