"""The catalogs of all tenants in this process: compiled when first needed, again when published."""

import time
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from taktline.base.problem import Problem, Several
from taktline.catalog.export import Heading, headings
from taktline.catalog.extra import OfRecord, extra_facts
from taktline.catalog.filter import Moment
from taktline.catalog.finding import FoundRecords, Looking, find_records
from taktline.catalog.measured import read_measured
from taktline.catalog.number import RunningNumbers
from taktline.catalog.own_rules import OwnRules, broken_rules, missing_fields, own_rules
from taktline.catalog.patience import patiently
from taktline.catalog.reading import count_records
from taktline.catalog.reason import reason_of
from taktline.catalog.records import Records
from taktline.catalog.request import RecordsPage, RecordsRequest
from taktline.catalog.stored import VERSION, documents_in_force, documents_of
from taktline.catalog.tenant import System, TenantCatalog, compile_catalog, with_made
from taktline.catalog.waypoints import Waypoints, read_waypoints
from taktline.catalog.zone import Zones
from taktline.platform.command import Clock, Fact, Principal
from taktline.platform.database import Database
from taktline.platform.guard import Compiled, NothingCompiled, Told, Versions
from taktline.platform.number import Numbers
from taktline.platform.transaction import Tx
from taktline.platform.verb import AnyVerb
from taktline.store import StaleCatalog

RECHECK_S = 1.0
"""Seconds a compiled catalog is believed without asking; commands ask the fence every time."""

VERSIONS = "SELECT catalog_version, access_version FROM tenant_state"


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    catalog: TenantCatalog
    access: int
    own: OwnRules


