"""The brand."""

from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.request import ApiRequest
from accounts.brand import actions, domain, queries
from accounts.brand.api import parse, schemas
from accounts.brand.domain import BrandChanged
from accounts.domain import Permission
from craftify.api.answers import answer
from craftify.api.etags import etag, refuse_other
from craftify.api.operations import documented


class Brand(APIView):
    """The organization's colours, fonts and postal address."""

    @documented(answer=schemas.Brand, etag=True, scope=Permission.TEMPLATES_VIEW)
    def get(self, request: ApiRequest) -> Response:
        """The brand; empty lists until somebody saves one."""
        return _answer(queries.brand(request.member))

    @documented(
        answer=schemas.Brand,
        body=schemas.BrandPut,
        refuses=[BrandChanged],
        etag=True,
        if_match=True,
        needs=Permission.BRAND_MANAGE,
    )
    def put(self, request: ApiRequest) -> Response:
        """Another in its place, if `If-Match` (when sent) is its revision."""
        given = parse.brand(request)
        current = queries.brand(request.member)
        refuse_other(request, etag(current.revision))
        return _answer(actions.save(actor=request.member, revision=current.revision, **given))


def _answer(brand: domain.Brand) -> Response:
    shown: schemas.Brand = {
        "colors": [{"name": one.name, "hex": one.hex} for one in brand.colors],
        "fonts": [
            {"name": one.name, "stack": one.stack, "address": one.address} for one in brand.fonts
        ],
        "postalAddress": brand.postal_address,
        "revision": brand.revision,
    }
    return answer(shown, headers={"ETag": etag(brand.revision)})
