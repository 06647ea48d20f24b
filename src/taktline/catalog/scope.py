"""Conditions of grants that hold on some records only, asked of the record a command acts on."""

from functools import lru_cache

import msgspec

from taktline.base.problem import Problem
from taktline.catalog.expression import Expression, expression
from taktline.catalog.given import given_fields
from taktline.catalog.records import Records, Row
from taktline.catalog.rules import Draft
from taktline.catalog.wire import RECORD
from taktline.platform.guard import NoScopes, Question, Scopes

EXPRESSIONS_MAX = 5_000


class RecordScopes:
    """Scopes of the generic commands; other commands are asked of somebody else.

    A record to be changed is judged as it stands; one to be made, as it would be made.
    """

    def __init__(self, others: Scopes | None = None) -> None:
        self._others = others or NoScopes()

    def admits(self, scope: str, question: Question) -> bool:
        """Say whether the record lies within the scope; what cannot be evaluated does not."""
        if not isinstance(question.state, Records):
            return self._others.admits(scope, question)
        try:
            row = _row(question.state, question)
            names = tuple(column.name for column in question.state.shape.columns)
            compiled = _compiled(scope, names)
        except Problem:
            return False
        return compiled.value(question.state.seen(row), question.now) is True


def _row(state: Records, question: Question) -> Row:
    """Return the record a command acts on.

    Raises:
        Problem: there is none, or it could not be made.
    """
    named = getattr(question.command, RECORD, msgspec.UNSET)
    if isinstance(named, str):
        return state.record(named)
    given = given_fields(state.shape, question.command)
    draft = Draft(state, {column.name: None for column in state.shape.columns})
    draft.enter(given)
    draft.fill(given, question.now)
    draft.compute(question.now)
    if draft.problems:
        raise draft.problems[0]
    return draft.row


@lru_cache(maxsize=EXPRESSIONS_MAX)
def _compiled(scope: str, names: tuple[str, ...]) -> Expression:
    return expression(scope, names)
