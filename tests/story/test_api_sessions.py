"""People over HTTP: set-up, signing in, tokens against forged requests, passwords, stations."""

from uuid import UUID

import httpx
import pytest

from taktline.platform.identity import credential
from taktline.platform.identity.gate import Gate
from taktline.platform.identity.login_desk import give_login_to
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.identity.set_up import make_set_up_link
from taktline.platform.secret import Secret
from taktline.platform.transaction import Tx
from tests.api_ground import Api, in_process, new_api, new_user

INITIAL, CHOSEN = "initial-Password-7", "chosen-Password-8"


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, api: Api, login: str, user: UUID) -> None:
        self.client = in_process(api.runtime)
        self.login = login
        self.user = user
        self.csrf = ""

    async def sign_in(self, password: str) -> httpx.Response:
        """Sign in and keep the token of our own pages."""
        answer = await self.client.post(
            "/api/v1/sign-in", json={"login": self.login, "password": password}
        )
        if answer.status_code == 200:
            self.csrf = answer.json()["csrf_token"]
        return answer

    async def change(self, old: str, new: str) -> httpx.Response:
        """Change the password."""
        body = {"login": self.login, "old": old, "new": new}
        return await self.client.post("/api/v1/change-password", json=body)

    async def post(self, path: str, body: object, *, token: bool = True) -> httpx.Response:
        """Send JSON as a page of ours does."""
        headers = {"X-CSRF-Token": self.csrf} if token else {}
        return await self.client.post(path, json=body, headers=headers)


@pytest.fixture
async def ann(api: Api) -> Person:
    """Give somebody with all rights and a password of their own."""
    user = await new_user(api.runtime, api.tenant, "administrator")
    login = f"ann-{user.hex[-12:]}"
    await give_login_to(
        api.runtime.gate,
        api.runtime.rights,
        by=(api.tenant, SYSTEM),
        user=user,
        name=login,
        password=Secret(INITIAL),
    )
    person = Person(api, login, user)
    assert (await person.change(INITIAL, CHOSEN)).status_code == 204
    return person


async def test_an_initial_password_must_be_changed_first(api: Api) -> None:
    user = await new_user(api.runtime, api.tenant)
    body = {"user": str(user), "login": f"bob-{user.hex[-12:]}", "password": INITIAL}
    assert (await api.post("/api/v1/logins", body)).status_code == 200
    bob = Person(api, body["login"], user)
    refused = await bob.sign_in(INITIAL)
    assert (refused.status_code, refused.json()["code"]) == (403, "password-change-needed")
    assert (await bob.change(INITIAL, CHOSEN)).status_code == 204
    assert (await bob.sign_in(CHOSEN)).status_code == 200


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(ann: Person) -> None:
    answer = await ann.sign_in(CHOSEN)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert (await ann.client.get("/api/v1/me")).status_code == 200


async def test_a_changing_request_with_a_cookie_needs_our_pages_token(ann: Person) -> None:
    await ann.sign_in(CHOSEN)
    forged = await ann.post("/api/v1/sessions/end", {}, token=False)
    assert (forged.status_code, forged.json()["code"]) == (403, "csrf-failed")
    assert (await ann.post("/api/v1/sessions/end", {})).json() == {"ended": 1}


async def test_signing_out_everywhere_ends_every_session(api: Api, ann: Person) -> None:
    elsewhere = Person(api, ann.login, ann.user)
    await ann.sign_in(CHOSEN)
    await elsewhere.sign_in(CHOSEN)
    shown = (await ann.client.get("/api/v1/sessions")).json()["sessions"]
    assert sorted(one["is_this"] for one in shown) == [False, True]
    assert {(one["name"], one["login"]) for one in shown} == {(shown[0]["name"], ann.login)}
    assert shown[0]["name"]
    assert (await ann.post("/api/v1/sessions/end", {})).json() == {"ended": 2}
    assert (await ann.client.get("/api/v1/me")).status_code == 401
    assert (await elsewhere.client.get("/api/v1/me")).status_code == 401


async def test_signing_out_ends_this_session(ann: Person) -> None:
    await ann.sign_in(CHOSEN)
    assert (await ann.client.post("/api/v1/sign-out")).status_code == 204
    assert (await ann.client.get("/api/v1/me")).status_code == 401


async def test_a_wrong_password_and_an_unknown_name_are_told_alike(api: Api, ann: Person) -> None:
    wrong = await ann.sign_in("not-the-password")
    unknown = await Person(api, "nobody-here", ann.user).sign_in("not-the-password")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


async def test_a_reset_password_ends_sessions_and_must_be_changed(api: Api, ann: Person) -> None:
    await ann.sign_in(CHOSEN)
    body = {"user": str(ann.user), "password": INITIAL}
    assert (await api.post("/api/v1/logins/reset-password", body)).status_code == 204
    assert (await ann.client.get("/api/v1/me")).status_code == 401
    assert (await ann.sign_in(INITIAL)).json()["code"] == "password-change-needed"


