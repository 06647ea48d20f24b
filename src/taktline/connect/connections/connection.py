"""A connection to a machine as somebody configured it, and the refusals about it."""

from typing import Literal, get_args
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text

ProtocolName = Literal["mtconnect_shdr", "mtconnect_agent"]
PROTOCOLS: tuple[ProtocolName, ...] = get_args(ProtocolName)
Counting = Literal["display", "report"]
"""What a machine's counter does: it is shown, or it reports pieces of the job order that runs."""


class WorkUnitTaken(Problem):
    """Two connections would both say what one machine does."""

    title = Text(
        en="{other} is already connected to {work_unit}; disable it first.",
        zh="{work_unit} 已由连接 {other} 接入;请先停用该连接。",
    )


class BadZone(Problem):
    """A time zone nobody knows."""

    title = Text(
        en="{zone} is no time zone; write it like Asia/Shanghai.",
        zh="{zone} 不是时区;请按 Asia/Shanghai 的形式填写。",
    )
    status = 400


class ConnectionOff(Problem):
    """Something was asked of a connection that is archived."""

    title = Text(en="{code} is archived.", zh="{code} 已归档。")


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """Where a machine speaks, how, and what its words mean.

    Attributes:
        address: `host:port` of an adapter, or the http(s) address of an agent without a path.
        device: of an agent that speaks for several, this machine's name.
        zone: of times that come without an offset.
        mapping: what its data items mean; checked when it was saved.
    """

    id: UUID
    site: UUID
    code: str
    name: str
    work_unit: UUID
    work_unit_code: str = ""
    protocol: ProtocolName
    address: str
    device: str | None = None
    zone: str = "UTC"
    mapping: dict[str, object]
    counting: Counting = "display"
    enabled: bool = False
    archived: bool = False
    version: int = 1


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone.

    Raises:
        BadZone: there is none of this name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadZone(zone=name[:80], at="/zone") from None
