"""MTConnect agents: device models of every version, streams, and what recovery has to say."""

import pytest

from taktline.connect.machines.mtconnect import (
    AgentRefused,
    Cursor,
    Gap,
    NotADeviceModel,
    NotStreams,
    device_model,
    follow,
    read_device_model,
    read_recording,
    read_streams,
    streams,
)
from taktline.connect.xml import NotXml
from tests.shared_inputs import shared


def answer(
    first: int, numbers: list[int], *, last: int | None = None, instance: str = "7"
) -> bytes:
    following = numbers[-1] + 1 if numbers else first
    items = "".join(
        f'<Execution dataItemId="e1" name="execution" sequence="{n}" '
        f'timestamp="2026-01-05T08:00:{n % 60:02}Z">ACTIVE</Execution>'
        for n in numbers
    )
    return f"""<MTConnectStreams xmlns="urn:mtconnect.org:MTConnectStreams:2.0">
      <Header instanceId="{instance}" firstSequence="{first}" nextSequence="{following}"
        lastSequence="{last or following - 1}" creationTime="2026-01-05T08:01:00Z"/>
      <Streams><DeviceStream name="M1" uuid="u1"><ComponentStream component="Path">
        <Events>{items}</Events></ComponentStream></DeviceStream></Streams>
    </MTConnectStreams>""".encode()


def test_the_model_of_a_real_shop_is_read() -> None:
    model = read_device_model(shared("mtconnect/Devices_smstestbed_2017.xml"))
    agie = next(d for d in model.devices if d.name == "GFAgie01")
    assert (agie.manufacturer, agie.model) == ("Agie Charmilles", "HPM600U")
    assert agie.conditions == {
        *("system", "logic", "motion", "servo"),
        *("hydraulic", "pneumatic", "comms", "cnc_temp"),
    }
    position = next(i for i in agie.items if i.name == "Xposition")
    assert (position.type, position.sub_type, position.units) == (
        "POSITION",
        "ACTUAL",
        "MILLIMETER",
    )
    assert position.component == ("Axes", "Linear")


def test_its_recordings_name_only_items_of_the_model() -> None:
    model = read_device_model(shared("mtconnect/Devices_smstestbed_2017.xml"))
    agie = next(d for d in model.devices if d.name == "GFAgie01")
    path = shared("mtconnect/gfagie01/GFAgie01-20160513-20160514.txt.gz")
    found = read_recording(path, conditions=agie.conditions, time_series=agie.time_series)
    known = {i.source or i.name for i in agie.items}
    unknown = {o.item for o in found.observations} - known
    assert {o.item for o in found.observations} & known >= {"execution", "mode", "estop", "avail"}
    assert found.observations == read_recording(path).observations
    assert len(unknown) <= 4, unknown


def test_every_device_file_of_the_reference_agent_is_read() -> None:
    counts = {
        path.name: sum(len(d.items) for d in read_device_model(path).devices)
        for path in sorted(shared("mtconnect/devices-cppagent").iterdir())
    }
    assert len(counts) == 8
    assert all(counts.values()), counts
    two = read_device_model(shared("mtconnect/devices-cppagent/two_devices.xml"))
    assert [d.name for d in two.devices] == ["Device1", "Device2"]
    sets = read_device_model(shared("mtconnect/devices-cppagent/data_set.xml")).devices[0]
    kinds = {i.name: i.representation for i in sets.items}
    assert (kinds["vars"], kinds["wpo"], kinds["mode"]) == ("DATA_SET", "TABLE", "VALUE")
    mode = next(i for i in sets.items if i.name == "Smode")
    assert mode.values == ("SPINDLE",)


