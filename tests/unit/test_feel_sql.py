"""Conditions reach the database as plain comparisons where only true counts, exactly elsewhere."""

from decimal import Decimal

import pytest

from taktline.feel import NotTranslatable, parse, to_sql
from taktline.feel.sql_tree import (
    And,
    Column,
    Compare,
    InList,
    IsNull,
    Literal,
    Not,
    Or,
    Same,
    SomeLine,
    SqlTree,
)
from taktline.feel.types import (
    BOOLEAN,
    DATE,
    DATE_TIME,
    NUMBER,
    STRING,
    ContextType,
    ListType,
    Type,
)  # fmt: skip

TYPES: dict[str, Type] = {
    "name": STRING,
    "other": STRING,
    "quantity": NUMBER,
    "released": BOOLEAN,
    "due": DATE,
    "started_at": DATE_TIME,
    "lines": ListType(ContextType({"qty": NUMBER})),
    "machine": ContextType({"code": STRING}),
}
NAME = Column(path=("name",), type=STRING)
OTHER = Column(path=("other",), type=STRING)
X = Literal(value="x", type=STRING)


def tree(text: str, *required: str) -> SqlTree:
    return to_sql(parse(text, tuple(TYPES)), TYPES, required=frozenset(required))


def test_a_field_compared_with_a_literal_is_a_plain_comparison_so_that_indexes_serve() -> None:
    assert tree('name = "x"') == Compare(operator="=", left=NAME, right=X)


def test_below_not_and_as_a_value_the_same_comparison_is_exact() -> None:
    assert tree('not(name = "x")') == Not(value=Same(left=NAME, right=X))
    assert to_sql(parse('name = "x"'), TYPES, mode="value") == Same(left=NAME, right=X)


def test_null_is_different_from_every_literal() -> None:
    assert tree('name != "x"') == Same(left=NAME, right=X, negated=True)
    sure = Column(path=("name",), type=STRING, nullable=False)
    assert tree('name != "x"', "name") == Compare(operator="!=", left=sure, right=X)


def test_two_nullable_fields_are_equal_when_both_are_null() -> None:
    assert tree("name = other") == Same(left=NAME, right=OTHER)


def test_a_comparison_with_null_asks_for_null() -> None:
    assert tree("name = null") == IsNull(value=NAME)
    assert tree("null != name") == IsNull(value=NAME, negated=True)


def test_and_and_or_keep_the_plain_form_of_their_parts() -> None:
    condition = tree('name = "x" or name = "x" and released')
    plain = Compare(operator="=", left=NAME, right=X)
    released = Column(path=("released",), type=BOOLEAN)
    assert condition == Or(items=(plain, And(items=(plain, released))))


def test_a_path_along_a_link_is_a_column_of_the_linked_record() -> None:
    found = tree("machine.code = name")
    assert found == Same(left=Column(path=("machine", "code"), type=STRING), right=NAME)


def test_several_literals_are_one_list_for_the_index() -> None:
    assert tree('name in ("x", "y")') == tree('name in ["x", "y"]')
    assert tree('name in ("x", "y")') == InList(value=NAME, values=("x", "y"), type=STRING)
    exact = InList(value=NAME, values=("x", "y"), type=STRING, exact=True)
    assert tree('not(name in ("x", "y"))') == Not(value=exact)


def test_a_range_written_backwards_is_turned() -> None:
    assert tree("quantity in [6..4]") == tree("quantity in [4..6]")


def test_a_condition_on_lines_is_plain_where_only_true_counts_and_exact_below_not() -> None:
    deep = Column(path=("l", "qty"), type=NUMBER)
    two = Literal(value=Decimal(2), type=NUMBER)
    equal = Compare(operator="=", left=deep, right=two)
    some = SomeLine(path=("lines",), name="l", condition=equal)
    assert tree("some l in lines satisfies l.qty = 2") == some
    same = Same(left=deep, right=two)
    exact = SomeLine(path=("lines",), name="l", condition=same, exact=True)
    assert tree("not(some l in lines satisfies l.qty = 2)") == Not(value=exact)


@pytest.mark.parametrize(
    "text",
    [
        "quantity / 2 > 1",
        "quantity ** 2 > 1",
        "coalesce(sum, 1) = 1",
        "sum(lines.qty) > 1",
        "lines[1].qty > 1",
        "some a in lines, b in lines satisfies a.qty > b.qty",
        "some l in lines satisfies sum(lines.qty) > l.qty",
        'matches(name, "a")',
        "quantity > name",
        'started_at > @"2026-01-01T00:00:00"',
        "{a: 1}.a = quantity",
        "decimal(quantity, 0) = 2",
        'started_at + duration("P1M") > now()',
    ],
)
def test_what_the_database_would_answer_differently_is_refused_by_name(text: str) -> None:
    with pytest.raises(NotTranslatable) as refusal:
        tree(text)
    assert refusal.value.diagnostic.code == "not-translatable"
    assert refusal.value.diagnostic.message.zh
