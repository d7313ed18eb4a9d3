"""All rules, and the assessor that runs them."""

import logging

from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.risk import accuracy, content, culture, false_friends, formats, personal, shape, style
from parley.risk.lists import Lists, packaged_lists
from parley.risk.rule import Rule

_log = logging.getLogger(__name__)

FAULT_RULE = "rule-fault"
FAULT_CATEGORY = "system/fault"


def all_rules(lists: Lists) -> tuple[Rule, ...]:
    """Every rule there is, the gravest themes first."""
    return (
        content.SelfHarm(lists),
        content.Violence(lists),
        content.MedicalEmergency(lists),
        content.LegalThreat(lists),
        content.Offensive(lists),
        content.Anger(lists),
        content.WantsHuman(lists),
        content.RepeatedContact(lists),
        content.FinancialHardship(lists),
        personal.PersonalData(),
        culture.CultureReference(lists),
        accuracy.NumberMismatch(),
        accuracy.EntityMismatch(),
        accuracy.NegationMismatch(),
        accuracy.QuestionMismatch(),
        false_friends.FalseFriendRule(lists),
        shape.EmptyTranslation(),
        shape.Untranslated(),
        shape.Repetition(),
        shape.LengthMismatch(),
        formats.AmbiguousFormat(),
        style.IdiomRule(lists),
        style.RegisterRule(),
    )


class RuleSet:
    """A RiskAssessor: every rule over one exchange, each on its own."""

    def __init__(self, rules: tuple[Rule, ...] | None = None) -> None:
        """Take some rules, or all of them with the packaged lists."""
        self.rules = all_rules(packaged_lists()) if rules is None else rules

    def assess(self, exchange: Exchange) -> tuple[Flag, ...]:
        """All flags, in the order of the rules.

        A rule that fails adds a critical flag instead of its own, so that the message is held.
        """
        flags: list[Flag] = []
        for rule in self.rules:
            if rule.judges_translation and exchange.from_memory:
                continue
            try:
                flags.extend(rule.find(exchange))
            # A rule may fail in any way; none may take the message or the other rules with it.
            except Exception as error:
                flags.append(_fault(rule, error))
        return tuple(flags)


def _fault(rule: Rule, error: Exception) -> Flag:
    # Only the error's type: its message and its traceback may quote the text.
    _log.error("rule %s failed: %s", rule.id, type(error).__name__)
    reason = f"rule {rule.id} failed ({type(error).__name__}); this message was not fully checked"
    return Flag(FAULT_RULE, FAULT_CATEGORY, Severity.CRITICAL, reason)
