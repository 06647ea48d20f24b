"""What a work master says: operations with their times, materials, resources and order."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.quantity import ZERO

MaterialUse = Literal["consume", "produce", "co_product", "by_product", "tool", "sample"]
IssueMethod = Literal["issue", "backflush", "kanban", "floor_stock"]
ReportPolicy = Literal["strict", "flagged"]
Backflush = Literal["none", "on_report", "on_complete"]
DependencyType = Literal["finish_start", "start_start", "overlap", "alternative"]
ResourceKind = Literal["person", "equipment", "physical_asset"]
AllocationRule = Literal["fefo", "fifo", "lifo", "pinned"]
ParameterKind = Literal["number", "text", "choice", "yes_no"]


class OperationMaterial(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A material an operation consumes or makes.

    Attributes:
        material: id; a code is accepted where a person writes it.
        quantity_per: per piece of the product, in the material's base unit.
        fixed: once per job order, with its first report.
        scrap_share: expected loss, 0 to below 1; consumption is divided by 1 minus it.
        place: code of the place it is taken from (line side) or delivered to, at the order's site.
        cost_share: of a product or co-product, 0 to 1.
        planned_price: per base unit in the ledger currency; the material's standard cost if None.
    """

    material: str
    use: MaterialUse = "consume"
    quantity_per: Decimal = ZERO
    fixed: Decimal = ZERO
    scrap_share: Decimal = ZERO
    issue_method: IssueMethod = "backflush"
    place: str | None = None
    cost_share: Decimal = ZERO
    planned_price: Decimal | None = None
    substitute_group: str = ""
    lot_rule: AllocationRule = "fefo"

    @property
    def material_id(self) -> UUID:
        """The material's id, once the codes are resolved."""
        return UUID(self.material)


