"""Stations over HTTP: who may sign in at a terminal, and signing in with a PIN."""

import time
from uuid import UUID

from litestar import Response

from taktline.api.body import answer, read
from taktline.api.caller import HttpRequest, address_of, device_of
from taktline.api.runtime import Runtime
from taktline.api.signing import opened_answer
from taktline.api.wire import PinSignIn, Tiles, TileShown
from taktline.platform.identity.station import StationSignIn, sign_in_at_station, terminal_of, tiles
from taktline.platform.secret import Secret


async def list_tiles(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `GET /api/v1/station/tiles`: who may sign in at the terminal that asks.

    Raises:
        NotSignedIn: the terminal showed no valid key of its own.
    """
    tenant, device = await _terminal(runtime, request)
    found = await tiles(runtime.gate, tenant, device=device)
    shown = [
        TileShown(user=one.user, name=one.name, number=one.number, has_pin=one.has_pin)
        for one in found
    ]
    terminal = await terminal_of(runtime.gate, tenant, device=device)
    return answer(Tiles(terminal=terminal.name, node=terminal.node, tiles=shown))


async def begin_station_session(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `POST /api/v1/station/sign-in`: a tile or badge and a PIN for a session cookie.

    Raises:
        NotSignedIn: the terminal showed no valid key of its own.
        SignInLocked, WrongCredentials: see `station.sign_in_at_station`.
    """
    tenant, device = await _terminal(runtime, request)
    asked = await read(request, PinSignIn)
    opened = await sign_in_at_station(
        runtime.gate,
        tenant,
        device=device,
        asked=StationSignIn(pin=Secret(asked.pin), user=asked.user, badge=asked.badge),
        caller=address_of(request),
    )
    return await opened_answer(runtime, request, opened)


async def _terminal(runtime: Runtime, request: HttpRequest) -> tuple[str, UUID]:
    """Return the tenant and id of the terminal that asks, and count it."""
    found = await device_of(runtime, request)
    assert found.device is not None, "a terminal's key belongs to a terminal"
    if runtime.limits is not None:
        runtime.limits.take("sign_in", str(found.device), time.monotonic())
    return found.tenant, found.device
