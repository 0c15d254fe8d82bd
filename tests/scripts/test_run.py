import socket

import pytest

from scripts.run import require_free


def test_a_taken_port_is_said_with_the_next_command(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(SystemExit) as ended:
            require_free(port)

    assert ended.value.code == 1
    assert f"Port {port} cannot be used" in capsys.readouterr().err


def test_a_number_that_is_no_port(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        require_free(99999)

    assert "99999 is not a port" in capsys.readouterr().err
