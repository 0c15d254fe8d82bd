from django.db import migrations

ROLES = ["administrator", "organiser", "speaker", "coordinator", "office_head", "auditor"]


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    for role in ROLES:
        group, _made = Group.objects.get_or_create(name=role)
        group.permissions.add(access)


def drop_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("members", "0002_offices_and_messages"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]

    operations = [migrations.RunPython(make_groups, drop_groups)]
