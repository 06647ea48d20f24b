"""Commands about webhooks: tell a partner's server of events, change, end, send again."""

from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from taktline.base.instant import Instant
from taktline.base.problem import Invalid, NotFound, Problem
from taktline.base.text import Text
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.identity.directory import (
    Directory,
    Webhook,
    WebhookState,
    load_deliveries,
    load_held,
    load_roles,
    load_staged,
    load_users,
    load_webhooks,
)
from taktline.platform.identity.directory_facts import DeliveryRequeued, WebhookSaved
from taktline.platform.identity.rights import BeyondOwnRights, refuse_beyond, rights_of
from taktline.platform.identity.user_verbs import (
    BadName,
    ChangedMeanwhile,
    NotActive,
    SecretGone,
    accepted_name,
    active_user,
    refuse_stale,
    staged_of,
)
from taktline.platform.transaction import Tx
from taktline.platform.verb import Verb

URL_LENGTH_MAX = 2_000
NAMES_MAX = 200


class BadUrl(Problem):
    """An address nothing can be sent to."""

    title = Text(
        en="{url} is not an http(s) address of at most {most} characters without a password.",
        zh="{url} 不是有效的 http(s) 地址(至多 {most} 个字符,且不含密码)。",
    )
    status = 400


class CreateWebhook(Command, frozen=True, kw_only=True):
    """Tell a server of events.

    Attributes:
        secret: the staged signing secret.
        events: public names; `entity.*` for all of an entity, `*` for all.
        user: with whose rights events are chosen and fields left out; None = who asks.
    """

    secret: UUID
    name: str
    url: str
    events: tuple[str, ...]
    user: UUID | None = None


class ChangeWebhook(Command, frozen=True, kw_only=True):
    """Change a webhook; absent = leave. A new staged secret replaces the old one."""

    webhook: UUID
    expected_version: int
    name: str | UnsetType = UNSET
    url: str | UnsetType = UNSET
    events: tuple[str, ...] | UnsetType = UNSET
    paused: bool | UnsetType = UNSET
    secret: UUID | UnsetType = UNSET


class ArchiveWebhook(Command, frozen=True, kw_only=True):
    """Tell that server nothing more; past deliveries stay readable."""

    webhook: UUID


class RedeliverWebhook(Command, frozen=True, kw_only=True):
    """Send one delivery again from its first try, with the same id so that it can be recognised."""

    delivery: UUID


async def load_create_webhook(tx: Tx, commands: Sequence[CreateWebhook]) -> Directory:
    """Lock the owners with their rights, and the staged secrets."""
    directory = Directory()
    owners = [c.user for c in commands if c.user is not None]
    if owners:
        await load_held(tx, directory, users=owners)
        await load_users(tx, directory, ids=owners)
        await load_roles(tx, directory)
    await load_staged(tx, directory, ids=[c.secret for c in commands])
    return directory


async def load_webhooks_named(
    tx: Tx, commands: Sequence[ChangeWebhook | ArchiveWebhook]
) -> Directory:
    """Lock the webhooks with their owners' rights, and staged secrets."""
    directory = Directory()
    await load_webhooks(tx, directory, [c.webhook for c in commands])
    owners = {webhook.user for webhook in directory.webhooks.values()}
    await load_held(tx, directory, users=owners)
    await load_roles(tx, directory)
    changed = [c.secret for c in commands if isinstance(c, ChangeWebhook)]
    secrets = [secret for secret in changed if secret is not UNSET]
    if secrets:
        await load_staged(tx, directory, ids=secrets)
    return directory


async def load_redeliver(tx: Tx, commands: Sequence[RedeliverWebhook]) -> Directory:
    """Lock the deliveries and read their webhooks."""
    directory = Directory()
    await load_deliveries(tx, directory, [c.delivery for c in commands])
    await load_webhooks(tx, directory, {d.webhook for d in directory.deliveries.values()})
    return directory


