"""A tenant adds fields to work orders and reports; commands carry them, lists show them."""

import msgspec
import pytest

from taktline.api.registry import REGISTRY, SYSTEM
from taktline.base.ids import uuid7
from taktline.catalog.catalogs import Catalogs
from taktline.catalog.request import RecordsRequest
from taktline.platform.clock import SystemClock
from taktline.platform.door import Door
from taktline.platform.envelope import Answer, Item
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


RULES = """
overlay: report-rules
entity: job_response

fields:
  melt: {type: text, required: true, label: {en: Melt, zh: 炉号}}
  sample: {type: text, required_when: good > 5, label: {en: Sample, zh: 试样}}

checks:
  melt-of-the-order:
    holds: x_melt = null or starts with(x_melt, job_order.work_order.code)
    title: {en: "{x_melt} is no melt of the order.", zh: "{x_melt} 不是该工单的炉号。"}
    at: /extra/melt
"""


async def ruled(store: Store, tenant: str) -> Foundry:
    """A foundry whose reports are ruled by an overlay, and a job order under way."""
    plant = Foundry(store, tenant)
    await plant.set_up(("FG1", "store"))
    order = {"code": "WO-1", "site": "F1", "material": "SCREW", "ordered": "40", "route": "浇注→检"}
    await plant.do("draft", "kernel.create_work_order", **order)
    await plant.do("release", "kernel.release_work_order", work_order="WO-1")
    documents = [DOCUMENTS[0], {"kind": "overlay", "name": "report-rules", "text": RULES}]
    await plant.do("app", "catalog.publish_app", app="castings", documents=documents)
    return plant


async def test_rules_of_an_overlay_are_asked_of_every_report(store: Store, tenant: str) -> None:
    plant = await ruled(store, tenant)
    said = {"job_order": "WO-1-10", "good": "4"}
    missing = await plant.refused("no melt", "kernel.report_operation", **said)
    assert (missing.code, missing.at) == ("field-required", "/extra/melt")
    strange = await plant.refused(
        "strange", "kernel.report_operation", **said, extra={"melt": "WO-2-7"}
    )
    assert (strange.code, strange.at) == ("rule-broken", "/extra/melt")
    assert strange.say("en") == "Melt is no melt of the order."
    many = {**said, "good": "6"}
    sample = await plant.refused(
        "no sample", "kernel.report_operation", **many, extra={"melt": "WO-1-7"}
    )
    assert (sample.code, sample.at) == ("field-required", "/extra/sample")
    await plant.do("good", "kernel.report_operation", **said, extra={"melt": "WO-1-7"})
    both = {"melt": "WO-1-8", "sample": "S-1"}
    await plant.do("more", "kernel.report_operation", **many, extra=both)
    every = await plant.listed("job_response", "good", "x_melt", filter='kind = "report"')
    assert sorted(every, key=str) == [("4", "WO-1-7"), ("6", "WO-1-8")]


async def test_a_report_that_breaks_a_rule_offline_is_parked_and_its_neighbours_go_on(
    store: Store, tenant: str
) -> None:
    plant = await ruled(store, tenant)
    bodies = [
        {"job_order": "WO-1-10", "good": "1", "offline": True, "extra": {"melt": melt}}
        for melt in ("WO-1-1", "other", "WO-1-2")
    ]
    items = [
        Item(
            verb="kernel.report_operation",
            body=msgspec.json.encode({"id": uuid7(), **body}),
        )
        for body in bodies
    ]
    outcomes = await plant.door.submit(plant.tenant, LEAD, items=items)
    parked = [
        one.parked.code if isinstance(one, Answer) and one.parked else None for one in outcomes
    ]
    assert parked == [None, "rule-broken", None]
    every = await plant.listed("job_response", "x_melt", filter='kind = "report"')
    assert sorted(every, key=str) == [("WO-1-1",), ("WO-1-2",)]


async def test_an_overlay_rule_the_database_cannot_ask_is_not_published(
    store: Store, tenant: str
) -> None:
    plant = Foundry(store, tenant)
    wrong = RULES.replace("starts with(x_melt, job_order.work_order.code)", "good / 2 > 1")
    documents = [DOCUMENTS[0], {"kind": "overlay", "name": "report-rules", "text": wrong}]
    refusal = await plant.refused("app", "catalog.publish_app", app="castings", documents=documents)
    assert refusal.code == "check-failed"
    assert "overlays/report-rules.yaml:11: The filter cannot be used" in refusal.say("en")
