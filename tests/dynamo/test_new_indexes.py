"""A store of an older release gets the indexes that it lacks, filled, and keeps its data."""

import subprocess
import sys
from pathlib import Path

from craftify.config import BASE_DIR

SCRIPT = """
import django
django.setup()
from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from craftify.dynamo import table
from craftify.dynamo.table import IndexPlace, Place, Table, create_tables, name

class Old(Table):
    class Meta(Place):
        table_name = name("things")
    id = UnicodeAttribute(hash_key=True)
    colour = UnicodeAttribute()

create_tables()
Old("a", colour="red").save()
table.TABLES.remove(Old)

class ByColour(GlobalSecondaryIndex):
    class Meta(IndexPlace):
        index_name = "by_colour"
        projection = AllProjection()
    colour = UnicodeAttribute(hash_key=True)

class ByMake(GlobalSecondaryIndex):
    class Meta(IndexPlace):
        index_name = "by_make"
        projection = AllProjection()
    make = UnicodeAttribute(hash_key=True)
    age = UnicodeAttribute(range_key=True)  # before its hash key in the order of the alphabet

class New(Table):
    class Meta(Place):
        table_name = name("things")
    id = UnicodeAttribute(hash_key=True)
    colour = UnicodeAttribute()
    make = UnicodeAttribute(null=True)
    age = UnicodeAttribute(null=True)
    by_colour = ByColour()
    by_make = ByMake()

for _ in range(2):
    assert create_tables() == []
New("b", colour="red", make="x", age="2").save()
assert [one.id for one in New.by_make.query("x", ByMake.age == "2")] == ["b"]
print(sorted(one.id for one in New.by_colour.query("red")))
"""


def test_an_index_is_added_and_filled(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=BASE_DIR,
        env={
            "PATH": "/usr/bin:/bin",
            "DJANGO_SETTINGS_MODULE": "craftify.settings",
            "CRAFTIFY_DATA_DIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "['a', 'b']\n"
