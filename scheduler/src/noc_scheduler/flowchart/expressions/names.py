"""The names an expression may read: the roots and the fields each of them has."""

from typing import Final

PARAMS: Final = "params"
HOST: Final = "host"
STEPS: Final = "steps"
LOOP: Final = "loop"
VARS: Final = "vars"
EXECUTION: Final = "execution"

ROOTS = (PARAMS, HOST, STEPS, LOOP, VARS, EXECUTION)

HOST_FIELDS = ("name", "address", "groups", "tags", "vars")
STEP_FIELDS = (
    "outcome",
    "rc",
    "stdout",
    "stderr",
    "stdout_lines",
    "changed",
    "facts",
    "result",
    "visits",
)
LOOP_FIELDS = ("index", "item")
EXECUTION_FIELDS = ("id", "number", "procedure", "check_mode", "diff")
