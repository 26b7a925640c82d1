"""The files under `deploy/` say what they should: the least rights, our own commands, a kind stop."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import defaultdict

import pytest

from khien.app.rounds import STOP_S
from khien.app.serve import GRACE_S
from khien.cli import main
from khien.web.metrics import PATHS
from tests.house.reading import ROOT

UNIT = ROOT / "deploy" / "khien.service"
CONTAINER = ROOT / "deploy" / "Containerfile"
HARDENED = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectKernelModules": "yes",
    "ProtectControlGroups": "yes",
    "RestrictNamespaces": "yes",
    "RestrictSUIDSGID": "yes",
    "LockPersonality": "yes",
    "MemoryDenyWriteExecute": "yes",
    "SystemCallArchitectures": "native",
    "StateDirectoryMode": "0700",
    "UMask": "0077",
    "LimitCORE": "0",
}
INSTRUCTIONS = {
    *("FROM", "ARG", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE"),
    *("STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"),
}


def unit() -> dict[str, dict[str, list[str]]]:
    """Sections of the unit, their keys and every value of each."""
    sections: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    section = ""
    for line in UNIT.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            section = line.strip("[]")
            continue
        key, equals, value = line.partition("=")
        assert equals, line
        sections[section][key].append(value)
    return sections


def instructions() -> list[tuple[str, str]]:
    """The instructions of the Containerfile, continued lines put together."""
    text = re.sub(r"\\\n", " ", CONTAINER.read_text("utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def test_the_unit_grants_the_least() -> None:
    """No capability, nothing to write but its own folder, no new privilege, no core with keys in it."""
    service = unit()["Service"]

    assert {key: service[key] for key in HARDENED} == {k: [v] for k, v in HARDENED.items()}
    assert service["User"] == ["khien"]
    assert "@system-service" in service["SystemCallFilter"]


def test_the_unit_starts_and_stops_us() -> None:
    """It runs a command that exists, and waits longer for the end than the end may take."""
    service = unit()["Service"]
    (start,) = service["ExecStart"]

    assert start.split()[0].endswith("/khien")
    assert start.split()[1] in main.commands
    assert service["KillSignal"] == ["SIGTERM"]
    assert float(service["TimeoutStopSec"][0]) > GRACE_S + STOP_S
    assert set(unit()) == {"Unit", "Service", "Install"}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_systemd_knows_every_key() -> None:
    """Systemd's own check finds no unknown key."""
    tool = shutil.which("systemd-analyze")
    assert tool is not None
    command = [tool, "verify", "--man=no", str(UNIT)]
    ended = subprocess.run(  # noqa: S603 -- fixed arguments
        command, capture_output=True, text=True, check=False, timeout=30
    )

    assert "Unknown" not in ended.stderr


def test_the_container_runs_as_nobody_special() -> None:
    """Two stages, our own user, no address of a registry, and every instruction is one that exists."""
    found = instructions()
    words = [word for word, _ in found]
    users = [rest for word, rest in found if word == "USER"]

    assert set(words) <= INSTRUCTIONS
    assert words.count("FROM") == 2
    assert users
    assert users[-1].split(":")[0] not in {"0", "root"}
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert not any("http" in rest for word, rest in found if word in {"FROM", "ARG", "RUN"})


def test_the_container_uses_what_is_there() -> None:
    """What it copies is in the repository, what it asks for health is served, what it runs exists."""
    found = instructions()
    copied = [rest.split()[:-1] for word, rest in found if word == "COPY" and "--from" not in rest]
    health = next(rest for word, rest in found if word == "HEALTHCHECK")

    assert copied
    assert all((ROOT / name).exists() for names in copied for name in names)
    assert any(path in health for path in PATHS)
    assert ("CMD", '["serve"]') in found
    assert "--require-hashes" in CONTAINER.read_text("utf-8")
