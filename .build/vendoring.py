"""Brings scripts of others into static/vendor/, which git does not keep: python .build/vendoring.py.

They are what npm finds for .build/vendor/package-lock.json, where version and SHA-512 of each are pinned.
Without npm, or without a network, everything else is built all the same; the pages say what is missing.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
PINNED = TOP / ".build" / "vendor"
KEPT = TOP / "static" / "vendor"

FILES = {
    "zxing-wasm/dist/iife/reader/index.js": "zxing-wasm/reader.js",
    "zxing-wasm/dist/reader/zxing_reader.wasm": "zxing-wasm/zxing_reader.wasm",
    "zxing-wasm/LICENSE": "zxing-wasm/LICENSE",
}
"""What is copied out of a package, and where it goes: a script and its wasm are of one version."""

PATIENCE = 120
"""Seconds npm may take; a build does not hang where there is no network."""


def bring() -> str:
    """Bring what is not there yet; return "" when all is there, else why not."""
    made_from = hashlib.sha256(Path(PINNED, "package-lock.json").read_bytes()).hexdigest()
    stamp = KEPT / "made-from"
    wanted = [KEPT / name for name in FILES.values()]
    if stamp.is_file() and stamp.read_text() == made_from and all(file.is_file() for file in wanted):
        return ""
    npm = shutil.which("npm")
    if npm is None:
        return "npm was not found"
    with tempfile.TemporaryDirectory() as folder:
        there = shutil.copytree(PINNED, Path(folder, "vendor"))
        said = _run(npm, there)
        if said:
            return said
        shutil.rmtree(KEPT, ignore_errors=True)
        for name, kept in FILES.items():
            file = KEPT / kept
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(there / "node_modules" / name, file)
    stamp.write_text(made_from)
    return ""


def _run(npm: str, folder: Path) -> str:
    """Install what is pinned, and run nothing of it; return why not, or ""."""
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0"]
    try:
        done = subprocess.run(  # noqa: S603  # npm, with nothing but our own lockfile
            command, cwd=folder, check=False, capture_output=True, text=True, timeout=PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"npm did not answer ({type(error).__name__})"
    return "" if done.returncode == 0 else f"npm said: {(done.stderr.strip() or 'nothing').splitlines()[0]}"


if __name__ == "__main__":
    why_not = bring()
    if why_not:
        sys.exit(f"{why_not}; without it phones read codes by photo or by typing.")
