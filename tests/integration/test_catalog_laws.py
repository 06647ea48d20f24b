"""One language: a filter finds the same records in PostgreSQL as FEEL finds in Python."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taktline.catalog.reading import read_records
from taktline.catalog.request import RecordsRequest
from taktline.feel import compile, parse
from taktline.store import Store
from tests.catalog_office import MOMENT, PLANNER
from tests.integration.test_catalog_publish import Design

pytestmark = pytest.mark.anyio

APP = "app: gauges\nlabel: {en: Samples, zh: 样品}\nversion: 1.0.0\n"
SAMPLE = """
entity: sample
label: {en: Sample, zh: 样品}
key: [code]
title: code
fields:
  code: {type: text, required: true, label: {en: Code, zh: 编码}}
  weight: {type: number, label: {en: Weight, zh: 重量}}
  pieces: {type: number, required: true, places: 0, label: {en: Pieces, zh: 件数}}
  color: {type: text, label: {en: Color, zh: 颜色}}
  good: {type: switch, label: {en: Good, zh: 合格}}
  taken_on: {type: date, label: {en: Taken, zh: 取样}}
  seen_at: {type: instant, label: {en: Seen, zh: 查看}}
  parent: {type: link, to: sample, label: {en: Parent, zh: 上级}}
  marks:
    type: options
    label: {en: Marks, zh: 标记}
    options: {a: {label: {en: A, zh: 甲}}, b: {label: {en: B, zh: 乙}}}
  cuts:
    type: subform
    label: {en: Cuts, zh: 切口}
    fields:
      depth: {type: number, label: {en: Depth, zh: 深}}
      side: {type: text, label: {en: Side, zh: 面}}
