"""The password that becoming another user on a host asks for."""

from noc_presentation.credentials.kinds.kind import Field, Kind
from noc_presentation.credentials.vocabulary import Use

KIND = Kind(
    name="become_password",
    title="Become password",
    fields=(Field("password", "Password"),),
    use=lambda values: Use.BECOME,
)
