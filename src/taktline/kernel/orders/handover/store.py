"""The facts of a shift handover, and how they are written; nothing of it is ever changed."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import msgspec

from taktline.kernel.orders.handover.page import Page
from taktline.platform.command import Booked, Fact
from taktline.platform.transaction import Tx

INSERT_PAGES = """
    INSERT INTO shift_handover (id, site, code, work_center, shift, business_date, starts_at,
        ends_at, produced, scrapped, flagged, content, notes, photos, cause, created_at, created_by)
    SELECT id, site, code, work_center, shift, business_date, starts_at, ends_at, produced,
        scrapped, flagged, content::jsonb, notes,
        coalesce(string_to_array(nullif(photos, ''), ',')::uuid[], '{}'), cause, at, by
    FROM unnest(%(ids)s::uuid[], %(sites)s::uuid[], %(codes)s::text[], %(centers)s::uuid[],
        %(shifts)s::uuid[], %(days)s::date[], %(starts)s::timestamptz[], %(ends)s::timestamptz[],
        %(produced)s::numeric[], %(scrapped)s::numeric[], %(flagged)s::integer[],
        %(contents)s::text[], %(notes)s::text[], %(photos)s::text[], %(causes)s::uuid[],
        %(at)s::timestamptz[], %(by)s::uuid[])
        AS t (id, site, code, work_center, shift, business_date, starts_at, ends_at, produced,
            scrapped, flagged, content, notes, photos, cause, at, by)"""
INSERT_SIGNATURES = """
    INSERT INTO handover_signature (id, site, shift_handover, side, principal, name, remark, cause,
        signed_at)
    SELECT id, site, shift_handover, side, principal, name, remark, cause, at
    FROM unnest(%(ids)s::uuid[], %(sites)s::uuid[], %(pages)s::uuid[], %(sides)s::text[],
        %(by)s::uuid[], %(names)s::text[], %(remarks)s::text[], %(causes)s::uuid[],
        %(at)s::timestamptz[])
        AS t (id, site, shift_handover, side, principal, name, remark, cause, at)"""


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """A page that is written, and whether the incoming shift has signed it."""

    id: UUID
    code: str
    site: UUID
    work_center: UUID
    outgoing: UUID
    is_taken: bool = False
    path: tuple[UUID, ...] = ()


class HandoverWritten(Fact, frozen=True, kw_only=True):
    """A shift handed its work center over.

    Attributes:
        left: codes of persons whose timers ended with it.
    """

    id: UUID
    code: str
    page: Page
    notes: str
    tools: str
    photos: tuple[UUID, ...]
    left: tuple[str, ...]

    @property
    def flagged(self) -> int:
        """How many operations differ, or were not counted, and nobody says why."""
        return sum(line.is_flagged for line in self.page.lines)


class HandoverSigned(Fact, frozen=True, kw_only=True):
    """One side signed a page."""

    id: UUID
    site: UUID
    shift_handover: UUID
    side: Literal["outgoing", "incoming"]
    name: str
    remark: str


def record_pages(tx: Tx, booked: Sequence[Booked[HandoverWritten]]) -> None:
    """Write pages."""
    pages = [one.fact.page for one in booked]
    tx.execute(
        INSERT_PAGES,
        {
            "ids": [one.fact.id for one in booked],
            "sites": [page.site for page in pages],
            "codes": [one.fact.code for one in booked],
            "centers": [page.center for page in pages],
            "shifts": [page.shift for page in pages],
            "days": [page.business_date for page in pages],
            "starts": [page.starts_at for page in pages],
            "ends": [page.ends_at for page in pages],
            "produced": [page.produced for page in pages],
            "scrapped": [page.scrapped for page in pages],
            "flagged": [one.fact.flagged for one in booked],
            "contents": [_content(one.fact) for one in booked],
            "notes": [one.fact.notes for one in booked],
            "photos": [",".join(str(photo) for photo in one.fact.photos) for one in booked],
            "causes": [one.stamp.cause for one in booked],
            "at": [one.stamp.recorded_at for one in booked],
            "by": [one.stamp.by for one in booked],
        },
    )


def record_signatures(tx: Tx, booked: Sequence[Booked[HandoverSigned]]) -> None:
    """Write who signed; a second time the unique key refuses."""
    tx.execute(
        INSERT_SIGNATURES,
        {
            "ids": [one.fact.id for one in booked],
            "sites": [one.fact.site for one in booked],
            "pages": [one.fact.shift_handover for one in booked],
            "sides": [one.fact.side for one in booked],
            "by": [one.stamp.by for one in booked],
            "names": [one.fact.name for one in booked],
            "remarks": [one.fact.remark for one in booked],
            "causes": [one.stamp.cause for one in booked],
            "at": [one.stamp.recorded_at for one in booked],
        },
    )


def _content(fact: HandoverWritten) -> str:
    page = fact.page
    shown = {
        "lines": page.lines,
        "stops": page.stops,
        "alerts": page.alerts,
        "material": page.material,
        "tools": fact.tools,
        "left": fact.left,
    }
    return msgspec.json.encode(shown).decode()
