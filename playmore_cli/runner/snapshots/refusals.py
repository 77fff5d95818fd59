"""Why a state is not stored."""


class InexactError(Exception):
    """The state holds something that cannot be stored exactly; the message names it."""


class NotWorthError(Exception):
    """A state takes more room than the time it saves is worth; the message gives both."""
