"""File names and paths of Windows and Unix, registry keys, mutexes, user agents and cookies."""

from __future__ import annotations

import re
from typing import Final

from khien.intake.extraction.common_words import byte_words
from khien.intake.extraction.page import Page, Spot
from khien.intake.extraction.refanging import label_start
from khien.intake.extraction.suffixes import FILE_ENDINGS, registrable

_BACKSLASH: Final = re.compile(r"\\")
_HIVE: Final = re.compile(
    r"(?:Computer\\|Registry:+\\*)?(?:HKEY_(?:LOCAL_MACHINE|CURRENT_USER|CLASSES_ROOT|USERS|CURRENT_CONFIG|PERFORMANCE_DATA)"
    r"|HK(?:LM|CU|CR|U|CC)):?\Z",
    re.IGNORECASE,
)
_ROOT: Final = re.compile(
    r"(?:(?<![A-Za-z0-9])[A-Za-z]:|%[A-Za-z0-9_()]{1,40}%|\$\{?[Ee]nv:[A-Za-z0-9_]{1,40}\}?|\$[A-Z][A-Z_]{2,30}|<[A-Za-z_ ]{1,40}>|\[[A-Za-z_ ]{1,40}\]"
    r"|CSIDL_[A-Z_]{3,30}|\.{1,2}|\\\\\?\\[A-Za-z]:)\Z"
)
# A folder, its backslash included: without blanks, or of a few words (`Program Files`).
_FOLDER: Final = re.compile(
    r"(?:[^\s\\/:*?\"<>|,;`'“”]{1,120}|[\w()&+-]{1,40}(?: (?!\(?HK|(?:and|or|to|in|into|from|with|under|as|và|hoặc|tại|trong) )[\w()&+.-]{1,40}){1,5}|<[^<>\\\n]{1,40}>)\\{1,2}"
)
_LEAF: Final = re.compile(r"[^\s\\/:*?\"<>|,;`'“”]{1,200}")
_SPACED_LEAF: Final = re.compile(
    r"[^\\/:*?\"<>|`“”\n\t,;]{1,120}?\.(?P<ending>[A-Za-z0-9]{1,10})(?!\w|\.\w)"
)
_DEVICE: Final = re.compile(r"\\\\[?.]\\(?:[A-Za-z]:\\)?")
# `\\u0004`, `\\x41`, `\\r\\n`, `\\d+`: what programs and patterns write, not folders.
_ESCAPES: Final = re.compile(
    r"\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[0abefnrtvdswDSWB](?![\w.-])|r\\n|[_*#])"
)
_QUOTED: Final = {"`": "`", '"': '"', "'": "'", "“": "”", "‘": "’", "«": "»"}
_SLASH: Final = re.compile(r"/(?=[\w.~$])")
_UNIX: Final = re.compile(r"(?:/[\w.@%+=~$#-]{1,120}){1,40}/?")
_UNIX_ROOTS: Final = frozenset(
    [
        "etc",
        "usr",
        "var",
        "tmp",
        "home",
        "opt",
        "bin",
        "sbin",
        "dev",
        "proc",
        "root",
        "lib",
        "lib64",
        "mnt",
        "media",
        "srv",
        "sys",
        "run",
        "boot",
        "data",
        "system",
        "sdcard",
        "storage",
        "private",
        "library",
        "applications",
        "users",
        "volumes",
        "vendor",
        "www",
    ]
)
_NAME_DOT: Final = re.compile(r"\.(?=[A-Za-z0-9])")
_ENDING: Final = re.compile(r"(?:\.[A-Za-z0-9_]{1,11}){1,4}")
_LABELS: Final = re.compile(r"(?:\.[\w-]{1,63}){1,20}")
_PRODUCTS: Final = frozenset(
    {"node.js", "vue.js", "next.js", "react.js", "angular.js", "three.js", "d3.js", "express.js"}
)
_MUTEXES: Final = (
    re.compile(r"utex(?:es|[AW])?\b"),
    re.compile(r"UTEX\b"),
    re.compile(r"utants?\b"),
)
_MUTEX_NAME: Final = re.compile(
    r"[`\"“'‘](?P<quoted>[^`\"”'’\n]{3,150})[`\"”'’]|(?:(?<=[:=] )|(?:(?<=utex )|(?<=called )|(?<=named )|(?<=tên ))(?=\S{0,60}[0-9_\\]))(?P<bare>[^\s,;`\"“]{4,150})"
)
# The cell beside the word, `Mutex | X_1`, or the member below it, `kind: mutex`, `value: X_1`.
_MUTEX_BESIDE: Final = re.compile(
    r"[`'\"*]{0,2}(?:[ \t]*[|\t,;][ \t]*|\s{0,2},?\s{1,20}[\"']?(?:value|name|indicator)[\"']?[ \t]*[:=][ \t]*|[ \t]*,[ \t]*[\"'](?:value|name|indicator)[\"'][ \t]*:[ \t]*)"
    r"[`\"']?(?=[^\s|]{0,100}(?:[0-9_\\{]|[a-z][A-Z]))(?P<name>[^\s|,;`\"']{4,150})[`\"']?[ \t]*(?=[|\t\n,;}]|\Z)"
)
_GLOBALS: Final = (
    re.compile(r"Global\\(?P<name>[^\s\"`'“”,;\\]{2,120})(?!\\)"),
    re.compile(r"Local\\(?P<name>[^\s\"`'“”,;\\]{2,120})(?!\\)"),
)
_AGENT: Final = re.compile(r"[Ss][Ee][Rr][-_ ][Aa][Gg][Ee][Nn][Tt]s?\b[^\n:=`\"“]{0,30}[:=`\"“]")
_AGENT_WORDS: Final = byte_words("agent agents")
_MOZILLA: Final = re.compile(
    r"Mozilla/[0-9.]{1,6} ?\([^()\n]{1,200}\)(?: [A-Za-z]{2,30}/[\w.]{1,30}(?: \([^()\n]{1,80}\))?){0,12}"
)
_AGENT_VALUE: Final = re.compile(r"[ `\"“]{0,3}(?P<value>[^`\"”\n|]{3,300})")
_COOKIE: Final = re.compile(r"Cookie: ?(?P<value>[A-Za-z0-9_.%-]{1,80}=[^\s;,\"]{1,500})")


