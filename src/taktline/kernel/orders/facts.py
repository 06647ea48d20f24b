"""The facts of orders: what becomes so when work is planned, done, judged and closed."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.kernel.ledger.facts import StockKey
from taktline.kernel.orders.content import WorkMasterContent
from taktline.kernel.orders.rows import (
    AlertKind,
    Confirmation,
    Dependency,
    Job,
    Response,
    WorkOrder,
)
from taktline.platform.command import Fact


class WorkMaster(msgspec.Struct, frozen=True, kw_only=True):
    """A revision of a work master; once released it never changes."""

    id: UUID
    code: str
    revision: int = 1
    kind: Literal["routing", "recipe", "inspection_plan", "maintenance_plan", "move_template"]
    name: str = ""
    name_en: str | None = None
    material: UUID | None = None
    status: Literal["draft", "released", "obsolete"] = "draft"
    content: WorkMasterContent
    content_hash: bytes
    version: int = 1


class WorkMasterWritten(Fact, frozen=True, kw_only=True):
    """A work master exists, or its draft was changed, or it was released."""

    work_master: WorkMaster


class WorkOrderCreated(Fact, frozen=True, kw_only=True):
    """A work order exists from now on."""

    work_order: WorkOrder


class WorkOrderChanged(Fact, frozen=True, kw_only=True):
    """A work order looks like this from now on."""

    work_order: WorkOrder


class JobOrderCreated(Fact, frozen=True, kw_only=True):
    """A job order exists from now on."""

    job: Job


class JobOrderChanged(Fact, frozen=True, kw_only=True):
    """State, plan or place of a job order changed; its totals follow from its responses alone."""

    job: Job


class JobOrderRewritten(Fact, frozen=True, kw_only=True):
    """A revision of its work order changed what a job order is to do; nothing was done on it."""

    job: Job


class DependencyRemoved(Fact, frozen=True, kw_only=True):
    """One job order no longer waits for another."""

    predecessor: UUID
    successor: UUID


class DependencyAdded(Fact, frozen=True, kw_only=True):
    """One job order waits for another from now on."""

    dependency: Dependency


class PlannedMove(Fact, frozen=True, kw_only=True):
    """What a job order is to judge or carry: so much of a lot, from where to where.

    Attributes:
        target: where it goes when accepted or carried.
        quantity: in the material's base unit.
    """

    id: UUID
    job_order: UUID
    source: StockKey
    target: StockKey
    quantity: Decimal


class PlannedMoveEnded(Fact, frozen=True, kw_only=True):
    """A planned move was carried out or given up, wholly."""

    id: UUID
    status: Literal["done", "dropped"]


class JobReported(Fact, frozen=True, kw_only=True):
    """A job order was reported, started, judged ...: the response, and thereby its totals.

    Attributes:
        is_implied: the command says something else in the first place, for instance a report that
            starts its job order; a tenant's own fields are then not meant for this response.
    """

    response: Response
    is_implied: bool = False

    @property
    def entity(self) -> str:
        """The kind of record it writes, for a tenant's own fields."""
        return "" if self.is_implied else "job_response"

    @property
    def record(self) -> UUID:
        """The record it writes."""
        return self.response.id


class ResponseConfirmed(Fact, frozen=True, kw_only=True):
    """Somebody with the right to do so stands by a report, or does not."""

    response: UUID
    confirmation: Confirmation
    reason: str | None = None


class SignedIn(Fact, frozen=True, kw_only=True):
    """A person, machine or tool works on a job order from now on."""

    id: UUID
    job_order: UUID
    kind: Literal["person", "equipment", "physical_asset"]
    resource: UUID
    at: Instant


class SignedOut(Fact, frozen=True, kw_only=True):
    """A person, machine or tool no longer works on a job order."""

    id: UUID
    at: Instant


class AlertRaised(Fact, frozen=True, kw_only=True):
    """Something needs somebody now."""

    id: UUID
    site: UUID
    code: str
    job_order: UUID | None = None
    work_unit: UUID | None = None
    kind: AlertKind
    severity: int = 2
    text: str = ""


class AlertMoved(Fact, frozen=True, kw_only=True):
    """Somebody took a work alert, or settled it."""

    id: UUID
    step: Literal["acknowledged", "resolved"]
