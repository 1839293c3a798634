"""The table of brands."""

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from craftify.dynamo.table import Place, Table, name


class BrandItem(Table):
    """One organization's brand."""

    class Meta(Place):
        table_name = name("brands")

    organization_id = UnicodeAttribute(hash_key=True)
    colors = JSONAttribute()
    fonts = JSONAttribute()
    postal_address = UnicodeAttribute(default="")
    revision = NumberAttribute()
