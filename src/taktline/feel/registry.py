"""The one table of all built-in functions, and how a call finds the form it fits."""

# tidy: positional - called by generated code.

from collections.abc import Sequence

from taktline.feel.builtins_contexts import CONTEXT_FUNCTIONS, CONVERSION_FUNCTIONS
from taktline.feel.builtins_lists import LIST_FUNCTIONS
from taktline.feel.builtins_numbers import NUMBER_FUNCTIONS
from taktline.feel.builtins_ours import OUR_FUNCTIONS
from taktline.feel.builtins_ranges import RANGE_FUNCTIONS
from taktline.feel.builtins_texts import TEXT_FUNCTIONS
from taktline.feel.builtins_times import TIME_FUNCTIONS
from taktline.feel.run import Run
from taktline.feel.signatures import (
    Builtin,
    Form,
    FormalParameter,
    NoValueError,
    fitted,
    signature_text,
)
from taktline.feel.types import MismatchError
from taktline.feel.values import Function, Value

ALL: tuple[Builtin, ...] = (
    *CONVERSION_FUNCTIONS,
    *TEXT_FUNCTIONS,
    *NUMBER_FUNCTIONS,
    *LIST_FUNCTIONS,
    *CONTEXT_FUNCTIONS,
    *TIME_FUNCTIONS,
    *RANGE_FUNCTIONS,
    *OUR_FUNCTIONS,
)
CHARACTERS_PER_STEP = 50  # Text a function reads in the time of one step.
PLACES_MAX = 10_000  # Remembered shapes of calls.
BUILTINS: dict[str, Builtin] = {found.name: found for found in ALL}
NAMES: tuple[str, ...] = tuple(BUILTINS)


_PLACES: dict[tuple[int, int, tuple[str, ...]], tuple[int, ...] | None] = {}
"""Remembered bindings by form, count and names; a form is identified by where it lives."""


def places_of(shown: Form, count: int, names: tuple[str, ...]) -> tuple[int, ...] | None:
    """Return what `bound` says, worked out once for each shape of call."""
    key = (id(shown), count, names)
    if key not in _PLACES:
        if len(_PLACES) > PLACES_MAX:
            _PLACES.clear()
        _PLACES[key] = bound(shown, count, names)
    return _PLACES[key]


def bound(shown: Form, count: int, names: tuple[str, ...]) -> tuple[int, ...] | None:
    """Say which argument goes to which parameter of a form.

    Args:
        shown: the form.
        count: number of arguments.
        names: their names; empty when they are positional.

    Returns:
        For each parameter in order the index of its argument, -1 for one left out; None when the
        arguments do not fit the form.
    """
    if not names:
        if shown.variadic:
            return tuple(range(count)) if count >= max(shown.required, 1) else None
        if not shown.required <= count <= len(shown.parameters):
            return None
        return tuple(range(count))
    known = [parameter.name for parameter in shown.parameters]
    if not set(names) <= set(known) or len(set(names)) != len(names):
        return None
    places = [names.index(name) if name in names else -1 for name in known]
    while places and places[-1] == -1:
        places.pop()
    missing = any(
        place == -1 and not parameter.optional
        for place, parameter in zip(places, shown.parameters, strict=False)
    )
    return None if missing or len(places) < shown.required else tuple(places)


def parameter_at(shown: Form, index: int) -> FormalParameter:
    """Return the parameter an argument position belongs to; the last one repeats if variadic."""
    return shown.parameters[min(index, len(shown.parameters) - 1)]


def call_builtin(
    run: Run, name: str, arguments: Sequence[Value], names: tuple[str, ...], at: int
) -> Value:
    """Call a built-in function; null with a note when no form fits or it has no result."""
    found = BUILTINS[name]
    run.spend(1)
    try:
        for shown in found.forms:
            places = places_of(shown, len(arguments), names)
            if places is None:
                continue
            values = _fitted(shown, places, arguments)
            if values is not None:
                run.spend(sum(map(_weight, values)))
                return shown.run(run, *values) if shown.takes_run else shown.run(*values)
    except NoValueError as refusal:
        run.note("invalid-argument", at, name=name, reason=refusal.reason)
        return None
    if None in arguments and _takes(found, len(arguments), names):
        run.note("null-operand", at, operator=name)
    else:
        run.note("wrong-arguments", at, name=name, expected=signature_text(found))
    return None


def _weight(value: Value) -> int:
    """Return the steps an argument costs: a list by its items, a text by its length."""
    if isinstance(value, list):
        return len(value) // 2
    return len(value) // CHARACTERS_PER_STEP if isinstance(value, str) else 0


def _takes(found: Builtin, count: int, names: tuple[str, ...]) -> bool:
    return any(places_of(one, count, names) is not None for one in found.forms)


def _fitted(shown: Form, places: tuple[int, ...], arguments: Sequence[Value]) -> list[Value] | None:
    found: list[Value] = []
    try:
        for index, place in enumerate(places):
            parameter = parameter_at(shown, index)
            found.append(None if place == -1 else fitted(arguments[place], parameter))
    except MismatchError:
        return None
    return found


def function_value(run: Run, name: str) -> Function:
    """Return a built-in as a value, so that it can be handed to another function."""
    shown = BUILTINS[name].forms[0]
    return Function(
        name=name,
        parameters=tuple(parameter.name for parameter in shown.parameters),
        call=lambda arguments: call_builtin(run, name, arguments, (), 0),
    )
