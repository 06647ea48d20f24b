"""Laws of SHDR reading: no line breaks the reader, and order does not matter."""

import random

from hypothesis import given
from hypothesis import strategies as st

from taktline.connect.machines.mtconnect import ShdrParser, instant_of, recording_of

fields = st.text(st.characters(exclude_characters="\n", codec="utf-8"), max_size=12)
stamps = st.one_of(
    fields,
    st.datetimes().map(lambda at: at.isoformat() + "Z"),
    st.datetimes().map(lambda at: at.isoformat() + "+08:00"),
    st.just(""),
)
lines = st.one_of(
    fields,
    st.builds(lambda at, rest: "|".join([at, *rest]), stamps, st.lists(fields, max_size=8)),
    st.sampled_from(["* PONG 10", "* PING", "--multiline--A", "|@ASSET@|1|T|--multiline--A"]),
)


@given(st.lists(lines, max_size=20))
def test_no_line_breaks_the_reader(told: list[str]) -> None:
    parser = ShdrParser()
    for line in told:
        found = parser.parse(line, received_us=7)
        assert all(o.item and instant_of(o.at_us).tzinfo is not None for o in found)
    assert parser.lines + parser.foreign + parser.assets <= len(told)


@given(
    st.lists(
        st.builds(
            "{}|{}|{}".format,
            st.datetimes().map(lambda at: at.isoformat() + "Z"),
            st.sampled_from(["a", "b", "c|1|d"]),
            st.sampled_from(["1", "2"]),
        ),
        max_size=20,
    ),
    st.randoms(use_true_random=False),
)
def test_a_recording_does_not_depend_on_the_order_or_number_of_its_lines(
    told: list[str], chance: random.Random
) -> None:
    mixed = [*told, *chance.sample(told, len(told) // 2)]
    chance.shuffle(mixed)
    assert recording_of(mixed).observations == recording_of(told).observations
    assert recording_of(mixed).observations == sorted(recording_of(told).observations)
