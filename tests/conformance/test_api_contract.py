"""The API answers as its OpenAPI document says, whatever is sent: no server error, no surprise."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from taktline.api.openapi import document
from taktline.api.registry import REGISTRY
from tests.api_ground import Api, api_settings
from tests.served import served

EXAMPLES = 2
"""Per operation: there are hundreds, and a server error in one path shows in many."""
NEVER_ENDS = "/api/v1/live"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]

AnyCase = schemathesis.Case[Any]

schema = schemathesis.openapi.from_dict(document(REGISTRY)).exclude(path=NEVER_ENDS)
OPERATIONS = {
    found.label: found
    for found in (one.ok() for one in schema.get_all_operations() if isinstance(one, Ok))
}


@pytest.fixture(scope="module")
def address(database_folder: Path) -> Iterator[str]:
    """Give the address of the application behind a real port."""
    with served(api_settings(database_folder)) as url:
        yield url


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    """Give a connection that is used again and again."""
    with requests.Session() as opened:
        yield opened


@pytest.mark.parametrize("label", OPERATIONS)
def test_every_operation_answers_as_its_document_says(
    label: str, api: Api, address: str, session: requests.Session
) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=OPERATIONS[label].as_strategy())
    def answers_as_said(case: AnyCase) -> None:
        answer = case.call(base_url=address, headers=api.headers, session=session)
        case.validate_response(answer, checks=CHECKS)

    answers_as_said()
