"""The page of the API reference: every operation, in both languages, nothing from outside."""

import re

import pytest

from taktline.api.openapi import document
from tests.api_ground import Api


@pytest.mark.parametrize(("language", "title"), [("en", "Taktline API"), ("zh", "Taktline 接口")])
async def test_the_reference_shows_every_operation(api: Api, language: str, title: str) -> None:
    answer = await api.client.get(f"/api/reference?language={language}")
    assert answer.status_code == 200
    assert f"<h1>{title}</h1>" in answer.text
    paths = document(api.runtime.registry)["paths"]
    assert isinstance(paths, dict)
    operations = sum(len(methods) for methods in paths.values())
    assert answer.text.count("<details") == operations


async def test_the_reference_loads_nothing_from_outside(api: Api) -> None:
    page = (await api.client.get("/api/reference")).text
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert loaded
    for address in loaded:
        assert address.startswith("/api/")
        assert (await api.client.get(address)).status_code == 200
