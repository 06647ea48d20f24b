"""Lists page by key, also over empty values, and count themselves."""

import random
from collections.abc import Sequence
from uuid import UUID

import pytest

from taktline.store import Store
from taktline.store.counts import COUNT_EXACT_MAX, total
from taktline.store.plan import (
    AnyOf,
    ColumnPlan,
    Compare,
    Condition,
    Contains,
    Either,
    IsEmpty,
    Link,
    Order,
    Output,
    QueryPlan,
    Ref,
    TablePlan,
)
from taktline.store.queries import PageKeyWrong, compile_query
from taktline.store.tables import apply_tables

pytestmark = pytest.mark.anyio

ID = Ref("id", type="uuid", nullable=False)
WEIGHT = Ref("weight", type="integer")
CODE = Ref("code")
KIND_CODE = Ref("code", link="kind")

TABLES = (
    TablePlan(
        name="kind",
        columns=(ColumnPlan(name="id", type="uuid"), ColumnPlan(name="code", type="text")),
    ),
    TablePlan(
        name="part",
        columns=(
            ColumnPlan(name="id", type="uuid"),
            ColumnPlan(name="code", type="text"),
            ColumnPlan(name="weight", type="integer"),
            ColumnPlan(name="kind", type="uuid"),
        ),
    ),
)
KINDS = {"bolt": UUID(int=1), "nut": UUID(int=2)}


def plan(*filters: Condition, order: Sequence[Order] = (), limit: int = 100) -> QueryPlan:
    return QueryPlan(
        table="part",
        links=(Link(name="kind", table="kind", source=Ref("kind", type="uuid")),),
        outputs=(
            Output(name="weight", ref=WEIGHT),
            Output(name="code", ref=CODE),
            Output(name="id", ref=ID),
            Output(name="kind_code", ref=KIND_CODE),
        ),
        filters=filters,
        order=tuple(order) or (Order(ref=ID),),
        limit=limit,
    )


@pytest.fixture
async def parts(bare_store: Store, bare_tenant: str) -> str:
    chance = random.Random(7)
    rows = [
        (
            str(UUID(int=1000 + number)),
            chance.choice([None, "a", "B", "ä", "螺栓", "50%_x"]),
            chance.choice([None, 1, 2, 3]),
            chance.choice([None, *map(str, KINDS.values())]),
        )
        for number in range(60)
    ]
    async with bare_store.transaction(bare_tenant) as tx:
        await apply_tables(tx, bare_store.cell.schema(bare_tenant), TABLES)
        await tx.copy("kind", ["id", "code"], [(str(key), code) for code, key in KINDS.items()])
        await tx.copy("part", ["id", "code", "weight", "kind"], rows)
    return bare_tenant


async def listed(store: Store, tenant: str, query: QueryPlan) -> list[tuple[object, ...]]:
    asked = compile_query(query)
    async with store.transaction(tenant, readonly=True) as tx:
        return await tx.fetch(asked.sql, asked.params, prepare=False)


@pytest.mark.parametrize("code_point_order", [True, False])
@pytest.mark.parametrize(
    "order",
    [
        (Order(ref=ID),),
        (Order(ref=ID, descending=True),),
        (Order(ref=WEIGHT), Order(ref=CODE, descending=True), Order(ref=ID)),
        (Order(ref=WEIGHT, descending=True), Order(ref=CODE), Order(ref=ID)),
    ],
)
async def test_pages_together_are_the_whole_list(
    bare_store: Store, parts: str, order: tuple[Order, ...], code_point_order: bool
) -> None:
    whole = await listed(bare_store, parts, plan(order=order))
    assert len(whole) == 60
    positions = {"weight": 0, "code": 1, "id": 2}
    paged: list[tuple[object, ...]] = []
    after: tuple[object, ...] | None = None
    while True:
        base = plan(order=order, limit=7)
        query = QueryPlan(
            table=base.table,
            links=base.links,
            outputs=base.outputs,
            order=base.order,
            after=after,
            limit=7,
        )
        asked = compile_query(query, code_point_order=code_point_order)
        async with bare_store.transaction(parts, readonly=True) as tx:
            page = await tx.fetch(asked.sql, asked.params, prepare=False)
        if not page:
            break
        paged += page
        after = tuple(page[-1][positions[key.ref.column]] for key in order)
    assert paged == whole


