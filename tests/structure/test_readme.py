"""The README names everything a person who runs Convoy can set or start."""

import re
from collections.abc import Iterator

import click
import pytest

from convoy.cli import convoy
from tests.structure.test_code import TOP

README = (TOP / "README.md").read_text(encoding="utf-8")
SETTINGS = sorted(
    set(re.findall(r'"(CONVOY_[A-Z_]+)"', (TOP / "convoy" / "config.py").read_text(encoding="utf-8")))
)


def commands() -> Iterator[str]:
    """The words after `convoy` that start something, such as "import donations"."""
    yield from _below(convoy, "")


def _below(group: click.Group, words: str) -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _below(command, f"{words}{name} ")
        else:
            yield f"{words}{name}"


def test_the_commands_are_found():
    assert {"init", "serve", "import donations"} <= set(commands())


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_is_in_the_readme(command):
    assert f"convoy {command}" in README


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_is_in_the_readme(setting):
    assert setting in README


def test_every_goal_of_the_makefile_is_in_the_readme():
    goals = re.search(r"^\.PHONY: (.+)$", (TOP / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert goals is not None
    assert [goal for goal in goals[1].split() if f"make {goal}" not in README and goal != "help"] == []
