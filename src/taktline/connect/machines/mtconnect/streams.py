"""Answers of an MTConnect agent (/current, /sample, recorded files): observations with sequence."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec
from lxml import etree

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.connect.machines.mtconnect.observation import Clock, Condition, Observation
from taktline.connect.xml import (
    BYTES_MAX,
    XmlTooLarge,
    attribute,
    child,
    children,
    local_name,
    parse_xml,
)


class NotStreams(Problem):
    """A document is something else than MTConnectStreams."""

    title = Text(
        en="{name} is {found}, not an MTConnectStreams document.",
        zh="{name} 是 {found}，不是 MTConnectStreams 文档。",
    )
    status = 422


class AgentRefused(Problem):
    """The agent answered with an MTConnectError."""

    title = Text(en="The agent refused: {errors}", zh="代理拒绝：{errors}")
    status = 502
    retry = True


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """Where an answer stands in the agent's buffer."""

    instance_id: str  # Changes whenever the agent starts again.
    first_sequence: int  # Oldest observation the buffer still holds.
    last_sequence: int
    next_sequence: int  # What to ask for next.
    creation_us: int | None = None  # The agent's clock.


class StreamItem(msgspec.Struct, frozen=True, kw_only=True):
    """Which machine and data item an observation belongs to, and the observation."""

    device: str
    item_id: str
    type: str  # Element name, e.g. Execution, Position; of conditions the type attribute.
    observation: Observation


class Streams(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of an agent."""

    header: Header
    items: tuple[StreamItem, ...]  # By sequence.
    foreign: int = 0  # Observations without readable time or sequence; left out.


class Cursor(msgspec.Struct, frozen=True, kw_only=True):
    """How far an agent was read; stored with what was read."""

    instance_id: str
    next_sequence: int


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Observations that nobody will ever see: why, and which."""

    reason: Literal["overrun", "restart"]  # The buffer ran over us, or the agent began anew.
    first_sequence: int | None = None
    last_sequence: int | None = None


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """What one answer adds to what was read before."""

    cursor: Cursor
    items: tuple[StreamItem, ...]  # Only the new ones.
    gap: Gap | None = None  # When set, read /current: every item's value may have changed unseen.
    more: bool = False  # The buffer holds more than this answer carried.
    creation_us: int | None = None  # The agent's clock when it answered.


def streams(content: bytes, *, name: str = "the answer") -> Streams:
    """Read an MTConnectStreams document of any version.

    Args:
        content: the XML as delivered.
        name: what to call it in a refusal.

    Raises:
        NotXml: not well-formed, or with a document type.
        AgentRefused: the agent answered with an error document.
        NotStreams: another kind of document.

    Source: MTConnect Part 3, Streams Information Model.
    """
    root = parse_xml(content, name=name)
    if local_name(root) == "MTConnectError":
        found = [e for e in root.iter() if local_name(e) == "Error"]
        errors = [f"{attribute(e, 'errorCode')} {e.text or ''}" for e in found]
        raise AgentRefused(errors=errors)
    if local_name(root) != "MTConnectStreams":
        raise NotStreams(name=name, found=local_name(root))
    clock = Clock()
    items: list[StreamItem] = []
    foreign = 0
    for item in _stream_items(root, clock):
        if item is None:
            foreign += 1
        else:
            items.append(item)
    items.sort(key=lambda i: i.observation.sequence or 0)
    return Streams(header=_header(root, clock), items=tuple(items), foreign=foreign)


def read_streams(path: Path) -> Streams:
    """Read a recorded answer (.xml or .xml.gz); see `streams`."""
    if path.suffix != ".gz":
        return streams(path.read_bytes(), name=path.name)
    with gzip.open(path, "rb") as file:
        content = file.read(BYTES_MAX + 1)
    if len(content) > BYTES_MAX:
        raise XmlTooLarge(name=path.name, size=len(content), limit=BYTES_MAX)
    return streams(content, name=path.name)


def follow(cursor: Cursor | None, answer: Streams) -> Followed:
    """Join an answer to what was read before; say plainly what was lost in between.

    - no cursor: everything in the answer is new
    - another instance id: the agent restarted and its numbers began anew; what it had is lost
    - cursor below the agent's first sequence: the buffer ran over us; the difference is lost
    - observations below the cursor were read already and are left out

    Args:
        cursor: where reading stood; None at the first time.
        answer: of /sample (or /current, which carries one observation per item).

    Source: MTConnect Part 1, sequence numbers and recovery.
    """
    header = answer.header
    gap: Gap | None = None
    start = 0
    if cursor is not None and cursor.instance_id != header.instance_id:
        gap = Gap(reason="restart")
    elif cursor is not None:
        start = cursor.next_sequence
        if start < header.first_sequence:
            lost_to = header.first_sequence - 1
            gap = Gap(reason="overrun", first_sequence=start, last_sequence=lost_to)
    new = tuple(i for i in answer.items if (i.observation.sequence or 0) >= start)
    following = max(header.next_sequence, start)
    return Followed(
        cursor=Cursor(instance_id=header.instance_id, next_sequence=following),
        items=new,
        gap=gap,
        more=following <= header.last_sequence,
        creation_us=header.creation_us,
    )


def _header(root: etree._Element, clock: Clock) -> Header:
    header = child(root, "Header")
    last = _whole(attribute(header, "lastSequence")) or 0
    return Header(
        instance_id=attribute(header, "instanceId") or "",
        first_sequence=_whole(attribute(header, "firstSequence")) or 0,
        last_sequence=last,
        next_sequence=_whole(attribute(header, "nextSequence")) or last + 1,
        creation_us=clock.read(attribute(header, "creationTime") or ""),
    )


def _stream_items(root: etree._Element, clock: Clock) -> Iterator[StreamItem | None]:
    for device in children(child(root, "Streams"), "DeviceStream"):
        name = attribute(device, "name") or attribute(device, "uuid") or ""
        for component in children(device, "ComponentStream"):
            for group in children(component):
                is_condition = local_name(group) == "Condition"
                for element in children(group):
                    yield _stream_item(element, name, clock=clock, is_condition=is_condition)


def _stream_item(
    element: etree._Element, device: str, *, clock: Clock, is_condition: bool
) -> StreamItem | None:
    at = clock.read(attribute(element, "timestamp") or "")
    sequence = _whole(attribute(element, "sequence"))
    if at is None or sequence is None:
        return None
    item_id = attribute(element, "dataItemId") or ""
    text = _text(element)
    condition = None
    if is_condition:
        condition = Condition(
            native_code=attribute(element, "nativeCode") or "",
            native_severity=attribute(element, "nativeSeverity") or "",
            qualifier=attribute(element, "qualifier") or "",
            text=text,
        )
    duration = attribute(element, "duration")
    return StreamItem(
        device=device,
        item_id=item_id,
        type=(attribute(element, "type") or "") if is_condition else local_name(element),
        observation=Observation(
            at_us=at,
            item=attribute(element, "name") or item_id,
            value=local_name(element).upper() if is_condition else text,
            condition=condition,
            duration_s=float(duration) if duration and _is_number(duration) else None,
            sequence=sequence,
        ),
    )


def _text(element: etree._Element) -> str:
    entries = children(element, "Entry")
    if not entries:
        return (element.text or "").strip()
    return " ".join(f"{attribute(e, 'key') or ''}={(e.text or '').strip()}" for e in entries)


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() else None


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()
