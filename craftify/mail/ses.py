"""Letters by Amazon SES (API v2).

https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
"""

from botocore.exceptions import BotoCoreError, ClientError

from craftify import ses
from craftify.errors import Unavailable
from craftify.mail.letter import Letter, encoded, sender
from craftify.outbox import Undeliverable

# The letter itself is wrong; everything else may be another next time.
_FOR_GOOD = {"MessageRejected", "BadRequestException"}


def send(letter: Letter) -> None:
    """Hand the letter to SES.

    Raises:
        Undeliverable: SES refuses this letter.
        Unavailable: it does not answer, or takes nothing from us now.
    """
    content = encoded(letter)
    try:
        ses.client().send_email(
            FromEmailAddress=sender()[1],
            Destination={"ToAddresses": [letter.to]},
            Content={"Raw": {"Data": content}},
        )
    except ClientError as error:
        # Its message may name the recipient; its code does not.
        code = error.response["Error"]["Code"]
        refusal = Undeliverable if code in _FOR_GOOD else Unavailable
        raise refusal(f"SES refused the letter: {code}.") from None
    except BotoCoreError as error:
        raise Unavailable(f"SES could not be used: {type(error).__name__}.") from None


def probe() -> None:
    """Raise what shows that SES does not take our letters."""
    if not ses.client().get_account()["SendingEnabled"]:
        raise ConnectionError("Sending is switched off in this account.")
