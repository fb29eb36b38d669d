"""What an export is told about a passphrase."""

import click
import pytest

from flowt.cli.moving import passphrase_or_plain


@pytest.fixture
def words(tmp_path):
    path = tmp_path / "words"
    path.write_text("quatro palavras bem longas\nmais\n")
    return path


def test_a_readable_file_is_asked_for(capsys):
    with pytest.raises(click.ClickException, match=r"can be read.+--plain"):
        passphrase_or_plain(None, plain=False)

    assert passphrase_or_plain(None, plain=True) == ""
    assert "Warning: Names, telephones" in capsys.readouterr().err


def test_a_passphrase_is_enough_and_not_both(words, capsys):
    assert passphrase_or_plain(words, plain=False) == "quatro palavras bem longas"
    assert capsys.readouterr().err == ""
    with pytest.raises(click.ClickException, match="not both"):
        passphrase_or_plain(words, plain=True)
