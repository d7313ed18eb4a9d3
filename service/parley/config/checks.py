"""What is wrong with settings that are all of the right kind."""

from collections.abc import Iterable, Iterator

from parley.config.channels import SEVERITIES
from parley.config.faults import Fault, not_one_of, unknown
from parley.config.settings import ReviewSettings, RuleScopeSettings, Settings
from parley.domain.errors import InvalidInput
from parley.domain.language import normalise_tag
from parley.domain.review import LONGEST_LEASE, LONGEST_UNDO, SHORTEST_LEASE
from parley.domain.reviewer import direction_from
from parley.engine.catalog import WIDEST_BEAM

_REASON = "INVALID_SETTING"
_AT_LEAST = {
    "batch_tokens": 1,
    "cached_segments": 0,
    "max_in_flight_per_stream": 1,
    "max_segment_characters": 1,
    "max_text_bytes": 1,
    "max_unfinished_messages": 1,
    "queue_tokens": 1,
}
_NOT_EMPTY = ("database", "extra_models_folder", "listen")
# Three weeks: of more, gRPC cannot count the milliseconds.
_LONGEST_S = 1_814_400.0
# More threads than any machine has cores; of many more the process would die.
_MOST_THREADS = 512
_BETWEEN = {
    "beam_size": (0, WIDEST_BEAM),
    "drain_grace_s": (0, _LONGEST_S),
    "max_connection_age_s": (0, _LONGEST_S),
    "parallel_batches": (0, _MOST_THREADS),
    "review_lease_s": (SHORTEST_LEASE.total_seconds(), LONGEST_LEASE.total_seconds()),
    "threads_per_batch": (0, _MOST_THREADS),
    "watch_models_s": (0, _LONGEST_S),
}


def faults(settings: Settings) -> Iterator[Fault]:
    """What is wrong, each with the setting as a file names it; nothing if they can be used."""
    yield from _of_texts(settings)
    yield from _of_channels(settings)
    if said := settings.console.fault():
        setting, _, said = said.partition(": ")
        yield Fault(f"console.{setting}", _REASON, said)
    yield from _of_risk(settings)
    yield from _of_review(settings.review)
    yield from _of_numbers(settings)
    yield from _of_languages(settings)
    yield from _of_detector(settings.detector)
    for name in _NOT_EMPTY:
        if not getattr(settings, name):
            yield Fault(name, _REASON, "is empty")


def _of_texts(settings: Settings) -> Iterator[Fault]:
    for name in settings.__struct_fields__:
        value = getattr(settings, name)
        # The system takes no path or address with one, and Python says so wherever it is used.
        if isinstance(value, str) and "\0" in value:
            yield Fault(name, _REASON, "holds a null character")


def _of_detector(name: str) -> Iterator[Fault]:
    # Only where another is asked for: the detectors' libraries take a moment to load.
    if name == Settings().detector:
        return
    from parley.engine.detect import DETECTORS

    if name not in DETECTORS:
        yield Fault("detector", _REASON, not_one_of(sorted(DETECTORS), name))


def _of_channels(settings: Settings) -> Iterator[Fault]:
    channels = settings.all_channels()
    if settings.default_channel not in channels:
        said = unknown("channel", settings.default_channel, channels)
        yield Fault("default_channel", _REASON, said)
    for name, channel in channels.items():
        if not name:
            # No conversation is on it: one that names no channel is on the default one.
            yield Fault("channels", _REASON, "a channel's name is empty")
        if fault := channel.fault_in_file():
            yield fault.within(f"channels.{name}")


def _of_numbers(settings: Settings) -> Iterator[Fault]:
    for name, least in _AT_LEAST.items():
        if (value := getattr(settings, name)) < least:
            yield Fault(name, _REASON, f"at least {least}, not {value}")
    for name, (low, high) in _BETWEEN.items():
        yield from _outside(name, getattr(settings, name), low, high)


def _outside(name: str, value: float, least: float, most: float) -> Iterator[Fault]:
    # Nothing that is compared with nan is true.
    if not least <= value <= most:
        yield Fault(name, _REASON, f"between {least:g} and {most:.9g}, not {value:g}")


def _of_languages(settings: Settings) -> Iterator[Fault]:
    named = [("agent_language", settings.agent_language)]
    named += [(f"languages.{number}", tag) for number, tag in enumerate(settings.languages)]
    for setting, tag in named:
        try:
            normalise_tag(tag)
        except InvalidInput as error:
            yield Fault(setting, error.reason, error.message)


def _of_review(review: ReviewSettings) -> Iterator[Fault]:
    yield from _outside("review.undo_s", review.undo_s, 0, LONGEST_UNDO.total_seconds())
    for name, reviewer in review.reviewers.items():
        try:
            reviewer.reviewer(name)
        except InvalidInput as error:
            yield Fault(f"review.reviewers.{name}.{error.field}", error.reason, error.message)


def _of_risk(settings: Settings) -> Iterator[Fault]:
    risk = settings.risk
    yield from _outside("risk.watch_lists_s", risk.watch_lists_s, 0, _LONGEST_S)
    for number, scope in enumerate(risk.scopes):
        for fault in _of_scope(scope, settings):
            yield fault.within(f"risk.scopes.{number}")


def _of_scope(scope: RuleScopeSettings, settings: Settings) -> Iterator[Fault]:
    channels = settings.all_channels()
    if scope.channel and scope.channel not in channels:
        yield Fault("channel", _REASON, unknown("channel", scope.channel, channels))
    if scope.direction:
        try:
            direction_from(scope.direction)
        except InvalidInput as error:
            yield Fault("direction", error.reason, error.message)
    for name in scope.severities.values():
        if name not in SEVERITIES:
            yield Fault("severities", _REASON, unknown("severity", name, SEVERITIES))
    for setting, rules in (("off", scope.off), ("on", scope.on), ("severities", scope.severities)):
        # Only where some are named: the rules' lists take a moment to read.
        if rules:
            yield from _of_rules(setting, rules)
    if not (scope.off or scope.on or scope.severities):
        yield Fault("", _REASON, "it asks for nothing: name rules in off, on or severities")
    for rule in sorted(set(scope.off) & set(scope.on)):
        yield Fault("on", _REASON, f"{rule!r} is in off, too: one of them")


def _of_rules(setting: str, rules: Iterable[str]) -> Iterator[Fault]:
    from parley.risk.registry import rule_ids

    known = rule_ids()
    for rule in rules:
        if rule not in known:
            yield Fault(setting, _REASON, unknown("rule", rule, sorted(known)))
