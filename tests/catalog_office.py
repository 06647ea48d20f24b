"""A tenant's office for tests of the catalog: gives commands, reads records."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec

from taktline.base.ids import derived_id, uuid7
from taktline.base.problem import Problem
from taktline.catalog.filter import Moment
from taktline.catalog.package import entities_of
from taktline.catalog.reading import read_records
from taktline.catalog.request import RecordsPage, RecordsRequest
from taktline.catalog.tables import catalog_part
from taktline.catalog.tenant import System, compile_catalog
from taktline.platform.command import Grant, Principal
from taktline.platform.door import Door
from taktline.platform.envelope import Answer, Item, Outcome
from taktline.platform.judge import Desk
from taktline.platform.registry import registry_of
from taktline.platform.tables import PART as PLATFORM
from taktline.store import Store

ENTITIES = entities_of("taktline.kernel.resources", "taktline.kernel.ledger")
SYSTEM = System(ENTITIES)
REGISTRY = registry_of(PLATFORM, catalog_part(SYSTEM))
RECORDS = compile_catalog(SYSTEM, (), version=0).records
PLANNER = Principal(
    id=derived_id("principal", "planner"), name="Planner", grants=(Grant(needs="*"),)
)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MOMENT = Moment(now=NOON, today=NOON.date())


class Office:
    """A tenant, the door to it, and a person."""

    def __init__(self, store: Store, tenant: str, by: Principal = PLANNER) -> None:
        self.store, self.tenant, self.by = store, tenant, by
        self.door = Door(store, Desk(registry=REGISTRY))

    def seen_by(self, *grants: Grant) -> "Office":
        """Return the same office as somebody else meets it."""
        return Office(
            self.store, self.tenant, msgspec.structs.replace(self.by, grants=tuple(grants))
        )

    async def ask(self, verb: str, **fields: object) -> Outcome:
        """Give one command and return its answer or refusal."""
        return (await self.ask_many(verb, [fields]))[0]

    async def ask_many(
        self, verb: str, rows: list[dict[str, object]], *, atomic: bool = False
    ) -> list[Outcome]:
        """Give several commands of one verb in one request."""
        items = [
            Item(verb=verb, body=msgspec.json.encode({"id": uuid7(), **fields})) for fields in rows
        ]
        return await self.door.submit(self.tenant, self.by, items=items, atomic=atomic)

    async def done(self, verb: str, **fields: object) -> UUID:
        """Give one command that must be accepted; return the record's id."""
        outcome = await self.ask(verb, **fields)
        assert isinstance(outcome, Answer), outcome
        return outcome.records[0].id

    async def all_done(self, verb: str, rows: list[dict[str, object]]) -> None:
        """Give several commands that must all be accepted."""
        outcomes = await self.ask_many(verb, rows)
        assert [one for one in outcomes if isinstance(one, Problem)] == []

    async def refused(self, verb: str, **fields: object) -> Problem:
        """Give one command that must be refused; return why."""
        outcome = await self.ask(verb, **fields)
        assert isinstance(outcome, Problem), outcome
        return outcome

    async def value(self, sql: str, *params: object) -> object:
        """Read one value."""
        async with self.store.transaction(self.tenant, readonly=True) as tx:
            return (await tx.fetch(sql, params))[0][0]

    async def read(self, entity: str, **request: object) -> RecordsPage:
        """Read one page of records."""
        asked = msgspec.convert({"entity": entity, **request}, RecordsRequest)
        async with self.store.transaction(self.tenant, readonly=True) as tx:
            return await read_records(tx, RECORDS, asked, reader=self.by, moment=MOMENT)

    async def codes(self, entity: str, **request: object) -> list[object]:
        """Read the codes of records, in the list's order."""
        page = await self.read(entity, fields=["code"], **request)
        return [row["code"] for row in page.rows]
