"""Where a machine may be: an address somebody can be called at, in a network that is allowed."""

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx
import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.connect.connections.connection import ProtocolName
from taktline.platform.outside.outgoing import UnknownHost, is_public

ADDRESS_LENGTH_MAX = 500
SHDR_PORT = 7878
"""What MTConnect's adapters listen on where nobody chose another."""
EXAMPLES = {"mtconnect_shdr": "10.0.0.7:7878", "mtconnect_agent": "http://agent:5000"}


class BadAddress(Problem):
    """An address no machine can be called at."""

    title = Text(
        en="{address} is no address of this protocol; write it like {example}.",
        zh="{address} 不是该协议的有效地址;请按 {example} 的形式填写。",
    )
    status = 400


class NetworkNotAllowed(Problem):
    """An address leads into a private network that the operator has not opened for machines."""

    title = Text(
        en="{host} leads to {address}, which is not on the public internet; the operator can open "
        "its network with machine_networks.",
        zh="{host} 指向 {address},不在公共互联网上;运维人员可通过 machine_networks 放行该网段。",
    )
    status = 400


class BadNetwork(Problem):
    """The operator named something that is no network."""

    title = Text(
        en="machine_networks: {network} is no network; write it like 10.20.0.0/16.",
        zh="machine_networks:{network} 不是网段;请按 10.20.0.0/16 的形式填写。",
    )
    status = 500


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Host and port of an adapter, or of an agent with the way it is spoken to."""

    host: str
    port: int
    scheme: str = ""

    @property
    def url(self) -> str:
        """An agent's address without a path."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def place_of(protocol: ProtocolName, address: str) -> Place:
    """Read an address; where it leads is judged when it is called.

    Raises:
        BadAddress: nothing can be called there.
    """
    bad = BadAddress(address=address[:200], example=EXAMPLES[protocol], at="/address")
    if len(address) > ADDRESS_LENGTH_MAX or not address.isprintable() or "@" in address:
        raise bad
    agent = protocol == "mtconnect_agent"
    try:
        parts = urlsplit(address if agent else f"shdr://{address}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise bad from None
    strays = parts.path.strip("/") or parts.query or parts.fragment or port == 0
    if not host or strays or " " in host or (agent and parts.scheme not in {"http", "https"}):
        raise bad
    usual = {"http": 80, "https": 443}.get(parts.scheme, SHDR_PORT)
    return Place(host=host, port=port or usual, scheme=parts.scheme if agent else "")


class Judge:
    """Resolves names once and allows only addresses a machine may have.

    Public addresses always; of the others those in networks that the operator named. A caller then
    speaks to exactly the address that was judged.
    """

    def __init__(self, networks: Sequence[str] = ()) -> None:
        """Read the networks the operator opened, e.g. `10.20.0.0/16`.

        Raises:
            BadNetwork: one of them is none.
        """
        self._networks = [_network(one) for one in networks]

    async def address(self, host: str, port: int) -> str:
        """Return the address to call.

        Raises:
            UnknownHost: the name has no address.
            NetworkNotAllowed: any of its addresses is neither public nor opened.
        """
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError):
            raise UnknownHost(host=host) from None
        addresses = [str(entry[4][0]) for entry in found]
        for address in addresses:
            if not self.allows(address):
                raise NetworkNotAllowed(host=host, address=address)
        return addresses[0]

    def allows(self, address: str) -> bool:
        """Say whether an IP address may be called."""
        ip = ipaddress.ip_address(address.partition("%")[0])
        mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
        bare = ip if mapped is None else mapped
        return is_public(address) or any(bare in network for network in self._networks)


def judged_client(judge: Judge) -> httpx.AsyncClient:
    """Return an HTTP client that speaks only to addresses that were judged, name by name."""

    async def to_judged_address(request: httpx.Request) -> None:
        host = request.url.host
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        address = await judge.address(host, port)
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=address)

    return httpx.AsyncClient(
        event_hooks={"request": [to_judged_address]}, follow_redirects=False, trust_env=False
    )


def _network(named: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(named.strip(), strict=False)
    except ValueError:
        raise BadNetwork(network=named[:80]) from None
