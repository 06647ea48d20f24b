"""Quality in the office: a delivery measured and decided, charts and bars down to their rows."""

import re

import pytest
from playwright.async_api import expect

from tests.api_ground import Api
from tests.browser.conftest import Desk, Person, signed_in
from tests.browser.floor_ground import PIN, give, worker
from tests.browser.floor_material import picture
from tests.browser.hands import choose
from tests.ledger_fixtures import insert_masters

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

PLAN = "IP-1"


@pytest.fixture(scope="module")
async def plant(api: Api) -> Api:
    """Give a plan, eight patrols of three pieces, the last one far off, and a delivery."""
    async with api.runtime.store.transaction(api.tenant) as tx:
        insert_masters(tx)
        tx.execute("UPDATE material SET inspected = true WHERE code = 'PLATE'")
    await give(api, "kernel.open_place", code="WH1", kind="store")
    await give(
        api, "quality.import_inspection_plan", code=PLAN, material="PLATE",
        characteristics=[
            {"code": "DIA", "name": "Diameter", "unit": "mm", "lsl": "9.9", "usl": "10.1"},
            {"code": "LOOK", "name": "Scratches", "kind": "attribute"},
        ],
    )  # fmt: skip
    await give(api, "inventory.receive_material", site="F1", supplier="S1", inspection="IQ-1",
               lines=[{"material": "PLATE", "place": "WH1", "quantity": "20", "amount": "60",
                       "lot": "LOT-1"}])  # fmt: skip
    await worker(api, "赵 Zhao", "quality_engineer")
    await give(api, "platform.require_second_signature", topic="concession")
    for number in range(8):
        code, shift = f"Q-{number + 1}", "0.15" if number == 7 else "0"
        await give(api, "quality.request_inspection", code=code, site="F1", material="PLATE",
                   quantity="3", operation="patrol inspection")  # fmt: skip
        results = [
            {"characteristic": "DIA", "piece": piece + 1,
             "value": str(10 + float(shift) + (piece - 1 + number % 2) / 100)}
            for piece in range(3)
        ]  # fmt: skip
        await give(api, "quality.record_results", inspection=code, plan=PLAN, results=results)
    return api


async def test_a_delivery_is_taken_measured_and_partly_accepted_by_two(
    desk: Desk, person: Person, plant: Api
) -> None:
    page = await desk.page()
    await signed_in(page, person, "/quality/inspections?purpose=incoming")
    await page.get_by_role("link", name="IQ-1").click()
    await page.get_by_role("button", name="Take", exact=True).click()
    await expect(page.get_by_role("button", name="Take", exact=True)).to_have_count(0)

    await page.get_by_role("button", name="Record results").click()
    drawer = page.get_by_role("dialog")
    await drawer.get_by_label("Diameter").fill("10.2")
    await expect(drawer.get_by_text("Failed")).to_be_visible()
    await drawer.get_by_label("Scratches").get_by_text("OK", exact=True).click()
    await drawer.get_by_role("button", name="Save piece 1").click()
    await expect(drawer.get_by_role("button", name="Save piece 2")).to_be_disabled()
    await drawer.get_by_role("button", name="Close").click()
    results = page.get_by_role("region", name="Results")
    await expect(results).to_contain_text("1 pieces · 1 failed results")

    await page.get_by_role("button", name="Decide").click()
    deciding = page.get_by_role("dialog", name="Decide IQ-1")
    await deciding.get_by_text("Use as is", exact=True).click()
    await deciding.get_by_label("Rejected LOT-1").fill("5")
    await deciding.get_by_label("Reason").fill("only the long ones fit")
    await deciding.get_by_role("button", name="Decide").click()
    signing = page.get_by_role("dialog", name="A second person signs")
    await choose(page, signing.get_by_label("Who signs"), "Zhao")
    await signing.get_by_label("Their PIN").fill("9182")
    await signing.get_by_role("button", name="Sign", exact=True).click()
    await expect(signing).to_contain_text("The PIN is wrong.")
    await signing.get_by_label("Their PIN").fill(PIN)
    await picture(page, "office-second")
    await signing.get_by_role("button", name="Sign", exact=True).click()
    await expect(page.get_by_text("only the long ones fit")).to_be_visible()
    await page.goto("/quality/inspections?stand=decided")
    await expect(page.get_by_role("row", name=re.compile("IQ-1"))).to_contain_text("Use as is")


async def test_a_chart_marks_the_broken_rule_and_opens_the_values_behind_it(
    desk: Desk, person: Person, plant: Api
) -> None:
    page = await desk.page()
    await signed_in(page, person, "/quality/charts")
    await page.get_by_role("link", name="Diameter").click()
    await expect(page).to_have_url(re.compile(f"/quality/charts/{PLAN}/DIA"))
    await expect(page.get_by_text(re.compile("^◆ Broken: WE1"))).to_be_visible()
    await expect(page.get_by_role("img", name="Control chart Xbar")).to_be_visible()
    points = page.get_by_role("region", name="Points of the chart")
    await expect(points.get_by_role("row", name=re.compile("Q-8"))).to_contain_text("WE1")
    await page.locator(".quality-indices a").nth(1).click()
    await expect(page).to_have_url(re.compile("failed=yes"))
    values = page.get_by_role("region", name="Measured values")
    await expect(values).to_contain_text("✖ Failed")
    await expect(values.get_by_role("row", name=re.compile("Q-8"))).to_have_count(3)

    await page.goto("/quality/defects?by=characteristic")
    bars = page.get_by_role("region", name="Defects")
    await bars.get_by_role("row", name=re.compile("Diameter")).click()
    await expect(page).to_have_url(re.compile("characteristic=DIA"))


async def test_a_plan_is_brought_in_from_a_table_as_people_have_it(
    desk: Desk, person: Person, plant: Api
) -> None:
    page = await desk.page(language="zh-CN")
    await signed_in(page, person, "/quality/plans")
    await page.get_by_role("button", name="导入方案").click()
    drawer = page.get_by_role("dialog")
    await drawer.get_by_label("编码", exact=True).fill("IP-2")
    await drawer.get_by_label("检验项目表").fill(
        "序号\t检验项目\t标准值\t公差\t单位\n1\t外径\t12\t±0.05\tmm\n2\t外观\t\t\t"
    )
    await expect(drawer.get_by_role("row", name=re.compile("外径"))).to_contain_text(
        "11.95 … 12.05"
    )
    await drawer.get_by_role("button", name="发布(2 项特性)").click()
    await expect(page).to_have_url(re.compile("/quality/plans/IP-2$"))
    await expect(page.get_by_role("row", name=re.compile("外观"))).to_contain_text("计数")