def find_paths(page: Page) -> None:
    """Everything with a backslash that is a path: of files, or of the registry."""
    text = page.text
    done = 0
    for sign in _BACKSLASH.finditer(text):
        if sign.start() < done:
            continue
        done = _take_path(page, sign.start())


def _take_path(page: Page, at: int) -> int:
    text = page.text
    hive = _HIVE.search(text, max(0, at - 40), at)
    root = None if hive else _ROOT.search(text, max(0, at - 45), at)
    start = hive.start() if hive else root.start() if root else at
    device = _DEVICE.match(text, at)
    if device is not None:
        start = at
    folder_end = at + 1 if device is None else device.end()
    while text[folder_end : folder_end + 1] == "\\":
        folder_end += 1
    first, folders = folder_end, 0
    while (found := _FOLDER.match(text, folder_end)) and folders < 60:
        folder_end, folders = found.end(), folders + 1
    end, ending = _leaf_end(page, start, folder_end)
    if not (page.is_free(start, at) and end > first):
        return max(folder_end, at + 1)
    before = text[start - 1 : start]
    if hive:
        page.take(Spot("registry-key", text[start:end].replace("\\\\", "\\"), start, end))
    elif (
        root
        or device
        or (text[at : at + 2] == "\\\\" and folders)
        or (
            not (before.isalnum() or before in ("_", ")", "]", ".", "$", "("))
            and (ending or folders)
            and not _ESCAPES.match(text, at)
        )
    ):
        page.take(Spot("file-path", text[start:end], start, end))
    return max(end, at + 1)


def _leaf_end(page: Page, start: int, folder_end: int) -> tuple[int, str]:
    """Where the last step ends; between quotes it may hold blanks, and before a known ending as well."""
    text = page.text
    quote = _QUOTED.get(text[start - 1 : start])
    if quote is not None:
        close = text.find(quote, folder_end, folder_end + 200)
        if (
            close >= 0
            and "\n" not in text[folder_end:close]
            and not set(text[folder_end:close]) & set('<>|*?"')
        ):
            return close, text[folder_end:close].rpartition(".")[2].lower()
    leaf = _LEAF.match(text, folder_end)
    end = folder_end if leaf is None else leaf.end()
    spaced = _SPACED_LEAF.match(text, folder_end)
    if spaced is not None and spaced.end() > end and spaced["ending"].lower() in FILE_ENDINGS:
        inside = text[folder_end : spaced.end()]
        if inside.count(" ") <= 4 and "." not in inside.partition(" ")[0]:
            return spaced.end(), spaced["ending"].lower()
    while (
        end > folder_end and text[end - 1] in ".)]}…*_!?+" and not _balanced(text[folder_end:end])
    ):
        end -= 1
    ending = text[folder_end:end].rpartition(".")[2].lower()
    return end, ending if ending in FILE_ENDINGS else ""


