"""A command: what somebody asks for, or says has happened; the only way anything ever changes."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated, Generic, Literal, TypeVar
from uuid import UUID

import msgspec

from taktline.base.ids import IdSource
from taktline.base.instant import Instant

AT_ONCE: Instant = datetime(9999, 12, 31, tzinfo=UTC)
"""Default of `occurred_at`: the door puts its own clock in, so that no decision sees this value."""

COMMAND_DEPTH_MAX = 8
"""Commands that cause commands: deeper than this is a loop of rules, not a process."""

BATCH_MAX = 50
"""Commands folded into one transaction: beyond it a batch holds its locks too long."""

Scalar = str | int | float | bool | None
CommandKind = Literal["fact", "request"]


class Command(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What every command carries beside its own fields (the envelope).

    Defaults are left out when a command is encoded, so that an optional field added later does not
    change the hash of commands that were sent before it existed.

    Attributes:
        id: made by the sender (UUIDv7, or UUIDv5 of a natural key); the same id is booked once.
        occurred_at: the floor's clock; the door's own clock where the sender says nothing.
        offline: made without a connection; such a fact is parked rather than refused.
        confirm: codes of confirmable refusals that the sender overrules.
        dry_run: decide and answer, record nothing.
        extra: the tenant's own fields (`x_` columns) of the record this command creates or reports.
    """

    id: UUID
    occurred_at: Annotated[datetime, msgspec.Meta(tz=True)] = AT_ONCE
    offline: bool = False
    confirm: tuple[str, ...] = ()
    dry_run: bool = False
    extra: dict[str, Scalar | list[str]] = {}


_NOTHING: frozenset[UUID] = frozenset()


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """One permission at one node of the equipment hierarchy.

    Attributes:
        needs: `entity:action`, for instance `job_order:report`; `*` and `entity:*` are wide.
        node: the equipment id at and below which it holds; None = the whole tenant.
        scope: FEEL over the record, translatable to SQL; None = every record.
    """

    needs: str
    node: UUID | None = None
    scope: str | None = None

    @property
    def is_conditional(self) -> bool:
        """Whether it holds on some records, or for some of their fields, only."""
        return self.scope is not None


class Principal(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Who asks: a person, device, rule or partner, with what they may do in this tenant.

    Attributes:
        below: everything that stands below the nodes of the grants, by node; a grant at a work
            center also holds at its machines.
    """

    id: UUID
    name: str
    kind: Literal["person", "device", "rule", "partner", "system"] = "person"
    person: UUID | None = None
    roles: tuple[str, ...] = ()
    grants: tuple[Grant, ...] = ()
    language: Literal["en", "zh"] = "en"
    below: dict[UUID, frozenset[UUID]] = {}

    def may(self, needs: str, path: tuple[UUID, ...] = ()) -> bool:
        """Say whether a grant covers `needs` at a place, given where that stands.

        Args:
            needs: `entity:action`.
            path: the place and what it stands in, as far as known; empty = no place.
        """
        return any(self.holds(grant.node, path) for grant in self.granted(needs))

    def granted(self, needs: str) -> tuple[Grant, ...]:
        """Return the grants that cover `needs` somewhere: its own and the wide ones."""
        found = self._found.get(needs)
        if found is None:
            entity = needs.partition(":")[0]
            by = self.by_permission
            found = (*by.get("*", ()), *by.get(f"{entity}:*", ()), *by.get(needs, ()))
            self._found[needs] = found
        return found

    @cached_property
    def _found(self) -> dict[str, tuple[Grant, ...]]:
        """What was found before, by what was asked for; there are as many as permissions."""
        return {}

    @cached_property
    def by_permission(self) -> dict[str, tuple[Grant, ...]]:
        """The grants by what they permit, put together once."""
        found: dict[str, tuple[Grant, ...]] = {}
        for grant in self.grants:
            found[grant.needs] = (*found.get(grant.needs, ()), grant)
        return found

    @cached_property
    def is_scoped(self) -> bool:
        """Whether a grant holds on some records only."""
        return any(grant.scope is not None for grant in self.grants)

    @cached_property
    def is_conditional(self) -> bool:
        """Whether a grant holds on some records or fields only."""
        return any(grant.is_conditional for grant in self.grants)

    def holds(self, node: UUID | None, path: tuple[UUID, ...]) -> bool:
        """Say whether a grant at a node holds at a place: at the node, or anywhere below it."""
        if node is None or node in path:
            return True
        return bool(path) and not self.below.get(node, _NOTHING).isdisjoint(path)


class Ids(msgspec.Struct, frozen=True, kw_only=True):
    """The ids a decision may use: the command's own, who asks, fresh ones for new records."""

    cause: UUID
    by: Principal
    new: IdSource


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """When, by whom and by which command a fact was recorded."""

    cause: UUID
    by: UUID
    occurred_at: Instant
    recorded_at: Instant


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision returns: something that is now so. Recorded with the command's stamp.

    Every kind of fact has one fold (how it changes the state the next command is decided on) and
    one recorder (the set-based statement that writes it).
    """


F = TypeVar("F", bound=Fact)


class Booked(msgspec.Struct, Generic[F], frozen=True):
    """A fact with the stamp of the command that made it."""

    fact: F
    stamp: Stamp


class Event(Fact, frozen=True, kw_only=True):
    """What happened, in words other programs read; written with the change it tells of.

    Attributes:
        name: `<entity>.<past participle>`, for instance `job_order.reported`.
        entity: name of the kind of record it is about.
        record: that record's id.
        code: that record's code, for people.
        site: the factory it happened in; None = tenant-wide.
        payload: what is told; it only ever grows.
    """

    name: str
    entity: str
    record: UUID
    code: str = ""
    site: UUID | None = None
    payload: dict[str, object] = {}
    version: int = 1


Clock = Callable[[], Instant]
