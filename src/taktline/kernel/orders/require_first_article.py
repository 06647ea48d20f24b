"""Asking for a first article where the routing asks for none, or for another after a set-up."""

from decimal import Decimal

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.quantity import plain
from taktline.base.text import Text
from taktline.kernel.orders.changes import job_event
from taktline.kernel.orders.counts import NegativeCount
from taktline.kernel.orders.facts import JobOrderRewritten
from taktline.kernel.orders.reverse import OrderClosed
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.states import ENDED
from taktline.platform.command import Command, Fact, Ids


class RequireFirstArticle(Command, frozen=True, kw_only=True):
    """Nothing but samples may be reported until an inspector has passed the first article.

    Attributes:
        job_order: code or id.
        quantity: pieces to be inspected, above 0 and at most what is ordered.
    """

    job_order: str
    quantity: Decimal


class FirstArticleStands(Problem):
    """The job order has its first article already."""

    title = Text(
        en="{code} asks for a first article already: it is {state}.",
        zh="{code} 已要求首件检验,状态为 {state}。",
    )


class FirstArticleLate(Problem):
    """Pieces went on before the first article was asked for."""

    title = Text(
        en="{code} has reported {good} good pieces already; inspect them instead.",
        zh="{code} 已报工合格 {good},请改为检验这些产品。",
    )


def decide_require(shop: Shop, command: RequireFirstArticle, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a job order's first article must pass before the rest may be reported.

    Where one has passed, another is asked for: after a set-up, with another tool, lot or shift.

    Raises:
        NotFound: there is no such job order.
        OrderClosed: it has ended.
        NegativeCount: the quantity is not above zero, or is more than ordered.
        FirstArticleStands: its first article is asked for already, or has failed.
        FirstArticleLate: good pieces have been reported, and no first article has passed.
    """
    job = shop.job(command.job_order)
    if job.status in ENDED:
        raise OrderClosed(code=job.code, status=job.status)
    if not 0 < command.quantity <= job.ordered:
        raise NegativeCount(field="quantity", value=command.quantity, at="/quantity")
    if job.first_article in ("required", "failed"):
        raise FirstArticleStands(code=job.code, state=job.first_article)
    if job.first_article == "none" and job.passed_on > 0:
        raise FirstArticleLate(code=job.code, good=plain(job.passed_on))
    gated = msgspec.structs.replace(
        job,
        first_article="required" if job.started_at is not None else "none",
        first_article_quantity=command.quantity,
    )
    told = job_event("first_article_required", gated, quantity=plain(command.quantity))
    return [JobOrderRewritten(job=gated), told]
