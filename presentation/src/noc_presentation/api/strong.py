"""Showing one's second factor once more, for a single act."""

from flask import request

from noc_presentation.accounts import throttle, totp, users
from noc_presentation.accounts.throttle import Attempt
from noc_presentation.api import authorise, current
from noc_presentation.errors import Forbidden


def shown_now(code: str) -> bool:
    """True when the code of whoever is logged in is right, which uses it up.

    Raises Forbidden for a token, for who has no second factor, and for a wrong code; TooMany after many of these.
    """
    authorise.need_session("show your second factor")
    attempt = Attempt(current.actor().name, request.remote_addr or "nowhere")
    with current.database().reading() as session:
        throttle.admit(session, attempt, current.now())
    with current.database().writing() as session:
        throttle.admit(session, attempt, current.now())  # of many guesses at once no more are judged
        user = users.one(session, current.caller().user_id)
        if not user.second_factor:
            raise Forbidden("totp.off", "turn your second factor on first")
        right = totp.accept(user, code, current.resources().sealing_key, current.now())
        if not right:
            throttle.note_failure(session, attempt, current.now())
    if not right:
        raise Forbidden("totp.code_wrong", "this is not the code of the moment")
    return True
