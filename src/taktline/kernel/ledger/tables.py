"""What the ledger brings: its verbs, queries, facts, events, and what the seal covers of it."""

from uuid import UUID

from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.kernel.ledger import hold, opening, refusals
from taktline.kernel.ledger.books import Books
from taktline.kernel.ledger.kinds import FACT_KINDS
from taktline.kernel.ledger.lot_query import LOT_QUERY
from taktline.kernel.ledger.opening_end import OpeningClosed
from taktline.kernel.ledger.period_check import PERIOD_CHECKS_QUERY
from taktline.kernel.ledger.proof import PROOF_KIND, PROOF_QUERY, PROOF_VERB
from taktline.kernel.ledger.queries import QUERIES
from taktline.kernel.ledger.references import QuantityNotPositive, SiteNeeded
from taktline.kernel.resources.conversion import NoConversion
from taktline.platform.events.cover import Covered
from taktline.platform.registry import EventKind, Part
from taktline.platform.verb import Verb


def _at_site(books: Books, command: opening.OpenPlace | opening.OpenBalance) -> tuple[UUID, ...]:
    site = books.refs.site_or_none(command.site)
    return () if site is None else (site,)


VERBS = (
    Verb(
        "kernel.open_place",
        opening.OpenPlace,
        needs="place:open",
        load=opening.load_place,
        decide=opening.decide_open_place,
        label=Text(en="Open a place", zh="新建库位"),
        path=_at_site,
        refusals=(SiteNeeded, NotFound, opening.PlaceExists, refusals.UnknownPlace),
        events=("place.opened",),
    ),
    Verb(
        "kernel.open_balance",
        opening.OpenBalance,
        needs="balance:open",
        load=opening.load_opening,
        decide=opening.decide_open_balance,
        label=Text(en="Book opening stock", zh="期初入账"),
        path=_at_site,
        refusals=(
            opening.TooManyLines,
            SiteNeeded,
            OpeningClosed,
            NotFound,
            NoConversion,
            QuantityNotPositive,
            refusals.NegativeValue,
            refusals.UnknownPlace,
            refusals.LotNeeded,
            refusals.SerialTwice,
        ),
        events=("balance.opened",),
    ),
    Verb(
        "kernel.close_period",
        opening.ClosePeriod,
        needs="period:close",
        load=opening.load_period,
        decide=opening.decide_close_period,
        label=Text(en="Close a period", zh="结账"),
        refusals=(opening.PeriodClosedAlready, opening.PeriodNotOver, opening.LineSideOwes),
        events=("period.closed",),
    ),
    Verb(
        "kernel.reopen_period",
        opening.ReopenPeriod,
        needs="period:reopen",
        load=opening.load_period,
        decide=opening.decide_reopen_period,
        label=Text(en="Open a period again", zh="反结账"),
        refusals=(opening.NotLastClosed,),
        events=("period.reopened",),
    ),
    Verb(
        "kernel.release_hold",
        hold.ReleaseHold,
        needs="lot:release",
        load=hold.load_releases,
        decide=hold.decide_release_hold,
        label=Text(en="Release a hold", zh="解除扣留"),
        refusals=(NotFound, refusals.UnknownLot, hold.NoSuchHold),
        events=("lot.released",),
    ),
    PROOF_VERB,
)

EVENTS = (
    EventKind(name="place.opened", entity="place", label=Text(en="Place opened", zh="库位已建")),
    EventKind(
        name="balance.opened",
        entity="balance",
        label=Text(en="Opening stock booked", zh="期初已入账"),
    ),
    EventKind(name="period.closed", entity="period", label=Text(en="Period closed", zh="已结账")),
    EventKind(
        name="place.overdrawn",
        entity="place",
        label=Text(en="Line side owes material", zh="线边欠料"),
    ),
    EventKind(
        name="period.reopened",
        entity="period",
        label=Text(en="Period opened again", zh="已反结账"),
    ),
    EventKind(name="lot.held", entity="lot", label=Text(en="Lot held", zh="批次已扣留")),
    EventKind(
        name="lot.released", entity="lot", label=Text(en="Lot released", zh="批次已解除扣留")
    ),
    EventKind(
        name="reservation.released",
        entity="reservation",
        label=Text(en="Reservation released", zh="预留已释放"),
    ),
    EventKind(
        name="reservation.cut",
        entity="reservation",
        label=Text(en="Reservation cut", zh="预留被削减"),
    ),
    EventKind(
        name="ledger_proof.held",
        entity="ledger_proof",
        label=Text(en="Ledger proved", zh="账目验证一致"),
    ),
    EventKind(
        name="ledger_proof.broken",
        entity="ledger_proof",
        label=Text(en="Ledger proof found a difference", zh="账目验证发现不符"),
    ),
)

COVERED = (
    Covered(
        table="move",
        key=("id",),
        columns=(
            "id", "cause", "line", "site", "source_place", "source_handling_unit",
            "source_status", "source_owner", "target_place", "target_handling_unit",
            "target_status", "target_owner", "material", "lot", "quantity", "unit", "value",
            "currency", "entered_quantity", "entered_unit", "second_quantity", "occurred_at",
            "recorded_at", "posted_on", "reverses",
        ),
    ),
    Covered(
        table="lot_edge",
        key=("input_lot", "output_lot", "transform"),
        columns=(
            "input_lot", "output_lot", "transform", "cause", "job_order", "quantity_in",
            "quantity_out",
        ),
    ),
)  # fmt: skip
"""Balances, places, lots and holds are not sealed: they change, or can be rebuilt from these."""

PART = Part(
    name="kernel.ledger",
    verbs=VERBS,
    queries=(*QUERIES, LOT_QUERY, PROOF_QUERY, PERIOD_CHECKS_QUERY),
    fact_kinds=(*FACT_KINDS, PROOF_KIND),
    events=EVENTS,
    covered=COVERED,
    sql="taktline.kernel.ledger",
)
