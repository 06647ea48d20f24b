"""The office over the real server: an order from its creation on, figures and their rows, live."""

import asyncio
import re

import httpx
import pytest
from playwright.async_api import Route, expect

from tests.api_ground import Api
from tests.browser.conftest import Desk, Person, signed_in
from tests.browser.hands import choose

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


async def done(answer: httpx.Response) -> None:
    assert answer.status_code < 300, answer.text


@pytest.fixture(scope="module")
async def plant(api: Api) -> Api:
    """Give a tenant with a site and a material."""
    await done(await api.command("site.create", {"code": "S1", "name": "Works"}))
    await done(await api.command("unit.create", {"code": "ea", "name": "each"}))
    shaft: dict[str, object] = {"code": "SHAFT", "name": "Shaft", "unit": "ea"}
    await done(await api.command("material.create", shaft))
    return api


async def released(plant: Api, code: str, **more: str) -> None:
    draft = {"code": code, "site": "S1", "material": "SHAFT", "ordered": "10", **more}
    await done(await plant.command("kernel.create_work_order", {**draft, "route": "Cut -> Turn"}))
    await done(await plant.command("kernel.release_work_order", {"work_order": code}))


async def report(plant: Api, job: str, good: str) -> None:
    await done(await plant.command("kernel.report_operation", {"job_order": job, "good": good}))
    await plant.seal()


WORDS: dict[str, dict[str, str | re.Pattern[str]]] = {
    "en-US": {
        "new": "New work order",
        "order": "Work order",
        "material": "Material",
        "quantity": "Quantity",
        "route": "Route",
        "save": "Save",
        "release": "Release",
        "draft": "Draft",
        "flow": "Operations",
        "good": "Good4",
    },
    "zh-CN": {
        "new": "新建工单",
        "order": "工单号",
        "material": "物料",
        "quantity": "数量",
        "route": "工艺路线",
        "save": re.compile("保 ?存"),
        "release": re.compile("下 ?达"),
        "draft": "草稿",
        "flow": "工序流",
        "good": "合格4",
    },
}


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
async def test_an_order_is_created_released_and_followed_without_reload(
    desk: Desk, person: Person, plant: Api, language: str
) -> None:
    words, code = WORDS[language], f"W-{language}"
    await released(plant, f"TAKEN-{language}")
    page = await desk.page(language="zh-CN" if language == "zh-CN" else "en-US")
    await signed_in(page, person, "/orders")
    await page.get_by_role("button", name=words["new"]).click()
    form = page.get_by_role("dialog")
    await form.get_by_label(str(words["order"]), exact=True).fill(f"TAKEN-{language}")
    material = form.get_by_label(str(words["material"]), exact=True)
    await choose(page, material, "SHAFT", typed="SHAFT")
    await form.get_by_label(str(words["quantity"]), exact=True).fill("10")
    await form.get_by_label(str(words["route"]), exact=True).fill("Cut -> Turn")
    await form.get_by_role("button", name=words["save"]).click()
    await expect(page.locator("#code_help")).to_contain_text("TAKEN")
    await form.get_by_label(str(words["order"]), exact=True).fill(code)
    await form.get_by_role("button", name=words["save"]).click()

    await expect(page).to_have_url(re.compile(f"/orders/{code}$"))
    await expect(page.get_by_text(str(words["draft"]), exact=False).first).to_be_visible()
    await page.get_by_role("button", name=words["release"]).click()
    flow = page.get_by_role("list", name=str(words["flow"]))
    await expect(flow.locator(".flow-step")).to_have_count(2)

    await report(plant, f"{code}-10", "4")
    first = flow.locator(".flow-step").first
    await expect(first).to_contain_text(str(words["good"]))


async def test_a_figure_opens_the_rows_that_make_it(desk: Desk, person: Person, plant: Api) -> None:
    await released(plant, "LATE-1", due_at="2026-01-01T00:00:00Z")
    await report(plant, "LATE-1-10", "2")
    page = await desk.page()
    await signed_in(page, person, "/")
    await page.get_by_role("link", name=re.compile("^Late orders")).click()
    await expect(page).to_have_url(re.compile("/cockpit/late"))
    await page.get_by_role("row", name=re.compile("LATE-1")).click()
    await expect(page).to_have_url(re.compile("/orders/LATE-1$"))
    await expect(page.get_by_role("region", name="Reports").get_by_role("row")).to_have_count(2)


async def test_a_held_job_is_shown_so_though_an_old_answer_comes_late_and_another_never(
    desk: Desk, person: Person, plant: Api
) -> None:
    await released(plant, "LATE-9")
    await done(await plant.command("kernel.start_job_order", {"job_order": "LATE-9-10"}))
    page = await desk.page()
    asked, old, told = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        """Answer the first question with what was so when it was asked, but only much later."""
        await page.unroute("**/kernel.job_order?*")
        body = await (await route.fetch()).body()
        asked.set()
        await old.wait()
        await route.fulfill(body=body, content_type="application/json")
        told.set()

    await signed_in(page, person, "/jobs/LATE-9-10")
    await expect(page.get_by_text("Running").first).to_be_visible()
    await page.route("**/kernel.job_responses?*", lambda _: None)
    await page.route("**/kernel.job_order?*", late)
    call: dict[str, object] = {"job_order": "LATE-9-10", "kind": "tool"}
    await done(await plant.command("kernel.raise_work_alert", call))
    await plant.seal()
    await asked.wait()
    hold: dict[str, object] = {"job_order": "LATE-9-10", "reason": "no bars", "alert": "material"}
    await done(await plant.command("kernel.hold_job_order", hold))
    await plant.seal()
    old.set()
    await told.wait()
    await expect(page.get_by_text("Held").first).to_be_visible()
