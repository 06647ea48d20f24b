"""What decisions about bills know, and how a written bill reaches its tables and their history."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.instant import Instant
from taktline.catalog.facts import Columns, FieldChange, RecordMade, RecordWritten
from taktline.kernel.resources.bills import read
from taktline.kernel.resources.bills.rows import Bill, BillLine, Bills, Part
from taktline.platform.command import Booked, Fact, Ids
from taktline.platform.transaction import Tx
from taktline.platform.verb import FactKind
from taktline.store.plan import ColumnPlan, ColumnType

Values = dict[str, object]

BILL_COLUMNS: Mapping[str, ColumnType] = {
    "code": "text", "name": "text", "name_en": "text", "material": "uuid", "revision": "decimal",
    "status": "text", "effective_on": "date", "quantity": "decimal",
}  # fmt: skip
LINE_COLUMNS: Mapping[str, ColumnType] = {
    "material_bill": "uuid", "line": "decimal", "material": "uuid", "use": "text",
    "quantity_per": "decimal", "is_fixed": "boolean", "scrap_share": "decimal",
    "operation": "text", "issue_method": "text", "substitute_group": "text",
    "cost_share": "decimal",
}  # fmt: skip
STAMPED: Mapping[str, ColumnType] = {
    "archived": "boolean", "version": "integer", "updated_at": "instant", "updated_by": "uuid",
}  # fmt: skip
MADE: Mapping[str, ColumnType] = {"created_at": "instant", "created_by": "uuid"}


def _columns(*columns: Mapping[str, ColumnType]) -> Columns:
    plans = [ColumnPlan(name="id", type="uuid", nullable=False)]
    plans += [ColumnPlan(name=name, type=kind) for each in columns for name, kind in each.items()]
    return Columns(tuple(plans))


INSERTED = {
    "material_bill": _columns(BILL_COLUMNS, STAMPED, MADE),
    "material_bill_line": _columns(LINE_COLUMNS, STAMPED, MADE),
}
UPDATED = {
    "material_bill": _columns(BILL_COLUMNS, STAMPED),
    "material_bill_line": _columns(LINE_COLUMNS, STAMPED),
}

LOCKED = f"""
    SELECT {read.BILL} FROM material_bill b
    WHERE NOT b.archived AND (b.material = ANY(%(materials)s::uuid[])
        OR b.code = ANY(%(codes)s::text[])
        OR b.code IN (SELECT o.code FROM material_bill o WHERE o.id = ANY(%(ids)s::uuid[])))
    ORDER BY b.id FOR UPDATE"""
"""Every revision of the bills that are written; the decision tells the newest."""
GONE = f"""
    SELECT {read.LINE} FROM material_bill_line l
    WHERE l.material_bill = ANY(%(bills)s::uuid[]) AND l.archived"""


class Drawer:
    """The bills a batch writes, as changed by the commands before.

    Attributes:
        own: every revision of the bills named, by id.
        bills: these and everything below their components.
        gone: lines that left a bill, by bill and number: a line that comes again takes their place.
    """

    def __init__(self, own: Sequence[Bill], bills: Bills, gone: Iterable[BillLine] = ()) -> None:
        self.own = {bill.id: bill for bill in own}
        self.bills = bills
        self.gone = {(line.material_bill, line.line): line for line in gone}

    def part(self, reference: str) -> Part | None:
        """Return a material by code or id; None where there is none."""
        known = id_of(reference)
        if known is not None:
            return self.bills.parts.get(known)
        return next((one for one in self.bills.parts.values() if one.code == reference), None)

    def components(self, material: UUID) -> set[UUID]:
        """Return what the bills of a material name, whatever their revision."""
        return {
            line.material
            for bill in self.bills.bills.values()
            if bill.material == material and bill.status != "obsolete"
            for line in self.bills.lines.get(bill.id, ())
        }

    def keep(self, bill: Bill, lines: Iterable[BillLine]) -> None:
        """Know a bill as it was written."""
        self.own[bill.id] = self.bills.bills[bill.id] = bill
        self.bills.lines[bill.id] = [line for line in lines if not line.archived]
        for line in lines:
            self.gone.pop((bill.id, line.line), None)
            if line.archived:
                self.gone[bill.id, line.line] = line


async def load_drawer(tx: Tx, *, materials: Iterable[str], codes: Iterable[str]) -> Drawer:
    """Read and lock the bills that are written, and read everything below what they name."""
    ids = {one: id_of(one) for one in materials}
    named = {
        "ids": [known for known in ids.values() if known is not None],
        "codes": [one for one, known in ids.items() if known is None],
    }
    parts = {part.id: part for part in await tx.rows(read.PARTS, named, as_=Part)}
    asked = {"materials": list(parts), "codes": list(codes), "ids": []}
    own = await tx.rows(LOCKED, asked, as_=Bill)
    bills = await read.below(tx, parts, bills=[bill.id for bill in own])
    gone = await tx.rows(GONE, {"bills": [bill.id for bill in own]}, as_=BillLine)
    return Drawer(own, msgspec.structs.replace(bills, parts={**bills.parts, **parts}), gone)


async def load_bills(tx: Tx, ids: Sequence[UUID], *, is_deep: bool = True) -> Drawer:
    """Read and lock bills by id, all revisions of each.

    Args:
        is_deep: everything below them is read as well, however many levels.
    """
    own = await tx.rows(LOCKED, {"materials": [], "codes": [], "ids": list(ids)}, as_=Bill)
    if not is_deep:
        return Drawer(own, await read.with_lines(tx, own))
    made = {bill.material for bill in own}
    return Drawer(own, await read.below(tx, made, bills=[bill.id for bill in own]))


class BillWritten(Fact, frozen=True, kw_only=True):
    """A bill says this from now on.

    Attributes:
        lines: all of them, with those that left it.
        records: the rows that are written for it, with what changed in each.
    """

    bill: Bill
    lines: tuple[BillLine, ...]
    records: tuple[Fact, ...] = ()


def fold_written(state: object, fact: BillWritten) -> Sequence[Fact]:
    """Let the next command see the bill; its rows are recorded as those of any entity are."""
    if isinstance(state, Drawer):
        state.keep(fact.bill, fact.lines)
    return fact.records


def record_written(tx: Tx, booked: Sequence[Booked[BillWritten]]) -> None:
    """Write nothing: a bill's rows are facts of their own, see `fold_written`."""


