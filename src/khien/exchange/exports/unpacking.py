"""Take a signed folder: verify all of it first, then each document as its endpoint would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection

from khien.exchange.arrivals.desk import Arrivals
from khien.exchange.documents import read_payload
from khien.exchange.enrolments import Enrolments
from khien.exchange.exports import rows
from khien.exchange.exports.errors import (
    ForeignError,
    MisdirectedError,
    NoExportError,
    RepeatedError,
    TamperedError,
    UnsealedError,
)
from khien.exchange.exports.folder import check_files, read_manifest, read_piece
from khien.exchange.exports.manifest import (
    KIND,
    MAX_FILE_BYTES,
    Manifest,
    Seen,
    Step,
    StepKind,
)
from khien.exchange.exports.rows import Taken
from khien.exchange.ourselves import Ourselves
from khien.exchange.receipts.desk import Receipts, believed
from khien.exchange.receipts.rules import Outcome, timely
from khien.exchange.treaties import Treaties
from khien.ledger import (
    BEHIND,
    Alarm,
    EntryKind,
    FormerLedgerError,
    Hold,
    Ledger,
    LedgerBehindError,
    LedgerEntry,
    Standing,
)
from khien.model.canonical import content_sha256
from khien.model.errors import KhienError, MalformedError, NotFoundError, ProofError
from khien.model.instants import parse_instant, taxii_time
from khien.model.signing import PublicKey, opened
from khien.people.partners import Limits, Partner, active_partner
from khien.store import Store

# A person chose to bring this folder, so the limits against a flood on the wire do not hold here.
BY_HAND = Limits(max_bytes=MAX_FILE_BYTES * 1_000, objects_per_minute=2**31)
KNOWN_OTHERWISE = "ledger.witness-size"
CONFIRMING = {Outcome.RECALLED: "recall", Outcome.DOWNGRADED: "downgrade"}


class WitnessRefusedError(KhienError):
    """We do not cosign the checkpoint in the folder; `why` is the witness's code."""

    code, exit_status, http_status = "export.not-cosigned", 5, 409

    def __init__(self, partner: str, why: str) -> None:
        super().__init__(partner=partner, why=why)


