"""Decision tables against the test cases of the DMN standard: every hit policy as it is written."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from lxml import etree

from taktline.engines.rules.table import COUNTED, DecisionTable, HitPolicy, Table
from taktline.feel.values import Value
from tests.dmn_tck import (
    BOXED,
    Case,
    Element,
    Model,
    NotFormulas,
    agrees,
    cases,
    children,
    coerced,
    evaluated,
    first,
    keys_in,
    local,
    text_of,
)
from tests.shared_inputs import shared

SINGLE = "result"
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


class Decided(Model):
    """A model whose decision tables the product's own engine answers."""

    def _value(self, element: Element, inputs: Mapping[str, Value]) -> Value:
        name = str(element.get("name"))
        boxed = first(element, *BOXED)
        if boxed is None and name in inputs:
            return inputs[name]
        if boxed is None or not self.has_table(element) or local(element) == "inputData":
            return super()._value(element, inputs)
        if name not in self._done:
            variable = first(element, "variable")
            kind = self.type_named((variable.get("typeRef") if variable is not None else "") or "")
            self._done[name] = coerced(self.answer(boxed, self._scope(element, inputs)), kind)
        return self._done[name]

    def _scope(self, element: Element, inputs: Mapping[str, Value]) -> dict[str, Value]:
        """Business knowledge that holds a table is called by `answer`, not by a formula."""
        found: dict[str, Value] = {}
        for need in children(element, "informationRequirement", "knowledgeRequirement"):
            link = str(children(need)[0].get("href")).rpartition("#")[2]
            other = self.by_id[link]
            if local(need) == "informationRequirement" or not self.has_table(other):
                found[str(other.get("name"))] = self._value(other, inputs)
        return found

    def has_table(self, element: Element) -> bool:
        """Whether a decision table is needed to answer."""
        links = [
            self.by_id[str(children(need)[0].get("href")).rpartition("#")[2]]
            for need in children(element, "knowledgeRequirement")
        ]
        return any(local(one) == "decisionTable" for one in element.iter()) or any(
            self.has_table(link) for link in links
        )

    def answer(self, boxed: Element, scope: Mapping[str, Value]) -> Value:
        """Return the value of a boxed expression that is, holds or calls a table."""
        if local(boxed) == "decisionTable":
            return decided(boxed, scope)
        if local(boxed) == "context":
            return self._context(boxed, scope)
        if local(boxed) == "invocation":
            return self._called(boxed, scope)
        return evaluated(self.said(boxed), scope, types=self.types)

    def _context(self, boxed: Element, scope: Mapping[str, Value]) -> Value:
        found: dict[str, Value] = {}
        for entry in children(boxed, "contextEntry"):
            variable, inner = first(entry, "variable"), first(entry, *BOXED)
            assert inner is not None
            value = self.answer(inner, {**scope, **found})
            if variable is None:
                return value
            found[str(variable.get("name"))] = value
        return found

    def _called(self, boxed: Element, scope: Mapping[str, Value]) -> Value:
        called = first(boxed, *BOXED)
        assert called is not None
        known = [
            one
            for one in self.by_id.values()
            if local(one) == "businessKnowledgeModel" and one.get("name") == text_of(called)
        ]
        logic = first(known[0], "encapsulatedLogic") if known else None
        inner = None if logic is None else first(logic, *BOXED)
        if inner is None:
            raise NotFormulas("invocation")
        given: dict[str, Value] = {}
        for binding in children(boxed, "binding"):
            parameter, formula = first(binding, "parameter"), first(binding, *BOXED)
            assert parameter is not None
            assert formula is not None
            given[str(parameter.get("name"))] = self.answer(formula, scope)
        return self.answer(inner, given)


