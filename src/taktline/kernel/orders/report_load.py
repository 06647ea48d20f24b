"""What reports of work load: job orders, and beside them the stock that they most likely touch.

Which stock a report touches follows from its job order, so that it is known only after that was
read. It was the same the last two times nearly always, and is asked for together with the job order
then: a round trip less. So are the lots and materials that stood there, and PostgreSQL need not go
from one to the other. If something else is needed after all, the batch begins again and waits.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from types import MappingProxyType
from uuid import UUID

import msgspec

from taktline.kernel.ledger.facts import lot_id
from taktline.kernel.ledger.load import ask_stock, is_plain, reaches_further, take_stock
from taktline.kernel.ledger.stock import Stock, StockWanted
from taktline.kernel.orders.card_store import take_cards
from taktline.kernel.orders.consume import consumed_lines
from taktline.kernel.orders.flow_card import named_cards
from taktline.kernel.orders.load import stocked, want_report
from taktline.kernel.orders.read import Named, Read, ask_shop, take_shop
from taktline.kernel.orders.report import ReportOperation
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.team_store import take_roster
from taktline.platform.outside.file import load_files
from taktline.platform.transaction import Overtaken, Tx

MadeBy = Mapping[UUID | None, set[UUID]]
"""Materials by work order."""
NOBODY: MadeBy = MappingProxyType({})
NOTHING: frozenset[UUID] = frozenset()
GUESSED_MAX = 8
"""Reports of a batch: more of them share a round trip that costs less than guessing for each."""
REMEMBERED = 5_000
"""Job orders whose wants are remembered, a few kilobytes each; beyond that all are forgotten."""


class Guess(msgspec.Struct, kw_only=True):
    """What a batch will most likely want.

    Attributes:
        names_all: all lots and materials that it will meet are named.
    """

    wanted: StockWanted
    names_all: bool


class _Kept(msgspec.Struct, kw_only=True):
    """What one kind of report wanted, and what else it met there."""

    wanted: StockWanted
    is_usual: bool = False
    lots: frozenset[UUID] = frozenset()
    materials: frozenset[UUID] = frozenset()
    is_met: bool = False


class Usual:
    """What reports of the same kind wanted of the stock, where that was twice the same."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, _Kept] = {}

    def of(self, kinds: Sequence[Hashable]) -> Guess | None:
        """Return what such reports want together; None where one of them is not known well."""
        together = StockWanted()
        names_all = True
        for kind in kinds:
            kept = self._kept.get(kind)
            if kept is None or not kept.is_usual:
                return None
            together.add(kept.wanted)
            together.lots |= kept.lots
            together.materials |= kept.materials
            names_all = names_all and kept.is_met
        return Guess(wanted=together, names_all=names_all)

    def met(self, kind: Hashable, stock: Stock) -> None:
        """Remember what a report by itself met, where nothing else can stand behind it."""
        kept = self._kept.get(kind)
        if kept is not None and is_plain(stock):
            kept.lots = frozenset(stock.lots) - kept.wanted.lots
            kept.materials = frozenset(stock.materials) - kept.wanted.materials
            kept.is_met = True

    def note(self, kind: Hashable, wanted: StockWanted) -> None:
        """Remember what a report wanted."""
        kept = self._kept.get(kind)
        if kept is not None and kept.wanted == wanted:
            kept.is_usual = True
            return
        if len(self._kept) >= REMEMBERED:
            self._kept.clear()
        self._kept[kind] = _Kept(wanted=wanted)

    def forget(self, kinds: Sequence[Hashable]) -> None:
        """Remember nothing of such reports."""
        for kind in kinds:
            self._kept.pop(kind, None)


USUAL = Usual()


