"""From records to a printed page: Typst in a process of its own, bounded in time."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Literal

import msgspec
import segno

from taktline.base.problem import Problem
from taktline.base.text import Language, Text

TYPESET_S_MAX = 30.0
"""Seconds for one print; a page that takes longer turns in circles."""
AT_ONCE = asyncio.Semaphore(2)
"""Pages are set by so many processes of ours at once; who prints more waits a moment."""
COMPOSER = ("-m", "taktline.engines.reports.compose")
Printed = Literal["pdf", "png"]


class PageRefused(Problem):
    """Typst does not understand a template's page."""

    title = Text(en="The page cannot be set: {reason}", zh="页面无法排版:{reason}")
    status = 400


class PrintTooLong(Problem):
    """A template takes longer than a page may."""

    title = Text(
        en="Setting the pages takes longer than {seconds} s: print fewer at once.",
        zh="排版超过 {seconds} 秒:请减少一次打印的数量。",
    )
    status = 400


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """What the composing process is given.

    Attributes:
        page: of the template, in Typst.
        records: what is printed; each has its `qr` as SVG.
        language: of the words on it.
        format: of the answer.
    """

    page: str
    records: list[dict[str, object]]
    language: Language
    format: Printed = "pdf"


class Composed(msgspec.Struct, frozen=True, kw_only=True):
    """What the composing process answers: the file, or why there is none."""

    content: bytes = b""
    fault: str = ""


def qr_code(text: str) -> str:
    """Return a QR code (ISO/IEC 18004, error correction M) as SVG without a quiet zone."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False)
    return drawn.getvalue().decode()


async def typeset(
    page: str,
    records: Sequence[Mapping[str, object]],
    *,
    language: Language,
    format: Printed = "pdf",
) -> bytes:
    """Set a template's page for records.

    Args:
        page: in Typst; it sees `records` and the words of `paper.typ`.
        records: at least one, each with its `qr`.
        language: of the words on it.
        format: a PDF of all pages, or a picture of the first one.

    Raises:
        PageRefused: the page is not good Typst.
        PrintTooLong: it takes more than TYPESET_S_MAX.
    """
    sheet = Sheet(
        page=page, records=[dict(one) for one in records], language=language, format=format
    )
    given = msgspec.msgpack.encode(sheet, enc_hook=str)
    async with AT_ONCE:
        composed = msgspec.msgpack.decode(await _composed(given), type=Composed)
    if composed.fault:
        raise PageRefused(reason=composed.fault)
    return composed.content


async def _composed(given: bytes) -> bytes:
    """Return what the composing process says; one that takes too long is ended."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *COMPOSER,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(given), TYPESET_S_MAX)
    except TimeoutError:
        raise PrintTooLong(seconds=TYPESET_S_MAX) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return said
