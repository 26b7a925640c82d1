"""The words of the house."""

from __future__ import annotations

from collections import Counter

from khien.model.words.glossary import GLOSSARY


def test_each_word_is_there_once_and_means_something_in_both_languages() -> None:
    """No word is explained twice, and none says the same in both languages for want of one."""
    words = [one for _, group in GLOSSARY for one in group]
    said = Counter(name for one in words for name in one.word)

    assert [name for name, times in said.items() if times > 1] == []
    assert [one for one in words if one.means.en == one.means.vi or not all(one.means)] == []
