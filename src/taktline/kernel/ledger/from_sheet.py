"""Opening stock out of a sheet: what lay where on the day we begin, one row a lot and place."""

from collections.abc import Mapping, Sequence

from taktline.base.text import Text
from taktline.catalog.sheets.field import SheetField
from taktline.catalog.sheets.rows import SheetRow
from taktline.catalog.sheets.target import RowCommand, Target
from taktline.kernel.resources.from_sheet import MATERIAL, material_fields

STATUSES: Mapping[str, Text] = {
    "available": Text(en="Available", zh="可用"),
    "quarantine": Text(en="Quarantine", zh="待检"),
    "blocked": Text(en="Blocked", zh="冻结"),
    "rejected": Text(en="Rejected", zh="不合格"),
}
HEAD = ("site", "occurred_at")
"""What the command says once; everything else is its line's."""


class OpeningStock(Target, frozen=True, kw_only=True):
    """Rows of which each books one line, so that each mistake is told and taken back by itself."""

    def commands(self, rows: Sequence[SheetRow], *, same: Mapping[str, object]) -> list[RowCommand]:
        """Return one command a row."""
        return [self._booked(row.line, {**same, **row.values}) for row in rows]

    def _booked(
        self, line: int, values: Mapping[str, object]
    ) -> RowCommand:  # tidy: positional - a row
        head = {name: values[name] for name in HEAD if name in values}
        booked = {name: value for name, value in values.items() if name not in HEAD}
        return RowCommand(
            verb=self.verb, lines=(line,), body={**head, "lines": [booked]}, at=("/lines/0",)
        )


OPENING_BALANCES = OpeningStock(
    name="opening_balance",
    verb="kernel.open_balance",
    label=Text(en="Opening stock", zh="期初库存"),
    fields=(
        SheetField(
            name="material",
            label=Text(en="Material", zh="物料"),
            kind="link",
            to="material",
            required=True,
            words=("料号", "品号", "存货", "零件号", "图号", "part", "item", "sku"),
        ),
        SheetField(
            name="place",
            label=Text(en="Place", zh="库位"),
            kind="link",
            required=True,
            words=("仓库", "仓位", "货位", "储位", "库区", "bin", "location", "warehouse"),
        ),
        SheetField(
            name="quantity",
            label=Text(en="Quantity", zh="数量"),
            kind="number",
            required=True,
            words=("期初数量", "期初数", "库存数量", "库存数", "结存数量", "结存", "现存量",
                   "盘点数", "qty", "stock", "on hand"),
        ),
        SheetField(name="unit", label=Text(en="Unit", zh="单位"), words=("计量单位", "uom")),
        SheetField(
            name="lot",
            label=Text(en="Lot", zh="批次"),
            kind="code",
            words=("批号", "生产批号", "序列号", "炉号", "batch", "serial"),
        ),
        SheetField(
            name="value",
            label=Text(en="Value", zh="金额"),
            kind="number",
            words=("期初金额", "库存金额", "结存金额", "amount", "total value"),
        ),
        SheetField(
            name="status",
            label=Text(en="Status", zh="状态"),
            kind="option",
            options=STATUSES,
            words=("库存状态", "质量状态"),
        ),
        SheetField(
            name="expires_on",
            label=Text(en="Expires on", zh="有效期至"),
            kind="date",
            words=("到期日", "失效日期", "有效期", "保质期至", "expiry", "best before"),
        ),
        SheetField(
            name="site",
            label=Text(en="Site", zh="工厂"),
            kind="link",
            to="site",
            words=("厂区", "plant", "factory"),
        ),
        SheetField(
            name="occurred_at",
            label=Text(en="Opening day", zh="期初日期"),
            kind="instant",
            words=("启用日期", "建账日期", "opening date"),
        ),
        *material_fields(unit=False),
    ),
    makes={"material": MATERIAL},
)  # fmt: skip
"""One row is what one place holds of one lot; booked against the opening until that is closed."""
