"""What is made while the package is built: catalogues of translations, and scripts that npm brings."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Made(BuildHookInterface):  # type: ignore[type-arg]
    """Writes a .mo file beside every .po file of the package, and fills static/vendor/ where npm can."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Make them before the files of the wheel, sdist or editable install are collected."""
        compiling = runpy.run_path(str(Path(self.root, ".build", "compiling.py")))
        for source in sorted(Path(self.root, "convoy", "translations").glob("*/LC_MESSAGES/*.po")):
            compiling["compile_catalogue"](source)
        vendoring = runpy.run_path(str(Path(self.root, ".build", "vendoring.py")))
        why_not = vendoring["bring"]()
        if why_not:
            self.app.display_warning(f"static/vendor stays empty: {why_not}")
