"""What pay brings: closing a period, its fact and event, the questions about it."""

from typing import cast

from taktline.base.text import Text
from taktline.kernel.orders.pay import close, my_work, queries
from taktline.platform.events.cover import Covered
from taktline.platform.verb import AnyFactKind, AnyVerb, FactKind, Verb

FACT_KINDS = cast(
    tuple[AnyFactKind, ...],
    (FactKind(close.PayPeriodClosed, close.record_pay_closed, close.fold_pay_closed),),
)

VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "kernel.close_pay_period", close.ClosePayPeriod, needs="pay:close",
        load=close.load_pay, decide=close.decide_close_pay,
        label=Text("Close a pay period", "工资结账"),
        refusals=(close.PayDaysWrong, close.ReportsUnconfirmed), events=("pay_period.closed",),
    ),
)  # fmt: skip

QUERIES = (*queries.QUERIES, *my_work.QUERIES)
EVENTS: dict[str, tuple[str, str]] = {"pay_period.closed": ("Pay period closed", "工资期间已结账")}
COVERED = (
    Covered(
        table="pay_line",
        key=("id",),
        columns=(
            "id", "pay_period", "cause", "person", "day", "is_difference", "pieces", "labor_s",
            "amount", "currency",
        ),
    ),
)  # fmt: skip
"""What was paid is sealed."""
