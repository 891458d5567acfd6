"""The shape of the code that no linter sees."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
CODE = sorted(file for file in (TOP / "convoy").rglob("*.py") if "versions" not in file.parts)
TESTS = sorted((TOP / "tests").rglob("*.py"))

LONGEST_MODULE = 300
LONGEST_FUNCTION = 50

# Longer than that, each with the reason why it reads better whole.
LONG_MODULES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(file: Path) -> str:
    return file.relative_to(TOP).as_posix()


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def test_the_code_is_found():
    assert TOP / "convoy" / "config.py" in CODE
    assert Path(__file__).resolve() in TESTS


def test_no_module_is_too_long_to_hold_in_mind():
    lines = {name_of(file): len(file.read_text(encoding="utf-8").splitlines()) for file in CODE}
    long = {name for name, count in lines.items() if count > LONGEST_MODULE}
    assert long == set(LONG_MODULES)


def test_no_function_is_too_long_to_read_at_once():
    long = {
        f"{name_of(file)}:{function.name}"
        for file in CODE
        for function in functions(tree_of(file))
        if (function.end_lineno or 0) - function.lineno >= LONGEST_FUNCTION
    }
    assert long == set(LONG_FUNCTIONS)


def test_nothing_but_the_unit_of_work_commits():
    committing = {
        f"{name_of(file)}:{node.lineno}"
        for file in CODE
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    }
    assert committing == set()


@pytest.mark.parametrize("folder", ["data", "migrations", "migrations/versions", "translations"])
def test_folders_of_files_are_not_packages(folder):
    assert not (TOP / "convoy" / folder / "__init__.py").exists(), (
        "the import contracts would ask for its place"
    )


def dead_tests(tree: ast.Module) -> Iterator[str]:
    """Functions of a test file that pytest does not collect and nobody mentions, fixtures apart."""
    mentioned = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    mentioned |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    for node in tree.body:
        members = node.body if isinstance(node, ast.ClassDef) and node.name.startswith("Test") else [node]
        for member in members:
            if (
                isinstance(member, Function)
                and not member.name.startswith(("test_", "pytest_"))
                and not member.decorator_list
                and member.name not in mentioned
            ):
                yield member.name


def test_every_function_that_looks_like_a_test_is_run():
    dead = [
        f"{name_of(file)}:{name}"
        for file in TESTS
        if file.name.startswith("test_")
        for name in dead_tests(tree_of(file))
    ]
    assert dead == []


def test_a_test_without_the_prefix_would_be_found():
    assert list(dead_tests(ast.parse("def boxes_are_counted():\n    assert False\n"))) == [
        "boxes_are_counted"
    ]


def expects(node: ast.AST) -> bool:
    """Whether this is an assertion: `assert`, `pytest.raises` and the like, or Playwright's `expect`."""
    if isinstance(node, ast.Call):
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        return name in {"raises", "warns", "fail", "expect"}
    return isinstance(node, ast.Assert)


def silent_tests(tree: ast.Module) -> Iterator[str]:
    for function in functions(tree):
        if function.name.startswith("test_") and not any(map(expects, ast.walk(function))):
            yield function.name


def test_every_test_says_itself_what_it_expects():
    silent = [f"{name_of(file)}:{name}" for file in TESTS for name in silent_tests(tree_of(file))]
    assert silent == []


def test_a_test_without_assertion_would_be_found():
    assert list(silent_tests(ast.parse("def test_boxes():\n    count(boxes)\n"))) == ["test_boxes"]


def test_every_file_with_tests_is_collected():
    hidden = [
        name_of(file)
        for file in TESTS
        if not file.name.startswith("test_")
        and any(function.name.startswith("test_") for function in functions(tree_of(file)))
    ]
    assert hidden == []