def _balanced(piece: str) -> bool:
    last = piece[-1]
    pairs = {")": "(", "]": "[", "}": "{"}
    return last in pairs and piece.count(last) <= piece.count(pairs[last])


def find_unix_paths(page: Page) -> None:
    """Absolute, home and relative paths with slashes."""
    text = page.text
    done = 0
    for sign in _SLASH.finditer(text):
        at = sign.start()
        if at < done:
            continue
        start = at
        if text[at - 2 : at] == "..":
            start = at - 2
        elif text[at - 1 : at] in ("~", ".") and at:
            start = at - 1
        before = text[start - 1 : start]
        found = _UNIX.match(text, at)
        done = at + 1 if found is None else found.end()
        if (
            found is None
            or before.isalnum()
            or before in ("/", "_", ")", "]", "-", ":", "}", "<", "*", "%")
        ):
            continue
        end = found.end()
        close = text.find("`", end, end + 120) if before == "`" else -1
        if close >= 0 and "\n" not in text[end:close]:
            end = done = close
        written = text[start:end].rstrip(".+")
        if _is_unix(written):
            page.take(Spot("file-path", written, start, start + len(written)))


def _is_unix(written: str) -> bool:
    steps = [step for step in written.split("/") if step not in ("", ".", "..", "~")]
    if not steps or all(step.isdigit() for step in steps):
        return False
    if written[0] in "~.":
        return True
    ending = steps[-1].rpartition(".")[2].lower() if "." in steps[-1] else ""
    return steps[0].lower() in _UNIX_ROOTS or len(steps) > 2 or ending in FILE_ENDINGS


def find_file_names(page: Page) -> None:
    """Bare file names, told from domains by their ending; between quotes they may hold blanks."""
    text = page.text
    done = 0
    for dot in _NAME_DOT.finditer(text):
        at = dot.start()
        if at < done:
            continue
        labels = _LABELS.match(text, at)
        done = at + 1 if labels is None else labels.end()
        if labels is None or not page.is_free(at, at + 1):
            continue
        start = label_start(text, at)
        if (
            (start == at and text[at - 1 : at] != ")")
            or text[start - 1 : start] == "$"
            or (text[start - 1 : start] == "*" and not _is_starred(text, start, done))
            or text[start - 2 : start] == "*."
        ):
            continue
        if text[start - 1 : start] == "%":  # `%2Fa.pdf`: inside an encoded URL
            start += 2
        end = start + len(text[start:done].rstrip("-_"))
        written = text[start:end]
        if written.rpartition(".")[2].lower() not in FILE_ENDINGS or written.lower() in _PRODUCTS:
            continue
        if written.replace(".", "").isdigit() or not _is_name(page, written, end):
            continue
        start = _quoted_start(text, start, end)
        if start < at:
            page.take(Spot("file-name", text[start:end], start, end))


_BINARY: Final = re.compile(r"[0-9a-fA-F]{32} \Z")


def _is_starred(text: str, start: int, end: int) -> bool:
    """Whether a star emphasises a name or, behind a digest, says that a file was read as bytes; else it stands for any name."""
    return (
        text[end : end + 1] == "*"
        or _BINARY.search(text, max(0, start - 34), start - 1) is not None
    )


def _is_name(page: Page, written: str, end: int) -> bool:
    ending = written.rpartition(".")[2]
    if ending.lower() in ("a", "o", "c", "h", "d", "com", "app", "cc", "pub", "go"):
        return not registrable(written.lower()) and len(ending) > 1
    if ending != ending.lower() and not (
        ending.isupper() and (len(ending) > 2 or written.isupper())
    ):
        return (
            False  # `end.Data`: two sentences, or a class; `NukeSped.KT`: what a scanner calls it
        )
    return page.text[end : end + 1] not in ("(", "@")


