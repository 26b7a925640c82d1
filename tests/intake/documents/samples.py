"""Small documents of every kind, made here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pdf(
    pages: list[str],
    *,
    link: str = "",
    info: str = "",
    root: str = "",
    broken: int = -1,
    stream: str = "",
) -> bytes:
    """A PDF file with one line of text a page (ISO 32000-1 §7.5); `\\n` begins a new line; page `broken` is."""
    kids = " ".join(f"{4 + n * 2} 0 R" for n in range(len(pages)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {root} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    annotation = f"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI ({link}) >> >> << /Type /Annot >>]"
    for number, text in enumerate(pages):
        lines = "".join(f"({line}) Tj 0 -14 Td " for line in text.split("\n") if line)
        drawn = stream or f"BT /F1 12 Tf 50 780 Td {lines}ET"
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R /F2 << /Type /Font /Subtype /Type1 /BaseFont /Courier-Bold /Encoding /WinAnsiEncoding >> >> >> "
            f"/Contents {5 + number * 2} 0 R {annotation if link else ''} >>"
        )
        more = "/Filter /Nothing" if number == broken else ""
        objects.append(f"<< /Length {len(drawn)} {more} >>\nstream\n{drawn}\nendstream")
    objects.append(f"<< {info} >>")
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>\n"
    return body + f"{end}startxref\n{len(body)}\n%%EOF\n".encode()


def linked_pdf(runs: list[tuple[int, str]], frames: Sequence[tuple[str, tuple[int, ...]]]) -> bytes:
    """A PDF page with a line of runs, each beginning so many points from the left, and links over it."""
    stream = " ".join(f"BT /F1 8 Tf 1 0 0 1 {x} 780 Tm ({run}) Tj ET" for x, run in runs)
    links = " ".join(
        f"<< /Type /Annot /Subtype /Link /Rect [{' '.join(map(str, frame))}] /A << /S /URI /URI ({target}) >> >>"
        for target, frame in frames
    )
    plain = pdf([""], stream=stream)
    return plain.replace(b"/Contents", f"/Annots [{links}] /Contents".encode())


def two_fonts(text: str) -> bytes:
    """A PDF page whose letters with marks are drawn one by one from a second font, as browsers do."""
    size, lines = 10, []
    for at, run in _runs(text):
        name = "F2" if not run.isascii() else "F1"
        lines.append(f"BT /{name} {size} Tf 1 0 0 1 50 700 Tm {at * 0.6 * size} 0 Td ({run}) Tj ET")
    return pdf([""], stream=" ".join(lines))


def _runs(text: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for at, letter in enumerate(text):
        if found and found[-1][1].isascii() and letter.isascii():
            found[-1] = found[-1][0], found[-1][1] + letter
        else:
            found.append((at, letter))
    return found


def word(body: str, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """A Word file with this body (ECMA-376)."""
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>',
        )
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return kept.getvalue()


def paragraph(text: str) -> str:
    """One paragraph of a Word file."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def mail(*parts: str, head: str = "", boundary: str = "x") -> bytes:
    """A mail of several parts (RFC 2046)."""
    lines = [
        "From: Lan <lan@bank.example>", "To: ops@cert.example", "Subject: =?utf-8?q?C=E1=BA=A3nh_b=C3=A1o?=",
        "Date: Mon, 02 Nov 2026 10:00:00 +0700", "MIME-Version: 1.0",
        f'Content-Type: multipart/mixed; boundary="{boundary}"', *head.splitlines(), "",
        *(f"--{boundary}\n{part}" for part in parts), f"--{boundary}--", "",
    ]  # fmt: skip
    return "\n".join(lines).replace("\n", "\r\n").encode()
