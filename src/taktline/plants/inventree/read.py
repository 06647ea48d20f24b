"""Reads the tables of an InvenTree export, and the document that says what they become."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.ledger.facts import StockStatus
from taktline.plants.replay.mapping import MAPPING, Sheet, SiteDraft, UnitDraft, read_sheet

R = TypeVar("R", bound=msgspec.Struct)
BuildState = Literal["planned", "running", "cancelled", "complete"]


class NoTable(Problem):
    """A table of the export is missing."""

    title = Text(en="{file} is missing in {folder}.", zh="{folder} 中缺少 {file}。")
    status = 404


class BadTable(Problem):
    """A row of a table does not have the form it must."""

    title = Text(en="{file}, row {row}: {reason}", zh="{file} 第 {row} 行:{reason}")
    status = 400


class InventreeMapping(Sheet, frozen=True, kw_only=True):
    """What an export becomes.

    Attributes:
        opened_at: when the opening balances are booked.
        no_unit: code of the unit of parts that name none.
        statuses: their stock status -> ours.
        no_location: place of stock that is in hand and nowhere.
        build_statuses: their build status -> how the work order is brought in.
        operation: name of the one operation of every assembly.
    """

    import_: str = msgspec.field(name="import")
    site: SiteDraft
    opened_at: Annotated[datetime, msgspec.Meta(tz=True)]
    no_unit: str
    units: tuple[UnitDraft, ...]
    statuses: dict[str, StockStatus]
    no_location: str
    build_statuses: dict[str, BuildState]
    operation: str


class PartRow(msgspec.Struct, frozen=True, kw_only=True):
    """One part; a variant names its template in `variant_of`."""

    id: int
    name: str
    IPN: str = ""
    description: str = ""
    category: int | None = None
    units: str = ""
    variant_of: int | None = None
    assembly: bool = False
    trackable: bool = False


class CategoryRow(msgspec.Struct, frozen=True, kw_only=True):
    """One category of the tree."""

    id: int
    name: str
    parent: int | None = None
    pathstring: str = ""


class BomRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a bill; inherited ones hold for the variants of the part as well."""

    id: int
    part: int
    sub_part: int
    quantity: Decimal
    optional: bool = False
    consumable: bool = False
    inherited: bool = False
    allow_variants: bool = False


class SubstituteRow(msgspec.Struct, frozen=True, kw_only=True):
    """A part that may stand in for a line's."""

    id: int
    bom_item: int
    part: int


class LocationRow(msgspec.Struct, frozen=True, kw_only=True):
    """One place of the tree."""

    id: int
    name: str
    description: str = ""
    parent: int | None = None
    pathstring: str = ""


class StockRow(msgspec.Struct, frozen=True, kw_only=True):
    """One stock item; it is in hand where nothing says that it is elsewhere or not made yet."""

    id: int
    part: int
    location: int | None = None
    belongs_to: int | None = None
    customer: int | None = None
    serial: str = ""
    batch: str = ""
    quantity: Decimal
    consumed_by: int | None = None
    is_building: bool = False
    sales_order: int | None = None
    expiry_date: date | None = None
    status: str
    purchase_price: Decimal | None = None
    purchase_price_currency: str = ""

    @property
    def elsewhere(self) -> str | None:
        """Why it is not in hand; None if it is."""
        reasons = (
            ("at a customer", self.customer),
            ("installed in another item", self.belongs_to),
            ("consumed by a build", self.consumed_by),
            ("on a sales order", self.sales_order),
            ("still being built", self.is_building or None),
        )
        return next((reason for reason, value in reasons if value is not None), None)


class CompanyRow(msgspec.Struct, frozen=True, kw_only=True):
    """One company."""

    id: int
    name: str
    is_customer: bool = False
    is_supplier: bool = False


class BuildRow(msgspec.Struct, frozen=True, kw_only=True):
    """One build order."""

    id: int
    reference: str
    title: str = ""
    part: int
    parent: int | None = None
    quantity: Decimal
    completed: Decimal
    status: str
    creation_date: date | None = None
    target_date: date | None = None
    destination: int | None = None


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """An export, read."""

    parts: list[PartRow]
    part_categories: list[CategoryRow]
    bom_items: list[BomRow]
    bom_substitutes: list[SubstituteRow]
    stock_locations: list[LocationRow]
    stock_items: list[StockRow]
    companies: list[CompanyRow]
    builds: list[BuildRow]


TAKEN: dict[str, type[msgspec.Struct]] = {
    "parts": PartRow,
    "part_categories": CategoryRow,
    "bom_items": BomRow,
    "bom_substitutes": SubstituteRow,
    "stock_locations": LocationRow,
    "stock_items": StockRow,
    "companies": CompanyRow,
    "builds": BuildRow,
}

