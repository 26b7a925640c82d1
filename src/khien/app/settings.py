"""The settings of one node: `khien.toml` in its home folder, read once, typed, frozen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec

from khien.model.errors import SettingsError
from khien.model.toml_lines import TomlError, read_typed
from khien.model.words import Language

FILE = "khien.toml"

Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
Country = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$")]


class NodeSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who this node is. `identity` is its STIX identity, made once by `khien init`."""

    name: Name
    country: Country
    identity: str
    title: str = ""
    language: Language = "en"


class ListenSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the node listens, and the address under which partners reach it."""

    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65_535)] = 8440
    address: str = ""


class OwnSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is ours: never sent out as malicious unapproved, never taken in as malicious unseen."""

    domains: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()


class AdmissionSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lists of popular names, one a line, besides the list that comes with Khiên."""

    popular_files: tuple[str, ...] = ()


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that a person can set."""

    node: NodeSettings
    listen: ListenSettings = ListenSettings()
    own: OwnSettings = OwnSettings()
    admission: AdmissionSettings = AdmissionSettings()


def load_settings(home: Path, file: str = FILE) -> Settings:
    """Read the settings of a home folder.

    Raises:
        SettingsError: no file, no TOML, an unknown key or a value that cannot be; the first wrong
            line is named, the rest follow in the text.
    """
    path = home / file
    try:
        return read_typed(path.read_text("utf-8"), Settings, FILE, "settings")
    except FileNotFoundError:
        raise SettingsError(str(path), 0, "settings.no-file") from None
    except UnicodeDecodeError as error:
        raise SettingsError(str(path), 1, "UTF-8") from error
    except TomlError as error:
        mistakes = "; ".join(map(str, error.mistakes))
        raise SettingsError(str(path), error.mistakes[0].line, mistakes) from error


SAMPLE = """\
# Settings of one Khiên node. A key that is not known is an error.
# Thiết lập của một nút Khiên. Khóa lạ sẽ bị báo lỗi.

[node]
# The short name by which partners know this node. / Tên ngắn mà đối tác dùng để gọi nút này.
name = "{name}"
# ISO 3166-1, two letters. / Mã quốc gia hai chữ cái.
country = "{country}"
# The STIX identity of this node; never change it. / Danh tính STIX của nút; không được sửa.
identity = "{identity}"
# The full name of the organisation. / Tên đầy đủ của tổ chức.
title = "{title}"
# Language of messages: en or vi. / Ngôn ngữ thông báo: en hoặc vi.
language = "{language}"

[listen]
host = "127.0.0.1"
port = {port}
# The address under which partners reach this node; empty: http://host:port.
# Địa chỉ mà đối tác dùng để kết nối; để trống: http://host:port.
address = ""

[own]
# Never sent out as malicious unapproved. / Không bao giờ phát đi như mục tiêu độc hại khi chưa duyệt.
domains = []
networks = []

[admission]
# Files with popular names, one a line; an indicator on one waits for a person.
# Tệp tên miền phổ biến, mỗi dòng một tên; chỉ báo trùng vào đó phải chờ người xem xét.
popular_files = []
"""


def sample_settings(**facts: Any) -> str:  # noqa: ANN401 -- text and numbers for the holes
    """The first `khien.toml` of a node: every setting, with a comment in both languages."""
    return SAMPLE.format(**facts)
