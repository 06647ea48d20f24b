"""The register of everything the packages bring: verbs, queries, facts, events, subscribers."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

import msgspec

from taktline.base.text import Text
from taktline.platform.command import Fact
from taktline.platform.events.cover import Covered
from taktline.platform.events.subscriber import Subscriber
from taktline.platform.query import Query
from taktline.platform.verb import AnyFactKind, AnyVerb

AnyQuery = Query[Any, Any]
K = TypeVar("K")
V = TypeVar("V")


class EventKind(msgspec.Struct, frozen=True, kw_only=True):
    """An event as other programs may rely on it.

    Attributes:
        name: `<entity>.<past participle>`.
        entity: name of the kind of record it is about.
        label: what people see.
        payload: the struct that describes its payload; None where it carries none.
        version: of the payload; payloads only grow.
    """

    name: str
    entity: str
    label: Text
    payload: type[msgspec.Struct] | None = None
    version: int = 1


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What one package brings; the composition root puts the parts together.

    Attributes:
        sql: name of the package whose folder `sql` holds its numbered migrations; None = none.
    """

    name: str
    verbs: tuple[AnyVerb, ...] = ()
    queries: tuple[AnyQuery, ...] = ()
    fact_kinds: tuple[AnyFactKind, ...] = ()
    events: tuple[EventKind, ...] = ()
    subscribers: tuple[Subscriber, ...] = ()
    covered: tuple[Covered, ...] = ()
    sql: str | None = None


class TenantVerbs(Protocol):
    """The commands that follow from a tenant's own documents."""

    async def ready(self, tenant: str) -> None:
        """Make sure that what `verb` answers is in force."""

    async def renewed(self, tenant: str) -> bool:
        """Look whether other documents came into force; True if so."""

    def verb(self, tenant: str, name: str) -> AnyVerb | None:
        """Return a command as a tenant's documents shape it; None where they say nothing."""


class NoTenantVerbs:
    """For processes in which every tenant has the same commands."""

    async def ready(self, tenant: str) -> None:
        """Nothing to do."""

    async def renewed(self, tenant: str) -> bool:
        """Nothing can change."""
        return False

    def verb(self, tenant: str, name: str) -> AnyVerb | None:
        """No tenant has commands of its own."""
        return None


class Registry(msgspec.Struct, frozen=True, kw_only=True):
    """All parts together. Facts are recorded in the order of `fact_kinds`.

    Attributes:
        fact_order: the place of each kind of fact in that order.
        of_tenant: commands that tenants have beside, or in place of, those of the parts.
    """

    verbs: Mapping[str, AnyVerb]
    queries: Mapping[str, AnyQuery]
    fact_kinds: Mapping[type[Fact], AnyFactKind]
    fact_order: Mapping[type[Fact], int]
    events: Mapping[str, EventKind]
    subscribers: Mapping[str, Subscriber]
    covered: tuple[Covered, ...]
    sql: tuple[str, ...]
    of_tenant: TenantVerbs = msgspec.field(default_factory=NoTenantVerbs)

    def verb(self, tenant: str, name: str) -> AnyVerb | None:
        """Return a command by its name, as a tenant has it."""
        return self.of_tenant.verb(tenant, name) or self.verbs.get(name)

    def in_order(self, kinds: Iterable[type[Fact]]) -> list[type[Fact]]:
        """Return those of some kinds of facts that have rows, in the order they are recorded."""
        order = self.fact_order
        return sorted((one for one in kinds if one in order), key=order.__getitem__)


def registry_of(*parts: Part) -> Registry:
    """Put parts together, in the order in which their facts are recorded.

    A name brought twice, or an event that a verb writes and nobody declares, is our own mistake
    and stops the start.
    """
    kinds = _by_name((k.fact, k) for p in parts for k in p.fact_kinds)
    registry = Registry(
        verbs=_by_name((v.name, v) for p in parts for v in p.verbs),
        queries=_by_name((q.name, q) for p in parts for q in p.queries),
        fact_kinds=kinds,
        fact_order={fact: place for place, fact in enumerate(kinds)},
        events=_by_name((e.name, e) for p in parts for e in p.events),
        subscribers=_by_name((s.name, s) for p in parts for s in p.subscribers),
        covered=tuple(c for p in parts for c in p.covered),
        sql=tuple(p.sql for p in parts if p.sql is not None),
    )
    _by_name((c.table, c) for c in registry.covered)
    undeclared = {e for v in registry.verbs.values() for e in v.events} - set(registry.events)
    assert not undeclared, f"events of verbs that no part declares: {sorted(undeclared)}"
    return registry


def _by_name(members: Iterable[tuple[K, V]]) -> Mapping[K, V]:
    found: dict[K, V] = {}
    for name, member in members:
        assert name not in found, f"{name} is brought twice"
        found[name] = member
    return MappingProxyType(found)
