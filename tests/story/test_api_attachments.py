"""Files are uploaded, linked by a command, and read by whoever may read a record with them."""

import httpx
import pytest

from taktline.base.ids import uuid7
from tests.api_ground import Api, new_api, new_key

APP = "app: defects\nlabel: {en: Defects, zh: 缺陷}\nversion: 1.0.0\n"
REPORT = """
entity: defect_report
label: {en: Defect report, zh: 缺陷报告}
key: [code]
title: code
fields:
  code: {type: text, required: true, label: {en: Code, zh: 编码}}
  photo: {type: file, label: {en: Photo, zh: 照片}}
  papers: {type: files, label: {en: Papers, zh: 文件}}
  steps:
    type: subform
    label: {en: Steps, zh: 步骤}
    fields:
      text: {type: text, label: {en: Text, zh: 内容}}
      sketch: {type: file, label: {en: Sketch, zh: 草图}}
"""


@pytest.fixture(scope="module")
async def desk(api: Api) -> Api:
    documents = [
        {"kind": "app", "name": "defects", "text": APP},
        {"kind": "entity", "name": "defect_report", "text": REPORT},
    ]
    body: dict[str, object] = {"app": "defects", "documents": documents}
    answer = await api.command("catalog.publish_app", body)
    assert answer.status_code == 200, answer.text
    return api


async def upload(api: Api, key: str | None = None) -> str:
    headers = {"Authorization": f"Bearer {key or api.key}", "Content-Type": "image/png"}
    sent = await api.client.post(
        "/api/v1/files", params={"name": "a.png"}, content=uuid7().bytes, headers=headers
    )
    assert sent.status_code == 200, sent.text
    return str(sent.json()["id"])


async def status(api: Api, file: str, key: str) -> int:
    headers = {"Authorization": f"Bearer {key}"}
    return (await api.client.get(f"/api/v1/files/{file}", headers=headers)).status_code


def refused(answer: httpx.Response) -> tuple[int, str, str]:
    body = answer.json()
    return answer.status_code, body["code"], body["at"]


async def test_a_linked_file_is_read_by_who_reads_the_record_and_nobody_else(desk: Api) -> None:
    file = await upload(desk)
    reader = await new_key(desk.runtime, desk.tenant, allowed=("defect_report:read",))
    stranger = await new_key(desk.runtime, desk.tenant, allowed=("unit:read",))
    assert await status(desk, file, reader) == 404
    body: dict[str, object] = {"code": "D-1", "photo": file}
    assert (await desk.command("defect_report.create", body)).status_code == 200
    assert await status(desk, file, reader) == 200
    assert await status(desk, file, stranger) == 404
    other = await new_api(desk.runtime, desk.client)
    assert await status(desk, file, other.key) == 404


async def test_a_file_that_is_not_there_or_somebody_elses_is_refused_at_its_field(
    desk: Api,
) -> None:
    clerk = await new_key(desk.runtime, desk.tenant, allowed=("defect_report:*",))
    theirs = await upload(desk, clerk)
    wrong: list[tuple[dict[str, object], str]] = [
        ({"photo": str(uuid7())}, "/photo"),
        ({"photo": theirs}, "/photo"),
        ({"papers": [theirs]}, "/papers"),
        ({"steps": [{"sketch": theirs}]}, "/steps"),
    ]
    for fields, at in wrong:
        answer = await desk.command("defect_report.create", {"code": "D-2", **fields})
        assert refused(answer) == (409, "file-gone", at), answer.text
    own = await upload(desk)
    body: dict[str, object] = {
        "code": "D-2",
        "papers": [own],
        "steps": [{"text": "1", "sketch": own}],
    }
    assert (await desk.command("defect_report.create", body)).status_code == 200


async def test_a_file_that_left_its_record_is_no_longer_read_through_it(desk: Api) -> None:
    first, second, sketch = [await upload(desk) for _ in range(3)]
    body: dict[str, object] = {
        "code": "D-3", "papers": [first, second], "steps": [{"sketch": sketch}],
    }  # fmt: skip
    assert (await desk.command("defect_report.create", body)).status_code == 200
    reader = await new_key(desk.runtime, desk.tenant, allowed=("defect_report:read",))
    assert [await status(desk, one, reader) for one in (first, second, sketch)] == [200] * 3
    change: dict[str, object] = {
        "record": "D-3", "expected_version": 1, "papers": [second], "steps": [],
    }  # fmt: skip
    assert (await desk.command("defect_report.change", change)).status_code == 200
    assert [await status(desk, one, reader) for one in (first, second, sketch)] == [404, 200, 404]


async def test_the_list_shows_a_records_files(desk: Api) -> None:
    file = await upload(desk)
    body: dict[str, object] = {"code": "D-4", "photo": file}
    assert (await desk.command("defect_report.create", body)).status_code == 200
    page = await desk.get("/api/v1/records/defect_report", filter='code = "D-4"')
    assert page.json()["rows"][0]["photo"] == file