async def test_the_set_up_link_makes_one_administrator_once(
    api: Api, client: httpx.AsyncClient
) -> None:
    fresh = await new_api(api.runtime, client)
    token = (await make_set_up_link(api.runtime.gate, fresh.tenant)).reveal()
    login = f"chief-{fresh.tenant}"
    body = {"token": token, "name": "Chief", "login": login, "password": CHOSEN}
    weak = await client.post("/api/v1/set-up", json={**body, "password": "short"})
    assert weak.status_code == 400
    assert (await client.post("/api/v1/set-up", json=body)).status_code == 204
    again = await client.post("/api/v1/set-up", json={**body, "login": login + "2"})
    assert (again.status_code, again.json()["code"]) == (410, "set-up-link-gone")
    chief = Person(fresh, login, UUID(int=0))
    assert (await chief.sign_in(CHOSEN)).json()["tenant"] == fresh.tenant


async def test_the_set_up_page_speaks_both_languages_and_loads_nothing_from_elsewhere(
    client: httpx.AsyncClient,
) -> None:
    english = await client.get("/set-up", params={"token": '"><script>', "language": "en"})
    chinese = await client.get("/set-up", headers={"Accept-Language": "zh"})
    assert "first administrator" in english.text
    assert "首位管理员" in chinese.text
    assert '"><script>' not in english.text
    assert "http://" not in english.text
    assert "https://" not in english.text
    policy = english.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


async def test_a_person_signs_in_at_a_paired_terminal_with_a_pin(api: Api) -> None:
    waiting = (await api.client.post("/api/v1/pairing", json={"tenant": api.tenant})).json()
    device = {"Authorization": f"Bearer {waiting['key']}"}
    early = await api.client.get("/api/v1/station/tiles", headers=device)
    assert (early.status_code, early.json()["code"]) == (401, "not-paired-yet")
    assert early.json()["args"] == {"ends_at": waiting["ends_at"]}
    fields: dict[str, object] = {"pairing_code": waiting["code"], "code": "T1", "name": "Press 1"}
    assert (await api.command("platform.pair_device", fields)).status_code == 200
    user = await new_user(api.runtime, api.tenant, "operator")
    staged = (await api.post("/api/v1/staged/pin", {"pin": "4827"})).json()
    assert staged["shown"] is None
    told: dict[str, object] = {"user": str(user), "secret": staged["secret"]}
    assert (await api.command("platform.set_pin", told)).status_code == 200
    tiles = (await api.client.get("/api/v1/station/tiles", headers=device)).json()["tiles"]
    assert [one["has_pin"] for one in tiles if one["user"] == str(user)] == [True]
    path = "/api/v1/station/sign-in"
    wrong = await api.client.post(path, json={"user": str(user), "pin": "1111"}, headers=device)
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong-credentials")
    right = await api.client.post(path, json={"user": str(user), "pin": "4827"}, headers=device)
    assert right.status_code == 200
    api.client.cookies.clear()


async def test_a_terminal_that_asks_while_its_code_is_typed_is_paired(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = (await api.client.post("/api/v1/pairing", json={"tenant": api.tenant})).json()
    device = {"Authorization": f"Bearer {waiting['key']}"}
    fields: dict[str, object] = {"pairing_code": waiting["code"], "code": "T9", "name": "Press 9"}
    look = credential._refuse_waiting

    async def typed_meanwhile(tx: Tx, gate: Gate, fingerprint: bytes) -> None:
        assert (await api.command("platform.pair_device", fields)).status_code == 200
        await look(tx, gate, fingerprint)

    monkeypatch.setattr(credential, "_refuse_waiting", typed_meanwhile)
    answer = await api.client.get("/api/v1/station/tiles", headers=device)
    assert answer.status_code == 200, answer.text


async def test_an_unknown_tenant_is_not_told_apart_when_pairing(api: Api) -> None:
    answer = await api.client.post("/api/v1/pairing", json={"tenant": "no_such_tenant"})
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-waiting")


async def test_a_terminal_names_its_company_where_there_are_several(
    api: Api, neighbour: Api
) -> None:
    unnamed = await api.client.post("/api/v1/pairing", json={})
    assert (unnamed.status_code, unnamed.json()["code"]) == (422, "company-needed")
    assert unnamed.json()["at"] == "/tenant"
    for company in (api, neighbour):
        named = await api.client.post("/api/v1/pairing", json={"tenant": company.tenant})
        assert named.status_code in (200, 201)


async def test_a_staged_key_opens_the_door_only_after_its_command(api: Api) -> None:
    staged = (await api.client.post("/api/v1/staged/api-key", headers=api.headers)).json()
    mine = {"Authorization": f"Bearer {staged['shown']}"}
    assert (await api.client.get("/api/v1/me", headers=mine)).status_code == 401
    user = await new_user(api.runtime, api.tenant, "administrator")
    fields: dict[str, object] = {
        "secret": staged["secret"],
        "name": "gateway",
        "user": str(user),
        "allowed": ["job_order:read"],
        "ends_at": api.runtime.gate.clock().replace(year=2027, month=1, day=1).isoformat(),
    }
    made = await api.command("platform.create_api_key", fields)
    assert made.status_code == 200, made.text
    me = (await api.client.get("/api/v1/me", headers=mine)).json()
    assert me["permissions"] == ["job_order:read"]
