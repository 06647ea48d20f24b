"""Job orders, work orders and reports as they stand in the tables."""

from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.quantity import ZERO
from taktline.kernel.orders.content import (
    Backflush,
    DependencyType,
    ReportPolicy,
    WorkMasterContent,
)
from taktline.kernel.orders.snapshot import Costing, JobSnapshot, LotPolicy
from taktline.kernel.orders.states import JobStatus

WorkType = Literal["production", "quality", "inventory", "maintenance"]
WorkOrderKind = Literal[
    "normal",
    "rework",
    "disassembly",
    "trial",
    "sample",
    "outside",
    "quality",
    "movement",
    "maintenance",
]
FirstArticle = Literal["none", "required", "passed", "failed"]
DefectOutcome = Literal["to_judge", "scrap", "rework", "repaired"]
DefectClass = Literal["process", "material", "set_up"]
Source = Literal["pda", "terminal", "machine", "api", "erp", "office"]
Confirmation = Literal["not_asked", "asked", "confirmed", "refused"]
ResponseKind = Literal[
    "start",
    "pause",
    "resume",
    "report",
    "judge",
    "complete",
    "hold",
    "release",
    "split",
    "reopen",
    "abort",
]
AlertKind = Literal["material", "machine", "quality", "tool", "people", "method", "safety"]
Counted = Literal["good", "scrap", "rework", "sample", "defective", "repaired", "missing", "found"]
COUNTED: tuple[Counted, ...] = (
    "good",
    "scrap",
    "rework",
    "sample",
    "defective",
    "repaired",
    "missing",
    "found",
)
"""The totals of a job order: each the sum of its job responses."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A job order as it stands.

    Attributes:
        inspects: the production job order whose samples it judges; None if it inspects none.
        is_rework: in-line rework: its pieces have been made before and consume nothing again.
        is_activity: works on the pieces of another job order at the same time; moves none.
        from_card: the first flow card worked here, where an order was changed from a card on.
        notice: the revision of its work order that its station has not acknowledged yet.
        cause: the command that created it.
        started_quantity: most pieces a first operation may make.
        first_article_due_at: until when an inspector confirms what the lead judged.
        crew: the team it was dispatched to; `person` likewise.
    """

    id: UUID
    site: UUID
    code: str
    work_order: UUID | None = None
    parent: UUID | None = None
    inspects: UUID | None = None
    is_rework: bool = False
    is_activity: bool = False
    sequence: int
    split_no: int = 0
    work_type: WorkType = "production"
    operation: str
    process_segment: str = ""
    priority: int = 50
    work_center: UUID | None = None
    work_unit: UUID | None = None
    crew: UUID | None = None
    person: UUID | None = None
    physical_asset: UUID | None = None
    material: UUID | None = None
    unit: str | None = None
    ordered: Decimal
    started_quantity: Decimal = ZERO
    transfer_batch: Decimal = ZERO
    planned_setup_s: Decimal = ZERO
    planned_run_s: Decimal = ZERO
    planned_cost: Decimal | None = None
    planned_start_at: Instant | None = None
    planned_end_at: Instant | None = None
    started_at: Instant | None = None
    start_is_estimated: bool = False
    ended_at: Instant | None = None
    status: JobStatus = "draft"
    hold_reason: str | None = None
    report_point: bool = True
    report_policy: ReportPolicy = "strict"
    supplier: UUID | None = None
    first_article: FirstArticle = "none"
    first_article_quantity: Decimal = ZERO
    first_article_key: str | None = None
    first_article_due_at: Instant | None = None
    backflush: Backflush = "none"
    snapshot: JobSnapshot | None = None
    snapshot_hash: bytes | None = None
    from_card: int | None = None
    notice: UUID | None = None
    cause: UUID
    good: Decimal = ZERO
    scrap: Decimal = ZERO
    rework: Decimal = ZERO
    sample: Decimal = ZERO
    defective: Decimal = ZERO
    repaired: Decimal = ZERO
    missing: Decimal = ZERO
    found: Decimal = ZERO
    version: int = 1

    @property
    def made(self) -> Decimal:
        """Everything reported that was worked on, whatever became of it."""
        bad = self.scrap + self.rework + self.defective
        return self.good + self.repaired + self.sample + bad + self.missing - self.found

    @property
    def passed_on(self) -> Decimal:
        """Pieces the next operation may have: good at once or after repair."""
        return self.good + self.repaired


