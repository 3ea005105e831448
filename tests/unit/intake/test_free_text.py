"""What stands in a free text that may not belong there: found where it is, and not seen where it is not."""

from __future__ import annotations

import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_map.intake.free_text import FindingKind, findings
from asset_map.settings import bundled

FOUND = [
    ("Ask for Margaret Campbell at the door", "name", "Margaret Campbell"),
    ("ask for margaret", "name", "margaret"),
    ("Run by Mrs Khan", "name", "Mrs Khan"),
    ("run by John", "name", "John"),
    ("Run by John on Tuesdays", "name", "John"),
    ("c/o Zainab Oyelaran", "name", "Zainab Oyelaran"),
    ("Speak to Agnieszka about the keys", "name", "Agnieszka"),
    ("Contact Tam McGurk", "name", "Tam McGurk"),
    ("Tea at Margaret's house", "name", "Margaret's"),
    ("Margaret runs the lunch club", "name", "Margaret"),
    ("Dr. A Singh comes in on Fridays", "name", "Dr. A Singh"),
    ("My neighbour Senga has the key", "name", "Senga"),
    ("Cllr Ann Duffy opened it", "name", "Cllr Ann Duffy"),
    ("Neil M. Leslie", "name", "Neil M. Leslie"),
    ("The key is with Father O'Neill", "name", "Father O'Neill"),
    ("organised by Fatima Ali", "name", "Fatima Ali"),
    ("Uncle Tariq teaches chess", "name", "Uncle Tariq"),
    ("Margaret Campbell and her sister make the soup", "name", "Margaret Campbell"),
    ("0141 496 0123", "phone", "0141 496 0123"),
    ("call 01414960123", "phone", "01414960123"),
    ("0141 4960 123", "phone", "0141 4960 123"),
    ("07700 900123 after six", "phone", "07700 900123"),
    ("+44 141 496 0123", "phone", "+44 141 496 0123"),
    ("Tel: 496 0123", "phone", "496 0123"),
    ("ring me on 4960123", "phone", "4960123"),
    ("hello@example.org", "email", "hello@example.org"),
    ("Write to first.last+x@mail.example.co.uk, please", "email", "first.last+x@mail.example.co.uk"),
    ("jo [at] example [dot] org", "email", "jo [at] example [dot] org"),
    ("behind G20 8TH", "postcode", "G20 8TH"),
    ("g208th", "postcode", "g208th"),
    ("EC1A 1BB", "postcode", "EC1A 1BB"),
    ("12 Mill Road", "address", "12 Mill Road"),
    ("in the close at 12 mill road", "address", "12 mill road"),
    ("14a Hopehill Gardens", "address", "14a Hopehill Gardens"),
    ("35-37 Balmore Rd", "address", "35-37 Balmore Rd"),
    ("5 Wren Row", "address", "5 Wren Row"),
    ("22 Kirk St.", "address", "22 Kirk St"),
    ("Flat 2/1", "address", "Flat 2/1"),
    ("flat 3 on the left", "address", "flat 3"),
    ("Flat B, top floor", "address", "Flat B"),
    ("Apt 4", "address", "Apt 4"),
    ("12 Mill Road Garden", "address", "12 Mill Road"),
]
NOT_FOUND = [
    "Open 10.00 - 12.00", "Mon-Fri 9-5", "Tuesdays 10:00-12:30", "24/7", "£3.50 or £2.50", "Since 1984",
    "A 5 minute walk from Mill Road", "2 minutes to Maryhill Road", "over 60s club", "7 a side football",
    "24 hour drive through", "3 community gardens", "Bus 7, 60 and 61", "M8 junction 16", "M8 2nd exit",
    "St Margaret's House", "St Andrew's Parish Church", "John Street Dental Practice", "Queen Elizabeth Park",
    "James Watt Library", "run by Possil Church", "run by volunteers", "call in for a cup of tea", "contact us",
    "Contact the office", "ask for help", "speak to us", "Dr Bike sessions", "Margaret Campbell Memorial Garden",
    "The Tom Allan Centre", "Alexandra Parade", "Victoria Park", "George Square", "Charity SC012345", "2026-11-21",
    "21/11/2026", "12 weeks", "in a flat a mile away", "a flat 5 minute walk", "Ruth Davidson Hall", "Room 12",
    "1st floor", "ages 5 to 12", "Grade B listed 1903", "call Samaritans", "contact Glasgow Life",
    "Home for 12 families", "5-a-side", "Maryhill Road", "Scouts, 12th Glasgow", "Jack and Jill nursery",
    "Duncan and Todd", "meet at 7 by the Lane", "see the Facebook page", "know the area", "Unit 5 Possil Works",
    "Men's Shed", "text us", "Robert Burns Centre", "", "Closed in Jan. Information inside",
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "found"), FOUND)
def test_what_tells_too_much_is_found(text: str, kind: str, found: str) -> None:
    first = findings(text)[0]
    assert (first.kind, first.text) == (FindingKind(kind), found)
    assert text[first.start : first.start + len(found)] == found


@pytest.mark.parametrize("text", NOT_FOUND)
def test_everyday_words_and_numbers_are_left_alone(text: str) -> None:
    assert findings(text) == ()


def test_everything_in_a_text_is_found_in_its_order() -> None:
    text = "Ask for Isobel Reid, flat 2/1, 14 Mill Road, G20 8TH, on 0141 496 0123 or isobel@example.org"
    assert [(found.kind.value, found.text) for found in findings(text)] == [
        ("name", "Isobel Reid"),
        ("address", "flat 2/1"),
        ("address", "14 Mill Road"),
        ("postcode", "G20 8TH"),
        ("phone", "0141 496 0123"),
        ("email", "isobel@example.org"),
    ]


@given(st.text(max_size=300))
def test_findings_are_pieces_of_the_text_that_do_not_overlap(text: str) -> None:
    end = 0
    for found in findings(text):
        assert found.start >= end
        assert text[found.start :].startswith(found.text)
        end = found.start + len(found.text)


@pytest.mark.parametrize("piece", ["a@", "12 ", "Mrs ", "John ", "flat ", "1 a ", "A B C ", "ask for ", "07 "])
def test_a_text_as_long_as_may_be_takes_no_long_time(piece: str) -> None:
    text = (piece * 5000)[:5000]
    before = time.process_time()
    findings(text)
    assert time.process_time() - before < 2


def test_no_alarm_is_raised_for_the_words_of_the_demo_town() -> None:
    records = pd.read_csv(bundled("data/demo/assets.csv"), dtype=str, keep_default_na=False)
    raised = {
        (text, found.text)
        for column in ("name", "summary", "opening_times", "cost", "who_for")
        for text in records[column]
        for found in findings(text)
    }
    assert len(records) > 150
    assert raised == set()
