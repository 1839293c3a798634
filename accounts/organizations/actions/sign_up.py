"""Ask for an organization of one's own."""

from accounts import limits
from accounts.organizations import access, domain
from accounts.organizations.domain import SignUp
from accounts.signin import letters
from accounts.signin.domain import new_address
from craftify import outbox
from craftify.dynamo.transact import Write
from craftify.history import PLATFORM
from craftify.origin import origin


def sign_up(*, email: str, name: str) -> None:
    """Send a letter whose link founds an organization of this name.

    Whether somebody signs in with the address is looked up when the link is followed, so that
    neither the answer nor its time depends on it.

    Raises:
        SignUpOff: see `access.refuse_when_off`.
        Invalid: it is no address, or no name.
        TooManyAsked: too many letters were asked for from here.
    """
    access.refuse_when_off()
    asked = SignUp(new_address(email, ""), domain.named(name))
    if limits.may_ask_for_letter(asked.email, origin.get().address):
        write = Write(unrecorded="nothing is, until the link of the letter is followed")
        letters.ask(write, PLATFORM, letters.SIGN_UP, email=asked.email, asked=str(asked))
        write.commit()
        outbox.nudge("mail")
