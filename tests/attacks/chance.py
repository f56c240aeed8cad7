"""How often examples made by chance are tried: 200 times, or as often as FUZZ_EXAMPLES says.

The 200 are the same at every run, so that a red suite is red for everybody; more are others each time.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "200"))

often = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="FUZZ_EXAMPLES" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
)
