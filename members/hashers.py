from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Hasher(Argon2PasswordHasher):
    """OWASP's second profile, 19 MiB, t=2, p=1: some 60 ms a log-in, so that 200 at the start of a test don't queue."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
