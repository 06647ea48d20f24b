"""What changes in a tenant's directory, and the statements that write it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import msgspec

from taktline.platform.command import Booked, Fact
from taktline.platform.identity.directory import (
    ApiKey,
    Delivery,
    Device,
    Directory,
    Held,
    Role,
    User,
    Webhook,
)
from taktline.platform.transaction import Tx
from taktline.platform.verb import FactKind

F = TypeVar("F", bound=Fact)


class AccessChanged(Fact, frozen=True, kw_only=True):
    """Somebody's rights changed: every process compiles them anew (the fence's access version)."""


class UserSaved(Fact, frozen=True, kw_only=True):
    """A user as it now is, new or changed."""

    user: User


class RoleSaved(Fact, frozen=True, kw_only=True):
    """A tenant's own role as it now is, new or changed."""

    role: Role


class RoleAssigned(Fact, frozen=True, kw_only=True):
    """Somebody got a role at a node."""

    held: Held


class AssignmentRevoked(Fact, frozen=True, kw_only=True):
    """A role was taken back; the row stays for the record."""

    assignment: UUID


class PinSet(Fact, frozen=True, kw_only=True):
    """Somebody's station PIN is now the staged one."""

    user: UUID
    secret: UUID


class ApiKeyMade(Fact, frozen=True, kw_only=True):
    """A program got a key, whose hash is the staged one."""

    key: UUID
    name: str
    user: UUID
    secret: UUID
    roles: tuple[str, ...]
    allowed: tuple[str, ...]
    ends_at: datetime


class ApiKeyRevoked(Fact, frozen=True, kw_only=True):
    """A key opens nothing any more."""

    key: UUID


class DevicePaired(Fact, frozen=True, kw_only=True):
    """A terminal may now ask people for their PIN; its key's hash is the staged one."""

    device: UUID
    code: str
    name: str
    secret: UUID
    roles: tuple[str, ...]
    node: UUID | None


class DeviceRevoked(Fact, frozen=True, kw_only=True):
    """A terminal is nobody to us any more."""

    device: UUID


class WebhookSaved(Fact, frozen=True, kw_only=True):
    """A webhook as it now is; `secret` names a staged signing secret where that changes."""

    webhook: Webhook
    secret: UUID | None = None


class DeliveryRequeued(Fact, frozen=True, kw_only=True):
    """A delivery starts over, from its first try."""

    delivery: UUID


def record_access_changed(tx: Tx, facts: Sequence[Booked[AccessChanged]]) -> None:
    """Raise the tenant's access version, once for the whole batch."""
    tx.execute("UPDATE tenant_state SET access_version = access_version + 1")


def record_users(tx: Tx, facts: Sequence[Booked[UserSaved]]) -> None:
    """Write users as they now are."""
    last = {booked.fact.user.id: booked for booked in facts}
    tx.execute(
        """
        INSERT INTO user_account (id, name, number, badge, person, language, state, version,
                                  created_at, created_by, updated_at, updated_by)
        SELECT r.id, r.name, r.number, r.badge, r.person, r.language, r.state, r.version,
               r.at, r.by, r.at, r.by
        FROM jsonb_to_recordset(%(batch)s::jsonb -> 'rows') AS r (
            id uuid, name text, number text, badge text, person uuid, language text, state text,
            version integer, at timestamptz, by uuid)
        ON CONFLICT (id) DO UPDATE SET
            name = excluded.name, number = excluded.number, badge = excluded.badge,
            person = excluded.person, language = excluded.language, state = excluded.state,
            version = excluded.version, updated_at = excluded.updated_at,
            updated_by = excluded.updated_by
        """,
        _batch([(b.fact.user, b) for b in last.values()]),
    )


