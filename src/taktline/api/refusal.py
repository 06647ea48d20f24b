"""Refusals on the wire: RFC 9457 problem details in the reader's language."""

import msgspec
from litestar import Response

from taktline.api.registry import SYSTEM
from taktline.base.problem import TYPE_PREFIX, Problem, Several
from taktline.base.text import Language, Text

MEDIA_TYPE = "application/problem+json"
KINDS = {
    name: Text(en=entity.label.en[:1].lower() + entity.label.en[1:], zh=entity.label.zh)
    for name, entity in SYSTEM.entities.items()
}
"""What people call a kind of record within a sentence."""


class ProblemDetails(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One refusal as RFC 9457 has it, with our extensions.

    Attributes:
        type: address of the refusal's description.
        code: its name, stable for ever; what programs read.
        title: the sentence a person reads, in their language.
        status: HTTP status of this refusal.
        args: the numbers and names in the sentence, typed.
        at: JSON pointer to the field it is about.
        retry: the same request may succeed later.
        confirm: sending the command again with this code in `confirm` overrules it.
        problems: where several fields are refused at once.
    """

    type: str
    code: str
    title: str
    status: int
    args: dict[str, object] = {}
    at: str | None = None
    retry: bool = False
    confirm: str | None = None
    problems: tuple["ProblemDetails", ...] = ()


def details(problem: Problem, language: Language) -> ProblemDetails:
    """Return a refusal as it is sent."""
    several = problem.problems if isinstance(problem, Several) else []
    return ProblemDetails(
        type=TYPE_PREFIX + problem.code,
        code=problem.code,
        title=said(problem, language),
        status=problem.status,
        args=problem.values,
        at=problem.at,
        retry=problem.retry,
        confirm=problem.code if problem.confirmable else None,
        problems=tuple(details(one, language) for one in several),
    )


def said(problem: Problem, language: Language) -> str:
    """Return the sentence a person reads: `There is no work order WO-9.`, not `work_order`."""
    kind = problem.values.get("kind")
    called = KINDS.get(kind) if isinstance(kind, str) else None
    return problem.say(language) if called is None else problem.say(language, kind=called)


def refused(problem: Problem, language: Language) -> Response[bytes]:
    """Return the HTTP answer to a request that was refused as a whole."""
    body = msgspec.json.encode(details(problem, language), enc_hook=str)
    return Response(
        body, status_code=problem.status, media_type=MEDIA_TYPE, headers=_headers(problem)
    )


def _headers(problem: Problem) -> dict[str, str]:
    """Return what HTTP itself wants said of a refusal."""
    if problem.status == 401:
        return {"WWW-Authenticate": "Bearer"}
    wait = problem.values.get("retry_after_s", 1 if problem.retry else None)
    wanted = problem.status in (429, 503) and wait is not None
    return {"Retry-After": str(wait)} if wanted else {}
