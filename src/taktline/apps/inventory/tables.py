"""What the inventory app brings: its verbs and events."""

from uuid import UUID

from taktline.apps.inventory import (
    count,
    dock,
    handling,
    invoice,
    issue,
    lots,
    move,
    receive,
    reserve,
    ship,
    transfer,
)
from taktline.apps.inventory.dock import Dock
from taktline.base.code import BadCode
from taktline.base.problem import NotFound
from taktline.base.quantity import NotADecimal
from taktline.base.text import Text
from taktline.kernel.ledger import refusals as ledger
from taktline.kernel.ledger.entry import NoPlaceOfGoods
from taktline.kernel.ledger.references import QuantityNotPositive, SiteNeeded
from taktline.kernel.resources.conversion import NoConversion, OutOfTolerance
from taktline.platform.registry import EventKind, Part
from taktline.platform.verb import Verb

NAMED = (
    SiteNeeded,
    NotFound,
    ledger.UnknownPlace,
    NoPlaceOfGoods,
    BadCode,
    ledger.UnknownLot,
    ledger.LotNeeded,
)
QUANTITY = (NoConversion, QuantityNotPositive)
TAKING = (
    ledger.NothingAllocatable,
    ledger.StatusForbids,
    ledger.LotHeld,
    ledger.LotExpired,
    ledger.SerialTwice,
    ledger.Shortage,
    ledger.BackdatedShortage,
    ledger.ValueShortage,
)

AtSite = (
    receive.ReceiveMaterial
    | move.MoveMaterial
    | move.ChangeStatus
    | move.ChangeOwner
    | ship.ShipMaterial
    | ship.TakeBackMaterial
    | lots.SplitLot
    | lots.MergeLots
    | lots.RegradeLot
    | count.CountMaterial
    | handling.Pack
    | handling.MoveHandlingUnit
    | reserve.MakeReservation
    | invoice.PostInvoice
)


def at_site(state: Dock, command: AtSite) -> tuple[UUID, ...]:
    """Return the site a command acts at."""
    site = state.refs.site_or_none(command.site)
    return () if site is None else (site,)


def at_source(state: Dock, command: transfer.TransferMaterial) -> tuple[UUID, ...]:
    """Return the site of the job order that goods are taken from."""
    job = state.open_jobs.get(command.source)
    return () if job is None else (job.site,)


def at_job(state: Dock, command: issue.IssueMaterial | issue.ReturnMaterial) -> tuple[UUID, ...]:
    """Return the site of the job order a command brings goods to."""
    job = state.open_jobs.get(command.job_order)
    return () if job is None else (job.site,)


