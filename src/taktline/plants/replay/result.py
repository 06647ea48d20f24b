"""What a replay says at its end: operations, inspections with capability, the ledger's proof."""

import msgspec

from taktline.kernel.ledger.verify import LedgerProof


class OperationSaid(msgspec.Struct, frozen=True, kw_only=True):
    """One operation on one piece as the machine recorded it; times with milliseconds, UTC."""

    part: str
    piece: int
    op: int
    machine: str
    start: str | None
    end: str | None
    active_s: float
    part_count: int | float | None


class CharacteristicSaid(msgspec.Struct, frozen=True, kw_only=True):
    """Capability of one characteristic on one feature; None where an index does not exist."""

    characteristic: str
    n: int
    mean: float | None
    cp: float | None
    cpk: float | None
    pp: float | None
    ppk: float | None


class InspectionSaid(msgspec.Struct, frozen=True, kw_only=True, rename={"passed": "pass"}):
    """One laboratory's inspection, judged by us.

    Attributes:
        differences: values on which the laboratory's verdict and ours differ.
    """

    part: str
    lab: str
    pieces: int
    measurements: int
    passed: int
    fail: int
    pieces_passed: int
    differences: int
    characteristics: list[CharacteristicSaid]


class LedgerSaid(msgspec.Struct, frozen=True, kw_only=True):
    """Whether every balance, value and link follows from the moves.

    Attributes:
        balances: stock keys that hold a quantity or a value.
    """

    ok: bool
    moves: int
    balances: int


class ReplaySaid(msgspec.Struct, frozen=True, kw_only=True):
    """The whole answer, as `--json` prints it."""

    operations: list[OperationSaid]
    inspections: list[InspectionSaid]
    ledger: LedgerSaid


class ChartSaid(msgspec.Struct, frozen=True, kw_only=True):
    """One control chart of individuals: limits, and which points break which rule.

    Attributes:
        signals: `rule at piece`, in order.
    """

    lab: str
    characteristic: str
    center: float
    lcl: float
    ucl: float
    signals: list[str]


class MachineSaid(msgspec.Struct, frozen=True, kw_only=True):
    """How one machine was used while it was recorded, in seconds."""

    machine: str
    recorded_s: float
    executing_s: float
    stopped_s: float
    stops: int
    availability: float | None
    utilisation: float | None


class ReplayResult(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a replay found out.

    Attributes:
        said: what `--json` prints.
        first_pass_yield: pieces good at once, over all operations and inspections; per inspection.
        held: serials stopped by a hold, per inspection.
        commands: commands given, whether new or not.
        points: values of measured series that were new.
        foreign: recorded lines in no known format.
    """

    said: ReplaySaid
    work_order: str
    first_pass_yield: dict[str, float]
    held: dict[str, list[str]]
    charts: list[ChartSaid]
    machines: list[MachineSaid]
    proof: LedgerProof
    commands: int
    points: int
    foreign: int


def as_json(said: ReplaySaid) -> bytes:
    """Return the answer as JSON, numbers plain."""
    return msgspec.json.encode(said)
