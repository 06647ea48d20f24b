"""Secrets, passwords, waits and rates: the pure parts of keeping people out."""

import copy
import os
import pickle
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from taktline.platform.identity.lockout import FREE_TRIES, WAIT_MAX, locked_until, wait_after
from taktline.platform.identity.login import login_key
from taktline.platform.identity.password import (
    Hasher,
    WeakPassword,
    WeakPin,
    accepted_password,
    accepted_pin,
)
from taktline.platform.identity.rate import RATES, Rate, RateLimits, TooManyRequests
from taktline.platform.outside.file import FileTypeRefused, accepted_file_name, accepted_type
from taktline.platform.outside.job import DELAY_S_MAX, delay_s
from taktline.platform.outside.outgoing import is_public
from taktline.platform.outside.webhook import DELAYS_S, next_try
from taktline.platform.outside.webhook_verbs import BadUrl, accepted_url, wants
from taktline.platform.secret import (
    BadKey,
    KeyRing,
    Secret,
    SecretFileOpen,
    Unreadable,
    locked,
    master_key,
    unlocked,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ONE, OTHER = UUID(int=1), UUID(int=2)
RING = KeyRing(b"m" * 32)


def test_a_secret_shows_itself_nowhere() -> None:
    secret = Secret("hush")
    assert "hush" not in f"{secret} {secret!r} {[secret]}"
    assert secret.reveal() == "hush"
    assert secret == Secret("hush")
    for write in (pickle.dumps, copy.deepcopy, msgspec.json.encode):
        with pytest.raises(TypeError):
            write(secret)


def test_the_master_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    first, again = master_key(folder, {}), master_key(folder, {})
    assert first.derived("seal") == again.derived("seal")
    assert first.derived("seal") != master_key(tmp_path / "other", {}).derived("seal")
    if os.name == "posix":
        (folder / "master.key").chmod(0o640)
        with pytest.raises(SecretFileOpen):
            master_key(folder, {})


def test_a_master_key_of_the_wrong_length_is_refused(tmp_path: Path) -> None:
    for text in ("c2hvcnQ=", "***"):
        with pytest.raises(BadKey):
            master_key(tmp_path, {"TAKTLINE_MASTER_KEY": text})
    assert not (tmp_path / "master.key").exists()


def test_keys_of_two_purposes_or_owners_have_nothing_in_common() -> None:
    keys = {RING.derived("seal"), RING.derived("pin"), RING.derived("pin", "a")}
    assert len(keys) == 3
    assert "m" * 32 not in repr(RING)


def test_a_tenants_key_opens_for_that_tenant_and_that_master_key_only() -> None:
    wrapped = RING.new_tenant_key(ONE)
    assert len(RING.tenant_key(wrapped)) == 32
    for ring, key in (
        (KeyRing(b"n" * 32), wrapped),
        (RING, msgspec.structs.replace(wrapped, tenant=OTHER)),
        (RING, msgspec.structs.replace(wrapped, wrapped=wrapped.wrapped[:-1] + b"x")),
        (RING, msgspec.structs.replace(wrapped, wrapped=b"")),
    ):
        with pytest.raises(Unreadable):
            ring.tenant_key(key)


def test_what_is_locked_twice_looks_different_and_opens_the_same() -> None:
    one, other = (locked(b"k" * 32, b"hush", b"tenant") for _ in range(2))
    assert one != other
    assert unlocked(b"k" * 32, one, b"tenant") == unlocked(b"k" * 32, other, b"tenant") == b"hush"


@pytest.mark.anyio
async def test_a_password_fits_with_its_pepper_only() -> None:
    hasher = Hasher(memory_kib=64, time_cost=1)
    stored = await hasher.hash(Secret("correct horse"), b"pepper")
    assert await hasher.fits(Secret("correct horse"), b"pepper", stored)
    assert not await hasher.fits(Secret("correct horse"), b"salt", stored)
    assert not await hasher.fits(Secret("wrong horse"), b"pepper", stored)
    assert not await hasher.fits(Secret("nobody signs in with this"), b"pepper", None)
    hasher.close()


@pytest.mark.parametrize("pin", ["123", "1234567", "1111", "1234", "12a4", "", "١٢٣٥"])
def test_a_pin_everybody_tries_or_of_the_wrong_form_is_refused(pin: str) -> None:
    accepted_pin(Secret("7351"))
    with pytest.raises(WeakPin):
        accepted_pin(Secret(pin))


def test_a_password_is_long_enough_and_not_the_name() -> None:
    accepted_password(Secret("ten letters"), "li.na@example")
    for typed in ("short", "Li.Na@Example", "x" * 257):
        with pytest.raises(WeakPassword):
            accepted_password(Secret(typed), "li.na@example")


def test_login_names_are_the_same_in_any_case_and_width() -> None:
    assert login_key("Li.Na") == login_key(" LI.NA") == login_key("li.na")


def test_one_waits_after_the_fifth_wrong_try_and_twice_as_long_each_time() -> None:
    assert locked_until(FREE_TRIES, NOON) is None
    waits = [wait_after(n).total_seconds() for n in range(FREE_TRIES + 1, FREE_TRIES + 5)]
    assert waits == [30, 60, 120, 240]
    assert wait_after(10_000) == WAIT_MAX


def test_a_bucket_gives_a_burst_and_then_its_rate() -> None:
    limits = RateLimits({**RATES, "query": Rate(per_s=2, burst=3)})
    for _ in range(3):
        limits.take("query", "a", 10.0)
    with pytest.raises(TooManyRequests):
        limits.take("query", "a", 10.1)
    limits.take("query", "b", 10.1)
    limits.take("command", "a", 10.1)
    limits.take("query", "a", 10.5)
    with pytest.raises(TooManyRequests):
        limits.take("query", "a", 10.6)


def test_a_clock_that_stands_still_fills_no_bucket() -> None:
    limits = RateLimits({**RATES, "sign_in": Rate(per_s=1, burst=1)})
    limits.take("sign_in", "a", 5.0)
    with pytest.raises(TooManyRequests):
        limits.take("sign_in", "a", 4.0)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "fe80::1%eth0", "fd00::1",
        "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::",
    ],
)  # fmt: skip
def test_an_address_of_our_own_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


