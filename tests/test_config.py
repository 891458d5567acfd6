from pathlib import Path

import pytest

from convoy.config import CHECKOUT, NotConfigured, Settings


def test_a_checkout_keeps_everything_in_its_instance_folder():
    settings = Settings.from_environment({})
    assert settings.instance == CHECKOUT / "instance"
    assert settings.database_url == f"sqlite:///{CHECKOUT / 'instance' / 'convoy.db'}"


def test_an_installed_convoy_keeps_everything_below_the_folder_it_is_started_in(tmp_path, monkeypatch):
    monkeypatch.setattr("convoy.config.CHECKOUT", tmp_path / "site-packages")
    assert Settings.from_environment({}, tmp_path).instance == tmp_path / "instance"


def test_the_instance_folder_may_be_anywhere(tmp_path):
    settings = Settings.from_environment({"CONVOY_INSTANCE": "hall"}, tmp_path)
    assert settings.instance == tmp_path / "hall"
    assert not settings.instance.exists(), "reading settings touches no file"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_postgresql_address_is_spelled_with_our_driver(scheme):
    settings = Settings.from_environment({"CONVOY_DATABASE_URL": f"{scheme}://convoy:s3cr3t@db:5432/convoy"})
    assert settings.database_url == "postgresql+psycopg://convoy:s3cr3t@db:5432/convoy"
    assert not settings.is_sqlite


@pytest.mark.parametrize("url", ["mysql://db/convoy", "convoy.db", "postgresql+asyncpg://db/convoy"])
def test_a_database_we_do_not_know_is_refused(url):
    with pytest.raises(NotConfigured, match="CONVOY_DATABASE_URL"):
        Settings.from_environment({"CONVOY_DATABASE_URL": url})


def test_a_refused_database_address_does_not_show_its_password():
    with pytest.raises(NotConfigured) as refused:
        Settings.from_environment({"CONVOY_DATABASE_URL": "mysql://convoy:s3cr3t@db/convoy"})
    assert "s3cr3t" not in str(refused.value)


def test_settings_shown_in_a_log_do_not_tell_the_key_or_the_password():
    settings = Settings.from_environment(
        {
            "CONVOY_DATABASE_URL": "postgresql://convoy:s3cr3t@db/convoy",
            "CONVOY_SECRET_KEY": "k3y" + "0123456789" * 4,
        }
    )
    assert "s3cr3t" not in repr(settings)
    assert "k3y" not in repr(settings)


def test_the_public_address_loses_its_last_slash():
    assert (
        Settings.from_environment({"CONVOY_URL": "https://aid.example.org/"}).public_url()
        == "https://aid.example.org"
    )


@pytest.mark.parametrize(
    "url", ["aid.example.org", "ftp://aid.example.org", "https://", "https://aid.example.org/a"]
)
def test_a_public_address_that_cannot_stand_in_a_link_is_refused(url):
    with pytest.raises(NotConfigured, match="CONVOY_URL"):
        Settings.from_environment({"CONVOY_URL": url})


def test_a_missing_public_address_is_asked_for_by_name():
    with pytest.raises(NotConfigured, match="CONVOY_URL is not set"):
        Settings.from_environment({}).public_url()


@pytest.mark.parametrize("key", ["short", "dev", "a" * 64, "0" * 31])
def test_a_key_that_can_be_guessed_is_refused(key):
    with pytest.raises(NotConfigured, match="CONVOY_SECRET_KEY"):
        Settings.from_environment({"CONVOY_SECRET_KEY": key})


def test_a_given_key_is_used_and_not_written_anywhere(tmp_path):
    key = "0123456789abcdefghijklmnopqrstuvwxyz"
    settings = Settings.from_environment({"CONVOY_SECRET_KEY": key, "CONVOY_INSTANCE": str(tmp_path)})
    assert settings.secret_key() == key
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def keeping(tmp_path: Path) -> Settings:
    return Settings.from_environment({"CONVOY_INSTANCE": str(tmp_path / "instance")})


def test_a_key_is_made_once_and_only_its_owner_can_read_it(keeping):
    key = keeping.secret_key()
    assert len(key) >= 32
    assert keeping.secret_key() == key
    assert keeping.secret_key_file.stat().st_mode & 0o777 == 0o600


def test_a_kept_key_others_can_read_is_refused_with_the_command_that_mends_it(keeping):
    keeping.secret_key()
    keeping.secret_key_file.chmod(0o644)
    with pytest.raises(NotConfigured, match="chmod 600"):
        keeping.secret_key()


def test_a_kept_key_that_was_cut_short_is_refused(keeping):
    keeping.secret_key()
    keeping.secret_key_file.write_text("abc")
    with pytest.raises(NotConfigured, match="secret_key"):
        keeping.secret_key()


@pytest.mark.parametrize("given", ["-1", "4", "one", "1.0"])
def test_a_number_of_proxies_that_is_none_is_refused(tmp_path: Path, given: str):
    with pytest.raises(NotConfigured, match="CONVOY_TRUSTED_PROXIES"):
        Settings.from_environment({"CONVOY_TRUSTED_PROXIES": given}, tmp_path)
