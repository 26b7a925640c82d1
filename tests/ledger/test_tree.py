"""Merkle proofs, against the recursive definition and against vectors of Certificate Transparency."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.ledger.tree import (
    EMPTY_ROOT,
    Node,
    consistency_ranges,
    grow,
    hash_children,
    hash_leaf,
    inclusion_ranges,
    join,
    nodes_of,
    path_of,
    root_from_inclusion,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from khien.model.errors import ProofError
from tests.ledger.nodes import nodes_in

# The reference tree of the Certificate Transparency implementations (RFC 6962 hashing).
ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAF_1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
LEAF_4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
LEAF_6 = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
NODE_1_1 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
NODE_1_2 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
NODE_1_3 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
NODE_2_0 = ROOTS[4]
NODE_2_1 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
INCLUSION = {
    (0, 1): [],
    (0, 8): [LEAF_1, NODE_1_1, NODE_2_1],
    (5, 8): [LEAF_4, NODE_1_3, NODE_2_0],
    (2, 3): [ROOTS[2]],
    (1, 5): [ROOTS[1], NODE_1_1, LEAF_4],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [LEAF_1, NODE_1_1, NODE_2_1],
    (6, 8): [NODE_1_2, NODE_1_3, NODE_2_0],
    (2, 5): [NODE_1_1, LEAF_4],
    (2, 8): [NODE_1_1, NODE_2_1],
    (6, 7): [NODE_1_2, LEAF_6, NODE_2_0],
}


# The recursive definitions of RFC 9162 §2.1, word for word, with no code of the subject but the
# two hash functions, which the vectors below pin.
def _split(size: int) -> int:
    power = 1
    while power * 2 < size:
        power *= 2
    return power


def _root(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = _split(len(leaves))
    return hash_children(_root(leaves[:k]), _root(leaves[k:]))


def _path(leaves: list[bytes], index: int) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = _split(len(leaves))
    if index < k:
        return [*_path(leaves[:k], index), _root(leaves[k:])]
    return [*_path(leaves[k:], index - k), _root(leaves[:k])]


def _proof(old: int, leaves: list[bytes], *, whole: bool = True) -> list[bytes]:
    if old == len(leaves):
        return [] if whole else [_root(leaves)]
    k = _split(len(leaves))
    if old <= k:
        return [*_proof(old, leaves[:k], whole=whole), _root(leaves[k:])]
    return [*_proof(old - k, leaves[k:], whole=False), _root(leaves[:k])]


def _leaves(count: int) -> list[bytes]:
    return [hash_leaf(number.to_bytes(2, "big")) for number in range(count)]


def _grown(leaves: list[bytes], *batches: int) -> dict[Node, bytes]:
    hashes: dict[Node, bytes] = {}
    size = 0
    for batch in [*batches, len(leaves)]:
        part = leaves[size : size + batch]
        peaks = {node: hashes[node] for node in nodes_of(0, size)}
        hashes |= nodes_in(grow(size, peaks, part))
        size += len(part)
    return hashes


def test_roots_match_the_published_ones() -> None:
    """Every size from 0 to 8 of the Certificate Transparency reference tree has its published root."""
    leaves = [hash_leaf(entry) for entry in ENTRIES]
    hashes = _grown(leaves)

    assert [root_of(size, hashes).hex() for size in range(9)] == ROOTS
    assert hashes[Node(2, 1)].hex() == NODE_2_1
    assert hashes[Node(1, 3)].hex() == NODE_1_3
    assert EMPTY_ROOT.hex() == ROOTS[0]


@pytest.mark.parametrize(("place", "path"), INCLUSION.items())
def test_inclusion_proofs_match_the_published_ones(place: tuple[int, int], path: list[str]) -> None:
    """The published paths are made, and lead to the published roots."""
    index, size = place
    leaves = [hash_leaf(entry) for entry in ENTRIES]
    made = path_of(inclusion_ranges(index, size), _grown(leaves))

    assert [hashed.hex() for hashed in made] == path
    root = bytes.fromhex(ROOTS[size])
    assert verify_inclusion(leaves[index], index, size, made, root) == root


@pytest.mark.parametrize(("sizes", "path"), CONSISTENCY.items())
def test_consistency_proofs_match_the_published_ones(
    sizes: tuple[int, int], path: list[str]
) -> None:
    """The published proofs are made, and hold between the published roots."""
    old, new = sizes
    made = path_of(consistency_ranges(old, new), _grown([hash_leaf(entry) for entry in ENTRIES]))
    old_root, new_root = bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new])

    assert [hashed.hex() for hashed in made] == path
    assert verify_consistency(old, old_root, new, new_root, made) == new_root


@given(size=st.integers(1, 70), data=st.data())
def test_inclusion_follows_the_recursive_definition(size: int, data: st.DataObject) -> None:
    """Any leaf of any tree: our path is that of RFC 9162 §2.1.3.1 and leads to its root."""
    leaves = _leaves(size)
    index = data.draw(st.integers(0, size - 1))
    path = path_of(inclusion_ranges(index, size), _grown(leaves))

    assert list(path) == _path(leaves, index)
    assert root_from_inclusion(leaves[index], index, size, path) == _root(leaves)


@given(new=st.integers(1, 70), data=st.data())
def test_consistency_follows_the_recursive_definition(new: int, data: st.DataObject) -> None:
    """Any two sizes: our proof is that of RFC 9162 §2.1.4.1 and holds between their roots."""
    leaves = _leaves(new)
    old = data.draw(st.integers(1, new))
    path = path_of(consistency_ranges(old, new), _grown(leaves))

    assert list(path) == _proof(old, leaves)
    assert verify_consistency(old, _root(leaves[:old]), new, _root(leaves), path) == _root(leaves)


def test_every_small_tree_is_proven_in_every_way() -> None:
    """All leaves and all pairs of sizes up to 20: each shape of a path occurs, not only likely ones."""
    leaves = _leaves(20)
    hashes = _grown(leaves)
    roots = [_root(leaves[:size]) for size in range(21)]

    for new in range(1, 21):
        for place in range(new):
            inclusion = path_of(inclusion_ranges(place, new), hashes)
            assert root_from_inclusion(leaves[place], place, new, inclusion) == roots[new]
            old = place + 1
            path = path_of(consistency_ranges(old, new), hashes)
            assert verify_consistency(old, roots[old], new, roots[new], path) == roots[new]


@given(st.lists(st.integers(1, 9), max_size=12))
def test_batches_do_not_matter(batches: list[int]) -> None:
    """However the leaves were cut into batches, every size has the root of the definition."""
    leaves = _leaves(sum(batches))
    hashes = _grown(leaves, *batches)

    assert [root_of(size, hashes) for size in range(len(leaves) + 1)] == [
        _root(leaves[:size]) for size in range(len(leaves) + 1)
    ]
    assert hashes == _grown(leaves)


@given(size=st.integers(2, 40), data=st.data())
def test_a_changed_inclusion_proof_leads_elsewhere(size: int, data: st.DataObject) -> None:
    """Another leaf, place, hash or order is refused."""
    leaves = _leaves(size)
    index = data.draw(st.integers(0, size - 1))
    path = _path(leaves, index)
    root = _root(leaves)
    step = data.draw(st.integers(0, len(path) - 1))
    bent = [*path[:step], bytes(32), *path[step + 1 :]]

    with pytest.raises(ProofError):
        verify_inclusion(leaves[index], index, size, bent, root)
    with pytest.raises(ProofError):
        verify_inclusion(leaves[index - 1], index, size, path, root)
    with pytest.raises(ProofError):
        verify_inclusion(leaves[index], (index + 1) % size, size, path, root)


@given(new=st.integers(2, 40), data=st.data())
def test_a_rewritten_tree_is_not_consistent(new: int, data: st.DataObject) -> None:
    """If one old leaf was changed, no honest proof connects the old root with the new one."""
    leaves = _leaves(new)
    old = data.draw(st.integers(1, new))
    changed = data.draw(st.integers(0, old - 1))
    rewritten = [*leaves[:changed], bytes(32), *leaves[changed + 1 :]]
    old_root, new_root = _root(leaves[:old]), _root(rewritten)

    for path in (_proof(old, leaves), _proof(old, rewritten)):
        with pytest.raises(ProofError):
            verify_consistency(old, old_root, new, new_root, path)


@given(new=st.integers(2, 40), data=st.data())
def test_a_changed_consistency_proof_is_refused(new: int, data: st.DataObject) -> None:
    """Another hash, one more or one less: refused."""
    leaves = _leaves(new)
    old = data.draw(st.integers(1, new - 1))
    path = _proof(old, leaves)
    step = data.draw(st.integers(0, len(path) - 1))

    for bent in ([*path[:step], bytes(32), *path[step + 1 :]], path[1:], [*path, bytes(32)]):
        with pytest.raises(ProofError):
            verify_consistency(old, _root(leaves[:old]), new, _root(leaves), bent)


def test_every_tree_continues_the_empty_one() -> None:
    """From size 0 the proof is empty (C2SP tlog-witness), and only the empty root is its root."""
    root = _root(_leaves(3))

    assert verify_consistency(0, EMPTY_ROOT, 3, root, []) == root
    assert verify_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, []) == EMPTY_ROOT
    for old_root, new, new_root in ((root, 3, root), (EMPTY_ROOT, 0, root)):
        with pytest.raises(ProofError):
            verify_consistency(0, old_root, new, new_root, [])
    with pytest.raises(ProofError):
        verify_consistency(0, EMPTY_ROOT, 3, root, [root])


def test_one_size_has_one_root() -> None:
    """Between equal sizes the proof is empty and the roots must be equal."""
    root = _root(_leaves(3))

    assert verify_consistency(3, root, 3, root, []) == root
    with pytest.raises(ProofError):
        verify_consistency(3, root, 3, bytes(32), [])


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (1, 1, []),
        (2, 2, [bytes(32)] * 2),
        (-1, 2, [bytes(32)]),
        (0, 0, []),
        (0, 1, [bytes(32)]),
        (0, 2, []),
        (0, 2, [bytes(31)]),
        (0, 4, [bytes(32)]),
        (0, 4, [bytes(32)] * 3),
    ],
)
def test_a_path_of_the_wrong_shape_is_never_a_root(
    index: int, size: int, path: list[bytes]
) -> None:
    """Outside the tree, too long, too short, or not hashes: refused, and the error names the leaf."""
    with pytest.raises(ProofError, match=f"leaf {index}"):
        root_from_inclusion(bytes(32), index, size, path)


@pytest.mark.parametrize(("old", "new"), [(2, 1), (-1, 1), (1, 0)])
def test_a_tree_does_not_shrink(old: int, new: int) -> None:
    """There is no proof from a larger tree to a smaller one."""
    with pytest.raises(ProofError, match=f"size {old}"):
        verify_consistency(old, bytes(32), new, bytes(32), [])


@given(st.integers(0, 2**40), st.integers(0, 2**20))
def test_roots_and_proofs_need_few_hashes(size: int, index: int) -> None:
    """O(log n): a tree of a trillion leaves is answered for from a few dozen hashes."""
    assert len(nodes_of(0, size)) == size.bit_count()
    if index < size:
        nodes = [nodes_of(*leaves) for leaves in inclusion_ranges(index, size)]
        assert sum(len(some) for some in nodes) <= 2 * size.bit_length()


H, EMPTY = bytes(32), EMPTY_ROOT


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (lambda: inclusion_ranges(3, 3), "what=leaf 3, why=outside a tree of 3"),
        (lambda: consistency_ranges(3, 2), "what=size 3, why=outside a tree of 2"),
        (
            lambda: root_from_inclusion(H, 1, 3, [H]),
            "what=leaf 1 of 3, why=path of 1 hashes, not 2",
        ),
        (
            lambda: verify_inclusion(H, 0, 1, [], EMPTY),
            "what=leaf 0 of 1, why=the path leads to another root",
        ),
        (
            lambda: verify_consistency(2, H, 3, H, []),
            "what=consistency of 2 and 3, why=path of 0 hashes, not 1",
        ),
        (
            lambda: verify_consistency(3, H, 3, EMPTY, []),
            "what=consistency of 3 and 3, why=the path leads to other roots",
        ),
        (
            lambda: verify_consistency(0, EMPTY, 0, H, []),
            "what=consistency of 0 and 0, why=an empty tree has the empty root",
        ),
    ],
)
def test_an_error_names_what_failed(check: Callable[[], object], said: str) -> None:
    """Whoever reads the error knows which leaf or sizes, and what was wrong with them."""
    with pytest.raises(ProofError) as caught:
        check()

    assert str(caught.value) == said


def test_a_range_is_joined_from_the_right() -> None:
    """Three nodes of falling size: the two small ones first (RFC 9162 §2.1.1)."""
    one, two, three = _leaves(3)

    assert join([one, two, three]) == hash_children(one, hash_children(two, three))
    assert nodes_of(8, 13) == (Node(2, 2), Node(0, 12))
