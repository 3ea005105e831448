"""The languages of residents: their files, and what happens when one of them is broken."""

from __future__ import annotations

import datetime as dt
import logging
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from asset_map import language
from asset_map.domain.dates import written_date
from asset_map.language import (
    apart,
    gettext,
    languages,
    listed,
    ngettext,
    preferred_language,
    read_in,
    what_is_wrong,
)
from asset_map.services import catalogues
from asset_map.services.catalogues import bring_up_to_date, codes_of_files, state_of, texts_for_residents
from asset_map.settings import bundled
from tests.conftest import NOW

ASKED_FOR = {"gd": False, "pl": False, "ur": True, "ar": True, "ro": False, "zh_Hans": False}
"""The languages of issue 6, and whether each is written from the right."""

MATTERS = ("Matters to {count} person", "Matters to {count} people")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder of languages of its own, with Polish and Urdu in it."""
    made = tmp_path / "data" / "languages"
    made.mkdir(parents=True)
    for code in ("pl", "ur"):
        shutil.copy(bundled(f"data/languages/{code}.po"), made)

    def here(name: str) -> Path:
        return tmp_path / name if name.startswith("data/languages") else bundled(name)

    monkeypatch.setattr(language, "bundled", here)
    monkeypatch.setattr(catalogues, "bundled", here)
    _forget()
    yield made
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    languages.cache_clear()
    language._read.cache_clear()


def _change(path: Path, change: Callable[[str], str]) -> None:
    text = path.read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    _forget()


def test_every_language_asked_for_is_offered_in_its_own_direction_and_marked() -> None:
    assert set(ASKED_FOR) <= set(languages())
    for code, is_right_to_left in ASKED_FOR.items():
        one = languages()[code]
        assert (one.is_right_to_left, one.direction) == (is_right_to_left, "rtl" if is_right_to_left else "ltr")
        assert one.needs_native_reader
    assert languages()["zh_Hans"].tag == "zh-Hans"


@pytest.mark.parametrize("code", ASKED_FOR)
def test_babel_finds_nothing_wrong_in_a_file(code: str) -> None:
    with bundled(f"data/languages/{code}.po").open("rb") as file:
        held = read_po(file, locale=code, abort_invalid=True)
    assert [(message.id, list(map(str, errors))) for message, errors in held.check()] == []
    assert held.num_plurals == {"gd": 4, "pl": 3, "ur": 2, "ar": 6, "ro": 3, "zh_Hans": 1}[code]
    assert state_of(code).wrong == ()


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh_Hans"),
        ("zh-Hans-CN", "zh_Hans"),
        ("zh-SG", "zh_Hans"),
        ("zh-TW,en;q=0.5", "en"),
        ("zh-Hant,zh-HK;q=0.9", "en"),
        ("ur-PK,en-GB;q=0.9", "ur"),
        ("ar-SY", "ar"),
        ("ro-MD", "ro"),
        ("en-GB,pl;q=0.9", "en"),
        ("en;q=0.2, pl;q=0.9", "pl"),
        ("pl;q=0, en", "en"),
        ("xx, gd", "gd"),
        ("*", "en"),
        ("", "en"),
        (";;q=,,=", "en"),
    ],
)
def test_a_browser_gets_the_language_it_asks_for(accepted: str, code: str) -> None:
    assert preferred_language(accepted) == code


@pytest.mark.parametrize(
    ("code", "by_count"),
    [
        ("pl", {1: "osoby", 2: "osób", 5: "osób", 22: "osób"}),
        ("ro", {1: "persoană", 2: "persoane", 19: "persoane", 20: "de persoane"}),
        ("ar", {1: "شخصاً واحداً", 2: "شخصين", 3: "أشخاص", 11: "شخصاً", 100: "شخص"}),
        ("gd", {1: "neach", 2: "neach", 3: "daoine", 20: "neach"}),
        ("zh_Hans", {1: "1 个人", 2: "2 个人"}),
    ],
)
def test_numbers_take_the_form_of_their_language(code: str, by_count: dict[int, str]) -> None:
    with read_in(code):
        for count, words in by_count.items():
            text = ngettext(*MATTERS, count)
            assert words in text
            assert str(count) in text


def test_dates_are_written_as_readers_write_them() -> None:
    day = dt.date(2026, 11, 27)
    assert written_date(day) == "27 November 2026"
    for code, words in {"pl": "27 listopada 2026", "zh_Hans": "2026年11月27日", "ar": "27 نوفمبر 2026"}.items():
        with read_in(code):
            assert written_date(day) == words


def test_codes_are_kept_apart_only_where_something_runs_from_the_right() -> None:
    with read_in("ur"):
        assert apart("C4") == "\u2068C4\u2069"
        assert apart("") == ""
    assert apart("C4") == "C4"
    assert apart("مسجد") == "\u2068مسجد\u2069"


def test_a_text_without_a_translation_stays_english() -> None:
    with read_in("pl"):
        assert gettext("A text that nobody has translated.") == "A text that nobody has translated."


@pytest.mark.parametrize(
    "broken",
    [
        b"not a catalogue at all\n",
        b'msgid "Join"\nmsgstr "\xff\xfe"\n',
        b'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=__import__(1);\\n"\n',
        b'msgid "Join\n',
    ],
)
def test_a_broken_file_is_told_and_leaves_the_rest_running(
    folder: Path, broken: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "pl.po").write_bytes(broken)
    _forget()
    with caplog.at_level(logging.WARNING):
        assert list(languages()) == ["en", "ur"]
    assert f"{folder / 'pl.po'}: Expected" in caplog.text
    assert what_is_wrong("pl").endswith("Until then this language is not offered.")
    assert preferred_language("pl, ur") == "ur"
    with read_in("pl"):
        assert gettext("Join") == "Join"
    assert state_of("pl").unreadable
    assert not state_of("pl").complete


def test_a_file_with_another_name_is_told(folder: Path) -> None:
    (folder / "pl.po").rename(folder / "polish.po")
    _forget()
    assert list(languages()) == ["en", "ur"]
    assert "like gd.po" in what_is_wrong("polish")


def test_a_language_is_added_by_adding_a_file(folder: Path) -> None:
    path = bring_up_to_date("uk", now=NOW)
    _forget()
    assert path == folder / "uk.po"
    assert "uk" in languages()
    assert languages()["uk"].needs_native_reader
    english = {one if isinstance(one, str) else one[0] for one in (message.id for message in texts_for_residents())}
    assert set(state_of("uk").missing) == english - {""}
    _change(path, lambda text: text.replace("nobody yet (machine-made: needs a native reader)", "read by Olena Bondar"))
    assert not languages()["uk"].needs_native_reader


def test_bringing_a_file_up_to_date_twice_changes_nothing(folder: Path) -> None:
    bring_up_to_date("ur", now=NOW)
    before = (folder / "ur.po").read_bytes()
    bring_up_to_date("ur", now=NOW + dt.timedelta(days=3))
    assert (folder / "ur.po").read_bytes() == before
    assert codes_of_files() == ("pl", "ur")


def test_what_is_missing_or_wrong_is_named(folder: Path) -> None:
    path = folder / "pl.po"
    _change(path, lambda text: text.replace('msgid "Join"', 'msgid "Join up"'))
    state = state_of("pl")
    assert "Join" in state.missing
    assert "Join up" in state.left_over
    _change(path, lambda text: text.replace('msgstr "Kwadrat {square}"', 'msgstr "Kwadrat {kwadrat}"'))
    assert any("placeholders ['{square}']; found ['{kwadrat}']" in one for one in state_of("pl").wrong)
    _change(path, lambda text: text.replace('msgstr "Wyślij"', 'msgstr "<b>Wyślij</b>"'))
    assert any("markup" in one for one in state_of("pl").wrong)


def test_texts_of_staff_are_not_asked_of_translators() -> None:
    texts = texts_for_residents()
    assert "This page is for staff. Open your personal link first." not in texts
    assert "What others said" in texts
    assert {place for message in texts for place, _line in message.locations}
    food = texts.get("Food")
    assert food is not None
    assert food.auto_comments == ["Eating well: meals, groceries, growing to eat"]


def test_lists_take_the_comma_of_the_language() -> None:
    assert listed(["Hall", "", "2 pm"]) == "Hall, 2 pm"
    assert listed([]) == ""
    with read_in("ar"):
        assert listed(["Hall", "2 pm"]) == "\u2068Hall\u2069، \u20682 pm\u2069"


def test_templates_for_residents_hold_no_words_of_their_own() -> None:
    templates = [path for path in catalogues._files() if path.suffix == ".html"]
    assert len(templates) > 5
    for path in templates:
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        said = re.findall(r'(?:alt|title|aria-label|placeholder)="([^"]*[a-z]{3}[^"]*)"', text)
        said += re.findall(r"[A-Za-z]{2}.*", re.sub(r"<[^>]*>", "", text))
        assert said == [], f"{path.name}: put these into _(…), so that they can be translated"


def test_scripts_for_residents_take_their_words_from_the_page() -> None:
    for path in sorted(bundled("asset_map/web/frontend/src").glob("session_*.js")):
        words = re.findall(r'"([A-Z][a-z]+(?: [a-z]+)+[.?]?)"', path.read_text(encoding="utf-8"))
        assert words == [], f"{path.name}: give these to the script in data- attributes, from _(…)"


def test_what_is_named_in_the_lists_of_texts_is_there() -> None:
    texts = texts_for_residents()
    assert [one for borrowed in catalogues.BORROWED.values() for one in borrowed if one not in texts] == []
    package = bundled("asset_map")
    assert [one for one in (*catalogues.FOR_RESIDENTS, *catalogues.FOR_STAFF) if not list(package.glob(one))] == []


@pytest.mark.parametrize(("code", "stray"), [("ar", "[,?;یکہے]"), ("ur", "[,?;.يك]"), ("zh_Hans", "[,?;!]")])
def test_each_script_has_its_own_punctuation_and_letters(code: str, stray: str) -> None:
    with bundled(f"data/languages/{code}.po").open("rb") as file:
        held = read_po(file, locale=code, abort_invalid=True)
    said = [form for one in held if one.id for form in ([one.string] if isinstance(one.string, str) else one.string)]
    assert [form for form in said if re.search(stray, form.replace("C4; C5", ""))] == []


@pytest.mark.parametrize("code", ASKED_FOR)
def test_residents_read_everything_in_their_language(code: str) -> None:
    """What is missing is written into the file by ``asset-map languages update``."""
    state = state_of(code)
    assert state.missing == (), f"translate these in data/languages/{code}.po"
    assert state.left_over == (), "nobody reads these any longer: asset-map languages update takes them out"
    assert state.complete
