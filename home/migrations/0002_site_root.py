"""Every site starts with a home page, made of Wagtail's welcome page, and an index of courses beneath it."""

from django.db import migrations

TITLE = "Dermaga"
LEAD = "Tempat belajar, diuji, dan mendapat sertifikat dalam Bimtek."


def plant(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    HomePage = apps.get_model("home", "HomePage")
    CourseIndexPage = apps.get_model("courses", "CourseIndexPage")
    plain, _made = ContentType.objects.get_or_create(app_label="wagtailcore", model="page")
    page = Page.objects.filter(depth=2, slug="home", content_type=plain).first()
    if page is None or HomePage.objects.exists():
        return
    page.content_type, _made = ContentType.objects.get_or_create(app_label="home", model="homepage")
    if page.numchild == 0:
        page.title = page.draft_title = TITLE
    page.save()
    home = HomePage(page_ptr_id=page.pk, lead=LEAD, about="")
    home.__dict__.update({field.attname: getattr(page, field.attname) for field in Page._meta.concrete_fields})
    home.save()
    Site.objects.filter(root_page_id=page.pk, site_name="").update(site_name=TITLE)
    if page.numchild or CourseIndexPage.objects.exists():
        return
    index_type, _made = ContentType.objects.get_or_create(app_label="courses", model="courseindexpage")
    CourseIndexPage.objects.create(
        title="Kegiatan Bimtek",
        draft_title="Kegiatan Bimtek",
        slug="courses",
        content_type=index_type,
        path=page.path + "0001",
        depth=3,
        numchild=0,
        url_path=page.url_path + "courses/",
        locale_id=page.locale_id,
        intro="",
    )
    Page.objects.filter(pk=page.pk).update(numchild=1)


def uproot(apps, schema_editor):
    """The home page becomes a plain page again; what hangs beneath it stays."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    plain, _made = ContentType.objects.get_or_create(app_label="wagtailcore", model="page")
    for home in apps.get_model("home", "HomePage").objects.all():
        Page.objects.filter(pk=home.pk).update(content_type=plain)
        home.delete(keep_parents=True)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_home_page"),
        ("courses", "0002_batches_enrolments_and_completion"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunPython(plant, uproot)]
