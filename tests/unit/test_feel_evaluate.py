"""Formulas give what DMN 1.5 says, and say why when they give nothing."""

import datetime as python
from decimal import Decimal

import pytest

from taktline.feel import evaluate, evaluate_json, formula, json_text, run_cases, unary_tests
from taktline.feel.cases import CaseResult, CaseSummary

NOON = python.datetime(2026, 3, 1, 20, 30, tzinfo=python.UTC)


def value(text: str, **context: object) -> object:
    return evaluate("expression", text, context=context, now=NOON, zone="Asia/Shanghai").value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1 / 0", "division-by-zero"),
        ("1 + null", "null-operand"),
        ('1 = "1"', "not-comparable"),
        ("1 and true", "not-boolean"),
        ("missing > 1", "unknown-name"),
        ("[1, 2][5]", "index-out-of-range"),
        ("{a: 1}.b", "unknown-field"),
        ("abs(1, 2)", "wrong-arguments"),
        ("abs(null)", "null-operand"),
        ('date("2026-02-30")', "invalid-argument"),
        ('@"2026-02-30"', "invalid-literal"),
        ("10 ** 7000", "out-of-range"),
        ("10 ** 6000 * 10 ** 6000", "out-of-range"),
        ("for x in 1 return x", "not-iterable"),
        ("{a: 1, a: 2}", "duplicate-key"),
        ("1()", "not-a-function"),
        ("(function(a: number) a)(true)", "type-mismatch"),
        ("1 instance of nonsense", "unknown-type"),
    ],
)
def test_every_null_an_error_produced_says_why_and_where(text: str, code: str) -> None:
    result = evaluate("expression", text, context={})
    assert result.value is None
    assert code in [one.code for one in result.diagnostics]
    assert all(one.message.en and one.message.zh and one.at >= 0 for one in result.diagnostics)


def test_a_null_that_is_no_error_says_nothing() -> None:
    result = evaluate("expression", "if a = null then null else 1", context={"a": None})
    assert result.value is None
    assert result.diagnostics == ()


def test_values_of_python_are_taken_over() -> None:
    day = python.date(2026, 1, 31)
    assert value("a + 0.1", a=1) == Decimal("1.1")
    assert value("a", a=0.1) == Decimal("0.1")
    assert value("string(d + duration(m))", d=day, m="P1M") == "2026-02-28"
    assert value("sum(lines.qty)", lines=[{"qty": 2}, {"qty": 3}]) == Decimal(5)
    assert value("t < now()", t=NOON - python.timedelta(seconds=1)) is True


def test_now_and_today_are_those_of_the_given_instant_and_zone() -> None:
    assert value("string(now())") == "2026-03-02T04:30:00@Asia/Shanghai"
    assert value("string(today())") == "2026-03-02"
    assert formula("now()")({}).diagnostics[0].code == "no-instant"


def test_moments_are_compared_to_the_nanosecond() -> None:
    assert value('@"10:00:00.000000001" > @"10:00:00"') is True
    assert value('@"10:00:00.0001" = @"10:00:00.0002"') is False


def test_numbers_keep_thirty_four_digits() -> None:
    assert value("string(1/3)") == "0." + "3" * 34
    factors = {"a": Decimal(1234567890123456789), "b": Decimal(1000000000000000001)}
    assert value("a * b", **factors) == Decimal("1.234567890123456790234567890123457E+36")


def test_a_function_may_call_itself_but_not_for_ever() -> None:
    factorial = "{f: function(n) if n < 2 then 1 else n * f(n - 1), x: f(20)}.x"
    assert value(factorial) == Decimal(2432902008176640000)
    endless = evaluate("expression", "{f: function(n) f(n), x: f(1)}.x", context={})
    assert endless.diagnostics[-1].code == "limit-reached"


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..1000000000 return i",
        "count(for i in 1..1000, j in 1..1000 return i)",
        "{a: [1, 1], b: [a, a], c: [b, b, b, b], d: [c, c, c, c], e: [d, d, d, d],"
        " f: [e, e, e, e], g: [f, f, f, f], h: [g, g, g, g], i: [h, h, h, h],"
        " j: [i, i, i, i], k: [j, j, j, j], l: [k, k, k, k], x: count(flatten(l))}.x",
    ],
)
def test_work_without_end_is_stopped_and_says_so(text: str) -> None:
    result = evaluate("expression", text, context={})
    assert result.value is None
    assert result.diagnostics[-1].code == "limit-reached"


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|a*)*b", "a*a*a*a*b"])
def test_a_pattern_that_could_match_for_ever_is_refused(pattern: str) -> None:
    result = evaluate("expression", "matches(t, p)", context={"t": "a" * 5_000, "p": pattern})
    assert result.value is None
    assert result.diagnostics[0].code == "invalid-argument"


def test_a_cell_that_mentions_its_input_matches_only_when_true() -> None:
    assert unary_tests("? > 20")({"?": None}).value is False
    assert unary_tests("? > 20")({"?": 21}).value is True
    assert unary_tests("true")({"?": False}).value is False


def test_a_field_of_the_item_hides_a_variable_in_a_filter() -> None:
    lines = [{"qty": 1}, {"qty": 5}, {"other": 1}]
    assert value("lines[qty > limit].qty", lines=lines, limit=2, qty=9) == [
        Decimal(5), None,
    ]  # fmt: skip


def test_json_goes_in_and_comes_out_with_plain_numbers_and_iso_texts() -> None:
    found = evaluate_json('{a: x * 2, d: @"2026-01-05" + duration("P1D")}', '{"x": 0.1}')
    assert json_text(found) == '{"a":0.2,"d":"2026-01-06"}'


def test_cases_are_judged_line_by_line_and_counted() -> None:
    lines = [
        '{"kind": "expression", "expression": "1 + 1", "context": null, "expected": 2}',
        "",
        '{"kind": "unary", "expression": "> 3", "context": {"?": 2}, "expected": true}',
        '{"kind": "expression", "expression": "1 +", "expected": null}',
    ]
    *results, summary = run_cases(lines)
    assert [(one.line, one.ok) for one in results if isinstance(one, CaseResult)] == [
        (1, True), (3, False), (4, False),
    ]  # fmt: skip
    assert summary == CaseSummary(cases=3, passed=1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('is blank("  ")', True),
        ("is blank(0)", False),
        ("coalesce(null, 2, 3)", Decimal(2)),
        ('string(add days(@"2026-02-28", 1))', "2026-03-01"),
        ('days between(@"2026-01-31", @"2026-03-01")', Decimal(29)),
        ('format(1234567.891, "#,##0.00")', "1,234,567.89"),
        ('format(0.126, "0.0%")', "12.6%"),
        ('format(@"2026-01-05T07:08:09Z", "yyyy/MM/dd HH:mm")', "2026/01/05 07:08"),
        ("rmb(1680.32)", "壹仟陆佰捌拾元叁角贰分"),
        ("rmb(107000.53)", "壹拾万柒仟元伍角叁分"),
        ("rmb(16409.02)", "壹万陆仟肆佰零玖元零贰分"),
        ("rmb(100010001)", "壹亿零壹万零壹元整"),
        ("rmb(0)", "零元整"),
        ("rmb(-0.5)", "负伍角整"),
    ],
)
def test_our_own_functions_do_what_factories_ask_for(text: str, expected: object) -> None:
    assert value(text) == expected
