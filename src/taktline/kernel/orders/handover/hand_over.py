"""Handing a shift over and taking it over: counted against the books, signed by both sides."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.ids import derived_id
from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.quantity import bounded
from taktline.base.text import Text
from taktline.kernel.orders.counts import NegativeCount
from taktline.kernel.orders.facts import SignedOut
from taktline.kernel.orders.handover.page import Line, Page, read_page
from taktline.kernel.orders.handover.store import HandoverSigned, HandoverWritten, Signed
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.outside.file import FileLinked
from taktline.platform.transaction import Tx

PHOTOS_MAX = 10
"""Pictures of one page."""
FILES = "SELECT id FROM file WHERE id = ANY(%(ids)s::uuid[])"
SIGNED = """
    SELECT h.id, h.code, h.site, h.work_center, h.created_by, EXISTS (
        SELECT 1 FROM handover_signature g
        WHERE g.shift_handover = h.id AND g.side = 'incoming'),
        array_prepend(h.site, ARRAY(
            WITH RECURSIVE up AS (
                SELECT x.id, x.parent FROM equipment x WHERE x.id = h.work_center
                UNION ALL SELECT x.id, x.parent FROM up JOIN equipment x ON x.id = up.parent)
            SELECT id FROM up))
    FROM shift_handover h
    WHERE h.code = ANY(%(codes)s::text[]) OR h.id::text = ANY(%(codes)s::text[])
    ORDER BY h.id FOR UPDATE OF h"""


class CountedLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the outgoing shift counted at one operation.

    Attributes:
        quantity: pieces lying there, base unit, 0 or more.
        explanation: why it is not what is booked.
    """

    job_order: str
    quantity: Decimal
    explanation: str = ""


class HandOverShift(Command, frozen=True, kw_only=True):
    """The outgoing shift closes with one page and signs it by giving this command.

    Attributes:
        work_center: code or id.
        shift: code or id; the whole business day if None.
        business_date: the day the shift began.
        counted: one line for each operation; a line left out is flagged.
        notes: what the next shift has to know; `tools` what is broken, missing or lent.
        photos: ids of uploaded files.
        staying: codes of persons whose timers go on, as they work on.
    """

    work_center: str
    business_date: date
    shift: str | None = None
    counted: tuple[CountedLine, ...] = ()
    notes: str = ""
    tools: str = ""
    photos: tuple[UUID, ...] = ()
    staying: tuple[str, ...] = ()


class TakeOverShift(Command, frozen=True, kw_only=True):
    """The incoming shift signs the page by giving this command.

    Attributes:
        shift_handover: code or id.
        remark: what it does not agree with.
    """

    shift_handover: str
    remark: str = ""


class HandedOver(Problem):
    """The shift was handed over before; a page never changes."""

    title = Text(en="{code} was written already.", zh="{code} 已交班,交接记录不可修改。")


class TakenOver(Problem):
    """The page was signed by the incoming shift before."""

    title = Text(en="{code} was taken over already.", zh="{code} 已接班。")


class SameHand(Problem):
    """Nobody takes over from himself."""

    title = Text(
        en="{code}: whoever handed over cannot take over; the incoming shift signs.",
        zh="{code}:交班人与接班人不能为同一人。",
    )
    status = 403


class TooManyPhotos(Problem):
    """More pictures than anybody looks at."""

    title = Text(en="{count} photos; at most {limit}.", zh="共 {count} 张照片,最多 {limit} 张。")
    status = 400


class Desk(msgspec.Struct, kw_only=True):
    """What is booked of the shifts a batch hands over, and which pages there are.

    Attributes:
        pages: by work center as named, shift as named and day.
        signed: pages by id, code and work in a batch.
    """

    pages: dict[tuple[str, str | None, date], Page] = {}
    signed: dict[str, Signed] = {}
    files: set[UUID] = set()


async def load_hand_over(tx: Tx, commands: Sequence[HandOverShift]) -> Desk:
    """Read the pages as the books have them."""
    desk = Desk()
    codes: list[str] = []
    for command in commands:
        key = (command.work_center, command.shift, command.business_date)
        page = await read_page(
            tx, command.work_center, shift=command.shift, day=command.business_date, locks=True
        )
        if page is not None:
            desk.pages[key] = page
            codes.append(code_of(page))
    photos = sorted({photo for command in commands for photo in command.photos})
    desk.files = {
        row[0] for row in msgspec.convert(await tx.fetch(FILES, {"ids": photos}), list[tuple[UUID]])
    }
    await _take_signed(tx, desk, codes)
    return desk


async def load_take_over(tx: Tx, commands: Sequence[TakeOverShift]) -> Desk:
    """Lock the pages."""
    desk = Desk()
    await _take_signed(tx, desk, [command.shift_handover for command in commands])
    return desk


async def _take_signed(tx: Tx, desk: Desk, codes: list[str]) -> None:
    rows = await tx.fetch(SIGNED, {"codes": codes})
    for row in msgspec.convert(rows, list[tuple[UUID, str, UUID, UUID, UUID, bool, list[UUID]]]):
        one = Signed(
            id=row[0],
            code=row[1],
            site=row[2],
            work_center=row[3],
            outgoing=row[4],
            is_taken=row[5],
            path=tuple(dict.fromkeys(row[6])),
        )
        desk.signed |= {one.code: one, str(one.id): one}


