"""Closing the opening of a site: what was there before stands from now on."""

from collections.abc import Sequence
from uuid import UUID

from taktline.base.ids import derived_id
from taktline.base.instant import Instant
from taktline.base.text import Text
from taktline.kernel.ledger.opening_end import refuse_closed_opening
from taktline.kernel.ledger.stock import StockWanted
from taktline.kernel.orders.load import stocked
from taktline.kernel.orders.read import Named, read_shop
from taktline.kernel.orders.shop import Shop
from taktline.platform.command import Booked, Command, Event, Fact, Ids
from taktline.platform.transaction import Tx

INSERT = """
    INSERT INTO closed_opening (id, site, reason, cause, closed_at, closed_by)
    SELECT id, site, reason, cause, at, by
    FROM unnest(%(ids)s::uuid[], %(sites)s::uuid[], %(reasons)s::text[], %(causes)s::uuid[],
        %(at)s::timestamptz[], %(by)s::uuid[]) AS t (id, site, reason, cause, at, by)"""
LABEL = Text("Close the opening", "关闭期初")


class CloseOpening(Command, frozen=True, kw_only=True):
    """No opening stock and no half-done order is booked at a site any more, or taken back."""

    site: str
    reason: str | None = None


class OpeningEnded(Fact, frozen=True, kw_only=True):
    """The opening of a site is closed from now on."""

    id: UUID
    site: UUID
    reason: str | None


async def load_close_opening(tx: Tx, commands: Sequence[CloseOpening]) -> Shop:
    """Read the sites."""
    read = await read_shop(tx, Named(resources={command.site for command in commands}))
    return await stocked(tx, read.shop, StockWanted())


def decide_close_opening(shop: Shop, command: CloseOpening, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a site's opening is over.

    Raises:
        NotFound: there is no such site.
        OpeningClosed: it is closed already.
    """
    site = shop.resource(command.site, "site")
    refuse_closed_opening(shop.stock, site.id)
    fact = OpeningEnded(
        id=derived_id("closed_opening", site.id), site=site.id, reason=command.reason
    )
    event = Event(
        name="opening.closed", entity="opening", record=fact.id, code=site.code, site=site.id
    )
    return [fact, event]


def fold_opening_ended(state: object, fact: OpeningEnded) -> None:
    """Nothing of the batch begins from nowhere at this site any more."""
    if isinstance(state, Shop):
        state.stock.closed_openings = state.stock.closed_openings | {fact.site}


def record_opening_ended(tx: Tx, booked: Sequence[Booked[OpeningEnded]]) -> None:
    """Write which openings are closed."""
    tx.execute(
        INSERT,
        {
            "ids": [one.fact.id for one in booked],
            "sites": [one.fact.site for one in booked],
            "reasons": [one.fact.reason for one in booked],
            "causes": [one.stamp.cause for one in booked],
            "at": [one.stamp.recorded_at for one in booked],
            "by": [one.stamp.by for one in booked],
        },
    )
