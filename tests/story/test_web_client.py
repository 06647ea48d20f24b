"""The pages of the web client: strict policy with a nonce, assets for a year, nothing else."""

import gzip
import re

import httpx
import pytest

from taktline.api.web_client import client_files

pytestmark = pytest.mark.anyio

PAGE = {"accept": "text/html,application/xhtml+xml"}


@pytest.fixture(autouse=True)
def built() -> None:
    if not client_files():
        pytest.skip("the web client is not built: make web")


async def test_every_page_has_a_nonce_of_its_own(client: httpx.AsyncClient) -> None:
    answers = [
        await client.get(path, headers=PAGE) for path in ("/", "/", "/orders/WO-1", "/floor")
    ]
    nonces = []
    for answer in answers:
        assert answer.status_code == 200
        policy = answer.headers["content-security-policy"]
        nonce = re.search(r"'nonce-([\w-]+)'", policy)
        assert nonce is not None
        assert f'content="{nonce[1]}"' in answer.text
        assert "unsafe" not in policy.replace("'wasm-unsafe-eval'", ""), "wasm reads codes; no more"
        nonces.append(nonce[1])
    assert len(set(nonces)) == len(nonces)
    assert "/assets/office-" in answers[2].text
    assert "/assets/floor-" in answers[3].text


async def test_assets_come_packed_and_for_a_year(client: httpx.AsyncClient) -> None:
    name = next(name for name in client_files() if name.startswith("assets/office-"))
    packed = await client.get(f"/{name}", headers={"accept-encoding": "gzip"})
    plain = await client.get(f"/{name}", headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "immutable" in packed.headers["cache-control"]
    assert packed.content == plain.content == client_files()[name].content
    kept = client_files()[name].packed
    assert kept is not None
    assert gzip.decompress(kept) == plain.content


@pytest.mark.parametrize(
    "path",
    ["/api/v1/nothing", "/assets/nothing.js", "/assets/../office.html", "/.vite/manifest.json"],
)
async def test_what_is_not_there_is_refused(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-address")


async def test_a_page_of_the_api_is_not_taken_for_one_of_the_office(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/api/v1/nothing", headers=PAGE)
    assert answer.status_code == 404
