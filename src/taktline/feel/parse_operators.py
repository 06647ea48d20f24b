"""Reads operators by their binding strength, and the tests of decision tables."""

from collections.abc import Callable

from taktline.feel.diagnostics import ParseError
from taktline.feel.lexer import Token
from taktline.feel.parse_primary import arguments, parenthesis, path_name, primary
from taktline.feel.parse_tokens import TokenWalk
from taktline.feel.parse_types import type_name
from taktline.feel.scope import Scope
from taktline.feel.tree import (
    ArithmeticNode,
    ArithmeticOperator,
    BetweenNode,
    CallNode,
    ComparisonNode,
    ComparisonOperator,
    FilterNode,
    InNode,
    InstanceNode,
    LogicNode,
    NegationNode,
    Node,
    NumberNode,
    PathNode,
    RangeNode,
    TestNode,
)

OR, AND, COMPARISON, SUM, PRODUCT, POWER = 1, 2, 3, 4, 5, 6
STRENGTH = {
    "or": OR, "and": AND, "=": COMPARISON, "!=": COMPARISON, "<": COMPARISON, "<=": COMPARISON,
    ">": COMPARISON, ">=": COMPARISON, "between": COMPARISON, "in": COMPARISON, "+": SUM,
    "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER,
}  # fmt: skip
COMPARISONS: dict[str, ComparisonOperator] = {
    "=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=",
}  # fmt: skip
ARITHMETIC: dict[str, ArithmeticOperator] = {
    "+": "+", "-": "-", "*": "*", "/": "/", "**": "**",
}  # fmt: skip
RETRIES_MAX = 20  # Range ends read a second time; keeps nested nonsense from doubling the work.


class OperatorParser(TokenWalk):
    """Expressions, from the weakest operator to the strongest."""

    def __init__(self, tokens: list[Token], scope: Scope) -> None:
        super().__init__(tokens, scope)
        self._filters = True
        self._retries = 0

    def expression(self) -> Node:
        """Read a whole expression."""
        with self.nested():
            before, self._filters = self._filters, True
            node = self.binary(OR)
            self._filters = before
            return node

    def binary(self, weakest: int) -> Node:
        """Read operators at least as strong as `weakest`, from left to right."""
        return self.continued(self.unary(), weakest)

    def continued(self, left: Node, weakest: int) -> Node:
        """Read the operators that follow an operand already read."""
        while True:
            token = self.peek()
            strength = STRENGTH.get(token.text, 0) if token.kind in ("sign", "word") else 0
            if strength == 0 or strength < weakest:
                return left
            self.take()
            left = self._joined(left, token, strength=strength)

    def _joined(self, left: Node, token: Token, *, strength: int) -> Node:
        operator = token.text
        if operator == "between":
            low = self.binary(SUM)
            self.expect_word("and")
            return BetweenNode(value=left, low=low, high=self.binary(SUM), at=token.at)
        if operator == "in":
            return InNode(value=left, tests=self._in_tests(), at=token.at)
        right = self.binary(strength + 1)
        if operator in COMPARISONS:
            return ComparisonNode(
                operator=COMPARISONS[operator], left=left, right=right, at=token.at
            )
        if operator in ARITHMETIC:
            return ArithmeticNode(
                operator=ARITHMETIC[operator], left=left, right=right, at=token.at
            )
        word = "or" if operator == "or" else "and"
        return LogicNode(
            operator="or" if word == "or" else "and", left=left, right=right, at=token.at
        )

    def unary(self) -> Node:
        """Read an operand with its arithmetic minus; a minus before a number belongs to it."""
        token = self.peek()
        if not self.skip("-"):
            return self.typed()
        with self.nested():
            value = self.unary()
        if isinstance(value, NumberNode):
            return NumberNode(value=value.value.copy_negate(), at=token.at)
        return NegationNode(value=value, at=token.at)

    def typed(self) -> Node:
        """Read an operand with `instance of`."""
        node = self.postfix(primary(self))
        while self.is_word("instance"):
            at = self.take().at
            self.expect_word("of")
            node = InstanceNode(value=node, type_name=type_name(self), at=at)
        return node

    def postfix(self, node: Node) -> Node:
        """Read paths, filters and calls behind an operand."""
        while True:
            token = self.peek()
            if self.is_sign("."):
                self.take()
                node = PathNode(source=node, name=path_name(self), at=token.at)
            elif self.is_sign("[") and self._filters:
                self.take()
                node = FilterNode(source=node, condition=self._condition(), at=token.at)
                self.expect("]")
            elif self.is_sign("("):
                self.take()
                node = CallNode(function=node, arguments=arguments(self), at=token.at)
            else:
                return node

    def _condition(self) -> Node:
        with self.scoped():
            self.scope.declare("item")
            return self.expression()

    def range_from(self, start: Node, *, included: bool, at: int) -> Node:
        """Read `..`, the end and the closing bracket of a range."""
        self.expect("..")
        end = self._range_end()
        closing = self.take().text
        return RangeNode(
            start=start, end=end, start_included=included, end_included=closing == "]", at=at
        )

    def _range_end(self) -> Node:
        """Read the end of a range; `[` behind it may close the range or open a filter."""
        start = self.index
        try:
            return self._closed(lambda: self.binary(SUM))
        except ParseError:
            self._retries += 1
            if self._retries > RETRIES_MAX:
                raise
        self.index = start
        before, self._filters = self._filters, False
        try:
            return self._closed(lambda: self.binary(SUM))
        finally:
            self._filters = before

    def _closed(self, read: Callable[[], Node]) -> Node:
        node = read()
        if not self.is_sign(")", "]", "["):
            self.refuse(")", "]", "[")
        return node

    def test(self) -> Node:
        """Read one unary test: an operator with its operand, or an expression."""
        token = self.peek()
        if token.kind == "sign" and token.text in COMPARISONS:
            self.take()
            return TestNode(operator=COMPARISONS[token.text], value=self.binary(SUM), at=token.at)
        return self.expression()

    def tests(self) -> tuple[Node, ...]:
        """Read unary tests separated by commas."""
        found = [self.test()]
        while self.skip(","):
            found.append(self.test())
        return tuple(found)

    def negated_tests(self) -> tuple[Node, ...] | None:
        """Read `not(tests)` if it is the whole text; otherwise take nothing."""
        start = self.index
        if not (self.is_word("not") and self.peek(1).text == "("):
            return None
        self.index += 2
        try:
            found = self.tests()
        except ParseError:
            self.index = start
            return None
        if self.skip(")") and self.peek().kind == "end":
            return found
        self.index = start
        return None

    def _in_tests(self) -> tuple[Node, ...]:
        token = self.peek()
        if token.kind == "sign" and token.text in COMPARISONS:
            return (self.test(),)
        if not self.is_sign("("):
            return (self.binary(SUM),)
        found = parenthesis(self, several=True)
        if len(found) > 1:
            return found
        return (self.continued(self.postfix(found[0]), SUM),)
