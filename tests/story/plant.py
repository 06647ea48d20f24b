"""A factory behind the real door on a real server: commands go in by name, answers come out."""

from datetime import datetime
from decimal import Decimal
from importlib.resources import files
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from taktline.apps.inventory.tables import PART as INVENTORY
from taktline.apps.quality.verbs import PART as QUALITY
from taktline.base.ids import derived_id
from taktline.base.problem import Problem
from taktline.kernel.ledger.facts import PlaceKind, PlaceOpened, place_id
from taktline.kernel.ledger.tables import PART as LEDGER
from taktline.kernel.orders.tables import PART as ORDERS
from taktline.kernel.resources.tables import PART as RESOURCES
from taktline.platform.command import Grant, Principal
from taktline.platform.door import Door
from taktline.platform.envelope import Answer, Item, Outcome
from taktline.platform.judge import Desk
from taktline.platform.registry import registry_of
from taktline.platform.tables import PART as PLATFORM
from taktline.store import Store
from tests.ledger_fixtures import SITE, insert_masters, opened_place, record, stamp

ZONE = ZoneInfo("Asia/Shanghai")
REGISTRY = registry_of(PLATFORM, RESOURCES, LEDGER, ORDERS, INVENTORY, QUALITY)
LEAD = Principal(id=derived_id("test", "lead"), name="lead", grants=(Grant(needs="*"),))
assert files("taktline.kernel.orders").is_dir()


def at(when: str) -> str:
    """Return an instant of 2026 as it travels: `01-05 07:00` in Shanghai."""
    local = datetime.strptime(f"2026-{when}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
    return local.isoformat()


def cause(label: str) -> UUID:
    """Return the id of the command with a label."""
    return derived_id("story command", label)


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

    async def send(self, label: str, verb: str, **body: object) -> Outcome:
        """Give one command as the lead; its id follows from its label."""
        item = Item(verb=verb, body=msgspec.json.encode({"id": cause(label), **body}))
        return (await self.door.submit(self.tenant, LEAD, items=[item]))[0]

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
