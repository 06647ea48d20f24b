"""Sending to other people's servers: signed, never into our own network, never for long."""

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx
import msgspec
from standardwebhooks import Webhook as Signer

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Text

TIMEOUT_S = 15.0
"""Standard Webhooks: receivers answer at once and work later."""
CONNECT_TIMEOUT_S = 5.0
ANSWER_BYTES_MAX = 4_096
"""Read of an answer; nobody needs to send us more."""
AT_ONCE_MAX = 10
USER_AGENT = "Taktline-Webhooks/1"
GONE = 410
"""The receiver says it wants no more: not tried again."""


class PrivateTarget(Problem):
    """An address leads into a private network or to this machine."""

    title = Text(
        en="{host} leads to {address}, which is not on the public internet; the operator can "
        "allow that with webhook_private_targets.",
        zh="{host} 指向 {address},不在公共互联网上;运维人员可通过 webhook_private_targets 放行。",
    )
    status = 400


class UnknownHost(Problem):
    """No address belongs to a name."""

    title = Text(en="There is no server {host}.", zh="找不到服务器 {host}。")
    status = 502
    retry = True


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """One message to somebody else's server.

    Attributes:
        id: the same for every try, so that the receiver recognises it.
        secret: `whsec_...`, signs id, time and body.
        at: when it is sent; receivers refuse what is older than five minutes.
    """

    id: str
    url: str
    secret: str
    body: str
    at: Instant

    def __repr__(self) -> str:
        return f"Outgoing({self.id})"


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What a receiver said.

    Attributes:
        status: HTTP status; None where nothing came back.
        told: the beginning of its answer, or why nothing came back.
    """

    status: int | None
    told: str

    @property
    def accepted(self) -> bool:
        """Say whether it took the message: any 2xx; a redirection is none."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """Say whether it wants no more."""
        return self.status == GONE


class Sender:
    """Posts messages; resolves a name once and speaks to exactly the address it judged."""

    def __init__(self, *, private_targets: bool = False) -> None:
        """Prepare sending.

        Args:
            private_targets: also send into private networks and to this machine.
        """
        self._private_targets = private_targets
        self._slots = asyncio.Semaphore(AT_ONCE_MAX)
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
            follow_redirects=False,
            trust_env=False,
            headers={"User-Agent": USER_AGENT},
        )

    async def send(self, messages: Sequence[Outgoing]) -> list[Answered]:
        """Send messages side by side; what each receiver said, in order."""
        return list(await asyncio.gather(*(self._send(message) for message in messages)))

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()

    async def _send(self, message: Outgoing) -> Answered:
        try:
            async with self._slots, asyncio.timeout(TIMEOUT_S + CONNECT_TIMEOUT_S):
                return await self._post(message)
        except Problem as refusal:
            return Answered(status=None, told=refusal.code)
        except TimeoutError:
            return Answered(status=None, told="timeout")
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as failure:
            return Answered(status=None, told=f"{type(failure).__name__}: {failure}")

    async def _post(self, message: Outgoing) -> Answered:
        parts = urlsplit(message.url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = await self.judged_address(host, port)
        url = httpx.URL(message.url).copy_with(host=address)
        shown = f"[{host}]" if ":" in host else host
        headers = {
            "Host": shown if parts.port is None else f"{shown}:{parts.port}",
            "Content-Type": "application/json",
            **signed(message),
        }
        request = self._client.build_request(
            "POST",
            url,
            content=message.body.encode(),
            headers=headers,
            extensions={"sni_hostname": host},
        )
        response = await self._client.send(request, stream=True)
        try:
            told = b""
            async for chunk in response.aiter_bytes():
                told += chunk
                if len(told) >= ANSWER_BYTES_MAX:
                    break
        finally:
            await response.aclose()
        said = told[:ANSWER_BYTES_MAX].decode("utf-8", "replace").replace("\x00", "")
        return Answered(status=response.status_code, told=said)

    async def judged_address(self, host: str, port: int) -> str:
        """Return the address to speak to, if it may be spoken to.

        Raises:
            UnknownHost: the name has no address.
            PrivateTarget: any of its addresses is not public.
        """
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError):
            raise UnknownHost(host=host) from None
        addresses = [str(entry[4][0]) for entry in found]
        for address in addresses:
            if not self._private_targets and not is_public(address):
                raise PrivateTarget(host=host, address=address)
        return addresses[0]


def is_public(address: str) -> bool:
    """Say whether an IP address lies on the public internet.

    Not: this machine, private and carrier networks, link-local (where clouds keep their keys),
    multicast, documentation, and IPv6 addresses that carry such an IPv4 address inside.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or _nat64(ip)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def signed(message: Outgoing) -> dict[str, str]:
    """Return the headers of Standard Webhooks 1.0 for a message."""
    signer = Signer(message.secret)
    return {
        "webhook-id": message.id,
        "webhook-timestamp": str(int(message.at.timestamp())),
        "webhook-signature": signer.sign(message.id, message.at, message.body),
    }


def _nat64(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """RFC 6052: 64:ff9b::/96 carries an IPv4 address in its last four bytes."""
    if ip in ipaddress.IPv6Network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    return None
