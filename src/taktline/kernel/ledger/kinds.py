"""The kinds of facts the ledger writes, in the order in which they are recorded."""

from typing import cast

from taktline.kernel.ledger import facts, fold, posted, record, record_moves
from taktline.platform.verb import AnyFactKind, FactKind

FACT_KINDS = cast(
    tuple[AnyFactKind, ...],
    (
        FactKind(facts.PlaceOpened, record.record_places, fold.fold_place),
        FactKind(facts.LotCreated, record.record_lots, fold.fold_lot),
        FactKind(facts.HandlingUnitMade, record.record_handling_units, fold.fold_handling_unit),
        FactKind(facts.HandlingUnitStacked, record.record_stacked, fold.fold_stacked),
        FactKind(posted.Posted, record_moves.record_posted),
        FactKind(facts.ReservationMade, record.record_reservations, fold.fold_reservation),
        FactKind(
            facts.ReservationChanged,
            record.record_reservation_changes,
            fold.fold_reservation_changed,
        ),
        FactKind(facts.Move, record_moves.record_by_what_follows, fold.fold_move),
        FactKind(facts.HoldPlaced, record.record_holds, fold.fold_hold),
        FactKind(facts.HoldReleased, record.record_hold_releases, fold.fold_hold_released),
        FactKind(facts.PeriodReopened, record.record_reopened, fold.fold_reopened),
        FactKind(facts.PeriodClosed, record.record_periods, fold.fold_period),
    ),
)
