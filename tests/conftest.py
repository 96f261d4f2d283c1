"""How much the property tests search: `ci` is reproducible, `thorough` is for a long look by hand.

Choose with HYPOTHESIS_PROFILE; with CI set, `ci` is the default.
"""

import os

from hypothesis import HealthCheck, settings

# No deadline: the time of one example depends on what else the machine does.
# Examples of a whole methodology are slow to draw, which says nothing about the code.
settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True, print_blob=True)
settings.register_profile("thorough", settings.get_profile("dev"), max_examples=3_000)

settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))