def record_roles(tx: Tx, facts: Sequence[Booked[RoleSaved]]) -> None:
    """Write roles as they now are."""
    last = {booked.fact.role.id: booked for booked in facts}
    tx.execute(
        """
        INSERT INTO role (id, code, label_en, label_zh, permissions, version,
                          created_at, created_by, updated_at, updated_by)
        SELECT r.id, r.code, r.label_en, r.label_zh, r.permissions, r.version, r.at, r.by, r.at,
               r.by
        FROM jsonb_to_recordset(%(batch)s::jsonb -> 'rows') AS r (
            id uuid, code text, label_en text, label_zh text, permissions jsonb, version integer,
            at timestamptz, by uuid)
        ON CONFLICT (id) DO UPDATE SET
            label_en = excluded.label_en, label_zh = excluded.label_zh,
            permissions = excluded.permissions, version = excluded.version,
            updated_at = excluded.updated_at, updated_by = excluded.updated_by
        """,
        _batch([(b.fact.role, b) for b in last.values()]),
    )


def record_assigned(tx: Tx, facts: Sequence[Booked[RoleAssigned]]) -> None:
    """Write new assignments."""
    tx.execute(
        """
        INSERT INTO role_assignment (id, user_account, role, node, valid_from, valid_until,
                                     created_at, created_by)
        SELECT r.id, r."user", r.role, r.node, r.valid_from, r.valid_until, r.at, r.by
        FROM jsonb_to_recordset(%(batch)s::jsonb -> 'rows') AS r (
            id uuid, "user" uuid, role text, node uuid, valid_from timestamptz,
            valid_until timestamptz, at timestamptz, by uuid)
        """,
        _batch([(b.fact.held, b) for b in facts]),
    )


def record_revoked(tx: Tx, facts: Sequence[Booked[AssignmentRevoked]]) -> None:
    """Mark assignments as taken back."""
    tx.execute(
        """
        UPDATE role_assignment a SET revoked_at = r.at, revoked_by = r.by
        FROM jsonb_to_recordset(%(batch)s::jsonb -> 'rows') AS r (
            assignment uuid, at timestamptz, by uuid)
        WHERE a.id = r.assignment AND a.revoked_at IS NULL
        """,
        _batch([(b.fact, b) for b in facts]),
    )


def record_pins(tx: Tx, facts: Sequence[Booked[PinSet]]) -> None:
    """Move staged PIN hashes to their people; a new PIN starts without failures."""
    last = {booked.fact.user: booked for booked in facts}
    tx.execute(
        """
        INSERT INTO pin (user_account, hash, set_at, set_by)
        SELECT r."user", s.content, r.at, r.by
        FROM jsonb_to_recordset(%(batch)s::jsonb -> 'rows') AS r (
            "user" uuid, secret uuid, at timestamptz, by uuid)
        JOIN staged_secret s ON s.id = r.secret AND s.kind = 'pin'
        ON CONFLICT (user_account) DO UPDATE SET
            hash = excluded.hash, failures = 0, locked_until = NULL, set_at = excluded.set_at,
            set_by = excluded.set_by
        """,
        _batch([(b.fact, b) for b in last.values()]),
    )
    _forget_staged(tx, [b.fact.secret for b in facts])


def record_keys(tx: Tx, facts: Sequence[Booked[ApiKeyMade]]) -> None:
    """Move staged key hashes to new keys."""
    tx.execute(
        """
        INSERT INTO api_key (id, name, user_account, hash, roles, allowed, ends_at, created_at,
                             created_by)
        SELECT r.key, r.name, r."user", s.content, r.roles, r.allowed, r.ends_at, r.at, r.by
        FROM jsonb_to_recordset(%(batch)s::jsonb -> 'rows') AS r (
            key uuid, name text, "user" uuid, secret uuid, roles text[], allowed text[],
            ends_at timestamptz, at timestamptz, by uuid)
        JOIN staged_secret s ON s.id = r.secret AND s.kind = 'api_key'
        """,
        _batch([(b.fact, b) for b in facts]),
    )
    _forget_staged(tx, [b.fact.secret for b in facts])


def record_keys_revoked(tx: Tx, facts: Sequence[Booked[ApiKeyRevoked]]) -> None:
    """Mark keys as revoked."""
    tx.execute(
        """
        UPDATE api_key k SET revoked_at = r.at, revoked_by = r.by
        FROM jsonb_to_recordset(%(batch)s::jsonb -> 'rows') AS r (
            key uuid, at timestamptz, by uuid)
        WHERE k.id = r.key AND k.revoked_at IS NULL
        """,
        _batch([(b.fact, b) for b in facts]),
    )


