"""Lists cut by a part of a text give the same rows in steps, through indexes, and without any."""

import random
from uuid import UUID

import pytest

from taktline.store import Store
from taktline.store import pages as paging
from taktline.store.extension import make_extension
from taktline.store.pages import fetch_page, is_searched
from taktline.store.plan import (
    ColumnPlan,
    Compare,
    Condition,
    Contains,
    Either,
    IndexPlan,
    Link,
    Order,
    Output,
    QueryPlan,
    Ref,
    TablePlan,
)
from taktline.store.tables import apply_tables

pytestmark = pytest.mark.anyio

ID = Ref("id", type="uuid", nullable=False)
CODE, NAME = Ref("code", nullable=False, searched=True), Ref("name", searched=True)
WEIGHT = Ref("weight", type="integer")
KIND_CODE = Ref("code", link="kind")
INDEXES = (
    IndexPlan(name="part_found_trgm", columns=("code", "name"), kind="trigrams"),
    IndexPlan(name="part_found_char", columns=("code", "name"), kind="characters"),
    IndexPlan(name="part_weight_idx", columns=("weight", "id"), beside=("archived",)),
    IndexPlan(name="part_code_idx", columns=("code", "id"), beside=("archived",)),
)
COLUMNS = (
    ColumnPlan(name="id", type="uuid"),
    ColumnPlan(name="code", type="text", nullable=False),
    ColumnPlan(name="name", type="text"),
    ColumnPlan(name="weight", type="integer"),
    ColumnPlan(name="archived", type="boolean", nullable=False, default=False),
    ColumnPlan(name="kind", type="uuid"),
)
KIND = TablePlan(
    name="kind", columns=(ColumnPlan(name="id", type="uuid"), ColumnPlan(name="code", type="text"))
)
KINDS = {"bolt": UUID(int=1), "nut": UUID(int=2)}
WORDS = [
    "不锈钢螺栓",
    "碳钢垫圈",
    "钢",
    "Bolt M8",
    "bolt_M8",
    "100%",
    "a\\b",
    "Ärmel",
    "50%_x",
    "轴承",
]
TEXTS = [
    "螺栓",
    "钢",
    "不锈钢螺",
    "bolt",
    "M8",
    "OLT",
    "100%",
    "0%",
    "50%_",
    "_",
    "\\",
    "ÄRM",
    "轴承 b",
    "无",
    "P-01",
]


class Part(tuple[UUID, str, str | None, int | None, str | None]):
    """A row as it was put in: id, code, name, weight, code of its kind."""


def made(chance: random.Random, count: int) -> list[Part]:
    return [
        Part(
            (
                UUID(int=1000 + number),
                f"P-{number:03}",
                chance.choice([None, " ".join(chance.sample(WORDS, 2))]),
                chance.choice([None, 1, 2, 3]),
                chance.choice([None, *KINDS]),
            )
        )
        for number in range(count)
    ]


def fitting(parts: list[Part], text: str, weight: int | None) -> list[Part]:
    """Return the rows that fit, the plain way."""
    low = text.lower()
    return [
        part
        for part in parts
        if low in part[1].lower() or (part[2] is not None and low in part[2].lower())
        if weight is None or (part[3] is not None and part[3] >= weight)
    ]


def ordered(parts: list[Part], by: str) -> list[UUID]:
    """Return the ids in a list's order, empty values last."""
    down = by.startswith("-")
    at = {"code": 1, "weight": 3, "kind": 4}[by.removeprefix("-")]
    there = sorted((p for p in parts if p[at] is not None), key=lambda p: (p[at], p[0]))
    none = sorted((p for p in parts if p[at] is None), key=lambda p: p[0])
    if down:
        there.reverse()
        none.reverse()
    return [part[0] for part in (*there, *none)]


def asked(text: str, by: str, weight: int | None) -> QueryPlan:
    down = by.startswith("-")
    ref = {"code": CODE, "weight": WEIGHT, "kind": KIND_CODE}[by.removeprefix("-")]
    order = (Order(ref=ref, descending=down), Order(ref=ID, descending=down))
    search = Either(conditions=(Contains(ref=CODE, text=text), Contains(ref=NAME, text=text)))
    more: tuple[Condition, ...] = ()
    if weight is not None:
        more = (Compare(ref=WEIGHT, operator=">=", value=weight),)
    return QueryPlan(
        table="part",
        links=(Link(name="kind", table="kind", source=Ref("kind", type="uuid")),),
        outputs=(
            Output(name="kind_code", ref=KIND_CODE),
            Output(name="k0", ref=ref),
            Output(name="k1", ref=ID),
        ),
        filters=(search, *more),
        order=order,
        limit=4,
    )


@pytest.fixture(params=[True, False], ids=["indexed", "plain"])
async def parts(
    request: pytest.FixtureRequest, bare_store: Store, bare_tenant: str
) -> tuple[str, list[Part]]:
    indexes = INDEXES if request.param else ()
    table = TablePlan(name="part", columns=COLUMNS, indexes=indexes)
    rows = made(random.Random(5), 90)
    async with bare_store.transaction(bare_tenant) as tx:
        await apply_tables(tx, bare_store.cell.schema(bare_tenant), (KIND, table))
        await tx.copy("kind", ["id", "code"], [(str(key), code) for code, key in KINDS.items()])
        values = [
            (str(p[0]), p[1], p[2], p[3], None if p[4] is None else str(KINDS[p[4]])) for p in rows
        ]
        await tx.copy("part", ["id", "code", "name", "weight", "kind"], values)
    return bare_tenant, rows


@pytest.mark.parametrize(("found", "peek"), [(1000, 1000), (3, 1000), (3, 8), (0, 0)])
async def test_a_searched_list_is_the_same_by_every_way_to_its_rows(
    bare_store: Store,
    parts: tuple[str, list[Part]],
    monkeypatch: pytest.MonkeyPatch,
    found: int,
    peek: int,
) -> None:
    monkeypatch.setattr(paging, "FOUND_MAX", found)
    monkeypatch.setattr(paging, "PEEK_ROWS", peek)
    tenant, rows = parts
    ways = [
        (text, by, w) for text in TEXTS for by in ("code", "-weight", "kind") for w in (None, 2)
    ]
    async with bare_store.transaction(tenant, readonly=True) as tx:
        tx.execute("SET LOCAL enable_seqscan = off")
        for text, by, weight in random.Random(found + peek).sample(ways, 30):
            plan = asked(text, by, weight)
            wanted = ordered(fitting(rows, text, weight), by)
            listed: list[object] = []
            after: tuple[object, ...] | None = None
            while True:
                query = QueryPlan(
                    table=plan.table, links=plan.links, outputs=plan.outputs,
                    filters=plan.filters, order=plan.order, after=after, limit=plan.limit,
                )  # fmt: skip
                page = await fetch_page(tx, query)
                if page.total is not None:
                    exact = len(wanted) == page.total
                    assert exact if not page.is_least else len(wanted) > page.total
                listed += [row[2] for row in page.rows]
                if len(page.rows) < plan.limit:
                    break
                after = (page.rows[-1][1], page.rows[-1][2])
            assert listed == wanted, (text, by, weight)


def test_only_what_an_index_can_be_asked_for_is_searched_in_steps() -> None:
    assert is_searched(asked("螺", "code", None))
    assert is_searched(asked("abc", "code", None))
    assert not is_searched(asked("a-b", "code", None))


async def test_the_extension_is_made_once_where_the_server_offers_it(bare_store: Store) -> None:
    owner = bare_store.owner_transaction
    assert await make_extension(owner(), owner())
    assert await make_extension(owner(), owner())
