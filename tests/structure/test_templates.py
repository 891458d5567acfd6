"""What holds for every template."""

import re

import pytest

from tests.structure.test_code import TOP

TEMPLATES = sorted((TOP / "templates").rglob("*.html"))
PAGES = [
    file
    for file in TEMPLATES
    if not file.name.startswith("_")
    and file.parent.name != "macros"
    and file != TOP / "templates" / "base.html"
]
COMMENT = re.compile(r"{#.*?#}|<!--.*?-->", re.DOTALL)

# The content security policy would drop each of these, and the page would not look or work as meant.
INLINE = re.compile(r"\sstyle\s*=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", re.IGNORECASE)


def id_of(file) -> str:
    return file.relative_to(TOP / "templates").as_posix()


def test_the_templates_are_found():
    assert PAGES


@pytest.mark.parametrize("file", PAGES, ids=id_of)
def test_every_page_has_a_title_of_its_own(file):
    assert re.search(r"{%-?\s*block title\s*-?%}", file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", TEMPLATES, ids=id_of)
def test_no_template_carries_script_or_style_inside(file):
    shown = COMMENT.sub("", file.read_text(encoding="utf-8"))
    assert [found.group() for found in INLINE.finditer(shown)] == []


@pytest.mark.parametrize("file", TEMPLATES, ids=id_of)
def test_no_template_trusts_text_as_markup(file):
    assert not re.search(r"\|\s*safe\b|autoescape\s+false", COMMENT.sub("", file.read_text(encoding="utf-8")))
