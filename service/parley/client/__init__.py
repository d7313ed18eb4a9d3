"""Parley in a few lines, for asyncio (`AsyncParley`) and for plain code (`Parley`).

with Parley("localhost:50051") as parley:
    print(parley.translate("Wo ist mein Paket?", target="en").translation.text)
"""

from parley.client.aio import AsyncParley
from parley.client.conversing import Conversing
from parley.client.errors import CallFailed, InvalidCall
from parley.client.measured import Measured, ServerTiming
from parley.client.sync import Parley

__all__ = [
    "AsyncParley",
    "CallFailed",
    "Conversing",
    "InvalidCall",
    "Measured",
    "Parley",
    "ServerTiming",
]
