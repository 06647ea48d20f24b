"""Who may sign second for a topic: the people a screen offers when two have to decide."""

from uuid import UUID

import msgspec

from taktline.base.text import Text
from taktline.platform.command import Principal
from taktline.platform.identity.access import Permission, covers
from taktline.platform.identity.principal import ROLES
from taktline.platform.identity.role import ADMINISTRATOR, BUILT_IN_PERMISSIONS
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.second_signature import NEEDS
from taktline.platform.transaction import Tx


class SignersAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which topic is to be signed for, for instance scrap."""

    topic: str
    limit: int = 100


class SignerShown(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with a PIN whose roles let them sign; whether they may here the server says then."""

    user: UUID
    name: str
    number: str | None


class _Role(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    permissions: tuple[Permission, ...]


SIGNERS = """
    SELECT u.id, u.name, u.number
    FROM user_account u
    WHERE u.state = 'active' AND u.id <> %(reader)s::uuid
        AND (u.person IS NULL OR u.person IS DISTINCT FROM %(person)s::uuid)
        AND EXISTS (SELECT 1 FROM pin p WHERE p.user_account = u.id)
        AND EXISTS (SELECT 1 FROM role_assignment a
            WHERE a.user_account = u.id AND a.revoked_at IS NULL AND a.role = ANY(%(roles)s::text[])
                AND (a.valid_from IS NULL OR a.valid_from <= now())
                AND (a.valid_until IS NULL OR a.valid_until > now()))
        AND NOT EXISTS (SELECT 1 FROM role_assignment a WHERE a.user_account = u.id
            AND a.role = %(administrator)s AND a.revoked_at IS NULL)
    ORDER BY u.name, u.number NULLS LAST, u.id LIMIT %(limit)s"""


async def second_signers(
    tx: Tx, asked: SignersAsked, reader: Principal
) -> Page[SignerShown]:  # tidy: positional - the shape of a query
    """Return who may sign second for a topic, by name; never who asks."""
    own = await tx.rows(ROLES, {}, as_=_Role)
    known = {**{role.code: role.permissions for role in own}, **BUILT_IN_PERMISSIONS}
    needs = NEEDS.format(topic=asked.topic)
    able = [code for code, lines in known.items() if _signs(lines, needs)]
    params: dict[str, object] = {
        "reader": reader.id,
        "person": reader.person,
        "roles": able,
        "administrator": ADMINISTRATOR,
        "limit": max(1, min(asked.limit, PAGE_MAX)),
    }
    return Page(rows=await tx.rows(SIGNERS, params, as_=SignerShown))


def _signs(lines: tuple[Permission, ...], needs: str) -> bool:
    return any(line.scope is None and covers(line.needs, needs) for line in lines)


SECOND_SIGNERS = Query(
    name="platform.second_signers",
    params=SignersAsked,
    row=SignerShown,
    needs="person:read",
    run=second_signers,
    label=Text(en="Who may sign second", zh="可作第二人签字的人员"),
)
