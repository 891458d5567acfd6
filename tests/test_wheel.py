"""What `pip install` puts on a machine works from any folder, without the checkout."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout, built with the tools that are installed already."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=TOP,
        check=True,
        capture_output=True,
        env={**os.environ, "npm_config_offline": "true"},
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def bin_folder(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of an otherwise empty environment, which borrows the libraries of this one."""
    home = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(home, with_pip=False)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / Path(sys.executable).name
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "--python", str(python), "install"),
            *("--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", str(wheel)),
        ],
        check=True,
    )
    asked = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip())
    # A folder named in a .pth is searched, the .pth files inside it are not: our checkout stays out of reach.
    borrowed = Path(pytest.__file__).parent.parent
    (site / "borrowed.pth").write_text(f"{borrowed}\n", encoding="utf-8")
    return scripts


def run(command: list[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in `folder` with nothing of ours in its environment."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("CONVOY_", "PYTHON"))}
    words = [str(part) for part in command]
    return subprocess.run(words, check=False, cwd=folder, env=clean, capture_output=True, text=True)


def test_the_wheel_carries_everything_that_is_not_code(wheel):
    inside = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "convoy/templates/base.html",
        "convoy/static/css/convoy.css",
        "convoy/migrations/env.py",
        "convoy/data/catalogue.csv",
        "convoy/data/catalogue-names/uk.csv",
        "convoy/translations/uk/LC_MESSAGES/messages.mo",
    ):
        assert wanted in inside
    assert any(name.startswith("convoy/migrations/versions/2") for name in inside)


def test_the_wheel_carries_nothing_else(wheel):
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"convoy"}


def test_the_installed_code_is_the_wheel_and_not_this_checkout(bin_folder, tmp_path):
    told = run([bin_folder / "python", "-c", "import convoy; print(convoy.__file__)"], tmp_path)
    assert told.returncode == 0, told.stderr
    assert not Path(told.stdout.strip()).is_relative_to(TOP)


def test_the_command_explains_itself_from_any_folder(bin_folder, tmp_path):
    told = run([bin_folder / "convoy", "--help"], tmp_path)
    assert told.returncode == 0, told.stderr
    assert "init" in told.stdout


def test_an_installation_begins_in_an_empty_folder(bin_folder, tmp_path):
    made = run([bin_folder / "convoy", "init", "--organisation", "Unie", "--place", "Hala 1"], tmp_path)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "instance" / "convoy.db").is_file()
    places = run([bin_folder / "convoy", "places"], tmp_path)
    assert "Hala 1" in places.stdout, places.stderr
