"""Sheets as people have them: titles, merged cells, totals, dates, damaged codes, old files."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # ships no types
from hypothesis import given
from hypothesis import strategies as st

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.sheets.book import (
    COLUMNS_MAX,
    Grid,
    NoSheet,
    SheetEmpty,
    SheetTooLarge,
    column_at,
    letters_of,
    read_book,
)
from taktline.catalog.sheets.cell import (
    CellNoChoice,
    CellNoDate,
    CellNoNumber,
    CodeDamaged,
    as_code,
    as_date,
    as_instant,
    as_number,
    as_switch,
    read_cell,
)
from taktline.catalog.sheets.field import SheetField
from taktline.catalog.sheets.head import find_heading
from taktline.catalog.sheets.rows import SheetRead, read_rows
from taktline.kernel.orders.from_sheet import WORK_ORDERS
from tests.old_excel import old_workbook
from tests.shared_inputs import shared

SHANGHAI = ZoneInfo("Asia/Shanghai")


def grid(*rows: Sequence[object]) -> Grid:
    """Return rows as a sheet of the old Excel holds them."""
    return read_book(old_workbook("计划", rows), "plan.xls")[0]


def understood(sheet: Grid, **known: str) -> SheetRead:
    """Return the rows of a sheet of work orders as they are understood without being told."""
    headed = find_heading(sheet, WORK_ORDERS.fields, remembered=known)
    columns = {one.column: one.field for one in headed.columns if one.field}
    return read_rows(sheet, WORK_ORDERS.fields, below=headed.line, columns=columns, zone=SHANGHAI)


HEADINGS = ("序号", "工单号", "产品编码", "计划数量（件）", "交货日期", "备注")


def test_a_heading_is_found_below_a_title_and_rows_end_before_totals_and_signatures() -> None:
    read = understood(
        grid(
            ("九月生产计划",),
            ("编制部门:计划科",),
            HEADINGS,
            (1, "MO-1", "P-01", 120, "2026.9.5", None),
            (2, "MO-2", "P-02", "１，２００", "2026年9月6日", "急"),
            (None, "合 计", None, 1320),
            ("制表:张三", None, "审核:李四"),
        )
    )
    assert [dict(row.values) for row in read.rows] == [
        {"code": "MO-1", "material": "P-01", "ordered": "120",
         "due_at": "2026-09-05T23:59:59+08:00"},
        {"code": "MO-2", "material": "P-02", "ordered": "1200",
         "due_at": "2026-09-06T23:59:59+08:00"},
    ]  # fmt: skip
    assert [row.line for row in read.rows] == [4, 5]
    assert [(one.line, one.why) for one in read.skipped] == [(6, "total"), (7, "signature")]


def test_a_heading_of_two_rows_is_read_together() -> None:
    sheet = grid(
        ("工单", None, "数量", None),
        ("编号", "物料", "计划", "完成"),
        ("MO-1", "P-01", 5, 0),
    )
    fields = (
        SheetField(name="code", label=Text(en="Code", zh="工单编号"), kind="code"),
        SheetField(name="ordered", label=Text(en="Ordered", zh="数量计划"), kind="number"),
    )
    headed = find_heading(sheet, fields)
    assert (headed.line, headed.height) == (2, 2)
    assert [one.field for one in headed.columns] == ["code", None, "ordered", None]


def test_what_a_sender_chose_before_wins_over_the_label() -> None:
    sheet = grid(("单号", "数量", "机型"), ("MO-1", 5, "P-01"))
    guessed = find_heading(sheet, WORK_ORDERS.fields)
    assert [one.field for one in guessed.columns] == ["code", "ordered", None]
    known = {"机型": "material", "单号": "-"}
    headed = find_heading(sheet, WORK_ORDERS.fields, remembered=known)
    assert [(one.field, one.by) for one in headed.columns] == [
        (None, "remembered"), ("ordered", "label"), ("material", "remembered"),
    ]  # fmt: skip


def workbook(*sheets: tuple[str, bool]) -> bytes:
    """Return an .xlsx of sheets: name, hidden or not; each with a merged cell over two rows."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    for name, hidden in sheets:
        sheet = book.add_worksheet(name)
        for at, heading in enumerate(HEADINGS):
            sheet.write(0, at, heading)
        sheet.merge_range(1, 2, 2, 2, "P-01")
        for line in (1, 2):
            sheet.write(line, 1, 690123456789.0 + line)
            sheet.write(line, 3, 12.5)
            sheet.write_datetime(
                line, 4, date(2026, 1, 5), book.add_format({"num_format": "yyyy/m/d"})
            )
        if hidden:
            sheet.hide()
    book.close()
    return file.getvalue()


