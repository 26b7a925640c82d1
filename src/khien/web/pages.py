"""Render pages in the language of the reader."""

from __future__ import annotations

import gettext
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from khien.model.words import Language

HERE = Path(__file__).parent


class Pages:
    """The templates, once for each language.

    Args:
        language: for readers who ask for none.
    """

    def __init__(self, language: Language) -> None:
        self._language = language
        self._environments = {"en": _environment(""), "vi": _environment("vi")}

    def language(self, request: Request) -> Language:
        """`?lang=` first, then `Accept-Language`, then the node's own."""
        wanted = [request.query_params.get("lang", "")]
        accepted = request.headers.get("accept-language", "")
        wanted += [part.split(";")[0].strip()[:2].lower() for part in accepted.split(",")]
        for one in wanted:
            if one == "vi":
                return "vi"
            if one == "en":
                return "en"
        return self._language

    def render(
        self,
        request: Request,
        template: str,
        status: int = 200,
        **facts: Any,  # noqa: ANN401 -- what the template needs
    ) -> HTMLResponse:
        """One page. A name that the template needs and `facts` lacks is an error, not a blank."""
        language = self.language(request)
        page = self._environments[language].get_template(template)
        return HTMLResponse(page.render(language=language, **facts), status)


def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    translations: gettext.NullTranslations = gettext.NullTranslations()
    if language:
        translations = gettext.translation("messages", HERE / "locale", [language])
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]  # jinja2.ext.i18n adds it
    return environment
