"""All rules, and the assessor that runs them."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange, TextClassifier
from parley.risk import (
    accuracy,
    address,
    contact,
    content,
    culture,
    customer,
    false_friends,
    formats,
    likely,
    measures,
    names,
    output_language,
    personal,
    shape,
    style,
    terms,
    values,
)
from parley.risk.likeness import Likeness
from parley.risk.lists import Lists, packaged_lists
from parley.risk.net import packaged_net
from parley.risk.rule import Rule
from parley.risk.scope import RuleScope, choose

_log = logging.getLogger(__name__)

FAULT_RULE = "rule-fault"
FAULT_CATEGORY = "system/fault"


def phrase_rules(lists: Lists) -> tuple[content.PhraseRule, ...]:
    """The rules that are nothing but their phrases, the gravest themes first."""
    return (
        content.SelfHarm(lists),
        content.Violence(lists),
        content.MedicalEmergency(lists),
        content.MedicalQuestion(lists),
        content.LegalThreat(lists),
        content.Offensive(lists),
        content.Anger(lists),
        content.WantsHuman(lists),
        content.RepeatedContact(lists),
        content.FinancialHardship(lists),
        content.AgentCommitment(lists),
        content.Sarcasm(lists),
        content.Humour(lists),
    )


def all_rules(lists: Lists, classifier: TextClassifier | None = None) -> tuple[Rule, ...]:
    """Every rule there is.

    Args:
        classifier: for the second look of the rules by likeness.
    """
    phrases = phrase_rules(lists)
    likeness = Likeness(packaged_net(), classifier)
    return (
        *phrases,
        *(rule(likeness, phrases) for rule in likely.RULES),
        customer.HighValueCustomer(),
        personal.PersonalData(),
        contact.ContactData(),
        culture.CultureReference(lists),
        accuracy.NumberMismatch(),
        values.ValueMismatch(),
        accuracy.EntityMismatch(),
        accuracy.NegationMismatch(),
        accuracy.QuestionMismatch(),
        names.NameMismatch(),
        terms.GlossaryViolation(),
        terms.DoNotTranslate(),
        false_friends.FalseFriendRule(lists),
        shape.EmptyTranslation(),
        shape.Untranslated(),
        output_language.WrongLanguage(),
        shape.Repetition(),
        shape.LengthMismatch(),
        formats.AmbiguousFormat(),
        measures.ForeignMeasure(),
        style.IdiomRule(lists),
        style.RegisterRule(),
        address.GenderedAddress(),
    )


def rule_descriptions() -> Mapping[str, str]:
    """All rules by id, in words, for those who choose among them."""
    return {rule.id: rule.description for rule in all_rules(packaged_lists())}


def rule_ids() -> frozenset[str]:
    """Ids of all rules."""
    return frozenset(rule_descriptions())


class RuleSet:
    """A RiskAssessor: every rule over one exchange, each on its own."""

    def __init__(
        self, rules: tuple[Rule, ...] | None = None, scopes: Sequence[RuleScope] = ()
    ) -> None:
        """Take some rules, or all of them with the packaged lists.

        Args:
            scopes: which rules speak where; a later one has the last word.
        """
        self.rules = all_rules(packaged_lists()) if rules is None else rules
        self._scopes = tuple(scopes)

    def assess(self, exchange: Exchange) -> tuple[Flag, ...]:
        """All flags, in the order of the rules.

        A rule that fails adds a critical flag instead of its own, so that the message is held.
        """
        chosen = choose(self._scopes, exchange)
        flags: list[Flag] = []
        for rule in self.rules:
            if rule.id in chosen.off or (rule.judges_translation and exchange.from_memory):
                continue
            try:
                found = list(rule.find(exchange))
            # A rule may fail in any way; none may take the message or the other rules with it.
            except Exception as error:
                flags.append(_fault(rule, error))
                continue
            severity = chosen.severities.get(rule.id)
            flags.extend(found if severity is None else (_with(flag, severity) for flag in found))
        return tuple(flags)


def _with(flag: Flag, severity: Severity) -> Flag:
    return replace(flag, severity=severity)


def _fault(rule: Rule, error: Exception) -> Flag:
    # Only the error's type: its message and its traceback may quote the text.
    _log.error("rule %s failed: %s", rule.id, type(error).__name__)
    reason = f"rule {rule.id} failed ({type(error).__name__}); this message was not fully checked"
    return Flag(FAULT_RULE, FAULT_CATEGORY, Severity.CRITICAL, reason)
