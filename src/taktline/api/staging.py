"""Secrets over HTTP on their way into a command: put down first, shown once, then named by id."""

import time

from litestar import Response

from taktline.api.body import answer, read
from taktline.api.caller import Caller, HttpRequest, address_of, caller_of
from taktline.api.runtime import Runtime, tenant_codes
from taktline.api.wire import AskPairing, Paired, PinToStage, Staged
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.platform.identity.access import reaches
from taktline.platform.identity.staged_secret import (
    StagedSecret,
    ask_for_pairing,
    stage_api_key,
    stage_pin,
    stage_webhook_secret,
)
from taktline.platform.judge import NotPermitted
from taktline.platform.secret import Secret


class TooManyWaiting(Problem):
    """Too many terminals wait to be paired."""

    title = Text(
        en="Too many terminals wait to be paired; pair or wait 15 minutes.",
        zh="等待配对的终端过多;请先完成配对或等待 15 分钟。",
    )
    status = 429
    retry = True


class CompanyNeeded(Problem):
    """A terminal said nothing of the company it belongs to, and there are several."""

    title = Text(
        en="Say which company this terminal belongs to.", zh="请填写此终端所属的企业编码。"
    )
    status = 422


async def put_pin_down(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `POST /api/v1/staged/pin`; `platform.set_pin` names what it answers.

    Raises:
        NotPermitted: the caller may set nobody's PIN.
        WeakPin: not 4 to 6 digits, or one of those everybody tries.
    """
    caller = await permitted(runtime, request, "platform.set_pin")
    asked = await read(request, PinToStage)
    staged = await stage_pin(
        runtime.gate, caller.tenant, by=caller.principal, pin=Secret(asked.pin)
    )
    return _told(staged)


async def put_api_key_down(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `POST /api/v1/staged/api-key`; `platform.create_api_key` names what it answers.

    Raises:
        NotPermitted: the caller may make no keys.
    """
    caller = await permitted(runtime, request, "platform.create_api_key")
    return _told(await stage_api_key(runtime.gate, caller.tenant, by=caller.principal))


async def put_webhook_secret_down(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `POST /api/v1/staged/webhook-secret`; `platform.create_webhook` names its id.

    Raises:
        NotPermitted: the caller may make no webhooks.
    """
    caller = await permitted(runtime, request, "platform.create_webhook")
    return _told(await stage_webhook_secret(runtime.gate, caller.tenant, by=caller.principal))


async def wait_for_pairing(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `POST /api/v1/pairing`: a terminal's key, and the code a person types in the office.

    A tenant that does not exist is answered as one in which too many wait.

    Raises:
        CompanyNeeded: no tenant was named, and there is not exactly one.
        TooManyWaiting: too many terminals wait there already.
    """
    if runtime.limits is not None:
        runtime.limits.take("sign_in", address_of(request).address, time.monotonic())
    asked = await read(request, AskPairing)
    codes = await tenant_codes(runtime.store)
    if asked.tenant is None and len(codes) != 1:
        raise CompanyNeeded(at="/tenant")
    tenant = codes[0] if asked.tenant is None else asked.tenant
    pairing = await ask_for_pairing(runtime.gate, tenant) if tenant in codes else None
    if pairing is None:
        raise TooManyWaiting
    return answer(Paired(code=pairing.code, key=pairing.key.reveal(), ends_at=pairing.ends_at))


async def permitted(runtime: Runtime, request: HttpRequest, verb: str) -> Caller:
    """Return the caller if the command the secret is for may be given at all."""
    caller = await caller_of(runtime, request, "command")
    needs = runtime.registry.verbs[verb].needs
    if not reaches(caller.principal, needs):
        raise NotPermitted(needs=needs)
    return caller


def _told(staged: StagedSecret) -> Response[bytes]:
    return answer(Staged(secret=staged.id, shown=staged.shown.reveal() if staged.shown else None))
