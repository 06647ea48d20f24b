"""The facts of changes: revisions of orders, notices to stations, released changes."""

from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.kernel.orders.rows import WorkOrder
from taktline.kernel.orders.shop import Shop
from taktline.platform.command import Fact

EffectOnOrder = Literal["finish_old", "switch", "rework", "stop"]
EngineeringKind = Literal["material_bill", "routing", "drawing", "instruction", "inspection_plan"]


class OrderRevised(Fact, frozen=True, kw_only=True):
    """A running order reads so from now on; what was done stays on the revision before.

    Attributes:
        effect: what it did: job orders, pieces that moved, stations, material, for people.
    """

    id: UUID
    work_order: WorkOrder
    reason: str
    from_sequence: int | None = None
    from_card: int | None = None
    effect: dict[str, object] = {}


class NoticeGiven(Fact, frozen=True, kw_only=True):
    """A station is told of a change of a job order it works on."""

    id: UUID
    site: UUID
    order_revision: UUID
    job_order: UUID
    work_center: UUID | None
    text: str


class NoticeRead(Fact, frozen=True, kw_only=True):
    """Somebody at the station read it."""

    job_order: UUID


class EngineeringChange(msgspec.Struct, frozen=True, kw_only=True):
    """A bill, routing, drawing, instruction or inspection plan was changed and released."""

    id: UUID
    code: str
    kind: EngineeringKind
    material: UUID
    document: str = ""
    text: str
    work_master: UUID | None = None


class EngineeringChanged(Fact, frozen=True, kw_only=True):
    """A released change is known from now on."""

    change: EngineeringChange


class EffectNamed(Fact, frozen=True, kw_only=True):
    """What a released change does to one open order."""

    id: UUID
    site: UUID
    engineering_change: UUID
    work_order: UUID
    effect: EffectOnOrder
    from_card: int | None = None
    from_sequence: int | None = None


class Office(Shop, kw_only=True):
    """What a decision about changes knows beside the floor.

    Attributes:
        revisions: orders whose first revision is kept already.
        taken: codes of released changes that are taken.
        open_orders: running orders of each material, whether or not the command names them.
    """

    revisions: set[UUID] = set()
    taken: set[str] = set()
    open_orders: dict[UUID, set[UUID]] = {}


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """When and by whom an order was changed, as it is listed."""

    id: UUID
    work_order: str
    revision: int
    reason: str
    said_at: Instant


def fold_revised(state: object, fact: OrderRevised) -> None:
    """Its first revision is kept."""
    if isinstance(state, Office):
        state.revisions.add(fact.work_order.id)


def fold_engineering(state: object, fact: EngineeringChanged) -> None:
    """Its code is taken."""
    if isinstance(state, Office):
        state.taken.add(fact.change.code)
