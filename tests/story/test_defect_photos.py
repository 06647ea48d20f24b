"""A photo of what is bad: linked to its defect line, seen by who sees the line, never another's."""

import httpx
import msgspec
import pytest

from taktline.api.runtime import Runtime
from taktline.base.ids import uuid7
from tests.api_ground import Api, new_api
from tests.ledger_fixtures import insert_masters

pytestmark = pytest.mark.anyio
PICTURE = b"\x89PNG\r\n\x1a\n scratch"
JOB = "WO-P-10"


class Stored(msgspec.Struct):
    """A file that was uploaded."""

    id: str


@pytest.fixture
async def plant(runtime: Runtime, client: httpx.AsyncClient) -> Api:
    """Return a tenant with a running job order."""
    api = await new_api(runtime, client)
    async with api.runtime.store.transaction(api.tenant) as tx:
        insert_masters(tx)
    order: dict[str, object] = {"code": "WO-P", "site": "F1", "material": "SCREW", "ordered": "10"}
    for verb, fields in (
        ("defect_code.create", {"code": "D1", "name": "划伤", "name_en": "Scratch"}),
        ("kernel.create_work_order", {**order, "route": "Turn"}),
        ("kernel.release_work_order", {"work_order": "WO-P"}),
        ("kernel.start_job_order", {"job_order": JOB}),
    ):
        answer = await api.command(verb, dict(fields))
        assert answer.status_code == 200, answer.text
    return api


async def uploaded(api: Api) -> str:
    answer = await api.client.post(
        "/api/v1/files", params={"name": "scratch.png"}, content=PICTURE,
        headers={**api.headers, "content-type": "image/png"},
    )  # fmt: skip
    return msgspec.json.decode(answer.content, type=Stored).id


async def reported(api: Api, photo: str) -> httpx.Response:
    line = {"quantity": "1", "defect_code": "D1", "photo": photo}
    return await api.command("kernel.report_operation", {"job_order": JOB, "defects": [line]})


async def test_a_photo_of_a_defect_stays_with_its_line_and_one_nobody_uploaded_is_refused(
    plant: Api,
) -> None:
    lost = await reported(plant, str(uuid7()))
    assert (lost.status_code, lost.json()["code"]) == (409, "file-gone")
    assert lost.json()["at"] == "/defects/0/photo"
    photo = await uploaded(plant)
    done = await reported(plant, photo)
    assert done.status_code == 200, done.text
    rows = (await plant.get("/api/v1/records/defect_line")).json()["rows"]
    assert [row["photo"] for row in rows] == [photo]
    assert (await plant.get(f"/api/v1/files/{photo}")).content == PICTURE
