"""Sentences about `khien.toml` and about starting a node, in both languages.

Every mistake of the settings has the holes `line` and `key`, and the facts of its code.
"""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "settings.no-file": Both(
        "There is no node in {home}; make one with khien init.",
        "Chưa có nút nào trong {home}; hãy tạo bằng khien init.",
    ),
    "settings.mistakes": Both(
        "The settings in {file} cannot be used: {mistakes}.",
        "Không dùng được thiết lập trong {file}: {mistakes}.",
    ),
    "settings.not-text": Both(
        "Line {line}: the file cannot be read as text ({why}).",
        "Dòng {line}: không đọc được tệp dưới dạng văn bản ({why}).",
    ),
    "settings.name": Both(
        "Line {line}: “{value}” is no node name: small letters and digits, joined by single hyphens.",
        "Dòng {line}: “{value}” không phải tên nút: chỉ gồm chữ thường và chữ số, nối bằng gạch nối.",
    ),
    "settings.country": Both(
        "Line {line}: “{value}” is no country of ISO 3166-1: two capital letters, such as VN.",
        "Dòng {line}: “{value}” không phải mã quốc gia theo ISO 3166-1: hai chữ cái in hoa, ví dụ VN.",
    ),
    "settings.identity": Both(
        "Line {line}: “{value}” is no STIX identity (identity--UUID); khien init made the right one.",
        "Dòng {line}: “{value}” không phải danh tính STIX (identity--UUID); lệnh khien init đã tạo đúng.",
    ),
    "settings.issuer": Both(
        "Line {line}: “{value}” is no address of a provider: https://…, exactly as the provider names itself.",
        "Dòng {line}: “{value}” không phải địa chỉ nhà cung cấp: https://…, đúng như nhà cung cấp tự khai.",
    ),
    "settings.title": Both(
        "Line {line}: the title is one line of visible characters.",
        "Dòng {line}: tên đầy đủ phải nằm trên một dòng và chỉ gồm ký tự nhìn thấy được.",
    ),
    "settings.host": Both(
        "Line {line}: “{value}” is no host to listen on: an address or name of this machine.",
        "Dòng {line}: “{value}” không phải nơi lắng nghe: hãy ghi địa chỉ hoặc tên của máy này.",
    ),
    "settings.address": Both(
        "Line {line}: “{value}” is no address for partners, such as https://node.example:8440.",
        "Dòng {line}: “{value}” không phải địa chỉ cho đối tác, ví dụ https://node.example:8440.",
    ),
    "settings.domain": Both(
        "Line {line}: “{value}” is no domain name.", "Dòng {line}: “{value}” không phải tên miền."
    ),
    "settings.network": Both(
        "Line {line}: “{value}” is neither an address nor a network such as 192.0.2.0/24.",
        "Dòng {line}: “{value}” không phải địa chỉ hoặc dải mạng, ví dụ 192.0.2.0/24.",
    ),
    "settings.group": Both(
        "Line {line}: “{value}” is no group of clients: NAME=NETWORK,NETWORK, such as mobile=10.0.0.0/8.",
        "Dòng {line}: “{value}” không phải nhóm máy khách: TÊN=DẢI-MẠNG,DẢI-MẠNG, ví dụ mobile=10.0.0.0/8.",
    ),
    "settings.door": Both(
        "Line {line}: “{value}” is no place on this machine to listen on, such as tcp://127.0.0.1:5514.",
        "Dòng {line}: “{value}” không phải nơi lắng nghe trên máy này, ví dụ tcp://127.0.0.1:5514.",
    ),
    "settings.database": Both(
        "Line {line}: not the address of a PostgreSQL database, such as postgresql://user@host/name; signs "
        "like @ : / in a password are written %40 %3A %2F.",
        "Dòng {line}: không phải địa chỉ cơ sở dữ liệu PostgreSQL, ví dụ postgresql://user@host/name; các "
        "ký tự @ : / trong mật khẩu viết là %40 %3A %2F.",
    ),
    "settings.list": Both(
        "Line {line}: the list {file} cannot be read ({why}).",
        "Dòng {line}: không đọc được danh sách {file} ({why}).",
    ),
    "app.running": Both(
        "The node in {home} is running already (process {process}); one at a time.",
        "Nút trong {home} đang chạy rồi (tiến trình {process}); mỗi lúc chỉ chạy một.",
    ),
    "app.cannot-listen": Both(
        "The node cannot listen on {host}, port {port}: another program has the port, or {host} is no "
        "address of this machine. Change it under [listen] in khien.toml, or use --port.",
        "Nút không lắng nghe được tại {host}, cổng {port}: cổng đã có chương trình khác dùng, hoặc {host} "
        "không phải địa chỉ của máy này. Hãy sửa mục [listen] trong khien.toml hoặc dùng --port.",
    ),
}
