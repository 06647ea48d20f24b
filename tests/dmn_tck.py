"""Reads the test cases of the DMN standard, as far as they need formulas and no decision tables.

A boxed expression is said as the formula it stands for, so that one engine answers them all.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import msgspec
from lxml import etree

from taktline.feel import compile, parse
from taktline.feel.diagnostics import LimitReached, ParseError
from taktline.feel.types import NAMED, ContextType, ListType, Type, conforms
from taktline.feel.values import Value

Element = etree._Element
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
NUMBERS = {"decimal", "double", "float", "integer", "int", "long", "short", "byte"}
CLOSE = Decimal("1e-8")
"""How far numbers may differ: the standard's own runners allow as much."""


class NotFormulas(Exception):  # noqa: N818 - named for what it says
    """The case needs a decision table, Java or an import: not the language's own business."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One expected result: of which decision, with which inputs."""

    folder: str
    test: str
    decision: str
    inputs: Mapping[str, Value]
    expected: Value


def local(element: Element) -> str:
    """Return an element's name without its namespace; "" for comments."""
    tag: object = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element, *names: str) -> list[Element]:
    """Return the child elements of these names; all of them without names."""
    return [c for c in element if local(c) and (not names or local(c) in names)]


def first(element: Element, *names: str) -> Element | None:
    """Return the first child of these names."""
    found = children(element, *names)
    return found[0] if found else None


def text_of(element: Element) -> str:
    """Return the `text` child's words."""
    inner = first(element, "text")
    return "" if inner is None else (inner.text or "").strip()


BOXED = (
    "literalExpression", "context", "list", "relation", "invocation", "functionDefinition",
    "conditional", "filter", "for", "some", "every", "decisionTable",
)  # fmt: skip


