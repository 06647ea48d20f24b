"""The log of rules: what each firing looked at, decided and gave, and what was refused."""

from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.platform.batch import wire_args
from taktline.platform.transaction import Tx

Status = Literal["done", "refused", "nothing", "faulted"]
CHARACTERS_MAX = 20_000
"""Of what a firing looked at: the log explains, it does not copy records."""

INSERT = """
    INSERT INTO rule_firing (id, rule, event, event_cause, event_ordinal, position, verb, entity,
                             about, code, status, looked_at, fitted, commands, refusals, fault,
                             fired_at)
    SELECT id, rule, event, event_cause, event_ordinal, position, verb, entity, about, code,
           status, looked_at::jsonb, fitted::jsonb, commands::jsonb, refusals::jsonb, fault,
           fired_at
    FROM unnest(%(ids)s::uuid[], %(rules)s::text[], %(events)s::text[], %(causes)s::uuid[],
                %(ordinals)s::integer[], %(positions)s::numeric[], %(verbs)s::text[],
                %(entities)s::text[], %(abouts)s::text[], %(codes)s::text[], %(statuses)s::text[],
                %(looked)s::text[], %(fitted)s::text[], %(commands)s::text[],
                %(refusals)s::text[], %(faults)s::text[], %(at)s::timestamptz[])
         AS t (id, rule, event, event_cause, event_ordinal, position, verb, entity, about, code,
               status, looked_at, fitted, commands, refusals, fault, fired_at)
    ON CONFLICT (id) DO UPDATE SET status = excluded.status, looked_at = excluded.looked_at,
        fitted = excluded.fitted, commands = excluded.commands, refusals = excluded.refusals,
        fault = excluded.fault, fired_at = excluded.fired_at
"""
REFUSE = """
    UPDATE rule_firing AS f SET status = 'refused', refusals = t.refusals::jsonb
    FROM unnest(%(ids)s::uuid[], %(refusals)s::text[]) AS t (id, refusals)
    WHERE f.id = t.id
"""


class Firing(msgspec.Struct, frozen=True, kw_only=True):
    """One firing of a rule as it is kept; of a rule before a command, one refusal.

    Attributes:
        id: follows from rule and event.
        looked_at: values by dotted name.
        fitted: rows of the decision table, from 1.
        commands: what was given: `command` and `with`.
        refusals: `code` and `args` of what was refused.
    """

    id: UUID
    rule: str
    event: str | None = None
    event_cause: UUID | None = None
    event_ordinal: int | None = None
    position: int | None = None
    verb: str | None = None
    entity: str
    about: str | None = None
    code: str = ""
    status: Status
    looked_at: Mapping[str, object] = {}
    fitted: Sequence[int] = ()
    commands: Sequence[Mapping[str, object]] = ()
    refusals: Sequence[Mapping[str, object]] = ()
    fault: str | None = None
    fired_at: Instant


def keep(tx: Tx, firings: Sequence[Firing]) -> None:
    """Write firings: one statement for all; an event that is read again writes its row again."""
    if not firings:
        return
    params: Mapping[str, object] = {
        "ids": [one.id for one in firings],
        "rules": [one.rule for one in firings],
        "events": [one.event for one in firings],
        "causes": [one.event_cause for one in firings],
        "ordinals": [one.event_ordinal for one in firings],
        "positions": [one.position for one in firings],
        "verbs": [one.verb for one in firings],
        "entities": [one.entity for one in firings],
        "abouts": [one.about for one in firings],
        "codes": [one.code for one in firings],
        "statuses": [one.status for one in firings],
        "looked": [_json(one.looked_at) for one in firings],
        "fitted": [_json(one.fitted) for one in firings],
        "commands": [_json(one.commands) for one in firings],
        "refusals": [_json(one.refusals) for one in firings],
        "faults": [one.fault for one in firings],
        "at": [one.fired_at for one in firings],
    }
    tx.execute(INSERT, params)


def keep_refusals(tx: Tx, refused: Sequence[tuple[UUID, Problem]]) -> None:
    """Write which firings were refused something, and why."""
    found: dict[UUID, list[Mapping[str, object]]] = {}
    for firing, problem in refused:
        found.setdefault(firing, []).append(refusal_of(problem))
    params = {"ids": list(found), "refusals": [_json(told) for told in found.values()]}
    tx.execute(REFUSE, params)


def refusal_of(problem: Problem) -> dict[str, object]:
    """Return a refusal as it is kept: its code and arguments, never its sentence."""
    return {"code": problem.code, "args": wire_args(problem)}


def _json(value: object) -> str:
    text = msgspec.json.encode(value, enc_hook=str).decode()
    return text if len(text) <= CHARACTERS_MAX else '{"too_long": true}'