VERBS = (
    Verb(
        "inventory.receive_material",
        receive.ReceiveMaterial,
        needs="material:receive",
        load=receive.load_receipts,
        decide=receive.decide_receive,
        label=Text(en="Receive material", zh="采购收货"),
        kind="fact",
        path=at_site,
        refusals=(
            dock.LineCount, *NAMED, *QUANTITY, OutOfTolerance, receive.LotExists,
            receive.PriceTwice, *TAKING,
        ),
        events=("material.received", "inspection.requested"),
    ),
    Verb(
        "inventory.move_material",
        move.MoveMaterial,
        needs="material:move",
        load=move.load_moves,
        decide=move.decide_move,
        label=Text(en="Move material", zh="移库"),
        kind="fact",
        path=at_site,
        refusals=(dock.LineCount, *NAMED, *QUANTITY, move.NothingChanges, *TAKING),
        events=("material.moved", "reservation.cut", "place.overdrawn"),
    ),
    Verb(
        "inventory.change_status",
        move.ChangeStatus,
        needs="material:change_status",
        load=move.load_statuses,
        decide=move.decide_status,
        label=Text(en="Change stock status", zh="变更库存状态"),
        path=at_site,
        refusals=(*NAMED, *QUANTITY, move.NothingChanges, *TAKING),
        events=("stock_status.changed", "reservation.cut"),
    ),
    Verb(
        "inventory.change_owner",
        move.ChangeOwner,
        needs="material:change_owner",
        load=move.load_owners,
        decide=move.decide_owner,
        label=Text(en="Take over a supplier's goods", zh="货权变更"),
        path=at_site,
        refusals=(*NAMED, *QUANTITY, move.NothingChanges, *TAKING),
        events=("stock_owner.changed",),
    ),
    Verb(
        "inventory.ship_material",
        ship.ShipMaterial,
        needs="material:ship",
        load=ship.load_shipments,
        decide=ship.decide_ship,
        label=Text(en="Ship material", zh="发货"),
        kind="fact",
        path=at_site,
        refusals=(dock.LineCount, BadCode, *NAMED, *QUANTITY, *TAKING),
        events=("shipment.shipped", "reservation.cut", "place.overdrawn"),
    ),
    Verb(
        "inventory.take_back_material",
        ship.TakeBackMaterial,
        needs="material:take_back",
        load=ship.load_returns,
        decide=ship.decide_take_back,
        label=Text(en="Take back from a customer", zh="客户退货"),
        kind="fact",
        path=at_site,
        refusals=(dock.LineCount, *NAMED, *QUANTITY, *TAKING),
        events=("shipment.returned",),
    ),
    Verb(
        "inventory.issue_material",
        issue.IssueMaterial,
        needs="material:issue",
        load=issue.load_issues,
        decide=issue.decide_issue,
        label=Text(en="Issue material", zh="领料"),
        kind="fact",
        path=at_job,
        refusals=(dock.LineCount, dock.JobEnded, *NAMED, *QUANTITY, *TAKING),
        events=("material.issued", "reservation.cut", "place.overdrawn"),
    ),
    Verb(
        "inventory.return_material",
        issue.ReturnMaterial,
        needs="material:issue",
        load=issue.load_job_returns,
        decide=issue.decide_return,
        label=Text(en="Return material", zh="退料"),
        kind="fact",
        path=at_job,
        refusals=(dock.LineCount, dock.JobEnded, *NAMED, *QUANTITY, *TAKING),
        events=("material.returned",),
    ),
    Verb(
        "inventory.transfer_material",
        transfer.TransferMaterial,
        needs="material:transfer",
        load=transfer.load_transfers,
        decide=transfer.decide_transfer,
        label=Text(en="Transfer between orders", zh="挪料"),
        kind="fact",
        path=at_source,
        refusals=(
            dock.LineCount, dock.JobEnded, transfer.SameJob, *NAMED, *QUANTITY, *TAKING,
        ),
        events=("material.transferred", "reservation.cut"),
    ),
    Verb(
        "inventory.post_invoice",
        invoice.PostInvoice,
        needs="invoice:post",
        load=invoice.load_invoices,
        decide=invoice.decide_invoice,
        label=Text(en="Post a supplier's invoice", zh="采购发票入账"),
        path=at_site,
        refusals=(dock.LineCount, dock.JobEnded, invoice.InvoiceOfWhat, *NAMED, *QUANTITY),
        events=("invoice.posted",),
    ),
    Verb(
        "inventory.count_material",
        count.CountMaterial,
        needs="material:count",
        load=count.load_counts,
        decide=count.decide_count,
        label=Text(en="Count material", zh="盘点"),
        kind="fact",
        path=at_site,
        refusals=(dock.LineCount, *NAMED, NotADecimal, *TAKING),
        events=("place.counted", "reservation.cut"),
    ),
    Verb(
        "inventory.split_lot",
        lots.SplitLot,
        needs="lot:split",
        load=lots.load_splits,
        decide=lots.decide_split,
        label=Text(en="Split a lot", zh="拆批"),
        path=at_site,
        refusals=(dock.LineCount, *NAMED, lots.NotTraced, *QUANTITY, lots.LotIsThere, *TAKING),
        events=("lot.split", "reservation.cut"),
    ),
    Verb(
        "inventory.merge_lots",
        lots.MergeLots,
        needs="lot:merge",
        load=lots.load_merges,
        decide=lots.decide_merge,
        label=Text(en="Merge lots", zh="并批"),
        path=at_site,
        refusals=(dock.LineCount, *NAMED, lots.NotTraced, *QUANTITY, lots.LotIsThere, *TAKING),
        events=("lot.merged", "reservation.cut"),
    ),
    Verb(
        "inventory.regrade_lot",
        lots.RegradeLot,
        needs="lot:regrade",
        load=lots.load_regrades,
        decide=lots.decide_regrade,
        label=Text(en="Regrade a lot", zh="改判"),
        path=at_site,
        refusals=(*NAMED, lots.NotTraced, *QUANTITY, *TAKING),
        events=("lot.regraded", "reservation.cut"),
    ),
    Verb(
        "inventory.pack",
        handling.Pack,
        needs="handling_unit:pack",
        load=handling.load_packing,
        decide=handling.decide_pack,
        label=Text(en="Pack", zh="装载"),
        kind="fact",
        path=at_site,
        refusals=(dock.LineCount, BadCode, *NAMED, *QUANTITY, *TAKING),
        events=("handling_unit.packed", "handling_unit.unpacked"),
    ),
    Verb(
        "inventory.move_handling_unit",
        handling.MoveHandlingUnit,
        needs="handling_unit:move",
        load=handling.load_units,
        decide=handling.decide_move_unit,
        label=Text(en="Move a handling unit", zh="移动载具"),
        kind="fact",
        path=at_site,
        refusals=(SiteNeeded, NotFound, ledger.UnknownPlace, handling.EmptyUnit, *TAKING),
        events=("handling_unit.moved",),
    ),
    Verb(
        "inventory.make_reservation",
        reserve.MakeReservation,
        needs="reservation:make",
        load=reserve.load_promises,
        decide=reserve.decide_reserve,
        label=Text(en="Reserve", zh="预留"),
        path=at_site,
        refusals=(*NAMED, *QUANTITY, ledger.NothingAllocatable),
        events=("reservation.made",),
    ),
    Verb(
        "inventory.release_reservation",
        reserve.ReleaseReservation,
        needs="reservation:release",
        load=reserve.load_releases,
        decide=reserve.decide_release,
        label=Text(en="Release a reservation", zh="释放预留"),
        refusals=(NotFound,),
        events=("reservation.released",),
    ),
    Verb(
        "inventory.expire_reservations",
        reserve.ExpireReservations,
        needs="reservation:expire",
        load=reserve.load_expiring,
        decide=reserve.decide_expire,
        label=Text(en="End expired reservations", zh="清理过期预留"),
        events=("reservation.expired",),
    ),
)  # fmt: skip

