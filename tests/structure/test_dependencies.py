"""What the code imports is what an installation brings along."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from tests.structure.test_code import CODE, TOP, tree_of

PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINNED = {
    line.split("==")[0]
    for line in (TOP / ".build" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if "==" in line
}


def plain(requirement: str) -> str:
    """The name of a package as package indexes compare it: "Flask-Login>=0.6" is flask-login."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0]).lower()


def imported() -> set[str]:
    """The first word of everything the code imports, our own and Python's parts left out."""
    words = set()
    for file in CODE:
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.Import):
                words |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                words.add(node.module.split(".")[0])
    return words - set(sys.stdlib_module_names) - {"convoy"}


def test_everything_imported_is_a_declared_dependency():
    declared = {plain(requirement) for requirement in PROJECT["dependencies"]}
    brought_by = packages_distributions()
    missing = {
        word for word in imported() if not declared & {plain(name) for name in brought_by.get(word, [])}
    }
    assert missing == set()


@pytest.mark.parametrize("purpose", ["", *PROJECT["optional-dependencies"]])
def test_everything_declared_is_pinned(purpose):
    declared = PROJECT["optional-dependencies"][purpose] if purpose else PROJECT["dependencies"]
    assert {plain(requirement) for requirement in declared} - {"convoy"} <= PINNED
