"""Rules of noise: what is never set aside, as declared in `rulesets/parameters/bruit.yaml`."""

from __future__ import annotations

from pathlib import Path

from api.rules.parameter_files import read_rules_file
from classifiers.noise.never import BadParameters, NeverFile, Parameters, parameters_of

PARAMETERS = Path("parameters/bruit.yaml")


def read_parameters(rulesets: Path | None = None) -> Parameters:
    """Parameters of the noise filter, what a folder of rules never sets aside; without one, what
    the shipped rules do not.

    Raises:
        RulesetError: the file cannot be used.
        BadParameters: something in it cannot be used, a pattern for instance.
    """
    file = read_rules_file(NeverFile, PARAMETERS, rulesets)
    try:
        return parameters_of(file)
    except BadParameters as error:
        raise BadParameters(f"{PARAMETERS.name} : {error}") from error
