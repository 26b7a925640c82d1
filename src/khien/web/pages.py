"""Render pages in the language of the reader."""

from __future__ import annotations

import gettext
import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from khien.model.words import Language
from khien.web.showing import FILTERS
from khien.web.styles import address_of

HERE = Path(__file__).parent
LANGUAGES: tuple[Language, ...] = ("vi", "en")
MAX_HEADER = 1_000  # characters of `Accept-Language` that are read
_WEIGHT = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.ASCII | re.IGNORECASE)


class Pages:
    """The templates, once for each language.

    Args:
        language: for readers who ask for none.
    """

    def __init__(self, language: Language) -> None:
        self._language = language
        self._environments = {"en": _environment(""), "vi": _environment("vi")}

    def language(self, request: Request, chosen: str = "") -> Language:
        """`?lang=` first, then what was chosen before, `Accept-Language`, and the node's own."""
        asked = request.query_params.get("lang", "")
        accepted = request.headers.get("accept-language", "")
        for tag in (asked, chosen, *preferred(accepted)):
            for known in LANGUAGES:
                if tag == known:
                    return known
        return self._language

    def render(
        self,
        request: Request,
        template: str,
        status: int = 200,
        *,
        said: Language | None = None,
        **facts: Any,  # noqa: ANN401 -- what the template needs
    ) -> HTMLResponse:
        """One page, in the language `said` or the one asked for.

        A name that the template needs and `facts` lacks is an error, not a blank.
        """
        language = said or self.language(request)
        page = self._environments[language].get_template(template)
        headers = {"Content-Language": language, "Vary": "Accept-Language, Cookie"}
        return HTMLResponse(page.render(language=language, **facts), status, headers)


def preferred(accepted: str) -> list[str]:
    """The languages of an `Accept-Language` header without their regions, the most wanted first.

    What cannot be read is left out, and so is what the reader rules out (RFC 9110 §12.5.4, §12.4.2).
    """
    wanted = []
    for part in accepted[:MAX_HEADER].split(","):
        tag, _, weight = part.partition(";")
        found = _WEIGHT.fullmatch(weight.strip()) if weight else None
        if weight and found is None:
            continue
        quality = float(found[1]) if found else 1.0
        if quality > 0:
            wanted.append((-quality, tag.strip().partition("-")[0].lower()))
    return [tag for _, tag in sorted(wanted, key=lambda one: one[0])]


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = address_of
    environment.filters |= FILTERS
    translations = _translations(language)
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]  # jinja2.ext.i18n adds it
    return environment


def _translations(language: str) -> gettext.NullTranslations:
    """Every catalogue of a language as one: each group of pages has its own."""
    whole = gettext.NullTranslations()
    if language:
        for path in sorted((HERE / "locale" / language / "LC_MESSAGES").glob("*.mo")):
            with path.open("rb") as file:
                whole.add_fallback(gettext.GNUTranslations(file))
    return whole
