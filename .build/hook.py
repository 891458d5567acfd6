"""Compiles the translations while the package is built, so that a wheel speaks every language it carries."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileTranslations(BuildHookInterface):  # type: ignore[type-arg]
    """Writes a .mo file beside every .po file of the package."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile before the files of the wheel, sdist or editable install are collected."""
        compiling = runpy.run_path(str(Path(self.root, ".build", "compiling.py")))
        for source in sorted(Path(self.root, "convoy", "translations").glob("*/LC_MESSAGES/*.po")):
            compiling["compile_catalogue"](source)
