"""What people, machines and partners say in a report: pieces, defects, persons, time."""

from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.quantity import ZERO
from taktline.kernel.orders.counts import DefectLine
from taktline.kernel.orders.rows import Source
from taktline.kernel.orders.shares import PersonLine, ShareRule
from taktline.platform.command import Command, Scalar

BY_HAND: frozenset[Source] = frozenset({"pda", "terminal", "office"})
"""Sources that are people; programs and machines date what their own systems know."""
BY_WORKER: frozenset[Source] = frozenset({"pda", "terminal"})
"""At a station whoever signed in reports for himself, unless he names others."""


class Mounted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The lot of a component that is mounted at the station.

    Attributes:
        quantity: what was really used of it, base unit; what the pieces should need if None.
    """

    material: str
    lot: str
    quantity: Decimal | None = None


class ReportOperation(Command, frozen=True, kw_only=True):
    """What was done at a job order: pieces, defects, people, time.

    Attributes:
        job_order: id or code.
        good: right without repair at this operation; base unit of the product, 0 or more.
        sample: pieces that go to the inspector.
        missing: received but not there; needs `missing_reason`.
        found: there but never received; needs `found_reason`.
        lot: code of the product's lot; the policy's or the only one there if None.
        components: lots mounted at the station; else first expired, first out.
        labor_s: seconds of people, the sum over `persons` where all give theirs.
        machine_s: seconds of machine.
        share_rule: how pieces and time are shared among `persons`.
        flow_card: id or code of the card the pieces are on.
        inspection: code of the inspection job order that samples create.
        reason: free words of the reporter.
    """

    job_order: str
    good: Decimal = ZERO
    sample: Decimal = ZERO
    defects: tuple[DefectLine, ...] = ()
    missing: Decimal = ZERO
    missing_reason: str | None = None
    found: Decimal = ZERO
    found_reason: str | None = None
    lot: str | None = None
    components: tuple[Mounted, ...] = ()
    labor_s: Decimal = ZERO
    machine_s: Decimal = ZERO
    persons: tuple[PersonLine, ...] = ()
    share_rule: ShareRule = "equal"
    parameters: dict[str, Scalar] = {}
    crew: UUID | None = None
    shift: UUID | None = None
    work_unit: str | None = None
    handling_unit: UUID | None = None
    flow_card: str | None = None
    inspection: str | None = None
    reason: str | None = None
    source: Source = "api"
