"""Reads and writes sampling: rules of plans, samples of inspections, the lots before them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from taktline.apps.quality.sampling import (
    EarlierLot,
    PlanSample,
    SamplePlanned,
    Sampler,
    SamplingRuleSet,
)
from taktline.base.text import Text
from taktline.kernel.ledger.stock import StockWanted
from taktline.kernel.orders.columns import Columns
from taktline.kernel.orders.load import stocked
from taktline.kernel.orders.queue import scope_of
from taktline.kernel.orders.read import Named, read_shop, structs
from taktline.kernel.orders.record import insert, send
from taktline.kernel.orders.shop import Shop
from taktline.platform.command import Booked, Principal
from taktline.platform.query import Page, Query
from taktline.platform.transaction import Tx

LOTS_MAX = 2_000
"""Decided lots of the named materials that are read: more than any switching rule looks back."""

RULE: Columns = (
    ("id", "uuid"), ("work_master", "uuid"), ("severity", "text"), ("level", "text"),
    ("aql", "text"),
)  # fmt: skip
PLAN: Columns = (
    ("id", "uuid"), ("cause", "uuid"), ("site", "uuid"), ("job_order", "uuid"),
    ("work_master", "uuid"), ("material", "uuid"), ("supplier", "uuid"), ("operation", "text"),
    ("severity", "text"), ("level", "text"), ("aql", "text"), ("state", "text"),
    ("lot_size", "numeric"), ("letter", "text"), ("sample_size", "numeric"),
    ("accept", "numeric"), ("reject", "numeric"), ("is_steady", "boolean"),
    ("reduced_approved", "boolean"), ("is_resumed", "boolean"), ("planned_at", "timestamptz"),
)  # fmt: skip
INSERT_RULES = insert("sampling_rule", RULE)
INSERT_PLANS = insert("sampling_plan", PLAN)

RULES = """
    SELECT id, work_master, severity, level, aql FROM sampling_rule
    WHERE work_master = ANY(%(masters)s::uuid[])
    ORDER BY work_master, severity"""
STANDING = "SELECT job_order FROM sampling_plan WHERE job_order = ANY(%(jobs)s::uuid[])"
# A decision whose command was taken back has its completion taken back too.
EARLIER = """
    SELECT x.severity, x.supplier, x.material, x.operation, x.letter, x.aql, x.state, x.is_steady,
        x.reduced_approved, x.is_resumed, x.nonconforming
    FROM (
        SELECT s.severity, s.supplier, s.material, s.operation, s.letter, s.aql, s.state,
            s.is_steady, s.reduced_approved, s.is_resumed, i.decided_at, i.id,
            (SELECT count(DISTINCT (r.lot, r.piece))
                FROM test_result r JOIN characteristic c ON c.id = r.characteristic
                WHERE r.job_order = s.job_order AND c.severity = s.severity
                    AND NOT r.passed) AS nonconforming
        FROM sampling_plan s JOIN inspection i ON i.job_order = s.job_order
        WHERE s.material = ANY(%(materials)s::uuid[])
            AND NOT EXISTS (SELECT 1 FROM job_response done
                JOIN job_response back ON back.reverses = done.id
                WHERE done.cause = i.cause)
        ORDER BY i.decided_at DESC, i.id DESC LIMIT %(limit)s) AS x
    ORDER BY x.decided_at, x.id"""


async def load_samples(tx: Tx, commands: Sequence[PlanSample]) -> Sampler:
    """Lock inspections; read the rules of their plans and the lots of their materials before."""
    named = Named(
        jobs={command.inspection for command in commands},
        masters={command.plan for command in commands},
        resources={c.supplier for c in commands if c.supplier is not None},
    )
    read = await read_shop(tx, named)
    shop = read.shop
    materials = {job.material for job in shop.jobs.values() if job.material is not None}
    rules, standing, earlier = await tx.fetch_many(
        [
            (RULES, {"masters": sorted(shop.work_masters)}),
            (STANDING, {"jobs": sorted(shop.jobs)}),
            (EARLIER, {"materials": sorted(materials), "limit": LOTS_MAX}),
        ]
    )
    shop = await stocked(tx, shop, StockWanted())
    by_master: dict[UUID, tuple[SamplingRuleSet, ...]] = {}
    for rule in structs(rules, SamplingRuleSet):
        by_master[rule.work_master] = (*by_master.get(rule.work_master, ()), rule)
    parts = {field: getattr(shop, field) for field in Shop.__struct_fields__}
    return Sampler(
        **parts,
        rules=by_master,
        earlier=tuple(structs(earlier, EarlierLot)),
        planned_samples={row[0] for row in msgspec.convert(standing, list[tuple[UUID]])},
    )


def fold_sample(state: object, fact: SamplePlanned) -> None:
    """An inspection has its sample."""
    if isinstance(state, Sampler):
        state.planned_samples.add(fact.job_order)


def record_rules(tx: Tx, booked: Sequence[Booked[SamplingRuleSet]]) -> None:
    """Write what plans ask per class."""
    rows = [{name: getattr(one.fact, name) for name, _ in RULE} for one in booked]
    send(tx, INSERT_RULES, rows=rows, columns=RULE)


def record_samples(tx: Tx, booked: Sequence[Booked[SamplePlanned]]) -> None:
    """Write the samples of inspections."""
    rows = [
        {name: getattr(one.fact, name, None) for name, _ in PLAN}
        | {"cause": one.stamp.cause, "planned_at": one.stamp.occurred_at}
        for one in booked
    ]
    send(tx, INSERT_PLANS, rows=rows, columns=PLAN)


class ProposalParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which inspection, by code."""

    inspection: str