def decide_create_webhook(
    directory: Directory, command: CreateWebhook, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide a webhook.

    Raises:
        NotFound: there is no such owner.
        NotActive: the owner is barred.
        BeyondOwnRights: the owner may read more than the asker, who would get to see it.
        BadName: it has no name.
        BadUrl: nothing can be sent there.
        Invalid: it wants no events, or too many names.
        SecretGone: the staged secret is not there any more.
    """
    if command.user is not None:
        active_user(directory, command.user)
        _refuse_owner(directory, command.user, now=now, ids=ids)
    webhook = Webhook(
        id=ids.new(),
        name=accepted_name(command.name),
        url=accepted_url(command.url),
        events=_accepted_events(command.events),
        user=command.user or ids.by.id,
        state="active",
        version=1,
    )
    staged_of(directory, command.secret, kind="webhook", now=now)
    return [WebhookSaved(webhook=webhook, secret=command.secret), _event("created", webhook)]


def decide_change_webhook(
    directory: Directory, command: ChangeWebhook, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide what becomes of a webhook.

    Raises:
        NotFound: there is none, or it is archived.
        ChangedMeanwhile: somebody else was faster.
        BeyondOwnRights: its owner may read more than the asker.
        BadName, BadUrl, Invalid, SecretGone: as in `decide_create_webhook`.
    """
    before = _living(directory, command.webhook)
    refuse_stale(before.name, before.version, command.expected_version)
    _refuse_owner(directory, before.user, now=now, ids=ids)
    state: WebhookState = before.state
    if command.paused is not UNSET:
        state = "paused" if command.paused else "active"
    events = before.events if command.events is UNSET else _accepted_events(command.events)
    webhook = msgspec.structs.replace(
        before,
        name=before.name if command.name is UNSET else accepted_name(command.name),
        url=before.url if command.url is UNSET else accepted_url(command.url),
        events=events,
        state=state,
        version=before.version + 1,
    )
    secret = None if command.secret is UNSET else command.secret
    if secret is not None:
        staged_of(directory, secret, kind="webhook", now=now)
    return [WebhookSaved(webhook=webhook, secret=secret), _event("changed", webhook)]


def decide_archive_webhook(
    directory: Directory, command: ArchiveWebhook, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide that a webhook ends.

    Raises:
        NotFound: there is none, or it is archived.
    """
    before = _living(directory, command.webhook)
    webhook = msgspec.structs.replace(before, state="archived", version=before.version + 1)
    return [WebhookSaved(webhook=webhook), _event("archived", webhook)]


def decide_redeliver(
    directory: Directory, command: RedeliverWebhook, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide that a delivery starts over; one that still waits is only brought forward.

    Raises:
        NotFound: there is no such delivery, or its webhook is archived.
    """
    delivery = directory.deliveries.get(command.delivery)
    if delivery is None:
        raise NotFound(kind="delivery", code=str(command.delivery))
    webhook = _living(directory, delivery.webhook)
    event = Event(
        name="webhook_delivery.requeued",
        entity="webhook_delivery",
        record=delivery.id,
        code=webhook.name,
    )
    return [DeliveryRequeued(delivery=delivery.id), event]


def accepted_url(url: str) -> str:
    """Return an address if something can be sent to it; where it leads is judged when sending.

    Raises:
        BadUrl: it is none, or carries a password.
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or "@" in parts.netloc or len(url) > URL_LENGTH_MAX or not url.isprintable():
        raise BadUrl(url=url[:200], most=URL_LENGTH_MAX, at="/url")
    return url


def wants(events: Sequence[str], name: str) -> bool:
    """Say whether a webhook's list names an event: itself, `entity.*` or `*`."""
    return bool({"*", name, f"{name.partition('.')[0]}.*"} & set(events))


def _accepted_events(events: tuple[str, ...]) -> tuple[str, ...]:
    if not 1 <= len(events) <= NAMES_MAX:
        raise Invalid(reason=f"events has 1 to {NAMES_MAX} names", at="/events")
    for index, name in enumerate(events):
        if name != "*" and not all(name.partition(".")):
            raise Invalid(reason=f"{name} is not entity.participle", at=f"/events/{index}")
    return tuple(dict.fromkeys(events))


def _refuse_owner(directory: Directory, owner: UUID, *, now: Instant, ids: Ids) -> None:
    """Refuse to send on what somebody else may read and the asker may not."""
    if owner != ids.by.id:
        refuse_beyond(ids.by, rights_of(directory, owner, now).grants)


def _living(directory: Directory, webhook: UUID) -> Webhook:
    found = directory.webhooks.get(webhook)
    if found is None or found.state == "archived":
        raise NotFound(kind="webhook", code=str(webhook))
    return found


def _event(happened: str, webhook: Webhook) -> Event:
    return Event(name=f"webhook.{happened}", entity="webhook", record=webhook.id, code=webhook.name)


WEBHOOK_VERBS = (
    Verb(
        "platform.create_webhook",
        CreateWebhook,
        needs="webhook:create",
        load=load_create_webhook,
        decide=decide_create_webhook,
        label=Text(en="Create webhook", zh="新建回调"),
        refusals=(
            NotFound, NotActive, BeyondOwnRights, BadName, BadUrl, Invalid, SecretGone,
        ),
        events=("webhook.created",),
    ),
    Verb(
        "platform.change_webhook",
        ChangeWebhook,
        needs="webhook:change",
        load=load_webhooks_named,
        decide=decide_change_webhook,
        label=Text(en="Change webhook", zh="修改回调"),
        refusals=(
            NotFound, ChangedMeanwhile, BeyondOwnRights, BadName, BadUrl, Invalid, SecretGone,
        ),
        events=("webhook.changed",),
    ),
    Verb(
        "platform.archive_webhook",
        ArchiveWebhook,
        needs="webhook:archive",
        load=load_webhooks_named,
        decide=decide_archive_webhook,
        label=Text(en="Archive webhook", zh="归档回调"),
        refusals=(NotFound,),
        events=("webhook.archived",),
    ),
    Verb(
        "platform.redeliver_webhook",
        RedeliverWebhook,
        needs="webhook:redeliver",
        load=load_redeliver,
        decide=decide_redeliver,
        label=Text(en="Redeliver webhook", zh="重新投递回调"),
        refusals=(NotFound,),
        events=("webhook_delivery.requeued",),
    ),
)  # fmt: skip