def record_devices(tx: Tx, facts: Sequence[Booked[DevicePaired]]) -> None:
    """Move staged device hashes to new devices."""
    tx.execute(
        """
        INSERT INTO device (id, code, name, hash, roles, node, created_at, created_by)
        SELECT r.device, r.code, r.name, s.content, r.roles, r.node, r.at, r.by
        FROM jsonb_to_recordset(%(batch)s::jsonb -> 'rows') AS r (
            device uuid, code text, name text, secret uuid, roles text[], node uuid,
            at timestamptz, by uuid)
        JOIN staged_secret s ON s.id = r.secret AND s.kind = 'device'
        """,
        _batch([(b.fact, b) for b in facts]),
    )
    _forget_staged(tx, [b.fact.secret for b in facts])


def record_devices_revoked(tx: Tx, facts: Sequence[Booked[DeviceRevoked]]) -> None:
    """Mark devices as revoked."""
    tx.execute(
        """
        UPDATE device d SET revoked_at = r.at, revoked_by = r.by
        FROM jsonb_to_recordset(%(batch)s::jsonb -> 'rows') AS r (
            device uuid, at timestamptz, by uuid)
        WHERE d.id = r.device AND d.revoked_at IS NULL
        """,
        _batch([(b.fact, b) for b in facts]),
    )


def record_webhooks(tx: Tx, facts: Sequence[Booked[WebhookSaved]]) -> None:
    """Write webhooks as they now are; without a staged secret the old one stays."""
    last = {booked.fact.webhook.id: booked for booked in facts}
    secrets = {b.fact.webhook.id: b.fact.secret for b in facts if b.fact.secret is not None}
    rows = _batch([(b.fact.webhook, b) for b in last.values()])
    for row in rows["batch"]["rows"]:
        row["secret"] = secrets.get(UUID(str(row["id"])))
    tx.execute(
        """
        INSERT INTO webhook (id, name, url, events, user_account, secret, state, version,
                             created_at, created_by, updated_at, updated_by)
        SELECT r.id, r.name, r.url, r.events, r."user", coalesce(s.content, w.secret), r.state,
               r.version, r.at, r.by, r.at, r.by
        FROM jsonb_to_recordset(%(batch)s::jsonb -> 'rows') AS r (
            id uuid, name text, url text, events text[], "user" uuid, secret uuid, state text,
            version integer, at timestamptz, by uuid)
        LEFT JOIN staged_secret s ON s.id = r.secret AND s.kind = 'webhook'
        LEFT JOIN webhook w ON w.id = r.id
        ON CONFLICT (id) DO UPDATE SET
            name = excluded.name, url = excluded.url, events = excluded.events,
            secret = excluded.secret, state = excluded.state, version = excluded.version,
            updated_at = excluded.updated_at, updated_by = excluded.updated_by
        """,
        rows,
    )
    _forget_staged(tx, list(secrets.values()))


def record_requeued(tx: Tx, facts: Sequence[Booked[DeliveryRequeued]]) -> None:
    """Set deliveries back to their first try."""
    tx.execute(
        """
        UPDATE webhook_delivery d SET state = 'waiting', tries = 0, next_at = r.at
        FROM jsonb_to_recordset(%(batch)s::jsonb -> 'rows') AS r (delivery uuid, at timestamptz)
        WHERE d.id = r.delivery
        """,
        _batch([(b.fact, b) for b in facts]),
    )


def fold_user(state: object, fact: UserSaved) -> None:
    """Later commands of the batch see the user."""
    _directory(state).users[fact.user.id] = fact.user


def fold_role(state: object, fact: RoleSaved) -> None:
    """Later commands of the batch see the role."""
    _directory(state).roles[fact.role.code] = fact.role


def fold_assigned(state: object, fact: RoleAssigned) -> None:
    """Later commands of the batch see the assignment."""
    _directory(state).held[fact.held.id] = fact.held


