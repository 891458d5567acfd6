"""What the description of the API says of answers, beside the answers that are given."""

import pytest

from convoy.api.describing import SAID
from convoy.domain.permissions import Granted, Role
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.phones import HEADERS, Phone, a_gift
from tests.web.people import make_app, signed_in

pytestmark = on_sqlite
MODELS = {model.__name__: model for model in SAID}


@pytest.fixture
def phone(settings, database):
    with database.work() as db:
        an_item(db)
        leeds = a_place(db).id
    return Phone(signed_in(make_app(settings, database), database, Granted(Role.DESK, place_id=leeds)))


def is_described(client, method, path, answer):
    """Check that an answer is what the description says of this path, method and status."""
    paths = client.get("/api/openapi.json").json["paths"]
    responses = paths[path][method]["responses"]
    content = responses[str(answer.status_code)]["content"]
    assert answer.mimetype in content
    name = content[answer.mimetype]["schema"]["$ref"].rpartition("/")[2]
    MODELS[name].model_validate_json(answer.get_data(), strict=True, extra="forbid")


def test_every_answer_is_the_one_that_is_described(phone):
    client, record = phone.client, phone.record()
    for method, path, body in (
        ("post", "/api/phone", {"language": "en"}),
        ("get", "/api/catalogue", None),
        ("post", "/api/donations", {"records": [record, record, phone.record(a_gift(place="NOWHERE"))]}),
        ("post", "/api/open", record),
        ("post", "/api/donations", {"records": "none"}),
        ("post", "/api/open", {}),
        ("post", "/api/phone", {"else": 1}),
        ("post", "/api/sign-out", {}),
    ):
        answer = getattr(client, method)(path, json=body, headers=HEADERS)
        is_described(client, method, path, answer)
