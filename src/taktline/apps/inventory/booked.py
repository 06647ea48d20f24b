"""What an inventory command books, with the calls for somebody that it causes."""

from taktline.base.instant import Instant
from taktline.kernel.ledger.entry import Entry
from taktline.kernel.orders.stock_alerts import stock_alerts
from taktline.platform.command import Fact


def booked(entry: Entry, *, occurred_at: Instant, demand: str | None = None) -> list[Fact]:
    """Return the facts of an entry, and a work alert for each promise cut or line that owes.

    Raises:
        StatusForbids, LotHeld, LotExpired, SerialTwice, Shortage, BackdatedShortage,
        ValueShortage: see `Entry.facts`.
    """
    facts = entry.facts(occurred_at=occurred_at, demand=demand)
    return [*facts, *stock_alerts(facts, entry.new_id)]
