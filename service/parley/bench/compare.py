"""Another server on the closed loops of a run: same lines, same clients, same amount."""

from collections.abc import Callable

from parley.bench.libretranslate import HttpCaller, libretranslate, packable
from parley.bench.load import Load
from parley.bench.meter import Meter
from parley.bench.report import Compared, Point
from parley.bench.run import Measuring
from parley.bench.setup import EngineSetup


async def against_libretranslate(
    measuring: Measuring, setup: EngineSetup, python: str, say: Callable[[str], None]
) -> Compared:
    """Measure LibreTranslate as Parley was measured.

    Args:
        python: an interpreter that has the extra `compare`.
        say: gets a line whenever a measurement begins.

    Raises:
        BenchFailed: NO_LIBRETRANSLATE, SERVER_FAILED, NO_SINGLE_MODEL, NOT_COMPARABLE.
        CallRefused: it translates not even one line.
    """
    plan = measuring.plan
    points: list[Point] = []
    samples = measuring.one_of_each()
    # All that the models speak: with fewer than two packages it would fetch others from the net.
    directions = packable(setup, [(line.source, line.target) for line in samples])
    async with libretranslate(setup, directions, python) as server:
        with HttpCaller(server, max(plan.clients)) as call:
            for line in samples:
                # The first text of a direction loads its model.
                await call(line)
            for clients in plan.clients:
                say(f"LibreTranslate, {clients} clients")
                meter = Meter(server.process)
                load = Load(call, measuring.deck(clients))
                window_s = await load.closed(clients, plan.amount)
                points.append(meter.point(load, window_s, clients=clients))
        return Compared(
            name="LibreTranslate",
            version=server.version,
            settings=dict(server.settings),
            closed=points,
        )
