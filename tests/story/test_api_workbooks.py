"""A trace as one Excel file: what was asked, every lot, the recall list, in both languages."""

import io

import pytest
from python_calamine import CalamineWorkbook

from tests.api_ground import Api, new_key
from tests.ledger_fixtures import insert_masters

pytestmark = pytest.mark.anyio
ADDRESS = "/api/v1/workbooks/trace"
LOT = {"material": "PLATE", "lot": "H-7"}


@pytest.fixture(scope="module")
async def received(api: Api) -> Api:
    """Give a plant that received 100 kg of lot H-7 and shipped 30 of them."""
    async with api.runtime.store.transaction(api.tenant) as tx:
        insert_masters(tx)
    plate = {"material": "PLATE", "lot": "H-7"}
    given: list[tuple[str, dict[str, object]]] = [
        ("kernel.open_place", {"code": "WH1", "kind": "store"}),
        ("inventory.receive_material", {"supplier": "S1", "lines": [
            {**plate, "place": "WH1", "quantity": "100", "price": "5"}]}),
        ("inventory.ship_material", {"code": "SH-1", "customer": "C9", "lines": [
            {**plate, "source": "WH1", "quantity": "30"}]}),
    ]  # fmt: skip
    for verb, fields in given:
        answer = await api.command(verb, fields)
        assert answer.status_code == 200, answer.text
    return api


async def sheets(plant: Api, language: str, key: str = "") -> dict[str, list[list[object]]]:
    headers = {"Authorization": f"Bearer {key or plant.key}", "Accept-Language": language}
    answer = await plant.client.get(ADDRESS, params=LOT, headers=headers)
    assert answer.status_code == 200, answer.text
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return {
        name: [list[object](row) for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    }


async def test_the_file_tells_what_was_asked_and_where_every_piece_is(received: Api) -> None:
    found = await sheets(received, "en")
    cover = {str(row[0]): row[1] for row in found["Asked"]}
    assert (cover["Lot or serial"], cover["Direction"], cover["Recall list"]) == (
        "H-7", "Made into", 2,
    )  # fmt: skip
    head, *rows = found["Recall list"]
    told = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(one["Where"], one["Quantity"], one["Shipment"]) for one in told] == [
        ("Shipped", 30, "SH-1"), ("In stock", 70, ""),
    ]  # fmt: skip


async def test_its_words_are_the_readers(received: Api) -> None:
    found = await sheets(received, "zh")
    assert list(found)[:3] == ["查询条件", "追溯", "召回清单"]
    head, *rows = found["召回清单"]
    told = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(one["去向"], one["状态"], one["批次/序列号"]) for one in told] == [
        ("已发货", "可用", "H-7"), ("在库", "可用", "H-7"),
    ]  # fmt: skip


async def test_what_the_reader_may_not_see_is_left_out(received: Api) -> None:
    key = await new_key(received.runtime, received.tenant, allowed=("lot:read",))
    assert list(await sheets(received, "en", key)) == [
        "Asked", "Trace", "Recall list", "Lines of a trace",
    ]  # fmt: skip
    nobody = await new_key(received.runtime, received.tenant, allowed=("person:read",))
    refused = await received.client.get(
        ADDRESS, params=LOT, headers={"Authorization": f"Bearer {nobody}"}
    )
    assert refused.status_code == 403
    assert (await received.get("/api/v1/workbooks/other", **LOT)).status_code == 404
    assert (await received.get(ADDRESS, material="PLATE")).status_code == 400


async def test_as_pages_it_is_a_pdf_in_the_readers_language(received: Api) -> None:
    for language in ("en", "zh"):
        headers = {"Authorization": f"Bearer {received.key}", "Accept-Language": language}
        answer = await received.client.get(
            ADDRESS, params={**LOT, "format": "pdf"}, headers=headers
        )
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
        assert len(answer.content) > 5_000
    assert (await received.get(ADDRESS, **LOT, format="doc")).status_code == 400
