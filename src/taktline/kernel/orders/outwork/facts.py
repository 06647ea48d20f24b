"""What was sent where on which terms, and what suppliers have of each job order."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.quantity import ZERO
from taktline.kernel.orders.shop import Shop
from taktline.platform.command import Fact

PricePer = Literal["piece", "kg", "lot"]


class Sending(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces of a job order that went to a supplier.

    Attributes:
        through_job: the last operation he does, of several in a row; None = only this one.
        weight_kg: what they weighed together.
        price: agreed, ledger currency for each `price_per`; None = told when they come back.
        allowed_loss: share that may be lost there without charge, 0 to 1.
        is_inspected: good pieces are inspected again when they are back.
    """

    id: UUID
    site: UUID
    job_order: UUID
    through_job: UUID | None = None
    supplier: UUID
    lot: UUID
    flow_card: UUID | None = None
    quantity: Decimal
    weight_kg: Decimal | None = None
    document: str = ""
    due_at: Instant | None = None
    price: Decimal | None = None
    price_per: PricePer = "piece"
    allowed_loss: Decimal = ZERO
    is_inspected: bool = False
    sent_at: Instant


class Sent(Fact, frozen=True, kw_only=True):
    """Pieces are out."""

    sending: Sending


class Away(msgspec.Struct, frozen=True, kw_only=True):
    """What became so far of what one supplier got of one job order, in pieces."""

    sent: Decimal = ZERO
    good: Decimal = ZERO
    defective: Decimal = ZERO
    lost: Decimal = ZERO

    @property
    def still(self) -> Decimal:
        """What he has."""
        return self.sent - self.good - self.defective - self.lost


class Yard(Shop, kw_only=True):
    """What a decision about outside work knows beside the floor.

    Attributes:
        away: by job order and supplier.
        sendings: that stand, oldest first, by job order and supplier.
    """

    away: dict[tuple[UUID, UUID], Away] = {}
    sendings: dict[tuple[UUID, UUID], tuple[Sending, ...]] = {}

    def terms(self, job: UUID, supplier: UUID) -> Sending | None:
        """Return the newest sending of a job order to a supplier: its terms count."""
        found = self.sendings.get((job, supplier), ())
        return found[-1] if found else None


def fold_sent(state: object, fact: Sent) -> None:
    """He has so many more."""
    if isinstance(state, Yard):
        one = fact.sending
        key = (one.job_order, one.supplier)
        before = state.away.get(key, Away())
        state.away[key] = msgspec.structs.replace(before, sent=before.sent + one.quantity)
        state.sendings[key] = (*state.sendings.get(key, ()), one)
