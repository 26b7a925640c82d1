"""`/help`: a page for each task, the keys, the words of the house, and what each code means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from khien.app.codes import every_code, explained
from khien.model.errors import NotFoundError
from khien.model.words.glossary import GLOSSARY
from khien.web.console.doors import Door
from khien.web.console.permits import PERMITS, Permit
from khien.web.console.rooms import N_
from khien.web.console.visits import Visit


@dataclass(frozen=True, slots=True)
class Task:
    """How one thing is done. `places` are the pages that it happens on, `permit` what it takes."""

    name: str
    title: str
    permit: Permit
    steps: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    command: str = ""


TASKS: Final = (
    Task(
        "shift",
        N_("Begin a shift"),
        Permit.READ,
        (
            N_("Sign in with your password and your second factor, or with a passkey."),
            N_("The page Now shows what waits, the oldest first. It changes by itself."),
            N_(
                "Work from the top: arrivals, releases, receipts, recalls. A red number is a call to make."
            ),
            N_(
                "Before you go, leave a note on what you could not finish: the next officer sees it there."
            ),
        ),
        (("/", N_("Now")),),
    ),
    Task(
        "triage",
        N_("Triage an arrival"),
        Permit.TRIAGE,
        (
            N_(
                "Open Arrivals. What is there came from a partner and was stopped by a rule; the reason stands beside it."
            ),
            N_(
                "Read what it is and why it waits. A popular domain or one of your own needs a second look."
            ),
            N_(
                "Accept it, and it is kept, indexed and watched for. Refuse it, and the partner is told why."
            ),
            N_("Either way the partner gets a signed receipt, and the ledger has a leaf."),
        ),
        (("/arrivals", N_("Arrivals")),),
        "khien arrival accept",
    ),
    Task(
        "report",
        N_("Turn a report into objects"),
        Permit.WRITE,
        (
            N_(
                "Drop the report, mail or page on Objects. It is read apart from the node; nothing is kept yet."
            ),
            N_(
                "Read the text with its marks. Take items in or out, correct a value or its kind, add what was missed."
            ),
            N_(
                "Accept: the objects are kept, with a report of every item. Or refuse the document with a reason."
            ),
        ),
        (("/objects/readings", N_("Documents to review")),),
        "khien object accept",
    ),
    Task(
        "publish",
        N_("Publish an object"),
        Permit.PUBLISH,
        (
            N_("Open the object and choose Publish. Say what it may be used for, and to whom."),
            N_(
                "Ask the gate first: it answers for each partner, with every reason, and nothing is sent."
            ),
            N_(
                "Publish. What is cleared leaves at once; what needs an approval waits under Releases."
            ),
        ),
        (("/objects", N_("Objects")),),
        "khien object publish",
    ),
    Task(
        "approve",
        N_("Approve or refuse a release"),
        Permit.APPROVE,
        (
            N_("Open Releases. Each line is one version to one partner."),
            N_(
                "Read why: every rule with its answer and source. Where something is cut, both versions stand side by side."
            ),
            N_("Approve or refuse with a reason. You cannot approve what you wrote, nor twice."),
            N_(
                "In an emergency one officer may release alone; a second reviews it within 24 hours, else it is closed."
            ),
        ),
        (("/releases", N_("Releases")),),
        "khien release approve",
    ),
    Task(
        "recall",
        N_("Recall what was released"),
        Permit.DECIDE,
        (
            N_("Open the object or one of its releases and choose Recall."),
            N_("The list shows who has it. Give the reason: partners read it."),
            N_(
                "Each partner takes it out of use and confirms with a signed receipt; the list shows who has."
            ),
            N_("If it only needs stricter handling, ask for a higher TLP instead."),
        ),
        (("/releases?state=recalling", N_("Releases")),),
        "khien release recall",
    ),
    Task(
        "enrol",
        N_("Enrol a partner"),
        Permit.PARTNERS,
        (
            N_("Under Partners make an invitation and carry the file to them."),
            N_(
                "They accept it on their node and send the answer; nodes that reach each other do that by themselves."
            ),
            N_(
                "Call them on a number that you knew before, and read the fingerprint phrase aloud. Both must see the same words."
            ),
            N_("Nothing crosses before both have signed an agreement."),
        ),
        (("/partners", N_("Partners")),),
        "khien partner invite",
    ),
    Task(
        "agreement",
        N_("Make an agreement"),
        Permit.SIGN,
        (
            N_(
                "Open the partner and its agreement. Fill in the form, or upload the text that was negotiated."
            ),
            N_("Read it in plain language: every term is a sentence with its source."),
            N_(
                "Sign. The partner's node gets it; it is in force when both have signed the same text."
            ),
        ),
        (("/partners", N_("Partners")),),
        "khien agreement sign",
    ),
    Task(
        "watch",
        N_("Match a log"),
        Permit.WATCH,
        (
            N_("Under Watch drop a log file: Zeek, Suricata, CSV, DNS, also compressed."),
            N_(
                "Each hit names the indicator, who told us, its marking and its validity. Machines that asked are not named."
            ),
            N_(
                "Keep the hits as sightings and give them back to who told us: through the gate, like everything."
            ),
        ),
        (("/watch", N_("Watch")),),
        "khien watch match",
    ),
    Task(
        "warn",
        N_("Write an early warning"),
        Permit.WATCH,
        (
            N_(
                "Under Warnings write what happens, how urgent, severe and certain it is, and until when it holds."
            ),
            N_("Publish it: the gate decides to whom it may go."),
            N_(
                "Partners acknowledge; the page shows who has. Update it or cancel it: they get that too."
            ),
        ),
        (("/warnings", N_("Warnings")),),
        "khien watch warning write",
    ),
    Task(
        "prove",
        N_("Prove a crossing"),
        Permit.READ,
        (
            N_("Open the release, or find its leaf in the ledger, and choose The proof."),
            N_("Save the file. Anybody can check it without us: khien ledger check FILE."),
            N_("A file from somebody else is checked under Ledger, Check a proof file."),
        ),
        (("/ledger", N_("Ledger")), ("/ledger/check", N_("Check a proof file"))),
        "khien ledger prove",
    ),
    Task(
        "officers",
        N_("Add an officer"),
        Permit.ADMINISTER,
        (
            N_("Under Administration add the officer with the roles that the work needs, no more."),
            N_(
                "Hand over the one-time link in person. The officer chooses a password and a second factor."
            ),
            N_(
                "When somebody leaves, disable the account: sessions end at once, what was done stays."
            ),
        ),
        (("/administration", N_("Administration")),),
        "khien officer add",
    ),
)
KEYS: Final = (
    ("/", N_("to the search")),
    ("j", N_("next line of a list")),
    ("k", N_("line before")),
    ("Enter", N_("open it")),
    ("x", N_("choose it")),
    ("?", N_("these keys")),
    ("Esc", N_("close a menu")),
)


def index(visit: Visit) -> Response:
    """All tasks, those of the officer's roles first."""
    own = [task for task in TASKS if visit.may(task.permit)]
    other = [task for task in TASKS if not visit.may(task.permit)]
    return visit.page("help/index.html", own=own, other=other)


