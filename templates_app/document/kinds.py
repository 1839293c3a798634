"""What the elements are called, where MJML lets them stand, and what they hold."""

# Plain words for people, in lower case, for use in a sentence.
MJML_KINDS = {
    "mj-accordion": "accordion",
    "mj-accordion-element": "accordion entry",
    "mj-accordion-text": "accordion text",
    "mj-accordion-title": "accordion title",
    "mj-all": "default for everything",
    "mj-attributes": "defaults",
    "mj-body": "body",
    "mj-breakpoint": "breakpoint",
    "mj-button": "button",
    "mj-carousel": "carousel",
    "mj-carousel-image": "carousel image",
    "mj-class": "style class",
    "mj-column": "column",
    "mj-divider": "divider",
    "mj-font": "font",
    "mj-group": "group",
    "mj-head": "head",
    "mj-hero": "hero",
    "mj-html-attribute": "HTML attribute",
    "mj-html-attributes": "HTML attributes",
    "mj-image": "image",
    "mj-include": "include",
    "mj-navbar": "navigation",
    "mj-navbar-link": "navigation link",
    "mj-preview": "preview text",
    "mj-raw": "HTML",
    "mj-section": "section",
    "mj-selector": "selector",
    "mj-social": "social links",
    "mj-social-element": "social link",
    "mj-spacer": "spacer",
    "mj-style": "style sheet",
    "mj-table": "table",
    "mj-text": "text",
    "mj-title": "title",
    "mj-wrapper": "wrapper",
    "mjml": "email",
}
HTML_KINDS = {
    "a": "link",
    "article": "box",
    "blockquote": "quote",
    "body": "body",
    "center": "box",
    "div": "box",
    "footer": "box",
    "h1": "heading",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "h5": "heading",
    "h6": "heading",
    "head": "head",
    "header": "box",
    "hr": "divider",
    "html": "email",
    "img": "image",
    "main": "box",
    "nav": "box",
    "ol": "list",
    "p": "text",
    "pre": "text",
    "section": "box",
    "style": "style sheet",
    "table": "table",
    "td": "cell",
    "th": "cell",
    "title": "title",
    "tr": "row",
    "ul": "list",
}

_CONTENT = frozenset(
    {
        "mj-accordion", "mj-button", "mj-carousel", "mj-divider", "mj-image", "mj-navbar",
        "mj-raw", "mj-social", "mj-spacer", "mj-table", "mj-text",
    }
)  # fmt: skip
# What may stand directly in what: the table of MJML's own validator (mjml-preset-core 4 and 5).
PLACES = {
    "mjml": frozenset({"mj-body", "mj-head", "mj-raw"}),
    "mj-accordion": frozenset({"mj-accordion-element", "mj-raw"}),
    "mj-accordion-element": frozenset({"mj-accordion-text", "mj-accordion-title", "mj-raw"}),
    "mj-body": frozenset({"mj-hero", "mj-raw", "mj-section", "mj-wrapper"}),
    "mj-carousel": frozenset({"mj-carousel-image"}),
    "mj-column": _CONTENT,
    "mj-group": frozenset({"mj-column", "mj-raw"}),
    "mj-head": frozenset(
        {
            "mj-attributes", "mj-breakpoint", "mj-font", "mj-html-attributes", "mj-preview",
            "mj-raw", "mj-style", "mj-title",
        }
    ),
    "mj-hero": _CONTENT,
    "mj-html-attributes": frozenset({"mj-selector"}),
    "mj-navbar": frozenset({"mj-navbar-link", "mj-raw"}),
    "mj-section": frozenset({"mj-column", "mj-group", "mj-raw"}),
    "mj-selector": frozenset({"mj-html-attribute"}),
    "mj-social": frozenset({"mj-raw", "mj-social-element"}),
    "mj-wrapper": frozenset({"mj-hero", "mj-raw", "mj-section"}),
}  # fmt: skip
# The same for plain HTML, where anything but these may stand anywhere.
ROW_PARENT, CELL_PARENT = frozenset({"table"}), frozenset({"tr"})

# Elements that arrange others and say nothing themselves.
CONTAINERS = frozenset(
    {
        "mjml", "mj-accordion", "mj-accordion-element", "mj-attributes", "mj-body", "mj-carousel",
        "mj-column", "mj-group", "mj-head", "mj-hero", "mj-html-attributes", "mj-navbar",
        "mj-section", "mj-selector", "mj-social", "mj-wrapper",
    }
)  # fmt: skip
VOID_HTML = frozenset({"img", "hr"})
