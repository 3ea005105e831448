"""Searching finds what people typed, the same over every database, and never tells of words that are not shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine, delete, select, text

from asset_map.domain.asset import Asset, ReviewState
from asset_map.domain.protection import Audience, Level
from asset_map.store import Store, open_store
from asset_map.store.schema import REVISION_TABLE, asset_search, assets
from asset_map.store.search import rebuild_index
from tests.contract.store_records import CHANGING, FULL_ASSET, RECORDING, plain_asset

NOWHERE = {"geometry_bng": None, "address": "", "postcode": "", "uprn": "", "zones": {}}


def found(store: Store, words: str, audience: Audience = Audience.PUBLIC) -> list[str]:
    return store.search(audience, words)


@pytest.fixture
def filled(store: Store) -> Store:
    """Return a store with one record for each way in which people write."""
    store.add_assets(
        [
            plain_asset("cafe", name="Ruchill Community Café", summary="Soup, and a piano", postcode="G20 8TH"),
            plain_asset("oneill", name="O’Neill’s bar", also_known_as="The Wee Howff", source="A walk"),
            plain_asset("gaelic", name="Clas Gàidhlig", story="Òran mòr aig a’ chèilidh", own_words_language="gd"),
            plain_asset("urdu", name="Urdu circle", own_words="محلے کی لائبریری میں کہانیاں"),
            plain_asset("polish", name="Szkoła", own_words="Żółta łódź"),
            plain_asset("chinese", name="Lunch", own_words="社区中心的午餐"),
            plain_asset("hall", name="Hall", summary="A room for a community café", valued="The men's welcome"),
            plain_asset(
                "times", opening_times="Tuesdays", who_for="Carers", could_do="A ramp", address="1 High Street"
            ),
        ],
        event=RECORDING,
    )
    return store


TYPED = {
    "cafe": ["cafe", "hall"],
    "CAFÉ": ["cafe", "hall"],
    "comm caf": ["cafe", "hall"],
    "café piano": ["cafe"],
    '"community cafe"': ["cafe", "hall"],
    '"cafe community"': [],
    '"community caf"': [],
    "g208th": ["cafe"],
    "G20 8TH": ["cafe"],
    "g20": ["cafe"],
    "o'neill": ["oneill"],
    "oneills": ["oneill"],
    "neill": ["oneill"],
    "howff walk": ["oneill"],
    "gaidhlig": ["gaelic"],
    "oran mor": ["gaelic"],
    "ceilidh": [],
    "cheilidh": ["gaelic"],
    "لائبریری": ["urdu"],
    "لائبريري": ["urdu"],
    "zolta lodz": ["polish"],
    "中心": ["chinese"],
    "心中": [],
    "mens": ["hall"],
    "men": ["hall"],
    "tues carer ramp high": ["times"],
    "afe": [],
}


def test_what_is_typed_finds_what_was_written(filled: Store) -> None:
    assert {words: found(filled, words) for words in TYPED} == TYPED


HOSTILE = (
    '"', '""', "*", "-", "NEAR", "tea NEAR/3 cafe", "names : tea", "tea OR cafe", "tea AND (", "'; DROP TABLE assets;",
    "\\", "a & b | !c <-> d:*", "^tea", "{names} : x", "x" * 10_000, "tea " * 2_000, "🎵", "\x00", "\ud800", "%", "'",
)  # fmt: skip


def test_the_languages_of_the_databases_are_plain_text(filled: Store) -> None:
    assert {words: found(filled, words) for words in HOSTILE} == {words: [] for words in HOSTILE}
    assert found(filled, "piano") == ["cafe"]


def test_signs_beside_words_are_passed_over(filled: Store) -> None:
    assert found(filled, 'piano - "* :soup') == ["cafe"]
    assert found(filled, "") == found(filled, "   ") == []


def test_names_come_before_other_words_and_then_the_order_of_names(store: Store) -> None:
    names = {"b": "Tea garden", "a": "Tea garden", "c": "Allotments", "d": "Garden", "e": "Attic"}
    texts = {"c": "A tea garden", "d": "Tea", "e": "Tea in the garden"}
    records = [plain_asset(one, name=name, summary=texts.get(one, "")) for one, name in names.items()]
    store.add_assets(records, event=RECORDING)
    assert found(store, "tea garden") == ["a", "b", "d", "c", "e"]


def test_a_phrase_does_not_run_from_one_field_into_the_next(store: Store) -> None:
    store.add_asset(plain_asset("a", name="Tea", summary="Garden"), event=RECORDING)
    assert found(store, "tea garden") == ["a"]
    assert found(store, '"tea garden"') == []


MARKED = {name: f"xyzzy{name.replace('_', '')}" for name in (
    "name", "also_known_as", "summary", "story", "own_words", "valued", "could_do", "who_for", "address",
    "opening_times", "source",
)} | {"postcode": "G99 9ZZ"}  # fmt: skip
HERE = {"address", "postcode"}
GATE = {"name"}


def searched(store: Store, audience: Audience) -> set[str]:
    """Return the fields by whose marker an audience finds something."""
    return {field for field, marker in MARKED.items() if found(store, marker, audience)}


@pytest.mark.parametrize(
    ("record", "public", "partners"),
    [
        (plain_asset("a", **MARKED), set(MARKED), set(MARKED)),
        (plain_asset("a", **MARKED, protection=Level.AREA), set(MARKED) - HERE, set(MARKED)),
        (plain_asset("a", **MARKED, protection=Level.PARTNERS), set(), set(MARKED)),
        (plain_asset("a", **MARKED | NOWHERE, protection=Level.UNMAPPED, contact_agreed=True), GATE, GATE),
        (plain_asset("a", **MARKED | NOWHERE, protection=Level.UNMAPPED), set(), set()),
        *(
            (plain_asset("a", **MARKED, review_state=state), set(), set())
            for state in ReviewState
            if state is not ReviewState.PUBLISHED
        ),
    ],
)
def test_an_audience_finds_by_the_words_that_it_is_shown(
    store: Store, record: Asset, public: set[str], partners: set[str]
) -> None:
    store.add_asset(record, event=RECORDING)
    kept = set(MARKED) - (HERE if record.protection is Level.UNMAPPED else set())
    assert searched(store, Audience.PUBLIC) == public
    assert searched(store, Audience.PARTNERS) == partners
    assert searched(store, Audience.STAFF) == kept


def test_hidden_words_do_not_move_what_is_shown(filled: Store) -> None:
    before = {words: found(filled, words) for words in ("c", "cafe", "the", "a")}
    hidden = [
        plain_asset(f"hidden{n}", name="Cafe the cafe", protection=Level.PARTNERS, summary="cafe " * n)
        for n in range(9)
    ]
    filled.add_assets(hidden, event=RECORDING)
    assert {words: found(filled, words) for words in before} == before
    assert len(found(filled, "cafe", Audience.PARTNERS)) == 11


def test_the_index_follows_every_change(filled: Store) -> None:
    kept = filled.asset("cafe")
    kept = filled.change_asset(replace(kept, name="Bothy"), event=CHANGING)
    assert found(filled, "cafe") == ["hall"]
    assert found(filled, "bothy") == ["cafe"]
    kept = filled.change_asset(replace(kept, protection=Level.PARTNERS), event=CHANGING)
    assert found(filled, "bothy") == []
    assert found(filled, "bothy", Audience.STAFF) == ["cafe"]
    agreed = replace(CHANGING, second_actor="Morag", reason="Asked for")
    kept = filled.change_asset(replace(kept, protection=Level.PUBLIC), event=agreed)
    assert found(filled, "bothy") == ["cafe"]
    filled.change_asset(replace(kept, review_state=ReviewState.ARCHIVED), event=CHANGING)
    assert found(filled, "bothy") == []


def test_a_write_that_fails_leaves_the_index_as_it_was(filled: Store) -> None:
    with pytest.raises(Exception, match="ids are not in the store"):
        filled.add_assets([plain_asset("new", name="Newcomer"), plain_asset("cafe")], event=RECORDING)
    assert found(filled, "newcomer") == []
    assert found(filled, "piano") == ["cafe"]


def index_rows(tables: Engine) -> list[tuple[object, ...]]:
    """Return the index without the numbers of its rows."""
    columns = [column for column in asset_search.c if column.key != "search_id"]
    with tables.connect() as connection:
        return sorted(tuple(map(str, row)) for row in connection.execute(select(*columns)))


def test_the_index_after_many_writes_is_that_of_a_rebuild(filled: Store, tables: Engine) -> None:
    filled.add_asset(replace(FULL_ASSET, review_state=ReviewState.PUBLISHED), event=RECORDING)
    for asset_id in ("cafe", "oneill", "full"):
        kept = filled.asset(asset_id)
        raised = max(kept.protection, Level.AREA, key=lambda level: level.strength)
        filled.change_asset(replace(kept, summary="Changed", protection=raised), event=CHANGING)
    before = index_rows(tables)
    with tables.begin() as connection:
        rebuild_index(connection)
        if tables.dialect.name == "sqlite":
            check = "INSERT INTO asset_search_words (asset_search_words, rank) VALUES ('integrity-check', 1)"
            connection.execute(text(check))
    assert before == index_rows(tables)
    assert found(filled, "changed") == ["oneill", "cafe", "full"]


def test_what_is_deleted_is_found_no_longer(filled: Store, tables: Engine) -> None:
    with tables.begin() as connection:
        if tables.dialect.name == "sqlite":
            connection.execute(text("PRAGMA foreign_keys = ON"))
        connection.execute(delete(assets).where(assets.c.asset_id == "cafe"))
    assert found(filled, "piano", Audience.STAFF) == []
    assert found(filled, "cafe") == ["hall"]


def test_a_store_from_before_is_indexed_when_it_is_opened(store_url: str, tables: Engine) -> None:
    with open_store(store_url) as store:
        store.add_assets([plain_asset(f"a{n:05}", name=f"Bothy {n}") for n in range(7)], event=RECORDING)
    with tables.begin() as connection:
        for name in ("asset_search_added", "asset_search_removed") if tables.dialect.name == "sqlite" else ():
            connection.execute(text(f"DROP TRIGGER {name}"))
        if tables.dialect.name == "sqlite":
            connection.execute(text("DROP TABLE asset_search_words"))
        connection.execute(text("DROP TABLE asset_search"))
        for newer in (
            "contribution_matters", "contributions", "session_participants", "session_slips", "session_codes",
            "session_outcomes", "session_decisions", "session_turnout", "mapping_sessions",
            "import_changes", "imported_rows", "list_mappings", "neighbourhoods", "partner_keys", "daily_work",
            "consents", "erasures", "files_made", "roles_held",
            "kept_secrets", "attempts",
        ):  # fmt: skip
            connection.execute(text(f"DROP TABLE {newer}"))
        connection.execute(text("DROP INDEX ix_people_identity"))
        for newer in ("organisation", "sees_protected", "identity", "link_expires_at"):
            connection.execute(text(f"ALTER TABLE people DROP COLUMN {newer}"))
        connection.execute(text("DROP INDEX ix_looks_import_id"))
        connection.execute(text("ALTER TABLE looks DROP COLUMN import_id"))
        connection.execute(text(f"UPDATE {REVISION_TABLE} SET version_num = '0002'"))  # noqa: S608  # a constant
    with open_store(store_url) as store:
        assert len(found(store, "bothy")) == 7
        assert found(store, "bothy 3") == ["a00003"]
        assert store.imports() == []
