"""Where brands are kept; the only place that knows their table."""

from dataclasses import astuple

from accounts.brand.domain import Brand, BrandChanged, Color, Font
from accounts.brand.models import BrandItem
from craftify.dynamo.transact import Write


def brand(organization_id: str) -> Brand:
    """The brand as it was saved last; empty when nobody did."""
    try:
        item = BrandItem.get(organization_id, consistent_read=True)
    except BrandItem.DoesNotExist:
        return Brand()
    return Brand(
        colors=tuple(Color(*one) for one in item.colors),
        fonts=tuple(Font(*one) for one in item.fonts),
        postal_address=item.postal_address,
        revision=int(item.revision),
    )


def replace(write: Write, organization_id: str, new: Brand, *, since: int) -> None:
    """Put it in the place of revision `since`; else the commit raises BrandChanged."""
    item = BrandItem(
        organization_id,
        colors=[astuple(one) for one in new.colors],
        fonts=[astuple(one) for one in new.fonts],
        postal_address=new.postal_address,
        revision=new.revision,
    )
    guard = BrandItem.revision == since if since else BrandItem.organization_id.does_not_exist()
    write.put(item, guard, BrandChanged(CHANGED))


CHANGED = "Somebody else has saved the brand since you opened it. Load the page again."
