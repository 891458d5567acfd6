"""The commands for whoever runs an installation; also the contract for checking it from outside."""

import pkgutil

import click

KEPT_IN = {
    "backup": "keeping:backup_",
    "bundle": "papers:bundle",
    "certificate": "certificate:certificate",
    "check": "keeping:check",
    "convoys": "listing:convoys",
    "demo": "installing:demo_",
    "drill": "keeping:drill_",
    "forget-factor": "installing:forget_factor",
    "import": "importing:import_",
    "init": "installing:init",
    "keys": "keeping:keys",
    "manifest": "papers:manifest",
    "move": "keeping:move_",
    "paper": "papers:paper",
    "papers": "papers:list_papers",
    "places": "listing:places",
    "readiness": "readiness:readiness",
    "restore": "keeping:restore_",
    "serve": "serving:serve",
    "stock": "listing:stock",
    "tidy": "installing:tidy",
    "upgrade": "keeping:upgrade",
}
"""Where each command is: its module in this package, and its name there."""


class Commands(click.Group):
    """Reads a command when it is asked for: reading all of Convoy takes longer than most of them."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return what there is, in the order of the help."""
        return list(KEPT_IN)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """Return the command of this name, if there is one."""
        found: click.Command | None = None
        if name in KEPT_IN:
            found = pkgutil.resolve_name(f"{__name__}.{KEPT_IN[name]}")
        return found


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="convoy")
def convoy() -> None:
    """Log gifts, load convoys, print the papers that travel with them."""
