"""Attribute sampling of ISO 2859-1: how many pieces to look at, and how many may be bad."""

from bisect import bisect_left
from functools import cache
from typing import Literal, get_args

import msgspec

from taktline.science.sampling.refusals import LotTooSmall, NoSuchPlan

Severity = Literal["normal", "tightened", "reduced"]
Level = Literal["S-1", "S-2", "S-3", "S-4", "I", "II", "III"]

LETTERS = "ABCDEFGHJKLMNPQR"  # I and O are left out by the standard.
AQLS = (
    *("0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25"),
    *("0.40", "0.65", "1.0", "1.5", "2.5", "4.0", "6.5", "10"),
)
"""Acceptable quality limits up to 10, percent nonconforming, as the tables print them."""

# Upper end of each lot size class with its letters for S-1, S-2, S-3, S-4, I, II, III (table 1).
_CODES = (
    (8, "AAAAAAB"),
    (15, "AAAAABC"),
    (25, "AABBBCD"),
    (50, "ABBCCDE"),
    (90, "BBCCCEF"),
    (150, "BBCDDFG"),
    (280, "BCDEEGH"),
    (500, "BCDEFHJ"),
    (1_200, "CCEFGJK"),
    (3_200, "CDEGHKL"),
    (10_000, "CDFGJLM"),
    (35_000, "CDFHKMN"),
    (150_000, "DEGJLNP"),
    (500_000, "DEGJMPQ"),
    (None, "DEHKNQR"),
)

_SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000)
_SIZES_REDUCED = (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800)
_SIZE_BEYOND_R = 3150  # Letter S, which tightened inspection alone knows.

# Acceptance number by s = index of letter + index of AQL; between and outside: follow the arrow.
_ACCEPTANCE: dict[Severity, dict[int, int]] = {
    "normal": {14: 0, 17: 1, 18: 2, 19: 3, 20: 5, 21: 7, 22: 10, 23: 14, 24: 21},
    "tightened": {15: 0, 18: 1, 19: 2, 20: 3, 21: 5, 22: 8, 23: 12, 24: 18},
    "reduced": {14: 0, 18: 1, 19: 2, 20: 3, 21: 5, 22: 6, 23: 8, 24: 10},
}
_S_MAX = 24
_LAST = len(LETTERS) - 1


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A single sampling plan: take n, accept with at most `accept` bad ones, else refuse."""

    severity: Severity
    aql: str
    code_letter: str  # The letter asked for.
    use_letter: str  # The letter whose plan is used after following the arrows.
    n: int  # Sample size; when the lot is not larger, inspect all of it.
    accept: int  # Ac
    reject: int  # Re = Ac + 1

    def accepts(self, nonconforming: int) -> bool:
        """Whether a sample with so many nonconforming units passes the lot."""
        return nonconforming <= self.accept


def code_letter(lot_size: int, *, level: Level = "II") -> str:
    """Return the code letter of a lot size and inspection level.

    Args:
        lot_size: N, pieces; at least 2.
        level: general level I, II or III, special level S-1 to S-4.

    Raises:
        LotTooSmall: the lot has less than 2 pieces.
        NoSuchPlan: an unknown level.

    Source: ISO 2859-1:1999 table 1 (GB/T 2828.1-2012).
    """
    levels = get_args(Level)
    if level not in levels:
        raise NoSuchPlan(what="level", value=level, known=levels)
    if lot_size < 2:
        raise LotTooSmall(size=lot_size)
    ends = [end for end, _ in _CODES if end is not None]
    return _CODES[bisect_left(ends, lot_size)][1][levels.index(level)]


def plan(letter: str, aql: str, *, severity: Severity = "normal") -> Plan:
    """Return the single sampling plan of a code letter and AQL, arrows resolved.

        s = index of letter + index of AQL gives Ac; where s has no plan, another letter has

    Args:
        letter: A to R without I and O.
        aql: as printed, "0.010" to "10"; percent nonconforming or defects per 100 units.
        severity: normal, tightened or reduced inspection.

    Raises:
        NoSuchPlan: an unknown letter, AQL or severity.

    Source: ISO 2859-1:1999 tables 2-A, 2-B, 2-C (GB/T 2828.1-2012); their regular structure.
    """
    if letter not in LETTERS or len(letter) != 1:
        raise NoSuchPlan(what="code letter", value=letter, known=LETTERS)
    if aql not in AQLS:
        raise NoSuchPlan(what="AQL", value=aql, known=AQLS)
    if severity not in _ACCEPTANCE:
        raise NoSuchPlan(what="severity", value=severity, known=tuple(_ACCEPTANCE))
    return _plan(LETTERS.index(letter), AQLS.index(aql), severity=severity)


def plan_for_lot(
    lot_size: int, aql: str, *, level: Level = "II", severity: Severity = "normal"
) -> Plan:
    """Return the plan of a lot; a sample as large as the lot becomes a full inspection.

    Args:
        lot_size: N, pieces; at least 2.
        aql: as printed, "0.010" to "10".
        level: inspection level.
        severity: normal, tightened or reduced.

    Returns:
        The plan with n not above N (100 % inspection keeps Ac and Re).

    Raises:
        LotTooSmall: the lot has less than 2 pieces.
        NoSuchPlan: an unknown level, AQL or severity.

    Source: ISO 2859-1:1999.
    """
    found = plan(code_letter(lot_size, level=level), aql, severity=severity)
    return msgspec.structs.replace(found, n=min(found.n, lot_size))


def one_step_tighter(taken: Plan) -> Plan | None:
    """Return the plan of the same letter at the next smaller AQL; None below the table's first.

    Source: ISO 2859-1:1999 clause 9.3.3.2, "AQL one step tighter" of the switching score.
    """
    index = AQLS.index(taken.aql)
    return None if index == 0 else plan(taken.code_letter, AQLS[index - 1], severity=taken.severity)


@cache
def _plan(letter: int, aql: int, *, severity: Severity) -> Plan:
    s = _arrow(letter, letter + aql, severity=severity)
    used = s - aql
    sizes = _SIZES_REDUCED if severity == "reduced" else _SIZES
    accept = _ACCEPTANCE[severity][s]
    return Plan(
        severity=severity,
        aql=AQLS[aql],
        code_letter=LETTERS[letter],
        use_letter=LETTERS[used] if used <= _LAST else "S",
        n=sizes[used] if used <= _LAST else _SIZE_BEYOND_R,
        accept=accept,
        reject=accept + 1,
    )


def _arrow(letter: int, s: int, *, severity: Severity) -> int:
    """Follow the arrow of a cell without a plan to the s of the cell whose plan is used."""
    first = min(_ACCEPTANCE[severity])
    if s in _ACCEPTANCE[severity]:
        return s
    if s < first:
        return first
    if s > _S_MAX:
        return _S_MAX
    return _GAP[severity](letter, s)


def _gap_normal(letter: int, s: int) -> int:
    if s == 15:
        return 17 if letter == 0 else 14
    return 14 if letter == _LAST else 17


def _gap_tightened(letter: int, s: int) -> int:
    # Down to 18, counting letter S after R; beyond that up to 15.
    return 18 if letter + (18 - s) <= _LAST + 1 else 15


def _gap_reduced(letter: int, s: int) -> int:
    if s == 15:
        return 18 if letter == 0 else 14
    return 18 if letter + (18 - s) <= _LAST else 14


_GAP = {"normal": _gap_normal, "tightened": _gap_tightened, "reduced": _gap_reduced}
