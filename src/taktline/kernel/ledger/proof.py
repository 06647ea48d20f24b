"""The ledger proof as people read it: every law, whether it holds, where it does not and when."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.ledger.stock import Stock
from taktline.kernel.ledger.verify import LedgerProof, ProvedLaw, prove
from taktline.platform.command import Booked, Command, Event, Fact, Ids, Principal
from taktline.platform.query import Page, Query
from taktline.platform.transaction import Tx
from taktline.platform.verb import FactKind, Verb

LAWS_MAX = 100
"""Laws of one proof; the handbook has twelve, asked in some twenty questions."""


class ProofContradicts(Problem):
    """What is kept as a proof says nothing, or contradicts itself."""

    title = Text(
        en="A proof names 1 to {limit} laws, and is sound only where none of them has a finding.",
        zh="一次验证须含 1 至 {limit} 条定律,且仅当各定律均无不符时方为一致。",
    )
    status = 400


class KeepLedgerProof(Command, frozen=True, kw_only=True):
    """Keep what a proof of this tenant found, for the page that shows it.

    Attributes:
        proof: as `taktline ledger verify` makes it.
    """

    proof: LedgerProof


class LedgerProved(Fact, frozen=True, kw_only=True):
    """A proof of the ledger was made."""

    id: UUID
    proof: LedgerProof
    proved_at: Instant


class LedgerProofParams(msgspec.Struct, frozen=True, kw_only=True):
    """The last proof that was kept; `live` proves the ledger now, which takes seconds a million."""

    live: bool = False


class LedgerProofRow(msgspec.Struct, frozen=True, kw_only=True):
    """One law: whether it holds, the first places where not, and what was looked at.

    Attributes:
        took_s: seconds this law took.
        proved_at: when; the proof is about that moment.
    """

    law: str
    title: Text
    holds: bool
    findings: list[dict[str, str]]
    took_s: Decimal
    proved_at: datetime
    moves: int
    balances: int
    edges: int


class Kept(msgspec.Struct, kw_only=True):
    """What a decision to keep a proof knows: nothing of the stock."""

    stock: Stock = msgspec.field(default_factory=Stock)


INSERT = """
    INSERT INTO ledger_proof (
        id, proved_at, is_sound, moves, balances, edges, took_s, laws, cause)
    SELECT n.id, n.at, n.sound, n.moves, n.balances, n.edges, n.took_s, n.laws::jsonb, n.cause
    FROM unnest(
        %(id)s::uuid[], %(at)s::timestamptz[], %(sound)s::boolean[], %(moves)s::numeric[],
        %(balances)s::numeric[], %(edges)s::numeric[], %(took_s)s::numeric[], %(laws)s::text[],
        %(cause)s::uuid[]
    ) AS n(id, at, sound, moves, balances, edges, took_s, laws, cause)"""
LAST = """
    SELECT proved_at, moves::bigint, balances::bigint, edges::bigint, laws::text
    FROM ledger_proof ORDER BY proved_at DESC, id DESC LIMIT 1"""
NOW = "SELECT now()"


async def load_nothing(tx: Tx, commands: Sequence[KeepLedgerProof]) -> Kept:
    """A proof is judged by itself."""
    return Kept()


def decide_keep(kept: Kept, command: KeepLedgerProof, now: Instant, ids: Ids) -> list[Fact]:
    """Decide to keep a proof, and tell it where it is not sound.

    Raises:
        ProofContradicts: no law, too many, or its laws say otherwise than the whole.
    """
    proof = command.proof
    if not 1 <= len(proof.laws) <= LAWS_MAX or proof.ok == any(law.findings for law in proof.laws):
        raise ProofContradicts(limit=LAWS_MAX, at="/proof/laws")
    fact = LedgerProved(id=ids.new(), proof=proof, proved_at=command.occurred_at)
    broken = sorted({law.law for law in proof.laws if law.findings})
    name = "ledger_proof.broken" if broken else "ledger_proof.held"
    payload: dict[str, object] = {"moves": proof.moves, "laws": broken}
    return [fact, Event(name=name, entity="ledger_proof", record=fact.id, payload=payload)]


def record_proofs(tx: Tx, booked: Sequence[Booked[LedgerProved]]) -> None:
    """Keep proofs."""
    proofs = [one.fact.proof for one in booked]
    tx.execute(
        INSERT,
        {
            "id": [one.fact.id for one in booked],
            "at": [one.fact.proved_at for one in booked],
            "sound": [proof.ok for proof in proofs],
            "moves": [Decimal(proof.moves) for proof in proofs],
            "balances": [Decimal(proof.balances) for proof in proofs],
            "edges": [Decimal(proof.edges) for proof in proofs],
            "took_s": [Decimal(str(proof.took_s)) for proof in proofs],
            "laws": [msgspec.json.encode(proof.laws).decode() for proof in proofs],
            "cause": [one.stamp.cause for one in booked],
        },
    )


async def ledger_proof(
    tx: Tx, asked: LedgerProofParams, reader: Principal
) -> Page[LedgerProofRow]:  # tidy: positional - the shape of a query
    """Return the laws of the last proof, those that do not hold first; nothing where none is kept.

    A live proof sees what is committed while it reads; `taktline ledger verify` sees one moment.
    """
    if asked.live:
        proof = await prove(tx)
        at = msgspec.convert((await tx.fetch(NOW))[0][0], datetime)
        return _page(proof.laws, at, counts=(proof.moves, proof.balances, proof.edges))
    found = await tx.fetch(LAST)
    if not found:
        return Page(rows=[], total=0)
    at, moves, balances, edges, laws = msgspec.convert(
        found[0], tuple[datetime, int, int, int, str]
    )
    counts = (moves, balances, edges)
    return _page(msgspec.json.decode(laws, type=list[ProvedLaw]), at, counts=counts)


def _page(
    laws: Sequence[ProvedLaw], at: datetime, *, counts: tuple[int, int, int]
) -> Page[LedgerProofRow]:
    moves, balances, edges = counts
    rows = [
        LedgerProofRow(
            law=law.law,
            title=law.title,
            holds=not law.findings,
            findings=msgspec.convert(msgspec.to_builtins(law.findings), list[dict[str, str]]),
            took_s=Decimal(str(law.took_s)),
            proved_at=at,
            moves=moves,
            balances=balances,
            edges=edges,
        )
        for law in laws
    ]
    rows.sort(key=lambda row: row.holds)
    return Page(rows=rows, total=len(rows))


PROOF_VERB = Verb(
    "kernel.keep_ledger_proof",
    KeepLedgerProof,
    needs="ledger_proof:keep",
    load=load_nothing,
    decide=decide_keep,
    label=Text(en="Keep a ledger proof", zh="保存账目验证"),
    refusals=(ProofContradicts,),
    events=("ledger_proof.held", "ledger_proof.broken"),
)
PROOF_KIND = FactKind(LedgerProved, record_proofs)
PROOF_QUERY = Query(
    name="kernel.ledger_proof",
    params=LedgerProofParams,
    row=LedgerProofRow,
    needs="ledger_proof:read",
    run=ledger_proof,
    label=Text(en="Ledger proof", zh="账目验证"),
)
