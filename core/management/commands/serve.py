"""The one process: serves the site and, with the embedded engine, works background jobs."""

import errno
import os
import signal
import sys
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string
from waitress.server import create_server

from core.processors import keep_to_one_processor
from core.static_files import collect_static_files
from core.upload_limits import LimitedChannel, keep_uploads_on_disk, most_bytes_of_a_request

THREADS = 8
# A browser keeps its connections open between requests: of waitress's own 100, two classes at a test use up all.
CONNECTIONS = 4000
# A second Ctrl-C need not be waited for: what jobs have not finished by then is begun again at the next start.
SECONDS_TO_STOP = 6.0


class Command(BaseCommand):
    help = "Serve the site on 127.0.0.1 and work background jobs in the same process. Ctrl-C ends both."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--host", default="127.0.0.1", help="Behind a proxy on another machine: 0.0.0.0.")
        parser.add_argument("--threads", type=int, default=THREADS)

    def run_from_argv(self, argv: list[str]) -> None:
        """Begins again with PORT set where --port names another, for settings that hold the site's own address.

        So QR codes and e-mails lead to the port that is served, those made in spawned processes too.
        """
        port = str(self.create_parser(argv[0], argv[1]).parse_args(argv[2:]).port)
        if port != str(settings.PORT):
            os.environ["PORT"] = port
            os.execv(sys.executable, sys.orig_argv)  # noqa: S606  ourselves, with the arguments that we were given
        super().run_from_argv(argv)

    def handle(self, *, host: str, port: int, threads: int, **options: Any) -> None:
        collect_static_files(self.stdout.write)  # before whitenoise and the manifest are read
        keep_uploads_on_disk()
        keep_to_one_processor(os.getpid())  # before the threads begin, which inherit it
        try:
            server = create_server(
                import_string(settings.WSGI_APPLICATION),
                host=host,
                port=port,
                threads=threads,
                connection_limit=CONNECTIONS,
                asyncore_use_poll=True,  # select() knows no descriptor above 1024
                ident=None,
                url_scheme="https" if settings.HTTPS else "http",
                max_request_body_size=most_bytes_of_a_request(),
                clear_untrusted_proxy_headers=False,  # PROXY_COUNT and SECURE_PROXY_SSL_HEADER decide what is believed
            )
            server.channel_class = LimitedChannel
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            raise CommandError(f"Port {port} cannot be used: {error.strerror}. Choose another with --port.") from error
        for signum in (signal.SIGINT, signal.SIGTERM):  # a shell that starts us in the background has Ctrl-C ignored
            signal.signal(signum, _end)
        try:
            self._start_jobs()
            self.stdout.write(self.style.SUCCESS(f"Serving {settings.SITE_URL}/ (Ctrl-C ends it)"))
            server.run()  # comes back after Ctrl-C or SIGTERM, when the requests at hand are answered
        finally:
            for signum in (signal.SIGINT, signal.SIGTERM):
                signal.signal(signum, signal.SIG_IGN)
            server.close()
            self._stop_jobs()
            self.stdout.write("Ended.")

    def _start_jobs(self) -> None:
        if settings.JOBS_ENGINE == "embedded":
            from core.jobs import embedded  # only this engine works jobs in the serving process

            embedded.start()

    def _stop_jobs(self) -> None:
        if settings.JOBS_ENGINE == "embedded":
            from core.jobs import embedded  # as above

            embedded.stop(SECONDS_TO_STOP)


def _end(signum: int, frame: FrameType | None) -> None:
    if threading.current_thread() is threading.main_thread():
        sys.exit(0)
