"""Laws of records that may be changed only at times: whatever is asked, in whatever order."""

from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from taktline.base.ids import uuid7
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.decide import decide_archive, decide_change, decide_new, decide_restore
from taktline.catalog.entity import Editable, Entity, Field, Option
from taktline.catalog.facts import RecordMade, RecordWritten
from taktline.catalog.records import Lookup, Records, Target
from taktline.catalog.shape import shape_of
from taktline.catalog.wire import structs_of
from taktline.platform.command import Fact, Grant, Ids, Principal

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BOSS = Principal(id=UUID(int=1), name="Boss", grants=(Grant(needs="*"),))
SAID = Text(en="not now", zh="现在不行")
LINE = Entity(
    entity="bill_line",
    label=Text(en="Line", zh="行"),
    title="code",
    fields={
        "code": Field(type="text", required=True, label=SAID),
        "bill": Field(type="link", to="bill", label=SAID),
        "note": Field(type="text", label=SAID),
        "remark": Field(type="text", label=SAID),
        "state": Field(
            type="option",
            label=SAID,
            default='"open"',
            options={"open": Option(label=SAID), "done": Option(label=SAID)},
        ),
    },
    editable=Editable(
        holds='state = "open" and bill.status = "draft"', title=SAID, always=("remark",)
    ),
)
SHAPE = shape_of(LINE)
KINDS = structs_of(SHAPE)
BILLS = {"D1": "draft", "D2": "draft", "R1": "released", "R2": "released"}
bills = st.sampled_from(sorted(BILLS))
words = st.sampled_from(["a", "b"])
asked = st.fixed_dictionaries(
    {},
    optional={"bill": bills, "note": words, "remark": words,
              "state": st.sampled_from(["open", "done"])},
)  # fmt: skip
steps = st.lists(
    st.tuples(
        st.sampled_from(["create", "change", "archive", "restore"]), st.integers(0, 3), asked
    ),
    max_size=14,
)


def desk() -> Records:
    """Return what a batch knows: four bills, no line yet."""
    state = Records(SHAPE)
    state.targets["bill"] = Lookup(
        Target(id=UUID(int=n), code=code, archived=False, values={"status": status})
        for n, (code, status) in enumerate(BILLS.items(), start=10)
    )
    return state


def decided(state: Records, kind: str, code: str, fields: dict[str, str]) -> list[Fact]:
    """Return what one command writes; a refused one writes nothing."""
    body: dict[str, object] = {"id": str(uuid7()), "occurred_at": NOON.isoformat(), **fields}
    if kind == "create":
        body["code"] = code
    else:
        found = state.named.find(code)
        body["record"] = code
        body["expected_version"] = state.rows[found[0].id]["version"] if found else 1
    if kind in ("archive", "restore"):
        for name in fields:
            del body[name]
    command = msgspec.convert(body, getattr(KINDS, kind), strict=False)
    decide = {"create": decide_new, "change": decide_change, "archive": decide_archive,
              "restore": decide_restore}[kind]  # fmt: skip
    with suppress(Problem):
        return decide(state, command, NOON, Ids(cause=command.id, by=BOSS, new=uuid7))
    return []


def is_open(state: Records, row: dict[str, object]) -> bool:
    bill = row["bill"]
    known = state.targets["bill"].by_id
    return row["state"] == "open" and isinstance(bill, UUID) and (
        known[bill].values["status"] == "draft"
    )  # fmt: skip


@given(steps)
def test_only_what_is_open_is_written_and_nothing_comes_to_where_it_would_be_closed(
    given_steps: list[tuple[str, int, dict[str, str]]],
) -> None:
    state = desk()
    for kind, number, fields in given_steps:
        code = f"L{number}"
        known = state.named.find(code)
        old = dict(state.rows[known[0].id]) if known else None
        for fact in decided(state, kind, code, fields):
            if isinstance(fact, (RecordMade, RecordWritten)):
                new = fact.values
                touched = {n for n in new if old is not None and new[n] != old.get(n)}
                if old is None:
                    assert is_open(state, new), "a record begins where it may be changed"
                elif touched - {"remark", "version", "updated_at", "updated_by"}:
                    assert is_open(state, old)
                    assert is_open(state, {**new, "state": old["state"]})
                state.add(new)