def test_merged_cells_hold_for_every_row_and_hidden_sheets_are_left_out() -> None:
    grids = read_book(workbook(("一车间", False), ("草稿", True), ("二车间", False)), "a.xlsx")
    assert [one.name for one in grids] == ["一车间", "二车间"]
    rows = understood(grids[0]).rows
    assert [row.values["material"] for row in rows] == ["P-01", "P-01"]
    assert rows[0].values["code"] == "690123456790", "a number that was kept whole is a code"
    assert rows[0].values["due_at"] == "2026-01-05T23:59:59+08:00"
    assert rows[0].values["ordered"] == "12.5"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_a_csv_is_read_in_any_usual_encoding(encoding: str, mark: str) -> None:
    text = mark.join(("工单号", "物料", "数量")) + "\r\n" + mark.join(('="0012"', "轴承", "3"))
    rows = understood(read_book(text.encode(encoding), "a.csv")[0]).rows
    assert dict(rows[0].values) == {"code": "0012", "material": "轴承", "ordered": "3"}


def test_a_code_that_lost_its_digits_is_refused_and_a_whole_one_is_not() -> None:
    assert as_code("6901230000000") == "6901230000000"
    assert as_code(6901230000000) == "6901230000000"
    assert as_code("ＡＢ－1") == "AB-1"
    assert as_code("1E5") == "1E5", "somebody's drawing number"
    for damaged in ("6.90123E+12", "6.9e+12", 1.23456789012345678e18):
        with pytest.raises(CodeDamaged, match="last digits are lost"):
            as_code(damaged)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026.1.5", date(2026, 1, 5)), ("2026-01-05", date(2026, 1, 5)),
        ("2026/1/5", date(2026, 1, 5)), ("2026年1月5日", date(2026, 1, 5)),
        ("２０２６．１．５", date(2026, 1, 5)), ("20260105", date(2026, 1, 5)),
        (20260105, date(2026, 1, 5)), (46027, date(2026, 1, 5)),
        (datetime.fromisoformat("2026-01-05T08:30"), date(2026, 1, 5)),
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(cell: str | int | datetime, day: date) -> None:
    assert as_date(cell) == day


@pytest.mark.parametrize("cell", ["5.1.2026", "01/05/2026", "2026.2.30", "下周三", 12, "2026.1"])
def test_a_day_that_may_be_two_days_or_none_is_refused(cell: str | int) -> None:
    with pytest.raises(CellNoDate):
        as_date(cell)


def test_an_instant_takes_the_clock_that_is_written_or_the_day_s_begin_or_end() -> None:
    assert as_instant("2026.1.5 14:30", SHANGHAI) == "2026-01-05T14:30:00+08:00"
    assert as_instant("2026.1.5", SHANGHAI) == "2026-01-05T00:00:00+08:00"
    assert as_instant("2026.1.5", SHANGHAI, day_ends=True) == "2026-01-05T23:59:59+08:00"
    assert as_instant(46027.5, SHANGHAI) == "2026-01-05T12:00:00+08:00"


