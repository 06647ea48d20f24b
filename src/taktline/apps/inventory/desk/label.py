"""What a scanned code says by itself: an element string, a Digital Link, or just a code."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from urllib.parse import unquote, unquote_to_bytes

import biip
import msgspec
from biip.checksums import gs1_standard_check_digit
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString
from biip.gs1_messages import GS1Message

CODE_MAX = 400
"""Characters of a code that are looked at: a QR code holds more, a label of ours never."""

OURS = re.compile(r"https?://[^/]+/c/([^/?#]+)", re.IGNORECASE)
"""An address on a paper of ours ends in a code."""
SEPARATOR = "\x1d"
BRACKETED = re.compile(r"\((\d{2,4})\)")
SYMBOLOGY = re.compile(r"\]([ACEFGIJLQUdez]\w)")
GS1_SYMBOLOGIES = frozenset({"C1", "d2", "Q3", "e0", "J1"})
CHECKED = re.compile(r"0[0-2]|41[0-7]")
"""Identifiers whose value ends in a check digit and is used here."""
KEYED = re.compile(r"(?:01|02)\d{14}|00\d{18}")
"""How an element string without a symbology identifier begins, if it is one."""


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """What a code says; empty where it says nothing of it.

    Attributes:
        code: the code without what the scanner put before it.
        gtin: 14 digits.
        count: pieces in it (AI 30, 37).
        net_kg: net weight (AI 310n), kilograms.
        order: order number of the one who packed it (AI 400).
        gln: location (AI 414).
    """

    code: str
    gtin: str | None = None
    lot: str | None = None
    serial: str | None = None
    sscc: str | None = None
    produced_on: date | None = None
    expires_on: date | None = None
    count: Decimal | None = None
    net_kg: Decimal | None = None
    order: str | None = None
    gln: str | None = None


def read_label(scanned: str) -> Label:
    """Return what a code says; whatever is no GS1 is a code of ours or of somebody.

    A bare digit string is taken for an element string only where its key's check digit is right.

    Source: GS1 General Specifications, sections 7.2 and 7.8; GS1 Digital Link URI syntax.
    """
    text = scanned.strip()[:CODE_MAX]
    symbology = SYMBOLOGY.match(text)
    bare = _code_in(text[symbology.end() :] if symbology else text)
    elements = _elements(bare, is_gs1=bool(symbology and symbology[1] in GS1_SYMBOLOGIES))
    found = Label(code=bare)
    for one in elements:
        found = _with(found, one)
    lengths = (8,) if symbology and symbology[1] == "E4" else (12, 13, 14)
    if not elements and bare.isascii() and bare.isdigit() and len(bare) in lengths:
        gtin = bare.zfill(14)
        return msgspec.structs.replace(found, gtin=gtin) if _is_checked(gtin) else found
    return found


def _code_in(text: str) -> str:
    """Return the code in an address of ours, else the text."""
    address = OURS.fullmatch(text)
    return unquote(address[1], errors="strict") if address and _is_utf8(address[1]) else text


def _is_utf8(quoted: str) -> bool:
    if re.search(r"%(?![0-9A-Fa-f]{2})", quoted):
        return False
    try:
        unquote_to_bytes(quoted).decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_checked(digits: str) -> bool:
    return digits.isdigit() and gs1_standard_check_digit(digits[:-1]) == int(digits[-1])


def _elements(text: str, *, is_gs1: bool) -> list[GS1ElementString]:
    """Return the parts of an element string or Digital Link; none where it is neither."""
    try:
        if re.match(r"https?://", text, re.IGNORECASE):
            return _checked(GS1DigitalLinkURI.parse(text).element_strings, sure=False)
        if BRACKETED.match(text):
            return _checked(GS1Message.parse_hri(text).element_strings, sure=False)
        if is_gs1 or SEPARATOR in text or KEYED.match(text):
            return _checked(GS1Message.parse(text.strip(SEPARATOR)).element_strings, sure=is_gs1)
    except (biip.ParseError, ValueError):  # The second: of an address no browser would open.
        return []
    return []


def _checked(elements: Sequence[GS1ElementString], *, sure: bool) -> list[GS1ElementString]:
    """Leave out a key whose check digit is wrong; without the scanner's word all the rest too."""
    right = [one for one in elements if not CHECKED.fullmatch(one.ai.ai) or _is_checked(one.value)]
    return right if sure or len(right) == len(elements) else []


def _with(label: Label, one: GS1ElementString) -> Label:
    """Return a label with one more part of its string."""
    ai, value = one.ai.ai, one.value
    if ai in TEXTS:
        return msgspec.structs.replace(label, **{TEXTS[ai]: value})
    if ai in ("11", "17") and one.date is not None:
        name = "produced_on" if ai == "11" else "expires_on"
        return msgspec.structs.replace(label, **{name: one.date})
    if ai in ("30", "37") and value.isascii() and value.isdigit():
        return msgspec.structs.replace(label, count=Decimal(value))
    if ai.startswith("310"):
        return msgspec.structs.replace(label, net_kg=one.decimal)
    return label


TEXTS = {
    "00": "sscc", "01": "gtin", "02": "gtin", "10": "lot", "21": "serial", "400": "order",
    "414": "gln",
}  # fmt: skip
