"""Numbers that belong to somebody: telephones, bank accounts, payment cards; and SMS brandnames."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from khien.intake.extraction.banks import BANKS, LONGEST_ACCOUNT, NAPAS_CARD, Bank
from khien.intake.extraction.common_words import byte_words
from khien.intake.extraction.page import Page, Spot, places
from khien.intake.extraction.telephones import DATE, NOT_DIGIT, NUMBER, e164, is_personal

_OTHER_NUMBER: Final = re.compile(
    r"(?:cccd|cmnd|cmt|mst|mã số thuế|mã số doanh nghiệp|căn cước(?: công dân)?|hộ chiếu|passport|tax code|số hiệu|serial|imei|imsi|iccid|"
    r"mã (?:vận đơn|đơn hàng|giao dịch)|order|invoice|\bid\b)[^0-9\n]{0,14}\Z"
)
_PHONE_WORD: Final = re.compile(
    r"(?:\b(?:đt|sđt|sdt|tel|phone|mobile|cell|call|gọi|zalo|viber|whatsapp|telegram|hotline|fax|điện thoại|di động|thuê bao|tổng đài|đầu số|số máy|liên hệ|số))[^0-9\n]{0,25}\Z"
)
_ACCOUNT_WORD: Final = re.compile(
    r"(?:\bstk\b|số tài khoản|so tai khoan|số tk\b|\btk\b|tài khoản|tai khoan|account(?: number| no\.?)?|a/c|acct)[^0-9\n]{0,40}\Z"
)


def find_phones(page: Page) -> None:
    """Telephone numbers in the forms of Việt Nam and in E.164, each as E.164."""
    text = page.text
    last = 0  # where the last number ended: what stands beside one is another
    for found in _runs(page, NUMBER):
        start, end = found.span()
        if not page.is_free(start, end):
            start, end = _free_tail(page, start, end)
        while start < end and text[start] == "(" and text.find(")", start, end) < 0:
            start += 1
        aside = text.rfind("(", start + 1, end)
        if aside >= 0 and text.find(")", aside, end) < 0:  # `… 960 777 (24h)`
            end = start + len(text[start:aside].rstrip())
        before = text[start - 1 : start]
        if (
            end - start < 7
            or before.isalnum()
            or before in tuple("_/#$€£₫%=&.,-")
            or text[end : end + 1].isalpha()
        ):
            continue
        written = text[start:end]
        value = _telephone(page, start, written, in_row=_is_row(text, last, start))
        if value:
            last = end
            page.take(Spot("phone", value, start, end, personal=is_personal(value)))


def _runs(page: Page, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Matches within the runs of digits that the page holds, with a sign or two before."""
    text = page.text
    for start, end in page.numbers:
        dash = _DASH.search(text, start, end)
        if dash is not None and _parts(text, start, dash.start(), end - dash.end()):
            yield from pattern.finditer(text, max(0, start - 2), dash.start())
            start = dash.end()
        yield from pattern.finditer(text, max(0, start - 2), end)


def _parts(text: str, start: int, dash: int, behind: int) -> bool:
    """Whether a dash parts two numbers: each is a whole one, or the first is that of a telephone."""
    if dash - start < _WHOLE_NUMBER:
        return False
    return behind >= _WHOLE_NUMBER or _is_telephone(text[start:dash])


def _is_telephone(written: str) -> bool:
    return bool(e164(written, NOT_DIGIT.sub("", written)))


_DASH: Final = re.compile(" [–-] ")
_WHOLE_NUMBER: Final = 9  # characters: what stands on each side is a number by itself


def _free_tail(page: Page, start: int, end: int) -> tuple[int, int]:
    while start < end and (not page.is_free(start, start + 1) or page.text[start] in " .-)"):
        start += 1
    return start, end if page.is_free(start, end) else start


def _is_row(text: str, end: int, start: int) -> bool:
    near = start - end <= _JOINT
    return near and not text[end:start].strip(" ,;/\n\t").removeprefix("và").strip()


_JOINT: Final = 5  # characters between two numbers of one row


