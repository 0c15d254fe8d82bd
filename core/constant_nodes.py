"""What a template says the same way each time is worked out once per process: sentences, addresses of static files, and
those of pages without arguments. A page has a hundred of them, which were a quarter of what it cost to draw.

The tags are Django's own under their own names, and what is not constant stays with them. So does everything in
development, where files and sentences change under a running process.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, cast

from django.conf import settings
from django.template import Context, Node
from django.template.base import FilterExpression, Parser, Token
from django.template.defaulttags import url as django_url
from django.templatetags.i18n import do_translate
from django.templatetags.static import do_static
from django.urls import get_script_prefix, get_urlconf
from django.utils.translation import get_language

from core.address_nodes import AddressNode


class ConstantNode(Node):
    """Asks `node` once for each value of what it depends on; what it would put into `variable` is put there."""

    child_nodelists = ()

    def __init__(self, node: Any, variable: str | None, depends_on: Callable[[], Hashable]) -> None:
        self.node, self.variable, self.depends_on = node, variable, depends_on
        self.said: dict[Hashable, Any] = {}

    def render(self, context: Context) -> Any:
        key = (context.autoescape, self.depends_on())
        if key not in self.said:
            said = self.node.render(context)
            self.said[key] = said if self.variable is None else context[self.variable]
        if self.variable is None:
            return self.said[key]
        context[self.variable] = self.said[key]
        return ""


def translate(parser: Parser, token: Token) -> Node:
    node: Any = do_translate(parser, token)
    is_constant = _is_literal(node.filter_expression) and (
        node.message_context is None or _is_literal(node.message_context)
    )
    return _constant(node, node.asvar, get_language) if is_constant else node


def static(parser: Parser, token: Token) -> Node:
    node: Any = do_static(parser, token)
    return _constant(node, node.varname, _nothing) if _is_literal(node.path) else node


def url(parser: Parser, token: Token) -> Node:
    """Two names of one address, told apart by the application that is asked, are not ours."""
    node: Any = django_url(parser, token)
    if not _is_literal(node.view_name) or node.kwargs or settings.DEBUG:
        return cast("Node", node)
    if node.args:
        return AddressNode(node, node.view_name.resolve({}), node.args, node.asvar)
    return _constant(node, node.asvar, _where_addresses_begin)


def _constant(node: Any, variable: str | None, depends_on: Callable[[], Hashable]) -> Node:
    return node if settings.DEBUG else ConstantNode(node, variable, depends_on)


def _is_literal(expression: FilterExpression) -> bool:
    var: Any = expression.var
    return not expression.filters and isinstance(getattr(var, "literal", var), str)


def _nothing() -> None:
    return None


def _where_addresses_begin() -> Hashable:
    return get_urlconf(), get_script_prefix()
