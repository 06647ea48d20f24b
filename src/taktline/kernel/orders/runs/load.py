"""What commands about runs load: the runs locked first, then the job orders in them and stock."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.instant import Instant
from taktline.kernel.ledger.facts import NO_LOT, StockKey, lot_id
from taktline.kernel.ledger.stock import StockWanted
from taktline.kernel.orders.card_store import take_cards
from taktline.kernel.orders.load import load_causes, stocked, want_report
from taktline.kernel.orders.read import Named, Read, by_id, read_shop, structs
from taktline.kernel.orders.runs.cavities import BlockCavity, FreeCavity
from taktline.kernel.orders.runs.correct import CorrectRun, ReportedBay, Standing
from taktline.kernel.orders.runs.facts import Bay, CavityBlock, Member, Run
from taktline.kernel.orders.runs.record import BLOCK_FIELDS, MEMBER_FIELDS, RUN_FIELDS
from taktline.kernel.orders.runs.report import ReportRun
from taktline.kernel.orders.runs.steps import (
    CancelRun,
    LoadRun,
    OpenRun,
    StartRun,
    StopRun,
    UnloadRun,
)
from taktline.kernel.orders.shop import Shop
from taktline.platform.transaction import Row, Tx

RUNS = f"""
    SELECT {", ".join(f"r.{name}" for name in RUN_FIELDS)} FROM run r
    WHERE r.id = ANY(%(run_ids)s::uuid[]) OR r.code = ANY(%(run_codes)s::text[])
    ORDER BY r.id FOR NO KEY UPDATE"""
MEMBERS = f"""
    SELECT {", ".join(f"m.{name}" for name in MEMBER_FIELDS)}
    FROM run_member m JOIN run r ON r.id = m.run
    WHERE r.id = ANY(%(run_ids)s::uuid[]) OR r.code = ANY(%(run_codes)s::text[])
    ORDER BY m.id"""
REPORTED = """
    SELECT DISTINCT x.run FROM run_report x JOIN run r ON r.id = x.run
    WHERE (r.id = ANY(%(run_ids)s::uuid[]) OR r.code = ANY(%(run_codes)s::text[]))
        AND EXISTS (
            SELECT 1 FROM job_response s
            WHERE s.cause = x.cause AND s.job_order = x.job_order AND s.kind = 'report'
                AND s.sign = 1
                AND NOT EXISTS (SELECT 1 FROM job_response b WHERE b.reverses = s.id))"""
# Every report and correction of a run in its order: the last one stands, where one does.
SAID = """
    SELECT DISTINCT x.run, c.id, c.verb, c.body::text, c.occurred_at, c.recorded_at
    FROM run r JOIN run_report x ON x.run = r.id JOIN command c ON c.id = x.cause
    WHERE r.id = ANY(%(run_ids)s::uuid[]) OR r.code = ANY(%(run_codes)s::text[])
    ORDER BY c.recorded_at, c.id"""
ASSETS = """
    SELECT a.id, a.code, a.cavities FROM physical_asset a
    WHERE a.id = ANY(%(asset_ids)s::uuid[]) OR a.code = ANY(%(asset_codes)s::text[])
        OR a.id IN (SELECT physical_asset FROM run
            WHERE id = ANY(%(run_ids)s::uuid[]) OR code = ANY(%(run_codes)s::text[]))"""
BLOCKS = f"""
    SELECT {", ".join(f"b.{name}" for name in BLOCK_FIELDS)} FROM cavity_block b
    WHERE b.physical_asset = ANY(%(asset_ids)s::uuid[])
        OR b.physical_asset IN (
            SELECT id FROM physical_asset WHERE code = ANY(%(asset_codes)s::text[]))
        OR b.physical_asset IN (SELECT physical_asset FROM run
            WHERE id = ANY(%(run_ids)s::uuid[]) OR code = ANY(%(run_codes)s::text[]))
    ORDER BY b.id"""
SITES = """
    SELECT id, site FROM equipment
    WHERE (id = ANY(%(unit_ids)s::uuid[]) OR code = ANY(%(unit_codes)s::text[]))
        AND site IS NOT NULL"""
# Where else a job order or card is loaded now, with the name of that run.
ELSEWHERE = f"""
    SELECT {", ".join(f"m.{name}" for name in MEMBER_FIELDS)} FROM run_member m
    WHERE m.unloaded_at IS NULL AND m.job_order = ANY(%(jobs)s::uuid[])"""
NAMES = f"""
    SELECT {", ".join(f"r.{name}" for name in RUN_FIELDS)} FROM run r
    WHERE r.id IN (SELECT m.run FROM run_member m
        WHERE m.unloaded_at IS NULL AND m.job_order = ANY(%(jobs)s::uuid[]))"""


class Asked(msgspec.Struct, kw_only=True):
    """What a batch names beside job orders and cards."""

    runs: set[str] = set()
    assets: set[str] = set()
    units: set[str] = set()

    def params(self) -> dict[str, object]:
        """Return the parameters of the statements here."""
        return {**_apart("run", self.runs), **_apart("asset", self.assets),
                **_apart("unit", self.units)}  # fmt: skip


async def load_open(tx: Tx, commands: Sequence[OpenRun]) -> Bay:
    """Read runs with the same codes, the equipment and the molds."""
    asked = Asked(
        runs={command.code for command in commands},
        assets={c.physical_asset for c in commands if c.physical_asset is not None},
        units={command.work_unit for command in commands},
    )
    read = await read_shop(tx, Named(resources=asked.units))
    return await _bay(tx, read.shop, asked, wanted=StockWanted())


async def load_members(tx: Tx, commands: Sequence[LoadRun] | Sequence[UnloadRun]) -> Bay:
    """Lock runs, then the job orders and cards that are scanned, with all of their orders."""
    asked = Asked(runs={command.run for command in commands})
    runs = await _runs(tx, asked)
    found = Shop()
    await take_cards(tx, found, named={c.flow_card for c in commands if c.flow_card is not None})
    named = Named(
        jobs={c.job_order for c in commands if c.job_order is not None},
        orders={str(card.work_order) for card in found.cards.values()},
        resources={str(run.work_unit) for run in runs.runs.values()},
    )
    read = await read_shop(tx, named)
    read.shop.cards, read.shop.card_counts = found.cards, found.card_counts
    bay = await _with(tx, read.shop, runs, wanted=StockWanted())
    elsewhere = {"jobs": sorted(bay.jobs)}
    loaded, names = await tx.fetch_many([(ELSEWHERE, elsewhere), (NAMES, elsewhere)])
    bay.members |= by_id(structs(loaded, Member, fields=MEMBER_FIELDS))
    bay.runs = by_id(structs(names, Run, fields=RUN_FIELDS)) | bay.runs
    return bay


async def load_runs(
    tx: Tx, commands: Sequence[StartRun] | Sequence[StopRun] | Sequence[CancelRun]
) -> Bay:
    """Lock runs and the job orders in them, without stock."""
    runs = await _runs(tx, Asked(runs={command.run for command in commands}))
    named = Named(
        jobs={str(member.job_order) for member in runs.members.values()},
        resources={str(run.work_unit) for run in runs.runs.values()},
    )
    read = await read_shop(tx, named)
    return await _with(tx, read.shop, runs, wanted=StockWanted())


async def load_run_reports(tx: Tx, commands: Sequence[ReportRun]) -> Bay:
    """Lock runs, the job orders in them and everything their reports and materials touch."""
    runs = await _runs(tx, Asked(runs={command.run for command in commands}))
    members = runs.members.values()
    named = Named(
        jobs={str(member.job_order) for member in members},
        materials={one.material for command in commands for one in command.materials}
        | {one.material for command in commands for one in command.by_products},
        resources={str(run.work_unit) for run in runs.runs.values()}
        | {line.person for command in commands for line in command.persons},
    )
    read = await read_shop(tx, named)
    cards = {str(member.flow_card) for member in members if member.flow_card is not None}
    await take_cards(tx, read.shop, named=cards)
    ids = await _material_ids(tx, named.materials)
    wanted = StockWanted(materials=set(ids.values()))
    for command in commands:
        wanted.dated(command.occurred_at)
        _want_reports(wanted, read, runs, command=command)
        for run in runs.runs.values():
            if command.run in (run.code, str(run.id)):
                _want_materials(wanted, run, command, ids=ids)
    return await _with(tx, read.shop, runs, wanted=wanted)


async def load_run_corrections(tx: Tx, commands: Sequence[CorrectRun]) -> ReportedBay:
    """Lock runs, what their standing reports touched, and what they need anew."""
    asked = Asked(runs={command.run for command in commands})
    runs = await _runs(tx, asked)
    standing = _standing(await tx.fetch(SAID, asked.params()), runs)
    found, members = Shop(), runs.members.values()
    cards = {str(one.flow_card) for one in members if one.flow_card is not None}
    await take_cards(tx, found, named=cards)
    beside, told = StockWanted(), _told(runs, standing, commands)
    named = Named(
        jobs={str(one.job_order) for one in members},
        materials={one.material for _, said in told for one in said.materials or ()}
        | {one.material for _, said in told for one in said.by_products or ()},
        resources={str(run.work_unit) for run in runs.runs.values()}
        | {line.person for _, said in told for line in said.persons or ()},
        lock_orders=True,
    )
    ids = await _material_ids(tx, named.materials)
    beside.materials |= set(ids.values())
    for run, said in told:
        _want_materials(beside, run, said, ids=ids)
        for code in {bad.defect_code for line in said.lines for bad in line.defects}:
            beside.want_place(run.site, f"scrap:{code}")
    dated = [command.occurred_at for command in commands]
    causes = [one.cause for one in standing.values()]
    lots = sorted({line.lot for _, said in told for line in said.lines if line.lot is not None})
    shop = await load_causes(tx, causes, dated=dated, anew=named, beside=beside, lots=lots)
    shop.cards, shop.card_counts = found.cards, found.card_counts
    bay = _joined(shop, runs)
    fields = {field: getattr(bay, field) for field in Bay.__struct_fields__}
    return ReportedBay(**fields, standing=standing)


def _told(
    runs: Bay, standing: Mapping[UUID, Standing], commands: Sequence[CorrectRun]
) -> list[tuple[Run, ReportRun | CorrectRun]]:  # tidy: positional - three parts of one question
    """Return what was ever told of the runs, and what is told now, with the run."""
    found: list[tuple[Run, ReportRun | CorrectRun]] = []
    for run in runs.runs.values():
        found += [(run, one) for one in commands if one.run in (run.code, str(run.id))]
        said = standing.get(run.id)
        if said is not None and said.said is not None:
            found += [(run, said.said), *((run, fix) for fix in said.fixes)]
    return found


def _standing(rows: Sequence[Row], runs: Bay) -> dict[UUID, Standing]:  # tidy: positional - rows
    """Return the report of each run that stands, with every correction since it was made."""
    found: dict[UUID, Standing] = {}
    for run, cause, verb, body, at, _ in msgspec.convert(
        rows, list[tuple[UUID, UUID, str, str | None, Instant, Instant]]
    ):
        if verb == "kernel.correct_run" and body is not None and run in found:
            fix = msgspec.json.decode(body, type=CorrectRun)
            found[run] = Standing(cause=cause, said=found[run].said, fixes=(*found[run].fixes, fix))
        elif verb == "kernel.report_run" and body is not None:
            said = msgspec.json.decode(body, type=ReportRun)
            found[run] = Standing(cause=cause, said=msgspec.structs.replace(said, occurred_at=at))
        else:
            found[run] = Standing(cause=cause, said=None)
    return {run: one for run, one in found.items() if run in runs.reported}


async def load_cavities(tx: Tx, commands: Sequence[BlockCavity] | Sequence[FreeCavity]) -> Bay:
    """Read molds with their blocked cavities, and the factories whose days count."""
    asked = Asked(assets={command.physical_asset for command in commands})
    read = await read_shop(tx, Named(resources={command.site for command in commands}))
    return await _bay(tx, read.shop, asked, wanted=StockWanted())


def _want_reports(wanted: StockWanted, read: Read, runs: Bay, *, command: ReportRun) -> None:
    lines = {line.lot for line in command.lines if line.lot is not None}
    defects = {one.defect_code for line in command.lines for one in line.defects}
    for member in runs.members.values():
        job = read.shop.jobs.get(member.job_order)
        if job is None or not _is_of(runs, member, command):
            continue
        want_report(wanted, read, job=job, lots=sorted(lines))
        if lines:
            want_report(wanted, read, job=job, lots=[])
        for code in defects:
            wanted.want_place(job.site, f"scrap:{code}")


def _want_materials(
    wanted: StockWanted, run: Run, said: ReportRun | CorrectRun, *, ids: dict[str, UUID]
) -> None:
    for used in said.materials or ():
        place = wanted.want_place(run.site, used.place)
        material = ids.get(used.material)
        if material is None:
            continue
        wanted.want(StockKey(place=place, lot=lot_id(material, used.lot or NO_LOT)))
        for offcut in used.offcuts:
            goal = wanted.want_place(run.site, offcut.place)
            for lot in (offcut.lot, NO_LOT):
                wanted.want(StockKey(place=goal, lot=lot_id(material, lot)))
    for beside in said.by_products or ():
        goal, material = wanted.want_place(run.site, beside.place), ids.get(beside.material)
        for lot in (beside.lot or run.code, NO_LOT):
            if material is not None:
                wanted.want(StockKey(place=goal, lot=lot_id(material, lot)))


def _is_of(runs: Bay, member: Member, command: ReportRun) -> bool:
    run = runs.runs.get(member.run)
    return run is not None and command.run in (run.code, str(run.id))


async def _runs(tx: Tx, asked: Asked) -> Bay:
    """Lock runs and read what is in them and what their molds have blocked."""
    params = asked.params()
    runs, members, reported, assets, blocks, sites = await tx.fetch_many(
        [(sql, params) for sql in (RUNS, MEMBERS, REPORTED, ASSETS, BLOCKS, SITES)]
    )
    known = msgspec.convert(assets, list[tuple[UUID, str, Decimal | None]])
    return Bay(
        runs=by_id(structs(runs, Run, fields=RUN_FIELDS)),
        members=by_id(structs(members, Member, fields=MEMBER_FIELDS)),
        reported={row[0] for row in msgspec.convert(reported, list[tuple[UUID]])},
        blocks=by_id(structs(blocks, CavityBlock, fields=BLOCK_FIELDS)),
        assets={name: id_ for id_, code, _ in known for name in (code, str(id_))},
        cavities={id_: count for id_, _, count in known if count is not None},
        unit_sites=dict(msgspec.convert(sites, list[tuple[UUID, UUID]])),
    )


async def _bay(tx: Tx, shop: Shop, asked: Asked, *, wanted: StockWanted) -> Bay:
    return await _with(tx, shop, await _runs(tx, asked), wanted=wanted)


async def _with(tx: Tx, shop: Shop, runs: Bay, *, wanted: StockWanted) -> Bay:
    """Return the floor with its stock and the runs."""
    return _joined(await stocked(tx, shop, wanted), runs)


def _joined(floor: Shop, runs: Bay) -> Bay:  # tidy: positional - two parts of one state
    parts = {field: getattr(floor, field) for field in Shop.__struct_fields__}
    own = [field for field in Bay.__struct_fields__ if field not in parts]
    return Bay(**parts, **{field: getattr(runs, field) for field in own})


async def _material_ids(tx: Tx, references: set[str]) -> dict[str, UUID]:
    """Return materials' ids by what commands call them."""
    if not references:
        return {}
    rows = await tx.fetch(
        "SELECT id, code FROM material WHERE id = ANY(%(material_ids)s::uuid[]) "
        "OR code = ANY(%(material_codes)s::text[])",
        _apart("material", references),
    )
    found = msgspec.convert(rows, list[tuple[UUID, str]])
    return {name: id_ for id_, code in found for name in (code, str(id_))}


def _apart(prefix: str, references: set[str]) -> dict[str, object]:
    ids = {reference: id_of(reference) for reference in references}
    return {
        f"{prefix}_ids": sorted(found for found in ids.values() if found is not None),
        f"{prefix}_codes": sorted(name for name, found in ids.items() if found is None),
    }
