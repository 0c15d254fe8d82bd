from django.contrib.auth.backends import ModelBackend


class EmailOrNumberBackend(ModelBackend):
    pass
