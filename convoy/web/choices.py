"""What a select offers: WTForms' own class, which its type stubs do not know yet."""

from wtforms import SelectChoice  # type: ignore[attr-defined,unused-ignore]

__all__ = ["SelectChoice"]
