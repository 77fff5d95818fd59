"""Why a state is not stored."""


class InexactError(Exception):
    """The state holds something that cannot be stored exactly; the message names it."""


class ForeignError(Exception):
    """A snapshot on disk is damaged, or was not written by this program for this user; the message says which."""


class NotWorthError(Exception):
    """A state takes more room than the time it saves is worth; the message gives both."""
