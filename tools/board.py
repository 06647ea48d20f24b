"""Draws the pictures of the board for the README: `python -m tools.board DATA_DIR/demo`.

The demo's folder must hold its history; what is drawn is what `taktline watch` shows of it.
"""

import asyncio
import html
import re
import sys
from io import StringIO
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.terminal_theme import TerminalTheme

from taktline.api.runtime import running
from taktline.base.text import Language
from taktline.plants.board_view import View
from taktline.plants.founding import TENANT
from taktline.plants.watch import reader_of
from taktline.platform.setting import Settings

WIDTH, HEIGHT = 112, 34
PICTURES: dict[Language, str] = {"en": "docs/img/board.svg", "zh": "docs/img/board.zh-CN.svg"}
THEME = TerminalTheme(
    (22, 27, 34),
    (214, 220, 228),
    [(48, 54, 61), (255, 107, 107), (86, 211, 100), (227, 179, 65),
     (88, 166, 255), (210, 130, 255), (80, 200, 220), (214, 220, 228)],
    [(110, 118, 129), (255, 130, 130), (110, 230, 125), (240, 200, 100),
     (121, 192, 255), (225, 160, 255), (110, 220, 235), (255, 255, 255)],
)  # fmt: skip
TITLES: dict[Language, str] = {
    "en": "The board: orders, stations, machine states, OEE and alarms",
    "zh": "看板:工单、工位、设备状态、OEE 与报警",
}
CELL_WIDTH = 12.2
"""Of one column in the pictures that rich draws."""
FONTS = "ui-monospace, 'SF Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', monospace"


async def main(folder: Path) -> None:
    """Draw both pictures."""
    async with running(Settings(data_dir=folder), limited=False) as runtime:
        board = await reader_of(runtime, TENANT).read()
    assert board is not None, "the folder holds no demo"
    for language, place in PICTURES.items():
        console = Console(
            width=WIDTH, height=HEIGHT, record=True, file=StringIO(), force_terminal=True
        )
        view = View(language, speed=lambda: 60.0)
        console.print(view.frame(board, width=WIDTH, height=HEIGHT))
        svg = console.export_svg(title="taktline watch", theme=THEME, unique_id="board")
        picture = await asyncio.to_thread(local, svg, TITLES[language])
        await asyncio.to_thread(Path(place).write_text, picture, "utf-8")


def local(svg: str, title: str) -> str:
    """Return the picture said in words, drawn with the reader's own monospace font."""
    bare = re.sub(r"@font-face\s*\{[^}]*\}", "", svg)
    bare = re.sub(r"font-family:\s*Fira Code,\s*monospace", f"font-family: {FONTS}", bare)
    bare = re.sub(r"(<svg\b[^>]*>)", rf"\1<title>{title}</title>", bare, count=1)
    bare = re.sub(r'textLength="[^"]*"([^>]*)>([^<]*)<', measured, bare)
    bare = re.sub(r"<!--.*?-->\n?", "", bare, flags=re.DOTALL)
    return "\n".join(line.rstrip() for line in bare.splitlines() if line.strip()) + "\n"


def measured(text: re.Match[str]) -> str:
    """Return a piece of text with the width it takes: a Chinese character takes two cells."""
    width = cell_len(html.unescape(text[2])) * CELL_WIDTH
    return f'textLength="{width:.1f}"{text[1]}>{text[2]}<'


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