async def test_empty_values_come_last_in_both_directions(bare_store: Store, parts: str) -> None:
    for descending in (False, True):
        order = (Order(ref=WEIGHT, descending=descending), Order(ref=ID))
        weights = [row[0] for row in await listed(bare_store, parts, plan(order=order))]
        filled = [weight for weight in weights if isinstance(weight, int)]
        assert weights[: len(filled)] == sorted(filled, reverse=descending)
        assert None in weights[len(filled) :]


async def test_filters_take_what_fits_and_nothing_unknown(bare_store: Store, parts: str) -> None:
    whole = await listed(bare_store, parts, plan())

    async def fits(*filters: Condition) -> list[tuple[object, ...]]:
        return await listed(bare_store, parts, plan(*filters))

    heavy = [row for row in whole if isinstance(row[0], int) and row[0] >= 2]
    assert await fits(Compare(ref=WEIGHT, operator=">=", value=2)) == heavy
    assert await fits(IsEmpty(ref=WEIGHT)) == [row for row in whole if row[0] is None]
    assert await fits(AnyOf(ref=CODE, values=["a", "螺栓"])) == [
        row for row in whole if row[1] in ("a", "螺栓")
    ]
    assert await fits(Contains(ref=CODE, text="0%_")) == [row for row in whole if row[1] == "50%_x"]
    assert await fits(Contains(ref=CODE, text="b")) == [row for row in whole if row[1] == "B"]
    assert await fits(Compare(ref=KIND_CODE, operator="=", value="bolt")) == [
        row for row in whole if row[3] == "bolt"
    ]
    assert await fits(Either(conditions=())) == []
    either = Either(conditions=(Compare(ref=WEIGHT, operator="=", value=1), IsEmpty(ref=KIND_CODE)))
    assert await fits(either) == [row for row in whole if row[0] == 1 or row[3] is None]


async def test_groups_have_measures(bare_store: Store, parts: str) -> None:
    whole = await listed(bare_store, parts, plan())
    query = QueryPlan(
        table="part",
        outputs=(
            Output(name="weight", ref=WEIGHT),
            Output(name="n", measure="count"),
            Output(name="codes", ref=CODE, measure="count_distinct"),
        ),
        group=(WEIGHT,),
        order=(Order(ref=WEIGHT),),
    )
    expected = [
        (
            weight,
            sum(row[0] == weight for row in whole),
            len({row[1] for row in whole if row[0] == weight} - {None}),
        )
        for weight in (1, 2, 3, None)
    ]
    assert await listed(bare_store, parts, query) == expected


async def test_long_lists_are_estimated_and_say_so(bare_store: Store, parts: str) -> None:
    async with bare_store.transaction(parts) as tx:
        short = await total(tx, plan(Compare(ref=ID, operator=">", value=UUID(int=1029))))
        assert (short.count, short.is_estimate) == (30, False)
        ids = [(str(UUID(int=10_000 + number)),) for number in range(COUNT_EXACT_MAX)]
        await tx.copy("part", ["id"], ids)
        long = await total(tx, plan(Compare(ref=ID, operator=">", value=UUID(int=0))))
    assert long.is_estimate
    assert long.count > COUNT_EXACT_MAX or (long.is_least and long.count == COUNT_EXACT_MAX)


async def test_a_count_that_would_read_through_too_much_is_estimated(
    bare_store: Store, parts: str
) -> None:
    asked = plan(Compare(ref=ID, operator=">", value=UUID(int=1029)))
    async with bare_store.transaction(parts) as tx:
        assert not (await total(tx, asked)).is_estimate
        assert (await total(tx, asked, cost_max=0.001)).is_estimate


def test_a_page_mark_of_another_list_is_refused() -> None:
    wrong = QueryPlan(table="part", outputs=(), order=(Order(ref=ID),), after=(1, 2))
    with pytest.raises(PageKeyWrong):
        compile_query(wrong)
