"""A small patch, its two sides, and what was left out of one."""

from studycoach.tools.gathering import Gathered, ReviewLimits

USUAL = ReviewLimits()
BEFORE = "import os\nx = 1\ny = 2\nz = 3\nw = 4\n"
AFTER = "import os\nx = 1\ny = 5\nz = 3\nw = 4\n"
PATCH = """\
diff --git a/src/train.py b/src/train.py
index 1111111..2222222 100644
--- a/src/train.py
+++ b/src/train.py
@@ -2,3 +2,3 @@ import os
 x = 1
-y = 2
+y = 5
 z = 3
"""


def reasons(gathered: Gathered) -> dict[str, str]:
    return {one.path: one.why for one in gathered.skipped}
