"""Look through every door after each step, and compare what is seen with the oracle and the record."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from gzip import decompress
from pathlib import Path
from typing import Any

from khien.exchange.releases.rows import Release
from khien.exchange.signatures import Message
from khien.gate import Cleared
from khien.model.instants import parse_instant
from tests.exchange.noleak import doors as d
from tests.exchange.noleak.doors import Answer, Credential, Seen
from tests.exchange.noleak.oracle import Thing, objections
from tests.exchange.noleak.stage import Stage

OPEN = {"cleared", "sent", "accepted", "quarantined", "rejected"}
RELEASED = f"{d.SHELF}/objects/"
PROBES = 5  # of all questions that could be asked after a step; at the end all of them are
NOBODY = "indicator--00000000-0000-4000-8000-000000000001"


class Watch:
    """What partners have seen so far, and where we last looked."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.logged = 0
        self.step = 0
        self.tried: set[Seen] = set()
        for name, wire in stage.wires():
            wire.change = partial(self._leaves, name)
        self.due: set[str] = set()  # releases that must be visible at the next look
        self._judged: set[str] = set()
        self._known: dict[str, dict[tuple[str, str], Release]] = {}

    def look(self, *, everywhere: bool) -> None:
        """Look as everybody at everything; some doors take turns unless it is `everywhere`."""
        self.step += 1
        self._forget()
        probes = [probe for who in self.stage.credentials() for probe in self._as(who)]
        strangers = (RELEASED, d.INFORMATION[0], d.CLOSED_TO_PARTNERS[0])
        probes += [partial(self._clean, path, None, {401}, []) for path in strangers]
        for probe in probes if everywhere else self._turn(probes, PROBES):
            probe()
        self._logs()
        self.due.clear()

    def _as(self, who: Credential) -> Iterator[Callable[[], object]]:
        """Look at the main page as one caller; what else could be asked comes back to be asked."""
        if not who.works:
            for path in (RELEASED, *d.INFORMATION[:8], *d.CLOSED_TO_PARTNERS):
                yield partial(self._clean, path, who, {401}, [])
            return
        shown = self._page(f"{RELEASED}?match[version]=all&limit=1000", who)
        for name in self.due:
            self._must_see(name, who, shown)
        for path in d.CLOSED_TO_PARTNERS:
            yield partial(self._clean, path, who, d.CLOSED, shown)
        for path in d.INFORMATION:
            if who.may_read or not path.endswith("/status/"):
                yield partial(self._clean, path, who, {200, 403, 404}, shown)
        if who.may_read:
            yield from self._reading(who, shown)

    def _reading(self, who: Credential, shown: list[Seen]) -> Iterator[Callable[[], object]]:
        seen = {object_id for object_id, _, _ in shown}
        for query in d.filters(sorted(seen)):
            for end in ("/objects/", "/manifest/"):
                yield partial(self._less, d.SHELF + end + query, who, shown)
        yield partial(self._paged, who, shown)
        yield partial(self._listed, who, shown)
        for one in self.stage.things.values():
            if one.id not in seen:
                yield partial(self._hidden, one, who, shown)
        for object_id in sorted(seen):
            path = f"{RELEASED}{object_id}/"
            yield partial(self._less, f"{path}?match[version]=all", who, shown)
            yield partial(self._versions, f"{path}versions/?limit=100", object_id, who, shown)

    def _less(self, path: str, who: Credential, shown: list[Seen]) -> None:
        self._same(shown, self._page(path, who))

    def _paged(self, who: Credential, shown: list[Seen]) -> None:
        for found in d.pages(self.stage.doors, f"{RELEASED}?match[version]=all", who):
            self._same(shown, d.seen_in(found))

    def _listed(self, who: Credential, shown: list[Seen]) -> None:
        """A list for a machine of the partner holds nothing that the partner could not read itself."""
        self._same(shown, self.stage.listed(who.partner))

    def _versions(self, path: str, object_id: str, who: Credential, shown: list[Seen]) -> None:
        found = self._clean(path, who, {200}, shown)
        known = {_moment(version) for i, version, _ in shown if i == object_id}
        for version in found.said.get("versions", []):
            assert _moment(version) in known or "" in known, (object_id, version)

    def _turn(self, all_of_it: Iterable[Any], many: int) -> list[Any]:
        """Some of them, others at the next step."""
        found = list(all_of_it)
        start = (self.step * (many + 7)) % len(found) if found else 0
        return (found[start:] + found[:start])[:many]

    def _page(self, path: str, who: Credential) -> list[Seen]:
        """One answer with objects; each of them must be cleared."""
        if not who.may_read:
            self._clean(path, who, d.CLOSED, [])
            return []
        answer = self.stage.doors.ask(path, who)
        assert answer.status == 200, (path, answer.status, answer.body)
        assert not answer.said.get("more"), path
        found = d.seen_in(answer)
        self._judge(who.partner, [one for one in found if one[2]], path)
        self._tells_nothing(answer.body + str(answer.headers).encode(), path, found)
        return found

    def _judge(self, name: str, found: Iterable[Seen], where: str) -> None:
        """Each of these versions was cleared for this partner, and would be cleared again now."""
        here = self._releases_to(name)
        to_ask: dict[str, tuple[Release, Thing]] = {}
        for object_id, version, raw in found:
            release = here.get((object_id, version)) or here.get((object_id, ""))
            assert release is not None, f"{where}: {object_id} was never released to {name}"
            assert release.state in OPEN, f"{where}: {object_id} is {release.state}"
            content = json.loads(raw)
            one = self.stage.thing_of(release, content)
            assert content == dict(one.content), f"{where}: other bytes of {object_id}"
            if release.id not in self._judged:
                to_ask[release.id] = (release, one)
        if to_ask:
            self._cleared([*to_ask.values()], where)
            self._judged.update(to_ask)

    def _releases_to(self, name: str) -> dict[tuple[str, str], Release]:
        if not self._known:
            for r in self.stage.releases():
                self._known.setdefault(r.partner, {})[r.object_id, r.modified] = r
        return self._known.get(name, {})

    def _forget(self) -> None:
        """Nothing of what was judged before holds any more."""
        self._judged.clear()
        self._known.clear()
        self.stage.forget()

    def _cleared(self, found: list[tuple[Release, Thing]], where: str) -> None:
        desk, now = self.stage.us.node.releases, self.stage.clock.now
        with self.stage.us.node.store.read() as tx:
            cases = [self.stage.case(tx, release, one) for release, one in found]
            asked = desk._decide(tx, [r for r, _ in found], now)
        for (release, one), case, again in zip(found, cases, asked, strict=True):
            against = objections(case)
            what = f"{where}: {one.type} {one.id} to {release.partner} ({release.state})"
            assert not against, f"{what}: {against}"
            if one.revoked and case.had_before:
                continue  # whether they still count as having had it may change; they did have it
            assert isinstance(again.decision, Cleared), f"{what}: the gate says {again.decision}"

    def _must_see(self, release_id: str, who: Credential, shown: list[Seen]) -> None:
        release = self.stage.us.release(release_id)
        if release.partner == who.partner and who.may_read and release.state in OPEN:
            seen = {(object_id, version) for object_id, version, _ in shown}
            assert (release.object_id, release.modified) in seen, f"{release} cannot be read"

    def _same(self, all_of_it: list[Seen], found: list[Seen]) -> None:
        """No filter shows more than all versions without a filter."""
        known = {(object_id, _moment(version)) for object_id, version, _ in all_of_it}
        bare = {object_id for object_id, version, _ in all_of_it if not version}
        for object_id, version, _ in found:
            assert (object_id, _moment(version)) in known or object_id in bare, object_id

    def _hidden(self, one: Thing, who: Credential, shown: list[Seen]) -> None:
        """What is not for this partner answers as what does not exist."""
        for end in ("/", "/?match[version]=all", "/versions/"):
            path = f"{RELEASED}{one.id}{end}"
            found = self.stage.doors.ask(path, who)
            other = self.stage.doors.ask(path.replace(one.id, NOBODY), who)
            assert found.status == other.status == 404, path
            assert found.body.replace(one.id.encode(), NOBODY.encode()) == other.body, path
        path = f"{RELEASED}?match[id]={one.id}&match[version]=all"
        self._clean(path, who, {200}, shown)

    def _clean(
        self, path: str, who: Credential | None, allowed: set[int], shown: list[Seen]
    ) -> Answer:
        """Neither the body nor a header tells anything of what is not shown."""
        answer = self.stage.doors.ask(path, who)
        assert answer.status in allowed, (path, answer.status, answer.body[:500])
        self._tells_nothing(answer.body + str(answer.headers).encode(), path, shown)
        return answer

    def _tells_nothing(self, rest: bytes, where: str, shown: list[Seen]) -> None:
        for _, _, raw in shown:
            rest = rest.replace(raw, b"") if raw else rest
        visible = {object_id for object_id, _, _ in shown}
        own = self.stage.us.node.ourselves.identity
        for one in self.stage.things.values():
            if one.id == own:
                continue
            assert one.title.encode() not in rest, f"{where} tells the title of {one.id}"
            is_told = one.id in where or one.id in visible
            assert is_told or one.id.encode() not in rest, f"{where} tells of {one.id}"
            for part, _ in one.parts:
                assert part.encode() not in rest, f"{where} tells a part of {one.id}"

    def _leaves(self, name: str, message: Message) -> None:
        """What goes over a wire, at the instant at which it does."""
        body = message.body
        if message.headers.get("content-encoding") == "gzip":
            body = decompress(body)
        self._forget()
        if message.method == "POST" and "/objects/" in message.url:
            found = d.seen_in(Answer(200, body, {}))
            # A delivery that was tried may have arrived: it goes on as it is, and recalls follow it.
            self._judge(name, [one for one in found if one not in self.tried], message.url)
            self._tells_nothing(body, message.url, found)
            self.tried.update(found)
        elif message.method == "POST":
            self._document(message.url, body)

    def _document(self, where: str, body: bytes) -> None:
        """Notes, receipts, recalls and agreements hold ids and hashes, never content."""
        for one in self.stage.things.values():
            if one.id != self.stage.us.node.ourselves.identity:
                assert one.title.encode() not in body, f"{where} tells the title of {one.id}"

    def folder(self, name: str, folder: Path) -> None:
        """A folder that is carried by hand is judged like a page."""
        self._forget()
        found: list[Seen] = []
        for file in sorted(folder.rglob("*")):
            body = file.read_bytes() if file.is_file() else b""
            if file.parent.name == "objects":
                one = json.loads(body)
                found.append((one["id"], one.get("modified", one.get("created", "")), body))
            elif body:
                self._document(str(file), body)
        self._judge(name, found, "export")

    def _logs(self) -> None:
        """No line of the log tells a title or an id."""
        for entry in self.stage.logs[self.logged :]:
            for one in self.stage.things.values():
                assert one.title not in str(entry), f"the log tells the title of {one.id}: {entry}"
                assert one.id not in str(entry), f"the log tells of {one.id}: {entry}"
        self.logged = len(self.stage.logs)


def _moment(version: str) -> str:
    return parse_instant(version).isoformat() if version else ""
