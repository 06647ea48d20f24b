"""Runs formulas from the command line: one at a time, or a file of cases with expected values."""

import datetime as python
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Literal

import msgspec

from taktline.base.problem import Invalid, Problem
from taktline.base.text import Text
from taktline.feel.compiler import Result, compile
from taktline.feel.diagnostics import Diagnostic
from taktline.feel.parser import parse, parse_unary_tests
from taktline.feel.tree import Node
from taktline.feel.values import adopt, to_json

DOUBLE_DIGITS = 15  # Digits an expected value printed by an engine with binary floats can promise.
ROUNDING_RELATIVE = Decimal("1e-14")

_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")


class CaseResult(msgspec.Struct, frozen=True, kw_only=True):
    """One case: its line from 1, whether it passed, what came and what was expected."""

    line: int
    ok: bool
    value: object
    expected: object
    diagnostics: tuple[Diagnostic, ...] = ()


class CaseSummary(msgspec.Struct, frozen=True, kw_only=True):
    """The last line: how many cases there were and how many passed."""

    cases: int
    passed: int


def evaluate(
    kind: Literal["expression", "unary"],
    text: str,
    *,
    context: Mapping[str, object],
    now: python.datetime | None = None,
    zone: str = "UTC",
) -> Result:
    """Read, compile and evaluate one formula with the names its context has.

    Raises:
        LimitReached: the text is too long or nested too deeply.
        ParseError: the text cannot be read.
    """
    known = [*context, *_inner_keys(context)]
    read = parse if kind == "expression" else parse_unary_tests
    node: Node = read(text, tuple(context), properties=known)
    return compile(node)(context, now=now, zone=zone)


def evaluate_json(
    expression: str,
    context_json: str | bytes = "{}",
    *,
    now: python.datetime | None = None,
    zone: str = "UTC",
) -> object:
    """Evaluate an expression with a context given as JSON.

    Args:
        expression: the text.
        context_json: a JSON object; numbers are read as decimals.
        now: the instant `now()` and `today()` give.
        zone: IANA name of its zone.

    Returns:
        What msgspec writes as JSON (see `json_text`): decimals, texts, lists, dicts; temporal
        values as ISO texts.

    Raises:
        Invalid: the context is not a JSON object.
        LimitReached: the text is too long or nested too deeply.
        ParseError: the text is not an expression.
    """
    result = evaluate("expression", expression, context=_context(context_json), now=now, zone=zone)
    return to_json(result.value)


def json_text(value: object) -> str:
    """Write a value, a case's result or a summary as one line of JSON; decimals as numbers."""
    return _ENCODER.encode(value).decode()


def run_cases(
    lines: Iterable[str], *, now: python.datetime | None = None, zone: str = "UTC"
) -> Iterator[CaseResult | CaseSummary]:
    """Run cases given as JSON lines with kind, expression, context and expected.

    Args:
        lines: JSON objects; blank lines are passed over.
        now: the instant `now()` and `today()` give.
        zone: IANA name of its zone.

    Yields:
        A result for each line that is not blank, and the summary at the end.
    """
    cases = passed = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        outcome = _case(number, line, now=now, zone=zone)
        cases += 1
        passed += outcome.ok
        yield outcome
    yield CaseSummary(cases=cases, passed=passed)


def _case(number: int, line: str, *, now: python.datetime | None, zone: str) -> CaseResult:
    row = _context(line)
    expected = row.get("expected")
    context = row.get("context")
    kind: Literal["expression", "unary"] = "unary" if row.get("kind") == "unary" else "expression"
    try:
        result = evaluate(
            kind,
            str(row.get("expression", "")),
            context=context if isinstance(context, dict) else {},
            now=now,
            zone=zone,
        )
    except Problem as problem:
        refusal = Diagnostic(code=problem.code, message=_said(problem))
        return CaseResult(
            line=number, ok=False, value=None, expected=expected, diagnostics=(refusal,)
        )
    value = to_json(result.value)
    return CaseResult(
        line=number,
        ok=agrees(value, expected),
        value=value,
        expected=expected,
        diagnostics=result.diagnostics,
    )


def agrees(value: object, expected: object) -> bool:
    """Compare a result with an expected JSON value: numbers by number, the rest exactly.

    An expected number of 15 and more digits came from binary floats: the last digits may differ.
    """
    if isinstance(expected, bool) or isinstance(value, bool):
        return value is expected
    if isinstance(expected, (int, Decimal)) and isinstance(value, (int, Decimal)):
        return _same_number(Decimal(value), Decimal(expected))
    if isinstance(expected, list) and isinstance(value, list):
        pairs = zip(value, expected, strict=False)
        return len(value) == len(expected) and all(agrees(a, b) for a, b in pairs)
    if isinstance(expected, dict) and isinstance(value, dict):
        return value.keys() == expected.keys() and all(
            agrees(item, expected[key]) for key, item in value.items()
        )
    return value == expected


def _same_number(value: Decimal, expected: Decimal) -> bool:
    if value == expected:
        return True
    printed = len(expected.as_tuple().digits) >= DOUBLE_DIGITS
    return printed and abs(value - expected) <= abs(expected) * ROUNDING_RELATIVE


def _inner_keys(value: object) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(key for item in value.values() for key in _inner_keys(item))]
    if isinstance(value, list):
        return [key for item in value for key in _inner_keys(item)]
    return []


def _context(text: str | bytes) -> dict[str, object]:
    try:
        found: object = _DECODER.decode(text)
    except msgspec.DecodeError as error:
        raise Invalid(reason=str(error)) from None
    if not isinstance(found, dict):
        raise Invalid(reason="a JSON object is needed")
    return {str(key): adopt(value) for key, value in found.items()}


def _said(problem: Problem) -> Text:
    return Text(en=problem.say("en"), zh=problem.say("zh"))
