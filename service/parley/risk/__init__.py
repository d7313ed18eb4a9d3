"""What may be wrong with a message or its translation: one small class a rule.

`registry.RuleSet` runs them all; the word lists under `data/` are for bilingual staff to extend.
"""
