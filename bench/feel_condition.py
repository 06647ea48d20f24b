"""What a compiled FEEL condition costs beside the same condition written by hand in Python.

Both run on decimals with the same null rules, interleaved; the ratio is the figure that counts,
because the machine may be busy. Run: `python bench/feel_condition.py [--json]`.
"""

import json
import sys
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from statistics import median
from time import thread_time_ns

from taktline.feel import formula

CONDITION = "quantity > 10 and price * quantity <= limit"
ROUNDS = 60
CALLS = 4_000
RATIO_MAX = 4.0

TEN = Decimal(10)
MULTIPLY = Context(prec=34).multiply
CONTEXTS: tuple[Mapping[str, object], ...] = (
    {"quantity": Decimal(12), "price": Decimal("3.5"), "limit": Decimal(100)},
    {"quantity": Decimal(40), "price": Decimal("3.5"), "limit": Decimal(100)},
    {"quantity": Decimal(5), "price": Decimal("3.5"), "limit": Decimal(100)},
    {"quantity": Decimal(12), "price": Decimal("0.25"), "limit": Decimal("3.0")},
)


def by_hand(context: Mapping[str, object]) -> bool | None:
    """The condition as a programmer writes it: decimals of 34 digits, null when unknown."""
    quantity, price, limit = context.get("quantity"), context.get("price"), context.get("limit")
    enough = quantity > TEN if isinstance(quantity, Decimal) else None
    if enough is False:
        return False
    if isinstance(quantity, Decimal) and isinstance(price, Decimal) and isinstance(limit, Decimal):
        affordable = MULTIPLY(price, quantity) <= limit
        return enough if affordable else False
    return None


def nanoseconds(run: Callable[[Mapping[str, object]], object]) -> float:
    """Processor time of one call, in nanoseconds."""
    started = thread_time_ns()
    for _ in range(CALLS // len(CONTEXTS)):
        for context in CONTEXTS:
            run(context)
    return (thread_time_ns() - started) / CALLS


def measure() -> dict[str, float]:
    """Measure both in turn and return the medians and their ratio."""
    compiled = formula(CONDITION, ("quantity", "price", "limit"))
    for context in CONTEXTS:
        if compiled(context).value is not by_hand(context):
            raise SystemExit(f"not the same answer for {context}")
    pairs = [(nanoseconds(by_hand), nanoseconds(compiled)) for _ in range(ROUNDS)]
    hand = median(pair[0] for pair in pairs)
    feel = median(pair[1] for pair in pairs)
    ratio = median(pair[1] / pair[0] for pair in pairs)
    return {"by_hand_ns": round(hand), "compiled_ns": round(feel), "ratio": round(ratio, 2)}


def main() -> None:
    """Measure and print; `--json` for programs."""
    found = measure()
    if "--json" in sys.argv:
        print(json.dumps(found))
    else:
        print(f"{CONDITION}\n  by hand  {found['by_hand_ns']:>6} ns a call")
        print(f"  compiled {found['compiled_ns']:>6} ns a call, with notes and limits")
        print(f"  ratio    {found['ratio']:>6} (at most {RATIO_MAX})")


if __name__ == "__main__":
    main()