def decide_hand_over(desk: Desk, command: HandOverShift, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what the page says: the books, the count beside them, differences told or flagged.

    Running job orders go on; the timers of those who leave stop.

    Raises:
        NotFound: work center, shift, a counted job order or a photo.
        HandedOver: this shift was handed over before.
        TooManyPhotos, NegativeCount: the page cannot be meant so.
    """
    page = desk.pages.get((command.work_center, command.shift, command.business_date))
    if page is None:
        raise NotFound(kind="work_center", code=command.work_center, at="/work_center")
    code = code_of(page)
    if code in desk.signed:
        raise HandedOver(code=code)
    _refuse_photos(desk, command)
    page = msgspec.structs.replace(page, lines=_counted(page, command.counted))
    leaving = [one for one in page.present if one.code not in command.staying]
    written = HandoverWritten(
        id=derived_id("shift_handover", code),
        code=code,
        page=page,
        notes=command.notes,
        tools=command.tools,
        photos=command.photos,
        left=tuple(one.code for one in leaving),
    )
    return [
        written,
        _signature(written.id, page.site, side="outgoing", remark="", ids=ids),
        *(
            FileLinked(file=photo, entity="shift_handover", record=written.id, field="photos")
            for photo in command.photos
        ),
        *(SignedOut(id=one.id, at=command.occurred_at) for one in leaving),
        _event("handed_over", written.id, code=code, site=page.site, flagged=written.flagged),
    ]


def decide_take_over(desk: Desk, command: TakeOverShift, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that the incoming shift has seen the page.

    Raises:
        NotFound: there is no such page.
        TakenOver: somebody signed it before.
        SameHand: by whoever handed over.
    """
    page = desk.signed.get(command.shift_handover)
    if page is None:
        raise NotFound(kind="shift_handover", code=command.shift_handover, at="/shift_handover")
    if page.is_taken:
        raise TakenOver(code=page.code)
    if page.outgoing == ids.by.id:
        raise SameHand(code=page.code)
    return [
        _signature(page.id, page.site, side="incoming", remark=command.remark, ids=ids),
        _event("taken_over", page.id, code=page.code, site=page.site, flagged=0),
    ]


def code_of(page: Page) -> str:
    """Return the code of a page: work center, day and shift name it once."""
    parts = (page.center_code, page.business_date.isoformat(), page.shift_code)
    return "/".join(part for part in parts if part)


def fold_written(state: object, fact: HandoverWritten) -> None:
    """The page is written; its shift is not handed over again."""
    if isinstance(state, Desk):
        page = fact.page
        one = Signed(
            id=fact.id, code=fact.code, site=page.site, work_center=page.center,
            outgoing=UUID(int=0), path=page.path,
        )  # fmt: skip
        state.signed |= {fact.code: one, str(fact.id): one}


def fold_signed(state: object, fact: HandoverSigned) -> None:
    """One side has signed."""
    if isinstance(state, Desk) and fact.side == "incoming":
        for name, one in list(state.signed.items()):
            if one.id == fact.shift_handover:
                state.signed[name] = msgspec.structs.replace(one, is_taken=True)


def _counted(page: Page, counted: tuple[CountedLine, ...]) -> tuple[Line, ...]:
    known = {line.job_order for line in page.lines}
    by_code: dict[str, CountedLine] = {}
    for number, one in enumerate(counted):
        if one.job_order not in known:
            raise NotFound(kind="job_order", code=one.job_order, at=f"/counted/{number}/job_order")
        if bounded(one.quantity) < 0:
            raise NegativeCount(
                field="quantity", value=one.quantity, at=f"/counted/{number}/quantity"
            )
        by_code[one.job_order] = one
    return tuple(_compared(line, by_code.get(line.job_order)) for line in page.lines)


def _compared(line: Line, counted: CountedLine | None) -> Line:
    if counted is None:
        return msgspec.structs.replace(line, is_flagged=line.booked != 0)
    differs = counted.quantity != line.booked
    return msgspec.structs.replace(
        line,
        counted=counted.quantity,
        explanation=counted.explanation,
        is_flagged=differs and not counted.explanation.strip(),
    )


def _refuse_photos(desk: Desk, command: HandOverShift) -> None:
    if len(command.photos) > PHOTOS_MAX:
        raise TooManyPhotos(count=len(command.photos), limit=PHOTOS_MAX, at="/photos")
    for number, photo in enumerate(command.photos):
        if photo not in desk.files:
            raise NotFound(kind="file", code=str(photo), at=f"/photos/{number}")


def _signature(page: UUID, site: UUID, *, side: str, remark: str, ids: Ids) -> HandoverSigned:
    return msgspec.convert(
        {
            "id": derived_id("handover_signature", page, side), "site": site,
            "shift_handover": page, "side": side, "name": ids.by.name, "remark": remark,
        },
        HandoverSigned,
    )  # fmt: skip


def _event(name: str, page: UUID, *, code: str, site: UUID, flagged: int) -> Event:
    return Event(
        name=f"shift_handover.{name}",
        entity="shift_handover",
        record=page,
        code=code,
        site=site,
        payload={"flagged": flagged},
    )
