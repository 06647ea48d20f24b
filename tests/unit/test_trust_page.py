"""The plain port says how to trust the server, and gives nothing else away."""

import re
from pathlib import Path

import httpx
import msgspec
import pytest

from taktline.api.lan import lan_of, on_network, own_names, told, vouches_itself
from taktline.api.trust_page import TrustPages
from taktline.base.text import Language
from taktline.platform.setting import Settings

pytestmark = pytest.mark.anyio
ANDROID = "Mozilla/5.0 (Linux; Android 13; PDA)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X)"
OPEN = re.compile(r"<details open><summary>([^<]+)")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return on_network(Settings(data_dir=tmp_path, lan=True, host="127.0.0.2", port=8421))


@pytest.fixture
def plain(settings: Settings) -> httpx.AsyncClient:
    """Call the plain port as a device of the network does."""
    lan = lan_of(settings, 8421)
    assert lan is not None
    pages = TrustPages(lan.trust, names=lan.names, address=lan.address, port=lan.port)
    transport = httpx.ASGITransport(app=pages)  # type: ignore[arg-type]  # httpx types scopes loosely
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.2:8422")


@pytest.mark.parametrize(
    ("agent", "language", "label"),
    [
        (ANDROID, "en", "Android phone or PDA"),
        (ANDROID, "zh", "安卓手机或 PDA"),
        (IPHONE, "en", "iPhone or iPad"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64)", "zh", "Windows 电脑"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "en", "Linux PC or TV box"),
    ],
)
async def test_a_device_sees_its_own_steps_in_its_own_language(
    plain: httpx.AsyncClient, agent: str, language: Language, label: str
) -> None:
    page = await plain.get("/", headers={"User-Agent": agent, "Accept-Language": language})
    assert page.status_code == 200
    assert OPEN.findall(page.text) == [label]
    assert "<script" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")


async def test_the_certificate_on_the_page_is_the_one_the_terminal_names(
    plain: httpx.AsyncClient, settings: Settings
) -> None:
    lan = lan_of(settings, 8421)
    assert lan is not None
    page = await plain.get("/")
    lines = [line.en for line in told(lan, "http://127.0.0.2:8422", coloured=True)]
    assert lan.trust.fingerprint in page.text
    assert lan.trust.fingerprint in lines[-1]
    given = await plain.get("/taktline-ca.crt")
    assert given.headers["content-type"] == "application/x-x509-ca-cert"
    assert given.content == lan.trust.authority
    assert b"PRIVATE" not in given.content


@pytest.mark.parametrize(
    ("path", "host", "leads_to"),
    [
        ("/floor/x", "127.0.0.2:8422", "https://127.0.0.2:8421/floor/x"),
        ("/api/v1/queries/x?y=1", "127.0.0.2:8422", "https://127.0.0.2:8421/api/v1/queries/x"),
        ("/floor", "127.0.0.1:8422", "https://127.0.0.1:8421/floor"),
        ("/floor", "evil.example", "https://127.0.0.2:8421/floor"),
    ],
)
async def test_everything_else_leads_to_the_server_by_a_name_of_its_own(
    plain: httpx.AsyncClient, path: str, host: str, leads_to: str
) -> None:
    led = await plain.get(path, headers={"Host": host})
    assert (led.status_code, led.headers["location"]) == (307, leads_to)


async def test_nothing_can_be_sent_to_the_plain_port(plain: httpx.AsyncClient) -> None:
    refused = await plain.post("/", content=b"password=x")
    assert (refused.status_code, refused.content) == (405, b"")


def test_a_certificate_and_an_address_of_ones_own_stay(tmp_path: Path) -> None:
    own = Settings(
        data_dir=tmp_path,
        lan=True,
        tls_certificate=tmp_path / "own.pem",
        public_url="https://factory.example",
    )
    served = on_network(own)
    assert served == msgspec.structs.replace(own, host="0.0.0.0")
    assert not vouches_itself(served)
    assert lan_of(served, 8420) is None
    alone = Settings(data_dir=tmp_path)
    assert on_network(alone) == alone


def test_the_whole_network_reaches_the_address_that_others_see_first(tmp_path: Path) -> None:
    served = on_network(Settings(data_dir=tmp_path, lan=True))
    assert served.host == "0.0.0.0"
    name = own_names(served)[0]
    assert served.public_url in (f"https://{name}:8420", f"https://[{name}]:8420")
    assert vouches_itself(served)
