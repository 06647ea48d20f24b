"""A customer reads the progress of one order by a secret address, until it ends or is revoked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from taktline.apps.sales.book import NamesOrder, OrderBook, load_book
from taktline.apps.sales.facts import columns
from taktline.base.instant import Instant
from taktline.base.problem import Invalid, NotFound
from taktline.platform.command import Booked, Command, Event, Fact, Ids
from taktline.platform.identity.directory import Directory, load_staged
from taktline.platform.identity.user_verbs import staged_of
from taktline.platform.transaction import Tx

VALID_MAX = timedelta(days=366)
"""A link outlives no order by much; a longer one is made anew."""


class CreateCustomerLink(NamesOrder, frozen=True, kw_only=True):
    """Let a customer read the progress of an order.

    Attributes:
        secret: the staged secret of the address (`POST /api/v1/staged/customer-link`).
        name: for whom it is, as the list of links shows it.
        ends_at: until when it opens; at most 366 days ahead.
    """

    secret: UUID
    name: str
    ends_at: datetime


class RevokeCustomerLink(Command, frozen=True, kw_only=True):
    """An address opens nothing any more."""

    customer_link: UUID


class OpenCustomerLink(Command, frozen=True, kw_only=True):
    """Somebody opened an address; given by the server itself, for the record.

    Attributes:
        address: the network address it came from.
    """

    customer_link: UUID
    address: str


class LinkMade(Fact, frozen=True, kw_only=True):
    """An address opens the progress of an order; its hash is the staged one."""

    id: UUID
    site: UUID
    sales_order: UUID
    name: str
    secret: UUID
    ends_at: datetime


class LinkRevoked(Fact, frozen=True, kw_only=True):
    """An address opens nothing any more."""

    id: UUID


class LinkOpened(Fact, frozen=True, kw_only=True):
    """Somebody read the progress of an order by its address."""

    id: UUID


class CustomerLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link as it stands."""

    id: UUID
    site: UUID
    name: str
    order: str
    ends_at: datetime
    is_revoked: bool


class LinkBook(OrderBook, kw_only=True):
    """Orders, their links, and the secrets that wait to become links."""

    directory: Directory = msgspec.field(default_factory=Directory)
    links: dict[UUID, CustomerLink] = {}


class Links(msgspec.Struct, kw_only=True):
    """Links that are named, by id."""

    links: dict[UUID, CustomerLink]


LINKS = """
    SELECT k.id, k.site, k.name, o.code, k.ends_at, k.revoked_at IS NOT NULL
    FROM customer_link k JOIN sales_order o ON o.id = k.sales_order
    WHERE k.id = ANY(%(ids)s::uuid[]) ORDER BY k.id FOR UPDATE OF k"""
INSERT_LINKS = """
    INSERT INTO customer_link (id, site, sales_order, name, hash, ends_at, created_at,
        created_by)
    SELECT n.id, n.site, n.sales_order, n.name, s.content, n.ends_at, n.at, n.by
    FROM unnest(%(id)s::uuid[], %(site)s::uuid[], %(sales_order)s::uuid[], %(name)s::text[],
        %(secret)s::uuid[], %(ends_at)s::timestamptz[], %(at)s::timestamptz[], %(by)s::uuid[])
        AS n(id, site, sales_order, name, secret, ends_at, at, by)
    JOIN staged_secret s ON s.id = n.secret AND s.kind = 'customer_link'"""
FORGET = "DELETE FROM staged_secret WHERE id = ANY(%(secrets)s::uuid[])"
REVOKE = """
    UPDATE customer_link k SET revoked_at = n.at, revoked_by = n.by
    FROM unnest(%(id)s::uuid[], %(at)s::timestamptz[], %(by)s::uuid[]) AS n(id, at, by)
    WHERE k.id = n.id AND k.revoked_at IS NULL"""
OPEN = """
    UPDATE customer_link k SET opened = k.opened + n.times::integer, last_opened_at = n.at
    FROM (SELECT id, count(*) AS times, max(at) AS at
        FROM unnest(%(id)s::uuid[], %(at)s::timestamptz[]) AS x(id, at) GROUP BY id) AS n
    WHERE k.id = n.id"""