class _Receipts(msgspec.Struct, forbid_unknown_fields=True):
    receipts: list[dict[str, Any]]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class StepTaken:
    """What became of one step: `code` is empty when it was taken, else why it was not."""

    kind: StepKind
    file: str
    objects: int
    code: str
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A folder that was taken, step by step."""

    export: str
    partner: str
    steps: tuple[StepTaken, ...]

    @property
    def refused(self) -> dict[str, str]:
        """The files that were not taken, with the code."""
        return {step.file: step.code for step in self.steps if step.code}


class Unpacking:
    """Takes folders, by the desks that answer on the wire."""

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        ourselves: Ourselves,
        arrivals: Arrivals,
        receipts: Receipts,
        treaties: Treaties,
        enrolments: Enrolments,
        clock: Callable[[], datetime],
    ) -> None:
        self._store, self._ledger, self._ourselves = store, ledger, ourselves
        self._arrivals, self._receipts = arrivals, receipts
        self._treaties, self._enrolments, self._clock = treaties, enrolments, clock
        self._takers: dict[StepKind, Callable[[Partner, Path, Step], object]] = {
            StepKind.KEY: self._key,
            StepKind.AGREEMENT: self._agreement,
            StepKind.DELIVERY: self._delivery,
            StepKind.RECALL: self._recall,
            StepKind.RECEIPTS: self._take_receipts,
            StepKind.CHECKPOINT: self._checkpoint,
            StepKind.COSIGNATURE: self._cosignature,
        }

    def take(self, folder: Path) -> Unpacked:
        """Take a folder. Nothing is taken unless the whole of it is as its giver sealed it.

        What a step brings is then admitted, or refused, by itself, as on the wire. Taking a folder
        again continues where an earlier attempt stopped.

        Raises:
            NoExportError: there is no manifest that can be read.
            ForeignError, UnsealedError, MisdirectedError: not by a partner, or not for us.
            TamperedError: a file is missing, too many or different.
            RepeatedError: all of it was taken before.
        """
        document = read_manifest(folder)
        partner = self._giver(folder, document)
        manifest = self._unsealed(partner, folder, document)
        check_files(folder, manifest)
        with self._store.read() as tx:
            before = rows.taken_whole(tx, partner.name, manifest.export)
        if before is not None:
            raise RepeatedError(before.export, taxii_time(before.at))
        steps = [self._step(partner.name, folder, step) for step in manifest.steps]
        found = Unpacked(manifest.export, partner.name, tuple(steps))
        self._record(partner, manifest, content_sha256(document["payload"]), found)
        return found

    def _giver(self, folder: Path, document: dict[str, Any]) -> Partner:
        payload = document.get("payload")
        giver = payload.get("giver") if isinstance(payload, dict) else None
        if not isinstance(giver, str):
            raise NoExportError(str(folder), "giver")
        return self._partner(giver)

    def _partner(self, name: str) -> Partner:
        with self._store.read() as tx:
            try:
                return active_partner(tx, name)
            except NotFoundError as error:
                raise ForeignError(name) from error

    def _unsealed(self, partner: Partner, folder: Path, document: dict[str, Any]) -> Manifest:
        try:
            return self._read(partner, document)
        except UnsealedError:
            if not self._take_keys(folder, document):
                raise
            return self._read(self._partner(partner.name), document)

    def _read(self, partner: Partner, document: dict[str, Any]) -> Manifest:
        try:
            found = opened(document, KIND, partner.all_keys)
            at = parse_instant(str(found.payload.get("time")), "export time")
            timely(KIND, found.signers, at, believed(partner))
        except ProofError as error:
            raise UnsealedError(partner.name, str(error.facts["why"])) from error
        taker = str(found.payload.get("taker"))
        if taker != self._ourselves.name:
            raise MisdirectedError(taker)
        return read_payload(found.payload, Manifest, partner.name, self._ourselves.name)

    def _take_keys(self, folder: Path, document: dict[str, Any]) -> bool:
        """Believe a new key of the giver's that lies in the folder; its own two seals prove it."""
        try:
            steps = msgspec.convert(document["payload"]["steps"], list[Step])
            keys = [step for step in steps if step.kind is StepKind.KEY]
            taken = [self._enrolments.take_rotation(_json(folder, one)) for one in keys]
        except (KhienError, KeyError, msgspec.ValidationError):
            return False
        return any(one.changed for one in taken)

    def _step(self, name: str, folder: Path, step: Step) -> StepTaken:
        code, facts = "", {}
        try:
            self._takers[step.kind](self._partner(name), folder, step)
        except KhienError as error:
            code, facts = error.code, error.facts
        while self._receipts.sign_due():
            pass  # a receipt for what came must be signed before the one for what follows
        return StepTaken(step.kind, step.document.file, len(step.objects), code, facts)

    def _key(self, _: Partner, folder: Path, step: Step) -> None:
        self._enrolments.take_rotation(_json(folder, step))

    def _agreement(self, partner: Partner, folder: Path, step: Step) -> None:
        self._treaties.take(partner, _json(folder, step))

    def _delivery(self, partner: Partner, folder: Path, step: Step) -> None:
        note = self._arrivals.announce(partner, _json(folder, step))
        raws = [read_piece(folder, piece) for piece in step.objects]
        self._arrivals.admit(replace(partner, limits=BY_HAND), raws, note.delivery)

    def _recall(self, partner: Partner, folder: Path, step: Step) -> None:
        self._arrivals.recall(partner, _json(folder, step))

    def _take_receipts(self, partner: Partner, folder: Path, step: Step) -> None:
        raw = read_piece(folder, step.document)
        try:
            batch = msgspec.json.decode(raw, type=_Receipts)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise MalformedError("receipts", str(error)) from error
        self._receipts.take(partner, batch.receipts, batch.counts)
        now = self._clock()
        with self._store.write() as tx:
            self._answered(tx, partner, [one["payload"] for one in batch.receipts], now)

    @staticmethod
    def _answered(
        tx: Connection, partner: Partner, payloads: Sequence[dict[str, Any]], now: datetime
    ) -> None:
        """What these receipts speak of was carried, so it leaves the outbox."""
        rows.answered(tx, partner.name, {str(one["release"]) for one in payloads}, now)
        for outcome, action in CONFIRMING.items():
            told = {str(one["release"]) for one in payloads if one["outcome"] == outcome.value}
            rows.confirmed(tx, partner.name, told, action, now)

    def _checkpoint(self, partner: Partner, folder: Path, step: Step) -> None:
        body, now = read_piece(folder, step.document), self._clock()
        with self._store.write() as tx:
            answer = self._ledger.witness_partner(
                tx, body, partner.current_key, partner.origin, now, partner.ended_keys
            )
        # Another size than the giver thought: our cosignature goes back and says which one we know.
        if answer.refusal is not None and answer.refusal.code != KNOWN_OTHERWISE:
            raise WitnessRefusedError(partner.name, answer.refusal.code)

    def _cosignature(self, partner: Partner, folder: Path, step: Step) -> None:
        note = _text(folder, step)
        key = partner.current_key
        if key is not None:
            self._refuse_to_fork(partner, note, key)
            with self._store.write() as tx:
                self._ledger.take_cosigned(tx, note, key)

    def _refuse_to_fork(self, partner: Partner, note: str, key: PublicKey) -> None:
        """Stand still where the partner keeps a checkpoint of ours that is larger than our ledger."""
        alarm: Alarm | None = None
        with self._store.write() as tx:
            standing, known = self._ledger.judge(tx, note)
            size = self._ledger.size(tx)
            if standing is Standing.BEHIND:
                self._ledger.hold(tx, Hold(BEHIND, partner.name, known, note))
            if standing is Standing.FORMER:
                alarm = self._ledger.take_former(tx, note, key, self._clock())
        if standing is Standing.BEHIND:
            raise LedgerBehindError(partner.name, size, known)
        if alarm is not None:
            raise FormerLedgerError(alarm.origin, alarm.detail)

    def _record(self, partner: Partner, manifest: Manifest, sha256: str, found: Unpacked) -> None:
        now = self._clock()
        facts: dict[str, str | int] = {
            "steps": len(found.steps),
            "refused": len(found.refused),
            "objects": sum(step.objects for step in found.steps),
        }
        entry = LedgerEntry(
            EntryKind.ARRIVED,
            crossing=manifest.export,
            partner=partner.name,
            sha256=sha256,
            facts=facts,
        )
        with self._store.write() as tx:
            for seen in manifest.seen:
                self._seen(tx, partner, seen, now)
            rows.keep_taken(tx, partner.name, Taken(manifest.export, sha256, found.refused, now))
            self._ledger.append(tx, [entry], now)

    @staticmethod
    def _seen(tx: Connection, partner: Partner, seen: Seen, now: datetime) -> None:
        """The partner's word on a folder of ours: what it took leaves the outbox."""
        items = rows.given(tx, partner.name, seen.export, seen.sha256)
        took = [seq for file, seqs in items.items() if file not in seen.refused for seq in seqs]
        rows.carried(tx, partner.name, took, now)
        for file, code in seen.refused.items():
            rows.refused(tx, partner.name, items.get(file, []), code)


def _json(folder: Path, step: Step) -> dict[str, Any]:
    try:
        return msgspec.json.decode(read_piece(folder, step.document), type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedError(step.document.file, "a JSON object") from error


def _text(folder: Path, step: Step) -> str:
    try:
        return read_piece(folder, step.document).decode()
    except UnicodeDecodeError as error:
        raise TamperedError(step.document.file, "UTF-8") from error
