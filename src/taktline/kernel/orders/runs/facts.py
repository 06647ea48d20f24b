"""The facts of joint runs: a run, what is loaded into it, what it reported, blocked cavities."""

from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import NotFound
from taktline.base.quantity import ZERO
from taktline.kernel.orders.shop import Shop
from taktline.platform.command import Fact

RunRule = Literal["equal", "quantity", "weight", "area", "cavity"]
RunStatus = Literal["open", "running", "ended", "cancelled"]


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Several job orders or cards executed together on one equipment.

    Attributes:
        physical_asset: the mold or rack, where one is used.
        rule: how time and consumption are shared among the members.
    """

    id: UUID
    site: UUID
    code: str
    work_unit: UUID
    physical_asset: UUID | None = None
    rule: RunRule
    status: RunStatus = "open"
    note: str = ""
    started_at: Instant | None = None
    ended_at: Instant | None = None
    version: int = 1


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A job order, or one card of it, in a run.

    Attributes:
        quantity: pieces loaded, base unit of the product.
        measure: weight or area of one piece, in whatever unit all members use; above 0.
        cavities: numbers of the mold's cavities that make it.
    """

    id: UUID
    site: UUID
    run: UUID
    job_order: UUID
    flow_card: UUID | None = None
    quantity: Decimal
    measure: Decimal | None = None
    cavities: tuple[int, ...] = ()
    loaded_at: Instant
    unloaded_at: Instant | None = None


class CavityBlock(msgspec.Struct, frozen=True, kw_only=True):
    """A cavity of a mold that is out of use from a day on.

    Attributes:
        freed_on: the first day it is in use again; None = still blocked.
    """

    id: UUID
    site: UUID
    physical_asset: UUID
    cavity: int
    blocked_on: date
    freed_on: date | None = None
    reason: str
    version: int = 1

    def covers(self, day: date) -> bool:
        """Say whether the cavity is out of use on a day."""
        return self.blocked_on <= day and (self.freed_on is None or day < self.freed_on)


class RunMade(Fact, frozen=True, kw_only=True):
    """A run is open from now on."""

    run: Run


class RunChanged(Fact, frozen=True, kw_only=True):
    """A run has another state from now on."""

    run: Run


class MemberLoaded(Fact, frozen=True, kw_only=True):
    """A job order or card is in a run from now on."""

    member: Member


class MemberUnloaded(Fact, frozen=True, kw_only=True):
    """It is out of the run from now on."""

    id: UUID
    at: Instant


class RunReported(Fact, frozen=True, kw_only=True):
    """What a run made of one member, and its share of time and consumption.

    Attributes:
        share: weight under the run's rule.
        strokes: of the mold, where cavities are counted.
    """

    id: UUID
    site: UUID
    run: UUID
    run_member: UUID
    job_order: UUID
    lot: UUID | None = None
    quantity: Decimal
    share: Decimal
    strokes: Decimal | None = None
    labor_s: Decimal = ZERO
    machine_s: Decimal = ZERO


class OffcutKept(Fact, frozen=True, kw_only=True):
    """What is left of a sheet or bar goes back to stock, with its size in mm."""

    id: UUID
    site: UUID
    run: UUID
    material: UUID
    lot: UUID
    parent_lot: UUID
    quantity: Decimal
    length_mm: Decimal | None = None
    width_mm: Decimal | None = None


class CavityBlocked(Fact, frozen=True, kw_only=True):
    """A cavity is out of use."""

    block: CavityBlock


class CavityFreed(Fact, frozen=True, kw_only=True):
    """A cavity is in use again."""

    id: UUID
    freed_on: date


class Bay(Shop, kw_only=True):
    """What a decision about a run knows beside the floor.

    Attributes:
        members: by id, of the runs that were read, and wherever else the named job orders are
            loaded now.
        reported: runs whose report stands.
        blocks: blocked cavities of the molds concerned.
        assets: molds, racks and tools by code and by id.
        cavities: how many a mold has.
        unit_sites: the factory an equipment belongs to.
    """

    runs: dict[UUID, Run] = {}
    members: dict[UUID, Member] = {}
    reported: set[UUID] = set()
    blocks: dict[UUID, CavityBlock] = {}
    assets: dict[str, UUID] = {}
    cavities: dict[UUID, Decimal] = {}
    unit_sites: dict[UUID, UUID] = {}

    def site_of(self, unit: UUID) -> UUID:
        """Return the factory of an equipment.

        Raises:
            NotFound: it is no equipment.
        """
        found = self.unit_sites.get(unit)
        if found is None:
            raise NotFound(kind="work_unit", code=str(unit), at="/work_unit")
        return found


def fold_run(state: object, fact: RunMade | RunChanged) -> None:
    """A run reads so from now on."""
    if isinstance(state, Bay):
        state.runs[fact.run.id] = fact.run


def fold_loaded(state: object, fact: MemberLoaded) -> None:
    """Somebody is in it."""
    if isinstance(state, Bay):
        state.members[fact.member.id] = fact.member


def fold_unloaded(state: object, fact: MemberUnloaded) -> None:
    """And out of it."""
    if isinstance(state, Bay) and fact.id in state.members:
        gone = msgspec.structs.replace(state.members[fact.id], unloaded_at=fact.at)
        state.members[fact.id] = gone


def fold_run_reported(state: object, fact: RunReported) -> None:
    """A run is reported once."""
    if isinstance(state, Bay):
        state.reported.add(fact.run)


def fold_blocked(state: object, fact: CavityBlocked) -> None:
    """A cavity is out of use."""
    if isinstance(state, Bay):
        state.blocks[fact.block.id] = fact.block


def fold_freed(state: object, fact: CavityFreed) -> None:
    """A cavity is in use again."""
    if isinstance(state, Bay) and fact.id in state.blocks:
        freed = msgspec.structs.replace(state.blocks[fact.id], freed_on=fact.freed_on)
        state.blocks[fact.id] = freed
