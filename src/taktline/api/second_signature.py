"""A second person signs over HTTP for a command that is sent again afterwards."""

import time
from uuid import UUID

import msgspec
from litestar import Response

from taktline.api.body import answer, read
from taktline.api.caller import HttpRequest, address_of, caller_of
from taktline.api.runtime import Runtime
from taktline.base.instant import wire
from taktline.platform.envelope import UnknownVerb, asked_of, decoded
from taktline.platform.identity.second_person import NothingToSign, ToSign, sign_second
from taktline.platform.identity.station import StationSignIn
from taktline.platform.second_signature import topic_of
from taktline.platform.secret import Secret


class AskSignature(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is signed for, and who signs: a tile or a badge, and the PIN.

    Attributes:
        command: name of the command, for instance `kernel.judge_defective`.
        body: the command as it will be sent, its `id` and `confirm` included.
    """

    command: str
    body: msgspec.Raw
    pin: str
    user: UUID | None = None
    badge: str | None = None


class SignatureShown(msgspec.Struct, frozen=True, kw_only=True):
    """Who signed, and until when the command can be sent."""

    signature: UUID
    signer: str
    ends_at: str


async def give_second_signature(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `POST /api/v1/second-signature`: another person signs for the caller's command.

    Raises:
        NotSignedIn: nobody is signed in who would give the command.
        UnknownVerb, ShapeRefused, Several: it is no command.
        NothingToSign: it is one that a single person decides.
        SignInLocked, WrongCredentials, SignerIsAsker, MayNotSign: see `sign_second`.
    """
    caller = await caller_of(runtime, request, "command")
    if runtime.limits is not None:
        runtime.limits.take("sign_in", str(caller.principal.id), time.monotonic())
    asked = await read(request, AskSignature)
    await runtime.registry.of_tenant.ready(caller.tenant)
    verb = runtime.registry.verb(caller.tenant, asked.command)
    if verb is None:
        raise UnknownVerb(verb=asked.command, at="/command")
    meant = asked_of(verb, decoded(verb, bytes(asked.body)), caller.principal)
    topic = topic_of(meant)
    if topic is None:
        raise NothingToSign(verb=asked.command, at="/command")
    given = await sign_second(
        runtime.gate,
        runtime.rights,
        caller.tenant,
        asked=StationSignIn(pin=Secret(asked.pin), user=asked.user, badge=asked.badge),
        what=ToSign(
            command=meant.command.id, topic=topic, body_hash=meant.body_hash, by=caller.principal
        ),
        caller=address_of(request),
    )
    shown = SignatureShown(signature=given.id, signer=given.signer, ends_at=wire(given.ends_at))
    return answer(shown)
