"""What masters, prices and pallets may not become once somebody works by them."""

import asyncio

import pytest

from tests.api_ground import Api

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def plant(api: Api) -> Api:
    """Give a factory with two places, two units and a material nobody has moved."""
    given: list[tuple[str, dict[str, object]]] = [
        ("site.create", {"code": "F1", "name": "一厂", "zone": "Asia/Shanghai"}),
        ("unit.create", {"code": "pcs", "name": "件", "places": 0}),
        ("unit.create", {"code": "kg", "name": "千克", "places": 3}),
        ("material.create", {"code": "BOLT", "name": "螺栓", "unit": "pcs"}),
        ("material.create", {"code": "WASHER", "name": "垫圈", "unit": "pcs"}),
        ("partner.create", {"code": "S1", "name": "供应商", "is_supplier": True}),
        ("kernel.open_place", {"site": "F1", "code": "WH1", "kind": "store"}),
        ("kernel.open_place", {"site": "F1", "code": "WH2", "kind": "store"}),
    ]
    for verb, fields in given:
        answer = await api.command(verb, fields)
        assert answer.status_code == 200, answer.text
    return api


async def tried(api: Api, verb: str, **fields: object) -> str:
    """Return `accepted`, or the code of the refusal."""
    answer = await api.command(verb, fields)
    assert answer.status_code < 500, answer.text
    return "accepted" if answer.status_code == 200 else str(answer.json()["code"])


async def version(api: Api, entity: str, code: str) -> int:
    rows = (await api.get(f"/api/v1/records/{entity}", filter=f'code = "{code}"')).json()["rows"]
    return int(rows[0]["version"])


async def received(api: Api, **line: object) -> str:
    lines = [{"material": "BOLT", "place": "WH1", "quantity": "10", **line}]
    return await tried(api, "inventory.receive_material", site="F1", supplier="S1", lines=lines)


async def test_a_material_keeps_the_unit_its_stock_is_counted_in(plant: Api) -> None:
    assert await received(plant, amount="1") == "accepted"
    for code, verdict in (("BOLT", "field-fixed"), ("WASHER", "accepted")):
        named = {"record": code, "expected_version": await version(plant, "material", code)}
        assert await tried(plant, "material.change", **named, unit="kg") == verdict
        named["expected_version"] = await version(plant, "material", code)
        same = "pcs" if code == "BOLT" else "kg"
        assert await tried(plant, "material.change", **named, unit=same, name="新名") == "accepted"


async def test_a_factory_lives_by_a_time_zone_and_a_currency_that_are_there(plant: Api) -> None:
    for zone, verdict in (
        ("Mars/Base", "field-malformed"), ("../../etc/passwd", "field-malformed"),
        ("Asia/Tokyo", "accepted"), ("Asia/Shanghai", "accepted"),
    ):  # fmt: skip
        named = {"record": "F1", "expected_version": await version(plant, "site", "F1")}
        assert await tried(plant, "site.change", **named, zone=zone) == verdict
    new = {"code": "F2", "name": "二厂"}
    assert await tried(plant, "site.create", **new, currency="cny") == "pattern-missed"
    assert await tried(plant, "site.create", **new, currency="EUR") == "accepted"


async def test_nothing_is_worth_less_than_nothing(plant: Api) -> None:
    assert await received(plant, amount="-1") == "negative-value"
    assert await received(plant, price="-0.5") == "negative-value"
    assert await received(plant, amount="0") == "accepted"
    line = {"material": "WASHER", "place": "WH1", "quantity": "5"}
    for value, verdict in (("-2", "negative-value"), ("2", "accepted")):
        lines = [{**line, "value": value}]
        assert await tried(plant, "kernel.open_balance", site="F1", lines=lines) == verdict


async def test_a_pallet_is_at_one_place_and_never_stands_on_itself(plant: Api) -> None:
    for unit, kind in (("BOX-1", "box"), ("PAL-1", "pallet")):
        packed = {"place": "WH1", "handling_unit": unit, "kind": kind}
        lines = [{"material": "BOLT", "quantity": "1"}]
        assert await tried(plant, "inventory.pack", site="F1", **packed, lines=lines) == "accepted"

    async def moved(unit: str, target: str, onto: str | None = None) -> str:
        named = {"handling_unit": unit, "target": target, "onto": onto}
        return await tried(plant, "inventory.move_handling_unit", site="F1", **named)

    assert await moved("BOX-1", "WH1", "BOX-1") == "stands-on-it"
    assert await moved("BOX-1", "WH1", "PAL-1") == "accepted"
    assert await moved("PAL-1", "WH1", "BOX-1") == "stands-on-it", "the box stands on it"
    assert await moved("PAL-1", "WH2") == "accepted", "with the box and all"
    lines = [{"material": "BOLT", "quantity": "1"}]
    for place, verdict in (("WH1", "unit-elsewhere"), ("WH2", "accepted")):
        if verdict == "accepted":
            assert await received(plant, place="WH2") == "accepted"
        named = {"place": place, "handling_unit": "PAL-1"}
        assert await tried(plant, "inventory.pack", site="F1", **named, lines=lines) == verdict
    assert await moved("BOX-1", "WH1", "PAL-1") == "unit-elsewhere", "the pallet is at WH2"