class Model:
    """One model: its decisions, business knowledge and types."""

    def __init__(self, root: Element, now: datetime) -> None:
        self.now = now
        self.by_id = {e.get("id"): e for e in root.iter() if e.get("id")}
        self.types: dict[str, Type] = {}
        if children(root, "import"):
            raise NotFormulas("import")
        for item in children(root, "itemDefinition"):
            self.types[str(item.get("name"))] = self._item(item)
        self.named = {str(e.get("name")): e for e in children(root, "decision", "decisionService")}
        self._done: dict[str, Value] = {}

    def _item(self, item: Element) -> Type:
        parts = children(item, "itemComponent")
        ref = first(item, "typeRef")
        found: Type
        if first(item, "functionItem") is not None:
            found = NAMED["Any"]
        elif parts:
            found = ContextType({str(p.get("name")): self._item(p) for p in parts}, is_open=True)
        else:
            found = self.type_named("" if ref is None else ref.text or "")
        return ListType(found) if item.get("isCollection") == "true" else found

    def type_named(self, name: str) -> Type:
        """Return the type a reference names; what is unknown allows everything."""
        bare = name.strip().partition(":")[2] or name.strip()
        return self.types.get(bare) or NAMED.get(bare) or NAMED["Any"]

    def decide(self, name: str, inputs: Mapping[str, Value]) -> Value:
        """Return the value of a decision."""
        element = self.named[name]
        if local(element) == "decisionService":
            raise NotFormulas("decisionService")
        return self._value(element, inputs)

    def _value(self, element: Element, inputs: Mapping[str, Value]) -> Value:
        name = str(element.get("name"))
        variable = first(element, "variable")
        kind = self.type_named((variable.get("typeRef") if variable is not None else "") or "")
        if local(element) == "inputData":
            return coerced(inputs.get(name), kind)
        if name not in self._done:
            scope = self._scope(element, inputs)
            boxed = first(element, *BOXED)
            logic = first(element, "encapsulatedLogic")
            if logic is not None:
                said = self.function(logic)
            else:
                said = "null" if boxed is None else self.said(boxed)
            value = evaluated(said, scope, types=self.types, now=self.now)
            self._done[name] = value if logic is not None else coerced(value, kind)
        return self._done[name]

    def _scope(self, element: Element, inputs: Mapping[str, Value]) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for need in children(element, "informationRequirement", "knowledgeRequirement"):
            link = str(children(need)[0].get("href")).rpartition("#")[2]
            other = self.by_id.get(link)
            if other is None or local(other) == "decisionService":
                raise NotFormulas("decisionService")
            found[str(other.get("name"))] = self._value(other, inputs)
        return found

    def said(self, boxed: Element) -> str:
        """Return a boxed expression as the formula it stands for."""
        rule = getattr(self, f"said_{local(boxed)}", None)
        if rule is None:
            raise NotFormulas(local(boxed))
        return str(rule(boxed))

    def inner(self, element: Element) -> str:
        """Return the formula of the one expression inside."""
        boxed = first(element, *BOXED)
        return "null" if boxed is None else self.said(boxed)

    def said_literalExpression(self, boxed: Element) -> str:  # noqa: N802 - the element's name
        return text_of(boxed) or "null"

    def said_context(self, boxed: Element) -> str:
        entries: list[str] = []
        result = None
        for entry in children(boxed, "contextEntry"):
            variable = first(entry, "variable")
            if variable is None:
                result = self.inner(entry)
            else:
                entries.append(f"{quoted(str(variable.get('name')))}: {self.inner(entry)}")
        if result is None:
            return "{" + ", ".join(entries) + "}"
        return "{" + ", ".join([*entries, f"__result: {result}"]) + "}.__result"

    def said_list(self, boxed: Element) -> str:
        return "[" + ", ".join(self.said(item) for item in children(boxed, *BOXED)) + "]"

    def said_relation(self, boxed: Element) -> str:
        names = [quoted(str(c.get("name"))) for c in children(boxed, "column")]
        rows = [
            "{"
            + ", ".join(
                f"{n}: {self.said(cell)}"
                for n, cell in zip(names, children(row, *BOXED), strict=True)
            )
            + "}"
            for row in children(boxed, "row")
        ]
        return "[" + ", ".join(rows) + "]"

    def said_invocation(self, boxed: Element) -> str:
        called = self.inner(boxed)
        given = []
        for binding in children(boxed, "binding"):
            parameter = first(binding, "parameter")
            assert parameter is not None
            given.append(f"{parameter.get('name')}: {self.inner(binding)}")
        return f"{called}({', '.join(given)})"

    def said_functionDefinition(self, boxed: Element) -> str:  # noqa: N802 - the element's name
        return self.function(boxed)

    def function(self, element: Element) -> str:
        """Return a function definition as a formula."""
        if element.get("kind", "FEEL") != "FEEL":
            raise NotFormulas("java")
        names = []
        for parameter in children(element, "formalParameter"):
            kind = (parameter.get("typeRef") or "").rpartition(":")[2]
            names.append(f"{parameter.get('name')}" + (f": {kind}" if kind else ""))
        return f"function({', '.join(names)}) {self.inner(element)}"

    def said_conditional(self, boxed: Element) -> str:
        parts = [first(boxed, name) for name in ("if", "then", "else")]
        yes, then, no = (self.inner(part) if part is not None else "null" for part in parts)
        return f"if {yes} then {then} else {no}"

    def said_filter(self, boxed: Element) -> str:
        source, match = first(boxed, "in"), first(boxed, "match")
        assert source is not None
        assert match is not None
        return f"({self.inner(source)})[{self.inner(match)}]"

    def said_for(self, boxed: Element) -> str:
        return self._iterated(boxed, "for", joint="return")

    def said_some(self, boxed: Element) -> str:
        return self._iterated(boxed, "some", joint="satisfies")

    def said_every(self, boxed: Element) -> str:
        return self._iterated(boxed, "every", joint="satisfies")

    def _iterated(self, boxed: Element, word: str, *, joint: str) -> str:
        source, body = first(boxed, "in"), first(boxed, joint)
        assert source is not None
        assert body is not None
        name = boxed.get("iteratorVariable")
        return f"{word} {name} in {self.inner(source)} {joint} {self.inner(body)}"


