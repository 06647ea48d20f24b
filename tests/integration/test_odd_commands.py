"""Odd but well-formed commands: each is refused with a word of help, none breaks anything."""

import pytest

from taktline.kernel.ledger.verify import prove
from taktline.store import Store
from tests.ledger_plant import KEEPER, item
from tests.story.plant import Plant

pytestmark = pytest.mark.anyio
REPORT = "kernel.report_operation"
RECEIVE = "inventory.receive_material"
MOST = "99999999999999"


@pytest.fixture(scope="module")
async def plant(store: Store, module_tenant: str) -> Plant:
    plant = Plant(store, module_tenant)
    await plant.set_up(("WH1", "store"), ("WH2", "store"))
    await plant.do(
        "draft", "kernel.create_work_order", code="WO-1", site="F1", material="SCREW",
        ordered="1000", route="Turn→Check",
    )  # fmt: skip
    await plant.do("release", "kernel.release_work_order", work_order="WO-1")
    line = {"material": "PLATE", "place": "WH1", "lot": "P-0", "quantity": MOST, "amount": MOST}
    await plant.do("stock", RECEIVE, supplier="S1", lines=[line])
    return plant


def reported(**said: object) -> tuple[str, dict[str, object]]:
    return REPORT, {"job_order": "WO-1-10", "good": "1", **said}


def received(**said: object) -> tuple[str, dict[str, object]]:
    line = {"material": "PLATE", "place": "WH1", "lot": "P-1", "quantity": "1", "amount": "1"}
    return RECEIVE, {"supplier": "S1", "lines": [line | said]}


def moved(source: str, target: str) -> tuple[str, dict[str, object]]:
    line = {"material": "PLATE", "lot": "P-0", "quantity": "1", "source": source, "target": target}
    return "inventory.move_material", {"lines": [line]}


DEFECT = {"quantity": "1", "defect_code": "burr"}
ODD: dict[str, tuple[tuple[str, dict[str, object]], str | None]] = {
    "a lot of what has no lots": (reported(lot="ZZ"), "untraced-product"),
    "the one lot of what has no lots": (reported(lot="-"), None),
    "an offset no place has": (reported(occurred_at="2026-01-05T00:00:00+23:59"), "invalid"),
    "an instant after the last": (reported(occurred_at="9999-12-31T23:59:59-12:00"), "invalid"),
    "an instant before the first": (reported(occurred_at="0001-01-01T00:00:00+12:00"), "invalid"),
    "a hundred defect lines": (reported(good="0", defects=[DEFECT] * 100), None),
    "one defect line more": (reported(good="0", defects=[DEFECT] * 101), "too-many-defects"),
    "a defect without a name": (reported(defects=[DEFECT | {"defect_code": " "}]), "bad-code"),
    "an endless defect": (reported(defects=[DEFECT | {"defect_code": "x" * 65}]), "bad-code"),
    "more than a column keeps": (received(lot="P-0", quantity=MOST), "number-too-large"),
    "a lot that parts ids": (received(lot="a\u001fb"), "bad-code"),
    "a blank lot": (received(lot=" "), "bad-code"),
    "a lot like an id": (received(lot="5b87a4eb-182c-5607-9d8d-a8550b0e3d2d"), "bad-code"),
    "a lot in Chinese": (received(lot="批次-1"), None),
    "goods received by an account": (received(place="supplier:S1"), "no-place-of-goods"),
    "goods carried into the work": (moved("WH1", "transform:WO-1-10"), "no-place-of-goods"),
    "goods carried to the supplier": (moved("WH1", "supplier:S1"), "no-place-of-goods"),
    "goods carried to a store": (moved("WH1", "WH2"), None),
}


@pytest.mark.parametrize("name", ODD)
async def test_an_odd_command_is_answered_and_the_books_stay_right(plant: Plant, name: str) -> None:
    await plant.send("begin", REPORT, job_order="WO-1-10", good="1")  # opens the order's places
    (verb, body), code = ODD[name]
    (outcome,) = await plant.door.submit(plant.tenant, KEEPER, items=[item(verb, **body)])
    assert getattr(outcome, "code", None) == code, outcome
    async with plant.store.transaction(plant.tenant) as tx:
        assert (await prove(tx)).ok
