"""A camera that sees what a test draws: scenes of codes, one after the other, over and over."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import msgspec
import segno

from tools.web import WEB, found_node

WIDTH, HEIGHT = 1280, 720
PICTURES_PER_S = 10
SCENE_S = 1.6
WHITE, BLACK = b"\xeb", b"\x10"
DRAW = """
import { readFileSync } from "node:fs";
import { prepareZXingModule, writeBarcode } from "zxing-wasm/writer";
const wasm = readFileSync("node_modules/zxing-wasm/dist/writer/zxing_writer.wasm");
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });
const { symbol } = await writeBarcode(process.argv[1], { format: "Code128", options: "gs1" });
console.log(JSON.stringify([...symbol.data.slice(0, symbol.width)].map((one) => one === 0)));
"""

Symbol = Sequence[Sequence[bool]]


def square(text: str) -> Symbol:
    """Draw a QR code."""
    return [[bool(module) for module in row] for row in segno.make(text, micro=False).matrix]


def linear(elements: str) -> Symbol:
    """Draw a GS1-128 code from an element string in brackets."""
    node = found_node()
    assert node is not None, "the client was built, so there is a Node"
    drawn = subprocess.run(
        [str(node[0]), "--input-type=module", "-e", DRAW, elements],
        cwd=WEB, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [msgspec.json.decode(drawn, type=list[bool])] * 60


def film(file: Path, scenes: Sequence[Symbol]) -> list[str]:
    """Write scenes as a film; return what makes a browser take it for its camera."""
    colourless = b"\x80" * (WIDTH * HEIGHT // 2)
    with file.open("wb") as film:
        film.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{PICTURES_PER_S}:1 Ip A1:1 C420\n".encode())
        for scene in scenes:
            picture = _picture(scene)
            for _ in range(round(SCENE_S * PICTURES_PER_S)):
                film.write(b"FRAME\n" + picture + colourless)
    return [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={file}",
    ]


def _picture(symbol: Symbol) -> bytes:
    """Put a symbol in the middle of a white picture, as large as whole modules allow."""
    wide, high = len(symbol[0]), len(symbol)
    module = min(WIDTH * 9 // 10 // wide, HEIGHT * 8 // 10 // high)
    left = (WIDTH - wide * module) // 2
    rows = [
        (WHITE * left + b"".join((BLACK if dark else WHITE) * module for dark in row)).ljust(
            WIDTH, WHITE
        )
        for row in symbol
    ]
    above = (HEIGHT - high * module) // 2
    drawn = b"".join(row * module for row in rows)
    return (WHITE * (WIDTH * above) + drawn).ljust(WIDTH * HEIGHT, WHITE)