class OperationResource(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who or what an operation needs.

    Attributes:
        resource: code or id of a person, equipment, asset or of a class of them.
        skill_level_min: least level of the qualification, 0 = none asked.
    """

    kind: ResourceKind
    resource: str
    quantity: Decimal = Decimal(1)
    crew_size: int = 1
    skill_level_min: int = 0


class OperationDependency(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An earlier operation this one waits for.

    Attributes:
        predecessor: its sequence.
        type: finish_start waits for its end, start_start for its start, overlap for the first
            transfer batch; of alternatives only one is worked.
        lag_s: seconds to wait after that.
    """

    predecessor: int
    type: DependencyType = "overlap"
    lag_s: Decimal = ZERO


class FirstArticleAbsence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What happens to a first article while the inspector is absent (handbook, shopfloor 11).

    Attributes:
        policy: wait; the team lead judges and an inspector confirms; go on with pieces at risk.
        confirm_within_h: hours in which an inspector confirms the lead's judgment, above 0.
        at_risk: pieces that may be made before the judgment, kept apart until then; 0 or more.
    """

    policy: Literal["wait", "lead", "at_risk"] = "wait"
    confirm_within_h: Decimal = Decimal(4)
    at_risk: Decimal = ZERO


class ConfirmRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which reports of an operation somebody has to stand by.

    Attributes:
        by: whoever may confirm (a lead), or one who may decide inspections as well.
        above: pieces beyond which it is asked; 0 = always.
        sample: share of those reports that is asked, 0 to 1.
    """

    by: Literal["lead", "inspector"] = "lead"
    above: Decimal = ZERO
    sample: Decimal = Decimal(1)


class OperationParameter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value of the process that whoever reports at the station is asked for (ISA-95 parameter).

    Attributes:
        code: its key in the report, unique in the operation.
        name: what people call it; the code if empty.
        unit: as people write it; only numbers have one.
        lower: least value that is right, in `unit`; None = no limit. Only numbers have limits.
        upper: greatest value that is right, in `unit`.
        choices: what a choice may be, at least two.
        required: a report of pieces from a station says it; else it may be left out.
        beyond: what becomes of a number outside its limits, and of a No: it is kept and somebody
            is called, or it is refused unless a lead confirms it.
    """

    code: str
    name: str = ""
    name_en: str | None = None
    kind: ParameterKind = "number"
    unit: str = ""
    lower: Decimal | None = None
    upper: Decimal | None = None
    choices: tuple[str, ...] = ()
    required: bool = True
    beyond: Literal["alert", "refuse"] = "alert"


class Operation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step of a work master.

    Attributes:
        sequence: 10, 20, 30; unique in the work master.
        planned_setup_s: seconds, once per job order.
        planned_run_s: seconds the work unit is busy per piece.
        planned_labor_s: seconds of people per piece; costed with `labor_rate` per hour.
        planned_machine_s: seconds of machine per piece; costed with `machine_rate` per hour.
        overhead_rate: per hour of labor.
        transfer_batch: pieces handed on together; 0 = as they come.
        report_point: False = booked by the next operation that is one.
        paid_with_next: where it is no report point, whoever reports the next one is paid for it.
        report_policy: flagged accepts pieces that were not reported before it; None = the route's,
            the material class's, the factory's.
        start_by_report: the first report starts the job order; its start is then estimated.
        first_article: pieces to be inspected before the rest may be reported; 0 = none.
        first_article_absence: what happens while no inspector is there; None = everybody waits.
        count_tolerance: pieces missing or found that the operator may book himself.
        count_tolerance_share: the same as a share of the ordered pieces, 0..1; the larger counts.
        needs_confirmation: reports count for pay and partners only when confirmed.
        confirmation: the same by a rule: who, from how many pieces on, which share of them.
        dispatch: at_release where nobody plans; manual where a work center is assigned later.
        supplier: partner who does it outside; None = here.
        dependencies: None = waits for the operation before it in sequence.
        material: what a branch makes that others then use, code or id; None = the order's product.
        pieces_per: pieces of it for each piece of the product, above 0; 2 doors to a cabinet.
        is_activity: done on the very pieces of another operation at the same time (soak test,
            papers): it moves nothing, and its reported good quantity limits those after it.
        parameters: values of the process that a report says, each with its limits.
    """

    sequence: int
    name: str
    process_segment: str = ""
    work_center: str | None = None
    planned_setup_s: Decimal = ZERO
    planned_run_s: Decimal = ZERO
    planned_labor_s: Decimal = ZERO
    planned_machine_s: Decimal = ZERO
    labor_rate: Decimal = ZERO
    machine_rate: Decimal = ZERO
    overhead_rate: Decimal = ZERO
    transfer_batch: Decimal = ZERO
    report_point: bool = True
    paid_with_next: bool = False
    report_policy: ReportPolicy | None = None
    start_by_report: bool = False
    first_article: Decimal = ZERO
    first_article_absence: FirstArticleAbsence | None = None
    count_tolerance: Decimal = ZERO
    count_tolerance_share: Decimal = ZERO
    needs_confirmation: bool = False
    confirmation: ConfirmRule | None = None
    dispatch: Literal["at_release", "manual"] = "at_release"
    backflush: Backflush = "on_report"
    supplier: str | None = None
    is_outside: bool = False
    materials: tuple[OperationMaterial, ...] = ()
    resources: tuple[OperationResource, ...] = ()
    dependencies: tuple[OperationDependency, ...] | None = None
    material: str | None = None
    pieces_per: Decimal = Decimal(1)
    is_activity: bool = False
    parameters: tuple[OperationParameter, ...] = ()

    def uses(self, *uses: MaterialUse) -> list[OperationMaterial]:
        """Return its materials of these uses, in the order they are written."""
        return [line for line in self.materials if line.use in uses]


class WorkMasterContent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All operations of a work master, in any order; `sequence` says theirs.

    Attributes:
        report_policy: of operations that say none themselves.
        is_typed: they were typed as one line, as where only counts are kept.
    """

    operations: tuple[Operation, ...]
    note: str = ""
    report_policy: ReportPolicy | None = None
    is_typed: bool = False

    def in_sequence(self) -> list[Operation]:
        """Return the operations by sequence."""
        return sorted(self.operations, key=lambda operation: operation.sequence)


def waits_for(operations: list[Operation]) -> dict[int, tuple[OperationDependency, ...]]:
    """Return what each operation waits for: what it says, else the one before it in sequence.

    Who waits for an activity waits for what the activity waits for, too: from there come the
    pieces.
    """
    found: dict[int, tuple[OperationDependency, ...]] = {}
    for before, operation in zip([None, *operations], operations, strict=False):
        if operation.dependencies is not None:
            found[operation.sequence] = operation.dependencies
        elif before is None:
            found[operation.sequence] = ()
        else:
            found[operation.sequence] = (OperationDependency(predecessor=before.sequence),)
    activities = {operation.sequence for operation in operations if operation.is_activity}
    for operation in operations:
        found[operation.sequence] = _past(found, operation.sequence, activities)
    return found


def _past(
    found: dict[int, tuple[OperationDependency, ...]], sequence: int, activities: set[int]
) -> tuple[OperationDependency, ...]:  # tidy: positional - one look-up
    """Return what an operation waits for, with what the activities among that wait for."""
    waits = list(found[sequence])
    known = {one.predecessor for one in waits}
    for one in found[sequence]:
        if one.predecessor not in activities:
            continue
        for before in found[one.predecessor]:
            if before.predecessor not in known:
                known.add(before.predecessor)
                waits.append(OperationDependency(predecessor=before.predecessor))
    return tuple(waits)