async def load_reports(tx: Tx, commands: Sequence[ReportOperation]) -> Shop:
    """Lock the job orders and every balance a batch of reports may touch: one round trip or two.

    Raises:
        Overtaken: other stock is wanted than usually; it is not asked for beforehand again.
    """
    cards = named_cards(commands)
    # Cards are locked before stock, so that nothing is asked for ahead of them.
    may_guess = len(commands) <= GUESSED_MAX and not cards
    kinds = [_kind(tx.tenant, command) for command in commands] if may_guess else []
    asked = ask_shop(tx, _named(commands))
    guess = USUAL.of(kinds) if may_guess else None
    if guess is not None:
        _date(guess.wanted, commands)
    early = None if guess is None else ask_stock(tx, guess.wanted, names_all=guess.names_all)
    read = await take_shop(asked)
    await take_cards(tx, read.shop, named=cards)
    await take_roster(tx, read.shop, commands)
    photos = {line.photo for command in commands for line in command.defects} - {None}
    if photos:
        read.shop.photos = await load_files(tx, sorted(filter(None, photos)))
    wanted = StockWanted()
    _date(wanted, commands)
    if not may_guess:
        for command in commands:
            _want(wanted, read, command)
        return await stocked(tx, read.shop, wanted)
    made_by = _materials_by_order(read.shop)
    for kind, command in zip(kinds, commands, strict=True):
        one = StockWanted()
        _want(one, read, command, made_by=made_by)
        USUAL.note(kind, one)
        wanted.add(one)
    if early is None or guess is None:
        shop = await stocked(tx, read.shop, wanted)
        if len(kinds) == 1:
            USUAL.met(kinds[0], shop.stock)
        return shop
    if early.wanted.covers(wanted):
        read.shop.stock = await take_stock(tx, early)
        if not (guess.names_all and reaches_further(read.shop.stock, early.wanted)):
            return read.shop
    USUAL.forget(kinds)
    raise Overtaken


def _named(commands: Sequence[ReportOperation]) -> Named:
    named = Named(
        jobs={command.job_order for command in commands},
        resources={line.person for command in commands for line in command.persons}
        | {command.work_unit for command in commands if command.work_unit is not None},
    )
    named.jobs |= {
        line.caused_at_job
        for command in commands
        for line in command.defects
        if line.caused_at_job is not None
    }
    return named


def _kind(tenant: str, command: ReportOperation) -> Hashable:
    """Return what a report's wants follow from, beside the state of its job order."""
    return (
        tenant,
        command.job_order,
        command.lot,
        tuple((line.defect_code, line.caused_at_job) for line in command.defects),
        tuple(mounted.lot for mounted in command.components),
    )


def _date(wanted: StockWanted, commands: Sequence[ReportOperation]) -> None:
    for command in commands:
        wanted.dated(command.occurred_at)


def _materials_by_order(shop: Shop) -> MadeBy:
    """Return what the loaded job orders of each work order make."""
    found: dict[UUID | None, set[UUID]] = defaultdict(set)
    for job in shop.jobs.values():
        if job.material is not None:
            found[job.work_order].add(job.material)
    return found


def _want(
    wanted: StockWanted, read: Read, command: ReportOperation, *, made_by: MadeBy = NOBODY
) -> None:
    """Ask for what one report may touch of the stock.

    Args:
        made_by: what the loaded job orders make; with none it is asked for by `stocked`.
    """
    job = read.shop.known_job(command.job_order)
    if job is None:
        return
    lots = [command.lot] if command.lot is not None else []
    want_report(wanted, read, job=job, lots=lots)
    wanted.materials |= made_by.get(job.work_order, NOTHING)
    for line in command.defects:
        wanted.want_place(job.site, f"scrap:{line.defect_code}")
        caused = read.shop.known_job(line.caused_at_job) if line.caused_at_job else None
        if caused is not None:
            wanted.materials |= made_by.get(caused.work_order, NOTHING)
    for mounted in command.components:
        for line_ in consumed_lines(job):
            wanted.lots.add(lot_id(line_.material_id, mounted.lot))