class WorkOrder(msgspec.Struct, frozen=True, kw_only=True):
    """A work order as it stands; what its job orders say is not repeated here.

    Attributes:
        status: draft, released, completed, closed, aborted or cancelled; whether it runs is read
            from its job orders.
        receipt_place: where the last operation delivers; None = `finished:<work order>`.
        snapshot: the operations; before release only those of a typed route.
    """

    id: UUID
    site: UUID
    code: str
    kind: WorkOrderKind = "normal"
    source_system: str | None = None
    source_ref: str | None = None
    material: UUID | None = None
    work_master: UUID | None = None
    unit: str | None = None
    ordered: Decimal
    started_quantity: Decimal
    over_limit: Decimal = ZERO
    under_limit: Decimal = ZERO
    lot_policy: LotPolicy = "one_lot"
    costing: Costing = "actual"
    priority: int = 50
    due_at: Instant | None = None
    planned_start_at: Instant | None = None
    planned_end_at: Instant | None = None
    receipt_place: UUID | None = None
    project: UUID | None = None
    customer_ref: str | None = None
    parent: UUID | None = None
    snapshot: WorkMasterContent | None = None
    snapshot_hash: bytes | None = None
    snapshot_revision: int = 0
    status: JobStatus = "draft"
    released_at: Instant | None = None
    completed_at: Instant | None = None
    closed_at: Instant | None = None
    close_reason: str | None = None
    version: int = 1


class FlowCard(msgspec.Struct, frozen=True, kw_only=True):
    """Part of a work order that people carry and scan.

    Attributes:
        number: the how manieth card of its order.
        quantity: pieces on it when it was made, in the product's base unit.
        voided_by: name of whoever reprinted it; None while it is valid.
    """

    id: UUID
    site: UUID
    code: str
    work_order: UUID
    number: int
    quantity: Decimal
    lot: UUID | None = None
    status: Literal["open", "done", "void"] = "open"
    replaced_by: UUID | None = None
    voided_by: str | None = None
    voided_at: Instant | None = None
    version: int = 1


class Dependency(msgspec.Struct, frozen=True, kw_only=True):
    """Which job order waits for which, and how long after it."""

    predecessor: UUID
    successor: UUID
    type: DependencyType = "overlap"
    lag_s: Decimal = ZERO


class DefectRow(msgspec.Struct, frozen=True, kw_only=True):
    """One defect line of a report: how many, why, where found and where caused."""

    id: UUID
    line: int
    quantity: Decimal
    outcome: DefectOutcome
    defect_code: str
    defect_class: DefectClass = "process"
    found_at: UUID | None = None
    caused_at_job: UUID | None = None
    caused_at_operation: str | None = None
    caused_by_person: UUID | None = None
    caused_by_supplier: UUID | None = None
    rework_job: UUID | None = None
    photo: UUID | None = None


class PersonShare(msgspec.Struct, frozen=True, kw_only=True):
    """One person's part of a report: share of it, good pieces, seconds worked."""

    person: UUID
    share: Decimal
    quantity: Decimal
    labor_s: Decimal = ZERO


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """What one report said of one job order; never changed, only reversed by another.

    Attributes:
        from_sample: pieces a judgment took out of the samples.
        from_defective: pieces a judgment took out of those waiting to be judged.
        sign: 1, or -1 where it takes back the response in `reverses`.
        status_before: state of the job order before, where this response changed it.
    """

    id: UUID
    site: UUID
    job_order: UUID
    kind: ResponseKind
    crew: UUID | None = None
    work_unit: UUID | None = None
    shift: UUID | None = None
    business_date: date | None = None
    good: Decimal = ZERO
    sample: Decimal = ZERO
    scrap: Decimal = ZERO
    rework: Decimal = ZERO
    defective: Decimal = ZERO
    repaired: Decimal = ZERO
    missing: Decimal = ZERO
    missing_reason: str | None = None
    found: Decimal = ZERO
    found_reason: str | None = None
    from_sample: Decimal = ZERO
    from_defective: Decimal = ZERO
    sign: int = 1
    labor_s: Decimal = ZERO
    machine_s: Decimal = ZERO
    parameters: dict[str, object] = {}
    lot: UUID | None = None
    handling_unit: UUID | None = None
    flow_card: UUID | None = None
    reason: str | None = None
    source: Source = "api"
    confirmation: Confirmation = "not_asked"
    status_before: JobStatus | None = None
    reverses: UUID | None = None
    defects: tuple[DefectRow, ...] = ()
    persons: tuple[PersonShare, ...] = ()

    def change(self, counted: Counted) -> Decimal:
        """Return what this response adds to one total of its job order."""
        return self.changes().get(counted, ZERO)

    def changes(self) -> dict[Counted, Decimal]:
        """Return what this response adds to the totals of its job order, where it adds anything."""
        amounts: dict[Counted, Decimal] = {
            "good": self.good,
            "scrap": self.scrap,
            "rework": self.rework,
            "sample": self.sample - self.from_sample,
            "defective": self.defective - self.from_defective,
            "repaired": self.repaired,
            "missing": self.missing,
            "found": self.found,
        }
        return {counted: amount * self.sign for counted, amount in amounts.items() if amount}
