"""Every page of the office, as the route tables name them: axe finds nothing serious, day or night.

A page that somebody adds is walked too; one about a single record is opened with a record of the
plant below where one is named for it, else with one that does not exist.
"""

import re

import pytest
from playwright.async_api import Page, expect

from tests.api_ground import Api
from tests.browser.axe import faults
from tests.browser.conftest import Desk, Person, signed_in
from tests.browser.floor_ground import give
from tests.ledger_fixtures import insert_masters
from tests.tidy.tree import ROOT

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
ROUTES = ROOT / "web" / "src" / "apps" / "office"
SETTLED_MS = 60_000
SAMPLES = {
    "/board/$line": "/board/WC-1",
    "/c/$code": "/c/PLATE",
    "/cockpit/$figure": "/cockpit/reports",
    "/jobs/$code": "/jobs/WO-T-10",
    "/lots/$material/$lot": "/lots/PLATE/H-7",
    "/orders/$code": "/orders/WO-T",
    "/quality/charts/$plan/$characteristic": "/quality/charts/IP-1/DIA",
    "/quality/inspections/$code": "/quality/inspections/IQ-1",
    "/quality/plans/$code": "/quality/plans/IP-1",
    "/records/$entity": "/records/material",
    "/stock/counts/$code": "/stock/counts/CNT-1",
    "/stock/do/$task": "/stock/do/receive",
    "/trace/$material/$lot": "/trace/PLATE/H-7",
}
REFUSED = "status of 400"
"""What the browser notes where a page asks for a record that does not exist."""
FRAME = ".shell-head, .shell-menu"
"""What stands around every page, and is judged with the first one."""
WAITING = ".ant-skeleton-active, .ant-spin-spinning, .ant-card-loading"
STILL = """
() => Promise.allSettled(document.getAnimations()
  .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime))
  .map((one) => one.finished)).then(() => null)
"""


def addresses() -> list[str]:
    """Return an address of every route of the office."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(ROUTES.rglob("*.tsx"))]
    paths = {path for text in texts for path in re.findall(r'path: "(/[^"]*)"', text)}
    return sorted(SAMPLES.get(path, re.sub(r"\$\w+", "none", path)) for path in paths)


@pytest.fixture(scope="module")
async def plant(api: Api) -> Api:
    """Give a plant with an order on its way, a lot, an inspection, a count."""
    async with api.runtime.store.transaction(api.tenant) as tx:
        insert_masters(tx)
        tx.execute("UPDATE material SET inspected = true WHERE code = 'PLATE'")
    await give(api, "equipment.create", code="WC-1", name="Line", site="F1",
               level="production_line")  # fmt: skip
    for code in ("WH1", "FG1"):
        await give(api, "kernel.open_place", code=code, kind="store")
    measured = {"code": "DIA", "name": "Diameter", "unit": "mm", "lsl": "9.9", "usl": "10.1"}
    await give(api, "quality.import_inspection_plan", code="IP-1", material="PLATE",
               characteristics=[measured])  # fmt: skip
    await give(api, "inventory.receive_material", site="F1", supplier="S1", inspection="IQ-1",
               lines=[{"material": "PLATE", "place": "WH1", "lot": "H-7", "quantity": "100",
                       "amount": "60"}])  # fmt: skip
    values = [{"characteristic": "DIA", "piece": piece + 1, "value": str(10 + piece / 10)}
              for piece in range(3)]  # fmt: skip
    await give(api, "quality.record_results", inspection="IQ-1", plan="IP-1", results=values)
    step = {"sequence": 10, "name": "Press", "start_by_report": True}
    await give(api, "kernel.create_work_order", code="WO-T", site="F1", material="BR-100",
               ordered="8", receipt_place="FG1", operations=[step])  # fmt: skip
    await give(api, "kernel.release_work_order", work_order="WO-T")
    await give(api, "kernel.dispatch_job_order", job_order="WO-T-10", work_center="WC-1")
    await give(api, "kernel.report_operation", job_order="WO-T-10", good="2", lot="B-1",
               defects=[{"quantity": "1", "defect_code": "D1"}])  # fmt: skip
    await give(api, "inventory.plan_count", code="CNT-1", place="WH1")
    await api.seal()
    return api


async def opened(page: Page, address: str) -> None:
    """Open an address and wait until it shows what it has to show."""
    await page.goto(address)
    await expect(page.locator("#root > *").first).to_be_visible(timeout=SETTLED_MS)
    await expect(page.locator(WAITING)).to_have_count(0, timeout=SETTLED_MS)
    await page.evaluate(STILL)


@pytest.mark.timeout(600)
async def test_every_page_of_the_office_can_be_used_with_assistive_technology(
    desk: Desk, person: Person, plant: Api
) -> None:
    page = await desk.page(language="zh-CN")
    found: dict[str, list[str]] = {"/sign-in": []}
    await opened(page, "/sign-in")
    found["/sign-in"] = await faults(page)
    await signed_in(page, person, "/")
    known = None
    for address in addresses():
        await page.emulate_media(color_scheme="light")
        await opened(page, address)
        by_day = await faults(page, known=known)
        await page.emulate_media(color_scheme="dark")
        await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        await page.evaluate(STILL)
        by_night = await faults(page, only="color-contrast", known=known)
        found[address] = [*by_day, *(f"dark {one}" for one in by_night)]
        known = FRAME
    desk.wrong[:] = [one for one in desk.wrong if REFUSED not in one]
    assert len(found) > len(SAMPLES)
    assert {address: said for address, said in found.items() if said} == {}
