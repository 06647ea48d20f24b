"""The composing process: one sheet in, one file out; it sees its own folder and nothing else."""

import sys
import tempfile
from importlib.resources import files
from pathlib import Path

import msgspec
import noto_cjk  # type: ignore[import-untyped]  # ships no types
import typst

from taktline.engines.reports.typeset import Composed, Sheet

PAPER, PAGE = "paper.typ", "page.typ"
FAULT_CHARACTERS_MAX = 500
DPI = 144.0


def main() -> int:
    """Read a sheet from the input, write what it came to."""
    sheet = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Sheet)
    with tempfile.TemporaryDirectory() as folder:
        composed = compose(sheet, Path(folder))
    sys.stdout.buffer.write(msgspec.msgpack.encode(composed))
    return 0


def compose(sheet: Sheet, folder: Path) -> Composed:
    """Set a sheet in an empty folder; a page that Typst refuses is a fault, not an error."""
    words = (files("taktline.engines.reports") / PAPER).read_text(encoding="utf-8")
    (folder / PAPER).write_text(words, encoding="utf-8")
    (folder / PAGE).write_text(f'#import "{PAPER}": *\n{sheet.page}', encoding="utf-8")
    given = msgspec.json.encode(sheet.records).decode()
    try:
        made: object = typst.compile(
            folder / PAGE,
            root=folder,
            font_paths=[noto_cjk.otc_path("sans").parent],
            ignore_system_fonts=True,
            package_path=folder,
            package_cache_path=folder,
            format=sheet.format,
            ppi=DPI,
            sys_inputs={"records": given, "language": sheet.language},
        )
    except typst.TypstError as error:
        return Composed(fault=str(error)[:FAULT_CHARACTERS_MAX])
    first = made[0] if isinstance(made, list) else made
    assert isinstance(first, bytes)
    return Composed(content=first)


if __name__ == "__main__":
    raise SystemExit(main())
