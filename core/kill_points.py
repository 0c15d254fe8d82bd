"""Named moments at which a test may have the process killed, to show that nothing is lost or done twice."""

import os
import signal


def kill_point(name: str) -> None:
    """Does nothing, unless the variable DERMAGA_KILL_AT names this point: then SIGKILL, as in a power cut."""
    if os.environ.get("DERMAGA_KILL_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
