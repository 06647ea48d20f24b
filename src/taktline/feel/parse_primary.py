"""Reads what operators join: literals, names, calls, lists, contexts, ranges, loops, functions."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from taktline.feel.lexer import KEYWORDS, number_value, string_value
from taktline.feel.parse_types import type_name
from taktline.feel.tree import (
    Argument,
    BooleanNode,
    ContextNode,
    Entry,
    ForNode,
    FunctionNode,
    IfNode,
    Iteration,
    ListNode,
    NameNode,
    Node,
    NullNode,
    NumberNode,
    Parameter,
    QuantifiedNode,
    StringNode,
    TemporalNode,
)

if TYPE_CHECKING:
    from taktline.feel.parse_operators import OperatorParser

TEST_SIGNS = ("=", "!=", "<", "<=", ">", ">=")


def primary(parser: "OperatorParser") -> Node:
    """Read one operand without what may follow it."""
    token = parser.peek()
    match token.kind:
        case "number":
            return _number(parser)
        case "string":
            return StringNode(value=string_value(parser.take().text), at=token.at)
        case "at":
            return TemporalNode(text=string_value(parser.take().text[1:]), at=token.at)
        case "word":
            return _word(parser)
        case "sign":
            return _bracket(parser)
        case _:
            return parser.refuse("an expression")


def _number(parser: "OperatorParser") -> Node:
    token = parser.peek()
    value = number_value(token.text)
    if value is None:
        parser.refuse("a number")
    parser.take()
    return NumberNode(value=value, at=token.at)


def _bracket(parser: "OperatorParser") -> Node:
    token = parser.peek()
    if token.text == "(":
        return parenthesis(parser, several=False)[0]
    if token.text == "[":
        return _list_or_range(parser)
    if token.text == "]":
        parser.take()
        start = parser.expression()
        return parser.range_from(start, included=False, at=token.at)
    if token.text == "{":
        return _context(parser)
    return parser.refuse("an expression")


def parenthesis(parser: "OperatorParser", *, several: bool) -> tuple[Node, ...]:
    """Read `(expression)`, `(a..b]`, `(< 5)` or, where several are allowed, `(1, < 5)`."""
    at = parser.expect("(").at
    first = parser.test()
    if parser.is_sign(".."):
        return (parser.range_from(first, included=False, at=at),)
    found = [first]
    while several and parser.skip(","):
        found.append(parser.test())
    parser.expect(")")
    return tuple(found)


def _list_or_range(parser: "OperatorParser") -> Node:
    at = parser.expect("[").at
    items: list[Node] = []
    if parser.skip("]"):
        return ListNode(items=(), at=at)
    items.append(parser.test())
    if parser.is_sign(".."):
        return parser.range_from(items[0], included=True, at=at)
    while parser.skip(","):
        items.append(parser.test())
    parser.expect("]")
    return ListNode(items=tuple(items), at=at)


def _context(parser: "OperatorParser") -> Node:
    at = parser.expect("{").at
    entries: list[Entry] = []
    with parser.scoped():
        while not parser.is_sign("}"):
            if entries:
                parser.expect(",")
            entries.append(_entry(parser))
        parser.take()
    return ContextNode(entries=tuple(entries), at=at)


def _entry(parser: "OperatorParser") -> Entry:
    if parser.peek().kind == "string":
        key = string_value(parser.take().text)
    else:
        key = parser.raw_name(":")
    parser.expect(":")
    parser.scope.properties.add(key)
    if parser.is_word("function"):  # A function may call itself.
        parser.scope.declare(key)
    value = parser.expression()
    parser.scope.declare(key)
    return Entry(key=key, value=value)


def arguments(parser: "OperatorParser") -> tuple[Argument, ...]:
    """Read the arguments of a call up to its closing bracket; all positional or all named."""
    found: list[Argument] = []
    while not parser.is_sign(")"):
        if found:
            parser.expect(",")
        name = _argument_name(parser)
        if found and bool(found[0].name) != bool(name):
            parser.refuse("arguments all named or all in order")
        found.append(Argument(name=name, value=parser.test()))
    parser.take()
    return tuple(found)


def _argument_name(parser: "OperatorParser") -> str:
    ahead = 0
    while parser.peek(ahead).kind in ("word", "number"):
        ahead += 1
    if ahead == 0 or parser.peek(ahead).text != ":" or parser.peek(ahead).kind != "sign":
        return ""
    name = parser.raw_name(":")
    parser.expect(":")
    return name


def path_name(parser: "OperatorParser") -> str:
    """Read the name behind a dot: a known one with signs in it, or plain words."""
    count, known = parser.scope.properties.longest(parser.tokens, parser.index)
    if count > 1:
        parser.index += count
        return known
    if parser.peek().kind == "word" and parser.peek().text in KEYWORDS:
        return parser.take().text
    return parser.word_run()


def _word(parser: "OperatorParser") -> Node:
    token = parser.peek()
    count, name = _known_name(parser)
    if count > 1 or (count == 1 and token.text not in KEYWORDS):
        parser.index += count
        return NameNode(name=name, at=token.at)
    read = _KEYWORD_FORMS.get(token.text)
    if read is not None:
        return read(parser)
    return NameNode(name=parser.word_run(), at=token.at)


def _known_name(parser: "OperatorParser") -> tuple[int, str]:
    """Return the longest name that begins here: a variable, a property, or a called function."""
    tokens, start, scope = parser.tokens, parser.index, parser.scope
    best = scope.variable(tokens, start)
    listed = scope.properties.longest(tokens, start)
    if listed[0] > max(best[0], 1):
        best = listed
    called = scope.function(tokens, start)
    if called[0] > best[0] and tokens[start + called[0]].text == "(":
        return called
    behind = tokens[start + best[0]]
    if best[0] and behind.kind == "word" and behind.text not in KEYWORDS:
        return 0, ""  # `a b` where only `a` is known: an unknown name, reported as a whole.
    return best


def _literal(parser: "OperatorParser") -> Node:
    token = parser.take()
    if token.text == "null":
        return NullNode(at=token.at)
    return BooleanNode(value=token.text == "true", at=token.at)


def _if(parser: "OperatorParser") -> Node:
    at = parser.take().at
    condition = parser.expression()
    parser.expect_word("then")
    yes = parser.expression()
    parser.expect_word("else")
    return IfNode(condition=condition, yes=yes, no=parser.expression(), at=at)


def _for(parser: "OperatorParser") -> Node:
    at = parser.take().at
    with parser.scoped():
        iterations = _iterations(parser)
        parser.expect_word("return")
        parser.scope.declare("partial")
        return ForNode(iterations=iterations, body=parser.expression(), at=at)


def _quantified(parser: "OperatorParser") -> Node:
    token = parser.take()
    quantifier: Literal["some", "every"] = "some" if token.text == "some" else "every"
    with parser.scoped():
        iterations = _iterations(parser)
        parser.expect_word("satisfies")
        return QuantifiedNode(
            quantifier=quantifier,
            iterations=iterations,
            condition=parser.expression(),
            at=token.at,
        )


def _iterations(parser: "OperatorParser") -> tuple[Iteration, ...]:
    found: list[Iteration] = []
    while True:
        at = parser.peek().at
        name = parser.raw_name("in")
        parser.expect_word("in")
        source = parser.expression()
        end = parser.expression() if parser.skip("..") else None
        found.append(Iteration(name=name, source=source, end=end, at=at))
        parser.scope.declare(name)
        if not parser.skip(","):
            return tuple(found)


def _function(parser: "OperatorParser") -> Node:
    at = parser.take().at
    parser.expect("(")
    parameters: list[Parameter] = []
    while not parser.is_sign(")"):
        if parameters:
            parser.expect(",")
        parameters.append(_parameter(parser))
    parser.take()
    external = parser.is_word("external")
    if external:
        parser.take()
    with parser.scoped():
        for parameter in parameters:
            parser.scope.declare(parameter.name)
        body = parser.expression()
    return FunctionNode(parameters=tuple(parameters), body=body, external=external, at=at)


def _parameter(parser: "OperatorParser") -> Parameter:
    name = parser.raw_name(",", ")", ":")
    return Parameter(name=name, type_name=type_name(parser) if parser.skip(":") else None)


_KEYWORD_FORMS: dict[str, Callable[["OperatorParser"], Node]] = {
    "true": _literal,
    "false": _literal,
    "null": _literal,
    "if": _if,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
    "function": _function,
}
