"""Policies from settings: checked, and resolved by what confidence was calibrated on."""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import msgspec

from parley.app.background import beside
from parley.app.languages import directions_of, served_directions
from parley.config import ChannelSettings, ConfigError, Fault, Settings, converted, policy_rules
from parley.domain.channel_policy import PolicySettings, WrittenPolicy
from parley.domain.decide import Bound, Policy, Thresholds
from parley.domain.errors import InvalidInput
from parley.domain.ports import Store
from parley.flow.policies import Policies
from parley.flow.random_audit import Verdict, count, verdicts
from parley.risk.confidence.calibrated import Calibrated, Coefficients, Counted
from parley.risk.confidence.correction import (
    Correction,
    Corrections,
    corrected,
    corrected_rows,
)
from parley.risk.confidence.limits import resolve

_log = logging.getLogger(__name__)

# Of the calibration's hundred quantiles every fifth is a threshold that an audit may certify: each
# test between is one more that may end the sequence.
_STEP = 5


class SettingsBook:
    """The PolicyBook port: the settings file's channels, and its checks for others."""

    def __init__(
        self,
        settings: Settings,
        estimator: Calibrated | None,
        audits: Sequence[Verdict] = (),
        corrections: Corrections | None = None,
    ) -> None:
        """Resolve the file's policies.

        Args:
            audits: verdicts on the deployment's own audited messages, oldest first; they may
                certify bounds that the calibration of `estimator` cannot.
            corrections: of the confidence that the estimator gives, by direction.

        Raises:
            ConfigError: a scope is for a direction that no model of the catalogues leads to.
            CorruptModel: a catalogue cannot be read.
        """
        self._settings = settings
        self._estimated = _coefficients(settings, estimator)
        self._corrections = corrections or {}
        self._coefficients = (
            corrected(self._estimated, self._corrections) if self._estimated else None
        )
        self._audits = audits
        self.default_channel = settings.default_channel
        self.of_file: dict[str, WrittenPolicy] = {}
        for name, channel in settings.all_channels().items():
            if fault := self._fault(channel):
                raise ConfigError(f"channels.{name}.{fault}")
            self.of_file[name] = self._written(name, channel)

    @property
    def rules(self) -> Mapping[str, str]:
        return policy_rules()

    def read(self, channel: str, settings: PolicySettings) -> WrittenPolicy:
        """As the port says."""
        written = converted(settings, ChannelSettings, strict=True)
        if isinstance(written, Fault):
            raise _refused(written)
        if fault := self._fault(written):
            raise _refused(fault)
        return self._written(channel, written)

    def _fault(self, channel: ChannelSettings) -> Fault | None:
        return channel.fault() or self._fault_of_directions(channel)

    def _fault_of_directions(self, channel: ChannelSettings) -> Fault | None:
        """A misspelt direction would be without its thresholds, and nobody would know."""
        if not any(scope.direction for scope in channel.scopes):
            return None
        known = served_directions(self._settings)
        for number, settings in enumerate(channel.scopes):
            direction = settings.scope().direction
            if direction and direction not in known:
                return Fault(
                    f"scopes.{number}.direction",
                    "UNSUPPORTED_DIRECTION",
                    f"no model translates in the direction {direction!r}",
                )
        return None

    def _written(self, name: str, channel: ChannelSettings) -> WrittenPolicy:
        plain = msgspec.to_builtins(channel.explicit(), order="deterministic")
        policy = resolve(channel.policy(), self._coefficients, self._audited(name))
        return WrittenPolicy(plain, policy)

    def _audited(self, channel: str) -> Mapping[str, Sequence[Counted]]:
        """The channel's audited messages by direction, at thresholds that calibration chose."""
        estimated = self._estimated
        if estimated is None:
            return {}
        found = [verdict for verdict in self._audits if verdict.channel == channel]
        # Counted before the correction, whatever it was when they came.
        counts = count(found, lambda direction: estimated.curve(direction).quantiles[::_STEP])
        return {
            direction: corrected_rows(rows, self._corrections.get(direction, Correction()))
            for direction, rows in counts.items()
        }


