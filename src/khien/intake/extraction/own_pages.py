"""What a value is to whoever made it: a page on a site of millions, a box that one gang reads, a folder of every machine."""

from __future__ import annotations

import re
from typing import Final

from khien.intake.extraction.common_words import word_set
from khien.intake.extraction.cues import SYSTEM_FILES

# Sites where anybody makes a page, a channel or a file of their own: that many use the site says nothing of the page.
_SITES: Final = word_set(
    "t.me telegram.me zalo.me facebook.com fb.com m.facebook.com tiktok.com instagram.com youtube.com x.com twitter.com wa.me viber.com discord.gg discord.com "
    "github.com gitlab.com raw.githubusercontent.com bitbucket.org drive.google.com docs.google.com sites.google.com forms.gle dropbox.com mega.nz mediafire.com "
    "pastebin.com bit.ly tinyurl.com api.telegram.org discordapp.com cdn.discordapp.com"
)
_PAGE: Final = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?(?:www\.)?([^/?#:]+)/[\w.@%+-]{2,}")
# An onion service, a bot of Telegram, a webhook of Discord: nobody puts one into a text to read on.
_DROP: Final = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://)?(?:[^/?#@]*@)?(?:(?:[^/?#:.]+\.)*[a-z2-7]{16}(?:[a-z2-7]{40})?\.onion\b|api\.telegram\.org/(?:file/)?bot[0-9]|(?:\w+\.)?discord(?:app)?\.com/api/webhooks/)"
)
_FOLDER: Final = re.compile(
    r"(?:%\w{2,20}%|[a-z]:)(?:\\(?:windows|system32|syswow64|temp|users|public|programdata|program files(?: \(x86\))?|microsoft|appdata|roaming|local|locallow"
    r"|start menu|programs|startup|desktop|documents|downloads)){0,8}\\?"
)
_SENDER: Final = re.compile(
    r"[\s>*]{0,8}(?:from|sender|reply-to|return-path|x-originating-ip|từ|người gửi)\s?:"
)
_OWN_TARGET: Final = re.compile(r"https?://([^\s/?#:@<>()\[\]]{4,253})")


def is_own_page(value: str) -> bool:
    """Whether a URL is a page that anybody can make on a site that many use: `t.me/somebody`."""
    found = _PAGE.match(value.lower())
    return found is not None and found[1] in _SITES


def is_drop(value: str) -> bool:
    """Whether a value is a service that only its makers and their victims use: an onion service, a bot, a webhook."""
    return _DROP.match(value.lower()) is not None


def is_of_every_machine(path: str) -> bool:
    """Whether every machine has a file of this name, or this very folder."""
    lower = path.lower()
    base = lower.replace("\\", "/").rpartition("/")[2]
    return base in SYSTEM_FILES or _FOLDER.fullmatch(lower) is not None


def is_sender_line(before: str) -> bool:
    """Whether a line of a mail's header, in lower case, says who sent it: that is nobody's footer."""
    return _SENDER.match(before) is not None


def shown_host(written: str) -> str:
    """The host of the address that the words of a link show, in lower case; empty where they show none."""
    found = _OWN_TARGET.match(written.strip().lower())
    return "" if found is None else found[1]
