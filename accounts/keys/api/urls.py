"""Addresses of keys in the API."""

from accounts.keys.api.views import Keys, MyKeys, OneKey
from craftify.api.endpoints import endpoint

urlpatterns = [
    *endpoint("/users/me/api-keys", MyKeys, "my-keys"),
    *endpoint("/api-keys", Keys, "keys"),
    *endpoint("/api-keys/<str:key_id>", OneKey, "key"),
]
