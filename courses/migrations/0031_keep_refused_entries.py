from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0030_what_is_counted_beside_what_completion_keeps'),
    ]

    operations = [
        migrations.AddField(
            model_name='offlineentry',
            name='refusal',
            field=models.CharField(blank=True, max_length=300, verbose_name='why it was refused'),
        ),
    ]
