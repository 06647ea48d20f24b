"""Comments, files, history and saved views: beside every record, for whoever sees the record."""

import httpx
import msgspec
import pytest

from taktline.api.runtime import Runtime
from taktline.base.ids import uuid7
from taktline.platform.identity.login_desk import give_login_to
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.secret import Secret
from tests.api_ground import Api, in_process, new_api, new_key, new_user

PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with a login and an initial password."""

    login: str
    password: str


async def with_login(runtime: Runtime, tenant: str, role: str) -> Person:
    user = await new_user(runtime, tenant, role)
    person = Person(login=f"ann-{user.hex[-12:]}", password="initial-Password-7")
    await give_login_to(
        runtime.gate,
        runtime.rights,
        by=(tenant, SYSTEM),
        user=user,
        name=person.login,
        password=Secret(person.password),
    )
    return person


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


async def material(api: Api, code: str) -> str:
    made = await api.command("material_class.create", {"code": code, "name": "Steel"})
    assert made.status_code == 200, made.text
    return str(made.json()["records"][0]["id"])


async def uploaded(api: Api, content: bytes = PNG, kind: str = "image/png") -> str:
    headers = {**api.headers, "Content-Type": kind}
    sent = await api.client.post(
        "/api/v1/files", params={"name": "a.png"}, content=content, headers=headers
    )
    assert sent.status_code == 200, sent.text
    return str(sent.json()["id"])


def about(record: str, **more: object) -> dict[str, object]:
    return {"entity": "material_class", "record": record, **more}


async def as_key(api: Api, key: str, verb: str, fields: dict[str, object]) -> httpx.Response:
    body = {"id": str(uuid7()), **fields}
    return await api.client.post(f"/api/v1/commands/{verb}", json=body, headers=bearer(key))


def beside(record: str, what: str) -> str:
    return f"/api/v1/records/material_class/{record}/{what}"


async def test_a_comment_is_written_said_again_and_taken_back(api: Api) -> None:
    record = await material(api, "C-1")
    me = (await api.get("/api/v1/me")).json()["user"]
    said = await api.command("catalog.write_comment", about(record, text="Rusty", mentions=[me]))
    if said.status_code == 422:  # a key is no user to be mentioned
        said = await api.command("catalog.write_comment", about(record, text="Rusty"))
    assert said.status_code == 200, said.text
    found = (await api.get(beside(record, "comments"))).json()["comments"]
    assert [one["text"] for one in found] == ["Rusty"]
    comment = found[0]["id"]
    again = about(record, text="Very rusty", comment=comment)
    assert (await api.command("catalog.write_comment", again)).status_code == 200
    found = (await api.get(beside(record, "comments"))).json()["comments"]
    assert [one["text"] for one in found] == ["Very rusty"]
    assert found[0]["changed_at"] is not None
    assert await api.count("record_comment") >= 2, "the first wording stays"
    gone = await api.command("catalog.withdraw_comment", about(record, comment=comment))
    assert gone.status_code == 200
    found = (await api.get(beside(record, "comments"))).json()["comments"]
    assert [one["text"] for one in found] == [None]
    late = await api.command("catalog.withdraw_comment", about(record, comment=comment))
    assert (late.status_code, late.json()["code"]) == (404, "comment-gone")


async def test_who_does_not_see_a_record_neither_reads_nor_says_anything(api: Api) -> None:
    record = await material(api, "C-2")
    seeing = await new_key(
        api.runtime, api.tenant, allowed=("material_class:read", "record_comment:write")
    )
    blind = await new_key(api.runtime, api.tenant, allowed=("unit:read", "record_comment:write"))
    mute = await new_key(api.runtime, api.tenant, allowed=("material_class:read",))
    fields = about(record, text="Hello")
    assert (await as_key(api, seeing, "catalog.write_comment", fields)).status_code == 200
    refused = await as_key(api, blind, "catalog.write_comment", fields)
    assert (refused.status_code, refused.json()["code"]) == (404, "not-found")
    assert (await as_key(api, mute, "catalog.write_comment", fields)).status_code == 403
    for what in ("comments", "attachments", "history"):
        path = beside(record, what)
        assert (await api.client.get(path, headers=bearer(mute))).status_code == 200
        assert (await api.client.get(path, headers=bearer(blind))).status_code == 404
    other = await new_api(api.runtime, api.client)
    assert (await other.get(beside(record, "comments"))).status_code == 404
    theirs = await other.command("catalog.write_comment", fields)
    assert theirs.status_code == 404


async def test_only_the_writer_says_it_again_and_only_known_people_are_spoken_to(api: Api) -> None:
    record = await material(api, "C-3")
    other = await new_key(
        api.runtime, api.tenant, allowed=("material_class:read", "record_comment:write")
    )
    await api.command("catalog.write_comment", about(record, text="Mine"))
    comment = (await api.get(beside(record, "comments"))).json()["comments"][0]["id"]
    fields = about(record, text="Yours", comment=comment)
    refused = await as_key(api, other, "catalog.write_comment", fields)
    assert (refused.status_code, refused.json()["code"]) == (403, "comment-not-yours")
    nobody = await api.command(
        "catalog.write_comment", about(record, text="Hey", mentions=[str(uuid7())])
    )
    assert (nobody.status_code, nobody.json()["code"]) == (422, "nobody-mentioned")
    users = (await api.query("platform.users")).json()["rows"]
    spoken = await api.command(
        "catalog.write_comment", about(record, text="Hey", mentions=[users[0]["id"]])
    )
    assert spoken.status_code == 200
    found = (await api.get(beside(record, "comments"))).json()["comments"]
    assert [one["name"] for one in found[-1]["mentions"]] == [users[0]["name"]]
    chinese = await api.command(
        "catalog.write_comment", fields | {"comment": str(uuid7())}, **{"Accept-Language": "zh"}
    )
    assert "评论" in chinese.json()["title"]


async def test_a_file_hangs_at_a_record_and_is_read_by_who_sees_it(api: Api) -> None:
    record = await material(api, "F-1")
    file = await uploaded(api)
    reader = await new_key(api.runtime, api.tenant, allowed=("material_class:read",))
    stranger = await new_key(api.runtime, api.tenant, allowed=("unit:read",))
    path = f"/api/v1/files/{file}"
    assert (await api.client.get(path, headers=bearer(reader))).status_code == 404
    assert (await api.command("catalog.attach_file", about(record, file=file))).status_code == 200
    read = await api.client.get(path, headers=bearer(reader))
    assert read.status_code == 200
    assert read.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in read.headers["content-security-policy"]
    assert (await api.client.get(path, headers=bearer(stranger))).status_code == 404
    files = (await api.get(beside(record, "attachments"))).json()["files"]
    assert [(one["name"], one["media_type"]) for one in files] == [("a.png", "image/png")]
    allowed = ("material_class:read", "record_file:write")
    other = await new_key(api.runtime, api.tenant, allowed=allowed)
    refused = await as_key(api, other, "catalog.detach_file", about(record, file=file))
    assert (refused.status_code, refused.json()["code"]) == (403, "file-not-yours")
    gone = await api.command("catalog.detach_file", about(record, file=file))
    assert gone.status_code == 200
    assert (await api.client.get(path, headers=bearer(reader))).status_code == 404
    late = await api.command("catalog.detach_file", about(record, file=file))
    assert (late.status_code, late.json()["code"]) == (404, "file-not-attached")


async def test_what_only_calls_itself_a_picture_is_saved_and_never_shown(api: Api) -> None:
    record = await material(api, "F-2")
    file = await uploaded(api, b"<html><script>alert(1)</script>")
    assert (await api.command("catalog.attach_file", about(record, file=file))).status_code == 200
    read = await api.get(f"/api/v1/files/{file}")
    assert read.headers["content-disposition"].startswith("attachment")
    assert read.headers["content-type"].startswith("application/octet-stream")


async def test_history_tells_who_changed_what(api: Api) -> None:
    record = await material(api, "H-1")
    change: dict[str, object] = {"record": record, "expected_version": 1, "name": "Brass"}
    assert (await api.command("material_class.change", change)).status_code == 200
    await api.command("catalog.write_comment", about(record, text="Renamed"))
    await api.seal()
    rows = (await api.get(beside(record, "history"))).json()["rows"]
    assert [one["event"] for one in rows] == [
        "record.commented", "material_class.changed", "material_class.created",
    ]  # fmt: skip
    assert rows[1]["changes"] == [{"field": "name", "old": "Steel", "new": "Brass"}]
    assert rows[1]["label"]["zh"]
    assert rows[1]["by"]["name"] == "test"


async def save(api: Api, name: str, **more: object) -> httpx.Response:
    return await api.command(
        "catalog.save_view", {"entity": "material_class", "name": name, "content": {}, **more}
    )


async def views(api: Api, key: str | None = None) -> list[dict[str, object]]:
    found = await api.client.get(
        "/api/v1/queries/catalog.saved_views",
        params={"entity": "material_class"},
        headers=bearer(key or api.key),
    )
    assert found.status_code == 200, found.text
    rows: list[dict[str, object]] = found.json()["rows"]
    return rows


async def test_a_view_is_its_owners_until_it_is_shared(api: Api) -> None:
    content = {
        "filter": 'name = "Steel"',
        "columns": ["code", "name"],
        "group": ["name"],
        "measures": ["count"],
        "colours": [{"when": 'name = "Brass"', "colour": "red", "icon": "alarm"}],
    }
    assert (await save(api, "Steel", content=content)).status_code == 200
    allowed = ("material_class:read", "saved_view:read", "saved_view:save")
    other = await new_key(api.runtime, api.tenant, allowed=allowed)
    assert await views(api, other) == []
    (mine,) = await views(api)
    assert mine["is_own"]
    asked: dict[str, object] = {"view": mine["id"], "expected_version": mine["version"]}
    assert (await as_key(api, other, "catalog.remove_view", asked)).status_code == 404
    shared = await save(api, "Steel", content=content, shared_with="everybody", **asked)
    assert shared.status_code == 200, shared.text
    (seen,) = await views(api, other)
    assert (seen["is_own"], seen["version"]) == (False, 2)
    again: dict[str, object] = {"view": mine["id"], "expected_version": 2}
    assert (await as_key(api, other, "catalog.remove_view", again)).status_code == 403
    stale = await api.command("catalog.remove_view", {**again, "expected_version": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "record-changed")
    assert (await api.command("catalog.remove_view", again)).status_code == 200
    assert await views(api) == []


async def test_a_view_that_cannot_be_looked_at_is_refused_at_its_place(api: Api) -> None:
    wrong: list[tuple[dict[str, object], str]] = [
        ({"filter": "nothing = 1"}, "/content/filter"),
        ({"columns": ["code", "nothing"]}, "/content/columns/1"),
        ({"group": ["nothing"]}, "/content/group/0"),
        ({"measures": ["sum"]}, "/content/measures/0"),
        ({"colours": [{"when": "code >", "colour": "red"}]}, "/content/colours/0/when"),
    ]
    for content, at in wrong:
        refused = await save(api, "Wrong", content=content)
        assert refused.status_code in (400, 422), refused.text
        assert refused.json()["at"] == at
    unnamed = await save(api, "Role", shared_with="role")
    assert (unnamed.status_code, unnamed.json()["code"]) == (422, "role-not-named")
    allowed = ("material_class:read", "saved_view:read", "saved_view:save")
    other = await new_key(api.runtime, api.tenant, allowed=allowed)
    fields = {"entity": "material_class", "name": "All", "content": {}, "shared_with": "everybody"}
    refused = await as_key(api, other, "catalog.save_view", dict(fields))
    assert (refused.status_code, refused.json()["at"]) == (403, "/shared_with")


async def test_rows_tell_the_first_mark_that_is_true(api: Api) -> None:
    await material(api, "M-1")
    found = await api.client.get(
        "/api/v1/records/material_class",
        params={
            "filter": 'starts with(code, "M-")',
            "marks": ['name = "Brass"', 'name = "Steel"'],
        },
        headers=api.headers,
    )
    assert found.status_code == 200, found.text
    assert found.json()["marks"] == [1]
    hidden = await api.get("/api/v1/records/material_class", marks="nothing = 1")
    assert hidden.status_code == 400


async def test_records_are_put_together_by_the_months_of_a_time(api: Api) -> None:
    await material(api, "T-1")
    asked = {"filter": 'code = "T-1"', "measures": "count"}
    path = "/api/v1/records/material_class"
    months = (await api.get(path, group="month:created_at", **asked)).json()["rows"]
    days = (await api.get(path, group="day:created_at", **asked)).json()["rows"]
    assert [one["count"] for one in (*months, *days)] == [1, 1]
    assert months[0]["month:created_at"] == days[0]["day:created_at"][:8] + "01"
    refused = await api.get(path, group="month:name", **asked)
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid")


async def test_an_entity_tells_in_which_ways_it_can_be_looked_at(api: Api) -> None:
    orders = (await api.get("/api/v1/entities/work_order")).json()["views"]
    assert orders[0] == {"kind": "list", "by": None}
    assert {"kind": "calendar", "by": "due_at"} in orders
    equipment = (await api.get("/api/v1/entities/equipment")).json()["views"]
    assert {"kind": "tree", "by": "parent"} in equipment


@pytest.mark.parametrize("text", ["", "x" * 4001])
async def test_a_comment_is_neither_empty_nor_endless(api: Api, text: str) -> None:
    record = await material(api, f"B-{len(text)}")
    assert (await api.command("catalog.write_comment", about(record, text=text))).status_code == 400


async def test_a_long_list_is_entered_anywhere(api: Api) -> None:
    items = [{"id": str(uuid7()), "code": f"W-{n:03}", "name": "Way"} for n in range(250)]
    for start in range(0, 250, 50):
        sent = await api.post(
            "/api/v1/commands/material_class.create", {"commands": items[start : start + 50]}
        )
        assert sent.status_code == 200, sent.text
    asked = {"filter": 'starts with(code, "W-")', "order": "code"}
    found = (await api.get("/api/v1/records/material_class/waypoints", every="100", **asked)).json()
    assert (found["total"], len(found["marks"])) == (250, 2)
    page = await api.get(
        "/api/v1/records/material_class", after=found["marks"][1], limit="1", **asked
    )
    assert [row["code"] for row in page.json()["rows"]] == ["W-200"]
    down = await api.get(
        "/api/v1/records/material_class/waypoints", every="100", filter=asked["filter"],
        order="-updated_at",
    )  # fmt: skip
    assert len(down.json()["marks"]) == 2
    hidden = await api.get("/api/v1/records/material_class/waypoints", filter="nothing = 1")
    assert hidden.status_code == 400


async def test_an_entity_tells_the_commands_one_may_give_on_a_record(api: Api) -> None:
    actions = (await api.get("/api/v1/entities/work_order")).json()["actions"]
    by_verb = {one["verb"]: one for one in actions}
    cancel = by_verb["kernel.cancel_work_order"]
    assert (cancel["record"], cancel["by_code"], cancel["is_versioned"]) == (
        "work_order", True, True,
    )  # fmt: skip
    assert [(f["name"], f["required"]) for f in cancel["fields"]] == [("reason", True)]
    assert all(f["label"]["zh"] for one in actions for f in one["fields"])
    assert "kernel.open_work_order" not in by_verb, "its lines need a screen of their own"
    reader = await new_key(api.runtime, api.tenant, allowed=("work_order:read",))
    seen = await api.client.get("/api/v1/entities/work_order", headers=bearer(reader))
    assert seen.json()["actions"] == []


async def test_who_is_spoken_to_finds_it_as_long_as_they_see_the_record(api: Api) -> None:
    record = await material(api, "C-9")
    person = await with_login(api.runtime, api.tenant, "process_engineer")
    blind = await with_login(api.runtime, api.tenant, "board")
    users = (await api.query("platform.users", limit="500")).json()["rows"]
    spoken_to = [one["id"] for one in users if one["roles"] in (["process_engineer"], ["board"])]
    assert len(spoken_to) == 2
    said = await api.command(
        "catalog.write_comment", about(record, text="Look here", mentions=spoken_to)
    )
    assert said.status_code == 200, said.text
    assert await mentions_of(api, person) == ["Look here"]
    assert await mentions_of(api, blind) == []


async def test_what_was_said_to_somebody_is_new_until_they_read_it(api: Api) -> None:
    record = await material(api, "C-10")
    users = (await api.query("platform.users", limit="500")).json()["rows"]
    person = await with_login(api.runtime, api.tenant, "process_engineer")
    known = {one["id"] for one in users}
    users = (await api.query("platform.users", limit="500")).json()["rows"]
    (mine,) = [one["id"] for one in users if one["id"] not in known]
    said = await api.command("catalog.write_comment", about(record, text="New", mentions=[mine]))
    assert said.status_code == 200, said.text
    (comment,) = [
        one["id"] for one in (await api.get(beside(record, "comments"))).json()["comments"]
    ]
    again = await api.command("catalog.read_mentions", {"comments": [comment]})
    assert again.status_code == 200, "it does not speak to the giver, so nothing is noted"
    async with in_process(api.runtime) as browser:
        credentials = {"login": person.login, "old": person.password, "new": "chosen-Password-8"}
        await browser.post("/api/v1/change-password", json=credentials)
        signed = {"login": person.login, "password": "chosen-Password-8"}
        token = (await browser.post("/api/v1/sign-in", json=signed)).json()["csrf_token"]
        told = (await browser.get("/api/v1/mentions")).json()["mentions"]
        assert [(one["comment"], one["is_read"]) for one in told] == [(comment, False)]
        body = {"id": str(uuid7()), "comments": [comment]}
        headers = {"X-CSRF-Token": token}
        path = "/api/v1/commands/catalog.read_mentions"
        read = await browser.post(path, json=body, headers=headers)
        assert read.status_code == 200, read.text
        (told,) = (await browser.get("/api/v1/mentions")).json()["mentions"]
        assert told["is_read"]


async def mentions_of(api: Api, person: Person) -> list[str]:
    async with in_process(api.runtime) as browser:
        credentials = {"login": person.login, "old": person.password, "new": "chosen-Password-8"}
        await browser.post("/api/v1/change-password", json=credentials)
        signed = {"login": person.login, "password": "chosen-Password-8"}
        await browser.post("/api/v1/sign-in", json=signed)
        found = await browser.get("/api/v1/mentions")
        assert found.status_code == 200, found.text
        return [one["text"] for one in found.json()["mentions"]]