def _refused(fault: Fault) -> InvalidInput:
    return InvalidInput(fault.reason, fault.said, field=fault.setting)


@asynccontextmanager
async def serving_policies(
    settings: Settings, store: Store, estimator: Calibrated | None, corrections: Corrections
) -> AsyncIterator[Policies]:
    """The policies in force, kept in step with what admins change.

    Raises as `SettingsBook`.
    """
    book = SettingsBook(settings, estimator, await verdicts(store), corrections)
    policies = Policies(store, book)
    await policies.refresh()
    _tell_bounds(policies.in_force)
    async with beside(policies.watch()):
        yield policies


def resolve_policies(
    settings: Settings,
    estimator: Calibrated | None,
    audits: Sequence[Verdict] = (),
    corrections: Corrections | None = None,
) -> dict[str, Policy]:
    """The file's policies by channel, "" the default one's, with the thresholds they come to.

    Takes and raises what `SettingsBook` does.
    """
    book = SettingsBook(settings, estimator, audits, corrections)
    policies = {name: written.policy for name, written in book.of_file.items()}
    return {**policies, "": policies[book.default_channel]}


async def policies_of_record(
    settings: Settings,
    estimator: Calibrated | None,
    store: Store,
    corrections: Corrections | None = None,
) -> dict[str, Policy]:
    """As `resolve_policies`, with the channels that an admin changed as the record has them.

    What reviewers said of audited messages in the record counts. Raises as `SettingsBook`.
    """
    book = SettingsBook(settings, estimator, await verdicts(store), corrections)
    policies = Policies(store, book)
    await policies.refresh()
    return policies.in_force


def _coefficients(settings: Settings, estimator: Calibrated | None) -> Coefficients | None:
    """Those in use, with counts for the directions alone in which the fitted model translates.

    What was counted of its translations promises nothing of another model's.
    """
    if estimator is None:
        return None
    fitted = estimator.fitted
    found = fitted.thorough if settings.thorough_confidence else fitted.fast
    own = directions_of(settings, fitted.model_sha256)
    curves = {
        direction: curve if direction in own else msgspec.structs.replace(curve, counted=())
        for direction, curve in found.curves.items()
    }
    return msgspec.structs.replace(found, curves=curves)


def _tell_bounds(policies: Mapping[str, Policy]) -> None:
    """A word in the log on what certifies each bound, or that nothing does."""
    for channel, policy in policies.items():
        if not channel:
            continue
        for tenant, table in policy.tables():
            place = f"{channel}, tenant {tenant}" if tenant else channel
            for bound, directions in _by_bound(table).items():
                _tell(place, bound, directions)


def _tell(place: str, bound: Bound, directions: Sequence[str]) -> None:
    asked = (100 * bound.critical_errors, 100 * bound.confidence_level)
    where = ", ".join(one or "all other directions" for one in directions)
    if not bound.certified:
        _log.warning(
            "channel %s: nothing certifies critical errors under %g%% with %g%% confidence for "
            "%s: everything is reviewed there",
            *(place, *asked, where),
        )
    elif bound.audited:
        _log.info(
            "channel %s: critical errors under %g%% with %g%% confidence for %s: certified by %d "
            "audited messages of this deployment",
            *(place, *asked, where, bound.audited),
        )
    else:
        _log.info(
            "channel %s: critical errors under %g%% with %g%% confidence for %s: certified by the "
            "calibration that came with the model",
            *(place, *asked, where),
        )


def _by_bound(table: Mapping[str, Thresholds]) -> dict[Bound, list[str]]:
    """The directions by what was asked of them and what became of it."""
    found: dict[Bound, list[str]] = {}
    for direction, thresholds in table.items():
        if thresholds.bound is not None:
            found.setdefault(thresholds.bound, []).append(direction)
    return found