async def load_new_links(tx: Tx, commands: Sequence[CreateCustomerLink]) -> LinkBook:
    """Lock the orders and the staged secrets that are named."""
    book = await load_book(tx, commands)
    known = {name: getattr(book, name) for name in book.__struct_fields__}
    links = LinkBook(**known)
    await load_staged(tx, links.directory, ids=[command.secret for command in commands])
    return links


def decide_new_link(
    book: LinkBook, command: CreateCustomerLink, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide that an address opens the progress of an order.

    Raises:
        NotFound: there is no such order.
        Invalid: it is for nobody, has ended already, or lasts too long.
        SecretGone: the staged secret is not there any more.
    """
    order = book.order(command.sales_order)
    if not command.name.strip():
        raise Invalid(reason="say for whom it is", at="/name")
    if not now < command.ends_at <= now + VALID_MAX:
        raise Invalid(reason="it ends within 366 days from now", at="/ends_at")
    staged_of(book.directory, command.secret, kind="customer_link", now=now)
    made = LinkMade(
        id=ids.new(), site=order.site, sales_order=order.id, name=command.name.strip(),
        secret=command.secret, ends_at=command.ends_at,
    )  # fmt: skip
    told = Event(
        name="customer_link.created", entity="customer_link", record=made.id, code=order.code,
        site=order.site,
        payload={"name": made.name, "ends_at": made.ends_at.isoformat()},
    )  # fmt: skip
    return [made, told]


async def load_links(
    tx: Tx, commands: Sequence[RevokeCustomerLink] | Sequence[OpenCustomerLink]
) -> Links:
    """Lock the links that are named."""
    named = {"ids": sorted({command.customer_link for command in commands})}
    rows = await tx.rows(LINKS, named, as_=CustomerLink)
    return Links(links={row.id: row for row in rows})


def decide_revoke(links: Links, command: RevokeCustomerLink, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that an address opens nothing any more; nothing changes where it is so already.

    Raises:
        NotFound: there is no such link.
    """
    link = _link(links, command.customer_link)
    return [LinkRevoked(id=link.id), _told(link, "revoked")]


def decide_open(links: Links, command: OpenCustomerLink, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that an opening is written down.

    Raises:
        NotFound: there is no such link, it has ended, or it was revoked.
    """
    link = _link(links, command.customer_link)
    if link.is_revoked or link.ends_at <= now:
        raise NotFound(kind="customer_link", code=str(link.id))
    return [LinkOpened(id=link.id), _told(link, "opened", address=command.address)]


def _link(links: Links, reference: UUID) -> CustomerLink:
    found = links.links.get(reference)
    if found is None:
        raise NotFound(kind="customer_link", code=str(reference), at="/customer_link")
    return found


def _told(link: CustomerLink, done: str, /, **payload: object) -> Event:
    return Event(
        name=f"customer_link.{done}", entity="customer_link", record=link.id, code=link.order,
        site=link.site, payload={"name": link.name, **payload},
    )  # fmt: skip


def record_links(tx: Tx, booked: Sequence[Booked[LinkMade]]) -> None:
    """Move staged hashes to new links."""
    facts = [one.fact for one in booked]
    given = columns(facts, ("id", "site", "sales_order", "name", "secret", "ends_at"))
    given |= {"at": [b.stamp.recorded_at for b in booked], "by": [b.stamp.by for b in booked]}
    tx.execute(INSERT_LINKS, given)
    tx.execute(FORGET, {"secrets": [fact.secret for fact in facts]})


def record_revoked(tx: Tx, booked: Sequence[Booked[LinkRevoked]]) -> None:
    """Mark links as revoked."""
    tx.execute(
        REVOKE,
        {
            "id": [b.fact.id for b in booked],
            "at": [b.stamp.recorded_at for b in booked],
            "by": [b.stamp.by for b in booked],
        },
    )


def record_opened(tx: Tx, booked: Sequence[Booked[LinkOpened]]) -> None:
    """Count openings; each is also an event of its own."""
    at = [b.stamp.recorded_at for b in booked]
    tx.execute(OPEN, {"id": [b.fact.id for b in booked], "at": at})
