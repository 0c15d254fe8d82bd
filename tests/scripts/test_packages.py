from scripts.packages import command_for_program, install_command, packages_for


def test_a_target_names_its_packages() -> None:
    assert packages_for("run") == [
        "python3-venv",
        "libpango-1.0-0",
        "libpangoft2-1.0-0",
        "libharfbuzz-subset0",
        "fonts-noto-core",
    ]
    assert packages_for("test", "e2e") == ["poppler-utils", "qpdf", "zbar-tools", "chromium"]


def test_a_missing_program_comes_with_the_command_that_installs_it() -> None:
    assert command_for_program("pdfsig") == "sudo apt-get install poppler-utils"
    assert install_command(["qpdf", "zbar-tools"]) == "sudo apt-get install qpdf zbar-tools"
