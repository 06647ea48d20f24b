"""The plain page that explains to a phone, a PDA or a PC how to trust this server, and no more."""

import base64
import hashlib
import ssl
from collections.abc import Mapping, Sequence
from html import escape
from io import BytesIO
from typing import Literal
from urllib.parse import parse_qs, quote

import msgspec
import segno
from litestar.types import HTTPScope, Receive, Send

from taktline.api.trust_steps import DEVICES, Device, Step
from taktline.base.text import Language, Text, language_of
from taktline.platform.local_authority import LocalTrust

CERTIFICATE = "/taktline-ca.crt"
CERTIFICATE_TYPE = "application/x-x509-ca-cert"
"""What makes phones offer to install the file instead of showing it."""
PATH_MAX = 2_000

TITLE = Text(en="Let this device in", zh="让这台设备接入")
LEAD = Text(
    en="Taktline runs in your own network and vouches for itself. Trust its certificate once on "
    "this device; then camera, work without a network and installation are there, and no warning.",
    zh="Taktline 运行在您自己的网络中,由自己的证书担保。请在本设备上信任该证书一次;"
    "之后即可使用摄像头、离线工作与安装,且不再出现警告。",
)
DOWNLOAD = Text(en="Download the certificate", zh="下载证书")
HOW = Text(en="Trust it on", zh="信任方法:")
OPEN = Text(en="Open Taktline", zh="打开 Taktline")
FLOOR = Text(en="Shop floor and PDA", zh="车间与 PDA")
OFFICE = Text(en="Office", zh="办公端")
BOARD = Text(en="Board for a TV", zh="电视看板")
SCAN = Text(
    en="Another device that trusts it already scans this:", zh="已信任的其他设备可直接扫描:"
)
PRINTS = Text(
    en="Compare before you trust: the same digits stand in the window in which Taktline was "
    "started.",
    zh="信任前请核对:启动 Taktline 的窗口中显示相同的指纹。",
)
OTHER = Text(en="中文", zh="English")

STYLE = """
:root{color-scheme:light dark;--line:#8886;--accent:#0f766e;--on:#fff;--soft:#8881}
@media(prefers-color-scheme:dark){:root{--accent:#5eead4;--on:#042f2e}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:46rem;padding:1rem 1rem 4rem;
font:17px/1.55 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif}
h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.15rem;margin:2rem 0 .5rem}
.top{display:flex;justify-content:space-between;align-items:center}
a{color:var(--accent)}
.key{display:inline-block;min-height:56px;padding:.8rem 1.4rem;border-radius:.7rem;
background:var(--accent);color:var(--on);font-weight:600;text-decoration:none}
.doors{display:flex;flex-wrap:wrap;gap:.7rem}
details{border:1px solid var(--line);border-radius:.7rem;margin:.5rem 0}
summary{cursor:pointer;padding:.9rem 1rem;font-weight:600}
ol{margin:0;padding:0 1rem 1rem 2.4rem}li{margin:.4rem 0 1rem}
li svg{display:block;margin-top:.5rem;max-width:100%;height:auto}
svg text{fill:currentColor;font:14px system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif}
svg .frame{fill:none;stroke:currentColor;stroke-width:2}
svg .rule{stroke:var(--line)}
svg .mark{fill:none;stroke:var(--accent);stroke-width:3}
pre{background:var(--soft);padding:.7rem;border-radius:.5rem;overflow-x:auto;font-size:.85rem}
code{overflow-wrap:anywhere}
.code{background:#fff;padding:14px;border-radius:.7rem;width:208px;height:208px;display:block}
"""
POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src "
    f"'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
ROW = 30
"""Height of a row in a picture, in pixels of it."""
WIDTHS: Mapping[Literal["phone", "window"], int] = {"phone": 300, "window": 460}


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What the page tells of this server.

    Attributes:
        address: of the server, by HTTPS.
        fingerprints: of the authority's certificate, by the name of the digest.
    """

    address: str
    fingerprints: Mapping[str, str]


class TrustPages:
    """The application of the plain port: the page, the certificate, the way to the real server."""

    def __init__(self, trust: LocalTrust, *, names: Sequence[str], address: str, port: int) -> None:
        self._trust = trust
        self._names = frozenset(names)
        self._address = address.rstrip("/")
        self._port = port

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Answer one request; whatever is neither page nor certificate is led to the server."""
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        address = self._called(headers.get("host", ""))
        status, said, body = self._answer(scope, headers, address=address)
        written = {**HEADERS, **said, "content-length": str(len(body))}
        told = [(name.encode(), value.encode("latin-1")) for name, value in written.items()]
        await send({"type": "http.response.start", "status": status, "headers": told})
        sent = b"" if scope["method"] == "HEAD" else body
        await send({"type": "http.response.body", "body": sent, "more_body": False})

    def _answer(
        self, scope: HTTPScope, headers: Mapping[str, str], *, address: str
    ) -> tuple[int, dict[str, str], bytes]:
        if scope["method"] not in ("GET", "HEAD"):
            return 405, {"allow": "GET, HEAD"}, b""
        if scope["path"] == CERTIFICATE:
            return 200, {"content-type": CERTIFICATE_TYPE}, self._trust.authority
        if scope["path"] != "/":
            return 307, {"location": address + quote(scope["path"][:PATH_MAX])}, b""
        language = _language(scope, headers)
        shown = Shown(address=address, fingerprints=fingerprints(self._trust))
        html = page(shown, language, agent=headers.get("user-agent", ""))
        return 200, {"content-type": "text/html; charset=utf-8"}, html.encode()

    def _called(self, given: str) -> str:
        """Return the server's address by the name this device used, if that is one of ours."""
        name = given.rsplit(":", 1)[0] if not given.endswith("]") else given
        own = name.strip("[]").lower() in self._names
        return f"https://{name}:{self._port}" if own else self._address


