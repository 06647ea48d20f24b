"""Who works on a job order from when to when: persons, machines and tools sign in and out."""

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.orders.changes import job_event
from taktline.kernel.orders.content import ResourceKind
from taktline.kernel.orders.facts import SignedIn, SignedOut
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.states import ENDED
from taktline.platform.command import Command, Fact, Ids

PRESENT_MAX = 100
"""Persons and machines at once on one job order."""


class SignIn(Command, frozen=True, kw_only=True):
    """A person, machine or tool begins to work on a job order."""

    job_order: str
    resource: str
    kind: ResourceKind = "person"


class SignOut(Command, frozen=True, kw_only=True):
    """A person, machine or tool leaves a job order."""

    job_order: str
    resource: str
    kind: ResourceKind = "person"


class JobOver(Problem):
    """Nobody signs in on a job order that has ended."""

    title = Text(en="{code} is {status}.", zh="{code} 当前状态为 {status}。")


class AlreadyPresent(Problem):
    """Signed in already, or too many are."""

    title = Text(
        en="{resource} is signed in on {code} already.", zh="{resource} 已在 {code} 登录。"
    )


class NotPresent(Problem):
    """Signed out without having signed in."""

    title = Text(en="{resource} is not signed in on {code}.", zh="{resource} 未在 {code} 登录。")


def decide_sign_in(shop: Shop, command: SignIn, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that somebody works on a job order from now on; several may at once.

    Raises:
        NotFound: job order or resource do not exist.
        JobOver: the job order has ended.
        AlreadyPresent: signed in already.
    """
    job = shop.job(command.job_order)
    resource = shop.resource(command.resource, command.kind)
    if job.status in ENDED:
        raise JobOver(code=job.code, status=job.status)
    here = [one for one in shop.present.values() if one.job_order == job.id]
    if any(one.resource == resource.id for one in here) or len(here) >= PRESENT_MAX:
        raise AlreadyPresent(resource=resource.code, code=job.code)
    fact = SignedIn(
        id=ids.new(),
        job_order=job.id,
        kind=command.kind,
        resource=resource.id,
        at=command.occurred_at,
    )
    return [fact, job_event("signed_in", job, resource=resource.code, kind=command.kind)]


def decide_sign_out(shop: Shop, command: SignOut, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that somebody no longer works on a job order.

    Raises:
        NotFound: job order or resource do not exist.
        NotPresent: not signed in.
    """
    job = shop.job(command.job_order)
    resource = shop.resource(command.resource, command.kind)
    for one in shop.present.values():
        if one.job_order == job.id and one.resource == resource.id:
            left = SignedOut(id=one.id, at=command.occurred_at)
            return [left, job_event("signed_out", job, resource=resource.code, kind=command.kind)]
    raise NotPresent(resource=resource.code, code=job.code)
