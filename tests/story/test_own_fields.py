"""A tenant adds fields to work orders and reports; commands carry them, lists show them."""

import msgspec
import pytest

from taktline.api.registry import REGISTRY, SYSTEM
from taktline.catalog.catalogs import Catalogs
from taktline.catalog.request import RecordsRequest
from taktline.platform.clock import SystemClock
from taktline.platform.door import Door
from taktline.platform.judge import Desk
from taktline.store import Store
from tests.story.plant import LEAD, Plant

pytestmark = pytest.mark.anyio

APP = "app: castings\nlabel: {en: Castings, zh: 铸造}\nversion: 1.0.0\n"
ON_ORDERS = """
overlay: order-fields
entity: work_order

fields:
  drawing: {type: text, label: {en: Drawing, zh: 图号}}
"""
ON_REPORTS = """
overlay: report-fields
entity: job_response

fields:
  melt: {type: text, label: {en: Melt, zh: 炉号}}
  pour_temperature: {type: number, unit: °C, min: "0", label: {en: Poured at, zh: 浇注温度}}
"""
DOCUMENTS = [
    {"kind": kind, "name": name, "text": text}
    for kind, name, text in (
        ("app", "castings", APP),
        ("overlay", "order-fields", ON_ORDERS),
        ("overlay", "report-fields", ON_REPORTS),
    )
]


class Foundry(Plant):
    """A plant whose tenant has documents of its own."""

    def __init__(self, store: Store, tenant: str) -> None:
        super().__init__(store, tenant)
        self.catalogs = Catalogs(store, SYSTEM, clock=SystemClock())
        registry = msgspec.structs.replace(REGISTRY, of_tenant=self.catalogs)
        desk = Desk(registry=registry, compiled=self.catalogs, extras=self.catalogs)
        self.door = Door(store, desk)

    async def listed(self, entity: str, *fields: str, filter: str) -> list[tuple[object, ...]]:
        """Return these fields of the records for which a filter is true."""
        asked = msgspec.convert(
            {"entity": entity, "fields": list(fields), "filter": filter}, RecordsRequest
        )
        page = await self.catalogs.read(self.tenant, asked, reader=LEAD)
        return [tuple(row[field] for field in fields) for row in page.rows]


async def test_own_fields_of_orders_and_reports_travel_with_the_commands(
    store: Store, tenant: str
) -> None:
    plant = Foundry(store, tenant)
    await plant.set_up(("FG1", "store"))
    await plant.do("app", "catalog.publish_app", app="castings", documents=DOCUMENTS)
    order = {"code": "WO-1", "site": "F1", "material": "SCREW", "ordered": "10", "route": "浇注→检"}
    await plant.do("draft", "kernel.create_work_order", **order, extra={"drawing": "D-7"})
    await plant.do("release", "kernel.release_work_order", work_order="WO-1")
    said = {"job_order": "WO-1-10", "good": "4"}
    cold = await plant.refused(
        "cold", "kernel.report_operation", **said, extra={"pour_temperature": "-3"}
    )
    assert (cold.code, cold.at) == ("field-out-of-range", "/extra/pour_temperature")
    poured = {"melt": "M-12", "pour_temperature": "1420"}
    await plant.do("poured", "kernel.report_operation", **said, extra=poured)
    await plant.do("poured on", "kernel.report_operation", **said)
    assert await plant.listed("work_order", "code", "ordered", filter='x_drawing = "D-7"') == [
        ("WO-1", "10")
    ]
    hot = await plant.listed(
        "job_response", "good", "x_melt", "x_pour_temperature", filter="x_pour_temperature > 1400"
    )
    assert hot == [("4", "M-12", "1420")]
    every = await plant.listed("job_response", "good", "x_melt", filter='kind = "report"')
    assert sorted(every, key=str) == [("4", "M-12"), ("4", None)]