_LABELS = {
    "material.received": ("material", "Material received", "物料已收货"),
    "material.moved": ("material", "Material moved", "物料已移库"),
    "material.issued": ("material", "Material issued", "物料已领用"),
    "material.returned": ("material", "Material returned", "物料已退回"),
    "stock_status.changed": ("stock_status", "Stock status changed", "库存状态已变更"),
    "stock_owner.changed": ("stock_owner", "Owner changed", "货权已变更"),
    "shipment.shipped": ("shipment", "Shipped", "已发货"),
    "shipment.returned": ("shipment", "Shipment returned", "客户已退货"),
    "place.counted": ("place", "Place counted", "库位已盘点"),
    "lot.split": ("lot", "Lot split", "批次已拆分"),
    "lot.merged": ("lot", "Lots merged", "批次已合并"),
    "lot.regraded": ("lot", "Lot regraded", "批次已改判"),
    "handling_unit.packed": ("handling_unit", "Handling unit packed", "载具已装载"),
    "handling_unit.unpacked": ("handling_unit", "Handling unit unpacked", "载具已卸下"),
    "handling_unit.moved": ("handling_unit", "Handling unit moved", "载具已移动"),
    "reservation.made": ("reservation", "Reserved", "已预留"),
    "reservation.released": ("reservation", "Reservation released", "预留已释放"),
    "reservation.expired": ("reservation", "Reservation expired", "预留已过期"),
    "material.transferred": ("material", "Material transferred", "物料已挪用"),
    "invoice.posted": ("invoice", "Invoice posted", "发票已入账"),
}

EVENTS = tuple(
    EventKind(name=name, entity=entity, label=Text(en=en, zh=zh))
    for name, (entity, en, zh) in _LABELS.items()
)
"""`inspection.requested` and `reservation.cut` are the kernel's own."""

PART = Part(name="apps.inventory", verbs=VERBS, events=EVENTS)
