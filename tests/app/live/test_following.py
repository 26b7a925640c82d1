"""Following files: the place is kept, two do not follow the same, and what is not settled is read again."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from khien.app.live.following import FollowedError, Follower, follow
from khien.app.live.standing import FOLDER, standings
from khien.app.live.watching import Watching
from khien.app.wiring import Node
from khien.model.words import say
from khien.watch.files import LogFileError
from khien.watch.following import Turn
from tests.app.live.samples import SEARCH, Clock, Told, sightings, watching_node


class Turns(list[tuple[str, Turn]]):
    """Keeps what it hears of files."""

    def __call__(self, name: str, turn: Turn) -> None:
        """Hear of one."""
        self.append((name, turn))


def follower_of(node: Node, *paths: Path) -> Follower:
    """One that follows these files."""
    return Follower(node, paths, Watching(node, SEARCH, Told()))


def add(path: Path, *names: str) -> None:
    """Let a log grow."""
    new = not path.exists()
    with path.open("a") as file:
        file.writelines([*(["query\n"] if new else []), *(f"{name}\n" for name in names)])


def test_hits_survive_rotation_and_a_restart(tmp_path: Path) -> None:
    """Each line counts once: before and after a rename, and before and after a stop."""
    log, turns = tmp_path / "dns.csv", Turns()
    with watching_node(tmp_path, Clock()) as node:
        first = follower_of(node, log)
        assert not first.look(turns)
        add(log, "bad.example", "x.example")
        assert first.look(turns)
        add(log, "bad.example")
        log.rename(tmp_path / "dns.1")
        add(log, "bad.example")
        while first.look(turns):
            pass
        first.stop()
        assert sightings(node) == [1, 2]
        assert turns == [("dns.csv", Turn.ROTATED)]

        add(log, "bad.example")
        second = follower_of(node, log, log)
        stop = Event()

        def turned(*_: object) -> None:
            raise AssertionError

        stop.set()
        assert second.look(turned)
        follow(second, stop, turned)
        assert sightings(node) == [1, 2, 1]
        assert standings(node) == ()


def test_what_was_not_settled_is_read_again(tmp_path: Path) -> None:
    """After a crash in the middle of a window its lines are read once more rather than lost."""
    log, clock, turns = tmp_path / "dns.csv", Clock(), Turns()
    add(log, "bad.example")
    with watching_node(tmp_path, clock) as node:
        crashed = follower_of(node, log)
        crashed.look(turns)
        clock.pass_s(300)
        crashed.look(turns)  # the window ends, and the place is kept
        add(log, "x.example", "bad.example")
        crashed.look(turns)
        crashed._last.close()  # as the end of the process does

        again = follower_of(node, log)
        assert again.look(turns)
        assert [feed.lines for feed in again.feeds] == [2]
        again.stop()
        assert sightings(node) == [1, 1, 1]


def test_two_do_not_follow_the_same_file(tmp_path: Path) -> None:
    """The second one is told so, in both languages, and leaves the first alone."""
    log = tmp_path / "dns.csv"
    with watching_node(tmp_path, Clock()) as node:
        first = follower_of(node, log)
        with pytest.raises(FollowedError) as refused:
            follower_of(node, log)
        for language in ("en", "vi"):
            assert "dns.csv" in say(refused.value.code, language, refused.value.facts)
        first.stop()
        follower_of(node, log).stop()


def test_a_place_that_cannot_be_read_is_begun_anew(tmp_path: Path) -> None:
    """A broken place costs time, not lines."""
    log = tmp_path / "dns.csv"
    add(log, "bad.example")
    with watching_node(tmp_path, Clock()) as node:
        one = follower_of(node, log)
        one.look(Turns())
        one.stop()
        (place,) = (node.home / FOLDER).glob("*.place")
        place.write_text("{")

        other = follower_of(node, log)
        assert other.look(Turns())
        other.stop()


def test_what_stands_in_the_home_while_it_runs(tmp_path: Path) -> None:
    """The state names the file, its counts and how much is left; a failure still lets go of all."""
    log, packed = tmp_path / "dns.csv", tmp_path / "x.gz"
    add(log, "bad.example")
    packed.write_bytes(b"\x1f\x8b....")
    clock = Clock()
    with watching_node(tmp_path, clock) as node:
        one = follower_of(node, log)
        one.look(Turns())
        clock.pass_s(0.5)
        one.look(Turns())
        (standing,) = standings(node)
        assert (standing.verb, standing.running) == ("follow", True)
        (feed,) = standing.state["feeds"]
        assert (feed["name"], feed["lines"], feed["hits"], feed["behind"]) == ("dns.csv", 1, 1, 0)
        one.stop()

        with pytest.raises(LogFileError):
            follow(follower_of(node, packed), Event(), Turns())
        assert standings(node) == ()
