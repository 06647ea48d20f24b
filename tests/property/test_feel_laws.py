"""Laws of FEEL for every value: rounding, three-valued logic, reading what was written."""

import datetime as python
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taktline.base.problem import Problem
from taktline.feel import evaluate, formula, json_text, parse, to_text, to_tree
from taktline.feel.temporal import Date, date_of_day, day_number, week_of_year, weekday
from taktline.feel.temporal_text import from_date
from taktline.feel.tree import (
    Argument,
    ArithmeticNode,
    BetweenNode,
    BooleanNode,
    CallNode,
    ComparisonNode,
    ContextNode,
    Entry,
    FilterNode,
    ForNode,
    IfNode,
    InNode,
    Iteration,
    ListNode,
    LogicNode,
    NameNode,
    NegationNode,
    Node,
    NullNode,
    NumberNode,
    PathNode,
    QuantifiedNode,
    RangeNode,
    StringNode,
    TestNode,
)  # fmt: skip
from taktline.feel.values import to_json

TRUTHS: tuple[bool | None, ...] = (True, False, None)
numbers = st.decimals(
    min_value=Decimal(-(10**12)), max_value=Decimal(10**12), allow_nan=False, places=6
)


@given(numbers, st.integers(min_value=-3, max_value=6))
def test_decimal_rounds_half_to_even(number: Decimal, scale: int) -> None:
    result = formula("decimal(n, s)")({"n": number, "s": scale}).value
    exact = number.quantize(Decimal(1).scaleb(-scale), ROUND_HALF_EVEN, Context(prec=60))
    assert result == exact


@given(numbers, numbers)
def test_the_remainder_lies_between_zero_and_the_divisor(left: Decimal, right: Decimal) -> None:
    result = formula("modulo(a, b)")({"a": left, "b": right}).value
    if right == 0:
        assert result is None
        return
    assert isinstance(result, Decimal)
    assert abs(result) < abs(right)
    assert result == 0 or (result > 0) == (right > 0)
    assert (Context(prec=80).subtract(left, result) / right) % 1 == 0 or abs(left) > 10**9


@pytest.mark.parametrize("left", TRUTHS)
@pytest.mark.parametrize("right", TRUTHS)
def test_logic_is_that_of_kleene(left: bool | None, right: bool | None) -> None:
    rank = {False: 0, None: 1, True: 2}
    back = {place: truth for truth, place in rank.items()}
    both = back[min(rank[left], rank[right])]
    either = back[max(rank[left], rank[right])]
    context = {"a": left, "b": right}
    assert formula("a and b")(context).value is both
    assert formula("a or b")(context).value is either
    assert formula("not(a)")(context).value is back[2 - rank[left]]


mixed = st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=3), st.dates())


@given(mixed, mixed)
def test_equality_is_symmetric_and_null_equals_only_null(left: object, right: object) -> None:
    forth = formula("a = b")({"a": left, "b": right}).value
    back = formula("a = b")({"a": right, "b": left}).value
    other = formula("a != b")({"a": left, "b": right}).value
    assert forth is back
    assert other is (None if forth is None else not forth)
    if left is None or right is None:
        assert forth is (left is right)


@given(mixed, mixed)
def test_order_is_turned_when_its_sides_are(left: object, right: object) -> None:
    context = {"a": left, "b": right}
    assert formula("a < b")(context).value is formula("b > a")(context).value
    assert formula("a <= b")(context).value is formula("b >= a")(context).value


@given(st.dates())
def test_days_are_those_of_the_calendar(day: python.date) -> None:
    date = from_date(day)
    assert date_of_day(day_number(date)) == date
    assert (weekday(date), week_of_year(date)) == (day.isoweekday(), day.isocalendar()[1])


@given(st.integers(min_value=-(10**9), max_value=10**9))
def test_day_numbers_and_dates_are_one_to_one_far_beyond_our_calendar(number: int) -> None:
    date = date_of_day(number)
    assert isinstance(date, Date)
    assert day_number(date) == number


names = st.sampled_from(["a", "b", "数量", "order quantity"])
leaves: st.SearchStrategy[Node] = st.one_of(
    st.builds(NullNode),
    st.builds(BooleanNode, value=st.booleans()),
    st.builds(NumberNode, value=numbers),
    st.builds(StringNode, value=st.text(max_size=5)),
    st.builds(NameNode, name=names),
)
Quantifier = Literal["some", "every"]


def grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Nodes made of smaller ones."""
    not_number = inner.filter(lambda node: not isinstance(node, NumberNode))
    iteration = st.builds(Iteration, name=st.sampled_from(["x", "y"]), source=inner)
    quantifiers: st.SearchStrategy[Quantifier] = st.sampled_from(["some", "every"])
    return st.one_of(
        st.builds(ArithmeticNode, operator=st.sampled_from(["+", "-", "*", "/", "**"]),
                  left=inner, right=inner),
        st.builds(ComparisonNode, operator=st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
                  left=inner, right=inner),
        st.builds(LogicNode, operator=st.sampled_from(["and", "or"]), left=inner, right=inner),
        st.builds(NegationNode, value=not_number),
        st.builds(BetweenNode, value=inner, low=inner, high=inner),
        st.builds(InNode, value=inner, tests=st.lists(
            st.one_of(inner, st.builds(TestNode, operator=st.sampled_from(["<", ">="]),
                                       value=inner)), min_size=1, max_size=3).map(tuple)),
        st.builds(IfNode, condition=inner, yes=inner, no=inner),
        st.builds(ForNode, iterations=st.tuples(iteration), body=inner),
        st.builds(QuantifiedNode, quantifier=quantifiers, iterations=st.tuples(iteration),
                  condition=inner),
        st.builds(FilterNode, source=inner, condition=inner),
        st.builds(PathNode, source=inner, name=st.sampled_from(["code", "time offset"])),
        st.builds(ListNode, items=st.lists(inner, max_size=3).map(tuple)),
        st.builds(RangeNode, start=inner, end=inner, start_included=st.booleans(),
                  end_included=st.booleans()),
        st.builds(CallNode, function=st.just(NameNode(name="string length")),
                  arguments=st.tuples(st.builds(Argument, value=inner))),
        st.builds(ContextNode, entries=st.tuples(
            st.builds(Entry, key=st.sampled_from(["k", "long key", "a-b", '"']), value=inner))),
    )  # fmt: skip


@settings(max_examples=200)
@given(st.recursive(leaves, grown, max_leaves=12))
def test_what_was_written_is_read_as_the_same_formula(node: Node) -> None:
    text = to_text(node)
    again = parse(text, ("a", "b", "数量", "order quantity"))
    assert to_tree(again) == to_tree(node), text


WORDS = (
    "a", "b", "1", "0", "-", "+", "*", "/", "**", "(", ")", "[", "]", "..", ",", "{", "}", ":",
    "=", "<", ">=", "!=", ".", "?", "if", "then", "else", "for", "in", "return", "some",
    "satisfies", "and", "or", "not", "between", "instance", "of", "number", "list", "function",
    "null", "true", '"x"', '@"P1D"', "date", "and", "time", "sum", "item", "数量", "/*", "//",
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_any_text_is_evaluated_or_refused_but_never_breaks(text: str) -> None:
    try:
        result = evaluate("expression", text, context={"a": 1, "b": [1, {"数量": 2}]})
    except Problem:
        return
    json_text(to_json(result.value))
    assert all(one.message.en for one in result.diagnostics)
