"""Everything that judges, one file each. A module here is registered by having a RULE named like the module."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from schoolwacht_collector.domain.rule import AnyRule, Rule


def load_rules() -> tuple[AnyRule, ...]:
    """Every rule of this package, by name. A module without a proper RULE, or one that fails to import, raises."""
    return tuple(_rule_of(module.name) for module in sorted(iter_modules(__path__), key=lambda m: m.name))


def _rule_of(name: str) -> AnyRule:
    rule = getattr(import_module(f"{__name__}.{name}"), "RULE", None)
    if not isinstance(rule, Rule):
        raise TypeError(f"rules/{name}.py has no RULE; give it one, or move it out of this folder")
    if rule.name != name:
        raise ValueError(f"the rule in rules/{name}.py calls itself {rule.name!r}; a rule is named like its module")
    return rule
