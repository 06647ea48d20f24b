"""The web client's types are those of the committed API document."""

import json
import re

from taktline.api.registry import REGISTRY
from tests.tidy.tree import listed, texts
from tools.api_client import CLIENT, DOCUMENT, client


def test_the_types_of_the_client_are_not_stale() -> None:
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    stale = client(document) != CLIENT.read_text(encoding="utf-8")
    assert not stale, "run `make docs` and commit web/src/shared/api/generated.ts"


def test_no_address_of_the_server_hides_a_page_of_the_client() -> None:
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    served = {re.sub(r"\{\w+\}", "*", path) for path in document["paths"]}
    found = [
        f"{name}: {path}"
        for name, text in texts()
        if name.startswith("web/src/apps/office/routes/")
        for path in re.findall(r'path: "(/[^"]*)"', text)
        if re.sub(r"\$\w+", "*", path) in served
    ]
    assert not found, listed(found)


def test_what_is_sent_may_leave_defaults_out_and_what_is_answered_has_them_all() -> None:
    field = {"type": "string", "default": ""}
    both = {"type": "object", "properties": {"code": {"type": "string"}, "note": field},
            "required": ["code"]}  # fmt: skip
    told = {"type": "object", "properties": {"rows": {"type": "array", "items":
            {"$ref": "#/components/schemas/Told"}}}}  # fmt: skip
    written = client(
        {
            "components": {"schemas": {"Sent": both, "Told": both, "Page_Told_": told}},
            "paths": {
                "/api/v1/commands/a.make": {"post": _sends("Sent")},
                "/api/v1/queries/a.list": {"get": _answers("Page_Told_")},
            },
        }
    )
    sent, answered = written.split("export type Told")
    assert "readonly note?: string;" in sent
    assert "readonly note: string;" in answered
    assert '"a.make": Sent;' in answered
    assert "readonly row: Told };" in answered


def _body(name: str) -> dict[str, object]:
    return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}


def _sends(name: str) -> dict[str, object]:
    return {"requestBody": _body(name), "responses": {}}


def _answers(name: str) -> dict[str, object]:
    return {"parameters": [], "responses": {"200": _body(name)}}


def test_rows_of_queries_have_names_of_their_own() -> None:
    homes: dict[str, set[str]] = {}
    for query in REGISTRY.queries.values():
        homes.setdefault(query.row.__name__, set()).add(query.row.__module__)
    shared = {name: sorted(found) for name, found in homes.items() if len(found) > 1}
    assert not shared, "the API document tells rows apart by their names alone"
