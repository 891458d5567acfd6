"""Everything that may differ between two installations, read once from the environment."""

import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from convoy.domain.errors import Refusal
from convoy.words import N_

CHECKOUT = Path(__file__).resolve().parent.parent
"""The folder above the package: the top of the checkout when Convoy runs from one."""

SHORTEST_KEY = 32
"""Characters a secret key needs: 128 bits even when it is written in hexadecimal."""

KNOWN_KEYS = frozenset({"changeme", "change-me", "dev", "secret", "secret-key", "secret_key", "test"})


class NotConfigured(Refusal):
    """A setting is missing, or what it says cannot be used safely."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says about this installation.

    `instance` is the folder of its files, `database_url` where its tables are, `url` the address people use
    ("" while unknown), `given_key` the secret key from the environment ("" where the instance keeps its own),
    `backup_key` the public keys that copies are sealed to, `trusted_proxies` how many stand in front of us,
    `phones` whether the intake page may be kept on phones.
    """

    instance: Path
    database_url: str = field(repr=False)
    url: str = ""
    given_key: str = field(default="", repr=False)
    backup_key: str = ""
    trusted_proxies: int = 0
    phones: bool = True

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], folder: Path | None = None) -> "Settings":
        """Read the variables whose names begin with CONVOY_.

        `folder` is where a relative or missing CONVOY_INSTANCE starts from when Convoy does not run from a
        checkout (the current folder by default). Touches no file. Raises NotConfigured for values that
        cannot be used.
        """
        instance = _instance(environ.get("CONVOY_INSTANCE", "").strip(), folder or Path.cwd())
        url = environ.get("CONVOY_URL", "").strip().rstrip("/")
        given_key = environ.get("CONVOY_SECRET_KEY", "")
        if url:
            _check_url(url)
        if given_key:
            _check_key(given_key, "CONVOY_SECRET_KEY")
        database_url = environ.get("CONVOY_DATABASE_URL", "").strip()
        return cls(
            instance=instance,
            database_url=database_address(database_url)
            if database_url
            else f"sqlite:///{instance / 'convoy.db'}",
            url=url,
            given_key=given_key,
            backup_key=environ.get("CONVOY_BACKUP_KEY", "").strip(),
            trusted_proxies=_number_of_proxies(environ.get("CONVOY_TRUSTED_PROXIES", "").strip()),
            phones=environ.get("CONVOY_PHONES", "").strip().lower() != "off",
        )

    @property
    def secret_key_file(self) -> Path:
        """Where the key is kept that this installation made for itself."""
        return self.instance / "secret_key"

    @property
    def database_file(self) -> Path:
        """The SQLite file the tables are in; only where `is_sqlite`."""
        return Path(self.database_url.removeprefix("sqlite:///"))

    @property
    def is_sqlite(self) -> bool:
        """Whether the tables are in one SQLite file."""
        return self.database_url.startswith("sqlite")

    def make_instance(self) -> None:
        """Make the instance folder where it is missing, closed to other users: routes and names lie in it."""
        self.instance.mkdir(mode=0o700, parents=True, exist_ok=True)

    def secret_key(self) -> str:
        """Return the key that signs cookies and links, made and kept (mode 0600) the first time it is asked.

        Raises NotConfigured when the kept key is too short or can be read by other users of the machine.
        """
        if self.given_key:
            return self.given_key
        self.make_instance()
        try:
            handle = os.open(self.secret_key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return self._kept_key()
        key = secrets.token_urlsafe(SHORTEST_KEY)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key)
        return key

    def _kept_key(self) -> str:
        file = self.secret_key_file
        mode = stat.S_IMODE(file.stat().st_mode)
        if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise NotConfigured(
                N_("%(file)s can be read by other users (mode %(mode)s); run: chmod 600 %(file)s"),
                file=file,
                mode=f"{mode:04o}",
            )
        key = file.read_text(encoding="ascii").strip()
        _check_key(key, str(file))
        return key

    def public_url(self) -> str:
        """Return the address people use, without a slash at its end; raises NotConfigured while unknown."""
        if not self.url:
            raise NotConfigured(
                N_(
                    "CONVOY_URL is not set. It is the address people use, such as https://aid.example.org: "
                    "codes on boxes, links and the trusted hosts come from it. Set it and start again."
                )
            )
        return self.url


def _instance(given: str, folder: Path) -> Path:
    if given:
        return (folder / Path(given).expanduser()).resolve()
    home = CHECKOUT if (CHECKOUT / "pyproject.toml").is_file() else folder
    return (home / "instance").resolve()


def database_address(given: str) -> str:
    """Return the address with the driver we install spelled out; raises NotConfigured for other databases."""
    scheme, colon, rest = given.partition(":")
    if not colon or scheme not in {"sqlite", "postgres", "postgresql", "postgresql+psycopg"}:
        raise NotConfigured(
            N_("CONVOY_DATABASE_URL begins with %(scheme)s; Convoy works on sqlite:/// and postgresql://"),
            scheme=scheme or "nothing",
        )
    return given if scheme == "sqlite" else f"postgresql+psycopg:{rest}"


def _number_of_proxies(given: str) -> int:
    if not given:
        return 0
    if given not in {"0", "1", "2", "3"}:
        raise NotConfigured(
            N_("CONVOY_TRUSTED_PROXIES is %(given)s; it is how many proxies stand in front, from 0 to 3"),
            given=given,
        )
    return int(given)


def _check_url(url: str) -> None:
    if not _is_scheme_and_host(url):
        raise NotConfigured(
            N_("CONVOY_URL is %(url)s; it must be scheme and host only, such as https://aid.example.org"),
            url=url,
        )


def _is_scheme_and_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port  # read here because a port that is no number only fails when it is asked for
    except ValueError:
        return False
    beyond = parts.path or parts.query or parts.fragment
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not beyond


def _check_key(key: str, place: str) -> None:
    if len(key) < SHORTEST_KEY or key.lower() in KNOWN_KEYS or len(set(key)) < SHORTEST_KEY // 4:
        raise NotConfigured(
            N_("The secret key in %(place)s can be guessed; it needs %(length)s random characters or more"),
            place=place,
            length=SHORTEST_KEY,
        )
