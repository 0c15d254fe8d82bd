from django.db import migrations, models


class Migration(migrations.Migration):
    """Processes of an earlier version do not know the column and insert rows until they are begun anew."""

    dependencies = [
        ('core', '0010_job_on_hold'),
    ]

    operations = [
        migrations.AlterField(
            model_name='job',
            name='on_hold',
            field=models.BooleanField(db_default=False, default=False, help_text='Somebody paused it: nobody begins it until it is released.', verbose_name='on hold'),
        ),
    ]
