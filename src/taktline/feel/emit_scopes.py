"""Writes Python for what opens a scope of names: loops, filters, contexts, functions."""

import ast
from collections.abc import Callable

from taktline.feel.codegen import (
    RUN,
    Emitter,
    call,
    constant,
    lambda_of,
    name,
    tuple_of,
)
from taktline.feel.tree import (
    ContextNode,
    FilterNode,
    ForNode,
    FunctionNode,
    Iteration,
    Node,
    NumberNode,
    QuantifiedNode,
)
from taktline.feel.types import ANY, Type, type_named

Emit = Callable[[Emitter, Node], ast.expr]


def _sources(
    emitter: Emitter, iterations: tuple[Iteration, ...], emit: Emit
) -> tuple[list[str], ast.expr]:
    """Emit the sources of a loop; each sees the variables before it.

    Leaves one open scope that holds all variables.
    """
    identifiers: list[str] = []
    sources: list[ast.expr] = []
    emitter.enter({})
    for iteration in iterations:
        sources.append(lambda_of(list(identifiers), _source(emitter, iteration, emit)))
        identifiers.append(emitter.fresh())
        emitter.declare(iteration.name, name(identifiers[-1]))
    return identifiers, tuple_of(sources)


def _source(emitter: Emitter, iteration: Iteration, emit: Emit) -> ast.expr:
    at = constant(iteration.at)
    start = emit(emitter, iteration.source)
    if iteration.end is None:
        return call("each", name(RUN), start, at)
    return call("stretch", name(RUN), start, emit(emitter, iteration.end), at)


def _for(emitter: Emitter, node: ForNode, emit: Emit) -> ast.expr:
    identifiers, sources = _sources(emitter, node.iterations, emit)
    partial = emitter.fresh()
    emitter.declare("partial", name(partial))
    body = lambda_of([*identifiers, partial], emit(emitter, node.body))
    emitter.leave()
    return call("loop", name(RUN), sources, body)


def _quantified(emitter: Emitter, node: QuantifiedNode, emit: Emit) -> ast.expr:
    identifiers, sources = _sources(emitter, node.iterations, emit)
    condition = lambda_of(identifiers, emit(emitter, node.condition))
    emitter.leave()
    return call(node.quantifier, name(RUN), sources, condition)


def _filter(emitter: Emitter, node: FilterNode, emit: Emit) -> ast.expr:
    source = emit(emitter, node.source)
    at = constant(node.at)
    if isinstance(node.condition, NumberNode):
        return call("item_at", name(RUN), source, emit(emitter, node.condition), at)
    item = emitter.fresh()

    def field(key: ast.expr) -> ast.expr:
        return call("path", name(RUN), name(item), key, at)

    emitter.enter({"": field, "item*": name(item)})
    test = lambda_of([item], emit(emitter, node.condition))
    emitter.leave()
    return call("filtered", name(RUN), source, test, at)


def _context(emitter: Emitter, node: ContextNode, emit: Emit) -> ast.expr:
    """Entries become variables one after the other, so that later ones see earlier ones.

    A lambda of its own keeps them together and lets a function refer to itself.
    """
    emitter.enter({})
    pairs: list[ast.expr] = []
    for entry in node.entries:
        identifier = emitter.fresh()
        if isinstance(entry.value, FunctionNode):
            emitter.declare(entry.key, name(identifier))
        value = emit(emitter, entry.value)
        emitter.declare(entry.key, name(identifier))
        stored = ast.NamedExpr(ast.Name(identifier, ast.Store()), value)
        pairs.append(tuple_of([constant(entry.key), stored]))
    emitter.leave()
    body = call("context_of", tuple_of(pairs), name(RUN), constant(node.at))
    return ast.Call(lambda_of([], body), [], [])


def _function(emitter: Emitter, node: FunctionNode, emit: Emit) -> ast.expr:
    identifiers = [emitter.fresh() for _ in node.parameters]
    names = [parameter.name for parameter in node.parameters]
    emitter.enter(dict(zip(names, map(name, identifiers), strict=True)))
    body = emit(emitter, node.body)
    emitter.leave()
    if node.external:
        return call("external", name(RUN), constant(node.at))
    types: list[Type] = []
    for parameter in node.parameters:
        declared = parameter.type_name
        found = type_named(declared, emitter.named_types) if declared else ANY
        types.append(found or ANY)
    shown = tuple_of([constant(one) for one in names])
    return call(
        "made_function", name(RUN), shown, emitter.kept(tuple(types)),
        lambda_of(identifiers, body), constant(node.at),
    )  # fmt: skip


SCOPES: dict[type, Callable[..., ast.expr]] = {
    ForNode: _for,
    QuantifiedNode: _quantified,
    FilterNode: _filter,
    ContextNode: _context,
    FunctionNode: _function,
}
