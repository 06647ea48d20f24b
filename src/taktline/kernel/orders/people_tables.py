"""What people at job orders bring: signing in and out, confirming reports, lists of open ones."""

from typing import Protocol
from uuid import UUID

from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.kernel.orders import (
    confirm,
    confirm_list,
    correct_chain,
    imbalance,
    loads,
    people,
    places,
)
from taktline.kernel.orders.counts import NegativeCount, ReasonMissing
from taktline.kernel.orders.shop import Shop, path_of
from taktline.platform.verb import AnyVerb, Verb


class _NamesJob(Protocol):
    @property
    def job_order(self) -> str: ...


def _at_job(shop: Shop, command: _NamesJob) -> tuple[UUID, ...]:
    return path_of(shop, shop.job(command.job_order))


VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "kernel.sign_in", people.SignIn, needs="job_order:report",
        load=loads.load_presence, decide=people.decide_sign_in, kind="fact",
        label=Text("Sign in on a job", "上岗登录"), path=_at_job,
        refusals=(NotFound, people.JobOver, people.AlreadyPresent),
        events=("job_order.signed_in",),
    ),
    Verb(
        "kernel.sign_out", people.SignOut, needs="job_order:report",
        load=loads.load_presence, decide=people.decide_sign_out, kind="fact",
        label=Text("Sign out of a job", "离岗"), path=_at_job,
        refusals=(NotFound, people.NotPresent), events=("job_order.signed_out",),
    ),
    Verb(
        "kernel.confirm_reports", confirm.ConfirmReports, needs="job_order:confirm",
        load=loads.load_confirmations, decide=confirm.decide_confirm,
        label=Text("Confirm reports", "确认报工"), path=places.at_reports,
        also=places.also_reports,
        refusals=(confirm.TooManyReports, ReasonMissing, NotFound, confirm.NotAsked,
                  confirm.OwnReport, confirm.InspectorNeeded),
        events=("job_order.report_confirmed", "job_order.report_refused"),
    ),
    Verb(
        "kernel.correct_chain", correct_chain.CorrectChain, needs="job_order:report",
        load=correct_chain.load_chain, decide=correct_chain.decide_correct_chain,
        label=Text("Correct a report with those behind it", "连带更正报工"),
        path=correct_chain.at_report,
        refusals=(NotFound, ReasonMissing, NegativeCount, correct_chain.ChainBroken,
                  correct_chain.ChainToConfirm),
        events=("job_order.chain_corrected",),
    ),
)  # fmt: skip

QUERIES = (*confirm_list.QUERIES, *imbalance.QUERIES, *correct_chain.QUERIES)
EVENTS: dict[str, tuple[str, str]] = {
    "job_order.chain_corrected": ("Report corrected with those behind it", "报工已连带更正"),
}