def test_deliveries_are_tried_for_about_three_days() -> None:
    assert next_try(1, NOON, 0.5) == NOON + timedelta(seconds=5)
    assert next_try(len(DELAYS_S) + 1, NOON, 0.5) is None
    assert timedelta(days=3) < timedelta(seconds=sum(DELAYS_S)) < timedelta(days=4)
    early, late = next_try(3, NOON, 0), next_try(3, NOON, 1)
    assert early is not None
    assert late is not None
    assert (late - early).total_seconds() == pytest.approx(0.4 * DELAYS_S[2])


def test_a_job_waits_longer_each_time_but_never_more_than_a_quarter_day() -> None:
    waits = [delay_s(n, 0.5) for n in range(4)]
    assert waits == [5, 20, 80, 320]
    assert delay_s(1_000, 1) <= DELAY_S_MAX * 1.2


@pytest.mark.parametrize(
    ("listed", "name", "wanted"),
    [
        (("*",), "lot.held", True),
        (("lot.*",), "lot.held", True),
        (("lot.held",), "lot.held", True),
        (("lot.*", "lot"), "lots.held", False),
    ],
)
def test_a_webhook_names_events_singly_or_by_entity(
    listed: tuple[str, ...], name: str, wanted: bool
) -> None:
    assert wants(listed, name) == wanted


@pytest.mark.parametrize(
    "url", ["ftp://a/b", "https://", "https://a:b@c/d", "javascript:x", "http://[::1", "http://a\n"]
)
def test_an_address_nothing_can_be_sent_to_is_refused(url: str) -> None:
    assert accepted_url("https://erp.example/hook?x=1")
    with pytest.raises(BadUrl):
        accepted_url(url)


def test_files_that_carry_scripts_are_refused_and_names_lose_their_folders() -> None:
    assert accepted_type("Image/JPEG; q=1") == "image/jpeg"
    for media_type in ("text/html", "image/svg+xml", "nonsense", "a/b\r\nX: y"):
        with pytest.raises(FileTypeRefused):
            accepted_type(media_type)
    assert accepted_file_name("C:\\fakepath\\部件 δ.jpg") == "部件 δ.jpg"
    assert accepted_file_name("../../\x00") == "file"
