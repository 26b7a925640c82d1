"""Why something was refused or does not hold: the texts that errors carry, in both languages.

`rule`, `item` and `look` (what a file looks like) stand for a whole text, or for what is before its first colon. In `counted` the numbers
of the text fill the holes {a}, {b}, in their order; in `named` its numbers do, and then its last word.
"""

from __future__ import annotations

from typing import Final

from khien.model.words.both import Both, table

_RULES: Final = """
not-in-the-manifest | not in the manifest | không có trong tệp kê khai
named-twice | named twice | được nêu hai lần
missing | missing | bị thiếu
sha256 | another SHA-256 | mã SHA-256 khác
giver | who gives it is not named, or is somebody else | không nêu bên gửi hoặc là bên khác
taker | it is for somebody else | dành cho bên khác
it-never-left | it never left | chưa từng được gửi đi
its-key-had-ended | its key had ended | khóa ký đã hết hiệu lực
every-proof-is-about-the-crossing-that-it-names | every proof is about the crossing that it names | mỗi bằng chứng nói về đúng lượt qua biên mà nó nêu
text-or-a-list-of-texts | text, or a list of texts | văn bản, hoặc danh sách văn bản
one-line-a-release | one line a release | mỗi bản phát hành một dòng
the-note-of-another-one | the note of the same delivery | phiếu của chính lần giao này
a-sealed-document | a sealed document | văn bản đã niêm
a-sealed-document-of-this-kind | a sealed document of this kind | văn bản đã niêm thuộc loại này
a-sealed-document-has-kind-payload-and-signatures | a sealed document has kind, payload and signatures | văn bản đã niêm phải có kind, payload và signatures
the-payload-is-an-object | the payload is an object | payload là một đối tượng
payload | the payload | phần payload
one-signature-a-key | one signature a key | mỗi khóa một chữ ký
a-signature-has-key-and-sig | a signature has key and sig | mỗi chữ ký phải có key và sig
a-signature-has-key-sig-and-batch | a signature has key, sig and batch | mỗi chữ ký phải có key, sig và batch
a-place-in-a-batch-has-index-size-and-path | a place in a batch has index, size and path | vị trí trong lô phải có index, size và path
a-path-of-another-length | a path of another length | đường dẫn có độ dài khác
signed-by-no-known-key | signed by no known key | không khóa nào đã biết ký
not-signed-by-its-giver | not signed by its giver | không có chữ ký của bên cấp
both-keys-are-the-same | both keys are the same | hai khóa giống nhau
two-keys-of-one-name | two keys of one name | hai khóa cùng một tên
not-a-key-of-the-partner | not a key of the partner | không phải khóa của đối tác
it-speaks-of-another-agreement | it speaks of another agreement | nói về thỏa thuận khác
it-answers-another-key-of-ours | it answers another key of ours | trả lời cho một khóa khác của ta
made-without-the-secret-of-the-invitation | made without the secret of the invitation | được tạo mà không có mã bí mật của thư mời
not-a-small-order-point | not a small-order point | không phải điểm bậc nhỏ
signature | the signature | chữ ký
cosignature-length | the length of the cosignature | độ dài chữ ký đồng ký
cosignature-time | the time of the cosignature | thời điểm đồng ký
a-short-lower-case-word | a short lower-case word | một từ ngắn, chữ thường
the-bytes-do-not-have-the-kept-hash | the bytes do not have the kept hash | nội dung không khớp mã băm đã lưu
its-columns-do-not-repeat-its-entry | its columns do not repeat its entry | các cột không khớp với mục ghi
not-a-ledger-entry | not a ledger entry | không phải mục ghi của sổ cái
not-the-hash-of-the-leaves-below | not the hash of the leaves below | không phải mã băm của các lá bên dưới
its-root-is-not-that-of-the-leaves | its root is not that of the leaves | mã gốc không khớp với các lá
its-hashes-do-not-give-the-last-signed-root | its hashes do not give the last signed root | các mã băm không cho ra mã gốc đã ký gần nhất
a-hash-is-missing | a hash is missing | thiếu một mã băm
was-never-cosigned | was never cosigned | chưa từng được đồng ký
the-path-leads-to-another-root | the path leads to another root | đường dẫn cho ra mã gốc khác
the-path-leads-to-other-roots | the path leads to other roots | đường dẫn cho ra các mã gốc khác
an-empty-tree-has-the-empty-root | an empty tree has the empty root | cây rỗng phải có mã gốc rỗng
country-and-short-name | country and short name | mã quốc gia và tên ngắn
the-fields-of-a-ledger-entry | the fields of a ledger entry | các trường của một mục ghi sổ cái
the-fields-of-a-ledger-proof | the fields of a ledger proof | các trường của một bằng chứng sổ cái
index-is-a-number-checkpoint-a-note | index is a number, checkpoint a note | index là số, checkpoint là phiếu ký
path-is-a-list-of-hashes-in-base64 | path is a list of hashes in base64 | path là danh sách mã băm dạng base64
items-is-a-list-of-objects | items is a list of objects | items là danh sách đối tượng
seconds-since-1970-at-least-nine-digits | seconds since 1970, at least nine digits | số giây kể từ 1970, ít nhất chín chữ số
64-lower-case-hex-digits | 64 lower-case hex digits | 64 chữ số thập lục phân, chữ thường
a-fact-has-a-short-lower-case-name | a fact has a short lower-case name | mỗi dữ kiện có tên ngắn, chữ thường
a-short-identifier-no-spaces-no-at-most-128-characters | a short identifier: no spaces, no @, at most 128 characters | định danh ngắn: không dấu cách, không @, tối đa 128 ký tự
a-short-identifier-or-a-count-from-0 | a short identifier, or a count from 0 | định danh ngắn, hoặc số đếm từ 0
no-bare-number-it-may-be-a-person-s | no bare number: it may be a person’s | không dùng số trần: có thể là số của một cá nhân
a-whole-number | a whole number | một số nguyên
a-proof-file | a proof file | tệp bằng chứng
accept-or-refuse | accept or refuse | nhận hoặc từ chối
accept-refuse | accept or refuse | nhận hoặc từ chối
approve-or-refuse | approve or refuse | duyệt hoặc từ chối
pause-resume | pause or resume | tạm dừng hoặc tiếp tục
multipart-form-data | a form with files (multipart/form-data) | biểu mẫu kèm tệp (multipart/form-data)
one-pem-certificate-rfc-7468-5 | one PEM certificate (RFC 7468 §5) | một chứng thư dạng PEM (RFC 7468 §5)
at-least-one-name-or-address-rfc-9525-4-1 | at least one name or address (RFC 9525 §4.1) | ít nhất một tên hoặc địa chỉ (RFC 9525 §4.1)
a-domain-name-lower-case | a domain name, lower case | tên miền viết thường
each-once | each once | mỗi mục một lần
type | type | loại (type)
list | list | danh sách (list)
role-column | ROLE=COLUMN, where ROLE is | VAI=CỘT, trong đó VAI là
columns | columns | các cột
redirects | too many redirects | chuyển hướng quá nhiều lần
answer-too-large | the answer is too large | câu trả lời quá lớn
answer-too-slow | the answer comes too slowly | câu trả lời đến quá chậm
printable | signs that cannot be printed | có ký tự không in được
userinfo | a user or password in it | có tên người dùng hoặc mật khẩu
https | https, not http | không dùng TLS
absolute | not an absolute path | không phải đường dẫn tuyệt đối
url | not a URL | không phải URL
answer | its answer cannot be read | không đọc được kết quả
flood | it wrote too much | ghi ra quá nhiều
least | its smallest values do not fit | giá trị nhỏ nhất không khớp
counts | its counts do not fit | số đếm không khớp
rows | its rows do not fit | các dòng không khớp
starts | its starts do not fit | các điểm đầu không khớp
not-a-plain-file-of-ours | not a plain file of ours | không phải tệp thường của ta
connections | all connections are taken | mọi kết nối đều đang dùng
writers | too many writers | quá nhiều tiến trình ghi
bytes | bytes | byte
items | items | mục
steps | steps | bước
values | values | giá trị
text | characters of text | ký tự văn bản
expression | characters of an expression | ký tự của biểu thức
nesting | levels of nesting | tầng lồng nhau
states | states | trạng thái
observations | observations | lần quan sát
alternatives | alternatives | phương án
cut-short | it is cut short | tệp bị cắt cụt
damaged | it is damaged or of another kind | tệp hỏng hoặc thuộc loại khác
out-of-time | it took too long | quá thời gian chờ
unreachable | the connection failed | không kết nối được
number | the number of a part | số thứ tự phần
an-indicator | an indicator | một chỉ báo
doctype | a document type (DOCTYPE) | có khai báo DOCTYPE
depth | nested deeper than | lồng sâu quá
tlp | a TLP marking | một nhãn TLP
fault | an unexpected failure | lỗi ngoài dự kiến
tls | the certificate or TLS of the other side was not accepted | không chấp nhận chứng thư hoặc TLS của bên kia
gzip | the gzip data is damaged | dữ liệu gzip bị hỏng
zstd | the zstd data is damaged | dữ liệu zstd bị hỏng
"""
_ITEMS: Final = """
delivery | the delivery | lần giao
note | the note | phiếu ký
phrase | the phrase | cụm từ đối chiếu
agreement | the agreement | thỏa thuận
paper-agreement | the agreement on paper | thỏa thuận giấy
acceptance | the acceptance | thư chấp nhận
invitation | the invitation | thư mời
key-rotation | the rotation of the key | việc thay khóa
notice | the notice | thông báo
ending | the notice of an end | thông báo chấm dứt
certificate | the certificate | chứng thư
certificate-request | the certificate request | yêu cầu cấp chứng thư
certificate-and-key | certificate and key | chứng thư và khóa
identity-id | the identity’s id | mã định danh của danh tính
identity-name | the identity’s name | tên của danh tính
key-name | the key’s name | tên khóa
public-key | the public key | khóa công khai
signing-seed | the signing seed | hạt giống ký
document-kind | the kind of document | loại văn bản
ledger-entry | the ledger entry | mục ghi sổ cái
ledger-epoch | the ledger’s epoch | kỳ của sổ cái
ledger-subtrees | the subtrees of the ledger | các cây con của sổ cái
checkpoint | the checkpoint | điểm niêm
entry-bundle | the bundle of entries | gói mục ghi
tile | the tile | mảnh băm
tile-path | the path of the tile | đường dẫn mảnh băm
facts | the facts | các dữ kiện
fields | the fields | các trường
form | the form | biểu mẫu
body | the body | nội dung
answer | the answer | câu trả lời
event | the event | sự kiện
kind | the kind | loại
days | the days | số ngày
since | since | mốc “từ ngày”
tlp | TLP | nhãn TLP
zone | the zone | tên vùng
columns | the columns | các cột
above | the lowest score | mức điểm tối thiểu
status | the status | trạng thái
collections | the collections | các bộ sưu tập
cosignature-time | the time of the cosignature | thời điểm đồng ký
"""
_COUNTED: Final = """
n-bytes-instead-of-n | {a:byte/bytes} instead of {b} | {a} byte thay vì {b}
format-n | format {a} | định dạng {a}
n-to-n-proofs | {a} to {b:proof/proofs} | từ {a} đến {b} bằng chứng
n-to-n-signatures | {a} to {b:signature/signatures} | từ {a} đến {b} chữ ký
at-most-n | at most {a} | tối đa {a}
at-most-n-bytes | at most {a:byte/bytes} | tối đa {a} byte
at-most-n-items | at most {a:item/items} | tối đa {a} mục
at-most-n-events | at most {a:event/events} | tối đa {a} sự kiện
at-most-n-versions | at most {a:version/versions} | tối đa {a} phiên bản
at-most-n-signatures | at most {a:signature/signatures} | tối đa {a} chữ ký
a-name-at-most-n-characters | a name of at most {a:character/characters} | tên dài tối đa {a} ký tự
a-name-of-n-n-characters | a name of {a}–{b:character/characters}; for text and JSON without one, say --name | tên dài {a}–{b} ký tự; văn bản và JSON không có tên thì nêu bằng --name
list-n-n-entries | a list of {a}–{b:entry/entries} | danh sách có {a}–{b} mục
a-place-in-a-batch-of-at-most-n | a place in a batch of at most {a} | vị trí trong lô có tối đa {a} mục
path-is-a-list-of-at-most-n-hashes | path is a list of at most {a:hash/hashes} | path là danh sách tối đa {a} mã băm
path-of-n-hashes-not-n | a path of {a:hash/hashes}, not {b} | đường dẫn có {a} mã băm, lẽ ra {b}
leaf-n | leaf {a} | lá {a}
leaf-n-of-n | leaf {a} of {b} | lá {a} trong {b} lá
page-n | page {a} | trang {a}
more-than-n-levels | more than {a:level/levels} | quá {a} bậc
size-n | size {a} | kích thước {a}
ledger-of-n | the ledger of {a:entry/entries} | sổ cái {a} mục ghi
checkpoint-n | checkpoint {a} | điểm niêm {a}
cosignature-of-n | the cosignature of {a} | lượt đồng ký kích thước {a}
subtree-n-n | subtree {a}/{b} | cây con {a}/{b}
outside-a-tree-of-n | outside a tree of {a} | nằm ngoài cây có {a} lá
outside-a-ledger-of-n | outside a ledger of {a} | nằm ngoài sổ cái có {a} mục ghi
the-ledger-has-n-leaves | the ledger has {a:leaf/leaves} | sổ cái có {a} lá
there-are-more-than-n | there are more than {a} | có nhiều hơn {a}
a-partner-cosigned-n-leaves | a partner cosigned {a:leaf/leaves} | một đối tác đã đồng ký {a} lá
agreement-payload-of-format-n | an agreement of format {a} | thỏa thuận theo định dạng {a}
status-n | exit status {a} | mã thoát {a}
http-n | HTTP status {a} | mã HTTP {a}
khien-ledger-proof-n | a proof that khien wrote, format {a} | bằng chứng do khien ghi, định dạng {a}
"""
_NAMED: Final = """
a-backup-begins-with | a backup begins with {a} | bản sao lưu phải bắt đầu bằng {a}
n-leaves-of | {a:leaf/leaves} of {b} | {a} lá của {b}
is-signed-as-n-of | is signed as {a} of {b} | được ký là {a} của {b}
not-signed-by | not signed by {a} | không có chữ ký của {a}
not-cosigned-by | not cosigned by {a} | chưa được {a} đồng ký
of | of {a} | là của {a}
no-signature-of | no signature of {a} | không có chữ ký nào của {a}
speaks-n-times-of | speaks {a:time/times} of {b} | nhắc tới {b} {a} lần
the-ledger-has-another | the ledger has another {a} | sổ cái ghi {a} khác
fatal-password-authentication-failed-for-user | the password of the user {a} was not accepted | mật khẩu của người dùng {a} không được chấp nhận
receipt-for | the receipt for {a} | biên nhận cho {a}
answer-of | the answer of {a} | câu trả lời của {a}
"""

_LOOKS: Final = """
an-empty-file | an empty file | tệp rỗng
a-pdf-document | a PDF document | tài liệu PDF
html-or-xml | HTML or XML | HTML hoặc XML
binary-content | binary content | dữ liệu nhị phân
a-folder-without-manifest-json | a folder without manifest.json | thư mục không có manifest.json
text | text | văn bản
json-object | a JSON object | đối tượng JSON
json-array | a JSON array | mảng JSON
json-lines | JSON lines | JSON theo dòng
"""

_JSON_KINDS: Final = """
truth | true or false | true hoặc false
number | a number | một số
text | a text | một chuỗi
object | a single object | một đối tượng
"""
_WALLS: Final = """
time | processor time | thời gian xử lý
memory | memory | bộ nhớ
files | files | tệp
network | network | mạng
calls | system calls | lời gọi hệ thống
"""

WORDS: dict[str, Both] = {
    **table("rule", _RULES),
    **table("item", _ITEMS),
    **table("counted", _COUNTED),
    **table("named", _NAMED),
    **table("look", _LOOKS),
    **table("json-kind", _JSON_KINDS),
    **table("wall", _WALLS),
}
