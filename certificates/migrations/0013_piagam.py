from django.db import migrations

LINES = (("number", "rank"), ("position", "office"))
AWARD = {'preset': 'award',
 'sentences': {'passed': {'opening': 'atas kelulusannya dalam',
                          'closing': 'di {venue} pada tanggal {period}'},
               'attended': {'opening': 'atas keikutsertaannya dalam',
                            'closing': 'di {venue} pada tanggal {period}'},
               'speaker': {'opening': 'atas ilmu dan pengalaman yang dibagikan sebagai {role} dalam',
                           'closing': 'di {venue} pada tanggal {period}'},
               'committee': {'opening': 'atas kerja dan pengabdiannya sebagai {role}',
                             'closing': 'di {venue} pada tanggal {period}'},
               'office': {'opening': 'atas dukungan dan keikutsertaannya dalam',
                          'closing': 'di {venue} pada tanggal {period}, dengan {completed} peserta yang '
                                     'menyelesaikan kegiatan'},
               'award': {'opening': 'atas prestasi dan pengabdiannya dalam',
                         'closing': 'di {venue} pada tanggal {period}'}},
 'heading': 'PIAGAM PENGHARGAAN',
 'award_heading': '',
 'given': 'dengan bangga diberikan kepada',
 'colours': 'navy',
 'emblem': 'ours',
 'emblem_picture': None,
 'background': 'ornament',
 'background_picture': None,
 'holder': [['number', 'rank'], ['position', 'office']],
 'arrangement': 'centred',
 'proof': 'left',
 'reverse': False,
 'version': 1}
PLAIN = (
    "preset",
    "colours",
    "emblem",
    "background",
    "heading",
    "award_heading",
    "given",
    "arrangement",
    "proof",
    "reverse",
)


def add_award(apps, schema_editor):
    """The second design that is shipped; those who have a template of that name keep it."""
    Template = apps.get_model("certificates", "CertificateTemplate")
    if not Template.objects.filter(name="Piagam").exists():
        sentences = {
            f"{situation}_{part}": text
            for situation, parts in AWARD["sentences"].items()
            for part, text in parts.items()
        }
        award = Template.objects.create(name="Piagam", **{name: AWARD[name] for name in PLAIN}, **sentences)
        apps.get_model("certificates", "TemplateRevision").objects.create(template=award, number=1, content=AWARD)
    Line = apps.get_model("certificates", "HolderLine")
    for template in Template.objects.filter(holder_lines__isnull=True):
        for order, (first, second) in enumerate(LINES):
            Line.objects.create(template=template, first=first, second=second, sort_order=order)


def remove_award(apps, schema_editor):
    """Only as it was shipped and while nothing was made from it; what somebody wrote or chose stays."""
    Template = apps.get_model("certificates", "CertificateTemplate")
    Revision = apps.get_model("certificates", "TemplateRevision")
    award = Template.objects.filter(name="Piagam", latest_revision=None).first()
    if award is None or [row.content for row in Revision.objects.filter(template=award)] != [AWARD]:
        return
    chosen = any(
        apps.get_model("certificates", name).objects.filter(template=award).exists()
        for name in ("BatchCertificateSetup", "KindSetup")
    )
    if chosen or apps.get_model("certificates", "Certificate").objects.filter(revision__template=award).exists():
        return
    apps.get_model("certificates", "HolderLine").objects.filter(template=award).delete()
    Revision.objects.filter(template=award).delete()
    award.delete()


class Migration(migrations.Migration):
    dependencies = [("certificates", "0012_drafts_and_designs_of_templates")]

    operations = [migrations.RunPython(add_award, remove_award)]
