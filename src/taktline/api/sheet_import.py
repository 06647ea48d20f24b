"""Sheets over HTTP: looked at first, tried out, then brought in; each mistake beside its cell."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence, Set
from hashlib import sha256
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response

from taktline.api.body import answer
from taktline.api.caller import Caller, HttpRequest, caller_of
from taktline.api.queries import parameters
from taktline.api.runtime import Runtime
from taktline.api.sheet_memory import Memory, keep, remembered
from taktline.api.sheet_plan import CallersShelf, counted, mark_of, planned, refuse_other
from taktline.api.sheet_qif import read_file
from taktline.api.sheet_rows import Brought, Order, Refusal, cell_refusals, told, try_commands
from taktline.api.sheet_targets import target_of
from taktline.api.sheet_wire import (
    ColumnLooked,
    FieldOffered,
    ImportAsked,
    RecordMade,
    RowSkipped,
    SheetAsked,
    SheetBrought,
    SheetLooked,
    SheetNamed,
)
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.request import RecordsRequest
from taktline.catalog.shape import SITE
from taktline.catalog.sheets.book import SIZE_MAX, Grid, column_at, too_large
from taktline.catalog.sheets.cell import as_text
from taktline.catalog.sheets.field import SheetField
from taktline.catalog.sheets.head import Headed, find_heading
from taktline.catalog.sheets.making import Making, bare, to_make, with_made
from taktline.catalog.sheets.rows import SheetRead, Skipped, read_rows
from taktline.catalog.sheets.target import Target
from taktline.platform.envelope import ShapeRefused
from taktline.platform.identity.access import reaches
from taktline.platform.judge import NotPermitted

TOLD_MAX = 500
"""Reasons told at once; whoever has more mistakes mends these first."""
SAMPLES = 3
SKIPPED_TOLD_MAX = 50
_READING = asyncio.Semaphore(1)
"""One file is unpacked at a time, as each may need some hundred megabytes for a moment."""

A = TypeVar("A", bound=SheetAsked)


class SheetUnknown(Problem):
    """A workbook has no sheet of the name that was asked for."""

    title = Text(en="The file has no sheet {sheet}.", zh="文件中没有工作表 {sheet}。")
    status = 422


class NoRows(Problem):
    """Nothing stands below the headings."""

    title = Text(
        en="No rows stand below line {line}; choose another heading row or sheet.",
        zh="第 {line} 行以下没有数据,请选择其他表头行或工作表。",
    )
    status = 422


class ColumnsMissing(Problem):
    """Fields that every row needs, and no column brings."""

    title = Text(
        en="No column brings {fields}: say which one does, or one value for all rows.",
        zh="没有列对应 {fields}:请指定对应的列,或为所有行填写同一个值。",
    )
    status = 422


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was sent, read and understood as far as one can without being told."""

    grids: tuple[Grid, ...]
    grid: Grid
    headed: Headed
    known: Memory
    digest: bytes