def _telephone(page: Page, start: int, written: str, *, in_row: bool) -> str:
    digits = NOT_DIGIT.sub("", written)
    value = e164(written, digits)
    if not value or DATE.search(written):
        return ""
    before = page.before(start, 40)
    label = _ACCOUNT_WORD.search(before)
    if _OTHER_NUMBER.search(before) or (label and not _NEW_SENTENCE.search(label[0])):
        return ""
    bare = written.isdigit() and digits.startswith("84")
    return "" if bare and not in_row and not _PHONE_WORD.search(before) else value


_DIGITS: Final = re.compile(r"[0-9](?:[0-9]|[ .-](?=[0-9])){5,24}")
_CERTAIN: Final = re.compile(
    r"(?:\bstk|số tài khoản|so tai khoan|số tk|account (?:number|no\.?))[^0-9\n]{0,40}\Z"
)


def find_accounts(page: Page) -> None:
    """Bank accounts: a number behind the word account, or beside the name of a bank, or both."""
    text = page.text
    for found in _runs(page, _DIGITS):
        start, end = found.span()
        digits = NOT_DIGIT.sub("", found[0])
        if len(digits) > LONGEST_ACCOUNT or not page.is_free(start, end) or DATE.search(found[0]):
            continue
        if NAPAS_CARD.match(digits):
            continue
        if (
            text[end : end + 1].isalnum()
            or text[start - 1 : start].isalnum()
            or text[start - 1 : start] in tuple("+_/.#")
        ):
            continue
        before = page.before(start, 60)
        in_row = _is_accounted(page, start)
        if in_row:  # only what its own cell calls an account is one
            before = before[max(before.rfind("|"), before.rfind("\t")) + 1 :]
        label = _ACCOUNT_WORD.search(before)
        if in_row and label is None:
            continue
        labelled = label is not None and not _CLOSES.search(label[0])
        if in_row:
            low, high = start - len(page.before(start, 120)), end + len(page.after(end, 120))
            bank = BANKS.nearest(text, low, start, end, high)
        else:
            bank = _bank_near(page, start, end, labelled=labelled)
        if bank is None and not (labelled and len(digits) > 7 and _CERTAIN.search(before)):
            continue
        code, name = ("", "") if bank is None else bank
        page.take(Spot("bank-account", f"{code}:{digits}", start, end, name, personal=True))


def _is_accounted(page: Page, start: int) -> bool:
    """Whether a number stands in a table that has a column of its own for accounts."""
    index = bisect_right(page.accounted, (start, len(page.text))) - 1
    return index >= 0 and start < page.accounted[index][1]


def _bank_near(page: Page, start: int, end: int, *, labelled: bool) -> Bank | None:
    """The bank of a number: near a labelled one, right beside one that stands alone."""
    text = page.text
    line_start = text.rfind("\n", 0, start) + 1
    reach = 120 if labelled else 34
    low, high = max(line_start, start - reach), min(len(text), end + reach)
    if labelled:
        right_behind = _SHORT_BEHIND.match(text, end)
        if right_behind is not None:
            return BANKS.by_name[right_behind[1].casefold()]
        line_end = text.find("\n", end, high)
        near = BANKS.nearest(text, low, start, end, high if line_end < 0 else line_end)
        near = near or _bank_beside(text, line_start, end)
        return near or BANKS.nearest(text, low, start, end, high)
    if end - start < 8:
        return None
    named = list(BANKS.in_text(text[low:high]))
    if _PHONE_WORD.search(page.before(start, 40)):  # `số 6720418830 BIDV` is none, all the same
        behind = (one for one in named if low + one.start == end + 1 and text[end] in " (")
        one = next(behind, None)
        return None if one is None or _is_telephone(text[start:end]) else one.bank
    for bank in named:  # `0071000123456 (VCB)` after the bank of another number
        if low + bank.start >= end and _RIGHT_BEHIND.fullmatch(text, end, low + bank.start):
            return bank.bank
    for bank in named:
        if low + bank.end <= start and _BETWEEN.fullmatch(text, low + bank.end, start):
            return bank.bank
        if low + bank.start >= end and _BETWEEN.fullmatch(text, end, low + bank.start):
            return bank.bank
    return None