def quoted(name: str) -> str:
    """Return a name as a key that any name fits."""
    return name if name.isidentifier() else f'"{name}"'


def evaluated(
    text: str,
    scope: Mapping[str, Value],
    *,
    types: Mapping[str, Type] | None = None,
    now: datetime | None = None,
) -> Value:
    """Return what a formula gives; null where it cannot be read."""
    try:
        known = [*scope, *(k for v in scope.values() for k in keys_in(v))]
        node = parse(text, tuple(scope), properties=known)
    except (ParseError, LimitReached):
        return None
    return compile(node, named_types=types)(scope, now=now).value


def keys_in(value: Value) -> Iterator[str]:
    """Return all keys inside a value: names a path may use."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from keys_in(inner)
    elif isinstance(value, list):
        for item in value:
            yield from keys_in(item)


def coerced(value: Value, kind: Type) -> Value:
    """Return a value as its declared type takes it (DMN 1.5, 10.3.2.9.4); null if it does not."""
    if value is None or conforms(value, kind):
        return value
    if isinstance(value, list) and len(value) == 1 and conforms(value[0], kind):
        return value[0]
    if isinstance(kind, ListType) and conforms(value, kind.item):
        return [value]
    return None


def cases(folder: Path) -> Iterator[tuple[Path, Case]]:
    """Return the expected results of one folder, each with its model."""
    for file in sorted(folder.glob("*.xml")):
        root = etree.parse(file).getroot()
        named = first(root, "modelName")
        if named is None:
            continue
        model = folder / (named.text or "").strip()
        for test in children(root, "testCase"):
            inputs = {str(i.get("name")): read(i) for i in children(test, "inputNode")}
            for node in children(test, "resultNode"):
                wanted = first(node, "expected")
                yield (
                    model,
                    Case(
                        folder=folder.name,
                        test=str(test.get("id")),
                        decision=str(node.get("name")),
                        inputs=inputs,
                        expected=None if wanted is None else read(wanted),
                    ),
                )


def read(element: Element) -> Value:
    """Return a value as a test file writes it."""
    if element.get(f"{XSI}nil") == "true":
        return None
    listed = first(element, "list")
    if listed is not None:
        return [read(item) for item in children(listed, "item")]
    parts = children(element, "component")
    if parts:
        return {str(p.get("name")): read(p) for p in parts}
    value = first(element, "value")
    if value is None or value.get(f"{XSI}nil") == "true":
        return None
    return scalar(value)


TEMPORAL = {
    "date": "date", "time": "time", "dateTime": "date and time", "duration": "duration",
    "dayTimeDuration": "duration", "yearMonthDuration": "duration",
}  # fmt: skip


def scalar(value: Element) -> Value:
    """Return one value, read by the type it is marked with."""
    text = value.text or ""
    kind = (value.get(f"{XSI}type") or "string").rpartition(":")[2]
    if kind in NUMBERS:
        return Decimal(text.strip()) if text.strip() not in ("INF", "-INF", "NaN") else None
    if kind == "boolean":
        return text.strip() == "true"
    if kind in TEMPORAL:
        said = f'{TEMPORAL[kind]}("{text.strip()}")'
        return evaluated(said, {})
    return text


def agrees(value: Value, expected: Value) -> bool:
    """Compare a result with what is expected: numbers nearly, the rest exactly."""
    if isinstance(value, bool) or isinstance(expected, bool):
        return value is expected
    if isinstance(value, Decimal) and isinstance(expected, Decimal):
        return abs(value - expected) <= CLOSE * max(Decimal(1), abs(expected))
    if isinstance(value, list) and isinstance(expected, list):
        pairs = zip(value, expected, strict=False)
        return len(value) == len(expected) and all(agrees(a, b) for a, b in pairs)
    if isinstance(value, dict) and isinstance(expected, dict):
        keys = value.keys() | expected.keys()
        return all(agrees(value.get(k), expected.get(k)) for k in keys)
    return type(value) is type(expected) and value == expected
