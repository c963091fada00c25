"""The process that reads or fills a Word template, within limits; see `merging`. It knows nothing of our settings and data.

A template may hold `{{ field }}`, `{% if field %}` and `{% for row in list %}{{ row.column }}{% endfor %}`. Everything else that
the template language can do is refused before it is run; the sandbox and the limits stand behind that.
"""

import base64
import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

ALLOWED = {
    "Template", "Output", "TemplateData", "Name", "If", "For", "Getattr", "Const", "Not", "And", "Or", "Compare", "Operand", "Test",
}  # fmt: skip
TESTS = {"defined", "undefined", "none"}


class NotAllowed(Exception):
    """The template asks for more than merge fields; the message says what."""


def main(memory_bytes: int, cpu_seconds: int) -> None:
    """Set our own limits, then do what was asked. The limits also end us when the parent was killed and nobody waits."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    order = json.loads(sys.stdin.buffer.read())
    template = io.BytesIO(base64.b64decode(order.pop("template")))
    sys.stdout.write(json.dumps(answer(order, template)))


def answer(order: dict[str, Any], template: io.BytesIO) -> dict[str, Any]:
    """What was asked, or `refused` with why in words."""
    from docxtpl import DocxTemplate
    from jinja2 import TemplateSyntaxError, UndefinedError
    from jinja2.exceptions import SecurityError, TemplateError

    document = DocxTemplate(template)
    try:
        environment = merge_environment()
        if order["do"] == "fields":
            return {"fields": sorted(fields_of(document, environment))}
        document.render(order["values"], jinja_env=environment, autoescape=True)
    except NotAllowed as error:
        return {"refused": str(error)}
    except TemplateSyntaxError as error:
        return {"refused": f"A merge field is not written rightly: {error.message}"}
    except UndefinedError as error:
        return {"refused": f"The template asks for something that a cover does not have: {error.message}"}
    except (SecurityError, TemplateError) as error:
        return {"refused": f"The template asks for something that is not allowed: {error}"}
    out = io.BytesIO()
    document.save(out)
    return {"docx": base64.b64encode(out.getvalue()).decode()}


def merge_environment():
    """A sandbox in which nothing can be called or changed, unknown fields are errors, and only merge fields parse."""
    from jinja2 import StrictUndefined, nodes
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class MergeEnvironment(ImmutableSandboxedEnvironment):
        def compile(self, source, *args, **kwargs):
            tree = self.parse(source) if isinstance(source, str) else source
            refuse_more_than_fields(tree)
            return super().compile(tree, *args, **kwargs)

        def parse(self, source, *args, **kwargs) -> nodes.Template:
            tree = super().parse(source, *args, **kwargs)
            refuse_more_than_fields(tree)
            return tree

    environment = MergeEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.globals.clear()
    return environment


def refuse_more_than_fields(tree) -> None:
    """Walk the parsed template.

    Raises:
        NotAllowed: A call, a filter, arithmetic, a private name: anything but fields, conditions and rows of a list.
    """
    for node in _walk(tree):
        kind = type(node).__name__
        name = str(getattr(node, "attr", getattr(node, "name", "")))
        if kind not in ALLOWED or (kind == "Test" and name not in TESTS):
            raise NotAllowed(f"The template may only hold merge fields, “if” and rows of a list. It holds something else: {kind.lower()} {name}".strip())
        if kind == "Getattr" and (name.startswith("_") or type(node.node).__name__ != "Name"):
            raise NotAllowed(f"The template asks for “{name}”, which is not a column of a list.")
        if kind == "For" and type(node.iter).__name__ != "Name":
            raise NotAllowed("Rows can only be those of one of the lists that are named on the page.")


def _walk(node) -> Iterator[Any]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def fields_of(document, environment) -> set[str]:
    """Names that the body, headers, footers and notes ask for. Each part is parsed, so that what is not allowed anywhere is refused."""
    from jinja2 import meta

    return {name for source in sources_of(document) for name in meta.find_undeclared_variables(environment.parse(source))}


def sources_of(document) -> Iterator[str]:
    """The text of each part that is filled, as docxtpl reads it."""
    document.init_docx()
    yield document.patch_xml(document.get_xml())
    for relation in document.docx.part.rels.values():
        if relation.reltype in (document.HEADER_URI, document.FOOTER_URI) or relation.reltype.endswith("/footnotes"):
            yield document.patch_xml(relation.target_part.blob.decode())
    properties = document.docx.core_properties
    for name in ("author", "comments", "identifier", "keywords", "subject", "title", "category"):
        yield str(getattr(properties, name) or "")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
