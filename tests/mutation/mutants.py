"""Small wrong changes of a source file: what a slip of the pen could have made of it.

Left alone is what says nothing that a test should hold: annotations, docstrings, decorators, what only a type checker
reads, and sentences for people (texts with a space in them).
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Node = TypeVar("Node", bound=ast.AST)

_OTHER_COMPARISON: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_OTHER_OPERATOR: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


@dataclass(frozen=True)
class Mutant:
    """One change: the how-manieth of its file, in which line, and what it does."""

    number: int
    line: int
    change: str


def find_mutants(source: str) -> list[Mutant]:
    """All changes that are made to a source file, one at a time."""
    walk = _Walk(chosen=None)
    walk.visit(ast.parse(source))
    return walk.found


def mutate(source: str, number: int) -> ast.Module:
    """The file with one of its changes made."""
    tree = ast.parse(source)
    _Walk(chosen=number).visit(tree)
    return ast.fix_missing_locations(tree)


class _Walk(ast.NodeTransformer):
    """Counts the places that can be changed, in the order of the file, and changes the chosen one."""

    def __init__(self, *, chosen: int | None) -> None:
        self.found: list[Mutant] = []
        self._chosen = chosen

    def _at(self, node: ast.AST, change: str, make: Callable[[], ast.AST]) -> ast.AST:
        number = len(self.found)
        self.found.append(Mutant(number, getattr(node, "lineno", 0), change))
        return ast.copy_location(make(), node) if number == self._chosen else node

    def _inside(self, node: Node, *fields: str) -> Node:
        """Visit only these fields of a node."""
        for name in fields:
            value = getattr(node, name)
            if isinstance(value, list):
                value[:] = [self.visit(part) if isinstance(part, ast.AST) else part for part in value]
            elif isinstance(value, ast.AST):
                setattr(node, name, self.visit(value))
        return node

    # --- left alone -----------------------------------------------------------------------------------------------

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._inside(node, "args", "body")

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        return self._inside(node, "defaults", "kw_defaults")

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._inside(node, "body")

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        return self._inside(node, "value")

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return node

    # --- changed --------------------------------------------------------------------------------------------------

    def visit_If(self, node: ast.If) -> ast.AST:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return node
        return self._inside(self._negated(node), "test", "body", "orelse")

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        return self._inside(self._negated(node), "test", "body", "orelse")

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        node.ifs = [
            self._as_expression(self._at(test, "condition negated", lambda test=test: _negation(test)))  # type: ignore[misc]
            for test in node.ifs
        ]
        return self._inside(node, "iter", "ifs")

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self._inside(node, "left", "comparators")
        for place, operator in enumerate(node.ops):
            other = _OTHER_COMPARISON[type(operator)]
            before = len(self.found)
            self._at(node, f"{type(operator).__name__} becomes {other.__name__}", lambda: node)
            if before == self._chosen:
                node.ops[place] = other()
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self._inside(node, "values")
        other: type[ast.boolop] = ast.Or if isinstance(node.op, ast.And) else ast.And
        change = f"{type(node.op).__name__} becomes {other.__name__}"
        return self._at(node, change, lambda: ast.BoolOp(other(), node.values))

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self._inside(node, "operand")
        return self._at(node, "not removed", lambda: node.operand) if isinstance(node.op, ast.Not) else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self._inside(node, "left", "right")
        other = _OTHER_OPERATOR.get(type(node.op))
        if other is None:
            return node
        change = f"{type(node.op).__name__} becomes {other.__name__}"
        return self._at(node, change, lambda: ast.BinOp(node.left, other(), node.right))

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        value = node.value
        if isinstance(value, bool):
            return self._at(node, f"{value} becomes {not value}", lambda: ast.Constant(not value))
        if isinstance(value, int):
            return self._at(node, f"{value} becomes {value + 1}", lambda: ast.Constant(value + 1))
        if isinstance(value, str) and value and " " not in value:
            return self._at(node, f"{value!r} becomes another text", lambda: ast.Constant(f"{value}X"))
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        if node.value is None:
            return node
        if isinstance(node.value, ast.Constant) and node.value.value in (None, True, False):
            return self._inside(node, "value")  # None would mean False; that it becomes the other is tried there
        changed = self._at(node, "returns None", lambda: ast.Return(ast.Constant(None)))
        return self._inside(node, "value") if changed is node else changed

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        return self._at(node, "raise removed", ast.Pass)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if isinstance(node.value, ast.Constant):
            return node  # a docstring
        changed = self._at(node, "call removed", ast.Pass) if isinstance(node.value, ast.Call) else node
        return self._inside(node, "value") if changed is node else changed

    def _negated(self, node: ast.If | ast.IfExp) -> ast.If | ast.IfExp:
        node.test = self._as_expression(self._at(node.test, "condition negated", lambda: _negation(node.test)))
        return node

    @staticmethod
    def _as_expression(node: ast.AST) -> ast.expr:
        if not isinstance(node, ast.expr):
            raise TypeError("a condition stays an expression")
        return node


def _negation(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), test)
