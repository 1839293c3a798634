"""The page of the brand: a line for each colour and font, and some empty ones for more."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.brand import actions, queries
from accounts.brand.domain import MAX_COLORS, MAX_FONTS, Brand, BrandChanged, Color
from accounts.domain import Permission
from accounts.web.request import PageRequest
from craftify.errors import CraftifyError, Invalid
from craftify.web.statuses import status_of

_COLOR, _FONT = ("name", "hex"), ("name", "stack", "address")
_SPARE = {"colors": 3, "fonts": 1}  # empty lines


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the form: what stands in its fields, and what was refused of them by name."""

    values: dict[str, str]
    errors: dict[str, str]

    @property
    def color(self) -> Color | None:
        """The colour that it is, when it is a saved one."""
        return Color(**self.values) if self.values.get("hex", "").startswith("#") else None


@require_http_methods(["GET", "HEAD", "POST"])
def brand(request: PageRequest) -> HttpResponse:
    """The form, and its answer."""
    require(request.member, Permission.BRAND_MANAGE, "change the brand")
    if request.method != "POST":
        return _page(request, _form_of(queries.brand(request.member)))
    form = request.POST
    colors, fonts = _lines(form, "color", _COLOR), _lines(form, "font", _FONT)
    revision = form.get("revision", "")
    try:
        actions.save(
            actor=request.member,
            revision=int(revision) if revision.isascii() and revision.isdigit() else -1,
            colors=[(line["name"], line["hex"]) for line in colors],
            fonts=[(line["name"], line["stack"], line["address"]) for line in fonts],
            postal_address=form.get("postal", ""),
        )
    except (Invalid, BrandChanged) as refusal:
        return _page(request, (colors, fonts, form.get("postal", ""), revision), refusal)
    messages.success(request, "The brand was saved.")
    return redirect("brand:brand")


_Form = tuple[list[dict[str, str]], list[dict[str, str]], str, object]


def _form_of(brand: Brand) -> _Form:
    colors = [{"name": one.name, "hex": one.hex} for one in brand.colors]
    fonts = [{"name": one.name, "stack": one.stack, "address": one.address} for one in brand.fonts]
    return colors, fonts, brand.postal_address, brand.revision


def _lines(form: QueryDict, kind: str, names: tuple[str, ...]) -> list[dict[str, str]]:
    """The lines with anything in them."""
    columns = [form.getlist(f"{kind}-{name}") for name in names]
    rows = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=False)]
    return [row for row in rows if any(value.strip() for value in row.values())]


def _page(request: PageRequest, form: _Form, refusal: CraftifyError | None = None) -> HttpResponse:
    colors, fonts, postal, revision = form
    field = str(refusal.details.get("field", "")) if refusal else ""
    errors = {field: refusal.sentence} if refusal else {}
    context = {
        "colors": _shown("colors", colors, _COLOR, MAX_COLORS, errors),
        "fonts": _shown("fonts", fonts, _FONT, MAX_FONTS, errors),
        "postal": postal,
        "postal_error": errors.get("postalAddress"),
        "revision": revision,
        "refusal": refusal,
    }
    status = status_of(refusal) if refusal else 200
    return render(request, "accounts/brand/brand.html", context, status=status)


def _shown(
    part: str, rows: list[dict[str, str]], names: tuple[str, ...], most: int, errors: dict[str, str]
) -> list[Line]:
    spare = [dict.fromkeys(names, "") for _ in range(min(_SPARE[part], max(0, most - len(rows))))]
    return [
        Line(row, {name: errors.get(f"{part}.{index}.{name}", "") for name in names})
        for index, row in enumerate([*rows, *spare])
    ]
