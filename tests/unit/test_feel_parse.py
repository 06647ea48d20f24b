"""Formulas are read as DMN 1.5 says, and what cannot be read is refused at its place."""

import pytest

from taktline.feel import LimitReached, ParseError, formula, parse, parse_unary_tests, to_text
from taktline.feel.tree import ArithmeticNode, NameNode, paths


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("1 +", 3, "an expression"),
        ("if a then 1", 11, "else"),
        ("[1, 2", 5, "]"),
        ("1 2", 2, "the end"),
        ("a # b", 2, "the end"),
        ("for x of y return x", 11, "in"),
    ],
)
def test_a_text_that_is_no_expression_is_refused_at_its_place(
    text: str, position: int, expected: str
) -> None:
    with pytest.raises(ParseError) as refusal:
        parse(text, ("a", "y"))
    assert refusal.value.position == position
    assert expected in refusal.value.expected


def test_known_names_with_blanks_and_signs_are_read_whole_and_longest_first() -> None:
    names = ("a", "b", "a+b", "订单 数量", "days in weekend")
    assert parse("a + b", names) == NameNode(name="a+b")
    assert isinstance(parse("a - b", names), ArithmeticNode)
    assert parse("订单   数量", names) == NameNode(name="订单 数量")
    assert formula("for d in days in weekend return d", names)(
        {"days in weekend": ["sat"]}
    ).value == ["sat"]


def test_an_unknown_name_of_several_words_is_reported_as_a_whole() -> None:
    result = formula("order quantity + 1", ("order",))({"order": 1})
    assert result.value is None
    assert "order quantity" in result.diagnostics[0].message.en
    assert "order quantity" in result.diagnostics[0].message.zh


def test_brackets_nested_deeper_than_fifty_levels_are_refused() -> None:
    parse("(" * 40 + "1" + ")" * 40)
    with pytest.raises(LimitReached, match="50 levels"):
        parse("(" * 60 + "1" + ")" * 60)


def test_range_ends_retried_inside_of_each_other_stay_cheap() -> None:
    with pytest.raises((ParseError, LimitReached)):
        parse("[1.." * 45 + "x[")


def test_a_text_of_more_than_twenty_thousand_characters_is_refused() -> None:
    with pytest.raises(LimitReached, match="20000 characters"):
        parse("1+" * 11_000 + "1")


@pytest.mark.parametrize("text", ["-", "< 7", '"A", "B"', "not(1, 2)", "[1..5)", "? > x"])
def test_a_cell_of_a_decision_table_is_written_back_as_it_was_read(text: str) -> None:
    assert to_text(parse_unary_tests(text, ("x",))) == text


def test_the_printed_text_has_the_brackets_it_needs_and_no_others() -> None:
    assert to_text(parse("(a + b) * c - (d - (e - f))")) == "(a + b) * c - (d - (e - f))"
    assert to_text(parse("((a * b)) + (c)")) == "a * b + c"


def test_labels_are_shown_in_place_of_names() -> None:
    assert to_text(parse("qty > 5"), {"qty": "数量"}) == "数量 > 5"


def test_paths_tell_which_fields_a_formula_reads() -> None:
    found = paths(parse('machine.site.code = "A" and qty > 1'))
    assert found == {("machine", "site", "code"), ("qty",)}