async def archived(api: Api, entity: str, code: str) -> str:
    named = {"record": code, "expected_version": await version(api, entity, code)}
    return await tried(api, f"{entity}.archive", **named)


async def changed(api: Api, entity: str, code: str, **fields: object) -> str:
    named = {"record": code, "expected_version": await version(api, entity, code)}
    return await tried(api, f"{entity}.change", **named, **fields)


async def test_what_is_in_stock_promised_or_on_order_stays_in_use(plant: Api) -> None:
    for code in ("NUT", "PIN"):
        new = {"code": code, "name": code, "unit": "pcs"}
        assert await tried(plant, "material.create", **new) == "accepted"
    assert await received(plant, material="NUT", quantity="4") == "accepted"
    assert await archived(plant, "material", "NUT") == "still-linked", "4 in stock"
    gone = {"material": "NUT", "quantity": "4", "source": "WH1"}
    shipped = {"site": "F1", "code": "SH-1", "customer": "S1", "lines": [gone]}
    assert await tried(plant, "inventory.ship_material", **shipped) == "accepted"
    assert await archived(plant, "material", "NUT") == "accepted", "none left, whatever was once"
    order = {"site": "F1", "code": "WO-PIN", "material": "PIN", "ordered": "10", "route": "车→磨"}
    assert await tried(plant, "kernel.create_work_order", **order) == "accepted"
    assert await archived(plant, "material", "PIN") == "still-linked", "an open order makes it"
    cancelled = {"work_order": "WO-PIN", "reason": "not wanted"}
    assert await tried(plant, "kernel.cancel_work_order", **cancelled) == "accepted"
    assert await archived(plant, "material", "PIN") == "accepted"


async def test_what_a_route_uses_up_stays_in_use_and_what_is_archived_comes_in_no_more(
    plant: Api,
) -> None:
    for code in ("RIVET", "GRIP"):
        new = {"code": code, "name": code, "unit": "pcs"}
        assert await tried(plant, "material.create", **new) == "accepted"
    uses = [{"material": "RIVET", "quantity_per": "2"}]
    press = [{"sequence": 10, "name": "press", "materials": uses}]
    route = {"code": "R-GRIP", "name": "grip", "material": "GRIP", "operations": press}
    assert await tried(plant, "kernel.create_work_master", **route) == "accepted"
    assert await archived(plant, "material", "RIVET") == "still-linked", "a route uses it up"
    retired = {"work_master": "R-GRIP", "expected_version": 1}
    assert await tried(plant, "kernel.retire_work_master", **retired) == "accepted"
    typed = {"site": "F1", "code": "WO-GRIP", "material": "GRIP", "ordered": "1"}
    assert await tried(plant, "kernel.create_work_order", **typed, operations=press) == "accepted"
    assert await archived(plant, "material", "RIVET") == "still-linked", "an open order does"
    gone = {"work_order": "WO-GRIP", "reason": "not wanted"}
    assert await tried(plant, "kernel.cancel_work_order", **gone) == "accepted"
    assert await archived(plant, "material", "RIVET") == "accepted"
    assert await received(plant, material="RIVET") == "record-archived"
    again = {**typed, "code": "WO-RIVET", "material": "RIVET"}
    assert await tried(plant, "kernel.create_work_order", **again) == "record-archived"


async def test_a_route_never_uses_up_what_it_makes_however_deep(plant: Api) -> None:
    for code in ("CASE", "LID", "HINGE"):
        new = {"code": code, "name": code, "unit": "pcs"}
        assert await tried(plant, "material.create", **new) == "accepted"

    def press(*components: str) -> list[dict[str, object]]:
        uses = [{"material": one, "quantity_per": "1"} for one in components]
        return [{"sequence": 10, "name": "press", "materials": uses}]

    itself = {"code": "R-CASE", "name": "case", "material": "CASE", "operations": press("CASE")}
    assert await tried(plant, "kernel.create_work_master", **itself) == "route-in-itself"
    bill = {"material": "CASE", "lines": [{"material": "LID", "quantity_per": "1"}]}
    assert await tried(plant, "kernel.write_material_bill", **bill) == "accepted"
    lid = {"code": "R-LID", "name": "lid", "material": "LID", "operations": press("HINGE")}
    assert await tried(plant, "kernel.create_work_master", **lid) == "accepted"
    released = {"work_master": "R-LID", "expected_version": 1}
    assert await tried(plant, "kernel.release_work_master", **released) == "accepted"
    typed = {"site": "F1", "code": "WO-H", "material": "HINGE", "ordered": "1"}
    around = await plant.command(
        "kernel.create_work_order", {**typed, "operations": press("BOLT", "CASE")}
    )
    assert around.json()["code"] == "route-in-itself"
    assert around.json()["args"]["path"] == "HINGE → CASE → LID → HINGE"
    assert (
        await tried(
            plant, "kernel.create_work_order", **typed, kind="rework", operations=press("HINGE")
        )
        == "accepted"
    ), "rework takes pieces to make them anew"


