"""The device model of an MTConnect agent or device file: which data items a machine has."""

from pathlib import Path
from typing import Literal, cast, get_args

import msgspec
from lxml import etree

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.connect.xml import (
    attribute,
    child,
    children,
    local_name,
    parse_xml,
    read_xml,
    text_of,
)

Category = Literal["SAMPLE", "EVENT", "CONDITION"]
Representation = Literal["VALUE", "TIME_SERIES", "DISCRETE", "DATA_SET", "TABLE"]

DEPTH_MAX = 32
"""Components inside components; the standard's own examples have six."""


class NotADeviceModel(Problem):
    """A document is something else than MTConnectDevices."""

    title = Text(
        en="{name} is {found}, not an MTConnectDevices document.",
        zh="{name} 是 {found}，不是 MTConnectDevices 文档。",
    )
    status = 422


class DataItem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a machine can tell."""

    id: str
    name: str  # As adapters call it; the id where the model gives no name.
    type: str  # e.g. EXECUTION, POSITION
    sub_type: str | None = None
    category: Category
    representation: Representation = "VALUE"
    units: str | None = None
    native_units: str | None = None
    source: str | None = None  # What the adapter calls it, where that differs from the name.
    component: tuple[str, ...] = ()  # Path of component kinds from the device, e.g. Axes, Linear.
    values: tuple[str, ...] = ()  # The only values it may take, where the model restricts them.


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """One machine with its data items in document order."""

    id: str
    name: str
    uuid: str | None = None
    manufacturer: str | None = None
    model: str | None = None
    serial_number: str | None = None
    description: str | None = None
    items: tuple[DataItem, ...] = ()

    @property
    def conditions(self) -> frozenset[str]:
        """Names of the conditions, as the SHDR parser needs them."""
        return frozenset(i.source or i.name for i in self.items if i.category == "CONDITION")

    @property
    def time_series(self) -> frozenset[str]:
        """Names of the time series, as the SHDR parser needs them."""
        return frozenset(
            i.source or i.name for i in self.items if i.representation == "TIME_SERIES"
        )


class DeviceModel(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent's /probe answers."""

    instance_id: str | None = None
    version: str | None = None
    devices: tuple[Device, ...] = ()


def device_model(content: bytes, *, name: str = "the document") -> DeviceModel:
    """Read an MTConnectDevices document of any version.

    Args:
        content: the XML as delivered.
        name: what to call it in a refusal.

    Raises:
        NotXml: not well-formed, or with a document type.
        NotADeviceModel: another kind of document.

    Source: MTConnect Part 2, Device Information Model.
    """
    return _model(parse_xml(content, name=name), name)


def read_device_model(path: Path) -> DeviceModel:
    """Read an MTConnectDevices file; see `device_model`."""
    return _model(read_xml(path), path.name)


def _model(root: etree._Element, name: str) -> DeviceModel:
    if local_name(root) != "MTConnectDevices":
        raise NotADeviceModel(name=name, found=local_name(root))
    header = child(root, "Header")
    devices = children(child(root, "Devices"))
    return DeviceModel(
        instance_id=attribute(header, "instanceId"),
        version=attribute(header, "version"),
        devices=tuple(_device(d) for d in devices if local_name(d) in ("Device", "Agent")),
    )


def _device(element: etree._Element) -> Device:
    about = child(element, "Description")
    own_id = attribute(element, "id") or ""
    return Device(
        id=own_id,
        name=attribute(element, "name") or own_id,
        uuid=attribute(element, "uuid"),
        manufacturer=attribute(about, "manufacturer") or None,
        model=attribute(about, "model") or None,
        serial_number=attribute(about, "serialNumber") or None,
        description=text_of(about),
        items=tuple(_items(element, ())),
    )


def _items(element: etree._Element, path: tuple[str, ...]) -> list[DataItem]:
    found = [_item(i, path) for i in children(child(element, "DataItems"), "DataItem")]
    if len(path) < DEPTH_MAX:
        for part in children(child(element, "Components")):
            found += _items(part, (*path, local_name(part)))
    return found


def _item(element: etree._Element, path: tuple[str, ...]) -> DataItem:
    own_id = attribute(element, "id") or ""
    category = attribute(element, "category") or "EVENT"
    kind = attribute(element, "representation") or "VALUE"
    allowed = (text_of(value) for value in children(child(element, "Constraints"), "Value"))
    return DataItem(
        id=own_id,
        name=attribute(element, "name") or own_id,
        type=attribute(element, "type") or "",
        sub_type=attribute(element, "subType"),
        category=cast(Category, category if category in get_args(Category) else "EVENT"),
        representation=cast(Representation, kind if kind in get_args(Representation) else "VALUE"),
        units=attribute(element, "units"),
        native_units=attribute(element, "nativeUnits"),
        source=text_of(element, "Source"),
        component=path,
        values=tuple(value for value in allowed if value is not None),
    )
