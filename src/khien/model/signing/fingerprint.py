"""The phrase that two people read to each other, to know that they hold the same two keys."""

from __future__ import annotations

import hashlib

from khien.model.errors import ProofError
from khien.model.signing.keys import PublicKey
from khien.model.signing.phrase_words import ENGLISH, VIETNAMESE
from khien.model.words.both import Language

WORD_BITS = 7  # 128 words a list
PHRASE_WORDS = 12  # 84 bits
# scrypt (RFC 7914 §2): about 16 MiB and 40 ms a try
STRETCH_N, STRETCH_R, STRETCH_P = 2**14, 8, 1


def phrase(key_a: PublicKey, key_b: PublicKey, language: Language) -> str:
    """Twelve words that stand for a pair of keys, the same on both sides.

    Somebody in the middle shows each side a key of their own, and may try as many on either side as
    they like until both phrases agree: that takes about 2^42 tries of 40 ms each, not 2^84, and it
    is why there are twelve words and a slow hash.

    Args:
        key_a: one key; only its 32 bytes count, so that each side may name it as it likes.
        key_b: the other key; the order does not matter.
        language: the word list, `en` or `vi`. Both sides must choose the same.

    Raises:
        ProofError: both are the same key: somebody was shown their own.
    """
    if key_a.raw == key_b.raw:
        raise ProofError("phrase", "both keys are the same")
    low, high = sorted((key_a.raw, key_b.raw))
    stretched = hashlib.scrypt(
        low + high, salt=b"khien/phrase/v1", n=STRETCH_N, r=STRETCH_R, p=STRETCH_P, dklen=16
    )
    number = int.from_bytes(stretched, "big")
    words = VIETNAMESE if language == "vi" else ENGLISH
    picks = (number >> WORD_BITS * place for place in range(PHRASE_WORDS))
    joint = ", " if language == "vi" else " "  # each Vietnamese word here has two syllables
    return joint.join(words[pick % len(words)] for pick in picks)
