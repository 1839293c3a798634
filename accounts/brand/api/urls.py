"""Addresses of the brand in the API."""

from accounts.brand.api.views import Brand
from craftify.api.endpoints import endpoint

urlpatterns = [*endpoint("/brand", Brand, "brand")]
