"""Text that people typed must come out as the same text, and as nothing else."""

from __future__ import annotations

import html
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Template

from asset_map.maps.text import html_text, inline_script, script_json

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "${alert(1)} `${alert(1)}`",
    "]]>",
    "{{7*7}} {% raw %} {# x #}",
    "\u2028\u2029 & \" ' \\",
    "{" * 5,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_data_in_json_and_survives_folium_rendering_it_again(text: str) -> None:
    written = script_json({text: [text]})
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(Template(written).render()) == {text: [text]}


@given(st.text())
def test_any_text_comes_back_from_json(text: str) -> None:
    written = script_json(["{", {"a": text}])
    assert "<" not in written
    assert "{{" not in written
    assert "{%" not in written
    assert "{#" not in written
    assert json.loads(written) == ["{", {"a": text}]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text_in_html(text: str) -> None:
    written = html_text(text)
    assert not set("<>\"'`{}") & set(written)
    assert html.unescape(written) == text


def test_a_missing_number_is_refused_rather_than_written_as_nan() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        script_json({"per_1000": float("nan")})


@pytest.mark.parametrize("code", ["a = '</script>'", "a = '</SCRIPT'", "<!-- a"])
def test_a_script_that_would_end_early_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="end it early"):
        inline_script(code)
