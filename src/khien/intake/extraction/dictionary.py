"""Many phrases found in one pass over a text, at a cost that does not grow with their number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, Generic, NamedTuple, TypeVar

from khien.intake.extraction.common_words import COMMON

T = TypeVar("T")

WORD: Final = re.compile(r"[^\W_]+")
_GAP: Final = re.compile(r"[ \t]{0,2}[-_/.'’]?[ \t]{0,2}\n?[ \t]{0,4}")
_BLOCK_CHARS: Final = 400
_LONGEST_GAP: Final = 8


# Bytes go through this several times as fast as a pattern goes through text. Bytes of letters outside
# ASCII stay; the signs outside ASCII that stand beside words become blanks before.
_SPACES: Final = bytes(c if c > 127 or chr(c).isalnum() else 32 for c in range(256))
_SIGNS: Final = "’‘“”–—…«»•\u00a0"


class Block(NamedTuple):
    """A piece of text that ends where a line ends: its place, its lower case, its words, and these in a row."""

    start: int
    lower: str
    words: frozenset[bytes]
    flat: bytes


def words_of(text: str) -> list[str]:
    """As `WORD.findall`, and several times as fast where the text is ASCII."""
    if not text.isascii():
        return WORD.findall(text)
    return text.encode().translate(_SPACES).decode().split()


def blocks(text: str) -> list[Block]:
    """The text in blocks, cut once and looked at by every dictionary."""
    found: list[Block] = []
    whole = lowered(text)
    for sign in () if text.isascii() else _SIGNS:
        whole = whole.replace(sign, " ")
    start = 0
    while start < len(text):
        end = whole.find("\n", start + _BLOCK_CHARS)
        end = len(text) if end < 0 else end + 1
        lower = whole[start:end]
        words = lower.encode("utf-8", "replace").translate(_SPACES).split()
        found.append(Block(start, lower, frozenset(words), b" %b " % b" ".join(words)))
        start = end
    return found


def _tells_little(word: str, uses: int) -> tuple[bool, bool, int, int]:
    """Sorts words so that one which texts and other phrases seldom have comes first."""
    common = word in COMMON or word in _SYLLABLES or uses > _MANY
    seldom = _SYLLABLES.get(word, uses)
    return common, uses > _MANY, 0 if word in COMMON else seldom, -len(word)


_MANY: Final = 30  # phrases with one word
# Syllables of everyday Vietnamese, the most frequent first; a higher number is told by fewer texts.
EVERYDAY: Final = (
    "và bảo có các của liệu quan định được lý điều nhân mạng vệ tin dụng pháp về hành với thông này công cá thể động an quy mật "
    "hợp để thực không hoặc hiện việc là chức thống vi kiểm tổ từ sự cơ xử luật ninh hệ chính lực trách sử cho phạm số quyền nhiệm "
    "trọng vụ khác đối chủ gồm bao người hoạt đảm theo phát ngày soát khi thi hiệu đến quản kể gia liên quốc xác trường bị biện "
    "tại trên cập bộ toàn ra tự một tính nước bên tài thiết ý cấp phòng dịch nghị ứng giải năng gian vào lưu bằng cố chúng trình "
    "triển bản chuyên tác khai cầu nhà yêu truy cụ thức cung phần nội truyền thuật tra tấn nào đã đồng khả hại như cách phân thuộc "
    "sau yếu hội đánh hình tiếp độ dung mục nguồn giá thời phải xã nghiệp điểm báo tạo phép phương thường khoản tư cần nghệ hạn "
    "con dùng hóa danh viên giao"
)
_SYLLABLES: Final = {word: -at for at, word in enumerate(EVERYDAY.split())}
_Meant = tuple[tuple[str, ...], T]  # words, meaning
# The word that tells second most (none where one word is all), all in a row, and what they mean.
_Phrase = tuple[bytes | None, bytes, _Meant[T]]


@dataclass(frozen=True, slots=True)
class Dictionary(Generic[T]):
    """Phrases by the word of each that tells most; those of several words with another of them."""

    by_anchor: Mapping[bytes, tuple[_Phrase[T], ...]] = field(default_factory=dict)
    anchors: frozenset[bytes] = frozenset()

    @classmethod
    def of(cls, phrases: Iterable[tuple[tuple[str, ...], T]]) -> Dictionary[T]:
        """Compile phrases; of two with the same words the first counts."""
        made: dict[bytes, list[_Phrase[T]]] = {}
        listed = dict(reversed(list(phrases)))
        uses = Counter(chain.from_iterable(listed))
        for words, payload in listed.items():
            if len(words) == 1:
                made.setdefault(words[0].encode(), []).append((None, b"", (words, payload)))
                continue
            flat = f" {' '.join(words)} ".encode()
            first, second = sorted(words, key=lambda word: _tells_little(word, uses[word]))[:2]
            made.setdefault(first.encode(), []).append((second.encode(), flat, (words, payload)))
        by_anchor = {anchor: tuple(found) for anchor, found in made.items()}
        return cls(by_anchor, frozenset(made))

    def in_blocks(self, text: Iterable[Block]) -> Iterator[tuple[T, int, int, int]]:
        """What each phrase stands for, its start and end, and how many words it has.

        Phrases may overlap. Most blocks hold no anchor, or none of its phrases, and
        are passed by without a look at their places.
        """
        for block in text:
            anchors = self.anchors & block.words
            for words, payload in self._present(anchors, block.words, block.flat):
                for at, end in _places(block.lower, words):
                    yield payload, block.start + at, block.start + end, len(words)

    def _present(
        self, anchors: frozenset[bytes], words: frozenset[bytes], row: bytes
    ) -> list[_Meant[T]]:
        by_anchor = self.by_anchor
        return [
            meant
            for anchor in anchors
            for second, flat, meant in by_anchor[anchor]
            if second is None or (second in words and flat in row)
        ]


def lowered(text: str) -> str:
    """The text in lower case, letter for letter: no place moves."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _places(lower: str, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    first = words[0]
    at = lower.find(first)
    while at >= 0:
        if not (at and lower[at - 1].isalnum()):
            end = _end(lower, at, words)
            if end >= 0:
                yield at, end
        at = lower.find(first, at + len(first))


def _end(lower: str, at: int, words: tuple[str, ...]) -> int:
    """Where the phrase that begins at `at` ends, or -1 where it does not."""
    end = at + len(words[0])
    if lower[end : end + 1].isalnum():
        return -1
    for word in words[1:]:
        end = _next_end(lower, end, word)
        if end < 0:
            break
    return end


def _next_end(lower: str, end: int, word: str) -> int:
    """Where `word` ends if it follows at `end` after a gap that may join words, else -1."""
    at = lower.find(word, end, end + len(word) + _LONGEST_GAP)
    after = at + len(word)
    if at <= end or lower[after : after + 1].isalnum():
        return -1
    joined = at == end + 1 and lower[end] in " -"
    return after if joined or _GAP.fullmatch(lower, end, at) else -1