async def look_at_sheet(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `POST /api/v1/sheets/{target}/look`: how a file is understood.

    Raises:
        UnknownTarget, NotPermitted: nothing of this kind may be brought in.
        SheetTooLarge, SheetProtected, NoSheet, SheetEmpty, NotQif, ...: see `read_file`.
        SheetUnknown: no sheet of that name.
    """
    caller = await caller_of(runtime, request, "upload")
    target = await _permitted(runtime, caller, request)
    asked = _asked(request, SheetAsked)
    opened = await _opened(runtime, caller, request, target=target, asked=asked)
    headed = opened.headed
    columns = {one.column: one.field for one in headed.columns if one.field is not None}
    zone = await runtime.catalogs.zone(caller.tenant)
    read = read_rows(opened.grid, target.fields, below=headed.line, columns=columns, zone=zone)
    known = set(await _said_by_itself(runtime, caller, target))
    return answer(_looked(opened, target, read, known=known))


async def import_sheet(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `POST /api/v1/sheets/{target}/import`: rows become commands, or their mistakes.

    A command's id is made of the file, the row and what it says: the same file twice is one effect.

    Raises:
        UnknownTarget, NotPermitted: nothing of this kind may be brought in.
        ShapeRefused: `columns` or `same` is no JSON object of texts.
        ColumnsMissing: a needed field stands in neither.
        SheetTooLarge, SheetProtected, NoSheet, SheetEmpty, NotQif, ...: see `read_file`.
        SheetUnknown, NoRows: nothing stands where it was looked for.
        PlanChanged: what the rows would do is not what was looked at.
    """
    caller = await caller_of(runtime, request, "upload")
    target = await _permitted(runtime, caller, request)
    asked = _asked(request, ImportAsked)
    columns, same = _object(asked.columns, "columns"), _object(asked.same, "same")
    same = {**await _said_by_itself(runtime, caller, target), **same}
    fields = _fields(target, columns, same)
    opened = await _opened(runtime, caller, request, target=target, asked=asked)
    zone = await _zone(runtime, caller, same.get(SITE))
    line = opened.headed.line
    read = read_rows(opened.grid, fields, below=line, columns=columns, zone=zone)
    if not read.rows:
        raise NoRows(line=line)
    shelf = CallersShelf(runtime=runtime, caller=caller)
    good = [row for row in read.rows if not row.problems]
    makings = await to_make(target.makes, good, same=same, shelf=shelf)
    plan = await target.plan(
        bare(good), same=same, brought=list(columns.values()), shelf=shelf, clear=asked.clear
    )
    if asked.make:
        plan = with_made(plan, makings)
    refuse_other(plan, asked.seen)
    refused = cell_refusals(read.rows)
    refused += [Refusal(line=one.line, problem=one.problem) for one in plan.problems]
    brought = Brought(accepted=0, refused=())
    if asked.dry_run or asked.only_good or not refused:
        order = Order(
            file=opened.digest, dry_run=asked.dry_run, atomic=not (asked.only_good or asked.dry_run)
        )
        brought = await try_commands(runtime, caller, target, commands=plan.commands, order=order)
    if not asked.dry_run and brought.accepted:
        chosen = {one.heading: columns.get(one.column) for one in opened.headed.columns}
        await keep(
            runtime, caller, target.name, sender=asked.sender, chosen=chosen, known=opened.known
        )
    refused += brought.refused
    wrong = {one.line for one in refused}
    undone = wrong | brought.undone
    counts = counted(plan, undone)
    return answer(
        SheetBrought(
            rows=len(read.rows),
            accepted=counts["new"] + counts["changed"] if brought.accepted else 0,
            new=counts["new"],
            changed=counts["changed"],
            unchanged=counts["unchanged"],
            removed=counts["removed"],
            plan=planned(plan, undone),
            makes=await _makes(runtime, caller, makings),
            seen=mark_of(plan),
            refused_rows=len(wrong),
            refused=tuple(told(refused, columns, caller.language)[:TOLD_MAX]),
            skipped=_skipped(read.skipped),
            dry_run=asked.dry_run,
        )
    )


async def _makes(
    runtime: Runtime, caller: Caller, makings: Sequence[Making]
) -> tuple[RecordMade, ...]:
    """Tell of records that rows name and nobody has yet."""
    shapes = (await runtime.catalogs.current(caller.tenant)).shapes
    return tuple(
        RecordMade(
            entity=one.entity,
            label=shapes[one.entity].entity.label,
            code=one.code,
            name=str(one.fields["name"]),
            line=one.line,
        )
        for one in makings[:TOLD_MAX]
    )


def _asked(request: HttpRequest, kind: type[A]) -> A:
    found = parameters(request.query_params, kind)
    assert isinstance(found, kind)
    return found


async def _permitted(runtime: Runtime, caller: Caller, request: HttpRequest) -> Target:
    catalog = await runtime.catalogs.current(caller.tenant)
    target = target_of(catalog, str(request.path_params["target"]))
    verb = runtime.registry.verb(caller.tenant, target.verb)
    assert verb is not None, f"{target.name} has no {target.verb}"
    if not reaches(caller.principal, verb.needs):
        raise NotPermitted(needs=verb.needs)
    return target


def _object(text: str, name: str) -> dict[str, str]:
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except msgspec.MsgspecError as error:
        raise ShapeRefused(reason=str(error), at=f"/{name}") from None


def _fields(
    target: Target, columns: Mapping[str, str], same: Mapping[str, str]
) -> tuple[SheetField, ...]:
    """Return the target's fields; one that has a value for all rows may be empty in some.

    Raises:
        ColumnsMissing: a needed field is in no column and has no such value.
    """
    missing = [
        field.label
        for field in target.fields
        if target.needs(field) and field.name not in columns.values() and not same.get(field.name)
    ]
    if missing:
        fields = Text(
            en=", ".join(label.en for label in missing), zh="、".join(one.zh for one in missing)
        )
        raise ColumnsMissing(fields=fields, at="/columns")
    return tuple(
        msgspec.structs.replace(field, required=target.needs(field) and not same.get(field.name))
        for field in target.fields
    )


async def _opened(
    runtime: Runtime, caller: Caller, request: HttpRequest, *, target: Target, asked: SheetAsked
) -> Opened:
    content = await _content(request, asked.name)
    async with _READING:
        grids = await asyncio.to_thread(read_file, content, asked.name)
    known = await remembered(runtime, caller, target.name, sender=asked.sender)
    fields = {key: one.field for key, one in known.items()}
    tried = [grid for grid in grids if asked.sheet is None or grid.name == asked.sheet]
    if not tried:
        raise SheetUnknown(sheet=(asked.sheet or "")[:80], at="/sheet")
    headed = [
        find_heading(grid, target.fields, remembered=fields, line=asked.heading_line)
        for grid in tried
    ]
    best = max(range(len(tried)), key=lambda at: _understood(headed[at]))
    return Opened(
        grids=grids,
        grid=tried[best],
        headed=headed[best],
        known=known,
        digest=sha256(content).digest(),
    )


def _understood(headed: Headed) -> int:
    return sum(1 for column in headed.columns if column.field is not None)


async def _content(request: HttpRequest, name: str) -> bytes:
    """Return the file that was sent.

    Raises:
        SheetTooLarge: longer than SIZE_MAX.
    """
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > SIZE_MAX:
        raise too_large(name)
    found = bytearray()
    async for part in request.stream():
        found += part
        if len(found) > SIZE_MAX:
            raise too_large(name)
    return bytes(found)


async def _said_by_itself(runtime: Runtime, caller: Caller, target: Target) -> dict[str, str]:
    """Return what every row needs and goes without saying: the site, where there is only one."""
    if not any(one.name == SITE and target.needs(one) for one in target.fields):
        return {}
    asked = RecordsRequest(entity=SITE, fields=("id",), limit=2)
    try:
        page = await runtime.catalogs.read(caller.tenant, asked, reader=caller.principal)
    except NotPermitted:
        return {}
    return {SITE: str(page.rows[0]["id"])} if len(page.rows) == 1 else {}


async def _zone(runtime: Runtime, caller: Caller, site: str | None) -> ZoneInfo:
    """Return the zone of the site that all rows are for, else the tenant's own."""
    own = await runtime.catalogs.zone(caller.tenant)
    if site is None:
        return own
    asked = RecordsRequest(entity=SITE, fields=("id", "code", "zone"), limit=1_000)
    page = await runtime.catalogs.read(caller.tenant, asked, reader=caller.principal)
    zones = [str(row["zone"]) for row in page.rows if site in (str(row["id"]), row["code"])]
    return ZoneInfo(zones[0]) if zones else own


def _looked(opened: Opened, target: Target, read: SheetRead, *, known: Set[str]) -> SheetLooked:
    """Return how a sheet was understood.

    Args:
        known: fields that nobody has to say.
    """
    headed = opened.headed
    return SheetLooked(
        target=target.name,
        label=target.label,
        sheets=tuple(SheetNamed(name=one.name, rows=len(one.rows)) for one in opened.grids),
        sheet=opened.grid.name,
        heading_line=headed.line,
        columns=tuple(
            ColumnLooked(
                column=one.column,
                heading=one.heading,
                field=one.field,
                by=one.by,
                samples=tuple(_samples(opened.grid, column_at(one.column), below=headed.line)),
            )
            for one in headed.columns
        ),
        fields=tuple(
            FieldOffered(
                name=one.name,
                label=one.label,
                kind=one.kind,
                required=one.required and one.name not in known,
                needed=target.needs(one) and one.name not in known,
                to=one.to,
                options=one.options,
            )
            for one in target.fields
        ),
        rows=len(read.rows),
        changes=bool(target.key),
        skipped=_skipped(read.skipped),
    )


def _samples(grid: Grid, at: int, *, below: int) -> list[str]:
    found: list[str] = []
    for row in grid.rows[below:]:
        if row[at] is not None:
            found.append(as_text(row[at])[:80])
        if len(found) == SAMPLES:
            break
    return found


def _skipped(skipped: Iterable[Skipped]) -> tuple[RowSkipped, ...]:
    told_of: Sequence[Skipped] = list(skipped)[:SKIPPED_TOLD_MAX]
    return tuple(RowSkipped(line=one.line, why=one.why, text=one.text) for one in told_of)
