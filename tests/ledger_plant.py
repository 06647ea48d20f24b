"""A small plant behind the real door: goods are received, moved and shipped by commands."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import cast
from uuid import UUID

import msgspec

from taktline.apps.inventory.tables import PART as INVENTORY
from taktline.base.ids import derived_id, uuid7
from taktline.base.problem import Problem
from taktline.base.quantity import plain
from taktline.base.text import Text
from taktline.kernel.ledger.tables import PART as LEDGER
from taktline.kernel.orders.facts import AlertRaised, JobOrderCreated, PlannedMove
from taktline.kernel.orders.fold import fold_alert, fold_job_created, fold_planned
from taktline.kernel.orders.record import record_alerts, record_jobs, record_planned
from taktline.kernel.orders.stopping import VERBS as STOPPING
from taktline.kernel.resources.tables import PART as RESOURCES
from taktline.platform.command import Grant, Principal
from taktline.platform.door import Door
from taktline.platform.envelope import Answer, Item, Outcome
from taktline.platform.judge import Desk
from taktline.platform.registry import EventKind, Part, registry_of
from taktline.platform.tables import PART as PLATFORM
from taktline.platform.transaction import Tx
from taktline.platform.verb import AnyFactKind, FactKind
from taktline.store import Store
from tests.ledger_fixtures import NOON, insert_masters, material

ORDERS = Part(
    name="kernel.orders",
    verbs=STOPPING,
    fact_kinds=cast(
        tuple[AnyFactKind, ...],
        (
            FactKind(JobOrderCreated, record_jobs, fold_job_created),
            FactKind(PlannedMove, record_planned, fold_planned),
            FactKind(AlertRaised, record_alerts, fold_alert),
        ),
    ),
    events=(
        EventKind(
            name="inspection.requested",
            entity="inspection",
            label=Text(en="Inspection requested", zh="已请检"),
        ),
        EventKind(
            name="work_alert.raised",
            entity="work_alert",
            label=Text(en="Work alert raised", zh="已报警"),
        ),
    ),
)
"""Only what receiving and holding need of the orders."""

BILLS = Part(
    name="bill_events",
    events=tuple(
        EventKind(name=name, entity="material_bill", label=Text(en=name, zh=name))
        for name in ("material_bill.created", "material_bill.changed")
    ),
)
"""Events of a master that the catalog declares, where a test does without the catalog."""

REGISTRY = registry_of(PLATFORM, RESOURCES, BILLS, LEDGER, ORDERS, INVENTORY)
KEEPER = Principal(id=derived_id("test", "keeper"), name="Keeper", grants=(Grant(needs="*"),))
NOW = NOON + timedelta(days=60)
"""The server's clock in these tests: two months after the first goods came."""


class Plant:
    """A tenant with masters, and its door."""

    def __init__(self, store: Store, tenant: str) -> None:
        self.store = store
        self.tenant = tenant
        self.now = NOW
        self.door = Door(store, Desk(registry=REGISTRY, clock=lambda: self.now))

    async def submit(self, *items: Item, atomic: bool = False) -> list[Outcome]:
        """Send commands as one request."""
        return await self.door.submit(self.tenant, KEEPER, items=items, atomic=atomic)

    async def ask(self, verb: str, **body: object) -> Outcome:
        """Send one command; its answer or its refusal."""
        return (await self.submit(item(verb, **body)))[0]

    async def give(self, verb: str, **body: object) -> Answer:
        """Send one command that must be accepted."""
        outcome = await self.ask(verb, **body)
        assert isinstance(outcome, Answer), outcome
        return outcome

    async def refused(self, verb: str, **body: object) -> Problem:
        """Send one command that must be refused."""
        outcome = await self.ask(verb, **body)
        assert isinstance(outcome, Problem), outcome
        return outcome

    async def rows(self, sql: str, *params: object) -> list[tuple[object, ...]]:
        """Read what stands in the tables."""
        async with self.store.transaction(self.tenant) as tx:
            return await tx.fetch(sql, params or None)

    async def balances(self, place: str = "%") -> dict[str, str]:
        """Return what is not empty, as `place!status@owner#unit lot` -> `quantity value`."""
        rows = await self.rows(
            """
            SELECT p.code || CASE WHEN b.status <> 'available' THEN '!' || b.status ELSE '' END
                || coalesce('@' || o.code, '') || coalesce('#' || h.code, '')
                || coalesce(' ' || l.code, ''), sum(b.quantity), sum(b.value)
            FROM balance b JOIN place p ON p.id = b.place LEFT JOIN lot l ON l.id = b.lot
            LEFT JOIN partner o ON o.id = b.owner
            LEFT JOIN handling_unit h ON h.id = b.handling_unit
            WHERE p.code LIKE %s
            GROUP BY 1 HAVING sum(b.quantity) <> 0 OR sum(b.value) <> 0 ORDER BY 1""",
            place,
        )
        named = msgspec.convert(rows, list[tuple[str, Decimal, Decimal]])
        return {key: f"{plain(quantity)} {plain(value)}" for key, quantity, value in named}

    async def open_places(self) -> None:
        """Open the places every test uses."""
        for code, kind in (("WH1", "store"), ("WH2", "store"), ("L1", "line_side")):
            await self.give("kernel.open_place", code=code, kind=kind)

    async def receive(
        self, lot: str, quantity: str, *, amount: str, of: str = "PLATE", place: str = "WH1",
        at: datetime | None = None, **line: object,
    ) -> Answer:  # fmt: skip
        """Receive one lot."""
        return await self.give(
            "inventory.receive_material",
            at=at or NOON,
            supplier="S1",
            lines=[
                {
                    "material": of, "place": place, "lot": lot, "quantity": quantity,
                    "amount": amount, **line,
                }
            ],
        )  # fmt: skip

    async def change_material(self, code: str, **columns: object) -> None:
        """Change a master as the generic command would."""
        async with self.store.transaction(self.tenant) as tx:
            for column, value in columns.items():
                tx.execute(
                    f"UPDATE material SET {column} = %s WHERE id = %s", (value, material(code))
                )


def item(verb: str, **body: object) -> Item:
    """Return a command as a client sends it; `at` is when it happened."""
    at = body.pop("at", None)
    envelope: dict[str, object] = {"id": str(body.pop("id", None) or uuid7())}
    if isinstance(at, datetime):
        envelope["occurred_at"] = at.astimezone(UTC).isoformat()
    return Item(verb=verb, body=msgspec.json.encode({**envelope, **body}), client="test")


async def new_plant(store: Store, tenant: str) -> Plant:
    """Return a plant with masters and places."""
    async with store.transaction(tenant) as tx:
        insert_masters(tx)
    plant = Plant(store, tenant)
    await plant.open_places()
    return plant


async def queue_job(tx: Tx, code: str, *, site: UUID, status: str = "dispatched") -> None:
    """Insert a job order that goods can be issued to."""
    tx.execute(
        "INSERT INTO job_order (id, site, code, sequence, work_type, operation, ordered, status, "
        "cause, created_at, created_by, updated_at, updated_by) "
        "VALUES (%s, %s, %s, 10, 'production', 'press', 10, %s, %s, %s, %s, %s, %s)",
        (
            derived_id("test job", code), site, code, status, uuid7(), NOON, KEEPER.id, NOON,
            KEEPER.id,
        ),
    )  # fmt: skip


def codes(outcomes: Sequence[Outcome]) -> list[str]:
    """Return `accepted` or the refusal's code, per command."""
    return [outcome.code if isinstance(outcome, Problem) else "accepted" for outcome in outcomes]
