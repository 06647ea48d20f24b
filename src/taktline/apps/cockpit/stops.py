"""Stops summed up: which reasons, machines or messages cost the most time (Pareto)."""

from typing import Literal

import msgspec

from taktline.apps.cockpit.window import REACHED_UNITS, reach, refuse_window
from taktline.base.instant import Instant
from taktline.platform.command import Principal
from taktline.platform.query import Page
from taktline.platform.transaction import Tx

StopCut = Literal["reason", "work_unit", "said"]


class ParetoParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Stops of which window and station, summed up how.

    Attributes:
        by: by the reason people gave, by station, or by what the machine said.
        work_unit: code; all the reader may see if None.
        limit: rows, 1 to 1000.
    """

    since: Instant
    until: Instant
    by: StopCut = "reason"
    work_unit: str | None = None
    limit: int = 100


class StopParetoRow(msgspec.Struct, frozen=True, kw_only=True):
    """One bar: stops of one kind within the window; the rows behind it: `kernel.stops`.

    Attributes:
        key: code of the reason or station, or what the machine said; None = nobody has said why.
        seconds: of them within the window; a stop that reaches over its border counts in part.
        longest_s: the longest of them, within the window.
        share: of all seconds of all rows, 0 to 1.
        running_share: the same of this row and those before it.
    """

    key: str | None
    name: str | None
    name_en: str | None
    stops: int
    seconds: float
    longest_s: float
    work_units: list[str]
    share: float
    running_share: float


PARETO = f"""{REACHED_UNITS}, cut AS (
        SELECT CASE %(by)s::text WHEN 'reason' THEN d.code WHEN 'work_unit' THEN r.code
                ELSE s.said END AS key,
            CASE %(by)s::text WHEN 'reason' THEN d.name WHEN 'work_unit' THEN r.name END AS name,
            CASE %(by)s::text WHEN 'reason' THEN d.name_en WHEN 'work_unit' THEN r.name_en END
                AS name_en,
            r.code AS unit, extract(epoch FROM least(s.ended_at, %(until)s)
                - greatest(s.started_at, %(since)s)) AS seconds
        FROM stop s JOIN reached r ON r.id = s.work_unit
        LEFT JOIN downtime_reason d ON d.id = s.reason
        WHERE NOT s.withdrawn AND s.started_at < %(until)s AND s.ended_at > %(since)s
            AND (%(work_unit)s::text IS NULL OR r.code = %(work_unit)s::text)
    ), bar AS (
        SELECT key, name, name_en, count(*) AS stops, sum(seconds) AS seconds,
            max(seconds) AS longest, array_agg(DISTINCT unit ORDER BY unit) AS units
        FROM cut GROUP BY key, name, name_en
    )
    SELECT key, name, name_en, stops, seconds::double precision, longest::double precision, units,
        (seconds / sum(seconds) OVER ())::double precision,
        (sum(seconds) OVER (ORDER BY seconds DESC, key)
            / sum(seconds) OVER ())::double precision
    FROM bar ORDER BY seconds DESC, key
    LIMIT %(limit)s"""


async def stop_pareto(tx: Tx, asked: ParetoParams, reader: Principal) -> Page[StopParetoRow]:
    """Return stops summed up, the most expensive first.

    Raises:
        NoWindow: the window is no period.
    """
    refuse_window(asked.since, asked.until)
    params = {
        **msgspec.structs.asdict(asked), **reach(reader, "stop:read", limit=asked.limit),
    }  # fmt: skip
    return Page(rows=await tx.rows(PARETO, params, as_=StopParetoRow))
