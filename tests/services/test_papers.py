"""Making manifests final: numbers, versions, bytes kept for ever, and what may not travel."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from uuid import uuid4

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError

from convoy.db import Database
from convoy.documents.layout.fonts import missing
from convoy.documents.registry import KINDS, Variant
from convoy.domain.departure import PaperState
from convoy.domain.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from convoy.domain.lifecycle import BoxStage
from convoy.domain.page_sizes import PageSize
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import AuditEntry, Box, Convoy, Paper, PrintLog, Rendition
from convoy.queries import papers as query
from convoy.services import checking, declared, papers, renditions, snapshots, trips, void_papers
from tests.documents.reading import everything, pages, sides
from tests.printing import SECRETS, a_van_to_print, ask, counted, leaves, put_more_on

ADDRESS = "https://aid.example.org"


@pytest.fixture
def convoy(database: Database) -> str:
    """The code of a convoy with one van that is ready."""
    with database.work() as db:
        return a_van_to_print(db).code


def make(database: Database, convoy: str, run: int | None = 1, **overrides) -> papers.FinalPaper:
    return database.do(papers.issue, CONSOLE, ask(convoy, run, **overrides))


def drawn(database: Database, final: papers.FinalPaper) -> bytes:
    return renditions.draw(database, CONSOLE, final, ADDRESS).content


def change(database: Database, convoy: str, **values) -> None:
    with database.work() as db:
        run = db.query(Convoy).filter_by(code=convoy).one().runs[0]
        for name, value in values.items():
            setattr(run, name, value)


def standing(database: Database, convoy: str) -> list[PaperState]:
    with database.look() as db:
        states = declared.state_of(db, CONSOLE, query.printable_convoy(db, CONSOLE, convoy))
        return [one.state for one in states.values()]


def test_the_first_paper_of_a_convoy_has_number_one_and_version_one(database, convoy):
    final = make(database, convoy)
    assert final.number.startswith(f"CM-{convoy.removeprefix('CV-').replace('-', '')}-")
    assert final.number.endswith("-0001")
    assert final.version == 1


def test_nothing_changed_is_the_same_version_and_another_language_only_another_rendition(database, convoy):
    first = make(database, convoy)
    again = make(database, convoy, languages=("uk", "pl"), variant=Variant.BORDER)
    assert (again.number, again.version) == (first.number, first.version)
    with database.look() as db:
        paper = query.find(db, CONSOLE, first.number, 1)
        assert [(one.variant, one.languages) for one in paper.renditions] == [
            ("full", "en,uk"),
            ("border", "uk,pl"),
        ]


def test_the_same_paper_on_us_letter_is_a_rendition_with_bytes_and_hash_of_its_own(database, convoy):
    on_a4, on_letter = (make(database, convoy, page=page) for page in PageSize)
    assert on_letter == replace(on_a4, page=PageSize.LETTER)
    assert on_letter.file_name == on_a4.file_name.replace(".pdf", "-Letter.pdf")
    first = {final.page: drawn(database, final) for final in (on_a4, on_letter)}
    assert {page: sides(data) for page, data in first.items()} == {
        PageSize.A4: {(842, 595)},
        PageSize.LETTER: {(792, 612)},
    }
    assert first == {final.page: drawn(database, final) for final in (on_letter, on_a4)}
    with database.look() as db:
        paper = query.find(db, CONSOLE, on_a4.number, 1)
        said, issue = paper.snapshot, renditions.issue_of(paper, ADDRESS)
        kept = {one.page: (one.content, one.sha256) for one in paper.renditions}
        assert list(checking.differences(db)) == []
    assert kept == {page: (data, sha256(data).hexdigest()) for page, data in first.items()}
    for page, data in first.items():
        assert KINDS["CM"].render(said, issue, ("en", "uk"), page=page) == data


def test_the_database_knows_no_other_page_and_no_rendition_twice(database, convoy):
    final = make(database, convoy)
    with database.look() as db:
        paper_id = query.find(db, CONSOLE, final.number, 1).id
    row = text(
        "INSERT INTO rendition (paper_id, variant, languages, page) VALUES (:paper, 'full', 'en,uk', :page)"
    )
    for page in ("A5", "A4"):
        with pytest.raises(IntegrityError), database.work() as db:
            db.execute(row, {"paper": paper_id, "page": page})


def test_a_reprint_gives_the_page_that_was_made_final_and_no_other(database, convoy):
    wish = ask(convoy, page=PageSize.LETTER)
    made = papers.to_file(database, CONSOLE, wish, reprint=False)
    assert papers.to_file(database, CONSOLE, wish, reprint=True).content == made.content
    with pytest.raises(NotFound):
        papers.to_file(database, CONSOLE, ask(convoy), reprint=True)


@pytest.mark.parametrize(
    "values", [{"plate": "NEW 1"}, {"trailer_plate": "TR 9"}, {"customs_seal": "S-1"}], ids=str
)
def test_another_plate_or_seal_makes_the_next_version_which_names_the_one_it_replaces(
    database, convoy, values
):
    make(database, convoy)
    change(database, convoy, **values)
    second = make(database, convoy)
    assert second.version == 2
    assert "replaces version 1" in everything(drawn(database, second))


def test_another_driver_or_recipient_makes_the_paper_out_of_date(database, convoy):
    make(database, convoy)
    assert standing(database, convoy) == [PaperState.CURRENT]
    with database.work() as db:
        db.query(Convoy).one().runs[0].crew[0].name = "Somebody Else"
    assert standing(database, convoy) == [PaperState.OUT_OF_DATE]
    make(database, convoy)
    with database.work() as db:
        db.query(Convoy).one().runs[0].stops[1].place.organisation.name = "Other union"
    assert standing(database, convoy) == [PaperState.OUT_OF_DATE]
    assert make(database, convoy).version == 3


def test_a_box_taken_off_is_told_to_the_piece_and_gram(database, convoy):
    final = make(database, convoy)
    with database.work() as db:
        load = db.query(Convoy).one().runs[0]
        box = db.scalars(select(Box).limit(1)).one()
        box.gross_g = 13_000
        assert load.number == 1
    with database.look() as db:
        found = query.printable_convoy(db, CONSOLE, convoy)
        paper = query.find(db, CONSOLE, final.number, 1)
        now = snapshots.of_runs(db, found, found.runs)[found.runs[0].id]
        (changed,) = declared.against(paper.snapshot, now).goods
    assert (changed.stop, changed.declared.grams, changed.now.grams) == ("A", 37_035, 37_690)
    assert changed.declared.pieces == changed.now.pieces == 72


def test_a_paper_never_changes_whatever_is_loaded_later(database, convoy):
    final = make(database, convoy)
    first = drawn(database, final)
    change(database, convoy, plate="LATER 1")
    make(database, convoy)
    assert drawn(database, final) == first
    assert "LATER 1" not in everything(first)
    with database.look() as db:
        kept = db.scalars(select(Rendition).order_by(Rendition.id)).first()
        assert kept.sha256 == sha256(first).hexdigest()


def test_a_crash_before_drawing_is_mended_by_the_next_download(database, convoy):
    final = make(database, convoy)
    with database.look() as db:
        assert db.scalars(select(Rendition)).one().content is None
    assert drawn(database, final) == drawn(database, final)
    with database.look() as db:
        assert db.scalars(select(Rendition)).one().content is not None


def test_two_who_draw_at_once_get_the_same_bytes(database, convoy):
    final = make(database, convoy)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: drawn(database, final), range(4)))
    assert len(set(found)) == 1


def test_numbers_have_no_gaps_when_many_are_made_final_at_once(database):
    with database.work() as db:
        code = a_van_to_print(db, boxes=1, vans=6).code

    def one(van: int) -> str:
        return database.do(papers.issue, CONSOLE, ask(code, van)).number

    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(one, [1, 2, 3, 4, 5, 6]))
    assert sorted(int(number[-4:]) for number in numbers) == [1, 2, 3, 4, 5, 6]


def test_a_refused_paper_uses_no_number(database, convoy):
    change(database, convoy, payload_g=1_000)
    with pytest.raises(RuleBroken):
        make(database, convoy, variant=Variant.BORDER)
    assert make(database, convoy).number.endswith("-0001")


def test_two_who_make_the_same_van_final_at_once_get_one_version(database, convoy):
    with ThreadPoolExecutor(4) as pool:
        found = {final.version for final in pool.map(lambda _: make(database, convoy), range(4))}
    assert found == {1}


def test_the_same_form_sent_twice_gives_the_first_answer_even_after_a_change(database, convoy):
    wish = ask(convoy)
    first = database.do(papers.issue, CONSOLE, wish)
    change(database, convoy, plate="LATER 1")
    assert database.do(papers.issue, CONSOLE, wish) == first
    with pytest.raises(Conflict):
        database.do(papers.issue, CONSOLE, replace(wish, variant=Variant.BORDER))


def test_one_action_is_one_entry_of_the_log(database, convoy):
    make(database, convoy)
    with database.look() as db:
        assert len(db.scalars(select(AuditEntry).where(AuditEntry.action == "paper:issue")).all()) == 1


def test_totals_on_paper_are_the_load_to_the_gram(database, convoy):
    said = everything(drawn(database, make(database, convoy)))
    with database.look() as db:
        grams = sum(db.scalars(select(Box.gross_g)))
    assert grams == 37_035
    assert "37.035" in said
    assert re.search(r"(?<!\d)72(?!\d)", said)
    assert "151.20 EUR" in said
    assert "Тушонка яловича" in said
    assert "Гірники Павлограда" in said
    assert missing(said) == set()
    assert "\ufffd" not in said


HIDDEN_FROM_BORDER = {"donor", "note"}


@pytest.mark.parametrize("variant", KINDS["CM"].variants)
def test_each_copy_says_only_what_its_readers_may_know(database, convoy, variant):
    said = everything(drawn(database, make(database, convoy, variant=variant)))
    hidden = {Variant.FULL: set(), Variant.BORDER: HIDDEN_FROM_BORDER, Variant.PUBLIC: set(SECRETS)}[variant]
    found = {name for name, value in SECRETS.items() if value in said}
    assert found & hidden == set()
    if variant is Variant.FULL:
        assert found >= {"plate", "driver", "crossing", "consignee", "note", "donor"}


def test_a_border_copy_needs_a_legal_recipient_and_says_where_to_name_one(database, convoy):
    with database.work() as db:
        db.query(Convoy).one().runs[0].stops[1].place.organisation = None
    with pytest.raises(RuleBroken, match=r"Stop A of van 1 .* records of the place"):
        make(database, convoy, variant=Variant.BORDER)
    assert renditions.preview(
        database, CONSOLE, ask(convoy, variant=Variant.BORDER, languages=("en",))
    ).startswith(b"%PDF")


def test_a_van_over_its_payload_gets_no_border_copy_until_it_has_left(database, convoy):
    change(database, convoy, payload_g=30_000)
    with pytest.raises(RuleBroken, match=r"7\.035 kg"):
        make(database, convoy, variant=Variant.BORDER)
    with database.work() as db:
        leaves(db, convoy, db.query(Convoy).one().runs[0])
    assert make(database, convoy, variant=Variant.BORDER).version == 1


def test_after_departure_the_paper_says_the_load_as_it_left(database, convoy):
    before = make(database, convoy)
    with database.work() as db:
        leaves(db, convoy, db.query(Convoy).one().runs[0])
    after = make(database, convoy)
    assert (after.number, after.version) == (before.number, before.version)
    assert standing(database, convoy) == [PaperState.CURRENT]


def test_what_was_counted_at_the_stop_does_not_change_what_the_van_left_with(database, convoy):
    before = make(database, convoy)
    with database.work() as db:
        leaves(db, convoy, db.query(Convoy).one().runs[0])
        counted(db, convoy)
        assert db.scalars(select(Box.stage).distinct()).all() == [BoxStage.DELIVERED]
    assert make(database, convoy).version == before.version


@pytest.mark.parametrize("heard_of_later", [True, False])
def test_a_count_that_is_the_first_news_of_a_van_leaves_its_paper_whole(database, convoy, heard_of_later):
    before = make(database, convoy)
    with database.work() as db:
        counted(db, convoy)
        if heard_of_later:
            leaves(db, convoy, db.query(Convoy).one().runs[0])
    assert make(database, convoy).version == before.version


def test_the_convoys_summary_has_its_own_number_and_names_the_vans_papers(database, convoy):
    van = make(database, convoy)
    summary = make(database, convoy, None)
    assert summary.number != van.number
    said = everything(drawn(database, summary))
    assert van.number in said
    assert "37.035" in said


def test_a_download_is_written_down_and_its_bytes_can_be_had_again(database, convoy):
    wish = ask(convoy, variant=Variant.BORDER)
    made = papers.to_file(database, CONSOLE, wish, reprint=False)
    again = papers.to_file(database, CONSOLE, wish, reprint=True)
    assert again.content == made.content
    assert made.pages == len(pages(made.content))
    with database.look() as db:
        assert len(db.scalars(select(PrintLog)).all()) == 2


def test_nothing_to_reprint_before_it_was_made_final(database, convoy):
    with pytest.raises(NotFound):
        papers.to_file(database, CONSOLE, ask(convoy), reprint=True)


def test_a_cancelled_paper_is_known_as_such_and_the_next_one_replaces_it(database, convoy):
    final = make(database, convoy)
    void = void_papers.CancelPaper(uuid4(), final.number, 1, "printed with the wrong seal")
    database.do(void_papers.cancel, CONSOLE, void)
    with database.look() as db:
        digest = query.find(db, CONSOLE, final.number, 1).sha256[:8]
        assert query.check(db, final.number, digest).cancelled_reason == "printed with the wrong seal"
        assert query.check(db, final.number, "0" * 8) is None
        assert query.check(db, final.number, digest[:4]) is None
    assert standing(database, convoy) == [PaperState.MISSING]
    assert make(database, convoy).version == 2


def test_a_void_paper_is_handed_out_with_void_on_every_page_and_kept_as_it_was(database, convoy):
    def handed_out(final: papers.FinalPaper) -> renditions.DrawnPaper:
        return renditions.download(database, CONSOLE, final, ADDRESS)

    first = make(database, convoy)
    kept = handed_out(first).content
    change(database, convoy, plate="NEW 22")
    second = make(database, convoy)
    assert "VOID" not in everything(handed_out(second).content)
    void = void_papers.CancelPaper(uuid4(), second.number, second.version, "printed with the wrong seal")
    database.do(void_papers.cancel, CONSOLE, void)
    for final in (first, second):
        marked = handed_out(final)
        assert marked.is_void
        assert [page for page in pages(marked.content) if "VOID / НЕЧИННИЙ" not in page] == []
        assert handed_out(final).content == marked.content
    assert drawn(database, first) == kept


def test_a_redacted_paper_keeps_number_and_hashes_and_check_says_so(database, convoy):
    final = make(database, convoy)
    drawn(database, final)
    erase = void_papers.RedactPaper(uuid4(), final.number, 1, "the driver asked")
    database.do(void_papers.redact, CONSOLE, erase)
    database.do(void_papers.redact, CONSOLE, replace(erase, key=uuid4()))
    with pytest.raises(RuleBroken, match="erased"):
        drawn(database, final)
    with database.look() as db:
        paper = db.scalars(select(Paper)).one()
        assert (paper.snapshot, paper.number) == (None, final.number)
        assert len(paper.sha256) == len(paper.renditions[0].sha256) == 64
        assert paper.renditions[0].content is None
        assert "1 papers are redacted" in checking.examine(db, lambda *_: None).remarks[0]


def test_a_printer_makes_final_only_what_was_granted(database, convoy):
    with database.look() as db:
        convoy_id = db.scalars(select(Convoy.id)).one()
    mine = Actor(None, "Kim", (Granted(Role.PRINTER, convoy_id=convoy_id),))
    other = Actor(None, "Kim", (Granted(Role.PRINTER, convoy_id=convoy_id + 1),))
    final = database.do(papers.issue, mine, ask(convoy))
    with pytest.raises(NotFound):
        database.do(papers.issue, other, ask(convoy))
    with pytest.raises(NotFound):
        renditions.draw(database, other, final, ADDRESS)
    with pytest.raises(NotAllowed):
        database.do(void_papers.redact, mine, void_papers.RedactPaper(uuid4(), final.number, 1, "why"))


@pytest.mark.parametrize("languages", [(), ("en", "en"), ("en", "uk", "pl"), ("xx-nope",), ("../..",)])
def test_one_or_two_languages_that_exist_are_needed(database, convoy, languages):
    with pytest.raises(Invalid):
        make(database, convoy, languages=languages)


def test_the_number_of_statements_does_not_grow_with_the_load(database):
    counts = []
    with database.work() as db:
        code = a_van_to_print(db, boxes=2).code
    for more in (0, 40):
        with database.work() as db:
            put_more_on(db, code, more)
        said: list[str] = []
        event.listen(database.engine, "before_cursor_execute", lambda *args, said=said: said.append(args[2]))
        with database.look() as db:
            found = query.printable_convoy(db, CONSOLE, code)
            snapshots.of_runs(db, found, found.runs)
            trips.of_run(db, found, found.runs[0])
        counts.append(len(said))
    assert counts[0] == counts[1]
