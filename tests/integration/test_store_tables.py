"""Tables follow their plan: what is missing is added, and nothing is done twice."""

import pytest

from taktline.store import CheckViolated, Conflict, ReferenceMissing, Store
from taktline.store.plan import (
    ColumnPlan,
    IndexPlan,
    OneOfPlan,
    ReferencePlan,
    TablePlan,
    UniquePlan,
)
from taktline.store.tables import (
    ColumnTypeDiffers,
    NameTooLong,
    TableMissing,
    apply_tables,
    found_tables,
    statements_for,
)
from tests.statement_rules import broken_rules

pytestmark = pytest.mark.anyio

REASON = TablePlan(
    name="reason",
    columns=(
        ColumnPlan(name="id", type="uuid"),
        ColumnPlan(name="code", type="text", nullable=False),
        ColumnPlan(name="kind", type="text", nullable=False, default="it's: 100%"),
        ColumnPlan(name="weight", type="decimal"),
    ),
    constraints=(UniquePlan(name="reason_code", columns=("code",)),),
    indexes=(IndexPlan(name="reason_by_weight", columns=("weight", "id"), present="weight"),),
)
STOP = TablePlan(
    name="stop",
    columns=(
        ColumnPlan(name="id", type="uuid"),
        ColumnPlan(name="reason", type="uuid"),
        ColumnPlan(name="state", type="text", nullable=False, default="open"),
        ColumnPlan(name="tags", type="texts"),
        ColumnPlan(name="order", type="integer"),
    ),
    constraints=(
        ReferencePlan(name="stop_reason", column="reason", table="reason"),
        OneOfPlan(name="stop_state", column="state", words=("open", "it's closed")),
    ),
)
ID = "01890a5d-ac96-774b-bcce-b302099a8057"


async def apply(store: Store, tenant: str, *plans: TablePlan) -> list[str]:
    async with store.transaction(tenant) as tx:
        return await apply_tables(tx, store.cell.schema(tenant), plans)


async def test_a_plan_becomes_tables_once(bare_store: Store, bare_tenant: str) -> None:
    sent = await apply(bare_store, bare_tenant, STOP, REASON)
    assert [text.split(" (")[0] for text in sent[:2]] == [
        "CREATE TABLE stop",
        "CREATE TABLE reason",
    ]
    assert len(sent) == 2 + 3 + 1
    assert [rules for text in sent if (rules := broken_rules(text))] == []
    assert await apply(bare_store, bare_tenant, STOP, REASON) == []


async def test_the_database_keeps_what_the_plan_says(bare_store: Store, bare_tenant: str) -> None:
    await apply(bare_store, bare_tenant, REASON, STOP)
    async with bare_store.transaction(bare_tenant) as tx:
        tx.execute("INSERT INTO reason (id, code) VALUES (%s, 'R1')", (ID,))
        assert await tx.fetch("SELECT kind FROM reason") == [("it's: 100%",)]
        tx.execute("INSERT INTO stop (id, reason, state) VALUES (%s, %s, 'it''s closed')", (ID, ID))
    refusals = {
        "INSERT INTO reason (id, code) VALUES (gen_random_uuid(), 'R1')": (Conflict, "reason_code"),
        "INSERT INTO stop (id, reason) VALUES (gen_random_uuid(), gen_random_uuid())": (
            ReferenceMissing,
            "stop_reason",
        ),
        "INSERT INTO stop (id, state) VALUES (gen_random_uuid(), 'x')": (
            CheckViolated,
            "stop_state",
        ),
    }
    for statement, (kind, constraint) in refusals.items():
        with pytest.raises(kind) as refusal:
            async with bare_store.transaction(bare_tenant) as tx:
                tx.execute(statement)
        assert refusal.value.constraint == constraint


async def test_additions_are_made_to_tables_that_are_there(
    bare_store: Store, bare_tenant: str
) -> None:
    await apply(bare_store, bare_tenant, REASON)
    more = TablePlan(
        name="reason",
        columns=(ColumnPlan(name="x_colour", type="text", nullable=False, default="red"),),
        indexes=(IndexPlan(name="reason_x_colour", columns=("x_colour", "code")),),
        extends=True,
    )
    sent = await apply(bare_store, bare_tenant, more)
    assert len(sent) == 2
    assert sent[0].startswith("ALTER TABLE reason ADD COLUMN x_colour TEXT DEFAULT 'red' NOT NULL")
    assert await apply(bare_store, bare_tenant, more) == []


async def test_plans_that_cannot_be_followed_change_nothing(
    bare_store: Store, bare_tenant: str
) -> None:
    await apply(bare_store, bare_tenant, REASON)
    other = TablePlan(name="reason", columns=(ColumnPlan(name="code", type="integer"),))
    with pytest.raises(ColumnTypeDiffers, match=r"reason\.code is text, planned is integer"):
        await apply(bare_store, bare_tenant, other)
    with pytest.raises(TableMissing, match="nowhere"):
        await apply(bare_store, bare_tenant, TablePlan(name="nowhere", columns=(), extends=True))
    async with bare_store.transaction(bare_tenant) as tx:
        found = await found_tables(tx, bare_store.cell.schema(bare_tenant))
    with pytest.raises(NameTooLong):
        statements_for([TablePlan(name="料" * 20, columns=REASON.columns)], found)