LEFT = {
    "build_lines": "follows from the bills",
    "build_allocations": "not taken over",
    "purchase_orders": "not taken over",
    "purchase_order_lines": "not taken over",
    "sales_orders": "not taken over",
    "sales_order_lines": "not taken over",
    "supplier_parts": "not taken over",
    "stock_tracking": "the opening balances stand for the past",
    "test_templates": "not taken over",
    "test_results": "not taken over",
}
"""Tables of an export that are left out, and why."""


REFERS: dict[str, dict[str, str]] = {
    "parts": {"category": "part_categories", "variant_of": "parts"},
    "part_categories": {"parent": "part_categories"},
    "bom_items": {"part": "parts", "sub_part": "parts"},
    "bom_substitutes": {"bom_item": "bom_items", "part": "parts"},
    "stock_locations": {"parent": "stock_locations"},
    "stock_items": {"part": "parts", "location": "stock_locations"},
    "builds": {"part": "parts", "parent": "builds", "destination": "stock_locations"},
}
"""Which column names a row of which table."""


def read_mapping(folder: Path) -> InventreeMapping:
    """Read the example's mapping document.

    Raises:
        NoExample, BadYaml, BadDocument: it is missing, or not as it must be.
    """
    return read_sheet(folder, MAPPING, InventreeMapping)


def read_export(folder: Path) -> Export:
    """Read the tables of an export (CSV, first row the names of the columns).

    Raises:
        NoTable: one is missing.
        BadTable: a row does not have the form it must.
    """
    tables = {name: _table(folder, name, kind) for name, kind in TAKEN.items()}
    for name, fields in REFERS.items():
        for field, target in fields.items():
            _refuse_lost(tables, name, field=field, target=target)
    return msgspec.convert(tables, Export)


def rows_left(folder: Path) -> dict[str, tuple[int, str]]:
    """Return the tables that are left out, with their rows and why."""
    found = {name: folder / f"{name}.csv" for name in LEFT}
    return {
        name: (sum(1 for _ in _lines(path)), LEFT[name])
        for name, path in found.items()
        if path.is_file()
    }


def codes_of(rows: Iterable[PartRow | CategoryRow | LocationRow]) -> dict[int, str]:
    """Return a code for each row: its name, with its number behind where others have the same."""
    listed = list(rows)
    names = Counter(row.name.strip() for row in listed)
    return {
        row.id: row.name.strip() if names[row.name.strip()] == 1 else f"{row.name} #{row.id}"
        for row in listed
    }


def down(rows: Sequence[CategoryRow] | Sequence[LocationRow]) -> list[CategoryRow | LocationRow]:
    """Return a tree's rows with every parent before its children."""
    by_id = {row.id: row for row in rows}

    def depth(row: CategoryRow | LocationRow) -> int:
        seen: set[int] = set()
        parent = row.parent
        while parent in by_id and parent not in seen:
            seen.add(parent)
            parent = by_id[parent].parent
        return len(seen)

    return sorted(rows, key=lambda row: (depth(row), row.id))


def _table(folder: Path, name: str, kind: type[msgspec.Struct]) -> list[msgspec.Struct]:
    path = folder / f"{name}.csv"
    if not path.is_file():
        raise NoTable(file=path.name, folder=folder.name)
    wanted = {field.encode_name for field in msgspec.structs.fields(kind)}
    rows: list[msgspec.Struct] = []
    for number, line in enumerate(_readable(path), start=2):
        filled = {key: _cell(text) for key, text in line.items() if key in wanted and text}
        try:
            rows.append(msgspec.convert(filled, kind, strict=False))
        except msgspec.ValidationError as error:
            raise BadTable(file=path.name, row=number, reason=str(error)) from error
    return rows


def _refuse_lost(
    tables: dict[str, list[msgspec.Struct]], name: str, *, field: str, target: str
) -> None:
    """Refuse a row that names another one which is not there.

    Raises:
        BadTable: the first such row.
    """
    known = {getattr(row, "id") for row in tables[target]}  # noqa: B009 - all rows have one
    for number, row in enumerate(tables[name], start=2):
        named = getattr(row, field)
        if named is not None and named not in known:
            raise BadTable(
                file=f"{name}.csv", row=number, reason=f"{field} {named} is not in {target}.csv"
            )


def _cell(text: str) -> str:
    """Return a cell as msgspec reads it: Python's True and False are lower case there."""
    return text.lower() if text in ("True", "False") else text


def _readable(path: Path) -> Iterable[dict[str, str]]:
    """Yield the rows of a table; a file that is no text is refused at its row.

    Raises:
        BadTable: it is not UTF-8, or no table.
    """
    read = 1
    try:
        for line in _lines(path):
            read += 1
            yield line
    except (UnicodeDecodeError, csv.Error) as error:
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        raise BadTable(file=path.name, row=read + 1, reason=reason) from None


def _lines(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
