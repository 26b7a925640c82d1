"""What object types and their properties are called on a page, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both, table

_TYPES = """
artifact | Artifact (bytes) | Hiện vật (dữ liệu thô)
attack-pattern | Attack pattern | Kỹ thuật tấn công
autonomous-system | Autonomous system | Hệ tự trị (AS)
bank-account | Bank account | Tài khoản ngân hàng
campaign | Campaign | Chiến dịch
course-of-action | Course of action | Biện pháp ứng phó
cryptocurrency-transaction | Cryptocurrency transaction | Giao dịch tiền mã hóa
cryptocurrency-wallet | Cryptocurrency wallet | Ví tiền mã hóa
directory | Directory | Thư mục
domain-name | Domain name | Tên miền
email-addr | E-mail address | Địa chỉ thư điện tử
email-message | E-mail message | Thư điện tử
event | Event | Sự kiện
extension-definition | Extension definition | Định nghĩa mở rộng
file | File | Tệp
grouping | Grouping | Nhóm đối tượng
identity | Identity | Danh tính
impact | Impact | Tác động
incident | Incident | Sự cố
indicator | Indicator | Chỉ báo
infrastructure | Infrastructure | Hạ tầng
intrusion-set | Intrusion set | Nhóm xâm nhập
ipv4-addr | IPv4 address | Địa chỉ IPv4
ipv6-addr | IPv6 address | Địa chỉ IPv6
language-content | Translation | Bản dịch
location | Location | Địa điểm
mac-addr | MAC address | Địa chỉ MAC
malware | Malware | Mã độc
malware-analysis | Malware analysis | Phân tích mã độc
marking-definition | Marking definition | Định nghĩa nhãn
mutex | Mutex object | Khóa mutex
network-traffic | Network traffic | Lưu lượng mạng
note | Note | Ghi chú
observed-data | Observed data | Dữ liệu quan sát
opinion | Opinion | Ý kiến
payment-card | Payment card | Thẻ thanh toán
phone-number | Phone number | Số điện thoại
procedure | Procedure | Quy trình
process | Process | Tiến trình
relationship | Relationship | Quan hệ
report | Report | Báo cáo
sighting | Sighting | Ghi nhận
software | Software | Phần mềm
task | Task | Nhiệm vụ
taxonomy | Taxonomy of tags | Bảng phân loại thẻ
threat-actor | Threat actor | Tác nhân đe dọa
tool | Tool | Công cụ
url | Web address (URL) | Địa chỉ web (URL)
user-account | User account | Tài khoản người dùng
vulnerability | Vulnerability | Lỗ hổng
windows-registry-key | Windows registry key | Khóa registry Windows
x509-certificate | X.509 certificate | Chứng thư X.509
"""

_PROPERTIES = """
abstract | Abstract | Tóm tắt
account-created | Account made | Tạo tài khoản lúc
account-expires | Account expires | Tài khoản hết hạn
account-first-login | First sign-in | Đăng nhập lần đầu
account-last-login | Last sign-in | Đăng nhập lần cuối
account-login | Sign-in name | Tên đăng nhập
account-number | Account number | Số tài khoản
account-type | Kind of account | Loại tài khoản
additional-header-fields | Further header fields | Các trường tiêu đề khác
administrative-area | Province or state | Tỉnh hoặc bang
aliases | Also known as | Tên gọi khác
analysis-definition-version | Version of the definitions | Phiên bản mẫu nhận diện
analysis-ended | Analysis ended | Kết thúc phân tích
analysis-engine-version | Version of the engine | Phiên bản bộ phân tích
analysis-sco-refs | Observed in the analysis | Quan sát được khi phân tích
analysis-started | Analysis began | Bắt đầu phân tích
architecture-execution-envs | Processor architectures | Kiến trúc bộ xử lý
atime | Last accessed | Truy cập lần cuối
authority-key-identifier | Authority key identifier | Mã khóa của cơ quan cấp
authors | Authors | Tác giả
basic-constraints | Basic constraints | Ràng buộc cơ bản
bcc-refs | Blind copies to | Gửi ẩn tới
belongs-to-ref | Belongs to | Thuộc về
belongs-to-refs | Belongs to these | Thuộc về các đối tượng
bic | Bank code (BIC) | Mã ngân hàng (BIC)
body | Body | Nội dung
body-multipart | Parts of the body | Các phần nội dung
body-raw-ref | Raw body | Nội dung thô
brand | Brand | Thương hiệu
can-escalate-privs | Can raise its privileges | Có thể nâng quyền
capabilities | Capabilities | Năng lực
cc-refs | Copies to | Đồng gửi
certificate-policies | Certificate policies | Chính sách chứng thư
changed-objects | Changed objects | Đối tượng đã thay đổi
child-refs | Child processes | Tiến trình con
city | City | Thành phố
command-line | Command line | Dòng lệnh
confidence | Confidence (0–100) | Độ tin cậy (0–100)
configuration-version | Version of the configuration | Phiên bản cấu hình
connection | Connection | Kết nối
contact-information | Contact | Thông tin liên hệ
contains-refs | Contains | Chứa
content | Content | Nội dung ghi chú
content-disposition | Disposition of the part | Cách hiển thị phần này
content-ref | Its content | Nội dung của nó
content-type | Content type | Kiểu nội dung
contents | Translated texts | Nội dung đã dịch
context | Context | Bối cảnh
count | How often | Số lần
country | Country | Quốc gia
country-ref | Country of issue | Quốc gia phát hành
cpe | CPE name | Tên CPE
created | Created | Tạo lúc
created-by-ref | Created by | Bên tạo
created-time | Made at | Thời điểm tạo
creator-user-ref | Run by | Chạy bởi
credential | Credential | Thông tin xác thực
credential-last-changed | Credential last changed | Đổi mật khẩu lần cuối
criticality | Criticality | Mức trọng yếu
crl-distribution-points | Revocation lists | Danh sách thu hồi chứng thư
ctime | Created on disk | Tạo trên đĩa lúc
currency | Currency | Loại tiền
cwd | Working folder | Thư mục làm việc
data | Data | Dữ liệu
data-type | Type of the data | Kiểu dữ liệu
date | Sent at | Gửi lúc
decryption-key | Decryption key | Khóa giải mã
defanged | Written defanged | Đã vô hiệu hóa khi ghi
definition | Definition | Định nghĩa
definition-type | Kind of definition | Loại định nghĩa
description | Description | Mô tả
display-name | Display name | Tên hiển thị
dst-byte-count | Bytes to the destination | Số byte tới đích
dst-packets | Packets to the destination | Số gói tới đích
dst-payload-ref | Payload from the destination | Dữ liệu từ đích
dst-port | Destination port | Cổng đích
dst-ref | Destination | Đích
encapsulated-by-ref | Carried inside | Được đóng gói trong
encapsulates-refs | Carries | Đóng gói
encryption-algorithm | Encryption | Mã hóa
end | End | Kết thúc
end-time | Ended | Kết thúc lúc
end-time-fidelity | How exact the end is | Độ chính xác của lúc kết thúc
environment-variables | Environment | Biến môi trường
error | What went wrong | Lỗi gặp phải
event-types | Kinds of event | Loại sự kiện
execution-time | Executed at | Thực hiện lúc
expiration-date | Expires | Ngày hết hạn
explanation | Explanation | Giải thích
extended-key-usage | Extended key usage | Mục đích mở rộng của khóa
extension-properties | Properties it adds | Thuộc tính thêm vào
extension-types | Kinds of extension | Loại mở rộng
extensions | Extensions | Phần mở rộng
external-id | Number there | Mã số tại nguồn
external-references | Outside references | Tham chiếu bên ngoài
fee | Fee | Phí
first-observed | First observed | Quan sát lần đầu
first-seen | First seen | Thấy lần đầu
format | Format | Định dạng
from-ref | From | Người gửi
goal | Goal | Mục đích
goals | Goals | Các mục đích
granular-markings | Markings of parts | Nhãn của từng phần
hashes | Hashes | Giá trị băm
holder-ref | Holder | Chủ sở hữu
host-vm-ref | Virtual machine | Máy ảo
iban | IBAN number | Số IBAN
id | Identifier | Mã định danh
identity-class | Class | Loại danh tính
image-ref | Program file | Tệp chương trình
impact-category | Kind of impact | Loại tác động
impacted-entity-counts | How many are affected | Số bị ảnh hưởng
impacted-refs | Affected | Bị ảnh hưởng
implementation-languages | Programming languages | Ngôn ngữ lập trình
indicator-types | Shows | Cho thấy
infrastructure-types | Kinds of infrastructure | Loại hạ tầng
inhibit-any-policy | Inhibits any policy | Cấm mọi chính sách
initial-ref | Before | Trước đó
input | Input | Đầu vào
installed-software-refs | Installed software | Phần mềm đã cài
ipfix | IPFIX fields | Trường IPFIX
is-active | Active | Đang hoạt động
is-commercial | Commercial | Thương mại
is-disabled | Disabled | Đã vô hiệu
is-family | Is a family | Là một họ mã độc
is-hidden | Hidden | Ẩn
is-multipart | Several parts | Nhiều phần
is-prepaid | Prepaid | Trả trước
is-privileged | Privileged | Có đặc quyền
is-self-signed | Signed by itself | Tự ký
is-service-account | Service account | Tài khoản dịch vụ
issuer | Issuer | Bên cấp
issuer-alternative-name | Other names of the issuer | Tên khác của bên cấp
issuer-ref | Issued by | Cấp bởi
key | Key | Khóa
key-usage | Key usage | Mục đích của khóa
kill-chain-name | Kill chain | Chuỗi tấn công
kill-chain-phases | Kill chain phases | Giai đoạn trong chuỗi tấn công
labels | Labels | Nhãn tự do
lang | Language | Ngôn ngữ
languages | Languages | Các ngôn ngữ
last-observed | Last observed | Quan sát lần cuối
last-seen | Last seen | Thấy lần cuối
latitude | Latitude | Vĩ độ
level | Level | Mức
longitude | Longitude | Kinh độ
magic-number-hex | Magic number | Số nhận dạng tệp
malware-types | Kinds of malware | Loại mã độc
marking-ref | Marking | Nhãn
message-id | Message id | Mã thư
mime-type | MIME type | Kiểu MIME
modified | Modified | Sửa lúc
modified-time | Changed at | Thay đổi lúc
modules | Modules | Các mô-đun
mtime | Changed on disk | Sửa trên đĩa lúc
name | Name | Tên
name-constraints | Constraints on names | Ràng buộc về tên
name-enc | Encoding of the name | Mã ký tự của tên
number | Number | Số
number-observed | Times observed | Số lần quan sát
number-of-subkeys | Subkeys | Số khóa con
object-marking-refs | Markings | Các nhãn
object-modified | Of the version | Của phiên bản
object-ref | Of the object | Của đối tượng
object-refs | Objects | Các đối tượng
objective | Objective | Mục tiêu
objects | Objects (old form) | Đối tượng (dạng cũ)
observed-data-refs | Observed data | Dữ liệu quan sát
opened-connection-refs | Opened connections | Kết nối đã mở
operating-system-ref | Operating system | Hệ điều hành
operating-system-refs | Operating systems | Các hệ điều hành
opinion | Opinion | Ý kiến
outcome | Outcome | Kết cục
output | Output | Đầu ra
owner-ref | Owner | Chủ
parent-directory-ref | In the folder | Trong thư mục
parent-ref | Parent process | Tiến trình cha
path | Path | Đường dẫn
path-enc | Encoding of the path | Mã ký tự của đường dẫn
pattern | Pattern | Mẫu
pattern-type | Language of the pattern | Ngôn ngữ của mẫu
pattern-version | Version of that language | Phiên bản ngôn ngữ mẫu
payload-bin | Bytes (base64) | Dữ liệu (base64)
personal-motivations | Personal motivations | Động cơ cá nhân
phase-name | Phase | Giai đoạn
pid | Process number | Số tiến trình
policy-constraints | Policy constraints | Ràng buộc chính sách
policy-mappings | Policy mappings | Ánh xạ chính sách
postal-code | Postal code | Mã bưu chính
precision | Precision (m) | Độ chính xác (m)
primary-motivation | Main motivation | Động cơ chính
priority | Priority | Mức ưu tiên
private-key-usage-period-not-after | Private key until | Khóa riêng dùng đến
private-key-usage-period-not-before | Private key from | Khóa riêng dùng từ
product | Product | Sản phẩm
protocols | Protocols | Giao thức
provider | Provider | Nhà cung cấp
published | Published | Công bố lúc
raw-email-ref | Raw message | Thư gốc
received-lines | Received lines | Các dòng Received
recoverability | Recoverability | Khả năng khôi phục
region | Region | Khu vực
relationship-type | Kind of relationship | Loại quan hệ
report-types | Kinds of report | Loại báo cáo
resolves-to-refs | Resolves to | Phân giải tới
resource-level | Resources | Nguồn lực
result | Result | Kết quả
result-name | Name of the result | Tên kết quả
result-ref | Afterwards | Sau đó
revoked | Revoked | Đã hủy
rir | Internet registry | Cơ quan quản lý địa chỉ
roles | Roles | Vai trò
sample-ref | Sample | Mẫu vật
sample-refs | Samples | Các mẫu vật
schema | Schema | Lược đồ
scheme | Scheme | Hệ thống thẻ
secondary-motivations | Other motivations | Động cơ khác
sectors | Sectors | Lĩnh vực
security-code | Security code | Mã bảo mật
selectors | Selected parts | Các phần được chọn
sender-ref | Sent by | Bên gửi thư
serial-number | Serial number | Số sê-ri
sighting-of-ref | Sighting of | Ghi nhận về
sighting-refs | Sightings | Các ghi nhận
signature-algorithm | Signature algorithm | Thuật toán ký
size | Size in bytes | Kích thước (byte)
sophistication | Sophistication | Mức tinh vi
source-name | Outside source | Nguồn bên ngoài
source-ref | From the object | Từ đối tượng
spec-version | STIX version | Phiên bản STIX
src-byte-count | Bytes from the source | Số byte từ nguồn
src-packets | Packets from the source | Số gói từ nguồn
src-payload-ref | Payload from the source | Dữ liệu từ nguồn
src-port | Source port | Cổng nguồn
src-ref | Source | Nguồn
start | Start | Bắt đầu
start-date | Starts | Ngày bắt đầu
start-time | Began | Bắt đầu lúc
start-time-fidelity | How exact the beginning is | Độ chính xác của lúc bắt đầu
state-change-type | What changed | Điều đã thay đổi
status | Status | Trạng thái
stop-time | Until | Đến lúc
street-address | Street address | Địa chỉ
subject | Subject | Chủ đề
subject-alternative-name | Other names | Tên khác của chủ thể
subject-directory-attributes | Directory attributes | Thuộc tính thư mục
subject-key-identifier | Subject key identifier | Mã khóa của chủ thể
subject-public-key-algorithm | Public key algorithm | Thuật toán khóa công khai
subject-public-key-exponent | Public exponent | Số mũ công khai
subject-public-key-modulus | Public modulus | Môđun công khai
submitted | Submitted | Gửi phân tích lúc
summary | Summary of others | Tổng hợp từ ghi nhận khác
superseded-by-ref | Replaced by | Được thay bằng
swid | SWID tag | Thẻ SWID
symbol | Currency sign | Ký hiệu tiền
tags | Tags | Thẻ
target-ref | To the object | Đến đối tượng
task-types | Kinds of task | Loại nhiệm vụ
threat-actor-types | Kinds of actor | Loại tác nhân
to-refs | To | Người nhận
tool-types | Kinds of tool | Loại công cụ
tool-version | Version of the tool | Phiên bản công cụ
type | Type | Kiểu
url | Web address | Địa chỉ web
user-id | User id | Mã người dùng
valid-from | Valid from | Có hiệu lực từ
valid-until | Valid until | Có hiệu lực đến
validity-not-after | Valid not after | Không còn hiệu lực sau
validity-not-before | Valid not before | Chưa có hiệu lực trước
value | Value | Giá trị
values | Values | Các giá trị
vendor | Vendor | Nhà sản xuất
version | Version | Phiên bản
where-sighted-refs | Seen by | Bên thấy
x509-v3-extensions | X.509 v3 extensions | Phần mở rộng X.509 v3
"""

WORDS: dict[str, Both] = table("stix-type", _TYPES) | table("property", _PROPERTIES)
