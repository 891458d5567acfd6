"""The demo's appeal: what Leeds asks everybody to bring this winter, an invented one."""

from datetime import timedelta

from convoy.services import appeals, public_pages
from convoy.services.appeals import Called
from convoy.services.demo_world import World

WORDS = "Power cuts leave homes without heating and light. Bring what keeps people warm, washed and fed."
CALLED = (
    Called("FOD-BEAN-01", quantity=900),
    Called("HYG-SOAP-01", quantity=500),
    Called(category="bedding"),
    Called(category="lighting"),
)


def build(world: World) -> None:
    """Switch the public page of Leeds on, and show an appeal, in the name of who is in charge."""
    lead = world.people["lead"]
    page = public_pages.ChangePage(world.key(), "LEE", is_shown=True, takes_announcements=True)
    public_pages.change(world.db, lead, page)
    appeals.keep(
        world.db,
        lead,
        appeals.KeepAppeal(
            world.key(),
            "Winter appeal",
            WORDS,
            world.today - timedelta(days=10),
            world.today + timedelta(days=40),
            ("LEE",),
            CALLED,
            is_shown=True,
        ),
    )