def _bank_beside(text: str, line_start: int, end: int) -> Bank | None:
    """The bank on a line of its own, `Ngân hàng: TPBank`, above a number's line or below it."""
    above = text.rfind("\n", 0, max(0, line_start - 1)) + 1
    below = text.find("\n", end) + 1
    for low in (above, below):
        line_end = text.find("\n", low)
        line_end = len(text) if line_end < 0 else line_end
        if _BANK_LINE.match(text, low, line_end):
            return next((one.bank for one in BANKS.in_text(text[low:line_end])), None)
    return None


_BANK_LINE: Final = re.compile(r"[ \t*•+-]{0,6}(?:[Nn]gân hàng|NGÂN HÀNG|NH|[Bb]ank)[^\n:]{0,20}:")
# `STK 0123456789012 MB`, `tài khoản 0123456789012 tại MB`
_SHORT_BEHIND: Final = re.compile(
    r" (?:(?:mở )?(?:tại|của|ở|at|with) )?(MB|VIB|SCB)(?=[ ,.:;)\n]|\Z)"
)
_NEW_SENTENCE: Final = re.compile(r"[.;!?]\s+[^\W\d_]")
_CLOSES: Final = re.compile(r"[.;!?](?:\s|$)")
_RIGHT_BEHIND: Final = re.compile(
    r" ?\( ?| (?:mở )?(?:tại|của|thuộc|at|with) (?:[Nn]gân hàng |NH )?"
)
_BETWEEN: Final = re.compile(
    r"[ :\-–,(;|]{1,4}(?:STK|stk|số tài khoản|số TK|TK|số|tại|mở tại|của|thuộc|at|with)?[ :.\-–]{0,3}(?:[Nn]gân hàng|NH|[Bb]ank)?[ ]?(?:TMCP )?"
)


_IBAN: Final = re.compile(
    r"[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])"
)
_IBAN_LENGTHS: Final = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28, "CH": 21,
    "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27,
    "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26,
    "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24,
    "ME": 22, "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29,
    "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27,
    "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
}  # fmt: skip
"""ISO 13616, the registry's lengths."""

_CARD: Final = re.compile(
    r"(?:[2-6][0-9]|97)[0-9]{2}(?:[0-9]{9,15}|(?:[ -][0-9]{4}){3}|[ -][0-9]{6}[ -][0-9]{5})(?![\w:/-])"
)
_ISSUERS: Final = re.compile(
    r"4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|3[47]|3(?:0[0-5]|[689])|35(?:2[89]|[3-8])|9704|6(?:011|03[36]|4[4-9]|5|2|0|304|7)"
)
_CARD_LENGTHS: Final = {
    "3": (14, 15, 16),
    "4": (13, 16, 19),
    "5": (16,),
    "2": (16,),
    "6": (16, 17, 18, 19),
    "9": (16, 19),  # NAPAS
}


def find_cards(page: Page) -> None:
    """IBAN with its check digits, payment cards with Luhn's."""
    page.drop_taken_numbers()
    near = ((max(0, start - 14), start + 50) for start, _ in page.numbers)
    for found in (found for both in near for found in _IBAN.finditer(page.text, *both)):
        written = found[0].replace(" ", "")
        inside = page.text[found.start() - 1 : found.start()].isalnum()
        if not inside and _IBAN_LENGTHS.get(written[:2]) == len(written) and _is_iban(written):
            page.take(Spot("iban", written, *found.span(), personal=True))
    for found in _runs(page, _CARD):
        digits = NOT_DIGIT.sub("", found[0])
        before = page.text[found.start() - 1 : found.start()]
        if before.isalnum() or before in tuple("_.:/-"):
            continue
        if _DEVICE.search(page.before(found.start(), 24)):
            continue  # the number of a telephone ends in Luhn's digit too (3GPP TS 23.003 §6.2.1)
        if _ISSUERS.match(digits) and len(digits) in _CARD_LENGTHS[digits[0]] and _luhn(digits):
            page.take(Spot("payment-card", digits, *found.span(), personal=True))


_DEVICE: Final = re.compile(r"\b(?:imei|iccid|meid|esn)[^0-9\n]{0,14}\Z")


