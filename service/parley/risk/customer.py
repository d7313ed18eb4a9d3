"""What the channel says of the customer."""

from collections.abc import Iterator, Mapping

from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.risk.rule import Rule


class HighValueCustomer(Rule):
    """Which values of which metadata keys count is the deployment's to say."""

    id = "high-value-customer"
    category = "business/high-value-customer"
    severity = Severity.MINOR
    description = "The channel's metadata says that this customer matters more than most."

    def __init__(self, high_value: Mapping[str, frozenset[str]]) -> None:
        self._high_value = high_value

    def find(self, exchange: Exchange) -> Iterator[Flag]:
        for key, values in self._high_value.items():
            value = exchange.metadata.get(key)
            if value is not None and value.casefold() in values:
                yield self.flag(f"{key} is {value}")
                return