def task(visit: Visit) -> Response:
    """How one thing is done, and who may."""
    name = visit.at("name")
    found = next((one for one in TASKS if one.name == name), None)
    if found is None:
        raise NotFoundError("page", name[:80])
    roles = sorted(role.value for role in PERMITS[found.permit])
    return visit.page("help/task.html", task=found, roles=roles)


def keys(visit: Visit) -> Response:
    """What the keyboard does."""
    return visit.page("help/keys.html", keys=KEYS)


def words(visit: Visit) -> Response:
    """The glossary."""
    return visit.page("help/words.html", sections=GLOSSARY)


def codes(visit: Visit) -> Response:
    """Every code, by room, narrowed by `q`."""
    wanted = visit.query.get("q", "").strip().casefold()
    found = [
        one
        for one in every_code()
        if wanted in f"{one.code} {one.said.en} {one.said.vi}".casefold()
    ]
    return visit.page("help/codes.html", codes=found, wanted=visit.query.get("q", ""))


def code(visit: Visit) -> Response:
    """What one code means."""
    return visit.page("help/code.html", one=explained(visit.at("code")))


DOORS = (
    Door("GET", "/help", Permit.READ, index),
    Door("GET", "/help/keys", Permit.READ, keys),
    Door("GET", "/help/words", Permit.READ, words),
    Door("GET", "/help/codes", Permit.READ, codes),
    Door("GET", "/help/codes/{code}", Permit.READ, code),
    Door("GET", "/help/tasks/{name}", Permit.READ, task),
)
