"""A password to log in to hosts with."""

from noc_presentation.credentials.kinds.kind import Field, Kind
from noc_presentation.credentials.vocabulary import Use

KIND = Kind(
    name="password",
    title="Password",
    fields=(Field("password", "Password"),),
    use=lambda values: Use.LOGIN,
)
