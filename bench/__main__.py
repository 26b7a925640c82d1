"""`make bench`: every measure, one after the other, nothing beside."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench import (
    adding,
    columns,
    console,
    deciding,
    delivering,
    documenting,
    exporting,
    foreseeing,
    hunting,
    importing,
    judging,
    long_lists,
    matching,
    modelling,
    noticing,
    observing,
    proving,
    reading,
    recording,
    restarting,
    scaling,
    starting,
    watching,
)
from bench.measure import Bench, line

BENCHES: dict[str, Bench] = {
    "judging": judging.bench,
    "importing": importing.bench,
    "long_lists": long_lists.bench,
    "deciding": deciding.bench,
    "recording": recording.bench,
    "matching": matching.bench,
    "observing": observing.bench,
    "modelling": modelling.bench,
    "proving": proving.bench,
    "starting": starting.bench,
    "reading": reading.bench,
    "adding": adding.bench,
    "delivering": delivering.bench,
    "exporting": exporting.bench,
    "console": console.bench,
    "documenting": documenting.bench,
    "watching": watching.bench,
    "noticing": noticing.bench,
    "hunting": hunting.bench,
    "foreseeing": foreseeing.bench,
    "columns": columns.bench,
    "scaling": scaling.bench,
    "restarting": restarting.bench,
}


def main(names: list[str]) -> None:
    """Run the benches that are named, or all."""
    for name in names or BENCHES:
        with tempfile.TemporaryDirectory() as folder:
            for measure in BENCHES[name](Path(folder)):
                sys.stdout.write(line(measure) + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
