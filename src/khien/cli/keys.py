"""`khien key`: the node's own signing key."""

from __future__ import annotations

from khien.app.wiring import Node
from khien.cli.grammar import noun, option, verb
from khien.cli.opening import demand_yes, with_node
from khien.cli.speech import emit, spoken, tell
from khien.people.keys import finish_rotation, prepare_rotation

KEY = noun("help.key")


@verb("help.key.list", KEY)
@with_node
def _list(node: Node) -> None:
    emit({"key": node.keys.current.public.vkey, "since": node.keys.since, "until": None})
    for old in reversed(node.keys.retired):
        emit({"key": old.key.vkey, "since": old.since, "until": old.until})


@verb("help.key.rotate", KEY)
@with_node
@option("--yes", "sure", words="option.rotate.yes", is_flag=True)
def _rotate(node: Node, *, sure: bool) -> None:
    if not sure:
        demand_yes(spoken("ask.rotate"))
    following = prepare_rotation(node.home, node.clock())
    told = node.enrolments.announce_key(node.keys.current, following)
    keys = finish_rotation(node.home, node.clock())
    emit({"key": keys.current.public.vkey, "since": keys.since, "partners": told})
    tell("told.rotated", count=told)


COMMANDS = (KEY,)