def fold_revoked(state: object, fact: AssignmentRevoked) -> None:
    """Later commands of the batch no longer see the assignment."""
    _directory(state).held.pop(fact.assignment, None)


def fold_pin(state: object, fact: PinSet) -> None:
    """A staged secret is linked once."""
    _directory(state).staged.pop(fact.secret, None)


def fold_key(state: object, fact: ApiKeyMade) -> None:
    """A staged secret is linked once."""
    directory = _directory(state)
    directory.staged.pop(fact.secret, None)
    directory.keys[fact.key] = ApiKey(id=fact.key, name=fact.name, user=fact.user, revoked=False)


def fold_key_revoked(state: object, fact: ApiKeyRevoked) -> None:
    """Later commands of the batch see the key revoked."""
    keys = _directory(state).keys
    keys[fact.key] = msgspec.structs.replace(keys[fact.key], revoked=True)


def fold_device(state: object, fact: DevicePaired) -> None:
    """A staged secret is linked once, and the device's code is taken."""
    directory = _directory(state)
    directory.staged.pop(fact.secret, None)
    directory.devices[fact.device] = Device(
        id=fact.device, code=fact.code, name=fact.name, node=fact.node, revoked=False
    )


def fold_device_revoked(state: object, fact: DeviceRevoked) -> None:
    """Later commands of the batch see the device revoked."""
    devices = _directory(state).devices
    devices[fact.device] = msgspec.structs.replace(devices[fact.device], revoked=True)


def fold_webhook(state: object, fact: WebhookSaved) -> None:
    """Later commands of the batch see the webhook."""
    directory = _directory(state)
    directory.webhooks[fact.webhook.id] = fact.webhook
    if fact.secret is not None:
        directory.staged.pop(fact.secret, None)


def fold_requeued(state: object, fact: DeliveryRequeued) -> None:
    """Later commands of the batch see the delivery waiting."""
    directory = _directory(state)
    found = directory.deliveries[fact.delivery]
    directory.deliveries[fact.delivery] = Delivery(
        id=found.id, webhook=found.webhook, state="waiting"
    )


DIRECTORY_FACT_KINDS = (
    FactKind(fact=UserSaved, record=record_users, fold=fold_user),
    FactKind(fact=RoleSaved, record=record_roles, fold=fold_role),
    FactKind(fact=RoleAssigned, record=record_assigned, fold=fold_assigned),
    FactKind(fact=AssignmentRevoked, record=record_revoked, fold=fold_revoked),
    FactKind(fact=PinSet, record=record_pins, fold=fold_pin),
    FactKind(fact=ApiKeyMade, record=record_keys, fold=fold_key),
    FactKind(fact=ApiKeyRevoked, record=record_keys_revoked, fold=fold_key_revoked),
    FactKind(fact=DevicePaired, record=record_devices, fold=fold_device),
    FactKind(fact=DeviceRevoked, record=record_devices_revoked, fold=fold_device_revoked),
    FactKind(fact=WebhookSaved, record=record_webhooks, fold=fold_webhook),
    FactKind(fact=DeliveryRequeued, record=record_requeued, fold=fold_requeued),
    FactKind(fact=AccessChanged, record=record_access_changed),
)
"""In the order they are written: a user before what refers to it."""


_Batch = dict[str, dict[str, list[dict[str, object]]]]


def _batch(rows: Sequence[tuple[msgspec.Struct, Booked[F]]]) -> _Batch:
    return {"batch": {"rows": [_row(struct, booked) for struct, booked in rows]}}


def _row(struct: msgspec.Struct, booked: Booked[F]) -> dict[str, object]:
    fields = msgspec.to_builtins(struct)
    return {**fields, "at": booked.stamp.recorded_at, "by": booked.stamp.by}


def _forget_staged(tx: Tx, ids: list[UUID]) -> None:
    tx.execute("DELETE FROM staged_secret WHERE id = ANY(%(ids)s::uuid[])", {"ids": ids})


def _directory(state: object) -> Directory:
    assert isinstance(state, Directory), "identity verbs load a Directory"
    return state
