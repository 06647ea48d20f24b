"""The end of the opening: from then on nothing begins from nowhere."""

from collections.abc import Iterable
from uuid import UUID

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.ledger.facts import Move
from taktline.kernel.ledger.stock import Stock


class OpeningClosed(Problem):
    """The opening of a site is closed; what was there before can no longer be booked or undone."""

    title = Text(
        en="The opening of {site} is closed: count what was found, or correct it by a report.",
        zh="{site} 的期初已关闭:请用盘点或报工更正处理。",
    )


def refuse_closed_opening(stock: Stock, site: UUID) -> None:
    """Refuse to book or undo openings at a site whose opening is closed.

    Raises:
        OpeningClosed: it is.
    """
    if site in stock.closed_openings:
        raise OpeningClosed(site=stock.sites[site].code if site in stock.sites else str(site))


def refuse_undone_opening(stock: Stock, moves: Iterable[Move]) -> None:
    """Refuse to take moves back that came from an opening which is closed.

    Raises:
        OpeningClosed: one of them did.
    """
    for move in moves:
        place = stock.places.get(move.source.place)
        if place is not None and place.kind == "opening":
            refuse_closed_opening(stock, place.site)
