from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0017_earlier_replacements_named'),
    ]

    operations = [
        migrations.AddField(
            model_name='paperpart',
            name='left_out_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='taken off the list'),
        ),
    ]
