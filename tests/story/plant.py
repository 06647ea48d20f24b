"""A factory behind the real door on a real server: commands go in by name, answers come out."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from taktline.apps.cockpit.tables import PART as COCKPIT
from taktline.apps.inventory.desk.tables import PART as STOCK_DESK
from taktline.apps.inventory.tables import PART as INVENTORY
from taktline.apps.quality.verbs import PART as QUALITY
from taktline.base.ids import derived_id, uuid7
from taktline.base.problem import Problem
from taktline.base.quantity import plain
from taktline.kernel.ledger.facts import PlaceKind, PlaceOpened, place_id
from taktline.kernel.ledger.tables import PART as LEDGER
from taktline.kernel.ledger.verify import prove
from taktline.kernel.orders.tables import PART as ORDERS
from taktline.kernel.resources.tables import PART as RESOURCES
from taktline.platform.command import Grant, Principal
from taktline.platform.door import Door
from taktline.platform.envelope import Answer, Item, Outcome
from taktline.platform.judge import Desk
from taktline.platform.query import Page
from taktline.platform.registry import registry_of
from taktline.platform.tables import PART as PLATFORM
from taktline.store import Store
from tests.ledger_fixtures import NOON, SITE, insert_masters, opened_place, record, stamp
from tests.ledger_plant import BILLS

ZONE = ZoneInfo("Asia/Shanghai")
REGISTRY = registry_of(
    PLATFORM, RESOURCES, BILLS, LEDGER, ORDERS, INVENTORY, STOCK_DESK, QUALITY, COCKPIT
)
LEAD = Principal(id=derived_id("test", "lead"), name="lead", grants=(Grant(needs="*"),))
MOVES = """
    SELECT s.code || CASE WHEN m.source_status = 'available' THEN '' ELSE '!' || m.source_status END
            || coalesce('@' || so.code, '') || coalesce('#' || sh.code, ''),
        t.code || CASE WHEN m.target_status = 'available' THEN '' ELSE '!' || m.target_status END
            || coalesce('@' || xo.code, '') || coalesce('#' || th.code, ''),
        coalesce(l.code, '-'), m.quantity, m.value
    FROM unnest(%s::uuid[]) WITH ORDINALITY c(id, nth) JOIN move m ON m.cause = c.id
    JOIN place s ON s.id = m.source_place JOIN place t ON t.id = m.target_place
    LEFT JOIN lot l ON l.id = m.lot
    LEFT JOIN partner so ON so.id = m.source_owner LEFT JOIN partner xo ON xo.id = m.target_owner
    LEFT JOIN handling_unit sh ON sh.id = m.source_handling_unit
    LEFT JOIN handling_unit th ON th.id = m.target_handling_unit
    ORDER BY c.nth, m.line"""


def at(when: str) -> str:
    """Return an instant of 2026 as it travels: `01-05 07:00` in Shanghai."""
    local = datetime.strptime(f"2026-{when}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
    return local.isoformat()


def cause(label: str) -> UUID:
    """Return the id of the command with a label."""
    return derived_id("story command", label)


def step(sequence: int = 10, name: str = "Work", **said: object) -> dict[str, object]:
    """Return an operation that its first report starts."""
    return {"sequence": sequence, "name": name, "start_by_report": True, **said}


def told(page: Page[msgspec.Struct], *fields: str) -> list[tuple[object, ...]]:
    """Return some fields of what a query answered, row by row."""
    return [tuple(getattr(row, field) for field in fields) for row in page.rows]


def code_of(outcome: Outcome) -> str:
    """Return `accepted`, or the code of the refusal."""
    return outcome.code if isinstance(outcome, Problem) else "accepted"


class Plant:
    """One tenant with a site, materials and partners, and the door to it."""

    def __init__(self, store: Store, tenant: str) -> None:
        self.store = store
        self.tenant = tenant
        self.door = Door(store, Desk(registry=REGISTRY))

    async def set_up(self, *places: tuple[str, PlaceKind]) -> None:
        """Write masters and open places."""
        opened: list[PlaceOpened] = [opened_place(code, kind) for code, kind in places]
        async with self.store.transaction(self.tenant) as tx:
            insert_masters(tx)
            await record(tx, opened, stamp())

    async def execute(self, sql: str, *params: object) -> None:
        """Change masters as their own commands would."""
        async with self.store.transaction(self.tenant) as tx:
            tx.execute(sql, params)

    async def row(self, table: str, **values: object) -> None:
        """Write one master row, made by the lead."""
        stamped = {
            **values, "created_at": NOON, "created_by": LEAD.id, "updated_at": NOON,
            "updated_by": LEAD.id,
        }  # fmt: skip
        marks = ", ".join(["%s"] * len(stamped))
        await self.execute(
            f"INSERT INTO {table} ({', '.join(stamped)}) VALUES ({marks})", *stamped.values()
        )

    async def give(self, who: Principal, verb: str, **body: object) -> Outcome:
        """Give one command as somebody; its id is new unless it is told."""
        item = Item(verb=verb, body=msgspec.json.encode({"id": uuid7(), **body}))
        return (await self.door.submit(self.tenant, who, items=[item]))[0]

    async def send(self, label: str, verb: str, **body: object) -> Outcome:
        """Give one command as the lead; its id follows from its label."""
        return await self.give(LEAD, verb, id=cause(label), **body)

    async def do(self, label: str, verb: str, **body: object) -> Answer:
        """Give one command that must be accepted."""
        outcome = await self.send(label, verb, **body)
        assert isinstance(outcome, Answer), f"{label}: {outcome}"
        return outcome

    async def refused(self, label: str, verb: str, **body: object) -> Problem:
        """Give one command that must be refused."""
        outcome = await self.send(label, verb, **body)
        assert isinstance(outcome, Problem), f"{label} was accepted"
        return outcome

    async def order(
        self, code: str, ordered: str, *operations: dict[str, object], **said: object
    ) -> None:
        """Draft and release a work order of screws, unless another material is told."""
        draft = {"site": "F1", "material": "SCREW", "ordered": ordered, **said}
        if operations:
            draft["operations"] = operations
        await self.do(f"{code} draft", "kernel.create_work_order", code=code, **draft)
        await self.do(f"{code} released", "kernel.release_work_order", work_order=code)

    async def finish(self, code: str, *jobs: str, **said: object) -> None:
        """Complete job orders of a work order, named by what follows its code, and close it."""
        for job in jobs:
            await self.do(f"end {code}-{job}", "kernel.complete_job_order",
                          job_order=f"{code}-{job}")  # fmt: skip
        await self.do(f"close {code}", "kernel.close_work_order", work_order=code, **said)

    async def ask(
        self, name: str, who: Principal = LEAD, /, **params: object
    ) -> Page[msgspec.Struct]:
        """Ask a query as somebody."""
        query = REGISTRY.queries[name]
        read = msgspec.convert(params, query.params)
        async with self.store.transaction(self.tenant, readonly=True) as tx:
            found: Page[msgspec.Struct] = await query.run(tx, read, who)
            return found

    async def moves(self, *labels: str) -> list[str]:
        """Return what commands moved, written as the ledger is told: `WH1 -> L1 | lot | 5 | 1.00`.

        A key is `place[!status][@owner][#handling unit]`; `-` is no lot, quantity or value.
        """
        rows = await self.rows(MOVES, [cause(label) for label in labels])
        told_of = msgspec.convert(rows, list[tuple[str, str, str, Decimal, Decimal | None]])
        return [
            f"{source} -> {target} | {lot} | {plain(quantity) if quantity else '-'} | "
            f"{'-' if value is None else f'{value:.2f}'}"
            for source, target, lot, quantity, value in told_of
        ]

    async def rows(self, sql: str, *params: object) -> list[tuple[object, ...]]:
        """Read."""
        async with self.store.transaction(self.tenant) as tx:
            return await tx.fetch(sql, params)

    async def held(self, place: str) -> Decimal:
        """Return the quantity of all lots at a place."""
        rows = await self.rows(
            "SELECT coalesce(sum(quantity), 0) FROM balance WHERE place = %s",
            place_id(SITE, place),
        )
        return msgspec.convert(rows[0][0], Decimal)

    async def worth(self, place: str) -> Decimal:
        """Return the value of everything at a place."""
        rows = await self.rows(
            "SELECT coalesce(sum(value), 0) FROM balance WHERE place = %s", place_id(SITE, place)
        )
        return msgspec.convert(rows[0][0], Decimal)

    async def proved(self) -> bool:
        """Say whether the ledger proof finds nothing."""
        async with self.store.transaction(self.tenant, readonly=True) as tx:
            return (await prove(tx)).findings == []
