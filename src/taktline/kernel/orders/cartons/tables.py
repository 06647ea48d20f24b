"""What cartons bring: facts, verbs, events, queries."""

from typing import cast
from uuid import UUID

from taktline.base.code import BadCode
from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.kernel.ledger import refusals as ledger
from taktline.kernel.orders import counts, work_master
from taktline.kernel.orders.cartons import load, pack, record
from taktline.kernel.orders.cartons.pack import PackingShop
from taktline.kernel.orders.cartons.queries import QUERIES as QUERIES
from taktline.platform.verb import AnyFactKind, AnyVerb, FactKind, Verb

FACT_KINDS = cast(
    tuple[AnyFactKind, ...],
    (FactKind(pack.CartonWritten, record.record_cartons, pack.fold_carton),),
)


def _at_site(shop: PackingShop, command: pack.OpenCarton) -> tuple[UUID, ...]:
    return (shop.resource(command.site, "site").id,)


def _at_carton(shop: PackingShop, command: pack.PackCarton | pack.CloseCarton) -> tuple[UUID, ...]:
    return (pack.carton_of(shop, command.carton).site,)


VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "kernel.open_carton", pack.OpenCarton, needs="handling_unit:pack",
        load=load.load_new, decide=pack.decide_open,
        label=Text("Open a carton", "开箱"), path=_at_site,
        refusals=(BadCode, work_master.CodeTaken, NotFound, ledger.UnknownPlace,
                  counts.NegativeCount),
        events=("carton.opened",),
    ),
    Verb(
        "kernel.pack_carton", pack.PackCarton, needs="handling_unit:pack",
        load=load.load_cartons, decide=pack.decide_pack, kind="fact",
        label=Text("Pack a carton", "装箱"), path=_at_carton,
        refusals=(pack.CartonLineCount, NotFound, pack.CartonClosed, ledger.UnknownPlace,
                  ledger.UnknownLot, counts.NegativeCount, pack.SameCarton,
                  pack.CartonOfManyLots, pack.MixedVersions,
                  pack.MixedCustomers, pack.CartonFull, ledger.StatusForbids, ledger.LotHeld,
                  ledger.Shortage),
        events=("carton.packed", "reservation.cut", "place.overdrawn"),
    ),
    Verb(
        "kernel.close_carton", pack.CloseCarton, needs="handling_unit:pack",
        load=load.load_cartons, decide=pack.decide_close,
        label=Text("Close a carton", "封箱"), path=_at_carton,
        refusals=(NotFound, pack.CartonClosed, pack.CartonEmpty), events=("carton.closed",),
    ),
)  # fmt: skip

EVENTS: dict[str, tuple[str, str]] = {
    "carton.opened": ("Carton opened", "箱已开"),
    "carton.packed": ("Packed into a carton", "已装箱"),
    "carton.closed": ("Carton closed", "已封箱"),
}
