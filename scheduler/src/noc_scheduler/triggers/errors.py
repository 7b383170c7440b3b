"""The one error of triggers: a trigger that can't be kept, with a stable code and the field it is about."""


class InvalidTrigger(Exception):
    """`path` is a JSON pointer below the trigger, `code` never changes, `message` is for people."""

    def __init__(self, path: str, code: str, message: str) -> None:
        super().__init__(message)
        self.path, self.code, self.message = path, code, message
