"""What the channel says of the customer."""

from collections.abc import Iterator, Mapping

from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.risk.rule import Rule


class HighValueCustomer(Rule):
    """Which values of which metadata keys count is the channel's to say, in its `vip`."""

    id = "high-value-customer"
    category = "business/high-value-customer"
    severity = Severity.MINOR
    description = "The channel's metadata says that this customer matters more than most."

    def __init__(self, vip: Mapping[str, Mapping[str, frozenset[str]]]) -> None:
        """`vip` has the values by metadata key, by channel; "" is every other channel."""
        self._vip = vip

    def find(self, exchange: Exchange) -> Iterator[Flag]:
        vip = self._vip.get(exchange.channel) or self._vip.get("", {})
        for key, values in vip.items():
            value = exchange.metadata.get(key)
            if value in values:
                yield self.flag(f"{key} is {value}")
                return
