"""What people and machines do with lists: make one, give one to a consumer, make and end consumers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Final
from uuid import uuid4

import msgspec
from sqlalchemy import Connection

from khien import __version__
from khien.exchange.consumers import rows
from khien.exchange.consumers.errors import WaitError
from khien.exchange.consumers.files import PRIVATE, replaced
from khien.exchange.consumers.making import (
    Made,
    Pick,
    make_file,
    make_folder,
    make_reports,
    take_all,
)
from khien.exchange.consumers.picking import Entries, Judges, Picking, Scored
from khien.exchange.consumers.rows import Fetched, Report
from khien.exchange.consumers.rules import (
    Choice,
    Consumer,
    checked,
    checked_forms,
    fitting,
    over,
    unchosen,
)
from khien.exchange.consumers.shelf import REPORT, Place, State
from khien.exchange.consumers.tally import Tally
from khien.exchange.feeds import rows as feed_rows
from khien.exchange.lists import abuse
from khien.exchange.lists.abuse import Abuse, Contacts, Reporter
from khien.exchange.lists.entry import About, Form, Said
from khien.exchange.lists.forms import FOLDER, FORMS, REPORTS
from khien.exchange.lists.plain import CSV
from khien.exchange.ourselves import Ourselves
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.pulled import note_pulled
from khien.exchange.warninglists.desk import WarninglistDesk
from khien.gate import OwnAssets
from khien.ledger import Ledger
from khien.model.decision import Refusal
from khien.model.errors import NotFoundError
from khien.model.ids import ObjectId
from khien.model.instants import to_microseconds
from khien.model.marking import Tlp
from khien.model.patterns import ValueKind
from khien.people import agreements
from khien.people.partners import active_partner
from khien.people.tokens import NewToken, Scope, TokenOverError, add_token, revoke_token
from khien.store import Store, objects
from khien.store.objects import Shelf

LISTS = "lists"  # the folder in the home of a node
TITLE = "khien-list"
LONGEST_WAIT_S: Final = 30.0
CROSSED_AT_ONCE: Final = 5_000
NOTED_EVERY_S: Final = 60


@dataclass(frozen=True, slots=True)
class Order:
    """A list that a command makes: its form, what it holds, where it goes; and for reports, to whom.

    `consumer` is for whom it is; '' for whoever works at this machine.
    """

    form: str
    choice: Choice
    to: Path
    consumer: str = ""
    contacts: Contacts | None = None
    reporter: Reporter | None = None
    report: Path | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """The present list of a consumer, ready to be sent; `at` is when that was."""

    state: State
    path: Path
    place: Place
    at: datetime


@dataclass(frozen=True, slots=True)
class _Due:
    """A list that is to be made anew: whose, where it lies, the one before, and what it depends on."""

    reader: Consumer
    form: str
    place: Place
    before: State | None
    mark: str
    now: datetime


class Lists:
    """The desk for lists and those who fetch them. Threads may share it."""

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        ourselves: Ourselves,
        own: OwnAssets,
        warninglists: WarninglistDesk,
        scored: Scored,
        home: Path,
        clock: Callable[[], datetime],
    ) -> None:
        self._store, self._ledger, self._ourselves = store, ledger, ourselves
        self._own, self._warninglists, self._scored, self._clock = own, warninglists, scored, clock
        self._folder = home / LISTS
        self._turns: dict[tuple[str, str], Lock] = {}
        self._turn, self._making = Lock(), Lock()

    # ---- consumers

    def add(
        self,
        tx: Connection,
        name: str,
        forms: Sequence[str],
        choice: Choice,
        now: datetime,
        *,
        partner: str | None = None,
        expires: datetime | None = None,
    ) -> tuple[Consumer, NewToken]:
        """Make a consumer and its token, which is shown once.

        Raises:
            NoFormError, ChoiceError: no form, or a form or a choice that there is not.
            UnfitError, UnfitKindError: a choice that is none for these forms.
            MalformedError, NameTakenError, TokenRefusedError, NotFoundError: as `tokens.add_token`.
        """
        forms = checked_forms(forms)
        choice = fitting(checked(choice), forms)
        scopes = [Scope.EXPORTS_READ.value]
        made = add_token(tx, name, scopes=scopes, now=now, partner=partner, expires=expires)
        new = Consumer(made.token.name, made.token.partner, forms, choice, now, expires)
        rows.add(tx, new)
        return new, made

    def revoke(self, tx: Connection, name: str, now: datetime) -> Consumer:
        """From now on the consumer gets nothing, and its lists are gone. Twice is the same as once.

        Raises:
            NotFoundError: there is no such consumer.
        """
        found = self.consumer(tx, name)
        ended = revoke_token(tx, name, now)
        for form in found.forms:
            self._place(name, form).remove()
        return replace(found, revoked=ended.revoked)

    def consumer(self, tx: Connection, name: str) -> Consumer:
        """The consumer of that name.

        Raises:
            NotFoundError: there is none.
        """
        found = rows.find(tx, name)
        if found is None:
            raise NotFoundError("consumer", name)
        return found

    # ---- a list by command

    def write(self, order: Order) -> Report:
        """Make a list where a person wants it, and keep its report.

        For a consumer it holds what that one would fetch; a partner's has crossed before the file
        stands in its place.

        Raises:
            UnfitError, UnfitKindError: the form has no use for something that was chosen.
            OwnChoiceError: a consumer has chosen, and so has the order.
            NotFoundError: there is no such consumer, or not with this form.
            TokenOverError, PartnerRevokedError: it gets nothing any more.
            OSError: it cannot be written there.
        """
        now, tally = self._clock(), Tally()
        with self._store.read() as tx:
            reader = self._reader(tx, order, now)
            if reader is None:
                choice = fitting(order.choice, [order.form])
            else:
                choice = unchosen(order.choice, reader)
            serial = to_microseconds(now) // 1_000_000
            about = self._about(order.form, reader, choice, now, serial)
            pick = self._pick(tx, reader, choice, now)
            partner = reader.partner if reader is not None else None
            with _told(order.report, tally):
                made = self._make(order, about, pick, tally, partner)
        return self._reported(order.consumer, order.form, serial, made, now)

    def accuse(
        self, object_id: ObjectId, contacts: Contacts, reporter: Reporter
    ) -> tuple[list[dict[str, Any]], Report]:
        """The X-ARF reports about one indicator, and what became of each of its values; the latter is kept.

        Raises:
            NotFoundError: it is not held here.
        """
        now, tally = self._clock(), Tally()
        choice, serial = Choice(ceiling=Tlp.CLEAR), to_microseconds(now) // 1_000_000
        with self._store.read() as tx:
            kept = objects.current(tx, object_id)
            if kept is None:
                raise NotFoundError("object", object_id[:200])
            reports = Abuse(contacts, reporter, self._about(REPORTS, None, choice, now, serial))
            pick = self._pick(tx, None, choice, now)
            picking = pick(abuse.KINDS, tally, Entries.EACH, Said)
            take_all(reports, picking.entries_at(kept.seq), tally)
        made = [report for _, report in reports.reports()]
        digest = sha256(msgspec.json.encode(made)).hexdigest()[:32]
        return made, self._reported("", REPORTS, serial, Made(len(made), digest, tally), now)

    def _reader(self, tx: Connection, order: Order, now: datetime) -> Consumer | None:
        """For whom a list is made by command, if it may still have one."""
        if not order.consumer:
            return None
        found = self.consumer(tx, order.consumer)
        if order.form not in found.forms:
            raise NotFoundError("list", f"{order.consumer}/{order.form}")
        verdict = over(found, now)
        if isinstance(verdict, Refusal):
            raise TokenOverError(found.name, verdict)
        if found.partner:
            active_partner(tx, found.partner)
        return found

    def _make(
        self, order: Order, about: About, pick: Pick, tally: Tally, partner: str | None
    ) -> Made:
        if order.form == FOLDER:
            made = make_folder(about, pick, order.to, tally)
            self._cross(partner, made.fresh)
            return made
        with replaced(order.to) as file:
            if order.form == REPORTS:
                reporter = order.reporter or Reporter(about.node, "", "")
                reports = Abuse(order.contacts or Contacts(), reporter, about)
                return make_reports(reports, pick, file, tally)
            made = make_file(FORMS[order.form], about, pick, file, tally)
            self._cross(partner, made.fresh)
            return made

    # ---- a list for who fetches it

    def present(self, name: str, form: str) -> Given:
        """The list that a consumer may have now; it is made anew only when something changed.

        Raises:
            NotFoundError: there is no such consumer, or not this form for it.
            WaitError: it is being made at this moment, and that takes long.
        """
        with _held(self._turn_of(name, form)), self._store.read() as tx:
            reader, now = self.consumer(tx, name), self._clock()
            if form not in reader.forms:
                raise NotFoundError("list", form)
            place = self._place(name, form)
            mark, state = self._mark(tx, reader, form, now), place.state()
            if state is None or not state.is_good(mark, now):
                state = self._alone(tx, _Due(reader, form, place, state, mark, now))
            return Given(state, place.path(state.serial), place, now)

    def give(self, reader: Consumer, form: str, given: Given) -> None:
        """Note that a consumer gets its list: for a partner's, what is new in it crosses now."""
        if reader.partner:
            fresh = given.place.fresh()
            if fresh:
                self._cross(reader.partner, fresh)
                given.place.drop_fresh()
        now, state = self._clock(), given.state
        with self._store.read() as tx:
            last = rows.fetches(tx).get((reader.name, form))
        is_same = last is not None and last.etag == state.etag
        if last is None or not is_same or (now - last.at).total_seconds() >= NOTED_EVERY_S:
            with self._store.write() as tx:
                rows.note_fetch(tx, Fetched(reader.name, form, now, state.etag, state.entries, 0))

    def _alone(self, tx: Connection, due: _Due) -> State:
        # One list at a time: it takes all of a core, and others of this node want some of it.
        with (
            _held(self._making),
            self._store.alone(f"list {due.reader.name} {due.form}") as is_alone,
        ):
            if not is_alone:  # another process of this node makes it
                raise WaitError
            return self._renew(tx, due)

    def _renew(self, tx: Connection, due: _Due) -> State:
        reader, form, place, before, now = due.reader, due.form, due.place, due.before, due.now
        serial = max(to_microseconds(now) // 1_000_000, before.serial + 1 if before else 0)
        about, tally = self._about(form, reader, reader.choice, now, serial), Tally()
        pick = self._pick(tx, reader, reader.choice, now)
        place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = place.path(serial)
        with _told(place.folder / REPORT, tally):
            if form == FOLDER:
                made = make_folder(about, pick, place.folder / FOLDER, tally, PRIVATE)
            else:
                with replaced(path, PRIVATE) as file:
                    made = make_file(FORMS[form], about, pick, file, tally)
        if reader.partner:
            place.put_fresh(made.fresh)
        if before is not None and before.digest == made.digest:
            path.unlink(missing_ok=True)  # nothing in it changed, so it keeps its number
            return place.keep(_as_before(before, due.mark, made.until_us))
        heads = {**(before.heads if before else {}), serial: _head_lines(form, about)}
        state = State(
            mark=due.mark,
            serial=serial,
            digest=made.digest,
            entries=made.entries,
            heads=heads,
            made_us=to_microseconds(now),
            until_us=made.until_us,
        )
        self._reported(reader.name, form, serial, made, now)
        return place.keep(state)

    def _mark(self, tx: Connection, reader: Consumer, form: str, now: datetime) -> str:
        """What a list depends on: the same mark, the same list, until a moment that it knows itself."""
        parts = [__version__, self._warninglists.mark(tx), repr(self._own)]
        parts += [str(objects.last_change(tx)), *map(str, rows.last_handling(tx))]
        if reader.partner:
            shelf = self._shelf_of(tx, reader.partner, now)
            parts.append("closed" if shelf is None else rows.shelf_mark(tx, shelf))
        elif form == CSV.name:  # it names the feeds that give a value now
            parts.append(str(feed_rows.last_run(tx)))
        return sha256("\n".join(parts).encode()).hexdigest()

    def _pick(self, tx: Connection, reader: Consumer | None, choice: Choice, now: datetime) -> Pick:
        shelf = None
        if reader is not None and reader.partner:
            # Without an agreement in force nothing is open: a shelf on which nothing stands.
            closed = release_rows.shelf(reader.partner, "", now)
            shelf = self._shelf_of(tx, reader.partner, now) or closed
        named = self._warninglists.current(tx)
        judges = Judges(self._own, self._warninglists.popular, named, self._scored)
        return partial(_picking, tx, choice, now, judges, shelf)

    def _shelf_of(self, tx: Connection, partner: str, now: datetime) -> Shelf | None:
        signed = agreements.in_force(tx, partner, now)
        return release_rows.shelf(partner, signed.sha256, now) if signed else None

    def _cross(self, partner: str | None, places: Sequence[int]) -> None:
        """Note what a partner is given for the first time; nothing where it is one of our own."""
        for start in range(0, len(places) if partner else 0, CROSSED_AT_ONCE):
            some = list(places[start : start + CROSSED_AT_ONCE])
            with self._store.write() as tx:
                note_pulled(tx, self._ledger, str(partner), some, self._clock(), how="list")

    def _reported(self, name: str, form: str, serial: int, made: Made, now: datetime) -> Report:
        tally = made.tally
        found = Report(
            f"list--{uuid4()}", name, form, serial, now, tally.counts, tally.by_code, tally.items
        )
        with self._store.write() as tx:
            rows.add_report(tx, found)
        return found

    def _about(
        self, form: str, reader: Consumer | None, choice: Choice, now: datetime, serial: int
    ) -> About:
        return About(
            node=self._ourselves.name,
            title=f"{reader.name if reader else TITLE}-{form}",
            identity=self._ourselves.identity,
            at=now,
            serial=serial,
            zone=choice.zone,
            action=choice.action,
            columns=choice.columns,
        )

    def _place(self, name: str, form: str) -> Place:
        ending = FORMS[form].ending if form in FORMS else "json"
        return Place(self._folder / name / form, ending)

    def _turn_of(self, name: str, form: str) -> Lock:
        with self._turn:
            return self._turns.setdefault((name, form), Lock())


@contextmanager
def _held(lock: Lock) -> Iterator[None]:
    """The lock, or WaitError where somebody has it for too long."""
    if not lock.acquire(timeout=LONGEST_WAIT_S):
        raise WaitError
    try:
        yield
    finally:
        lock.release()


def _picking(
    tx: Connection,
    choice: Choice,
    now: datetime,
    judges: Judges,
    shelf: Shelf | None,
    kinds: frozenset[ValueKind],
    tally: Tally,
    entries: Entries,
    said: type[Said],
) -> Picking:
    return Picking(
        tx, choice, kinds, tally, now, judges=judges, shelf=shelf, what=entries, said=said
    )


def _as_before(before: State, mark: str, until_us: int | None) -> State:
    return State(
        mark=mark,
        serial=before.serial,
        digest=before.digest,
        entries=before.entries,
        heads=before.heads,
        made_us=before.made_us,
        until_us=until_us,
    )


def _head_lines(form: str, about: About) -> int:
    found: Form | None = FORMS.get(form)
    return found.head(about).count("\n") if found else 0


@contextmanager
def _told(path: Path | None, tally: Tally) -> Iterator[None]:
    """Have the tally name what is left out in a file, one JSON line each."""
    if path is None:
        yield
        return
    with replaced(path, PRIVATE) as file:
        tally.told = file.write
        yield
