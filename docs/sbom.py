"""The last touch to `make sbom`: our own version, and what pages take from npm."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

from hatch_build import VENDORED

import khien

LOCK = Path(__file__).parents[1] / "package-lock.json"


def completed(bill: dict[str, Any], lock: dict[str, Any]) -> dict[str, Any]:
    """The bill of materials with Khiên's version and every npm package whose files it serves."""
    bill["metadata"]["component"]["version"] = khien.__version__
    bill["components"] += [
        component(name, lock["packages"][f"node_modules/{name}"]) for name in VENDORED
    ]
    return bill


def component(name: str, locked: dict[str, str]) -> dict[str, Any]:
    """One package as CycloneDX 1.6 says it; the hash is of what npm downloads."""
    purl = f"pkg:npm/{name.replace('@', '%40')}@{locked['version']}"
    kind, _, digest = locked["integrity"].partition("-")
    group, _, short = name.rpartition("/")
    return {
        "type": "library",
        "bom-ref": purl,
        **({"group": group} if group else {}),
        "name": short,
        "version": locked["version"],
        "purl": purl,
        "licenses": [{"license": {"id": locked["license"]}}],
        "hashes": [{"alg": kind.replace("sha", "SHA-"), "content": base64.b64decode(digest).hex()}],
    }


def main(place: str) -> None:
    """Complete the file in place."""
    file = Path(place)
    bill = completed(json.loads(file.read_text("utf-8")), json.loads(LOCK.read_text("utf-8")))
    file.write_text(json.dumps(bill, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
