from django.db import migrations, models


class Migration(migrations.Migration):
    """Processes of an earlier version do not know these columns and insert rows until they are begun anew."""

    dependencies = [
        ('certificates', '0015_printed_registers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='certificate',
            name='credential',
            field=models.TextField(blank=True, db_default='', default='', editable=False, verbose_name='badge, as signed'),
        ),
        migrations.AlterField(
            model_name='certificate',
            name='shared',
            field=models.BooleanField(db_default=False, default=False, verbose_name='shared by the holder'),
        ),
        migrations.AlterField(
            model_name='issuerun',
            name='kind',
            field=models.CharField(choices=[('participant', 'participant'), ('speaker', 'speaker'), ('committee', 'committee'), ('award', 'award')], db_default='participant', default='participant', max_length=12, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='issuerun',
            name='purpose',
            field=models.CharField(choices=[('everybody', 'for everybody who is complete'), ('chosen', 'for chosen people'), ('replacement', 'a corrected edition'), ('again', 'another try for those with problems')], db_default='everybody', default='everybody', max_length=12, verbose_name='purpose'),
        ),
    ]
