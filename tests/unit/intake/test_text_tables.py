"""Text tables: whatever was written is read back, and the header is found or its lack told."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_map.errors import IntakeError
from asset_map.intake.tables import read_places

SIGNS = st.sampled_from(["\n", ",", ";", '"', "\t", "|", "é", "è", "ù"])
ANY_LETTER = st.characters(exclude_characters="\x00\r", exclude_categories=("Cs", "Cc")) | SIGNS
FEW_LETTERS = st.characters(codec="ascii", exclude_categories=("Cc",)) | SIGNS
"""Letters that Windows-1252 never writes as UTF-8 would others: what can be read as UTF-8 is read so."""

DELIMITERS = (",", ";", "\t", "|", "^", "~")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")


def _is_taken_as_it_is(cell: str) -> bool:
    """What looks like a formula is refused, and has a test of its own."""
    return cell.strip()[:1] not in {"=", "+", "-", "@"}


def _tables(letters: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    row = st.lists(st.text(letters, max_size=12).filter(_is_taken_as_it_is), min_size=3, max_size=3)
    return st.lists(row.filter(lambda cells: any(cell.strip() for cell in cells)), min_size=3, max_size=6)


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(data=st.data(), delimiter=st.sampled_from(DELIMITERS), line_end=st.sampled_from(["\n", "\r\n"]))
def test_any_table_is_read_back_as_it_was_written(
    encoding: str, data: st.DataObject, delimiter: str, line_end: str
) -> None:
    rows = data.draw(_tables(FEW_LETTERS if encoding == "cp1252" else ANY_LETTER))
    header = ["Name", "Post code", "What it gives"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "list.csv")
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter, lineterminator=line_end).writerows([header, *rows])
        read = read_places(path).rows
    assert read.columns.tolist() == header
    assert read.to_numpy().tolist() == rows


def _read(folder: Path, content: str, *, encoding: str = "utf-8") -> tuple[dict[str, list[str]], list[int], str]:
    path = folder / "list.csv"
    path.write_text(content, encoding, newline="")
    table = read_places(path)
    return table.rows.to_dict("list"), table.row_numbers.tolist(), " ".join(table.notes)


def test_rows_are_numbered_by_the_line_on_which_they_begin(tmp_path: Path) -> None:
    _, numbers, _ = _read(tmp_path, 'name,summary\n\nA,"two\nlines"\n\nB,one\n')
    assert numbers == [3, 6]


def test_rows_of_empty_cells_are_passed_over_and_told(tmp_path: Path) -> None:
    rows, numbers, notes = _read(tmp_path, "name,summary\nA,x\n,\nB,y\n , \n")
    assert rows["name"] == ["A", "B"]
    assert numbers == [2, 4]
    assert "2 rows of list.csv" in notes


@pytest.mark.parametrize("line_end", ["\r", "\r\n", "\n"])
def test_lines_may_end_as_on_any_computer(tmp_path: Path, line_end: str) -> None:
    rows, numbers, _ = _read(tmp_path, line_end.join(["name,summary", "A,x", "B,y"]))
    assert rows == {"name": ["A", "B"], "summary": ["x", "y"]}
    assert numbers == [2, 3]


@pytest.mark.parametrize(
    ("titles", "told"),
    [
        ("Warm places 2026\n\n", "“Warm places 2026”"),
        ("Warm places 2026,,,\n", "“Warm places 2026”"),
        ("Warm places\nUpdated,1 May 2026,,\n", "“Warm places / Updated 1 May 2026”"),
    ],
)
def test_titles_above_the_header_are_left_out_and_told(tmp_path: Path, titles: str, told: str) -> None:
    rows, _, notes = _read(tmp_path, f"{titles}name,kind,offer,postcode\nA,place,meet,ZZ1 1AA\nB,place,,ZZ1 1AB\n")
    assert list(rows) == ["name", "kind", "offer", "postcode"]
    assert rows["name"] == ["A", "B"]
    assert told in notes


@pytest.mark.parametrize(
    "content",
    [
        "year,2019,2020\nA,5,6\nB,7,8\n",
        "2019-01-01,2019-02-01\n5,6\n7,8\n",
        "name\nHall\nShed\n",
        "name,kind\nLibrary,place\nPostcode,place\n",
        "DZ22_Code,DZ22_Name\nS01013482,Culter - 01\n",
        "name,free,code\nHall,free,code\nShed,free,code\n",
        "name,one,two\nHall,x,x\nShed,x,\n",
        "name,checked how,accessed\nHall,phone,web\nShed,web,web\n",
        "a,b\nx,(m)\ny,(m)\n",
        "name,\nHall,ZZ1 1AA\nShed,ZZ1 1AB\n",
    ],
)
def test_a_plain_header_raises_no_alarm(tmp_path: Path, content: str) -> None:
    rows, numbers, notes = _read(tmp_path, content)
    assert numbers[0] == 2
    assert notes == ""
    assert len(rows) == len(content.partition("\n")[0].split(","))


@pytest.mark.parametrize(
    "cell", ["+44 141 496 0000", "-4.25", "@hall", "- by the door", "= ", "=1", "+", "-Ish (open)"]
)
def test_what_only_begins_like_a_formula_is_kept(tmp_path: Path, cell: str) -> None:
    rows, _, _ = _read(tmp_path, f"name,summary\nA,{cell}\n")
    assert rows["summary"] == [cell]


@pytest.mark.parametrize(
    "cell", ["=A1", "= SUM(A1)", "=+A1", "=cmd|x", "+cmd|x", "-cmd|x", "@SUM(1)", '" =HYPERLINK(1)"']
)
def test_a_formula_is_refused_with_its_place(tmp_path: Path, cell: str) -> None:
    with pytest.raises(IntakeError, match="line 3, column “summary”"):
        _read(tmp_path, f"name,summary\nA,x\nB,{cell}\n")


def test_an_unusual_delimiter_is_told(tmp_path: Path) -> None:
    rows, _, notes = _read(tmp_path, "name^kind^postcode\nA, B^place^ZZ1 1AA\nC^place^\n")
    assert rows["name"] == ["A, B", "C"]
    assert "“^”" in notes


@pytest.mark.parametrize("said", ["sep=;\n", "SEP=;\r\n", "sep=;,,\n"])
def test_a_first_line_may_say_the_delimiter(tmp_path: Path, said: str) -> None:
    rows, numbers, notes = _read(tmp_path, f"{said}name;kind;gives\nA, B;place;\n")
    assert rows == {"name": ["A, B"], "kind": ["place"], "gives": [""]}
    assert numbers == [3]
    assert notes == ""


@pytest.mark.parametrize("content", ["people’s", "word—word", "Miloša", "cœur", "£5 – £7", "naïve"])
def test_letters_of_windows_raise_no_alarm(tmp_path: Path, content: str) -> None:
    rows, _, notes = _read(tmp_path, f"name,summary\nCafé,{content}\n", encoding="cp1252")
    assert rows == {"name": ["Café"], "summary": [content]}
    assert "read as Windows-1252. Check letters" in notes
