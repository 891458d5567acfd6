"""The server as it runs on a machine: real processes, a real port."""

import os
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests import servers
from tests.engines import on_sqlite

TOP = Path(__file__).resolve().parent.parent


def test_a_server_answers_on_both_engines(server):
    with urllib.request.urlopen(server.url, timeout=30) as answer:  # noqa: S310  # our own address
        assert answer.status == 200
        assert "Convoy" in answer.read().decode()


@on_sqlite
def test_nothing_of_a_killed_server_stays_behind(server):
    server.kill()
    assert not servers.answers(server.url)


@on_sqlite
def test_a_taken_port_is_refused_and_not_shared(server, environment):
    port = server.url.rpartition(":")[2]
    second = subprocess.run(
        [sys.executable, "-m", "convoy", "serve", "--port", port],
        check=False,
        env={**os.environ, "CONVOY_URL": server.url, **environment},
        capture_output=True,
        text=True,
    )
    assert second.returncode != 0
    assert port in second.stderr
    assert servers.answers(server.url)


@on_sqlite
def test_serving_others_without_a_public_address_is_refused_by_name(installed, environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CONVOY_")}
    refused = subprocess.run(
        [sys.executable, "-m", "convoy", "serve", "--host", "0.0.0.0", "--port", str(servers.free_port())],
        check=False,
        env={**clean, **environment},
        capture_output=True,
        text=True,
    )
    assert refused.returncode != 0
    assert "CONVOY_URL" in refused.stderr


@on_sqlite
def test_a_hall_without_internet_gets_https_that_a_phone_can_trust(installed, environment, tmp_path):
    port = servers.free_port()
    url = f"https://127.0.0.1:{port}"
    told = {**environment, "CONVOY_URL": url}
    command = [sys.executable, "-m", "convoy", "certificate"]
    made = subprocess.run(command, check=True, env={**os.environ, **told}, capture_output=True, text=True)
    authority = installed.instance / "certificate" / "authority.crt"
    assert str(authority) in made.stdout
    assert url in made.stdout
    assert (installed.instance / "certificate" / "server.key").stat().st_mode & 0o777 == 0o600
    trusting = ssl.create_default_context(cafile=str(authority))
    trusting.verify_flags |= ssl.VERIFY_X509_STRICT
    with servers.started_server(told, tmp_path / "tls.log", port=port, tls=trusting, program=TOP):
        with urllib.request.urlopen(url, timeout=30, context=trusting) as answer:
            assert "Convoy" in answer.read().decode()
        assert not servers.answers(url)


@on_sqlite
def test_https_without_a_certificate_says_how_to_make_one(installed, environment):
    refused = subprocess.run(
        [sys.executable, "-m", "convoy", "serve", "--tls"],
        check=False,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    assert refused.returncode == 1
    assert "convoy certificate" in refused.stderr
