"""Signed copies: printed, signed, filed; what is outstanding; kept as safely as the paper, gone with it."""

import struct
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from convoy.domain.errors import RuleBroken
from convoy.domain.lifecycle import ConvoyStage
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.exchange import uploads
from convoy.models import AuditEntry, Convoy, Paper, PrintLog, SignedCopy
from convoy.queries import signed_copies as query
from convoy.services import papers, renditions, signed_copies, tidying, void_papers
from convoy.services.papers import IssuePaper
from tests.documents.reading import pages
from tests.engines import on_sqlite
from tests.printing import a_van_to_print
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite

SCAN = b"%PDF-1.4 a scan with a stamp %%EOF"


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


@pytest.fixture
def convoy(database):
    with database.work() as db:
        return a_van_to_print(db, boxes=60).code


@pytest.fixture
def printer(app, database, convoy):
    with database.look() as db:
        granted = Granted(Role.PRINTER, convoy_id=db.scalars(select(Convoy.id)).one())
    return signed_in(app, database, granted, name="Kim")


def final(database, convoy, kind="CM") -> papers.FinalPaper:
    made = database.do(papers.issue, CONSOLE, IssuePaper(uuid4(), kind, f"{convoy}/1"))
    renditions.draw(database, CONSOLE, made, "")
    return made


def page_of(paper: papers.FinalPaper) -> str:
    return f"/papers/{paper.number}/v{paper.version}"


def send(client, paper, content=SCAN, name="Drivera Canary signed.pdf", **more):
    return post(
        client, f"{page_of(paper)}/signed", {"key": str(uuid4()), "file": (BytesIO(content), name), **more}
    )


def the_code(database) -> str:
    with database.look() as db:
        return db.scalars(select(SignedCopy.code)).one()


def test_a_paper_is_printed_then_signed_then_filed(printer, database, convoy):
    paper = final(database, convoy)
    assert "not printed yet" in printer.get(page_of(paper)).text
    post(printer, f"{page_of(paper)}/{paper.name}.pdf")
    assert "printed, not signed yet" in printer.get(page_of(paper)).text
    assert send(printer, paper).status_code == 303
    assert "signed, not filed yet" in printer.get(page_of(paper)).text
    assert (
        post(printer, f"/papers/signed/{the_code(database)}/filed", {"key": str(uuid4())}).status_code == 303
    )
    assert "signed and filed" in printer.get(page_of(paper)).text


def test_the_convoy_says_what_is_outstanding_until_it_is_filed(printer, database, convoy):
    paper = final(database, convoy)
    final(database, convoy, "LS")
    page = printer.get(f"/papers/{convoy}").text
    assert "Signed copies still to come" in page
    assert "Van 1, Packing list (cargo manifest): not printed yet" in page
    assert "Loader&#39;s sheet: not printed yet" not in page
    send(printer, paper)
    assert (
        "Van 1, Packing list (cargo manifest): signed, not filed yet" in printer.get(f"/papers/{convoy}").text
    )
    post(printer, f"/papers/signed/{the_code(database)}/filed", {"key": str(uuid4())})
    assert "Signed copies still to come" not in printer.get(f"/papers/{convoy}").text


def test_a_signed_copy_comes_back_as_a_file_to_save_under_the_number_of_its_paper(printer, database, convoy):
    paper = final(database, convoy)
    send(printer, paper)
    answer = printer.get(f"/papers/signed/{the_code(database)}")
    assert answer.data == SCAN
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert paper.number in answer.headers["Content-Disposition"]
    assert "Drivera" not in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_page_of_html_and_the_very_same_file_are_refused_with_the_reason(printer, database, convoy):
    paper = final(database, convoy)
    refused = send(printer, paper, b"<html><script>1</script>", "scan.pdf")
    assert refused.status_code == 422
    assert "no PDF, JPEG, PNG or WebP" in refused.text
    assert send(printer, paper).status_code == 303
    again = send(printer, paper)
    assert again.status_code == 409
    assert "This very file is on record" in again.text


def test_where_a_photo_was_taken_is_taken_out(printer, database, convoy):
    place = b"Exif\0\0 N 50.45 E 30.52"
    part = b"\xff\xe1" + struct.pack(">H", len(place) + 2) + place
    photo = b"\xff\xd8" + part + b"\xff\xda" + struct.pack(">H", 2) + b"pixels\xff\xd9"
    send(printer, final(database, convoy), photo, "IMG.jpg")
    with database.look() as db:
        content = db.scalars(select(SignedCopy.content)).one()
    assert b"pixels" in content
    assert b"30.52" not in content


def test_a_signed_crew_list_is_deleted_with_the_trip_s_data(database, convoy):
    lists, manifest = final(database, convoy, "CL"), final(database, convoy)
    for paper in (lists, manifest):
        upload = uploads.read(SCAN, "scan.pdf")
        command = signed_copies.KeepCopy(uuid4(), paper.number, paper.version, upload.sha256)
        database.do(signed_copies.keep, CONSOLE, command, upload)
    with database.work() as db:
        db.execute(update(Convoy).values(stage=ConvoyStage.CLOSED))
    database.do(tidying.tidy, CONSOLE, datetime.now(UTC) + timedelta(days=400))
    with database.look() as db:
        left = db.execute(
            select(Paper.kind, SignedCopy.content).join(SignedCopy, SignedCopy.paper_id == Paper.id)
        )
        assert {row.kind: row.content for row in left} == {"CL": None, "CM": SCAN}
    command = signed_copies.KeepCopy(uuid4(), lists.number, 1, "other")
    with pytest.raises(RuleBroken, match="was erased"):
        database.do(signed_copies.keep, CONSOLE, command, uploads.read(SCAN + b"\n%%EOF", "scan.pdf"))


def test_an_erased_paper_takes_its_signed_copies_with_it(database, convoy):
    paper = final(database, convoy)
    upload = uploads.read(SCAN, "scan.pdf")
    command = signed_copies.KeepCopy(uuid4(), paper.number, 1, upload.sha256)
    database.do(signed_copies.keep, CONSOLE, command, upload)
    database.do(
        void_papers.redact, CONSOLE, void_papers.RedactPaper(uuid4(), paper.number, 1, "after the trip")
    )
    with database.look() as db:
        assert query.find(db, CONSOLE, the_code(database), with_content=True).content is None
        assert "Drivera" not in " ".join(db.scalars(select(AuditEntry.facts)))


def test_pages_are_printed_again_after_a_jam_and_the_log_says_which(printer, database, convoy):
    paper = final(database, convoy)
    address = f"{page_of(paper)}/{paper.name}.pdf"
    whole = pages(post(printer, address).data)
    assert len(whole) > 1
    some = pages(post(printer, address, {"pages": f"2–{len(whole)}"}).data)
    assert some == whole[1:]
    with database.look() as db:
        assert db.scalars(select(PrintLog.pages).order_by(PrintLog.id)).all() == ["", f"2-{len(whole)}"]
    assert f"pages 2-{len(whole)}" in printer.get(page_of(paper)).text


@pytest.mark.parametrize("typed", ["0-1", "2-1", "first", "1-999", "1,2"])
def test_pages_that_are_not_there_are_refused_and_nothing_is_logged(printer, database, convoy, typed):
    paper = final(database, convoy)
    answer = post(printer, f"{page_of(paper)}/{paper.name}.pdf", {"pages": typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.text
    with database.look() as db:
        assert db.scalars(select(PrintLog)).all() == []
