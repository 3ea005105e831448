"""Two people change the same record, and nothing that either wrote is lost."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from asset_map.domain.asset import AssetDraft
from asset_map.domain.three_ways import (
    TOGETHER,
    Difference,
    Side,
    differences,
    differing,
    fields_of_part,
    merged,
    parts,
)

WORD = st.sampled_from(["", "a", "b"])
LISTS = {"offers", "accessed", "access_features"}
DRAFTS = st.builds(
    AssetDraft,
    **{
        field: st.sampled_from([(), ("a",), ("a", "b"), ("b", "a")]) if field in LISTS else WORD
        for field in AssetDraft.__dataclass_fields__
    },
)
CHOICES = st.dictionaries(st.sampled_from(parts()), st.sampled_from(Side))


def _of(draft: AssetDraft, part: str) -> tuple[object, ...]:
    return tuple(getattr(draft, field) for field in fields_of_part(part))


def test_every_field_belongs_to_one_part() -> None:
    named = [field for part in parts() for field in fields_of_part(part)]
    assert sorted(named) == sorted(AssetDraft.__dataclass_fields__)
    assert set(TOGETHER) <= set(parts())


@given(DRAFTS, DRAFTS, DRAFTS, CHOICES)
def test_every_part_is_as_one_of_the_two_has_it_and_never_as_nobody_has(
    base: AssetDraft, theirs: AssetDraft, yours: AssetDraft, choices: dict[str, Side]
) -> None:
    result = merged(base, theirs, yours, choices)
    found = {difference.part: difference.usual for difference in differences(base, theirs, yours)}
    assert set(found) == set(differing(theirs, yours))
    for part in parts():
        changed_there, changed_here = _of(base, part) != _of(theirs, part), _of(base, part) != _of(yours, part)
        if part not in found:
            assert _of(result, part) == _of(theirs, part) == _of(yours, part)
            continue
        if changed_there and changed_here:
            assert found[part] is None
        else:
            assert found[part] is (Side.YOURS if changed_here else Side.THEIRS)
        side = choices.get(part, found[part]) or Side.THEIRS
        assert _of(result, part) == _of(yours if side is Side.YOURS else theirs, part)


@given(DRAFTS, DRAFTS, DRAFTS)
def test_what_only_one_changed_is_kept_without_asking(base: AssetDraft, theirs: AssetDraft, yours: AssetDraft) -> None:
    assert merged(base, theirs, base, {}) == theirs
    assert merged(base, base, yours, {}) == yours
    assert merged(base, yours, yours, {}) == yours
    assert merged(base, theirs, yours, dict.fromkeys(parts(), Side.YOURS)) == yours
    assert merged(base, theirs, yours, dict.fromkeys(parts(), Side.THEIRS)) == theirs


def test_two_people_on_one_record() -> None:
    base = AssetDraft(name="Hall", postcode="ZZ1 1AA", latitude="55.1", longitude="-4.1", phone="1")
    theirs = replace(base, name="Village hall", latitude="55.2", located_by="map")
    yours = replace(base, name="Town hall", postcode="ZZ1 1AB", phone="2")
    assert differences(base, theirs, yours) == (
        Difference("name", None),
        Difference("place", None),
        Difference("phone", Side.YOURS),
    )
    chosen = merged(base, theirs, yours, {"name": Side.YOURS})
    assert chosen == replace(theirs, name="Town hall", phone="2")
    moved = merged(base, theirs, yours, {"place": Side.YOURS})
    assert (moved.postcode, moved.latitude, moved.located_by) == ("ZZ1 1AB", "55.1", "")
