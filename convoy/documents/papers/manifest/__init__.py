"""Cargo manifest (packing list): per van for the border and the recipient, per convoy, and for the public."""

from convoy.documents.cargo import parts
from convoy.documents.kind import ALWAYS, DRIVER, FILES, IN, OUT, RECIPIENT, Kind, Plan, in_variants
from convoy.documents.layout import snapshot
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.issue import Issue, Variant
from convoy.documents.layout.voices import Voices
from convoy.documents.papers.manifest.content import CategoryTotal, ConvoyManifest, Manifest, RunRow
from convoy.documents.papers.manifest.drawing import draw
from convoy.documents.papers.manifest.summary import draw_convoy, draw_public
from convoy.documents.papers.manifest.variants import (
    PublicManifest,
    convoy_for_public,
    for_border,
    for_public,
)
from convoy.domain.targets import Target
from convoy.words import N_, Words

__all__ = [
    "KIND",
    "CategoryTotal",
    "ConvoyManifest",
    "Manifest",
    "PublicManifest",
    "RunRow",
    "convoy_for_public",
    "for_border",
    "for_public",
    "from_json",
    "render",
    "to_json",
]


def to_json(manifest: Manifest | ConvoyManifest) -> str:
    """Return the canonical snapshot: store it, hash it, draw it later."""
    return snapshot.to_json(manifest)


def from_json(text: str) -> Manifest | ConvoyManifest:
    """Return the manifest a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(text, Manifest, ConvoyManifest)  # type: ignore[return-value]


def render(
    manifest: Manifest | ConvoyManifest,
    words: Words,
    second: Words | None = None,
    variant: Variant = Variant.FULL,
    issue: Issue | None = None,
) -> bytes:
    """Return the PDF in one or two languages; without an issue it is a preview marked DRAFT.

    The same content, languages, variant and issue always give the same bytes.
    """
    voices = Voices(words, second)
    frame = Frame(
        titles=_titles(voices, manifest, variant),
        owner=manifest.shipper.name,
        voices=voices,
        issue=issue,
        variant=variant,
        statement=parts.statement(voices),
    )
    if variant is Variant.PUBLIC:
        seen = for_public(manifest) if isinstance(manifest, Manifest) else convoy_for_public(manifest)
        return draw_public(seen, frame)
    if isinstance(manifest, ConvoyManifest):
        return draw_convoy(manifest, frame)
    return draw(for_border(manifest) if variant is Variant.BORDER else manifest, frame)


def _titles(voices: Voices, manifest: Manifest | ConvoyManifest, variant: Variant) -> tuple[str, ...]:
    if variant is Variant.PUBLIC:
        return voices.gettext("What we sent")
    if isinstance(manifest, ConvoyManifest):
        return voices.gettext("Convoy summary (cargo manifest)")
    return voices.gettext("Packing list (cargo manifest)")


KIND = Kind(
    "CM",
    N_("Packing list (cargo manifest)"),
    N_("What a van or a convoy carries, for borders, checkpoints and recipients"),
    in_variants(from_json, render),
    Plan(
        (Target.RUN, Target.CONVOY),
        (OUT, IN, DRIVER, RECIPIENT, FILES),
        ALWAYS,
        10,
        "A4 landscape",
        signed_pages=1,
    ),
    (Variant.FULL, Variant.BORDER, Variant.PUBLIC),
)
