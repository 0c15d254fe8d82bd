"""What import-linter cannot see of the order of apps."""

from django.apps import apps
from django.db.models import ForeignObject

from tests.architecture.tree import app_names, contract, floors, our_apps


def test_every_app_is_named_in_the_contract() -> None:
    assert app_names() | {"lms"} == set(floors())
    assert set(contract()["root_packages"]) == set(floors())


def test_no_relation_points_upward() -> None:
    """A foreign key by string makes no import. The one exception: core may name the user."""
    upward = []
    for app in our_apps():
        for model in app.get_models(include_auto_created=True):
            for field in model._meta.get_fields():
                if not (field.is_relation and field.concrete and field.related_model):
                    continue
                target = field.related_model._meta.app_config.name
                names_user = app.name == "core" and field.related_model._meta.label == "members.User"
                if target not in floors() or names_user:
                    continue
                above = floors()[target] > floors()[app.name]
                beside = floors()[target] == floors()[app.name] and target != app.name
                if above or beside:
                    upward.append(f"{model._meta.label}.{field.name} → {target}")

    assert upward == []


def test_the_relations_are_looked_at() -> None:
    field = apps.get_model("courses", "Enrolment")._meta.get_field("member")

    assert isinstance(field, ForeignObject)
    assert field.related_model._meta.app_config.name == "members"
