"""From recordings to work: masters, the work order, its execution piece by piece, its end."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.ids import derived_id
from taktline.base.instant import Instant
from taktline.kernel.states.signal import SECOND_US, instant
from taktline.plants.clerk import Order
from taktline.plants.replay.mapping import Example, named
from taktline.plants.replay.recordings import Recorded, Run

BEFORE = timedelta(days=1)
"""Order and blanks are there a day before the first chip."""
NOT_RECORDED = "no recording of this operation"


class Booking(msgspec.Struct, frozen=True, kw_only=True):
    """One piece passing one operation, as it is reported.

    Attributes:
        at: when it is booked: at the recorded end, never after the piece's next operation.
        run: what was recorded; None where a later operation shows that it was done.
    """

    operation: int
    piece: int
    at: Instant
    run: Run | None


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """What is worked: the part, its codes, everything recorded."""

    example: Example
    recorded: Recorded

    @property
    def material(self) -> str:
        """Code of the product."""
        return named(self.example.materials.product.code, self.recorded.part)

    @property
    def product(self) -> UUID:
        """Id of the product."""
        return master_id("material", self.material)

    @property
    def blank(self) -> str:
        """Code of what it is made from."""
        return named(self.example.materials.blank.code, self.recorded.part)

    @property
    def order(self) -> str:
        """Code of the work order."""
        return f"{self.recorded.part}-{self.recorded.ordered}"

    @property
    def begins_at(self) -> Instant:
        """When the order is written and the blanks come."""
        return min(start_of(run) for run in self.recorded.runs) - BEFORE

    @property
    def ends_at(self) -> Instant:
        """The last recorded instant."""
        return max(end_of(run) for run in self.recorded.runs)

    def job(self, operation: int) -> str:
        """Return the code of the job order of an operation."""
        return f"{self.order}-{sequence(operation)}"


def sequence(operation: int) -> int:
    """Return where an operation stands in the routing."""
    return operation * 10


def start_of(run: Run) -> Instant:
    """Return when an operation began: its first running value, else its first signal."""
    seen = run.execution
    return instant(seen.first_us or 0 if seen.start_us is None else seen.start_us)


def end_of(run: Run) -> Instant:
    """Return when an operation ended: its completion, else its last signal."""
    seen = run.execution
    return instant(seen.last_us or 0 if seen.end_us is None else seen.end_us)


def masters(batch: Batch) -> list[Order]:
    """Return the commands that make everything the work names; what is there already stays."""
    example, sheet = batch.example, batch.example.materials
    site, center, unit = example.mapping.site, example.mapping.work_center, sheet.unit
    part = batch.recorded.part
    orders = [
        _new("unit", unit.code, name=unit.name, places=unit.places),
        _new("site", site.code, name=site.name, zone=site.zone, currency=site.currency),
        _new(
            "equipment",
            center.code,
            name=center.name,
            site=site.code,
            level="production_unit",
            dispatch_mode="machine",
            machine_rate_per_h=center.machine_rate_per_h,
        ),
        *(
            _new(
                "equipment", machine, name=machine, site=site.code, level="work_cell",
                parent=center.code, machine_rate_per_h=center.machine_rate_per_h,
            )
            for machine in batch.recorded.machines
        ),
        _new("partner", sheet.supplier.code, name=sheet.supplier.name, is_supplier=True),
        _new(
            "material",
            batch.blank,
            name=named(sheet.blank.name, part),
            unit=unit.code,
            lot_traced="lot",
            standard_cost=sheet.blank.price,
        ),
        _new(
            "material",
            batch.material,
            name=named(sheet.product.name, part),
            unit=unit.code,
            lot_traced="serial",
        ),
        _new("hold_reason", "failed-inspection", name="Failed inspection", applies_to="lot"),
    ]  # fmt: skip
    for place, kind in ((sheet.line_side, "line_side"), (sheet.store, "store")):
        fields: dict[str, object] = {"site": site.code, "code": place, "kind": kind}
        orders.append(Order(verb="kernel.open_place", key=(place,), fields=fields))
    return orders


def plan(batch: Batch) -> list[Order]:
    """Return the commands that bring the blanks, write the routing and release the order."""
    sheet, site = batch.example.materials, batch.example.mapping.site.code
    part, count, at = batch.recorded.part, batch.recorded.ordered, batch.begins_at
    line: dict[str, object] = {
        "material": batch.blank,
        "place": sheet.line_side,
        "quantity": count,
        "price": sheet.blank.price,
        "lot": named(sheet.blank.lot, part),
    }
    receipt: dict[str, object] = {
        "site": site,
        "supplier": sheet.supplier.code,
        "lines": [line],
    }
    routing = f"{part}-routing"
    master: dict[str, object] = {
        "code": routing,
        "kind": "routing",
        "name": f"{part}, as recorded",
        "material": batch.material,
        "operations": [_operation(batch, number) for number in batch.recorded.operations],
    }
    order: dict[str, object] = {
        "code": batch.order,
        "site": site,
        "material": batch.material,
        "ordered": count,
        "work_master": routing,
        "lot_policy": "serial",
        "receipt_place": sheet.store,
        "planned_start_at": at + BEFORE,
    }
    key = (part, count)
    return [
        Order(verb="inventory.receive_material", key=key, fields=receipt, at=at),
        Order(verb="kernel.create_work_master", key=key, fields=master, at=at),
        Order(
            verb="kernel.release_work_master",
            key=key,
            fields={"work_master": routing, "expected_version": 1},
            at=at,
        ),
        Order(verb="kernel.create_work_order", key=key, fields=order, at=at),
        Order(
            verb="kernel.release_work_order",
            key=key,
            fields={"work_order": batch.order},
            at=at,
        ),
    ]


def work(batch: Batch) -> list[Order]:
    """Return the commands of the execution: starts, then one report for each piece and operation.

    Reports are in order of their time: whatever was worked first is booked first.
    """
    bookings = bookings_of(batch.recorded)
    first: dict[int, Booking] = {}
    for booking in bookings:
        first.setdefault(booking.operation, booking)
    starts = [
        Order(
            verb="kernel.start_job_order",
            key=(batch.order, operation),
            fields=_started(batch, booking),
            at=booking.at if booking.run is None else min(booking.at, start_of(booking.run)),
        )
        for operation, booking in sorted(first.items())
    ]
    return [*starts, *(_report(batch, booking) for booking in bookings)]


def ending(batch: Batch) -> list[Order]:
    """Return the commands that end the work, where every piece passed every operation."""
    passed = {(one.operation, one.piece) for one in bookings_of(batch.recorded)}
    operations = batch.recorded.operations
    whole = batch.recorded.ordered * len(operations)
    if len(passed) < whole:
        return []
    at = batch.ends_at
    return [
        *(
            Order(
                verb="kernel.complete_job_order",
                key=(batch.order, operation),
                fields={"job_order": batch.job(operation), "source": "machine"},
                at=at,
            )
            for operation in operations
        ),
        Order(
            verb="kernel.close_work_order",
            key=(batch.order,),
            fields={"work_order": batch.order},
            at=at,
        ),
    ]


def bookings_of(recorded: Recorded) -> list[Booking]:
    """Return every piece passing every operation up to its last recorded one, in order of time.

    An operation nobody recorded was done before the next one that was; and nothing is booked after
    what it made possible, even where clocks or recordings overlap.
    """
    runs = {(run.piece, run.operation): run for run in recorded.runs}
    found: list[Booking] = []
    for piece in recorded.pieces:
        later: Instant | None = None
        for operation in reversed(recorded.operations):
            run = runs.get((piece, operation))
            if run is None and later is None:
                continue
            own = later if run is None else end_of(run)
            at = min(one for one in (own, later) if one is not None)
            found.append(Booking(operation=operation, piece=piece, at=at, run=run))
            later = at if run is None else min(at, start_of(run))
    return sorted(found, key=lambda one: (one.at, one.operation, one.piece))


def master_id(entity: str, code: str) -> UUID:
    """Return the id of a master that a replay makes; the same for ever."""
    return derived_id("replay", entity, code)


def _new(entity: str, code: str, **fields: object) -> Order:
    record = str(master_id(entity, code))
    fields = {"record": record, "code": code, **fields}
    return Order(verb=f"{entity}.create", key=(code,), fields=fields)


def _operation(batch: Batch, number: int) -> dict[str, object]:
    sheet = batch.example.materials
    first = number == batch.recorded.operations[0]
    made_from = {
        "material": batch.blank,
        "quantity_per": 1,
        "issue_method": "backflush",
        "place": sheet.line_side,
    }
    return {
        "sequence": sequence(number),
        "name": f"Op{number}",
        "work_center": batch.example.mapping.work_center.code,
        "materials": [made_from] if first else [],
        "planned_run_s": _mean_s(run for run in batch.recorded.runs if run.operation == number),
    }


def _mean_s(runs: Iterable[Run]) -> Decimal:
    """Return the mean seconds a machine ran for one piece, to the whole second."""
    active = [run.execution.active_us for run in runs]
    return Decimal(round(sum(active) / len(active) / SECOND_US))


def _started(batch: Batch, booking: Booking) -> dict[str, object]:
    fields: dict[str, object] = {"job_order": batch.job(booking.operation), "source": "machine"}
    if booking.run is not None:
        fields["work_unit"] = booking.run.machine
    return fields


def _report(batch: Batch, booking: Booking) -> Order:
    fields: dict[str, object] = {
        "job_order": batch.job(booking.operation),
        "good": 1,
        "lot": str(booking.piece),
    }
    if booking.run is None:
        fields |= {"reason": NOT_RECORDED, "source": "office"}
    else:
        fields |= _seen(booking.run)
    return Order(
        verb="kernel.report_operation",
        key=(batch.order, booking.operation, booking.piece),
        fields=fields,
        at=booking.at,
    )


def _seen(run: Run) -> dict[str, object]:
    """Return what the machine said of one operation, as a report tells it."""
    seen = run.execution
    parameters: dict[str, object] = {
        "started_at": milliseconds(seen.start_us),
        "ended_at": milliseconds(seen.end_us),
        "programs": ", ".join(seen.programs),
        "tools": ", ".join(seen.tools),
        "part_count": None if seen.part_count is None else f"{seen.part_count:g}",
        "stops": len(seen.stops),
        "stopped_s": round(sum(stop.seconds for stop in seen.stops), 3),
        "recording": ", ".join(run.files),
    }
    fields: dict[str, object] = {
        "work_unit": run.machine,
        "machine_s": Decimal(seen.active_us) / SECOND_US,
        "parameters": parameters,
        "source": "machine",
    }
    if seen.end_us is None:
        fields["reason"] = "the recording ends before the program"
    return fields


def milliseconds(at_us: int | None) -> str | None:
    """Return an instant as RFC 3339 in UTC with milliseconds, cut off; None of None."""
    if at_us is None:
        return None
    return instant(at_us).isoformat(timespec="milliseconds").replace("+00:00", "Z")