FACT_KINDS = (FactKind(BillWritten, record_written, fold_written),)


def rows_of(
    bill: Bill, lines: Sequence[BillLine], before: Bill | None, *,
    old: Mapping[UUID, BillLine], now: Instant, ids: Ids,
) -> BillWritten:  # fmt: skip
    """Return a bill as it is to be written, with what changed; what did not is left alone.

    Args:
        before: its head until now; None = it is new.
        old: its lines until now, by id.
    """
    records: list[Fact] = []
    heads = _row("material_bill", bill, before, now=now, ids=ids)
    written_lines: list[BillLine] = []
    for line in lines:
        known = old.get(line.id)
        row = _row("material_bill_line", line, known, now=now, ids=ids)
        records += row
        is_changed = known is not None and bool(row)
        version = line.version + 1 if is_changed else line.version
        written_lines.append(msgspec.structs.replace(line, version=version))
    if before is not None and (heads or records):
        # The head counts every change of its lines, so that two people notice each other.
        bill = msgspec.structs.replace(bill, version=before.version + 1)
        heads = [_written("material_bill", bill, before, now=now, ids=ids)]
    return BillWritten(bill=bill, lines=tuple(written_lines), records=(*heads, *records))


def _row(
    entity: str, new: Bill | BillLine, old: Bill | BillLine | None, *, now: Instant, ids: Ids
) -> list[Fact]:  # tidy: positional - a record before and after
    if old is None:
        stamp: Values = {"created_at": now, "created_by": ids.by.id}
        values = {**_values(new, now=now, ids=ids), **stamp}
        return [RecordMade(entity=entity, columns=INSERTED[entity], values=values)]
    if new == old:
        return []
    changed = msgspec.structs.replace(new, version=old.version + 1)
    return [_written(entity, changed, old, now=now, ids=ids)]


def _written(
    entity: str, new: Bill | BillLine, old: Bill | BillLine, *, now: Instant, ids: Ids
) -> RecordWritten:  # tidy: positional - a record before and after
    changes = [
        FieldChange(id=ids.new(), field=name, old=getattr(old, name), new=getattr(new, name))
        for name in new.__struct_fields__
        if name != "version" and getattr(old, name) != getattr(new, name)
    ]
    values = _values(new, now=now, ids=ids)
    return RecordWritten(
        entity=entity, columns=UPDATED[entity], values=values, changes=tuple(changes)
    )


def _values(record: Bill | BillLine, *, now: Instant, ids: Ids) -> Values:
    return {**msgspec.structs.asdict(record), "updated_at": now, "updated_by": ids.by.id}
