"""A FEEL condition finds the same rows in PostgreSQL as in Python, null for null."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from taktline.feel import formula, parse, to_sql
from taktline.feel.types import BOOLEAN, DATE, DATE_TIME, NUMBER, STRING, ContextType, Type
from taktline.store import Store
from taktline.store.plan import ColumnPlan, Fits, Link, Order, Output, QueryPlan, Ref, TablePlan
from taktline.store.queries import compile_query
from taktline.store.tables import apply_tables
from tests.postgres import new_tenant

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FIELDS: dict[str, Type] = {
    "qty": NUMBER,
    "limit": NUMBER,
    "code": STRING,
    "other": STRING,
    "open": BOOLEAN,
    "due": DATE,
    "at": DATE_TIME,
    "machine": ContextType({"code": STRING, "speed": NUMBER}),
}
REFS = {
    ("qty",): Ref("qty", type="decimal"),
    ("limit",): Ref("limit", type="decimal"),
    ("code",): Ref("code"),
    ("other",): Ref("other"),
    ("open",): Ref("open", type="boolean"),
    ("due",): Ref("due", type="date"),
    ("at",): Ref("at", type="instant"),
    ("machine", "code"): Ref("code", "machine"),
    ("machine", "speed"): Ref("speed", "machine", type="decimal"),
}
MACHINE = TablePlan(
    name="machine",
    columns=(
        ColumnPlan(name="id", type="uuid"),
        ColumnPlan(name="code", type="text"),
        ColumnPlan(name="speed", type="decimal"),
    ),
)
ORDER = TablePlan(
    name="part_order",
    columns=(
        ColumnPlan(name="id", type="uuid"),
        ColumnPlan(name="qty", type="decimal"),
        ColumnPlan(name="limit", type="decimal"),
        ColumnPlan(name="code", type="text"),
        ColumnPlan(name="other", type="text"),
        ColumnPlan(name="open", type="boolean"),
        ColumnPlan(name="due", type="date"),
        ColumnPlan(name="at", type="instant"),
        ColumnPlan(name="machine", type="uuid"),
    ),
)
CONDITIONS = [
    "qty > 2",
    "qty = 2",
    "qty != 2",
    "qty != limit",
    "qty = limit",
    "not(qty = limit)",
    "not(qty > limit)",
    "qty = null",
    "code != null and qty + limit >= 4",
    "qty * 2 - limit < 3 or open",
    "open",
    "open = true",
    "not(open)",
    'code = "a"',
    'code < "a"',
    'code >= "Z" and other != "a"',
    'code in ("a", "螺栓", "x")',
    'not(code in ("a", "螺栓"))',
    "qty in [1..3]",
    "qty in (1, 3)",
    "not(qty in [1..3))",
    "qty between 1 and 2",
    'contains(code, "%")',
    'starts with(code, "螺")',
    'ends with(code, "x")',
    'lower case(code) = "b"',
    "string length(code) > 1",
    "is blank(code)",
    "not(is blank(other))",
    "abs(qty - limit) > 1",
    "floor(qty) = 2",
    "ceiling(qty) = 3",
    "round half up(qty, 0) = 3",
    'coalesce(code, other) = "a"',
    'code + other = "aa"',
    'due > date("2026-03-01")',
    "due.month = 3",
    "due.weekday > 3",
    "due < today()",
    "at < now()",
    'at >= date and time("2026-03-01T12:00:00Z")',
    'at + duration("PT36H") > now()',
    'due + duration("P1M") > date("2026-03-31")',
    'due - date("2026-02-27") > duration("P2D")',
    'days between(due, date("2026-03-03")) > 1',
    'date(at) = date("2026-03-01")',
    "if open then qty > 1 else limit > 1",
    'machine.code = "M1"',
    "machine.code = null",
    "machine.speed > 10 or qty = 1",
    "not(machine.speed > 10)",
]


def rows() -> list[dict[str, object]]:
    chance = random.Random(3)
    days = [None, date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 5), date(2025, 12, 31)]
    return [
        {
            "id": UUID(int=100 + number),
            "qty": chance.choice([None, *map(Decimal, ("0", "1", "2", "2.5", "3"))]),
            "limit": chance.choice([None, *map(Decimal, ("1", "2", "3"))]),
            "code": chance.choice([None, "", " \t", "a", "B", "50%x", "螺栓", "Z"]),
            "other": chance.choice([None, "", "a", "\u3000", "x"]),
            "open": chance.choice([None, True, False]),
            "due": chance.choice(days),
            "at": chance.choice([None, NOON, NOON - timedelta(days=2), NOON + timedelta(hours=11)]),
            "machine": chance.choice([None, 1, 2]),
        }
        for number in range(80)
    ]


MACHINES: dict[object, dict[str, object]] = {
    1: {"code": "M1", "speed": Decimal(20)},
    2: {"code": None, "speed": Decimal(5)},
}


@pytest.fixture(scope="module")
async def filled(bare_store: Store) -> str:
    tenant = await new_tenant(bare_store)
    names = [column.name for column in ORDER.columns]
    async with bare_store.transaction(tenant) as tx:
        await apply_tables(tx, bare_store.cell.schema(tenant), [MACHINE, ORDER])
        machines = [
            (str(UUID(int=key)), row["code"], row["speed"])
            for key, row in MACHINES.items()
            if isinstance(key, int)
        ]
        await tx.copy("machine", ["id", "code", "speed"], machines)
        orders = [
            tuple(
                UUID(int=value) if name == "machine" and isinstance(value, int) else value
                for name, value in row.items()
            )
            for row in rows()
        ]
        await tx.copy("part_order", names, orders)
    return tenant


def in_python(condition: str) -> set[object]:
    asked = formula(condition, tuple(FIELDS))
    found = set()
    for row in rows():
        machine = MACHINES.get(row["machine"], dict.fromkeys(("code", "speed")))
        values = {name: value for name, value in row.items() if name != "id"}
        if asked({**values, "machine": machine}, now=NOON).value is True:
            found.add(row["id"])
    return found


@pytest.mark.parametrize("condition", CONDITIONS)
async def test_a_condition_finds_the_same_rows_as_in_python(
    bare_store: Store, filled: str, condition: str
) -> None:
    tree = to_sql(parse(condition, tuple(FIELDS)), FIELDS)
    query = QueryPlan(
        table="part_order",
        links=(Link(name="machine", table="machine", source=Ref("machine", type="uuid")),),
        outputs=(Output(name="id", ref=Ref("id", type="uuid")),),
        filters=(Fits(tree=tree, refs=REFS, now=NOON, today=NOON.date()),),
        order=(Order(ref=Ref("id", type="uuid", nullable=False)),),
    )
    for code_point_order in (True, False):
        asked = compile_query(query, code_point_order=code_point_order)
        async with bare_store.transaction(filled, readonly=True) as tx:
            found = {row[0] for row in await tx.fetch(asked.sql, asked.params, prepare=False)}
        assert found == in_python(condition)
