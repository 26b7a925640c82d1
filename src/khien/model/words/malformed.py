"""What `input.malformed` says was wrong, and by which rule, for what people type or hand over.

The keys are the texts that the errors carry, with hyphens between their words. What only another machine can get wrong (signed notes,
tiles, pages of TAXII) keeps the words of its standard in both languages.
"""

from __future__ import annotations

from typing import Final

from khien.model.words.both import Both, table

_ITEMS: Final = """
node-name | the node’s name | tên nút
partner-name | the partner’s name | tên đối tác
officer-name | the officer’s name | tên cán bộ
token-name | the token’s name | tên mã truy cập
certificate-name | the certificate’s name | tên chứng thư
server-name | the server’s name | tên máy chủ
server-certificate | the server’s certificate | chứng thư máy chủ
file | the file | tệp
limit | the limit | giới hạn
named-person | the person who is named | người được nêu tên
partner-address | the partner’s address | địa chỉ đối tác
partner-limits | the partner’s limits | giới hạn của đối tác
verifier-key | the verifier key | khóa xác minh
identity | the identity | danh tính
authority | the authority | cơ quan cấp chứng thư
ledger-origin | the ledger’s origin | gốc của sổ cái
passkey | the passkey | khóa truy cập
proof | the proof | bằng chứng
receipt | the receipt | biên nhận
receipts | the receipts | các biên nhận
recall | the recall | lệnh thu hồi
reporter | the reporter | người báo cáo
state | the state | trạng thái
tlp-pap | TLP and PAP | nhãn TLP và PAP
validity-purpose | validity and purpose | hiệu lực và mục đích
ceiling-use-kinds | ceiling, use and kinds | mức trần, cách dùng và loại
"""
_RULES: Final = """
a-lower-case-name-a-z-and-0-9-joined-by-single-dots-or-hyphens | small letters a–z and digits, joined by single dots or hyphens | chữ thường a–z và chữ số, nối bằng một dấu chấm hoặc gạch nối
a-lower-case-name-a-z-and-0-9-joined-by-single-hyphens | small letters a–z and digits, joined by single hyphens | chữ thường a–z và chữ số, nối bằng một gạch nối
utf-8 | text in UTF-8 | văn bản mã hóa UTF-8
a-json-object | one JSON object | một đối tượng JSON
one-json-object-rfc-8259 | one JSON object (RFC 8259) | một đối tượng JSON (RFC 8259)
rfc-3339-full-date | a day such as 2026-11-23 | một ngày, ví dụ 2026-11-23
rfc-3339-timestamp-in-utc | a time in UTC such as 2026-11-23T08:00:00Z | thời điểm theo UTC, ví dụ 2026-11-23T08:00:00Z
a-mail-address | a mail address | một địa chỉ thư điện tử
a-backup-is-a-tar-archive | a backup is a tar archive | bản sao lưu là tệp tar
a-network-or-address-of-our-own | a network or address of our own | một mạng hoặc địa chỉ của ta
a-domain-name-of-our-own | a domain name of our own | một tên miền của ta
agreement-payload | an agreement as khien agreement writes it | thỏa thuận do lệnh khien agreement ghi ra
agreement-payload-in-canonical-form | an agreement as khien agreement writes it, unchanged | thỏa thuận do lệnh khien agreement ghi ra, không sửa đổi
at-least-1 | at least 1 | ít nhất là 1
one-of-the-list | one of the list | một mục trong danh sách
on-off | on or off | on hoặc off
host-port | HOST:PORT, without anything before it | MÁY:CỔNG, không có gì đứng trước
nats-host-port-or-tls-host-port | nats://HOST:PORT or tls://HOST:PORT | nats://MÁY:CỔNG hoặc tls://MÁY:CỔNG
now-or-event | now or event | now hoặc event
true-or-false | true or false | true hoặc false
a-whole-number-of-bytes-0-is-one-range-for-a-file | a whole number of bytes; 0 is one range for a file | số nguyên byte; 0 là mỗi tệp một đoạn
a-file-that-khien-watch-snapshot-wrote | a file that khien watch snapshot wrote, and that every executor can open | tệp do khien watch snapshot ghi, mọi máy thực thi đều mở được
http-or-https-no-user-query-or-fragment | http or https, without user, query or fragment | http hoặc https, không kèm người dùng, tham số hay phần sau dấu #
a-pem-certificate-request-rfc-2986-for-a-p-256-or-ed25519-key-signed-with-it | a PEM certificate request (RFC 2986) for a P-256 or Ed25519 key, signed with it | yêu cầu cấp chứng thư dạng PEM (RFC 2986) cho khóa P-256 hoặc Ed25519, ký bằng chính khóa đó
a-certificate-in-pem-and-the-private-key-that-belongs-to-it-unencrypted | a certificate in PEM, and its private key, unencrypted | chứng thư dạng PEM và khóa riêng đi kèm, không mã hóa
text-without-nul-u-0000 | text without NUL (U+0000) | văn bản không chứa ký tự NUL (U+0000)
the-card-shows-the-key-that-signs-it | the card shows the key that signs it | tờ giới thiệu nêu đúng khóa đã ký nó
the-key-is-named-after-the-node | the key is named after the node | khóa mang tên của nút
"""

WORDS: dict[str, Both] = {**table("item", _ITEMS), **table("rule", _RULES)}
