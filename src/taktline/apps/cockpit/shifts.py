"""The shifts of a window as instants, so that a day's line can be looked at shift by shift."""

from datetime import datetime

import msgspec

from taktline.apps.cockpit.window import OeeParams, clipped, cuts, refuse_window
from taktline.base.instant import Instant
from taktline.platform.command import Principal
from taktline.platform.query import Page
from taktline.platform.transaction import Tx


class ShiftsParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From when to when."""

    since: Instant
    until: Instant


class ShiftRow(msgspec.Struct, frozen=True, kw_only=True):
    """One shift, cut at the window's borders.

    Attributes:
        part: `2026-01-05/DAY`: the business date it belongs to, and the shift's code.
    """

    part: str
    since: datetime
    until: datetime


async def shift_windows(tx: Tx, asked: ShiftsParams, reader: Principal) -> Page[ShiftRow]:
    """Return the shifts in order; none where no calendar has any.

    Raises:
        NoWindow: the window is no period.
    """
    refuse_window(asked.since, asked.until)
    by_shift = OeeParams(since=asked.since, until=asked.until, by="shift")
    spans = clipped(await cuts(tx, by_shift), asked.since, until=asked.until)
    return Page(
        rows=[
            ShiftRow(part=span.value, since=span.start, until=span.end)
            for span in spans
            if span.value
        ]
    )
