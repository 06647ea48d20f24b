"""Reads the text of a formula into its syntax tree and says where it cannot be read."""

from collections.abc import Iterable

from taktline.feel.diagnostics import (
    CHARACTERS,
    DEPTH_MAX,
    LEVELS,
    TEXT_CHARACTERS_MAX,
    LimitReached,
    ParseError,
)
from taktline.feel.lexer import tokens_of
from taktline.feel.parse_operators import OperatorParser
from taktline.feel.scope import Scope
from taktline.feel.tree import INPUT, NameNode, Node, UnaryTestsNode


def parse(
    text: str,
    names: Iterable[str] = (),
    *,
    properties: Iterable[str] = (),
    functions: Iterable[str] | None = None,
) -> Node:
    """Read one expression.

    Args:
        text: the expression; at most 20,000 characters and 50 levels of brackets.
        names: variables in scope; names with blanks or signs (`order quantity`, `a+b`) are only
            recognised when they are listed here, and then the longest one wins.
        properties: names of fields with signs in them that may follow a dot.
        functions: names of callable built-ins; all of the registry by default.

    Raises:
        LimitReached: the text is too long or nested too deeply.
        ParseError: the text is not an expression.
    """
    parser = _parser(text, names, properties=properties, functions=functions)
    node = parser.expression()
    parser.expect_end()
    return node


def parse_unary_tests(
    text: str,
    names: Iterable[str] = (),
    *,
    properties: Iterable[str] = (),
    functions: Iterable[str] | None = None,
) -> UnaryTestsNode:
    """Read a cell of a decision table: `-`, `< 7`, `"A","B"`, `not(1,2)`, `? > x`.

    Raises:
        LimitReached: the text is too long or nested too deeply.
        ParseError: the text is not a list of unary tests.
    """
    parser = _parser(text, [*names, INPUT], properties=properties, functions=functions)
    if parser.is_sign("-") and parser.peek(1).kind == "end":
        return UnaryTestsNode(tests=())
    negated = parser.negated_tests()
    if negated is not None:
        return UnaryTestsNode(tests=negated, negated=True)
    tests = parser.tests()
    parser.expect_end()
    return UnaryTestsNode(tests=tests)


def _parser(
    text: str,
    names: Iterable[str],
    *,
    properties: Iterable[str],
    functions: Iterable[str] | None,
) -> OperatorParser:
    from taktline.feel.registry import NAMES  # Late: one built-in reads ranges with this parser.

    if len(text) > TEXT_CHARACTERS_MAX:
        raise LimitReached(what=CHARACTERS, limit=TEXT_CHARACTERS_MAX)
    scope = Scope(names, NAMES if functions is None else functions)
    for name in properties:
        scope.properties.add(name)
    return OperatorParser(tokens_of(text), scope)


__all__ = ["DEPTH_MAX", "LEVELS", "NameNode", "ParseError", "parse", "parse_unary_tests"]
