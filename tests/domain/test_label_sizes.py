import pytest

from convoy.domain.errors import Invalid
from convoy.domain.label_sizes import millimetres, tenths


@pytest.mark.parametrize(
    ("typed", "read"), [("99.1", 991), ("99,1 mm", 991), ("38", 380), ("0", 0), ("+2", 20), ("4.65", None)]
)
def test_millimetres_are_read_in_whole_tenths(typed, read):
    if read is None:
        with pytest.raises(Invalid, match="round it to tenths"):
            tenths(typed, field="x")
    else:
        assert tenths(typed, field="x") == read


@pytest.mark.parametrize("minus", ["-", "−", "–"])
def test_an_offset_to_the_left_is_below_zero_whatever_dash_was_typed(minus):
    assert tenths(f"{minus}1.5", field="x", least=-50, most=50) == -15


@pytest.mark.parametrize("typed", ["5.1", "-5.1", "2 cm", "two", ""])
def test_what_no_printer_is_off_by_is_refused(typed):
    with pytest.raises(Invalid):
        tenths(typed, field="x", least=-50, most=50)


def test_tenths_come_back_as_they_would_be_typed():
    assert [millimetres(one) for one in (991, 380, -15, -5, 0)] == ["99.1", "38", "-1.5", "-0.5", "0"]
