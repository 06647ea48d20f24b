"""The views somebody has of one kind of record: the own ones, and those shown to them."""

from datetime import datetime
from uuid import UUID

import msgspec

from taktline.base.text import Text
from taktline.catalog.views.content import ViewContent
from taktline.catalog.views.verbs import Shared
from taktline.platform.command import Principal
from taktline.platform.query import Page, Query
from taktline.platform.transaction import Tx

SHOWN_MAX = 500


class ViewsAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose records the views show."""

    entity: str


class ViewShown(msgspec.Struct, frozen=True, kw_only=True):
    """One view with whose it is.

    Attributes:
        is_own: the reader made it.
    """

    id: UUID
    entity: str
    name: str
    content: ViewContent
    shared_with: Shared
    role: str | None
    is_default: bool
    is_own: bool
    version: int
    changed_at: datetime


VIEWS = """
    SELECT id, entity, name, content, shared_with, role, is_default,
           owner = %(reader)s::uuid AS is_own, version, changed_at
    FROM saved_view
    WHERE entity = %(entity)s AND NOT removed
      AND (owner = %(reader)s::uuid OR shared_with = 'everybody'
           OR role = ANY(%(roles)s::text[]) OR (shared_with = 'role' AND %(all)s::boolean))
    ORDER BY name, id LIMIT %(limit)s
"""


async def saved_views(tx: Tx, asked: ViewsAsked, reader: Principal) -> Page[ViewShown]:
    """Return the views of one kind of record that the reader has or is shown."""
    params = {
        "entity": asked.entity,
        "reader": reader.id,
        "roles": list(reader.roles),
        "all": "administrator" in reader.roles,
        "limit": SHOWN_MAX,
    }
    return Page(rows=await tx.rows(VIEWS, params, as_=ViewShown))


SAVED_VIEWS = Query(
    name="catalog.saved_views",
    params=ViewsAsked,
    row=ViewShown,
    needs="saved_view:read",
    run=saved_views,
    label=Text(en="Saved views", zh="已保存的视图"),
)