def fingerprints(trust: LocalTrust) -> dict[str, str]:
    """Return the certificate's digests as devices show them: Windows still asks by SHA-1."""
    binary = ssl.PEM_cert_to_DER_cert(trust.authority.decode())
    sha1 = hashlib.sha1(binary, usedforsecurity=False).hexdigest().upper()
    return {"SHA-256": trust.fingerprint, "SHA-1 (Windows)": sha1}


def _language(scope: HTTPScope, headers: Mapping[str, str]) -> Language:
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("language", [""])[0]
    if asked in ("zh", "en"):
        return "zh" if asked == "zh" else "en"
    return language_of(headers.get("accept-language"))


def page(shown: Shown, language: Language, *, agent: str) -> str:
    """Return the page, the part for the reader's own device open.

    Args:
        shown: what it tells.
        language: of the words.
        agent: how the browser describes itself.
    """
    own = next((one.name for one in DEVICES if any(sign in agent for sign in one.signs)), "")

    def say(text: Text) -> str:
        return escape(text.say(language))

    devices = "".join(_device(one, language, is_open=one.name == own) for one in DEVICES)
    doors = "".join(
        f'<a class="key" href="{escape(shown.address)}{path}">{say(word)}</a>'
        for word, path in ((FLOOR, "/floor"), (OFFICE, "/"), (BOARD, "/board"))
    )
    digests = "".join(
        f"<p><b>{escape(name)}</b><br><code>{escape(digits)}</code></p>"
        for name, digits in shown.fingerprints.items()
    )
    other = "zh" if language == "en" else "en"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Taktline: {say(TITLE)}</title><style>{STYLE}</style></head><body><main>"
        f'<div class="top"><h1>{say(TITLE)}</h1>'
        f'<a href="/?language={other}" hreflang="{other}">{say(OTHER)}</a></div>'
        f"<p>{say(LEAD)}</p>"
        f'<h2>1. {say(DOWNLOAD)}</h2><p><a class="key" href="{CERTIFICATE}">{say(DOWNLOAD)}</a></p>'
        f"<p>{say(PRINTS)}</p>{digests}"
        f"<h2>2. {say(HOW)}</h2>{devices}"
        f'<h2>3. {say(OPEN)}</h2><p class="doors">{doors}</p>'
        f"<p>{say(SCAN)}<br><code>{escape(shown.address)}/floor</code></p>"
        f"{code(f'{shown.address}/floor')}</main></body></html>"
    )


def code(address: str) -> str:
    """Return a QR code of an address as a picture within the page."""
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", border=0, xmldecl=False, svgns=False, omitsize=True, svgclass="code"
    )
    return drawn.getvalue().decode()


def _device(device: Device, language: Language, *, is_open: bool) -> str:
    steps = "".join(_step(one, language) for one in device.steps)
    opened = " open" if is_open else ""
    label = escape(device.label.say(language))
    return f"<details{opened}><summary>{label}</summary><ol>{steps}</ol></details>"


def _step(step: Step, language: Language) -> str:
    typed = f"<pre>{escape(step.typed)}</pre>" if step.typed else ""
    return f"<li>{escape(step.text.say(language))}{typed}{_picture(step, language)}</li>"


def _picture(step: Step, language: Language) -> str:
    """Draw the screen of a step: its rows, and a frame around the one to touch."""
    if step.screen is None:
        return ""
    width, rows = WIDTHS[step.screen], [row.say(language) for row in step.rows]
    height = ROW * (len(rows) + 1)
    lines = "".join(
        f'<text x="14" y="{ROW * at + 20}">{escape(row)}</text>'
        f'<line class="rule" x1="0" x2="{width}" y1="{ROW * at}" y2="{ROW * at}"/>'
        for at, row in enumerate(rows, 1)
    )
    marks = "".join(
        f'<rect class="mark" x="4" y="{ROW * at + 3}" width="{width - 8}" height="{ROW - 6}" '
        'rx="5"/>'
        for at, row in enumerate(step.rows, 1)
        if row in step.touched
    )
    title = escape(step.title.say(language) if step.title else "")
    return (
        f'<svg viewBox="-2 -2 {width + 4} {height + 4}" width="{width}" role="img" '
        f'aria-label="{title}"><rect class="frame" width="{width}" height="{height}" rx="10"/>'
        f'<text x="{width / 2:g}" y="20" text-anchor="middle">{title}</text>{lines}{marks}</svg>'
    )
