"""Serving the factory's network by HTTPS with its own authority, and the page that explains it."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import segno
import structlog
import uvicorn

from taktline.api.http_server import GuestServer, plain_config
from taktline.api.trust_page import TrustPages
from taktline.base import host
from taktline.base.text import Text
from taktline.platform.local_authority import SERVER, LocalTrust, local_trust
from taktline.platform.setting import Settings

LOG = structlog.get_logger("taktline.lan")

EVERYWHERE = "0.0.0.0"
ANYWHERE = frozenset({EVERYWHERE, "::"})
TRUST_PORTS_TRIED = 20
"""The page that explains lies on one of the ports behind the server's own."""
TRUST_CALLERS_MAX = 50
LOOKED_AT_EVERY_S = 600.0
"""The router gives a machine another address without asking; the certificate follows."""

REACHED = Text(
    en="Phones and PDAs begin at {trust} (scan this):",
    zh="手机与 PDA 从 {trust} 开始(扫描此码):",
)
FINGERPRINT = Text(
    en="Certificate (SHA-256) {fingerprint}",
    zh="证书指纹(SHA-256){fingerprint}",
)


class Lan(msgspec.Struct, frozen=True, kw_only=True):
    """How devices of the network come to this server.

    Attributes:
        address: of the server, by HTTPS.
        names: host names and addresses by which it may be called.
        port: of the server.
        trust: the authority and the server's certificate.
    """

    address: str
    names: tuple[str, ...]
    port: int
    trust: LocalTrust


def on_network(settings: Settings) -> Settings:
    """Return the settings of a server for the whole network: where it listens, how it is trusted.

    A certificate of one's own, an address to listen on and a public address stay as they were
    given; without them the whole network, the local authority and this machine's own address.

    Raises:
        SecretFileOpen: a key of the authority may be read by others.
    """
    if not settings.lan:
        return settings
    changed = msgspec.structs.replace(settings, host=listening_host(settings))
    if changed.public_url is None:
        changed = msgspec.structs.replace(changed, public_url=address_of(changed, settings.port))
    if changed.tls_certificate is None:
        trust = trust_of(changed)
        changed = msgspec.structs.replace(changed, tls_certificate=trust.server)
    return changed


def listening_host(settings: Settings) -> str:
    """Return the address to listen on: the default, this machine alone, is not what `lan` means."""
    alone = settings.lan and settings.host == host.LOOPBACK
    return EVERYWHERE if alone else settings.host


def address_of(settings: Settings, port: int) -> str:
    """Return the address other machines type."""
    name = own_names(settings)[0]
    return f"https://{f'[{name}]' if ':' in name else name}:{port}"


def own_names(settings: Settings) -> list[str]:
    """Return the addresses and names this server may be called by, the likeliest first."""
    if settings.host in ANYWHERE:
        return [*host.own_addresses(), *host.host_names(), "localhost"]
    return list(dict.fromkeys([settings.host, *host.host_names(), host.LOOPBACK]))


def trust_of(settings: Settings) -> LocalTrust:
    """Return the local authority with a certificate for what this machine is called now."""
    names = own_names(settings)
    addresses = [name for name in names if _is_address(name)]
    hosts = [name for name in names if not _is_address(name)]
    return local_trust(settings.secret_dir, hosts, addresses, now=host.utc_now())


def vouches_itself(settings: Settings) -> bool:
    """Say whether the server shows a certificate of the local authority."""
    return settings.lan and settings.tls_certificate == settings.secret_dir / SERVER


def lan_of(settings: Settings, port: int) -> Lan | None:
    """Return how devices come to a server that vouches for itself; None for any other."""
    if not vouches_itself(settings):
        return None
    return Lan(
        address=settings.public_url or address_of(settings, port),
        names=tuple(own_names(settings)),
        port=port,
        trust=trust_of(settings),
    )


def _is_address(name: str) -> bool:
    return ":" in name or name.replace(".", "").isdigit()


async def keep_trusted(settings: Settings, server: uvicorn.Server) -> None:
    """Renew the server's certificate while it runs: at its end, and when addresses change."""
    shown = _read(settings.tls_certificate)
    while vouches_itself(settings):
        await asyncio.sleep(LOOKED_AT_EVERY_S)
        shown = await asyncio.to_thread(_renewed, settings, server, shown=shown)


def _renewed(settings: Settings, server: uvicorn.Server, *, shown: bytes) -> bytes:
    """Look once, and show new callers what has changed; returns what is shown now."""
    try:
        file = trust_of(settings).server
    except OSError as failure:
        LOG.warning("certificate_not_renewed", reason=str(failure))
        return shown
    found = _read(file)
    context = server.config.ssl
    if found != shown and isinstance(context, ssl.SSLContext):
        context.load_cert_chain(file)
        LOG.info("certificate_renewed")
    return found


def _read(file: Path | None) -> bytes:
    return file.read_bytes() if file is not None and file.exists() else b""


@contextlib.asynccontextmanager
async def trust_pages(settings: Settings, lan: Lan) -> AsyncIterator[str]:
    """Serve the page that explains while the block runs; gives its address."""
    listening = _listen(settings.host, lan.port)
    pages = TrustPages(lan.trust, names=lan.names, address=lan.address, port=lan.port)
    server = GuestServer(plain_config(pages, stop_within_s=1, callers_max=TRUST_CALLERS_MAX))
    task = asyncio.create_task(server.serve(sockets=[listening]), name="trust-pages")
    name = lan.names[0]
    try:
        yield f"http://{f'[{name}]' if ':' in name else name}:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await asyncio.gather(task, return_exceptions=True)
        listening.close()


def _listen(name: str, port: int) -> socket.socket:
    """Take one of the ports behind the server's own, else any."""
    family = socket.AF_INET6 if ":" in name else socket.AF_INET
    for wanted in [*range(port + 1, min(port + 1 + TRUST_PORTS_TRIED, 65_536)), 0]:
        listening = socket.socket(family, socket.SOCK_STREAM)
        try:
            listening.bind((name, wanted))
            listening.listen(TRUST_CALLERS_MAX)
        except OSError:
            listening.close()
            continue
        listening.setblocking(False)
        return listening
    raise AssertionError("port 0 is always free")


def told(lan: Lan, address: str, *, coloured: bool) -> list[Text]:
    """Return what the terminal says: where devices begin, as a code to scan, and whom to trust.

    Args:
        lan: of this server.
        address: of the page that explains.
        coloured: the terminal takes colours: the code is dark on light whatever its own are.
    """
    code = terminal_code(address, coloured=coloured)
    return [
        _with(REACHED, trust=address),
        Text(en=code, zh=code),
        _with(FINGERPRINT, fingerprint=lan.trust.fingerprint),
    ]


def _with(text: Text, **args: object) -> Text:
    return Text(en=text.say("en", **args), zh=text.say("zh", **args))


def terminal_code(address: str, *, coloured: bool) -> str:
    """Return a QR code of an address in characters, two rows of it in each line."""
    drawn = segno.make(address, error="l", micro=False).matrix_iter(border=2)
    matrix = [[bool(module) for module in row] for row in drawn]
    if len(matrix) % 2:
        matrix.append([False] * len(matrix[0]))
    before, after = ("\x1b[97;40m", "\x1b[0m") if coloured else ("", "")
    pairs = zip(matrix[::2], matrix[1::2], strict=True)
    return "\n".join(
        before + "".join(HALVES[above, below] for above, below in zip(*pair, strict=True)) + after
        for pair in pairs
    )


HALVES = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
"""Light is drawn, dark is left: terminals are dark."""
