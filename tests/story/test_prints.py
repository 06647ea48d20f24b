"""Papers without a designer: what can be printed, at exact millimetres, and the trace of it."""

import re
from itertools import pairwise

import pytest

from taktline.catalog.document import BadDocument, Document
from taktline.engines.reports.template import read_template
from taktline.engines.reports.typeset import PageRefused, qr_code, typeset
from tests.api_ground import Api, new_key

pytestmark = pytest.mark.anyio
PT_PER_MM = 72 / 25.4
MEDIA_BOX = re.compile(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]")
OF_ORDER = {"filter": 'work_order.code = "WO-1"', "order": ["number"]}


@pytest.fixture(scope="module")
async def plant(api: Api) -> Api:
    given: list[tuple[str, dict[str, object]]] = [
        ("site.create", {"code": "S1", "name": "一厂", "zone": "Asia/Shanghai"}),
        ("unit.create", {"code": "pcs", "name": "件", "places": 0}),
        ("material.create", {"code": "P-01", "name": "轴 δ12 #3", "unit": "pcs"}),
        ("kernel.create_work_order", {"code": "WO-1", "site": "S1", "material": "P-01",
                                      "ordered": "610", "route": "下料→数车→发黑(委外)→检"}),
        ("kernel.release_work_order", {"work_order": "WO-1"}),
        ("kernel.create_flow_cards", {"work_order": "WO-1", "quantity": "100"}),
    ]  # fmt: skip
    for verb, fields in given:
        answer = await api.command(verb, fields)
        assert answer.status_code == 200, answer.text
    return api


def sizes_mm(pdf: bytes) -> list[tuple[float, float]]:
    """Return width and height of every page."""
    return [
        (round(float(width) / PT_PER_MM, 1), round(float(height) / PT_PER_MM, 1))
        for width, height in MEDIA_BOX.findall(pdf)
    ]


async def test_the_papers_of_a_kind_of_record_are_told_in_the_readers_language(plant: Api) -> None:
    headers = {**plant.headers, "Accept-Language": "zh"}
    told = await plant.client.get("/api/v1/prints?entity=flow_card", headers=headers)
    assert told.json() == {"templates": [{"template": "flow-card", "label": "流转卡"}]}
    nothing = await plant.get("/api/v1/prints", entity="unit")
    assert nothing.json() == {"templates": []}


async def test_seven_cards_are_seven_pages_of_a6_and_each_leaves_a_trace(plant: Api) -> None:
    before = await plant.count("print_run")
    printed = await plant.post("/api/v1/prints/flow-card", OF_ORDER)
    assert printed.status_code == 200, printed.text
    assert printed.headers["content-type"] == "application/pdf"
    assert sizes_mm(printed.content) == [(105.0, 148.0)] * 7
    assert await plant.count("print_run") == before + 7
    again = await plant.post(
        "/api/v1/prints/flow-card", {"filter": 'code = "WO-1-C03"', "copies": 2}
    )
    assert sizes_mm(again.content) == [(105.0, 148.0)] * 2
    kept = await plant.get(
        "/api/v1/records/print_run", filter='code = "WO-1-C03"', order="created_at"
    )
    assert [row["copies"] for row in kept.json()["rows"]] == ["1", "2"]


async def test_a_picture_shows_the_first_page(plant: Api) -> None:
    shown = await plant.post("/api/v1/prints/flow-card", {**OF_ORDER, "format": "png"})
    assert shown.headers["content-type"] == "image/png"
    assert shown.content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("template", "body", "status", "code"),
    [
        ("nothing", {}, 404, "no-template"),
        ("flow-card", {"filter": 'code = "?"'}, 400, "nothing-to-print"),
        ("flow-card", {**OF_ORDER, "copies": 11}, 400, "shape-refused"),
        ("flow-card", {"filter": "code = "}, 400, "filter-refused"),
        ("flow-card", {"filters": "true"}, 400, "shape-refused"),
    ],
)
async def test_what_cannot_be_printed_is_refused_and_leaves_no_trace(
    plant: Api, template: str, body: dict[str, object], status: int, code: str
) -> None:
    before = await plant.count("print_run")
    refused = await plant.post(f"/api/v1/prints/{template}", body)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert await plant.count("print_run") == before


async def test_who_may_not_read_a_record_may_not_print_it(plant: Api) -> None:
    stranger = await new_key(plant.runtime, plant.tenant, allowed=("unit:read",))
    headers = {"Authorization": f"Bearer {stranger}"}
    refused = await plant.client.post("/api/v1/prints/flow-card", json=OF_ORDER, headers=headers)
    assert refused.status_code == 403
    told = await plant.client.get("/api/v1/prints?entity=flow_card", headers=headers)
    assert told.json() == {"templates": []}


async def test_who_reads_without_the_right_to_print_is_offered_and_given_no_paper(
    plant: Api,
) -> None:
    reading = ("flow_card:read", "work_order:read", "job_order:read", "material:read")
    key = await new_key(plant.runtime, plant.tenant, allowed=reading)
    headers = {"Authorization": f"Bearer {key}"}
    before = await plant.count("print_run")
    refused = await plant.client.post("/api/v1/prints/flow-card", json=OF_ORDER, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "not-permitted")
    told = await plant.client.get("/api/v1/prints?entity=flow_card", headers=headers)
    assert told.json() == {"templates": []}
    assert await plant.count("print_run") == before


async def test_a_page_that_reaches_outside_its_folder_is_refused() -> None:
    outside = '#show: sheet\n#read("/etc/hostname")'
    with pytest.raises(PageRefused):
        await typeset(outside, [{"qr": qr_code("x")}], language="en")


def test_a_template_says_on_top_what_it_prints() -> None:
    bare = Document(kind="print_template", name="bare", app="own", text="#show: sheet")
    with pytest.raises(BadDocument, match="say what is printed"):
        read_template(bare)


def test_longer_addresses_make_larger_codes_and_the_same_one_the_same() -> None:
    drawn = [qr_code("https://taktline.example/c/" + "X" * count) for count in (1, 40, 200)]
    assert all(len(small) < len(large) for small, large in pairwise(drawn))
    assert qr_code("A") == qr_code("A")
