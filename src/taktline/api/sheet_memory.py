"""What a sender's headings meant the last time, so that nobody chooses twice."""

from collections.abc import Mapping

import msgspec

from taktline.api.caller import Caller
from taktline.api.runtime import Runtime
from taktline.base.ids import uuid7
from taktline.catalog.request import RecordsRequest
from taktline.catalog.sheets.field import heading_key
from taktline.catalog.sheets.head import LEFT_OUT
from taktline.platform.envelope import Item
from taktline.platform.identity.access import reaches
from taktline.platform.judge import NotPermitted

HEADINGS_MAX = 1_000
ENTITY = "sheet_heading"


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """One remembered heading, with what a change of it needs."""

    id: str
    version: int
    field: str


Memory = Mapping[str, Kept]
"""Remembered headings of one sender and target, by `heading_key`."""


async def remembered(
    runtime: Runtime, caller: Caller, target: str, *, sender: str | None
) -> dict[str, Kept]:
    """Return what a sender's headings meant; nothing to who may not see it."""
    if not reaches(caller.principal, f"{ENTITY}:read"):
        return {}
    named = msgspec.json.encode(_sender(caller, sender)).decode()
    asked = RecordsRequest(
        entity=ENTITY,
        fields=("id", "version", "heading", "field"),
        filter=f"sender = {named} and target = {msgspec.json.encode(target).decode()}",
        limit=HEADINGS_MAX,
    )
    try:
        page = await runtime.catalogs.read(caller.tenant, asked, reader=caller.principal)
    except NotPermitted:
        return {}
    return {
        heading_key(str(row["heading"])): Kept(
            id=str(row["id"]),
            version=msgspec.convert(row["version"], int),
            field=str(row["field"]),
        )
        for row in page.rows
    }


async def keep(
    runtime: Runtime,
    caller: Caller,
    target: str,
    *,
    sender: str | None,
    chosen: Mapping[str, str | None],
    known: Memory,
) -> None:
    """Remember what headings mean, as far as the caller may; it never spoils the import itself.

    Args:
        chosen: field by heading; None = left out.
    """
    items: list[Item] = []
    for heading, field in chosen.items():
        before = known.get(heading_key(heading))
        now = field or LEFT_OUT
        if not heading or (before is not None and before.field == now):
            continue
        fields: dict[str, object] = {"id": uuid7(), "field": now}
        if before is None:
            fields |= {"sender": _sender(caller, sender), "target": target, "heading": heading}
        else:
            fields |= {"record": before.id, "expected_version": before.version}
        verb = f"{ENTITY}.{'create' if before is None else 'change'}"
        body = msgspec.json.encode(fields, enc_hook=str)
        items.append(Item(verb=verb, body=body, client=caller.client))
    await runtime.door.submit(caller.tenant, caller.principal, items=items)


def _sender(caller: Caller, sender: str | None) -> str:
    return sender or str(caller.principal.id)
