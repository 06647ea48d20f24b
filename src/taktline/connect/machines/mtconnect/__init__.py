"""MTConnect: adapters' lines (SHDR), agents' answers (XML), recorded files of both.

Modules: `shdr` (lines and recordings), `adapter` (live TCP), `device` (probe), `streams` (current,
sample, recovery), `agent` (HTTP), `durations` (seconds per value), `observation` (what all give).
"""

from taktline.connect.machines.mtconnect.adapter import (
    AdapterAway,
    Address,
    Connected,
    Dropped,
    Unreached,
    back_off_s,
    listen,
)
from taktline.connect.machines.mtconnect.agent import Agent, AgentSilent
from taktline.connect.machines.mtconnect.device import (
    DataItem,
    Device,
    DeviceModel,
    NotADeviceModel,
    device_model,
    read_device_model,
)
from taktline.connect.machines.mtconnect.durations import Duration, state_durations
from taktline.connect.machines.mtconnect.observation import (
    UNAVAILABLE,
    Condition,
    Observation,
    instant_of,
    microseconds_of,
)
from taktline.connect.machines.mtconnect.shdr import (
    NotShdr,
    Recording,
    RecordingBroken,
    RecordingTooLarge,
    ShdrParser,
    in_order,
    read_recording,
    recording_of,
)
from taktline.connect.machines.mtconnect.streams import (
    AgentRefused,
    Cursor,
    Followed,
    Gap,
    Header,
    NotStreams,
    StreamItem,
    Streams,
    follow,
    read_streams,
    streams,
)

__all__ = [
    "UNAVAILABLE",
    "AdapterAway",
    "Address",
    "Agent",
    "AgentRefused",
    "AgentSilent",
    "Condition",
    "Connected",
    "Cursor",
    "DataItem",
    "Device",
    "DeviceModel",
    "Dropped",
    "Duration",
    "Followed",
    "Gap",
    "Header",
    "NotADeviceModel",
    "NotShdr",
    "NotStreams",
    "Observation",
    "Recording",
    "RecordingBroken",
    "RecordingTooLarge",
    "ShdrParser",
    "StreamItem",
    "Streams",
    "Unreached",
    "back_off_s",
    "device_model",
    "follow",
    "in_order",
    "instant_of",
    "listen",
    "microseconds_of",
    "read_device_model",
    "read_recording",
    "read_streams",
    "recording_of",
    "state_durations",
    "streams",
]
