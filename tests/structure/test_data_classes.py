"""Every column says how secret it is (S0 public to S3 secret) before it holds anything."""

from collections import Counter

import convoy.models  # noqa: F401  # so that every table is known
from convoy.db import Base
from convoy.models.data_classes import CLASSES


def test_every_column_is_in_exactly_one_class_and_every_class_names_columns():
    columns = Counter(
        (table.name, column.name) for table in Base.metadata.tables.values() for column in table.columns
    )
    classified = Counter(
        (table, column)
        for table, classes in CLASSES.items()
        for names in classes.values()
        for column in names.split()
    )
    assert sorted((columns - classified).elements()) == []
    assert sorted((classified - columns).elements()) == []


def test_there_are_four_classes():
    assert {level for classes in CLASSES.values() for level in classes} == {"S0", "S1", "S2", "S3"}
