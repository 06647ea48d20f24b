"""Reads the name of a type, as it stands behind `instance of` and in parameters."""

from typing import TYPE_CHECKING

from taktline.feel.tree import TypeName

if TYPE_CHECKING:
    from taktline.feel.parse_operators import OperatorParser

LONG_NAMES = (
    ("date", "and", "time"),
    ("days", "and", "time", "duration"),
    ("years", "and", "months", "duration"),
)


def type_name(parser: "OperatorParser") -> TypeName:
    """Read a type: `number`, `list<date>`, `context<a: string>`, `function<number>->date`."""
    with parser.nested():
        if parser.is_word("function"):
            parser.take()
            return _function(parser)
        name = _name(parser)
        if name == "context" and parser.skip("<"):
            return _context(parser)
        if name in ("list", "range") and parser.skip("<"):
            element = type_name(parser)
            parser.expect(">")
            return TypeName(name=name, arguments=(element,))
        return TypeName(name=name)


def _name(parser: "OperatorParser") -> str:
    for words in LONG_NAMES:
        if tuple(parser.peek(i).text for i in range(len(words))) == words:
            parser.index += len(words)
            return " ".join(words)
    count, known = parser.scope.variable(parser.tokens, parser.index)
    if parser.is_word("null"):
        parser.take()
        return "Null"
    if count > 1:
        parser.index += count
        return known
    name = parser.word_run()
    while parser.skip("."):
        name += "." + parser.word_run()
    return name


def _function(parser: "OperatorParser") -> TypeName:
    if not parser.skip("<"):
        return TypeName(name="function")
    parameters: list[TypeName] = []
    while not parser.is_sign(">"):
        if parameters:
            parser.expect(",")
        parameters.append(type_name(parser))
    parser.expect(">")
    parser.expect("->")
    return TypeName(name="function", arguments=tuple(parameters), result=type_name(parser))


def _context(parser: "OperatorParser") -> TypeName:
    fields: list[str] = []
    types: list[TypeName] = []
    while not parser.is_sign(">"):
        if fields:
            parser.expect(",")
        fields.append(parser.raw_name(":"))
        parser.expect(":")
        types.append(type_name(parser))
    parser.expect(">")
    return TypeName(name="context", arguments=tuple(types), fields=tuple(fields))