async def test_a_receipt_and_its_material_going_out_of_use_at_once_never_both_happen(
    plant: Api,
) -> None:
    for number in range(4):
        code = f"RACE-{number}"
        new = {"code": code, "name": code, "unit": "pcs"}
        assert await tried(plant, "material.create", **new) == "accepted"
        came, gone = await asyncio.gather(
            received(plant, material=code), archived(plant, "material", code)
        )
        assert (came, gone) in {("accepted", "still-linked"), ("record-archived", "accepted")}


async def test_a_unit_keeps_the_places_its_quantities_are_written_with(plant: Api) -> None:
    unit = {"code": "L", "name": "升", "places": 3}
    assert await tried(plant, "unit.create", **unit) == "accepted"
    made = {"code": "OIL", "name": "油", "unit": "L"}
    assert await tried(plant, "material.create", **made) == "accepted"
    assert await changed(plant, "unit", "L", places=2) == "accepted", "nothing is measured yet"
    assert await received(plant, material="OIL", quantity="1.25") == "accepted"
    assert await changed(plant, "unit", "L", places=1) == "field-fixed"
    assert await changed(plant, "unit", "L", places=3) == "accepted", "finer takes nothing away"


async def test_a_material_keeps_how_it_is_traced_while_some_is_there(plant: Api) -> None:
    made = {"code": "SEAL", "name": "密封", "unit": "pcs"}
    assert await tried(plant, "material.create", **made) == "accepted"
    assert await received(plant, material="SEAL", quantity="3") == "accepted"
    assert await changed(plant, "material", "SEAL", lot_traced="lot") == "field-in-use"
    gone = {"material": "SEAL", "quantity": "3", "source": "WH1"}
    shipped = {"site": "F1", "code": "SH-2", "customer": "S1", "lines": [gone]}
    assert await tried(plant, "inventory.ship_material", **shipped) == "accepted"
    assert await changed(plant, "material", "SEAL", lot_traced="lot") == "accepted"
    assert await received(plant, material="SEAL", quantity="3") == "lot-needed"


async def test_goods_are_promised_to_something_that_has_a_name(plant: Api) -> None:
    assert await received(plant, material="WASHER", quantity="50") == "accepted"
    order = {"site": "F1", "code": "WO-P", "material": "BOLT", "ordered": "10", "route": "车→磨"}
    assert await tried(plant, "kernel.create_work_order", **order) == "accepted"
    assert await tried(plant, "kernel.release_work_order", work_order="WO-P") == "accepted"
    goods = {"site": "F1", "material": "WASHER", "quantity": "10"}
    for demand, verdict in (
        ("for Ann", "unknown-demand"), ("order:", "unknown-demand"), ("note:7", "unknown-demand"),
        ("job_order:WO-P-99", "not-found"), ("work_order:WO-Q", "not-found"),
        ("shipment:SH-9", "accepted"), ("job_order:WO-P-10", "accepted"),
        ("work_order:WO-P", "accepted"),
    ):  # fmt: skip
        promise = {**goods, "demand": demand}
        assert await tried(plant, "inventory.make_reservation", **promise) == verdict, demand


async def test_what_is_promised_to_an_order_is_free_again_when_that_is_cancelled(
    plant: Api,
) -> None:
    ends = {"work_order": "WO-P", "reason": "the customer withdrew"}
    assert await tried(plant, "kernel.cancel_work_order", **ends) == "accepted"
    rows = (await plant.get("/api/v1/records/reservation", order="demand")).json()["rows"]
    assert [(row["demand"], row["status"]) for row in rows] == [
        ("job_order:WO-P-10", "released"), ("shipment:SH-9", "open"),
        ("work_order:WO-P", "released"),
    ]  # fmt: skip
    late = {"site": "F1", "material": "WASHER", "quantity": "1", "demand": "work_order:WO-P"}
    assert await tried(plant, "inventory.make_reservation", **late) == "job-ended"
