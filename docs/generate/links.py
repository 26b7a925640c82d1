"""Links between the pages of the repository: each must lead to a file, and to a heading in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\]\((?P<target>[^)\s]+)(?: \"[^\"]*\")?\)")
_HEADING = re.compile(r"^#{1,6} +(?P<text>.+?) *$", re.MULTILINE)
SKIPPED = {".venv", ".git", "build", "mutants", "node_modules"}


def pages(root: Path) -> list[Path]:
    """Every Markdown page of the repository."""
    return sorted(p for p in root.rglob("*.md") if not SKIPPED & set(p.relative_to(root).parts))


def broken_links(root: Path) -> list[str]:
    """Every relative link that leads nowhere, as `page: target`."""
    return [
        f"{page.relative_to(root)}: {target}"
        for page in pages(root)
        for target in targets(page.read_text("utf-8"))
        if not leads_somewhere(page, target, root)
    ]


def targets(markdown: str) -> Iterator[str]:
    """Link targets inside the repository; addresses on the network are not followed."""
    for found in _LINK.finditer(_CODE.sub("", _FENCE.sub("", markdown))):
        if not re.match(r"[a-z][a-z0-9+.-]*:", found["target"]):
            yield found["target"]


def leads_somewhere(page: Path, target: str, root: Path) -> bool:
    """Whether a target on a page is a file below `root`, with that heading if one is named."""
    name, _, anchor = target.partition("#")
    file = (page.parent / name).resolve() if name else page
    if not file.exists() or not file.is_relative_to(root.resolve()):
        return False
    return not anchor or (file.suffix == ".md" and anchor in anchors(file.read_text("utf-8")))


def anchors(markdown: str) -> set[str]:
    """The anchors that headings get: lower case, spaces to hyphens, punctuation dropped."""
    texts = (found["text"] for found in _HEADING.finditer(_FENCE.sub("", markdown)))
    plain = (re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in texts)
    return set(plain)
