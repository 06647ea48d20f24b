"""OEE of machines, lines and the plant, from states and reports, by the rules of ISO 22400."""

from datetime import datetime
from decimal import Decimal

import msgspec

from taktline.apps.cockpit.window import (
    REACHED_UNITS,
    OeeParams,
    clipped,
    cuts,
    reach,
    refuse_window,
)
from taktline.kernel.states.rules import MachineState
from taktline.kernel.states.usage import usage
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page
from taktline.platform.transaction import Tx
from taktline.science.kpi import Output, Share, roll_up

SECONDS = f"""{REACHED_UNITS}
    SELECT c.name, r.code, s.state, sum(extract(epoch FROM
        least(s.ended_at, c.ends_at) - greatest(s.started_at, c.starts_at)))::double precision
    FROM unnest(%(names)s::text[], %(starts)s::timestamptz[], %(ends)s::timestamptz[])
        AS c (name, starts_at, ends_at)
    JOIN state_interval s ON s.started_at < c.ends_at AND s.ended_at > c.starts_at
        AND s.replaced_by IS NULL
    JOIN reached r ON r.id = s.work_unit
    WHERE %(work_unit)s::text IS NULL OR r.code = %(work_unit)s::text
    GROUP BY c.name, r.code, s.state
    ORDER BY c.name, r.code, s.state"""

MADE = f"""{REACHED_UNITS}
    SELECT c.name, u.code, j.planned_run_s::double precision,
        sum(r.sign * (r.good + r.sample + r.scrap + r.rework + r.defective + r.repaired)),
        sum(r.sign * (r.good + r.sample))
    FROM unnest(%(names)s::text[], %(starts)s::timestamptz[], %(ends)s::timestamptz[])
        AS c (name, starts_at, ends_at)
    JOIN site f ON true
    JOIN job_response r ON r.site = f.id AND r.kind = 'report'
        AND r.business_date BETWEEN c.starts_at::date - 2 AND c.ends_at::date + 1
        AND r.occurred_at >= c.starts_at AND r.occurred_at < c.ends_at
    JOIN reached u ON u.id = r.work_unit
    JOIN job_order j ON j.id = r.job_order AND NOT j.is_rework
    WHERE %(work_unit)s::text IS NULL OR u.code = %(work_unit)s::text
    GROUP BY c.name, u.code, j.planned_run_s
    ORDER BY c.name, u.code, j.planned_run_s"""


class OeeRow(msgspec.Struct, frozen=True, kw_only=True):
    """OEE with its factors and the sums they are made of; ratios are None where nothing divides.

    Attributes:
        part: shift (`2026-01-05/DAY`) or business day; empty for the whole window.
        work_unit: None for the roll-up over all units.
        planned_busy_s: PBT.
        production_s: APT.
        standard_s: planned run time of all pieces, sum of PRI * PQ.
        earned_s: planned run time of the good ones, sum of PRI * GQ.
        states_s: seconds by state; the rows behind them: `kernel.machine_states` with the same
            unit and window.
        produced: PQ; the rows behind it: `cockpit.reports` with the same unit and window.
    """

    part: str
    since: datetime
    until: datetime
    work_unit: str | None
    planned_busy_s: float
    production_s: float
    standard_s: float
    earned_s: float
    produced: Decimal
    good: Decimal
    states_s: dict[str, float]
    availability: float | None
    effectiveness: float | None
    quality_ratio: float | None
    oee: float | None


class _Seconds(msgspec.Struct, frozen=True, kw_only=True):
    part: str
    work_unit: str
    state: MachineState
    seconds: float


class _Made(msgspec.Struct, frozen=True, kw_only=True):
    part: str
    work_unit: str
    run_s: float
    produced: Decimal
    good: Decimal


class _Sums(msgspec.Struct, kw_only=True):
    states_s: dict[MachineState, float] = {}
    outputs: list[_Made] = []


async def oee(tx: Tx, asked: OeeParams, reader: Principal) -> Page[OeeRow]:
    """Return OEE per unit and part of the window, and its roll-up from sums, never averages.

    Planned busy time is what the states say: everything but planned off and planned maintenance.

    Raises:
        NoWindow: the window is no period.
    """
    refuse_window(asked.since, asked.until)
    spans = clipped(await cuts(tx, asked), asked.since, until=asked.until)
    params = {
        **reach(reader, "kpi:read"),
        "names": [span.value for span in spans],
        "starts": [span.start for span in spans],
        "ends": [span.end for span in spans],
        "work_unit": asked.work_unit,
    }
    seconds, made = tx.send(SECONDS, params), tx.send(MADE, params)
    sums: dict[tuple[str, str], _Sums] = {}
    for row in await seconds.rows_as(_Seconds):
        sums.setdefault((row.part, row.work_unit), _Sums()).states_s[row.state] = row.seconds
    for output in await made.rows_as(_Made):
        sums.setdefault((output.part, output.work_unit), _Sums()).outputs.append(output)
    rows: list[OeeRow] = []
    for span in spans:
        units = [(unit, one) for (part, unit), one in sums.items() if part == span.value]
        window = (span.start, span.end)
        if not asked.total:
            rows += [_row(span.value, window, unit=u, sums=[one]) for u, one in sorted(units)]
        rows.append(_row(span.value, window, unit=None, sums=[one for _, one in units]))
    return Page(rows=rows[:PAGE_MAX], total=len(rows))


def _row(
    part: str, window: tuple[datetime, datetime], *, unit: str | None, sums: list[_Sums]
) -> OeeRow:
    shares = [_share(one) for one in sums if one.states_s]
    busy = sum(share.planned_busy_time_s for share in shares)
    producing = sum(share.production_time_s for share in shares)
    outputs = [output for share in shares for output in share.outputs]
    standard = sum(o.planned_run_time_per_item_s * o.produced_quantity for o in outputs)
    earned = sum(o.planned_run_time_per_item_s * o.good_quantity for o in outputs)
    known = roll_up(shares) if busy > 0 and producing > 0 and standard > 0 else None
    states: dict[str, float] = {}
    for one in sums:
        for state, seconds in one.states_s.items():
            states[state] = states.get(state, 0.0) + seconds
    made = [output for one in sums for output in one.outputs]
    return OeeRow(
        part=part,
        since=window[0],
        until=window[1],
        work_unit=unit,
        planned_busy_s=busy,
        production_s=producing,
        standard_s=standard,
        earned_s=earned,
        produced=sum((one.produced for one in made), Decimal(0)),
        good=sum((one.good for one in made), Decimal(0)),
        states_s=states,
        availability=producing / busy if busy > 0 else None,
        effectiveness=None if known is None else known.effectiveness,
        quality_ratio=None if known is None else known.quality_ratio,
        oee=None if busy <= 0 else 0.0 if known is None else known.index,
    )


def _share(sums: _Sums) -> Share:
    model = usage(sums.states_s).model
    return Share(
        planned_busy_time_s=model.planned_busy_time_s,
        production_time_s=model.production_time_s,
        outputs=tuple(
            Output(
                planned_run_time_per_item_s=one.run_s,
                produced_quantity=float(one.produced),
                good_quantity=float(one.good),
            )
            for one in sums.outputs
        ),
    )
