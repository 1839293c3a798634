"""A template of Amazon SES (API v2).

SES fills in Handlebars, of which it takes plain values only: `{{ customer.name }}` becomes
`{{customer.name}}`. Conditions, loops and filters cannot go there, so a version with them is
refused; it can be filled in here instead (`renderings` of the API) and sent as it is.
https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-api.html
"""

import re

from botocore.exceptions import BotoCoreError, ClientError

from craftify import ses
from craftify.errors import Unavailable, Unprocessable
from templates_app.domain import Version
from templates_app.rendering.pieces import scan

_VALUE = re.compile(r"\{\{-?\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*-?\}\}")
_MAX_BYTES = 500 * 1024  # SES: "the maximum size of an email template is 500 KB"


def write(version: Version) -> str:
    """Create or replace the template; its name is that of ours, which is legal in SES."""
    name = version.template_id
    content = {
        "Subject": handlebars(version.subject),
        "Html": handlebars(version.html),
        "Text": handlebars(version.text),
    }
    if sum(len(part.encode()) for part in content.values()) > _MAX_BYTES:
        raise Unprocessable("This email has over 500 KB, which is more than SES takes.")
    client = ses.client()
    try:
        try:
            client.update_email_template(TemplateName=name, TemplateContent=content)
        except client.exceptions.NotFoundException:
            client.create_email_template(TemplateName=name, TemplateContent=content)
    except ClientError as error:
        said = error.response["Error"]
        raise Unavailable(f"SES refused the template: {said['Message']}") from error
    except BotoCoreError as error:
        raise Unavailable("SES does not answer. Try again later.") from error
    return name


def handlebars(text: str) -> str:
    """Liquid's plain values as SES writes them.

    Raises:
        Unprocessable: there is Liquid of another kind; the sentence quotes it.
    """
    parts, end = [], 0
    for piece in scan(text).pieces:
        liquid = text[piece.start : piece.end]
        value = _VALUE.fullmatch(liquid)
        if not value:
            raise Unprocessable(
                f"SES fills in plain values only, and this email has “{liquid[:60]}”. Fill it in "
                "here and send the result, or take it out.",
                liquid=liquid[:200],
            )
        parts += [text[end : piece.start], f"{{{{{value[1]}}}}}"]
        end = piece.end
    return "".join([*parts, text[end:]])
