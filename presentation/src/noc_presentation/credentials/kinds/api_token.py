"""A token that requests of flowcharts show to the place they go to."""

from noc_presentation.credentials.kinds.kind import Field, Kind
from noc_presentation.credentials.vocabulary import Use

KIND = Kind(
    name="api_token",
    title="API token",
    fields=(Field("token", "Token", most=4_096),),
    use=lambda values: Use.TOKEN,
)
