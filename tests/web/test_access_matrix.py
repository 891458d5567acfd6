"""Every route, for every kind of person, on an object of one's own, of somebody else, and on none at all."""

import pytest

from tests.engines import on_sqlite
from tests.web.access_matrix import PEOPLE, WITHOUT_ACCOUNT, Row, has_own, knows_of, rows
from tests.web.people import make_app
from tests.web.scene import Scene

KEPT_OUT = {403, 404}


@pytest.fixture
def scene(settings, database) -> Scene:
    return Scene(make_app(settings, database), database)


@on_sqlite
def test_every_route_is_in_the_table(scene):
    routes = {
        (method, rule.endpoint)
        for rule in scene.app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    listed = {(row.method, row.endpoint) for row in rows()}
    assert routes - listed == set()
    assert listed - routes == set()


@on_sqlite
@pytest.mark.parametrize("name", [*WITHOUT_ACCOUNT, *PEOPLE])
def test_everybody_gets_in_where_the_table_says_and_nowhere_else(scene, name):
    differences = [found for row in rows() for found in _differences(scene, row, name)]
    assert not differences, "\n" + "\n".join(differences)


def _differences(scene: Scene, row: Row, name: str) -> list[str]:
    """What is not as the table says for one person on one route."""
    answers = [scene.ask(name, row, which) for which in range(3 if row.kind else 1)]
    wrong = [
        f"{row.method} {row.endpoint}: {name} gets {status} for {label}"
        for label, allowed, (status, _) in zip(
            ("own", "other", "absent"), _allowed(row), answers, strict=False
        )
        if not _is_as_said(row, status, name, let_in=name in allowed)
    ]
    if row.kind and not knows_of(name, row.kind) and answers[1] != answers[2]:
        wrong.append(
            f"{row.method} {row.endpoint}: {name} can tell another's {answers[1]} from none {answers[2]}"
        )
    if row.kind and not has_own(name, row.kind) and len(set(answers)) > 1:
        wrong.append(f"{row.method} {row.endpoint}: {name} may see none, and can tell them apart {answers}")
    return wrong


def _allowed(row: Row) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    return row.own, row.other, frozenset()


def _is_as_said(row: Row, status: int, name: str, *, let_in: bool) -> bool:
    if let_in:
        return status < 500 and status not in {401, *KEPT_OUT}
    if name in WITHOUT_ACCOUNT and name not in row.own:
        return status == 401
    return status in KEPT_OUT
