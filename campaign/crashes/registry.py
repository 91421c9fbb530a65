"""Registry of scenarios: each declares the command that it makes succeed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules

from campaign.crashes import scenes
from campaign.crashes.scenario import Preparation, Scenario
from campaign.crashes.stages import Stage

_SCENARIOS: dict[str, Scenario] = {}


def command(
    method: str,
    path: str,
    *,
    stage: Stage = Stage.SMALL,
    repeats: Mapping[str, str] | None = None,
    steps: Mapping[str, str] | None = None,
    asks: bool = False,
) -> Callable[[Preparation], Preparation]:
    """Declares that a function prepares the scenario of a command."""

    def declare(prepare: Preparation) -> Preparation:
        scenario = Scenario(method, path, prepare, stage, repeats or {}, steps or {}, asks)
        assert scenario.name not in _SCENARIOS, scenario.name
        _SCENARIOS[scenario.name] = scenario
        return prepare

    return declare


def scenarios() -> tuple[Scenario, ...]:
    """Every scenario, in the order of their names."""
    for module in iter_modules(scenes.__path__):
        import_module(f"{scenes.__name__}.{module.name}")
    return tuple(_SCENARIOS[name] for name in sorted(_SCENARIOS))
