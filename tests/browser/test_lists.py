"""Ways of looking at records: views, groups, colours, cells, many rows, boards; what is beside."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from taktline.base.ids import uuid7
from tests.api_ground import Api
from tests.browser.conftest import Desk, Person, signed_in
from tests.browser.test_records import at_desk, field, rows

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

ROWS = 1_100
LIST = ".list-rows .ant-table-tbody-virtual-holder"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d4944415478da63fcffff3f0300050001ffa5f7a3390000000049454e44ae426082"
)


@pytest.fixture(scope="module")
async def classes(api: Api) -> Api:
    """Give a tenant with more rows than one page holds."""
    items = [
        {"id": str(uuid7()), "code": f"MC-{n:04}", "name": "Steel" if n % 2 else "Brass"}
        for n in range(ROWS)
    ]
    for start in range(0, ROWS, 50):
        body = {"commands": items[start : start + 50]}
        sent = await api.post("/api/v1/commands/material_class.create", body)
        assert sent.status_code == 200, sent.text
    return api


def tool(page: Page, name: str) -> Locator:
    return page.locator(".look-tools").get_by_role("button", name=re.compile(f"^{name}"))


def row(page: Page, code: str) -> Locator:
    return rows(page).filter(has_text=code)


async def test_a_view_is_kept_under_a_name_and_is_an_address(
    classes: Api, desk: Desk, person: Person
) -> None:
    page = await at_desk(desk, person, "/records/material_class")
    await expect(row(page, "MC-0000")).to_be_visible()
    await tool(page, "Filter").click()
    await page.get_by_role("button", name="Formula").click()
    await page.get_by_label("Formula (FEEL)").fill('name = "Steel"')
    await page.get_by_role("button", name="Apply").click()
    await expect(page.get_by_text("550 rows")).to_be_visible()
    await tool(page, "Colours").click()
    await page.get_by_label("Condition (FEEL)").fill('code = "MC-0003"')
    await page.get_by_role("button", name="Apply").click()
    await expect(page.locator(".row-red")).to_have_count(1)
    await expect(page.locator(".row-red")).to_contain_text("MC-0003")

    await tool(page, "Views").click()
    await page.get_by_role("menuitem", name="Save as a new view").click()
    await page.get_by_role("dialog").get_by_label("Name").fill("Only steel")
    await page.get_by_role("dialog").get_by_label("Begin with this view").check()
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()
    await expect(page).to_have_url(re.compile("view="))
    address = page.url
    await page.goto("/records/material_class")
    await expect(page.get_by_text("550 rows")).to_be_visible()
    await expect(tool(page, "Only steel")).to_be_visible()
    await tool(page, "Only steel").click()
    await page.get_by_role("menuitem", name="All records").click()
    await expect(page.get_by_text(f"{ROWS} rows")).to_be_visible()
    await page.goto(address)
    await expect(page.locator(".row-red")).to_have_count(1)


async def groups_tell_subtotals(page: Page) -> None:
    """Groups and their total count everything that fits."""
    await page.goto('/records/material_class?group=["name"]')
    table = page.locator(".groups")
    await expect(table.get_by_role("row", name=re.compile("Brass"))).to_contain_text("550")
    await expect(table.locator("tfoot")).to_contain_text("1,100")
    await table.get_by_role("row", name=re.compile("Steel")).get_by_role("button").click()
    await expect(page.get_by_text("550 rows")).to_be_visible()
    await expect(row(page, "MC-0001")).to_be_visible()


async def a_long_list_is_entered_anywhere(page: Page) -> None:
    """A window of rows is kept, and stays where one reads."""
    await page.goto("/records/material_class?order=code")
    await expect(row(page, "MC-0000")).to_be_visible()
    await page.get_by_label("Go to row").fill("1005")
    await page.keyboard.press("Enter")
    await expect(row(page, "MC-1000")).to_be_visible()
    await expect(page.get_by_text("Rows 1001–1100 of 1100")).to_be_visible()
    await page.mouse.move(600, 400)
    await page.mouse.wheel(0, 300)
    # Two turns of the wheel within one picture of the screen count as their sum.
    await page.wait_for_function("(list) => document.querySelector(list).scrollTop > 0", arg=LIST)
    await page.mouse.wheel(0, -600)
    await expect(page.get_by_text("Rows 801–1100 of 1100")).to_be_visible()
    await expect(row(page, "MC-1000")).to_be_visible()


async def a_cell_is_changed_and_taken_back(page: Page) -> None:
    """A refusal stands at the cell."""
    await page.goto("/records/material_class?order=code")
    await page.get_by_role("switch", name="Edit cells").click()
    cell = page.get_by_role("button", name=re.compile("^Name of MC-0004"))
    await cell.click()
    await page.locator(".cell-open input").fill("Bronze")
    await page.keyboard.press("Enter")
    await expect(row(page, "MC-0004")).to_contain_text("Bronze")
    await page.get_by_role("button", name="Undo").click()
    await expect(row(page, "MC-0004")).to_contain_text("Brass")
    code = page.get_by_role("button", name=re.compile("^Code of MC-0004"))
    await code.click()
    await page.locator(".cell-open input").fill("MC-0005")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("tooltip")).to_contain_text("MC-0005")
    await page.keyboard.press("Escape")
    await expect(row(page, "MC-0004")).to_be_visible()


async def many_are_done_at_once(page: Page) -> None:
    """Also rows that are not shown."""
    await page.goto('/records/material_class?order=code&filter=starts with(code, "MC-00")')
    await expect(page.get_by_text("100 rows")).to_be_visible()
    await row(page, "MC-0000").get_by_role("checkbox").check()
    await page.get_by_role("button", name="Mark all 100 that fit").click()
    await page.get_by_role("toolbar").get_by_role("button", name="Do").click()
    await page.get_by_role("menuitem", name="Archive").click()
    await page.get_by_role("button", name="Run").click()
    await expect(page.get_by_text("100 done, 0 refused")).to_be_visible()
    await page.get_by_role("dialog").get_by_role("button", name="Close").last.click()
    await expect(page.get_by_text("Nothing fits")).to_be_visible()


async def test_a_table_groups_jumps_is_edited_and_does_many_at_once(
    classes: Api, desk: Desk, person: Person
) -> None:
    page = await at_desk(desk, person, "/records")
    await groups_tell_subtotals(page)
    await a_long_list_is_entered_anywhere(page)
    await a_cell_is_changed_and_taken_back(page)
    await many_are_done_at_once(page)


async def test_what_is_beside_a_record_is_told_and_what_was_typed_outlives_a_reload(
    classes: Api, desk: Desk, person: Person
) -> None:
    page = await at_desk(desk, person, "/records/material_class?order=code&search=MC-0500")
    await row(page, "MC-0500").click()
    await page.get_by_role("tab", name="Comments").click()
    await page.get_by_label("Write a comment").fill("Check the alloy")
    await page.get_by_role("button", name="Say").click()
    await expect(page.locator(".comments li")).to_contain_text("Check the alloy")
    await page.get_by_role("tab", name="Files").click()
    await page.locator("input[type=file]").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": PNG}
    )
    await expect(page.locator(".files li")).to_contain_text("a.png")
    await expect(page).to_have_url(re.compile("record=.*tab=files"))
    await page.get_by_role("tab", name="History").click()
    await expect(page.get_by_text("File attached")).to_be_visible()
    await expect(page.get_by_text("Commented")).to_be_visible()

    await page.goto("/records/material_class?record=new")
    await field(page, "Code").fill("DRAFT-1")
    await page.reload()
    await expect(field(page, "Code")).to_have_value("DRAFT-1")
    await page.get_by_role("button", name="Discard").click()
    await expect(field(page, "Code")).to_have_value("")


async def test_a_card_is_moved_by_its_menu_and_changes_the_record(
    classes: Api, desk: Desk, person: Person
) -> None:
    made = await classes.command("nonconformity.create", {"code": "N-1", "title": "Scratch"})
    assert made.status_code == 200, made.text
    page = await at_desk(desk, person, "/records/nonconformity?kind=kanban&by=status")
    lanes = page.locator(".lane")
    await expect(lanes.first).to_contain_text("N-1")
    await page.get_by_role("button", name=re.compile("^Move N-1")).click()
    await page.get_by_role("menuitem").first.click()
    await expect(lanes.first).not_to_contain_text("N-1")
    await expect(lanes.nth(1)).to_contain_text("N-1")


async def test_a_card_is_dragged_and_one_that_may_not_go_comes_back_with_the_reason(
    classes: Api, desk: Desk, person: Person
) -> None:
    for code in ("N-2", "N-3"):
        made = await classes.command("nonconformity.create", {"code": code, "title": "Dent"})
        assert made.status_code == 200, made.text
    page = await desk.page()
    # The page hears of nothing, so that what somebody else changes stays as it was read.
    await page.route("**/api/v1/live*", lambda _: None)
    await signed_in(page, person, "/records/nonconformity?kind=kanban&by=status")
    lanes = page.locator(".lane")
    card = lanes.first.get_by_role("listitem").filter(has_text="N-2")
    await expect(card).to_be_visible()
    await card.drag_to(lanes.nth(1))
    await expect(lanes.nth(1)).to_contain_text("N-2")
    await expect(lanes.first).not_to_contain_text("N-2")
    other = lanes.first.get_by_role("listitem").filter(has_text="N-3")
    stale = (await classes.get("/api/v1/records/nonconformity", filter='code = "N-3"')).json()
    (row,) = stale["rows"]
    change = {"record": row["id"], "expected_version": row["version"], "title": "Deep dent"}
    assert (await classes.command("nonconformity.change", change)).status_code == 200
    await other.drag_to(lanes.nth(1))
    await expect(page.locator(".ant-message-error")).to_contain_text("N-3")
    await expect(other).to_be_visible()