class ProposalRow(msgspec.Struct, frozen=True, kw_only=True):
    """What the results of one class of characteristics come to.

    Attributes:
        inspected: pieces with a result in this class.
        nonconforming: pieces of them with a failed one.
        proposal: reject from Re bad pieces on; accept when n pieces were looked at and at most Ac
            are bad; else incomplete.
    """

    severity: str
    state: str
    level: str
    aql: str
    letter: str
    sample_size: int
    accept: int
    reject: int
    inspected: int
    nonconforming: int
    proposal: str
    planned_at: datetime


PROPOSAL = """
    SELECT s.severity, s.state, s.level, s.aql, s.letter, s.sample_size::integer,
        s.accept::integer, s.reject::integer, f.inspected, f.nonconforming,
        CASE WHEN f.nonconforming >= s.reject THEN 'reject'
            WHEN f.inspected >= s.sample_size THEN 'accept' ELSE 'incomplete' END,
        s.planned_at
    FROM sampling_plan s JOIN job_order j ON j.id = s.job_order
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT (r.lot, r.piece)) AS inspected,
            count(DISTINCT (r.lot, r.piece)) FILTER (WHERE NOT r.passed) AS nonconforming
        FROM test_result r JOIN characteristic c ON c.id = r.characteristic
        WHERE r.job_order = j.id AND c.severity = s.severity) AS f
    WHERE j.code = %(inspection)s::text
        AND (%(everywhere)s::boolean OR j.site = ANY(%(nodes)s::uuid[])
            OR j.work_center = ANY(%(nodes)s::uuid[]))
    ORDER BY s.severity LIMIT %(limit)s"""


async def proposal(tx: Tx, params: ProposalParams, reader: Principal) -> Page[ProposalRow]:
    """Return what the results of an inspection propose, per class."""
    scope = scope_of(reader, "inspection:read", limit=10)
    rows = await tx.fetch(PROPOSAL, {"inspection": params.inspection, **scope})
    return Page(rows=structs(rows, ProposalRow), total=len(rows))


PROPOSAL_QUERY = Query(
    name="quality.proposal", params=ProposalParams, row=ProposalRow, needs="inspection:read",
    run=proposal, label=Text("Proposed judgement", "建议判定"),
)  # fmt: skip
