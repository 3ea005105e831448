"""Our own descriptions of our services, taken at their word: what may be asked is asked; answers are as they say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.hostile.counting import Tried, try_many

DESCRIPTIONS = ("/ogc/api", "/ogc/offers/food/api", "/openreferral/openapi.json")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
MODES = tuple(schemathesis.GenerationMode)


def operations(app: Starlette) -> Iterator[tuple[str, schemathesis.APIOperation]]:
    """Give everything that our descriptions say can be asked."""
    for path in DESCRIPTIONS:
        told = TestClient(app).get(path).json()
        schema = schemathesis.openapi.from_dict(_without_remote(told))
        schema.app, schema.location = app, path
        for found in schema.get_all_operations():
            operation = found.ok()
            yield f"{operation.method.upper()} {path.rpartition('/')[0]}{operation.path}", operation


def _without_remote(told: Any) -> Any:  # noqa: ANN401  # any part of a JSON document
    """Return a description without schemas of other hosts: no test asks for them, and those of the feed are tried."""
    if isinstance(told, dict):
        if str(told.get("$ref", "")).startswith("http"):
            return {}
        return {name: _without_remote(one) for name, one in told.items()}
    return [_without_remote(one) for one in told] if isinstance(told, list) else told


def try_operations(app: Starlette, tried: Tried, inputs: int, *, number: int = 0) -> None:
    """Ask what the descriptions allow, and what they do not."""
    known = [
        (f"{name}, {mode.value}", operation.as_strategy(generation_mode=mode))
        for name, operation in operations(app)
        for mode in MODES
    ]

    def try_one(data: st.DataObject) -> None:
        name, cases = data.draw(st.sampled_from(known))
        case = data.draw(cases)
        with tried.one(f"described: {name}", case.as_curl_command()) as ended:
            answer = case.call_and_validate(checks=CHECKS)
            ended("an answer" if answer.status_code < 400 else "a refusal")

    try_many(try_one, inputs, number=number)