"""

WEIGHTS: list[str | None] = [None, "0", "1.5", "-2", "1.50", "100"]
COLORS: list[str | None] = [None, "", "red", "Red", "绿", "red%", "_"]
GOOD: list[bool | None] = [None, True, False]
DAYS: list[str | None] = [None, "2026-01-31", "2026-02-28", "2026-03-02"]
SEEN: list[str | None] = [None, "2026-03-02T12:00:00Z", "2026-03-02T23:30:00+08:00"]
MARKS: list[list[str] | None] = [None, [], ["a"], ["a", "b"], ["b"]]
CUTS: list[list[dict[str, object]]] = [
    [],
    [{"depth": "1.5", "side": "red"}],
    [{"depth": None, "side": "a"}, {"depth": "2", "side": None}],
    [{"depth": "0"}, {"depth": "-2", "side": "_"}, {"depth": "1.5"}],
]


def rows() -> list[dict[str, object]]:
    """Records with every value beside every other's, most fields also empty."""
    return [
        {
            "code": f"S-{n:02}",
            "weight": WEIGHTS[n % len(WEIGHTS)],
            "pieces": n % 4,
            "color": COLORS[n % len(COLORS)],
            "good": GOOD[n % 3 if n % 2 else (n // 3) % 3],
            "taken_on": DAYS[(n // 2) % len(DAYS)],
            "seen_at": SEEN[(n // 4) % len(SEEN)],
            "parent": f"S-{n - 7:02}" if n > 7 and n % 3 else None,
            "marks": MARKS[n % len(MARKS)],
            "cuts": CUTS[n % len(CUTS)],
        }
        for n in range(40)
    ]


def as_feel_sees(row: dict[str, object], known: dict[str, dict[str, object]]) -> dict[str, object]:
    """A record's context: what the rules of the entity look at."""
    context: dict[str, object] = {**row, "archived": False, "version": 1}
    context["weight"] = None if row["weight"] is None else Decimal(str(row["weight"]))
    day, seen = row["taken_on"], row["seen_at"]
    context["taken_on"] = None if day is None else date.fromisoformat(str(day))
    context["seen_at"] = None if seen is None else datetime.fromisoformat(str(seen)).astimezone(UTC)
    parent = row["parent"]
    context["cuts"] = [
        {
            "depth": None if cut.get("depth") is None else Decimal(str(cut["depth"])),
            "side": cut.get("side"),
        }
        for cut in CUTS[int(str(row["code"])[2:]) % len(CUTS)]
    ]
    context["parent"] = None if parent is None else as_feel_sees(known[str(parent)], known)
    return context


NUMBERS = st.sampled_from(["weight", "pieces", "parent.weight", "parent.pieces", "1.5", "0", "-2"])
TEXTS = st.sampled_from(["color", "code", "parent.color", '"red"', '"绿"', '""', '"S-1"', '"_"'])
DATES = st.sampled_from(["taken_on", "parent.taken_on", 'date("2026-02-28")', "today()"])
INSTANTS = st.sampled_from(["seen_at", "parent.seen_at", "now()"])
OPERATORS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
SAME = st.sampled_from(["=", "!="])


def joined(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(" ".join)


SUMS = st.one_of(
    NUMBERS,
    st.tuples(NUMBERS, st.sampled_from(["+", "-", "*"]), NUMBERS).map(lambda p: f"({' '.join(p)})"),
    NUMBERS.map(lambda n: f"abs({n})"),
)
LINE_NUMBERS = st.sampled_from(["cut.depth", "1.5", "weight", "pieces", "0"])
LINE_TEXTS = st.sampled_from(["cut.side", '"red"', "color", "code"])
ABOUT_LINES = st.one_of(
    joined(LINE_NUMBERS, OPERATORS, LINE_NUMBERS),
    joined(LINE_TEXTS, SAME, LINE_TEXTS),
    joined(st.just("cut.depth"), SAME, st.just("null")),
    LINE_TEXTS.map(lambda t: f'not(contains({t}, "e"))'),
)
LISTS = st.one_of(
    st.tuples(st.sampled_from(["some", "every"]), ABOUT_LINES).map(
        lambda p: f"({p[0]} cut in cuts satisfies {p[1]})"
    ),
    joined(st.just("count(cuts)"), OPERATORS, NUMBERS),
    st.sampled_from(['"a"', '"b"', "color"]).map(lambda t: f"list contains(marks, {t})"),
)
ATOMS = st.one_of(
    LISTS,
    joined(SUMS, OPERATORS, SUMS),
    joined(TEXTS, OPERATORS, TEXTS),
    joined(DATES, OPERATORS, DATES),
    joined(INSTANTS, OPERATORS, INSTANTS),
    joined(st.sampled_from(["weight", "color", "good", "parent.good"]), SAME, st.just("null")),
    joined(st.just("good"), SAME, st.sampled_from(["true", "false", "parent.good"])),
    joined(SUMS, st.just("in"), st.sampled_from(["[0..2]", "(1.5..100]", "(1, 1.5, -2)"])),
    joined(SUMS, st.just("between"), NUMBERS, st.just("and"), NUMBERS),
    st.tuples(st.sampled_from(["contains", "starts with", "ends with"]), TEXTS, TEXTS).map(
        lambda p: f"{p[0]}({p[1]}, {p[2]})"
    ),
    st.just("good"),
    TEXTS.map(lambda t: f"string length({t}) > 3"),
    TEXTS.map(lambda t: f'lower case({t}) = "red"'),
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: f"({p[0]}) and ({p[1]})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]}) or ({p[1]})"),
        inner.map(lambda c: f"not({c})"),
        st.tuples(inner, inner, inner).map(lambda p: f"if {p[0]} then ({p[1]}) else ({p[2]})"),
    ),
    max_leaves=5,
)


@pytest.fixture(scope="module")
async def samples(store: Store, module_tenant: str) -> Design:
    design = Design(store, module_tenant)
    await design.publish(app__gauges=APP, entity__sample=SAMPLE)
    for row in rows():  # One by one: a record may link to one made before.
        await design.done("sample.create", **row)
    return design


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(condition=CONDITIONS)
async def test_a_filter_finds_what_the_same_condition_finds_in_python(
    samples: Design, condition: str
) -> None:
    known = {str(row["code"]): row for row in rows()}
    compiled = compile(parse(condition, tuple(known["S-00"])))
    expected = [
        code
        for code, row in known.items()
        if compiled(as_feel_sees(row, known), now=MOMENT.now).value is True
    ]
    catalog = await samples.catalogs.current(samples.tenant)
    request = RecordsRequest(entity="sample", fields=("code",), filter=condition, limit=100)
    async with samples.store.transaction(samples.tenant, readonly=True) as tx:
        page = await read_records(tx, catalog.records, request, reader=PLANNER, moment=MOMENT)
    assert [row["code"] for row in page.rows] == expected


FIELDS = ("weight", "pieces", "color", "good", "taken_on", "seen_at", "parent", "code")


@pytest.mark.parametrize("direction", ["", "-"])
@pytest.mark.parametrize("order", [*((one,) for one in FIELDS), ("good", "taken_on"), ("color",)])
async def test_pages_put_together_are_the_whole_list_in_its_order(
    samples: Design, order: tuple[str, ...], direction: str
) -> None:
    orders = [f"{direction}{one}" for one in order]
    asked: dict[str, object] = {"fields": ["code", order[0]], "order": orders}
    rows = (await samples.list("sample", limit=100, **asked)).rows
    whole = [row["code"] for row in rows]
    assert len(whole) == len(set(map(str, whole))) == 40
    found: list[object] = []
    after: str | None = None
    while True:
        page = await samples.list("sample", limit=7, after=after, **asked)
        found += [row["code"] for row in page.rows]
        after = page.after
        if after is None:
            break
    assert found == whole
    empty = [row[order[0]] is None for row in rows]
    assert empty == sorted(empty)
