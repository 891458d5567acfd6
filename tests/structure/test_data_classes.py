"""Every column says how secret it is (S0 public to S3 secret) before it holds anything."""

import convoy.models  # noqa: F401  # so that every table is known
from convoy.db import Base
from convoy.models.data_classes import CLASSES


def test_every_column_has_a_class_and_every_class_a_column():
    columns = {
        (table.name, column.name) for table in Base.metadata.tables.values() for column in table.columns
    }
    classified = {(table, column) for table, classes in CLASSES.items() for column in classes}
    assert sorted(columns - classified) == []
    assert sorted(classified - columns) == []


def test_there_are_four_classes():
    used = {level for classes in CLASSES.values() for level in classes.values()}
    assert used == {"S0", "S1", "S2", "S3"}
