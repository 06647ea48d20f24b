"""Master data in the office: a bill out of Excel as a tree, a routing drawn, a sheet round trip."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # ships no types
from playwright.async_api import Locator, Page, expect
from python_calamine import CalamineWorkbook

from tests.api_ground import Api
from tests.browser.conftest import Desk, Person, signed_in, with_login
from tests.browser.test_office import done

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

BOM = [
    ("层级", "物料编码", "用量", "损耗率"),
    (0, "CAR", None, None),
    (1, "WHEEL", 4, None),
    (2, "RIM", 1, None),
    (2, "BOLT", 5, "20%"),
]


@pytest.fixture(scope="module")
async def works(api: Api) -> Api:
    """Give a factory with materials, a work center and a released routing with a branch."""
    await done(await api.command("site.create", {"code": "S1", "name": "Works"}))
    await done(await api.command("unit.create", {"code": "pcs", "name": "piece"}))
    for code in ("CAR", "WHEEL", "RIM", "BOLT"):
        fields: dict[str, object] = {"code": code, "name": f"{code} one", "unit": "pcs"}
        await done(await api.command("material.create", fields))
    await done(await api.command("equipment.create", {
        "code": "TURN", "name": "Lathes", "site": "S1", "level": "production_unit"}))  # fmt: skip
    steps = [
        {"sequence": 10, "name": "Saw", "work_center": "TURN", "planned_run_s": "30"},
        {"sequence": 20, "name": "Paint", "dependencies": []},
        {"sequence": 30, "name": "Join",
         "dependencies": [{"predecessor": 10}, {"predecessor": 20}]},
    ]  # fmt: skip
    master: dict[str, object] = {"code": "R-CAR", "name": "Car", "operations": steps}
    await done(await api.command("kernel.create_work_master", master))
    await done(await api.command(
        "kernel.release_work_master", {"work_master": "R-CAR", "expected_version": 1}))  # fmt: skip
    return api


@pytest.fixture
async def engineer(works: Api) -> Person:
    """Give a process engineer with a login."""
    return await with_login(works.runtime, works.tenant, "process_engineer")


def sheet(folder: Path, name: str, rows: Sequence[Sequence[object]]) -> Path:
    path = folder / name
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("一")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                page.write(at, column, value)
    book.close()
    return path


async def tried(page: Page, file: Path) -> Locator:
    """Choose a file in the guide that is open and try it out."""
    drawer = page.get_by_role("dialog")
    await drawer.locator("input[type=file]").set_input_files(file)
    await drawer.get_by_role("button", name=re.compile("^Try .* rows out$")).click()
    await expect(drawer.get_by_role("status")).to_be_visible()
    return drawer


async def test_a_bill_of_two_levels_comes_from_a_sheet_and_is_shown_as_a_tree(
    desk: Desk, engineer: Person, tmp_path: Path
) -> None:
    page = await desk.page()
    await signed_in(page, engineer, "/master/bills")
    await page.get_by_role("button", name="Bring in Excel").click()
    drawer = await tried(page, sheet(tmp_path, "bom.xlsx", BOM))
    await expect(drawer.locator(".sheet-counts")).to_contain_text("New 3")
    await drawer.get_by_role("button", name="Bring in 3 rows").click()
    await drawer.get_by_role("button", name="Done").click()

    await page.get_by_text("CAR one").first.click()
    await expect(page).to_have_url(re.compile(r"/master/bills/[0-9a-f-]{36}"))
    await page.get_by_label("Needed for a quantity of").fill("2")
    tree = page.get_by_role("region", name="Structure")
    await expect(tree.get_by_role("row", name=re.compile(r"BOLT.*1\.2.*50"))).to_be_visible()
    await tree.get_by_role("button", name="Close all").click()
    await expect(tree.get_by_text("BOLT", exact=True)).to_be_hidden()

    await page.get_by_role("button", name="Release", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="Release", exact=True).click()
    await expect(page.get_by_role("button", name="New version")).to_be_visible()
    await page.get_by_role("tab", name="Lines").click()
    await page.get_by_label("Quantity per 1").fill("0")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.locator(".master-cell [role=alert]")).to_contain_text("a quantity is above 0")
    await page.get_by_label("Quantity per 1").fill("3")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_label("Revision", exact=True).locator("..")).to_contain_text("2")
    await page.get_by_role("tab", name="Compare versions").click()
    compared = page.locator("tr.compare-changed")
    await expect(compared).to_contain_text("WHEEL")
    await expect(compared.locator("mark")).to_have_text(["4", "3"])
    await page.goto("/master/where-used?material=BOLT")
    await expect(page.get_by_text("WHEEL › CAR")).to_be_visible()


async def test_a_routing_is_drawn_with_its_branch_and_a_change_begins_a_draft(
    desk: Desk, engineer: Person, tmp_path: Path
) -> None:
    page = await desk.page()
    await signed_in(page, engineer, "/master/routings")
    await page.get_by_text("R-CAR", exact=True).click()
    flow = page.get_by_role("region", name="Flow of the operations")
    boxes = flow.get_by_role("button")
    await expect(boxes).to_have_count(3)
    await expect(flow.locator(".routing-line")).to_have_count(2)
    await boxes.nth(2).focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Operation 30", exact=True)).to_be_focused()
    await page.get_by_label("Per piece (s) 10").fill("35")
    await page.get_by_role("button", name="Add an operation").click()
    await page.get_by_label("Operation 40", exact=True).fill("Pack")
    await expect(boxes).to_have_count(4)
    await page.get_by_role("button", name="Values 10", exact=True).click()
    asked = page.get_by_role("region", name="Values of the process at 10", exact=True)
    await asked.get_by_role("button", name="Add a value 10").click()
    await asked.get_by_label("Code 10-1").fill("torque")
    await asked.get_by_label("Unit 10-1").fill("N·m")
    await asked.get_by_label("Lower limit 10-1").fill("7.5")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_role("button", name="Release", exact=True)).to_be_visible()
    await expect(page.locator(".master-head")).to_contain_text("Draft")
    await expect(page.get_by_label("Per piece (s) 10")).to_have_value("35")
    values = page.get_by_role("button", name="Values 10", exact=True)
    await expect(values).to_have_text("1")
    await values.click()
    await expect(asked.get_by_label("Lower limit 10-1")).to_have_value("7.5")
    await page.get_by_role("button", name="Bring in values").click()
    rows = [("Sequence", "Parameter", "Upper limit", "Unit"), (20, "gap", 2, "mm")]
    drawer = await tried(page, sheet(tmp_path, "values.xlsx", rows))
    await drawer.get_by_role("button", name="Bring in 1 rows").click()
    await drawer.get_by_role("button", name="Done").click()
    await expect(page.get_by_role("button", name="Values 20", exact=True)).to_have_text("1")
    await expect(values).to_have_text("1")


async def test_an_export_goes_in_again_untouched_and_with_one_cell_changed(
    desk: Desk, engineer: Person, tmp_path: Path
) -> None:
    page = await desk.page()
    await signed_in(page, engineer, "/master/materials")
    async with page.expect_download() as download:
        await page.get_by_role("link", name=re.compile("Excel")).click()
    kept = tmp_path / "export.xlsx"
    await (await download.value).save_as(kept)
    book = CalamineWorkbook.from_path(kept)
    rows: list[list[object]] = [list(row) for row in book.get_sheet_by_index(0).to_python()]

    await page.get_by_role("button", name="Bring in Excel").click()
    drawer = await tried(page, sheet(tmp_path, "same.xlsx", rows))
    await expect(drawer.get_by_role("status")).to_contain_text("Nothing would change")
    await drawer.get_by_role("button", name="Choose the corrected file").click()
    next(row for row in rows if "RIM" in row)[rows[0].index("Name")] = "Rim, polished"
    drawer = await tried(page, sheet(tmp_path, "edited.xlsx", rows))
    await expect(drawer.locator(".sheet-counts")).to_contain_text("Changed 1")
    await expect(
        drawer.get_by_role("row", name=re.compile("RIM one.*Rim, polished"))
    ).to_be_visible()
    await drawer.get_by_role("button", name="Bring in 1 rows").click()
    await drawer.get_by_role("button", name="Done").click()
    await expect(page.get_by_title("Rim, polished", exact=True)).to_be_visible()
