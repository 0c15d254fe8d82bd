import pytest

from scripts.environment import _newest_wheel

PAGE = """<!DOCTYPE html><html><body>
<a href="/files/pip-9.0.1-py3-none-any.whl#sha256=aa">pip-9.0.1-py3-none-any.whl</a><br/>
<a href="/files/pip-23.1-py3-none-any.whl#sha256=bb" data-requires-python="&gt;=3.7">pip-23.1-py3-none-any.whl</a><br/>
<a href="/files/pip-23.0.1-py3-none-any.whl#sha256=cc" data-requires-python=">=3.7">pip-23.0.1-py3-none-any.whl</a>
<a href="/files/pip-99.0-py3-none-any.whl#sha256=dd" data-requires-python="&gt;=3.99">pip-99.0-py3-none-any.whl</a>
<a href="/files/pip-24.0b1-py3-none-any.whl#sha256=ee">pip-24.0b1-py3-none-any.whl</a>
<a href="/files/pip-30.0.tar.gz#sha256=ff">pip-30.0.tar.gz</a>
</body></html>"""


def test_the_newest_pip_that_this_python_can_run() -> None:
    address, digest = _newest_wheel(PAGE, "https://index.example/simple/pip/")

    assert address == "https://index.example/files/pip-23.1-py3-none-any.whl"
    assert digest == "bb"


def test_an_index_without_pip_is_said() -> None:
    with pytest.raises(LookupError, match="lists no pip"):
        _newest_wheel("<html></html>", "https://index.example/simple/pip/")
