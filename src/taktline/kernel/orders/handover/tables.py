"""What shift handover brings: two commands, their facts, the page before it is signed."""

from datetime import date, datetime
from decimal import Decimal
from typing import cast
from uuid import UUID

import msgspec

from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.kernel.orders.counts import NegativeCount
from taktline.kernel.orders.handover import hand_over, store
from taktline.kernel.orders.handover.page import (
    AlertLine,
    Line,
    MaterialLine,
    StopLine,
    read_page,
)
from taktline.platform.command import Principal
from taktline.platform.events.cover import Covered
from taktline.platform.query import Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx
from taktline.platform.verb import AnyFactKind, AnyVerb, FactKind, Verb

READ = "shift_handover:read"


class DraftParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which shift of which work center; the whole day where no shift is named."""

    work_center: str
    business_date: date
    shift: str | None = None


class DraftRow(msgspec.Struct, frozen=True, kw_only=True):
    """The page as the books have it now, before anybody counts and signs."""

    code: str
    starts_at: datetime
    ends_at: datetime
    produced: Decimal
    scrapped: Decimal
    lines: tuple[Line, ...]
    stops: tuple[StopLine, ...]
    alerts: tuple[AlertLine, ...]
    material: tuple[MaterialLine, ...]
    present: tuple[str, ...]


async def handover_draft(tx: Tx, params: DraftParams, reader: Principal) -> Page[DraftRow]:
    """Return the page of a shift as it would be handed over now; nothing where one may not see."""
    page = await read_page(
        tx, params.work_center, shift=params.shift, day=params.business_date, locks=False
    )
    if page is None or not reader.may(READ, page.path):
        return Page(rows=[])
    row = DraftRow(
        code=hand_over.code_of(page),
        starts_at=page.starts_at,
        ends_at=page.ends_at,
        produced=page.produced,
        scrapped=page.scrapped,
        lines=page.lines,
        stops=page.stops,
        alerts=page.alerts,
        material=page.material,
        present=tuple(one.code for one in page.present),
    )
    return Page(rows=[row], total=1)


def _at_center(desk: hand_over.Desk, command: hand_over.HandOverShift) -> tuple[UUID, ...]:
    page = desk.pages.get((command.work_center, command.shift, command.business_date))
    return () if page is None else page.path


def _at_page(desk: hand_over.Desk, command: hand_over.TakeOverShift) -> tuple[UUID, ...]:
    page = desk.signed.get(command.shift_handover)
    return () if page is None else page.path


FACT_KINDS = cast(
    tuple[AnyFactKind, ...],
    (
        FactKind(store.HandoverWritten, store.record_pages, hand_over.fold_written),
        FactKind(store.HandoverSigned, store.record_signatures, hand_over.fold_signed),
    ),
)

VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "kernel.hand_over_shift", hand_over.HandOverShift, needs="shift_handover:write",
        load=hand_over.load_hand_over, decide=hand_over.decide_hand_over, kind="fact",
        label=Text("Hand the shift over", "交班"), path=_at_center,
        refusals=(NotFound, hand_over.HandedOver, hand_over.TooManyPhotos, NegativeCount),
        events=("shift_handover.handed_over",),
    ),
    Verb(
        "kernel.take_over_shift", hand_over.TakeOverShift, needs="shift_handover:write",
        load=hand_over.load_take_over, decide=hand_over.decide_take_over,
        label=Text("Take the shift over", "接班"), path=_at_page,
        refusals=(NotFound, hand_over.TakenOver, hand_over.SameHand),
        events=("shift_handover.taken_over",),
    ),
)  # fmt: skip

QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="kernel.handover_draft", params=DraftParams, row=DraftRow, needs=READ,
        run=handover_draft, label=Text("Handover page before signing", "交接班预览"),
    ),
)  # fmt: skip

EVENTS: dict[str, tuple[str, str]] = {
    "shift_handover.handed_over": ("Shift handed over", "已交班"),
    "shift_handover.taken_over": ("Shift taken over", "已接班"),
}

COVERED = (
    Covered(
        table="shift_handover",
        key=("id",),
        columns=(
            "id", "site", "code", "work_center", "shift", "business_date", "starts_at", "ends_at",
            "produced", "scrapped", "flagged", "content::text", "notes", "photos", "cause",
            "created_at", "created_by",
        ),
    ),
    Covered(
        table="handover_signature",
        key=("id",),
        columns=(
            "id", "site", "shift_handover", "side", "principal", "name", "remark", "cause",
            "signed_at",
        ),
    ),
)  # fmt: skip
"""The pages and their signatures are sealed."""
