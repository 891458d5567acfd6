"""How fast Convoy is, beside a reference measured in the same run: `make bench`.

Numbers of two machines cannot be compared, ratios can. `python -m tests.benchmarks pages --full` runs one
part with the largest sizes; nothing here is part of the tests.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import importing, kinds, opening, pages, papers, recording, replaying


def main() -> None:
    """Run the parts asked for, each in a folder of its own that is gone afterwards."""
    parser = argparse.ArgumentParser(prog="make bench", description="How fast Convoy is, in ratios.")
    parts = ("recording", "importing", "replaying", "pages", "manifest", "kinds", "labels", "opening")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"any of {', '.join(parts)}; all by default")
    parser.add_argument("--full", action="store_true", help="1,000,000 boxes, 10,000 queued gifts")
    parser.add_argument("--gifts", type=int, help="so many gifts in the queues of phones")
    parser.add_argument("--boxes", type=int, help="so many boxes in the larger database")
    asked = parser.parse_args()
    unknown = set(asked.parts) - set(parts)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(parts)}")
    larger = asked.boxes or (1_000_000 if asked.full else 200_000)
    runs = {
        "recording": recording.report,
        "importing": importing.report,
        "replaying": lambda folder: replaying.report(
            folder, asked.gifts or (10_000 if asked.full else 1_000)
        ),
        "pages": lambda folder: pages.report(folder, larger),
        "manifest": lambda _folder: papers.manifests(),
        "kinds": lambda _folder: kinds.report(),
        "labels": lambda _folder: papers.labels(),
        "opening": opening.report,
    }
    for part in asked.parts or parts:
        with tempfile.TemporaryDirectory(prefix="convoy-bench-") as folder:
            runs[part](Path(folder))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
