"""Cavities of a mold that are out of use from one day to another."""

from datetime import date
from uuid import UUID

from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.text import Text
from taktline.kernel.orders.counts import ReasonMissing
from taktline.kernel.orders.runs.facts import Bay, CavityBlock, CavityBlocked, CavityFreed
from taktline.platform.command import Command, Event, Fact, Ids


class BlockCavity(Command, frozen=True, kw_only=True):
    """A cavity makes bad parts and is plugged.

    Attributes:
        physical_asset: code or id of the mold.
        cavity: its number, from 1.
        site: code or id of the factory whose days count.
        blocked_on: first day out of use; today if None.
    """

    physical_asset: str
    cavity: int
    site: str
    reason: str
    blocked_on: date | None = None


class FreeCavity(Command, frozen=True, kw_only=True):
    """A cavity is repaired.

    Attributes:
        freed_on: first day in use again; today if None.
    """

    physical_asset: str
    cavity: int
    site: str
    freed_on: date | None = None


class NoSuchCavity(Problem):
    """The mold has no cavity of this number."""

    title = Text(en="{mold} has {count} cavities; {cavity} is none of them.",
                 zh="模具 {mold} 共 {count} 腔,没有 {cavity} 号。")  # fmt: skip
    status = 400


class CavityIsBlocked(Problem):
    """It is blocked already."""

    title = Text(en="Cavity {cavity} of {mold} is blocked since {since}.",
                 zh="模具 {mold} 的 {cavity} 号型腔自 {since} 起已封堵。")  # fmt: skip


class CavityNotBlocked(Problem):
    """It is in use."""

    title = Text(en="Cavity {cavity} of {mold} is not blocked.",
                 zh="模具 {mold} 的 {cavity} 号型腔未封堵。")  # fmt: skip


class FreedTooEarly(Problem):
    """It would be free before it was blocked."""

    title = Text(en="It is blocked from {since} on; it cannot be free from {until} on.",
                 zh="自 {since} 起封堵,解除日期不能早于此({until})。")  # fmt: skip
    status = 400


def decide_block(bay: Bay, command: BlockCavity, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a cavity is out of use from a day on.

    Raises:
        NotFound: there is no such mold or site.
        ReasonMissing: nobody says why.
        NoSuchCavity: the mold has none of this number.
        CavityIsBlocked: it is blocked already.
    """
    mold, site = _mold(bay, command.physical_asset), bay.resource(command.site, "site").id
    if not command.reason.strip():
        raise ReasonMissing(field="reason", at="/reason")
    count = bay.cavities.get(mold)
    if command.cavity < 1 or (count is not None and command.cavity > count):
        raise NoSuchCavity(mold=command.physical_asset, count=str(count or "?"),
                           cavity=command.cavity, at="/cavity")  # fmt: skip
    standing = _block(bay, mold, command.cavity)
    if standing is not None:
        raise CavityIsBlocked(
            cavity=command.cavity, mold=command.physical_asset, since=str(standing.blocked_on)
        )
    block = CavityBlock(
        id=ids.new(),
        site=site,
        physical_asset=mold,
        cavity=command.cavity,
        blocked_on=command.blocked_on or bay.stock.today(site, command.occurred_at),
        reason=command.reason,
    )
    return [CavityBlocked(block=block), _told("created", block, reason=command.reason)]


def decide_free(bay: Bay, command: FreeCavity, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a cavity is in use again from a day on.

    Raises:
        NotFound: there is no such mold or site.
        CavityNotBlocked: it is in use.
        FreedTooEarly: before it was blocked.
    """
    mold, site = _mold(bay, command.physical_asset), bay.resource(command.site, "site").id
    block = _block(bay, mold, command.cavity)
    if block is None:
        raise CavityNotBlocked(cavity=command.cavity, mold=command.physical_asset)
    freed_on = command.freed_on or bay.stock.today(site, command.occurred_at)
    if freed_on < block.blocked_on:
        raise FreedTooEarly(since=str(block.blocked_on), until=str(freed_on), at="/freed_on")
    return [CavityFreed(id=block.id, freed_on=freed_on), _told("ended", block)]


def _mold(bay: Bay, reference: str) -> UUID:
    found = bay.assets.get(reference)
    if found is None:
        raise NotFound(kind="physical_asset", code=reference, at="/physical_asset")
    return found


def _block(bay: Bay, mold: UUID, cavity: int) -> CavityBlock | None:
    found = (b for b in bay.blocks.values() if b.physical_asset == mold and b.cavity == cavity)
    return next((block for block in found if block.freed_on is None), None)


def _told(happened: str, block: CavityBlock, **payload: object) -> Event:
    return Event(
        name=f"cavity_block.{happened}",
        entity="cavity_block",
        record=block.id,
        site=block.site,
        payload={"mold": str(block.physical_asset), "cavity": block.cavity, **payload},
    )
