"""The audit log: what happened, newest first, by whom; nobody is told what he may not read."""

import pytest

from taktline.base.ids import uuid7
from tests.api_ground import Api, new_key

pytestmark = pytest.mark.anyio
Row = dict[str, object]


@pytest.fixture(scope="module")
async def log(api: Api) -> Api:
    for number in range(5):
        answer = await api.command("unit.create", {"code": f"u{number}", "name": "一", "places": 0})
        assert answer.status_code == 200, answer.text
    await api.command("material.create", {"code": "M-1", "name": "轴", "unit": "u1"})
    await api.seal()
    return api


async def rows_of(log: Api, **asked: str) -> list[Row]:
    answer = await log.query("platform.audit_log", **asked)
    assert answer.status_code == 200, answer.text
    found: list[Row] = answer.json()["rows"]
    return found


async def test_the_newest_comes_first_with_the_command_and_who_gave_it(log: Api) -> None:
    newest = (await rows_of(log, limit="1"))[0]
    assert (newest["name"], newest["verb"], newest["code"]) == (
        "material.created", "material.create", "M-1",
    )  # fmt: skip
    assert newest["principal_name"] == "test", "the key that gave it"


async def test_pages_follow_each_other_without_a_gap_or_a_double(log: Api) -> None:
    pages: list[int] = []
    after: dict[str, str] = {}
    while True:
        page = (await log.query("platform.audit_log", limit="3", **after)).json()
        pages += [row["position"] for row in page["rows"]]
        if page["after"] is None:
            break
        after = {"after": page["after"]}
    assert pages == list(range(pages[0], 0, -1))


@pytest.mark.parametrize("search", ["u3", "unit.created", "unit.cre"])
async def test_a_code_or_the_beginning_of_a_name_finds(log: Api, search: str) -> None:
    found = await rows_of(log, search=search)
    assert "u3" in {row["code"] for row in found}
    assert {row["entity"] for row in found} == {"unit"}


async def test_a_kind_of_record_a_person_and_a_window_narrow(log: Api) -> None:
    assert {row["entity"] for row in await rows_of(log, entity="material")} == {"material"}
    assert await rows_of(log, principal=str(uuid7())) == []
    by = str((await rows_of(log, limit="1"))[0]["principal"])
    assert len(await rows_of(log, principal=by)) >= 6
    assert await rows_of(log, until="2020-01-01T00:00:00Z") == []


async def test_who_reads_no_materials_is_told_of_none(log: Api) -> None:
    key = await new_key(log.runtime, log.tenant, allowed=("event:read", "unit:read"))
    answer = await log.client.get(
        "/api/v1/queries/platform.audit_log", headers={"Authorization": f"Bearer {key}"}
    )
    assert {row["entity"] for row in answer.json()["rows"]} == {"unit"}


@pytest.mark.parametrize("asked", [{"after": "x"}, {"since": "yesterday"}, {"kind": "unit"}])
async def test_what_cannot_be_asked_is_refused(log: Api, asked: dict[str, str]) -> None:
    assert (await log.query("platform.audit_log", **asked)).status_code == 400
