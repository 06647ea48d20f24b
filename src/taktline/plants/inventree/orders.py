"""The commands that an export becomes, in the order in which they can be given."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.ids import derived_id
from taktline.plants.clerk import Order
from taktline.plants.inventree.bills import BillLine, bills_of
from taktline.plants.inventree.read import (
    BuildRow,
    Export,
    InventreeMapping,
    StockRow,
    codes_of,
    down,
)

SEQUENCE = 10
DONE_BEFORE = "done before the import"
Traced = Literal["none", "lot", "serial"]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Commands of one kind of record.

    Attributes:
        table: the export's table they come from.
        rows: rows of the table that are taken; their commands count as one.
    """

    table: str
    orders: list[Order]
    rows: int


class Plan:
    """What an export becomes."""

    def __init__(self, mapping: InventreeMapping, export: Export) -> None:
        self._mapping = mapping
        self._export = export
        self._parts = codes_of(export.parts)
        self._classes = codes_of(export.part_categories)
        self._places = codes_of(export.stock_locations)
        self._bills = bills_of(export)
        self.in_hand = [item for item in export.stock_items if item.elsewhere is None]
        self._traced = _traced(self.in_hand)

    def steps(self) -> list[Step]:
        """Return all commands, masters first."""
        return [
            self._site(),
            self._categories(),
            self._materials(),
            self._companies(),
            self._locations(),
            self._bill_heads(),
            self._bill_lines(),
            self._bill_releases(),
            self._stock(),
            self._routings(),
            *self._builds(),
        ]

    def _site(self) -> Step:
        site = self._mapping.site
        orders = [
            _new("unit", unit.code, code=unit.code, name=unit.name, places=unit.places)
            for unit in self._mapping.units
        ]
        orders.append(
            _new(
                "site", site.code, code=site.code, name=site.name, zone=site.zone,
                currency=site.currency,
            )
        )  # fmt: skip
        return Step(table="units and site", orders=orders, rows=len(orders))

    def _categories(self) -> Step:
        orders = [
            _new(
                "material_class",
                row.id,
                code=self._classes[row.id],
                name=row.name,
                **({} if row.parent is None else {"parent": self._classes[row.parent]}),
            )
            for row in down(self._export.part_categories)
        ]
        return Step(table="part_categories", orders=orders, rows=len(orders))

    def _materials(self) -> Step:
        orders: list[Order] = []
        for part in self._export.parts:
            fields: dict[str, object] = {
                "code": self._parts[part.id],
                "name": part.name,
                "specification": part.description,
                "unit": part.units or self._mapping.no_unit,
                "lot_traced": self._traced.get(part.id, "serial" if part.trackable else "none"),
                "drawing": part.IPN,
            }
            if part.category is not None:
                fields["material_class"] = self._classes[part.category]
            filled = {key: value for key, value in fields.items() if value != ""}
            orders.append(_new("material", part.id, **filled))
        return Step(table="parts", orders=orders, rows=len(orders))

    def _companies(self) -> Step:
        orders = [
            _new(
                "partner", row.id, code=f"{row.name} #{row.id}", name=row.name,
                is_supplier=row.is_supplier, is_customer=row.is_customer,
            )
            for row in self._export.companies
        ]  # fmt: skip
        return Step(table="companies", orders=orders, rows=len(orders))

    def _locations(self) -> Step:
        site = self._mapping.site.code
        orders: list[Order] = []
        for row in down(self._export.stock_locations):
            fields: dict[str, object] = {
                "site": site,
                "code": self._places[row.id],
                "name": row.pathstring or row.name,
            }
            if row.parent is not None:
                fields["parent"] = self._places[row.parent]
            orders.append(Order(verb="kernel.open_place", key=(row.id,), fields=fields))
        if any(item.location is None for item in self.in_hand):
            nowhere: dict[str, object] = {"site": site, "code": self._mapping.no_location}
            orders.append(Order(verb="kernel.open_place", key=("nowhere",), fields=nowhere))
        return Step(table="stock_locations", orders=orders, rows=len(self._export.stock_locations))

    def _bill_heads(self) -> Step:
        orders = [
            _new(
                "material_bill", part, code=self._parts[part], name=self._parts[part],
                material=self._parts[part],
            )
            for part in self._bills
        ]  # fmt: skip
        return Step(table="bills", orders=orders, rows=len(orders))

    def _bill_lines(self) -> Step:
        orders = [
            _new("material_bill_line", part, line.line, **self._bill_line(part, line))
            for part, lines in self._bills.items()
            for line in lines
        ]
        rows = len(self._export.bom_items) + len(self._export.bom_substitutes)
        return Step(table="bom_items and bom_substitutes", orders=orders, rows=rows)

    def _bill_releases(self) -> Step:
        bills = [(part, str(_record("material_bill", part))) for part in self._bills]
        orders = [
            Order(
                verb="kernel.release_material_bill",
                key=(part,),
                fields={"material_bill": bill, "expected_version": 1},
            )
            for part, bill in bills
        ]
        return Step(table="bills in force", orders=orders, rows=len(orders))

    def _bill_line(self, part: int, line: BillLine) -> dict[str, object]:
        fields: dict[str, object] = {
            "material_bill": str(_record("material_bill", part)),
            "line": line.line,
            "material": self._parts[line.part],
            "quantity_per": line.quantity,
            "operation": self._mapping.operation,
            "issue_method": "floor_stock" if line.is_consumable else "issue",
        }
        return {**fields, "substitute_group": line.group} if line.group else fields

    def _stock(self) -> Step:
        orders = [
            Order(
                verb="kernel.open_balance",
                key=(item.id,),
                fields={"site": self._mapping.site.code, "lines": [self._stock_line(item)]},
                at=self._mapping.opened_at,
            )
            for item in self.in_hand
        ]
        return Step(table="stock_items", orders=orders, rows=len(orders))

    def _stock_line(self, item: StockRow) -> dict[str, object]:
        mapping = self._mapping
        place = mapping.no_location if item.location is None else self._places[item.location]
        line: dict[str, object] = {
            "place": place,
            "material": self._parts[item.part],
            "quantity": item.quantity,
            "status": mapping.statuses.get(item.status, "blocked"),
        }
        if self._traced[item.part] != "none":
            line["lot"] = item.serial or item.batch or f"stock {item.id}"
        if item.expiry_date is not None:
            line["expires_on"] = item.expiry_date
        if item.purchase_price is not None and self._is_ours(item):
            line["value"] = round(item.purchase_price * item.quantity, 6)
        return line

    def foreign_prices(self) -> dict[str, int]:
        """Return how many prices are left out as they are in another currency, by currency."""
        priced = [item for item in self.in_hand if item.purchase_price is not None]
        return dict(Counter(i.purchase_price_currency for i in priced if not self._is_ours(i)))

    def _is_ours(self, item: StockRow) -> bool:
        return item.purchase_price_currency == self._mapping.site.currency

    def _routings(self) -> Step:
        parts = sorted({build.part for build in self._export.builds})
        orders: list[Order] = []
        for part in parts:
            code = self._parts[part]
            fields: dict[str, object] = {
                "code": code,
                "name": code,
                "material": code,
                "operations": [self._operation(part)],
            }
            orders += [
                Order(verb="kernel.create_work_master", key=(part,), fields=fields),
                Order(
                    verb="kernel.release_work_master",
                    key=(part,),
                    fields={"work_master": code, "expected_version": 1},
                ),
            ]
        return Step(table="routings", orders=orders, rows=len(parts))

    def _operation(self, part: int) -> dict[str, object]:
        materials = [
            {
                "material": self._parts[line.part],
                "quantity_per": line.quantity,
                "issue_method": "floor_stock" if line.is_consumable else "issue",
                "substitute_group": line.group,
            }
            for line in self._bills.get(part, [])
            if line.is_preferred and not line.is_optional
        ]
        return {"sequence": SEQUENCE, "name": self._mapping.operation, "materials": materials}

    def _builds(self) -> list[Step]:
        states = self._mapping.build_statuses
        made = [b for b in self._export.builds if states.get(b.status, "planned") != "cancelled"]
        begun = [b for b in made if states.get(b.status, "planned") in ("running", "complete")]
        done = [b for b in made if states.get(b.status) == "complete"]
        opened = [b for b in begun if b.completed > 0]
        return [
            Step(table="builds", orders=[self._ordered(b) for b in made], rows=len(made)),
            Step(
                table="builds released",
                orders=[self._about(b, "kernel.release_work_order") for b in begun],
                rows=len(begun),
            ),
            Step(
                table="builds half done",
                orders=[self._half_done(b) for b in opened],
                rows=len(opened),
            ),
            Step(
                table="builds complete",
                orders=[
                    *(self._completed(b) for b in done),
                    *(self._about(b, "kernel.close_work_order") for b in done),
                ],
                rows=len(done),
            ),
        ]

    def _ordered(self, build: BuildRow) -> Order:
        fields: dict[str, object] = {
            "code": build.reference,
            "site": self._mapping.site.code,
            "material": self._parts[build.part],
            "ordered": build.quantity,
            "work_master": self._parts[build.part],
            "lot_policy": "serial" if self._traced.get(build.part) == "serial" else "one_lot",
            "source_system": "inventree",
            "source_ref": str(build.id),
        }
        if build.title:
            fields["customer_ref"] = build.title
        if build.target_date is not None:
            fields["due_at"] = _noon(build.target_date)
        if build.destination is not None:
            fields["receipt_place"] = self._places[build.destination]
        return Order(
            verb="kernel.create_work_order",
            key=(build.id,),
            fields=fields,
            at=None if build.creation_date is None else _noon(build.creation_date),
        )

    def _about(self, build: BuildRow, verb: str) -> Order:
        fields: dict[str, object] = {"work_order": build.reference}
        return Order(verb=verb, key=(build.id,), fields=fields, at=self._mapping.opened_at)

    def _half_done(self, build: BuildRow) -> Order:
        line = {"sequence": SEQUENCE, "finished": build.completed}
        fields: dict[str, object] = {"work_order": build.reference, "operations": [line]}
        return Order(
            verb="kernel.open_work_order", key=(build.id,), fields=fields,
            at=self._mapping.opened_at,
        )  # fmt: skip

    def _completed(self, build: BuildRow) -> Order:
        fields: dict[str, object] = {
            "job_order": f"{build.reference}-{SEQUENCE}",
            "reason": DONE_BEFORE,
            "source": "office",
        }
        return Order(
            verb="kernel.complete_job_order", key=(build.id,), fields=fields,
            at=self._mapping.opened_at,
        )  # fmt: skip


def in_hand_of(items: list[StockRow]) -> Decimal:
    """Return the sum of the quantities, whatever their units."""
    return sum((item.quantity for item in items), Decimal(0))


def _traced(items: list[StockRow]) -> dict[int, Traced]:
    """Return how each part in hand is traced, as its stock shows it.

    Serial where every item has a serial of its own; by lot where any has a serial or batch (the
    others become lots by their number); else not.
    """
    by_part: dict[int, list[StockRow]] = defaultdict(list)
    for item in items:
        by_part[item.part].append(item)
    traced: dict[int, Traced] = {}
    for part, own in by_part.items():
        if all(item.serial and item.quantity == 1 for item in own):
            traced[part] = "serial"
        elif any(item.serial or item.batch for item in own):
            traced[part] = "lot"
        else:
            traced[part] = "none"
    return traced


def _record(entity: str, *key: object) -> UUID:
    return derived_id("inventree", entity, *key)


def _new(entity: str, *key: object, **fields: object) -> Order:
    record = str(_record(entity, *key))
    return Order(verb=f"{entity}.create", key=key, fields={"record": record, **fields})


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)
