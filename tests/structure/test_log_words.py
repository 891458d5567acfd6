"""Every action that services note has its words in the log, and nothing else has."""

import ast
import re
from collections.abc import Iterator

from convoy.web.log_words import ACTIONS
from tests.structure.test_code import CODE, TOP, name_of, tree_of

ACTION = re.compile(r"[a-z]+:[a-z_]+")
SERVICES = [file for file in CODE if file.is_relative_to(TOP / "convoy" / "services")]


def actions(tree: ast.AST) -> Iterator[str]:
    """Texts that look like an action, docstrings and messages apart."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ACTION.fullmatch(node.value):
            yield node.value


def test_every_action_of_a_service_has_its_words_in_the_log():
    noted = {action for file in SERVICES for action in actions(tree_of(file))}
    assert noted - set(ACTIONS) == set()
    assert set(ACTIONS) - noted == set()


def test_no_service_makes_up_the_name_of_an_action_as_it_goes():
    made_up = {
        f"{name_of(file)}:{node.lineno}"
        for file in SERVICES
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "note"
        for argument in node.args
        if isinstance(argument, ast.JoinedStr)
        and any(":" in str(getattr(part, "value", "")) for part in argument.values)
    }
    assert made_up == set()
