import json
from dataclasses import dataclass, replace
from hashlib import sha256

import pytest

from convoy.documents.layout import snapshot
from convoy.documents.layout.issue import Variant
from convoy.documents.papers import box_labels, donation_receipt, manifest
from convoy.words import Words
from tests.documents.samples import ISSUE, a_convoy, a_label, a_manifest, a_receipt


def test_a_manifest_comes_back_from_its_snapshot():
    for paper in (a_manifest(), a_convoy()):
        assert manifest.from_json(manifest.to_json(paper)) == paper


def test_a_receipt_and_a_print_run_come_back_from_their_snapshots():
    run = box_labels.BoxLabels((a_label(1), a_label(2, grams=None)), start_at=3)
    assert box_labels.from_json(box_labels.to_json(run)) == run
    assert donation_receipt.from_json(donation_receipt.to_json(a_receipt())) == a_receipt()


def test_drawing_from_the_snapshot_gives_the_same_bytes():
    paper = a_manifest()
    again = manifest.from_json(manifest.to_json(paper))
    for variant in Variant:
        first = manifest.render(paper, Words("en"), Words("uk"), variant, ISSUE)
        assert manifest.render(again, Words("en"), Words("uk"), variant, ISSUE) == first


def test_the_snapshot_is_canonical_and_its_fingerprint_covers_every_gram():
    said = manifest.to_json(a_manifest())
    assert manifest.to_json(a_manifest()) == said
    assert json.dumps(json.loads(said), ensure_ascii=False, sort_keys=True, separators=(",", ":")) == said
    assert snapshot.fingerprint(said) == sha256(said.encode()).hexdigest()
    paper = a_manifest()
    first = paper.stops[0]
    line = first.lines[0]
    heavier = replace(line, totals=replace(line.totals, grams=line.totals.grams + 1))
    changed = replace(paper, stops=(replace(first, lines=(heavier, *first.lines[1:])), *paper.stops[1:]))
    assert snapshot.fingerprint(manifest.to_json(changed)) != snapshot.fingerprint(said)


def test_the_order_of_names_does_not_change_the_snapshot():
    one = a_label(contents=(box_labels.Content({"en": "a", "uk": "b"}, 1),))
    other = a_label(contents=(box_labels.Content({"uk": "b", "en": "a"}, 1),))
    assert snapshot.to_json(one) == snapshot.to_json(other)


def test_a_field_younger_than_the_snapshot_has_its_default():
    said = json.loads(manifest.to_json(a_manifest()))
    del said["says"]["seals"]
    assert manifest.from_json(json.dumps(said)).seals == ()


def test_a_snapshot_of_another_paper_is_refused():
    with pytest.raises(ValueError, match="a snapshot of DonationReceipt, not of Manifest or ConvoyManifest"):
        manifest.from_json(donation_receipt.to_json(a_receipt()))


def test_a_snapshot_never_holds_a_float():
    @dataclass
    class Scales:
        weight: float

    with pytest.raises(TypeError):
        snapshot.to_json(Scales(1.5))
