"""What judging without the inspector brings: the lead's command, the wait as a stop."""

from typing import cast
from uuid import UUID

from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.kernel.orders import load, topics
from taktline.kernel.orders.absence import lead, waits
from taktline.kernel.orders.counts import ReasonMissing
from taktline.kernel.orders.shop import Shop, path_of
from taktline.kernel.orders.states import IllegalStep
from taktline.platform.verb import AnyFactKind, AnyVerb, FactKind, Verb


def _at_job(shop: Shop, command: lead.JudgeFirstArticle) -> tuple[UUID, ...]:
    return path_of(shop, shop.job(command.job_order))


FACT_KINDS = cast(tuple[AnyFactKind, ...], (FactKind(waits.InspectionWaited, waits.record_waits),))

VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "kernel.judge_first_article", lead.JudgeFirstArticle, needs="job_order:judge_first_article",
        load=load.load_jobs, decide=lead.decide_judge_first_article, path=_at_job,
        label=Text("Judge the first article for the inspector", "班组长代判首件"),
        signed_as=topics.skip_inspection,
        refusals=(NotFound, lead.InspectorOnly, lead.NothingToJudge, ReasonMissing, IllegalStep),
        events=("job_order.first_article_judged", "job_order.held"),
    ),
)  # fmt: skip

EVENTS: dict[str, tuple[str, str]] = {
    "job_order.first_article_judged": ("First article judged by the lead", "首件已由班组长判定"),
}