def _is_iban(written: str) -> bool:
    turned = written[4:] + written[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1  # ISO 7064 MOD 97-10


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B."""
    total = sum(int(d) for d in digits[-1::-2])
    total += sum(sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])
    return total % 10 == 0 and len(set(digits)) > 1


_BRANDS: Final = (
    "randname", "rand name", "randName", "rand Name", "RANDNAME", "ender ID", "enderID", "ender id", "ender name", "tên định danh",
    "tên thương hiệu", "tên người gửi", "in nhắn hiện", "ender named", "he sender", "essage from", "essages from", "ext from", "exts from", "SMS từ", "SMS from", "in nhắn từ", "in nhắn có tên", "in nhắn mang tên", "in nhắn thương hiệu",
)  # fmt: skip
_BRAND_WORDS: Final = byte_words(
    "brandname brandnames brand sender senderid sms nhắn thương gửi message messages"
)
_SHOWN: Final = "hiện tên"
# `gửi từ TTDICHVU`, `tin gửi ra mang tên VCB-Thongbao`: capitals alone make the name of a sender.
_NAMED: Final = re.compile(
    r"(?:[Gg]ửi từ|(?:[Mm]ang|[Tt]ừ|[Dd]ưới) tên) [\"“]?(?=[\w-]{4,14}[^\w.@-])([A-Z]{3,}[A-Z0-9]*(?:-\w+)?)(?![\w-])"
)
# At most eleven signs (3GPP TS 23.040 §9.1.2.5); a mail's sender has an address behind the name.
_SENDER: Final = re.compile(r"[Ss]ender [\"“]([A-Z0-9][\w .&-]{1,10})[\"”](?! ?<)")
_BRAND_NAME: Final = re.compile(
    r"[^\n\"“'`.;]{0,40}?(?:[\"“'`‘](?P<quoted>[\w.+&-][\w .+&-]{1,20})[\"”'`’]|(?<=[ :])(?P<bare>[A-Z][A-Za-z0-9._-]{1,20})\b)"
)


def find_brandnames(page: Page) -> None:
    """The name that an SMS shows instead of a number, behind the words that say so."""
    ranges = tuple(page.around(_BRAND_WORDS))
    ends = (
        at + len(words)
        for both in ranges
        for words in _BRANDS
        for at in places(page.text, words, *both)
    )
    senders = (
        sender
        for both in ranges
        for pattern in (_SENDER, _NAMED)
        for sender in pattern.finditer(page.text, *both)
    )
    for sender in senders:
        if sender[1] not in _NO_BRANDS:
            page.take(Spot("brandname", sender[1], *sender.span(1)))
    shown = (at + len(_SHOWN) for at in places(page.text, _SHOWN))
    for end in (*ends, *shown):
        found = _BRAND_NAME.match(page.text, end)
        while found is not None:
            group = "quoted" if found["quoted"] else "bare"
            if len(found[group]) <= 20 and _is_brand(found[group], quoted=group == "quoted"):
                page.take(
                    Spot(
                        "brandname",
                        found[group].rstrip("."),
                        found.start(group),
                        found.start(group) + len(found[group].rstrip(".")),
                    )
                )
            found = _NEXT_BRAND.match(page.text, found.end())


def _is_brand(written: str, *, quoted: bool) -> bool:
    capitals = sum(sign.isupper() for sign in written)
    known = quoted or capitals > 1 or written.casefold() in BANKS.by_name
    return known and written.upper() not in _NO_BRANDS


_NO_BRANDS: Final = frozenset(
    {"SMS", "OTP", "BTS", "SIM", "ID", "URL", "IP", "CSIRT", "CERT", "SOC", "VIRUS", "SPAM"}
)
_NEXT_BRAND: Final = re.compile(
    r"(?:, ?| và | hoặc | and | or |/)(?:(?:thương hiệu|brandname|tên) )?(?:[\"“'`‘](?P<quoted>[\w.+&-][\w .+&-]{1,20})[\"”'`’]|(?P<bare>[A-Z][A-Za-z0-9._-]*[A-Z][A-Z0-9._-]*)\b)"
)