class Catalogs:
    """Compiled catalogs by tenant; fulfils the door's `Compiled` and `Extras` and the
    registry's `TenantVerbs`.

    Tenants without documents of their own share one catalog.
    """

    def __init__(
        self,
        database: Database,
        system: System,
        *,
        clock: Clock,
        rights: Compiled | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Compile nothing yet.

        Args:
            database: where tenants' documents are.
            system: the entities that are the same for every tenant.
            clock: for the dates in running numbers.
            rights: what compiles the rights of principals.
        """
        self._database = database
        self._system = system
        self._rights = rights or NothingCompiled()
        self._monotonic = monotonic
        self._clock = clock
        self._zones = Zones(database)
        self._numbers = RunningNumbers(Numbers(database), clock, self._zones)
        self._plain = with_made(system, compile_catalog(system, (), version=0))
        self._kept: dict[str, _Kept] = {}
        self._asked: dict[str, float] = {}

    async def current(self, tenant: str) -> TenantCatalog:
        """Return a tenant's catalog, at most a second old."""
        await self.ready(tenant)
        return self._kept[tenant].catalog

    async def ready(self, tenant: str) -> None:
        """Compile a tenant's catalog if that was not done, or another version is in force."""
        asked, now = self._asked.get(tenant), self._monotonic()
        if asked is None or now - asked >= RECHECK_S:
            if tenant in self._kept:
                self._asked[tenant] = now  # one asks; the others go on with what they know
            await self._compile(tenant)

    async def renewed(self, tenant: str) -> bool:
        """Look whether another version is in force; compile it then, and say so."""
        kept = self._kept.get(tenant)
        await self._compile(tenant)
        return kept is None or self._kept[tenant].catalog.version != kept.catalog.version

    async def read(
        self,
        tenant: str,
        request: RecordsRequest,
        *,
        reader: Principal,
        zone: ZoneInfo | None = None,
    ) -> RecordsPage:
        """Return one page of records, as the documents in force shape them.

        Args:
            tenant: code of the reader's tenant.
            request: what is asked.
            reader: who asks.
            zone: in which `today()` of filters is taken; the tenant's own without.

        Raises:
            Problem: see `taktline.catalog.reading.read_records`.
        """
        moment = self._moment(zone or await self.zone(tenant))
        catalog = await self.current(tenant)
        try:
            async with patiently(self._database, tenant) as tx:
                fence = tx.send(VERSION)
                page = await read_measured(
                    tx, catalog.records, request, reader=reader, moment=moment
                )
                (in_force,) = (await fence.rows())[0]
            if in_force == catalog.version:
                return page
            await self._compile(tenant)
        except (Problem, StaleCatalog):
            if not await self.renewed(tenant):
                raise
        catalog = self._kept[tenant].catalog
        async with patiently(self._database, tenant) as tx:
            return await read_measured(tx, catalog.records, request, reader=reader, moment=moment)

    async def count(
        self, tenant: str, request: RecordsRequest, *, reader: Principal, at_most: int
    ) -> int:
        """Return how many rows a list has, counted no further than `at_most` + 1.

        Raises:
            Problem: see `taktline.catalog.reading.read_records`.
        """
        catalog, zone = await self.current(tenant), await self.zone(tenant)
        async with patiently(self._database, tenant) as tx:
            return await count_records(
                tx,
                catalog.records,
                request,
                reader=reader,
                moment=self._moment(zone),
                at_most=at_most,
            )

    async def waypoints(
        self, tenant: str, request: RecordsRequest, *, reader: Principal, every: int
    ) -> Waypoints:
        """Return where a list can be entered: the marks of every so-manieth row.

        Raises:
            Problem: see `taktline.catalog.reading.read_records`.
        """
        catalog, zone = await self.current(tenant), await self.zone(tenant)
        async with patiently(self._database, tenant) as tx:
            moment = self._moment(zone)
            return await read_waypoints(
                tx, catalog.records, request, reader=reader, moment=moment, every=every
            )

    async def find(
        self, tenant: str, text: str, *, reader: Principal, entities: Sequence[str], each: int
    ) -> FoundRecords:
        """Return records of every kind whose code or name fits a text.

        Raises:
            Problem: see `taktline.catalog.finding.find_records`.
        """
        catalog, zone = await self.current(tenant), await self.zone(tenant)
        looking = Looking(
            text=text, entities=entities, each=each, reader=reader, moment=self._moment(zone)
        )
        async with patiently(self._database, tenant) as tx:
            return await find_records(tx, catalog.records, looking)

    async def sees(self, tenant: str, entity: str, record: UUID, *, reader: Principal) -> bool:
        """Say whether somebody sees a record, by asking for it as a list does."""
        asked = RecordsRequest(
            entity=entity, fields=("id",), filter=f'id = "{record}"', limit=1, archived=True
        )
        try:
            page = await self.read(tenant, asked, reader=reader)
        except Problem:
            return False
        return bool(page.rows)

    async def headings(
        self, tenant: str, request: RecordsRequest, *, reader: Principal
    ) -> list[Heading]:
        """Return the columns of a list.

        Raises:
            Problem: see `taktline.catalog.reading.read_records`.
        """
        catalog = await self.current(tenant)
        moment = self._moment(await self.zone(tenant))
        return headings(catalog.records, request, reader, moment)

    async def zone(self, tenant: str) -> ZoneInfo:
        """Return the zone in which a tenant means its dates."""
        return await self._zones.of(tenant)

    def _moment(self, zone: ZoneInfo) -> Moment:
        now = self._clock()
        return Moment(now=now, today=now.astimezone(zone).date(), zone=zone.key)

    def known(self, tenant: str) -> TenantCatalog:
        """Return a tenant's catalog as it was last compiled; the door's fence keeps it true."""
        kept = self._kept.get(tenant)
        return self._plain if kept is None else kept.catalog

    def verb(self, tenant: str, name: str) -> AnyVerb | None:
        """Return a command as this tenant's documents shape it; None where they say nothing."""
        kept = self._kept.get(tenant)
        if kept is None or kept.catalog.is_plain:
            return None
        return kept.catalog.verbs.get(name)

    def asks(self, tenant: str) -> bool:
        """Whether the tenant's overlays have rules over records that other commands write."""
        kept = self._kept.get(tenant)
        return kept is not None and not kept.own.is_empty

    async def broken(
        self, tx: Tx, decided: Sequence[tuple[UUID, Sequence[Fact]]]
    ) -> Mapping[UUID, Problem]:
        """Return which commands, by id, leave a record that breaks a rule of the tenant's."""
        kept = self._kept[tx.tenant]
        moment = self._moment(await self.zone(tx.tenant))
        told = [(id_, [f for f in facts if isinstance(f, OfRecord)]) for id_, facts in decided]
        return await broken_rules(tx, kept.own, kept.catalog, told=told, moment=moment)

    def facts(
        self, tenant: str, state: object, *, extra: Mapping[str, object], told: Told
    ) -> list[Fact]:
        """Return what the tenant's own fields of a kernel command's records write.

        The generic commands have written them already.

        Raises:
            FieldRequired, Several: a new record lacks a field that the tenant asks for.
            Problem: see `taktline.catalog.extra.extra_facts`.
        """
        if isinstance(state, Records):
            return []
        kept = self._kept.get(tenant)
        shapes = self.known(tenant).shapes
        facts = [fact for fact in told.facts if isinstance(fact, OfRecord)]
        if kept is not None and not kept.own.is_empty:
            missing = missing_fields(kept.own, shapes, extra=extra, facts=facts, made=told.made)
            if missing:
                raise missing[0] if len(missing) == 1 else Several(missing)
        return extra_facts(shapes, extra, facts)

    def reason(self, tenant: str, constraint: str, table: str) -> Problem | None:
        """Return the refusal that a constraint of the tenant's documents stands for, if it does."""
        return reason_of(self.known(tenant), constraint, table)

    def versions(self, tenant: str) -> Versions | None:
        """Return under which versions documents and rights were compiled; None = not yet."""
        kept = self._kept.get(tenant)
        rights = self._rights.versions(tenant)
        if kept is None:
            return rights
        access = kept.access if rights is None else rights.access
        return Versions(catalog=kept.catalog.version, access=access)

    async def reload(self, tenant: str) -> None:
        """Compile what is in force now."""
        await self._rights.reload(tenant)
        await self._compile(tenant)

    async def principal(self, tenant: str, principal: Principal) -> Principal:
        """Return the same asker with the rights of now."""
        return await self._rights.principal(tenant, principal)

    def confirmed(self, tenant: str) -> None:
        """Note that documents and rights were just found in force: nobody need ask for a while."""
        if tenant in self._kept:
            self._asked[tenant] = self._monotonic()
        self._rights.confirmed(tenant)

    async def _compile(self, tenant: str) -> None:
        kept = self._kept.get(tenant)
        async with self._database.transaction(tenant, readonly=True) as tx:
            (versions,) = await tx.rows(VERSIONS, as_=Versions)
            if kept is None or kept.catalog.version != versions.catalog:
                documents = documents_of(await documents_in_force(tx))
                catalog = self._plain
                if documents:
                    catalog = compile_catalog(
                        self._system, documents, version=versions.catalog, numbers=self._numbers
                    )
                    catalog = with_made(self._system, catalog)
                catalog = msgspec.structs.replace(catalog, version=versions.catalog)
            else:
                catalog = kept.catalog
        own = own_rules(catalog)
        self._kept[tenant] = _Kept(catalog=catalog, access=versions.access, own=own)
        self._asked[tenant] = self._monotonic()
