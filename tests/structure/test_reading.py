"""Whoever reads for a person starts from what that person may see."""

import ast

from tests.structure.test_code import CODE, TOP, functions, name_of, tree_of

VISIBLE = sorted((TOP / "convoy" / "queries" / "visible").glob("*.py"))

READERS = ("convoy/web/", "convoy/api/", "convoy/cli", "convoy/queries/")


def nouns() -> set[str]:
    """What the functions of queries/visible return selects of: `-> Select[Box]` guards Box."""
    return {
        node.returns.slice.id
        for file in VISIBLE
        for node in tree_of(file).body
        if isinstance(node, ast.FunctionDef)
        and isinstance(node.returns, ast.Subscript)
        and isinstance(node.returns.slice, ast.Name)
    }


def bare_reads(tree: ast.Module, guarded: set[str]) -> list[tuple[str, str]]:
    """Function and noun of every `select(Noun)`, `.get(Noun, …)` and `.query(Noun)`."""
    return [
        (function.name, argument.id)
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "select")
            or (
                isinstance(node.func, ast.Attribute)
                and node.func.attr in {"select", "get", "get_one", "query"}
            )
        )
        for argument in node.args
        if isinstance(argument, ast.Name) and argument.id in guarded
    ]


def test_the_guarded_nouns_are_read_from_their_selects():
    assert {"Box", "Convoy", "Donation", "Place"} <= nouns()


def test_a_bare_read_would_be_found():
    code = """
def found(db):
    db.scalars(select(Box).where(Box.id == 1))
    db.get(Box, 1)
    select(Box.id), cache.get(key)
"""
    assert bare_reads(ast.parse(code), {"Box"}) == [("found", "Box"), ("found", "Box")]


def test_everything_read_for_a_person_starts_from_what_the_person_may_see():
    guarded = nouns()
    bare = {
        f"{name_of(file)}:{function} {noun}"
        for file in CODE
        if file not in VISIBLE and name_of(file).startswith(READERS)
        for function, noun in bare_reads(tree_of(file), guarded)
    }
    assert bare == set()