def test_a_recorded_answer_holds_the_same_values_as_the_adapters_lines() -> None:
    found = read_streams(shared("mtconnect/streams/Cover-Hurco04-01of20.xml.gz"))
    assert found.header.instance_id == "1488215604"
    assert (found.header.first_sequence, found.header.last_sequence) == (699_858, 830_929)
    assert found.foreign == 0
    assert {i.device for i in found.items} == {"Hurco04"}
    sequences = [i.observation.sequence or 0 for i in found.items]
    assert sequences == sorted(set(sequences))
    told = {(i.observation.at_us, i.observation.item) for i in found.items}
    recorded = shared("nist-box-assembly/shdr")
    lines = read_recording(recorded / "Cover-Op1-Hurco04-01of20.txt.gz").observations
    written = {(o.at_us, o.item) for o in lines}
    assert len(told & written) > 0.9 * len(written)


def test_the_first_answer_is_all_new() -> None:
    step = follow(None, streams(answer(1, [1, 2, 3])))
    assert (len(step.items), step.gap, step.more) == (3, None, False)
    assert step.cursor == Cursor(instance_id="7", next_sequence=4)


def test_what_was_read_is_not_read_again() -> None:
    cursor = Cursor(instance_id="7", next_sequence=3)
    step = follow(cursor, streams(answer(1, [1, 2, 3, 4], last=9)))
    assert [i.observation.sequence for i in step.items] == [3, 4]
    assert step.more
    assert follow(step.cursor, streams(answer(1, [1, 2, 3, 4], last=9))).items == ()


def test_a_buffer_that_ran_over_us_leaves_a_marked_gap() -> None:
    step = follow(Cursor(instance_id="7", next_sequence=3), streams(answer(8, [8, 9])))
    assert step.gap == Gap(reason="overrun", first_sequence=3, last_sequence=7)
    assert len(step.items) == 2


def test_a_restarted_agent_is_a_gap_even_if_its_numbers_fit() -> None:
    cursor = Cursor(instance_id="6", next_sequence=3)
    step = follow(cursor, streams(answer(1, [1, 2, 3], instance="7")))
    assert step.gap == Gap(reason="restart")
    assert [i.observation.sequence for i in step.items] == [1, 2, 3]
    assert step.cursor == Cursor(instance_id="7", next_sequence=4)


def test_conditions_and_sets_are_read() -> None:
    document = b"""<m:MTConnectStreams xmlns:m="urn:mtconnect.org:MTConnectStreams:1.8">
      <m:Header instanceId="1" firstSequence="1" nextSequence="3" lastSequence="2"/>
      <m:Streams><m:DeviceStream name="M1"><m:ComponentStream>
        <m:Condition><m:Fault dataItemId="c1" sequence="2" timestamp="2026-01-05T08:00:00Z"
          type="SYSTEM" nativeCode="1E87" qualifier="HIGH">Not initialized</m:Fault></m:Condition>
        <m:Events><m:VariableDataSet dataItemId="v1" sequence="1"
          timestamp="2026-01-05T08:00:00Z"><m:Entry key="a">1</m:Entry><m:Entry key="b"> 2
          </m:Entry></m:VariableDataSet></m:Events>
      </m:ComponentStream></m:DeviceStream></m:Streams></m:MTConnectStreams>"""
    variables, fault = streams(document).items
    assert variables.observation.value == "a=1 b=2"
    assert (fault.type, fault.observation.value) == ("SYSTEM", "FAULT")
    assert fault.observation.condition is not None
    assert fault.observation.condition.native_code == "1E87"


def test_an_error_document_is_a_refusal_and_another_document_too() -> None:
    error = b"""<MTConnectError><Header/><Errors>
      <Error errorCode="OUT_OF_RANGE">from is too small</Error></Errors></MTConnectError>"""
    with pytest.raises(AgentRefused, match="OUT_OF_RANGE"):
        streams(error)
    with pytest.raises(NotStreams):
        streams(b"<html/>")
    with pytest.raises(NotADeviceModel):
        device_model(answer(1, [1]))


def test_entities_and_document_types_are_not_accepted() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><MTConnectStreams>&a;</MTConnectStreams>'
    with pytest.raises(NotXml, match="document types"):
        streams(bomb)
    with pytest.raises(NotXml):
        streams(b"<MTConnectStreams>")
