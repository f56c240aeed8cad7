"""The number of random examples: 200, or FUZZ_EXAMPLES if it is set.

The 200 are the same in every run, so that failures are reproducible; with FUZZ_EXAMPLES they differ.
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
