"""What a scanned code says by itself: an element string, a Digital Link, or just a code."""

import re
from datetime import date
from decimal import Decimal

import biip
import msgspec
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString
from biip.gs1_messages import GS1Message

CODE_MAX = 400
"""Characters of a code that are looked at: a QR code holds more, a label of ours never."""

SEPARATOR = "\x1d"
BRACKETED = re.compile(r"\((\d{2,4})\)")
SYMBOLOGY = re.compile(r"\]([CdQeE]\d)")
GS1_SYMBOLOGIES = frozenset({"C1", "d2", "Q3", "e0"})
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
    bare = text[symbology.end() :] if symbology else text
    elements = _elements(bare, is_gs1=bool(symbology and symbology[1] in GS1_SYMBOLOGIES))
    found = Label(code=bare)
    for one in elements:
        found = _with(found, one)
    if not elements and bare.isdigit() and len(bare) in (12, 13, 14):
        gtin = biip.parse(bare).gtin
        return found if gtin is None else msgspec.structs.replace(found, gtin=gtin.as_gtin_14())
    return found


def _elements(text: str, *, is_gs1: bool) -> list[GS1ElementString]:
    """Return the parts of an element string or Digital Link; none where it is neither."""
    try:
        if re.match(r"https?://", text, re.IGNORECASE):
            return list(GS1DigitalLinkURI.parse(text).element_strings)
        if BRACKETED.match(text):
            return list(GS1Message.parse_hri(text).element_strings)
        if is_gs1 or SEPARATOR in text or KEYED.match(text):
            return _keyed(GS1Message.parse(text.strip(SEPARATOR)), sure=is_gs1)
    except biip.ParseError:
        return []
    return []


def _keyed(message: GS1Message, *, sure: bool) -> list[GS1ElementString]:
    """Without the scanner's word a wrong check digit says that it only looks like GS1."""
    elements = list(message.element_strings)
    wrong = any(one.gtin_error or one.sscc_error for one in elements)
    return [] if wrong and not sure else elements


def _with(label: Label, one: GS1ElementString) -> Label:
    """Return a label with one more part of its string."""
    ai, value = one.ai.ai, one.value
    if ai in TEXTS:
        return msgspec.structs.replace(label, **{TEXTS[ai]: value})
    if ai in ("11", "17") and one.date is not None:
        name = "produced_on" if ai == "11" else "expires_on"
        return msgspec.structs.replace(label, **{name: one.date})
    if ai in ("30", "37"):
        return msgspec.structs.replace(label, count=Decimal(value))
    if ai.startswith("310"):
        return msgspec.structs.replace(label, net_kg=one.decimal)
    return label


TEXTS = {
    "00": "sscc", "01": "gtin", "02": "gtin", "10": "lot", "21": "serial", "400": "order",
    "414": "gln",
}  # fmt: skip
