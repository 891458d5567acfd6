"""What the description of the API says of answers, beside the answers that are given."""

import pytest
from pydantic import ValidationError

from convoy.api.describing import SAID
from convoy.domain.permissions import Granted, Role
from tests.api.test_photos import Sent, picture
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


def undescribed(client, method, path, answer):
    """What of an answer is not as the description says of this path, method and status."""
    paths = client.get("/api/openapi.json").json["paths"]
    content = paths[path][method]["responses"][str(answer.status_code)]["content"]
    name = content[answer.mimetype]["schema"]["$ref"].rpartition("/")[2]
    try:
        MODELS[name].model_validate_json(answer.get_data(), strict=True, extra="forbid")
    except ValidationError as error:
        return error.errors()
    return []


def test_every_answer_is_the_one_that_is_described(phone):
    client, record = phone.client, phone.record()
    for method, path, body, status in (
        ("post", "/api/phone", {"language": "en"}, 200),
        ("get", "/api/catalogue", None, 200),
        ("post", "/api/donations", {"records": [record, record, phone.record(a_gift(place="NOWHERE"))]}, 200),
        ("post", "/api/open", record, 200),
        ("post", "/api/donor", {"name": "Rail Workers Branch 12, Leeds"}, 200),
        ("post", "/api/donations", {"records": "none"}, 422),
        ("post", "/api/open", {}, 422),
        ("post", "/api/phone", {"else": 1}, 422),
        ("post", "/api/sign-out", {}, 200),
    ):
        answer = getattr(client, method)(path, json=body, headers=HEADERS)
        assert answer.status_code == status, path
        assert undescribed(client, method, path, answer) == [], path


def test_every_answer_to_a_photo_is_the_one_that_is_described(phone):
    record, path = phone.record(), "/api/photos/{id}"
    phone.send(record)
    sent, other, gif = Sent(phone, record), Sent(phone, record, picture("black")), Sent(phone, record, b"GIF")
    other.key = sent.key
    answers = [
        sent.put(content=b""),
        sent.put(100),
        sent.put(0, 100),
        sent.put(100),
        sent.put(),
        other.put(),
        gif.put(),
        Sent(phone, phone.record()).put(),
        sent.put(of="none"),
        sent.put(size=10**9),
        phone.client.put(f"/api/photos/{sent.key}", json={}, headers=HEADERS),
        phone.client.put(f"/api/photos/{sent.key}", data=b"", content_type="application/octet-stream"),
    ]
    wanted = [200, 416, 200, 201, 200, 409, 422, 404, 422, 413, 415, 403]
    assert [answer.status_code for answer in answers] == wanted
    for answer in answers:
        assert undescribed(phone.client, "put", path, answer) == []


def test_what_is_described_of_a_photo_is_all_that_it_takes(phone):
    """A part sent by the description alone, without what a phone knows."""
    record = phone.record()
    phone.send(record)
    sent = Sent(phone, record)
    said = phone.client.get("/api/openapi.json").json["paths"]["/api/photos/{id}"]["put"]
    needed = [one for one in said["parameters"] if one["required"]]
    in_query = {one["name"] for one in needed if one["in"] == "query"}
    in_header = {one["name"] for one in needed if one["in"] == "header"}
    values = {"of": sent.of, "sha256": sent.sha256, "Content-Range": f"bytes */{len(sent.envelope)}"}
    values |= dict.fromkeys(in_header - values.keys(), "anything")
    (kind,) = said["requestBody"]["content"]
    answer = phone.client.put(
        f"/api/photos/{sent.key}",
        query_string={name: values[name] for name in in_query},
        headers={name: values[name] for name in in_header},
        content_type=kind,
    )
    assert answer.json == {"convoy": 1, "id": sent.key, "received": 0, "size": len(sent.envelope), "code": ""}
