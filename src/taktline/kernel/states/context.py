"""What the plan says of a machine's time: when it is off, and which job order is on it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

ContextKind = Literal["planned_off", "job", "setup"]

KINDS: tuple[ContextKind, ...] = ("planned_off", "job", "setup")
NEVER_US = 1 << 62


class ContextSpan(msgspec.Struct, frozen=True, kw_only=True):
    """From when to when something of the plan held; `end_us` None while it still does."""

    kind: ContextKind
    start_us: int
    end_us: int | None = None
    key: str | None = None  # e.g. the job order


class Context:
    """Answers, for an instant, what of the plan holds; spans of a kind may touch or overlap."""

    def __init__(self, spans: Iterable[ContextSpan] = ()) -> None:
        kinds: dict[ContextKind, list[tuple[int, int]]] = {
            "planned_off": [],
            "job": [],
            "setup": [],
        }
        for span in spans:
            end_us = NEVER_US if span.end_us is None else span.end_us
            if end_us > span.start_us:
                kinds[span.kind].append((span.start_us, end_us))
        self._spans = {kind: _joined(found) for kind, found in kinds.items()}
        borders = {t for found in self._spans.values() for pair in found for t in pair}
        self._borders = sorted(borders - {NEVER_US})

    def holds(self, kind: ContextKind, at_us: int) -> bool:
        """Whether a span of the kind covers the instant (start included, end not)."""
        spans = self._spans[kind]
        index = bisect_right(spans, at_us, key=lambda span: span[0]) - 1
        return index >= 0 and at_us < spans[index][1]

    def next_border(self, after_us: int) -> int:
        """Return the next instant at which anything of the plan changes."""
        index = bisect_left(self._borders, after_us + 1)
        return self._borders[index] if index < len(self._borders) else NEVER_US


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