def decided(boxed: Element, scope: Mapping[str, Value]) -> Value:
    """Return what the engine decides for a table of a model."""
    columns = [first(column, "inputExpression") for column in children(boxed, "input")]
    inputs = tuple(text_of(one) for one in columns if one is not None)
    outputs = children(boxed, "output")
    names = tuple(str(one.get("name") or SINGLE) for one in outputs)
    table = DecisionTable(
        hit_policy=policy_of(boxed),
        inputs=inputs,
        outputs=names,
        rows=tuple(
            tuple(text_of(cell) for cell in children(rule, "inputEntry", "outputEntry"))
            for rule in children(boxed, "rule")
        ),
        allowed=_texts(children(boxed, "input"), inputs, "inputValues", "{}"),
        values=_texts(outputs, names, "outputValues", "[{}]"),
        default={**_texts(outputs, names, "defaultOutputEntry", "{}")},
    )
    known = [*scope, *(key for value in scope.values() for key in keys_in(value))]
    found = Table(table, tuple(scope), properties=known).decide(scope).value
    return found if len(names) > 1 or table.hit_policy in COUNTED else _single(found, names[0])


def policy_of(boxed: Element) -> HitPolicy:
    """Return the hit policy with its aggregation."""
    words = f"{boxed.get('hitPolicy', 'UNIQUE')} {boxed.get('aggregation', '')}".strip().lower()
    policies = HitPolicy.__args__  # type: ignore[attr-defined]  # the words of the Literal
    return next(policy for policy in policies if policy == words)


def _texts(
    columns: list[Element], names: tuple[str, ...], element: str, form: str
) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, column in zip(names, columns, strict=True):
        inner = first(column, element)
        if inner is not None and text_of(inner):
            found[name] = form.format(text_of(inner))
    return found


def _single(found: Value, name: str) -> Value:
    if isinstance(found, list):
        return [_single(one, name) for one in found]
    return found.get(name) if isinstance(found, dict) else found


def table_cases() -> list[tuple[str, Case, Decided]]:
    """Return the expected results of all models that hold a decision table."""
    found: list[tuple[str, Case, Decided]] = []
    for folder in sorted(shared("dmn-tck").glob("compliance-level-*/*")):
        for path, case in cases(folder) if folder.is_dir() else ():
            root = etree.parse(path).getroot()
            if any(local(one) == "decisionTable" for one in root.iter()):
                found.append((folder.name, case, Decided(root, NOON)))
    return found


def test_decision_tables_answer_as_the_standard_expects() -> None:
    wrong: list[str] = []
    found = table_cases()
    for folder, case, model in found:
        value = model.decide(case.decision, case.inputs)
        if not agrees(value, case.expected):
            wrong.append(f"{folder} {case.test} {case.decision}: {value} not {case.expected}")
    assert len(found) > 40
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("first", {"price": Decimal(10)}),
        ("priority", {"price": Decimal(5)}),
        ("rule order", [{"price": Decimal(10)}, {"price": Decimal(5)}]),
        ("output order", [{"price": Decimal(5)}, {"price": Decimal(10)}]),
        ("collect sum", Decimal(15)),
        ("collect min", Decimal(5)),
        ("collect max", Decimal(10)),
        ("collect count", Decimal(2)),
        ("unique", None),
        ("any", None),
    ],
)
def test_each_hit_policy_chooses_among_two_rows_that_fit(
    policy: HitPolicy, expected: Value
) -> None:
    table = DecisionTable(
        hit_policy=policy,
        inputs=("pieces",),
        outputs=("price",),
        rows=(("> 1", 10), ("-", "2 + 3"), ("> 100", 1)),
        values={"price": "[1, 5, 10]"},
    )
    found = Table(table, ("pieces",)).decide({"pieces": 7})
    assert agrees(found.value, expected)
    assert found.rows == ((1,) if policy == "first" else (1, 2))
    assert (found.fault is not None) == (policy in ("unique", "any"))


def test_no_row_gives_the_default_and_without_one_nothing() -> None:
    table = DecisionTable(inputs=("pieces",), outputs=("price",), rows=(("> 100", 1),))
    assert Table(table, ("pieces",)).decide({"pieces": 7}).value is None
    given = DecisionTable(
        inputs=("pieces",), outputs=("price",), rows=(("> 100", 1),), default={"price": 9}
    )
    assert Table(given, ("pieces",)).decide({"pieces": 7}).value == {"price": Decimal(9)}
