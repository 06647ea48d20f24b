"""A route typed in one line, such as 下料→数车→发黑(委外)→检, becomes operations."""

import re

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.orders.content import Operation, WorkMasterContent

OPERATIONS_MAX = 99
"""Steps of one route: beyond this it is pasted by mistake, not typed."""
NAME_LENGTH_MAX = 80
STEP = 10
"""Distance between sequences, so that an operation fits in between later."""

_ARROWS = re.compile(r"\s*(?:→|⇒|->|=>|>|/|;|；|\n)\s*")
_OUTSIDE = re.compile(r"\s*[(（]\s*(?:委外|外协|outside)\s*[)）]\s*$", re.IGNORECASE)


class BadRoute(Problem):
    """A typed route in which one step cannot be read."""

    title = Text(
        en="Step {position} of the route cannot be read: {step}. Write names with arrows between: "
        "A -> B(outside) -> C.",
        zh="工艺路线第 {position} 步无法识别:{step}。请用箭头分隔工序名:甲→乙(委外)→丙。",
    )
    status = 400


def parse_route(text: str) -> WorkMasterContent:
    """Return the operations of a typed route: sequences 10, 20, 30, started by report.

    Steps are parted by `→`, `->`, `>`, `/`, `;` or a line end. `(委外)` or `(outside)` behind a
    name marks an outside operation. Unless the material class or the factory says otherwise, pieces
    may be reported out of order (handbook, shopfloor 3), as is right where only counts are kept.

    Raises:
        BadRoute: an empty step, one too long, or more than 99.
    """
    steps = _ARROWS.split(text.strip())
    if len(steps) > OPERATIONS_MAX:
        raise BadRoute(position=OPERATIONS_MAX + 1, step=steps[OPERATIONS_MAX], at="/route")
    return WorkMasterContent(
        operations=tuple(_operation(index + 1, step) for index, step in enumerate(steps)),
        is_typed=True,
    )


def _operation(position: int, step: str) -> Operation:
    name = _OUTSIDE.sub("", step).strip()
    if not name or len(name) > NAME_LENGTH_MAX or not name.isprintable():
        raise BadRoute(position=position, step=step or "-", at="/route")
    return Operation(
        sequence=position * STEP,
        name=name,
        is_outside=_OUTSIDE.search(step) is not None,
        start_by_report=True,
    )
