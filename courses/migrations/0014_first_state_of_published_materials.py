import hashlib
import json
from html import unescape

from django.db import migrations
from django.utils.html import strip_tags

# The outline as it was when this was written: a migration must not change with the code.
LONGEST_LABEL = 60
NAMES = ("heading", "title", "question", "caption", "alt_text", "note", "text", "source")


def outline_of(raw):
    return [
        {
            "block": str(block.get("id") or ""),
            "kind": block["type"],
            "label": label_of(block["value"]),
            "digest": digest_of(block["value"]),
        }
        for block in raw
    ]


def label_of(value):
    if isinstance(value, str):
        return short(first_heading(value) or value)
    if isinstance(value, dict):
        names = (value.get(name) for name in NAMES)
        return short(next((name for name in names if isinstance(name, str) and name.strip()), ""))
    return ""


def first_heading(html):
    for level in ("h2", "h3"):
        start = html.find(f"<{level}")
        if start >= 0:
            return html[start : html.find(f"</{level}>", start)]
    return ""


def short(html):
    text = " ".join(unescape(strip_tags(html.replace("><", "> <"))).split())
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"


def digest_of(value):
    return hashlib.blake2b(json.dumps(value, sort_keys=True, default=str).encode(), digest_size=12).hexdigest()


def write_down(apps, schema_editor):
    """So that readers of today hear what changes tomorrow."""
    MaterialPage = apps.get_model("courses", "MaterialPage")
    MaterialChange = apps.get_model("courses", "MaterialChange")
    published = MaterialPage.objects.filter(live=True, live_revision__isnull=False, changes=None)
    for material in published.select_related("live_revision").iterator():
        MaterialChange.objects.create(
            material=material,
            number=1,
            revision=material.live_revision_id,
            outline=outline_of(material.body.raw_data),
            published_at=material.last_published_at or material.live_revision.created_at,
            published_by_id=material.live_revision.user_id,
        )


class Migration(migrations.Migration):
    dependencies = [("courses", "0013_history_of_materials")]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]
