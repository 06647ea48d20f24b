"""The record a generic command acts on, as formulas see it before the command is decided."""

from taktline.base.problem import Problem
from taktline.catalog.given import given_fields
from taktline.catalog.records import Records
from taktline.catalog.rules import Draft
from taktline.catalog.wire import RECORD
from taktline.platform.guard import Question


def record_meant(question: Question) -> dict[str, object] | None:
    """Return the record as it stands, or as it would be made; None where there is none."""
    state = question.state
    if not isinstance(state, Records):
        return None
    named = getattr(question.command, RECORD, None)
    try:
        if isinstance(named, str):
            return state.seen(state.record(named))
        given = given_fields(state.shape, question.command)
        draft = Draft(state, {column.name: None for column in state.shape.columns})
        draft.enter(given)
        draft.fill(given, question.now)
        draft.compute(question.now)
    except Problem:
        return None
    return None if draft.problems else state.seen(draft.row)