@pytest.mark.parametrize(
    ("cell", "number"),
    [("1,200", "1200"), ("１２．５", "12.5"), (12.0, "12"), (0.1 + 0.2, "0.3"), (" 7 ", "7"),
     ("¥12.50", "12.50"), ("-3", "-3")],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(cell: str | float, number: str) -> None:
    assert as_number(cell) == number


@pytest.mark.parametrize("cell", ["12件", "1,2", "", "约100", "1.2.3", "6.9E+12", True])
def test_what_is_no_number_is_refused(cell: str | bool) -> None:
    with pytest.raises(CellNoNumber):
        as_number(cell)


def test_choices_are_known_by_key_and_by_either_label() -> None:
    field = SheetField(
        name="kind", label=Text(en="Kind", zh="类型"), kind="option",
        options={"normal": Text(en="Normal", zh="正常"), "trial": Text(en="Trial", zh="试制")},
    )  # fmt: skip
    assert [read_cell(field, one, SHANGHAI) for one in ("试制", "NORMAL", "trial")] == [
        "trial", "normal", "trial",
    ]  # fmt: skip
    with pytest.raises(CellNoChoice, match="none of the choices: Normal, Trial"):
        read_cell(field, "返工", SHANGHAI)
    assert [as_switch(one) for one in ("是", "×", True, "Y")] == [True, False, True, True]


def test_a_row_s_mistakes_are_told_together_each_at_its_field() -> None:
    row = understood(grid(HEADINGS, (1, "6.90123E+12", None, "12件", "2026.13.1"))).rows[0]
    assert {(one.at, one.code) for one in row.problems} == {
        ("/code", "code-damaged"), ("/material", "cell-missing"),
        ("/ordered", "cell-no-number"), ("/due_at", "cell-no-date"),
    }  # fmt: skip


def test_a_web_page_that_calls_itself_a_sheet_is_refused_with_advice() -> None:
    page, cut = b"<html><table><tr><td>1</td></tr></table></html>", b"\xd0\xcf\x11\xe0" + bytes(600)
    for content in (page, cut, b"\x00\x01\x02", b"PK\x03\x04x"):
        with pytest.raises(NoSheet, match=r"save it as \.xlsx"):
            read_book(content, "a.xls")
    with pytest.raises(SheetEmpty):
        read_book(b",,\r\n,,\r\n", "a.csv")


def test_hours_of_millions_of_years_are_refused_and_break_nothing() -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        hours = book.add_format({"num_format": "[h]:mm"})
        book.add_worksheet().write_number(0, 0, 1e12, hours)
    with pytest.raises(NoSheet):
        read_book(made.getvalue(), "plan.xlsx")


def test_two_cells_far_from_each_other_do_not_fill_the_memory() -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "a")
    sheet.write(1_000_000, 1_000, "b")
    book.close()
    with pytest.raises(SheetTooLarge):
        read_book(file.getvalue(), "a.xlsx")


@given(st.integers(min_value=0, max_value=COLUMNS_MAX * 100))
def test_letters_name_a_column_and_lead_back_to_it(column: int) -> None:
    assert column_at(letters_of(column)) == column


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9
    )
)
def test_any_number_of_excel_is_read_with_its_value(number: object) -> None:
    assert float(as_number(float(str(number)))) == pytest.approx(float(str(number)), rel=1e-12)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_sheet_or_a_refusal(content: bytes) -> None:
    try:
        read_book(content, "x")
    except Problem:
        return


def test_the_headings_a_chinese_mes_exports_are_known() -> None:
    with shared("zh-factory-forms/ktg_mes_columns.csv").open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["table"] == "pro_workorder"]
    named = {row["field"]: row["excel_column_zh"] for row in rows if row["excel_column_zh"]}
    sheet = Grid(name="", rows=(tuple(named.values()), tuple("1" for _ in named)))
    found = {one.heading: one.field for one in find_heading(sheet, WORK_ORDERS.fields).columns}
    expected = {"workorderCode": "code", "productCode": "material", "quantity": "ordered",
                "requestDate": "due_at"}  # fmt: skip
    assert {key: found[named[key]] for key in expected if key in named} == {
        key: field for key, field in expected.items() if key in named
    }
    assert expected.keys() & named.keys()
