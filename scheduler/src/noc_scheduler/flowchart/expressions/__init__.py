"""The language of conditions and `${}`: read by Jinja2's parser, evaluated by our own walker."""

from noc_scheduler.flowchart.expressions.evaluation import Evaluation, Operand, condition, evaluate
from noc_scheduler.flowchart.expressions.parsing import parse
from noc_scheduler.flowchart.expressions.syntax import Expression

__all__ = ["Evaluation", "Expression", "Operand", "condition", "evaluate", "parse"]
