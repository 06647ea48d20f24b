"""Lots are stopped: whoever relied on them is called, not only told."""

from taktline.base.instant import Instant
from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.kernel.ledger import hold, refusals
from taktline.kernel.ledger.books import Books
from taktline.kernel.orders.stock_alerts import stock_alerts
from taktline.platform.command import Fact, Ids
from taktline.platform.verb import AnyVerb, Verb


def decide_stop(books: Books, command: hold.PlaceHold, now: Instant, ids: Ids) -> list[Fact]:
    """Decide which lots a hold stops, and call somebody for every promise it cuts.

    Raises:
        NotFound, UnknownLot, TooManyLots, AlreadyHeld: see `decide_place_hold`.
    """
    facts = hold.decide_place_hold(books, command, now, ids)
    return [*facts, *stock_alerts(facts, ids.new)]


VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "kernel.place_hold",
        hold.PlaceHold,
        needs="lot:hold",
        load=hold.load_holds,
        decide=decide_stop,
        label=Text(en="Hold lots", zh="扣留批次"),
        refusals=(NotFound, refusals.UnknownLot, hold.TooManyLots, hold.AlreadyHeld),
        events=("lot.held", "reservation.cut", "work_alert.raised"),
    ),
)
