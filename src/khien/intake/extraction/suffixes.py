"""Where names end: public suffixes, registrable domains, and endings that files have too."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from publicsuffixlist import PublicSuffixList

from khien.intake.extraction.common_words import word_set

FILE_ENDINGS: Final = word_set(
    "exe dll sys bat cmd ps1 psm1 vbs vbe js jse wsf wsh hta lnk scr msi msp cpl ocx drv com pif jar class war apk ipa dex "
    "aab elf so dylib ko sh bash py pyc pyw pl rb php php3 php5 phtml asp aspx ashx asmx jsp jspx cgi html htm xhtml shtml "
    "css mhtml pdf doc docx docm dot dotm dotx xls xlsx xlsm xlsb xll xlam ppt pptx pptm ppsx rtf odt ods odp txt csv tsv "
    "json jsonl xml xsl xslt yaml yml toml ini inf cfg conf config log dat data bin tmp temp db sqlite sqlite3 mdb accdb "
    "zip rar 7z gz tgz tar bz2 xz cab iso img vhd vhdx vmdk ova dmg pkg deb rpm msix appx png jpg jpeg gif bmp ico svg webp "
    "tif tiff mp3 mp4 avi mov wav flv mkv m4a md rst tex c cc cpp cxx h hpp cs go rs java kt swift ts tsx jsx vue pcap "
    "pcapng cap evtx evt pml etl reg pdb map chm hlp eml msg pst ost ics vcf crt cer pem key p12 pfx der asc sig bak old "
    "swp swf nsi sct sfx a o lib obj exp rules yar yara rc plist adoc onion_key lock torrent dmp mem raw e01 vmem nupkg "
    "vsix whl egg crx xpi desktop service timer ipynb hwp hwpx pub one onepkg url website library-ms search-ms application"
) - {"application", "map", "one", "data", "temp", "lock"}
"""Endings of files; those that are top-level domains as well need a second look."""

BOTH: Final = frozenset(
    {
        "zip",
        "mov",
        "md",
        "py",
        "pl",
        "rs",
        "sh",
        "so",
        "ps",
        "cab",
        "cc",
        "app",
        "com",
        "pub",
        "java",
    }
)
"""Endings of files that are top-level domains too."""

_LEANS_TO_FILE: Final = BOTH - {"com", "cc", "pl", "app", "pub"}


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False, only_icann=True)


@lru_cache(maxsize=65_536)
def registrable(name: str) -> str:
    """The domain that somebody registered (`vnpt.com.vn` of `www.vnpt.com.vn`), or empty for none.

    Only ICANN's part of the list counts, because `duckdns.org` is a domain that an indicator can name.
    """
    if name.endswith(".onion"):  # RFC 7686; no public suffix, and a name all the same
        return ".".join(name.split(".")[-2:])
    if name[-1:].isdigit() or ":" in name:  # an address
        return ""
    above = name.partition(".")[2]
    owned = registrable(above) if "." in above and not name.endswith(_SUFFIXES_BELOW) else ""
    return owned or str(_suffixes().privatesuffix(name) or "")


_SUFFIXES_BELOW: Final = (".no",)
"""Where a public suffix may stand below a name that somebody registered (`nes.buskerud.no`)."""


_LISTED: Final = re.compile(r"\.([a-z0-9]{2,5})[`'\"”]?(?:,| and| or| và|, and| hoặc) [`'\"“]?\Z")


def beside_file(before: str) -> bool:
    """Whether a name goes on with a list of names that can be nothing but files: `a.zip, b.exe and c.app`."""
    found = _LISTED.search(before)
    return found is not None and found[1] in FILE_ENDINGS and found[1] not in _MORE_OFTEN_HOSTS


_MORE_OFTEN_HOSTS: Final = BOTH - _LEANS_TO_FILE


def leans_to_file(name: str) -> bool:
    """Whether a bare name such as `readme.md` is more often a file than a domain."""
    *labels, ending = name.split(".")
    if ending not in _LEANS_TO_FILE or labels[0] == "www":
        return False
    inner = labels[1:]
    return not inner or any(label in FILE_ENDINGS or label[0].isdigit() for label in inner)
