"""Clocks and catch-alls stay at the edge, so that everything inside can be trusted and repeated."""

import ast
from collections.abc import Iterator

from tests.tidy.tree import Module, at, listed, modules, nodes

EDGES = (
    "src/taktline/api/",
    "src/taktline/cli/",
    "src/taktline/connect/",
    "src/taktline/plants/",
    "src/taktline/base/host.py",
    "src/taktline/base/clock.py",
    "src/taktline/base/ids.py",  # a UUIDv7 carries the time it was made at
    "src/taktline/store/embedded/",
    "src/taktline/platform/clock.py",
    "src/taktline/platform/outside/job",
    "src/taktline/platform/worker",
    "src/taktline/platform/events/subscriber",
    "src/taktline/platform/outside/webhook",
    "src/taktline/platform/events/sealer",
)
"""Where the world comes in: requests, devices, processes and work outside the database."""
CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("time", "time"), ("time", "time_ns"), ("time", "localtime"),
}  # fmt: skip


def test_nobody_reads_the_clock_inside() -> None:
    found = [
        f"{at(module, call)}: take `now` as an argument"
        for module in inside()
        for call in nodes(module)
        if isinstance(call, ast.Call) and last_two_names(call.func) in CLOCKS
    ]
    assert not found, listed(found)


def test_nobody_imports_a_clock_function_by_its_bare_name() -> None:
    found = [
        at(module, node)
        for module in inside()
        for node in nodes(module)
        if isinstance(node, ast.ImportFrom)
        and node.module == "time"
        and {alias.name for alias in node.names} & {"time", "time_ns", "localtime"}
    ]
    assert not found, listed(found)


def test_nobody_catches_everything_inside() -> None:
    found = [
        f"{at(module, handler)}: name the refusal that is expected here"
        for module in inside()
        for handler in nodes(module)
        if isinstance(handler, ast.ExceptHandler)
        and caught(handler) & {"", "Exception", "BaseException"}
        and not raises_again(handler)
    ]
    assert not found, listed(found)


def inside() -> Iterator[Module]:
    """The product's modules that are not at the edge."""
    return (module for module in modules("src/") if not module.name.startswith(EDGES))


def last_two_names(function: ast.expr) -> tuple[str, str]:
    """`datetime.datetime.now` -> `("datetime", "now")`."""
    if not isinstance(function, ast.Attribute):
        return ("", "")
    owner = function.value
    if isinstance(owner, ast.Attribute):
        return (owner.attr, function.attr)
    return (owner.id if isinstance(owner, ast.Name) else "", function.attr)


def caught(handler: ast.ExceptHandler) -> set[str]:
    """Names of the exceptions a handler takes; the empty name for a bare `except`."""
    if handler.type is None:
        return {""}
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {kind.id for kind in kinds if isinstance(kind, ast.Name)}


def raises_again(handler: ast.ExceptHandler) -> bool:
    """Whether a handler only cleans up: its last statement is a bare `raise`."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None
