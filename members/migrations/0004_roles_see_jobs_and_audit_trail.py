from django.db import migrations

SEEN_BY = {
    ("job", "view_job", "Can view job"): ["administrator", "organiser", "auditor"],
    ("job", "change_job", "Can change job"): ["administrator"],
    ("auditentry", "view_auditentry", "Can view audit entry"): ["administrator", "auditor"],
}


def give(apps, schema_editor):
    for permission, groups in permissions(apps):
        permission.group_set.add(*groups)


def take(apps, schema_editor):
    for permission, groups in permissions(apps):
        permission.group_set.remove(*groups)


def permissions(apps):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    for (model, codename, name), roles in SEEN_BY.items():
        # Django makes them after all migrations, which is too late for this one.
        kind, _made = ContentType.objects.get_or_create(app_label="core", model=model)
        permission, _made = Permission.objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": name}
        )
        yield permission, Group.objects.filter(name__in=roles)


class Migration(migrations.Migration):

    dependencies = [
        ("members", "0003_role_groups"),
        ("core", "0002_jobs_and_audit_trail"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(give, take)]
