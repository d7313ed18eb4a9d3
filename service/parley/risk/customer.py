"""What the channel says of the customer."""

from collections.abc import Iterator

from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.risk.rule import Rule


class HighValueCustomer(Rule):
    """Which values of which metadata keys count is the channel's to say, in its `vip`."""

    id = "high-value-customer"
    category = "business/high-value-customer"
    severity = Severity.MINOR
    description = "The channel's metadata says that this customer matters more than most."

    def find(self, exchange: Exchange) -> Iterator[Flag]:
        for key, values in exchange.vip.items():
            value = exchange.metadata.get(key)
            if value in values:
                yield self.flag(f"{key} is {value}")
                return