_CELL_END: Final = re.compile(r"[ \t]*(?:\||\n|\Z)")


# `File name: Annual report 2026.pdf.lnk` alone on its line
_NAME_SAID: Final = re.compile(
    r"(?:\b[Ff]ile ?names?|\b[Tt]ên (?:tệp|file|tập tin))[ \t]*[:=][ \t]*(?=[^\n`<>\\/:*?,;|]*\Z)"
)
_LONGEST_NAME: Final = 120  # characters


def _quoted_start(text: str, start: int, end: int) -> int:
    """The quote that opens before a name with blanks, when the name ends at the closing one."""
    cell = text.rfind("|", max(0, start - 80), start) + 1
    if cell and _CELL_END.match(text, end) and not set(text[cell:start]) & set('\n`<>\\/:*?,;"'):
        return cell + len(text[cell:start]) - len(text[cell:start].lstrip())
    said = _NAME_SAID.search(text, max(0, start - _LONGEST_NAME), start)
    if said is not None and _CELL_END.match(text, end):
        return said.end()
    close = text[end : end + 1]
    opens = [sign for sign, other in _QUOTED.items() if other == close]
    if not opens or text[start - 1 : start] in opens:
        return start
    line = text[max(0, start - 120) : start]
    line = line[line.rfind("\n") + 1 :]
    at = line.rfind(opens[0])
    odd = opens[0] != close or line.count(close) % 2 == 1
    if opens[0] == "'" and (line[at - 1 : at].isalnum() or text[end + 1 : end + 2].isalnum()):
        return start  # an apostrophe
    if at < 0 or not odd or set(line[at + 1 :]) & set("<>|\\/:*?,;"):
        return start
    return start - len(line) + at + 1


def find_mutexes(page: Page) -> None:
    """Names that stand behind the word mutex, in quotes or after a colon, or below `Global\\`."""
    text = page.text
    for word in (found for pattern in _MUTEXES for found in pattern.finditer(text)):
        beside = _MUTEX_BESIDE.match(text, word.end())
        if beside is not None:
            page.take(Spot("mutex", beside["name"], *beside.span("name")))
            continue
        line_end = text.find("\n", word.end())
        limit = min(word.end() + 200, len(text) if line_end < 0 else line_end)
        name = _MUTEX_NAME.search(text, word.end(), limit)
        if name is not None and name.start() - word.end() < 60:
            group = "quoted" if name["quoted"] else "bare"
            start, written = name.start(group), name[group].rstrip(".:")
            page.take(Spot("mutex", written, start, start + len(written)))
        elif limit - word.end() < 40:
            _take_listed(page, limit)
    for found in (found for pattern in _GLOBALS for found in pattern.finditer(text)):
        before = text[found.start() - 1 : found.start()]
        written = found[0].rstrip(".)")
        if not (before.isalnum() or before in ("\\", "_", "%")):
            page.take(Spot("mutex", written, found.start(), found.start() + len(written)))


_BULLET: Final = re.compile(
    r"\n{1,3}[ \t]*(?:[-*•+]|[0-9]{1,2}[.)])[ \t]+[`\"“](?P<name>[^`\"”\n]{3,150})[`\"”][ \t]*(?=\n|\Z)"
)


def _take_listed(page: Page, at: int) -> None:
    """The bullets below a heading that says mutex."""
    found = _BULLET.match(page.text, at)
    while found is not None:
        page.take(Spot("mutex", found["name"], *found.span("name")))
        found = _BULLET.match(page.text, found.end())


def find_agents(page: Page) -> None:
    """User agents, by how browsers begin them or by what stands before; and cookies."""
    for found in _MOZILLA.finditer(page.text):
        page.take(Spot("user-agent", found[0], *found.span()))
    ranges = page.around(_AGENT_WORDS)
    for label in (label for both in ranges for label in _AGENT.finditer(page.text, *both)):
        value = _AGENT_VALUE.match(page.text, label.end())
        if value is not None and "/" in value["value"]:
            written = value["value"].rstrip(' .,;`"”')
            page.take(
                Spot(
                    "user-agent", written, value.start("value"), value.start("value") + len(written)
                )
            )
    for found in _COOKIE.finditer(page.text):
        page.take(Spot("cookie", found["value"], *found.span("value"), personal=True))
