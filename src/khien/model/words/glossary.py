"""The words of the house, one for one thing, in both languages: for the help of the console and the docs.

This is their one source: `make docs` writes docs/glossary.vi-en.md from it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from khien.model.words.both import Both


class Word(NamedTuple):
    """A word of the house, and what it means."""

    word: Both
    means: Both


def _words(lines: str) -> tuple[Word, ...]:
    """Words from lines of the form `English | Vietnamese | what it means | the same in Vietnamese`."""
    parts = (line.split(" | ") for line in lines.strip().splitlines())
    return tuple(Word(Both(en, vi), Both(means, nghia)) for en, vi, means, nghia in parts)


GLOSSARY: Final[tuple[tuple[Both, tuple[Word, ...]], ...]] = (
    (
        Both("The main words", "Từ chính"),
        _words("""
node | nút | one party's installation: home folder, database, keys | hệ thống của một bên: thư mục nhà, cơ sở dữ liệu, khóa
partner | đối tác | another party that we exchange with | bên khác mà ta trao đổi
agreement | thỏa thuận | the rules between us and one partner, signed by both | quy tắc giữa ta và một đối tác, hai bên cùng ký
object | đối tượng | a STIX object | một đối tượng STIX
version | phiên bản | one state of an object: one (id, modified), never changed | một trạng thái của đối tượng: một cặp (id, modified), không bao giờ đổi
release | phát hành | the decision that one version may cross to one partner | quyết định cho một phiên bản được chuyển tới một đối tác
clearance | giấy thông hành | proof that the gate asked every rule and none refused | bằng chứng rằng cổng đã hỏi mọi quy tắc và không quy tắc nào từ chối
crossing | lượt qua biên | one transfer in one direction | một lần chuyển theo một chiều
receipt | biên nhận | the receiver's signed answer: received, accepted or refused, read, acted on | câu trả lời có chữ ký của bên nhận: đã nhận, chấp nhận hay từ chối, đã đọc, đã hành động
recall | thu hồi | the sender takes a version back; the receiver confirms | bên gửi rút lại một phiên bản; bên nhận xác nhận
hit | trúng | telemetry matched an indicator | dữ liệu quan trắc khớp với một chỉ báo
consumer | máy nhận | a machine, ours or a partner's, that fetches lists of indicators | máy của ta hoặc của đối tác tải danh sách chỉ báo
sighting | ghi nhận | the STIX sighting that tells the source so | đối tượng STIX báo cho bên nguồn biết điều đó
feed | nguồn tin | a source that is no partner, fetched on a schedule | nguồn không phải đối tác, được lấy theo lịch
claim | nhận định | what one source says of a value, by one indicator version | điều một nguồn nói về một giá trị, bằng một phiên bản chỉ báo
warninglist | danh sách cảnh giác | what many people use, so that calling it malicious waits for an officer | thứ nhiều người sử dụng, muốn coi là độc hại phải chờ cán bộ duyệt
warning | cảnh báo sớm | a dated alert with urgency, severity, certainty and an expiry | cảnh báo có thời điểm, mức khẩn, mức nghiêm trọng, độ chắc chắn và thời hạn
draft | bản nháp | a warning that the node wrote by itself, for an officer to judge | cảnh báo do nút tự soạn, chờ cán bộ đánh giá
request | yêu cầu | a cooperation request with a legal basis and a clock | yêu cầu hợp tác có căn cứ pháp lý và thời hạn
desk | bàn nghiệp vụ | a workflow over objects: incidents, requests, … | quy trình làm việc trên các đối tượng: sự cố, yêu cầu, …
ledger | sổ cái | the append-only Merkle log of every crossing | nhật ký Merkle chỉ ghi thêm, chứa mọi lượt qua biên
checkpoint | điểm niêm | the ledger's signed state: its size and root | trạng thái đã ký của sổ cái: kích thước và gốc
invitation | thư mời | a file with a secret, by which a new partner's node is enrolled | tệp có chứa bí mật, dùng để kết nạp nút của đối tác mới
"""),
    ),
    (
        Both("At the gate", "Ở cổng"),
        _words("""
gate | cổng | the rules that decide whether something may leave | các quy tắc quyết định điều gì được rời đi
refusal | từ chối | a rule's no, with its code and the thing at fault | câu trả lời không của một quy tắc, kèm mã và điều vướng mắc
approval | phê duyệt | an officer's yes to one release, with a reason | sự đồng ý của một cán bộ cho một bản phát hành, kèm lý do
marking | nhãn | what the creator allows: TLP, PAP, IEP | điều người tạo cho phép: TLP, PAP, IEP
ceiling | mức trần | the strictest marking that an agreement lets cross | nhãn chặt nhất mà thỏa thuận còn cho qua
onward sharing | chuyển tiếp | handing on to a third party what a partner gave | trao cho bên thứ ba điều mà đối tác đã cung cấp
purpose | mục đích sử dụng | what the receiver may use it for, and nothing else | bên nhận được dùng vào việc gì, ngoài ra thì không
legal basis | căn cứ pháp lý | why the exchange is lawful | vì sao việc trao đổi là hợp pháp
redaction | lược bỏ | a new object without the parts that may not cross | đối tượng mới, bỏ đi phần không được qua biên
retention | thời hạn lưu giữ | how long the receiver may keep it | bên nhận được lưu trong bao lâu
outbox | hộp gửi | what is cleared and on its way, kept until the partner has it | điều đã được thông qua và đang chuyển, giữ lại cho đến khi đối tác nhận
"""),
    ),
    (
        Both("Coming in", "Chiều vào"),
        _words("""
import | nạp | reading a file into objects | đọc một tệp thành các đối tượng
admission | tiếp nhận | the checks on what a partner sends, before it is kept | các bước kiểm tra điều đối tác gửi, trước khi lưu
quarantine | cách ly | where an arrival waits for a person, with the reason | nơi điều vừa đến chờ người xem xét, kèm lý do
indicator | chỉ báo | a pattern that shows malicious activity | mẫu cho thấy hoạt động độc hại
index | chỉ mục | the indicator values that traffic is compared with | các giá trị chỉ báo dùng để đối chiếu lưu lượng
originator | bên tạo | who created an object, and alone may version or revoke it | bên đã tạo đối tượng và là bên duy nhất được ra phiên bản mới hoặc hủy
arrival | thông tin đến | what a partner sent, as long as it waits or was decided about | điều đối tác gửi đến, đang chờ hoặc đã được quyết định
mapping | cách ánh xạ | which column of a table means what, kept under a name | cột nào của bảng có nghĩa gì, được lưu dưới một tên
import report | báo cáo nạp | what became of each item of an import | từng mục của một lần nạp được giữ, đổi hay từ chối
review | rà soát | an officer judges what was found in a document before it becomes objects | cán bộ xét những gì tìm thấy trong văn bản trước khi thành đối tượng
malicious, benign, unclear | độc hại, lành tính, chưa rõ | the context in which a document names a value | ngữ cảnh mà văn bản nêu một giá trị
score | điểm | what an indicator is worth today, from 0 to 100 | chỉ báo đáng tin đến đâu hôm nay, từ 0 đến 100
false positive | báo nhầm | an opinion that an indicator names nothing bad | ý kiến cho rằng chỉ báo không nêu điều gì xấu
opinion | ý kiến | a STIX opinion: who agrees or disagrees with an object | đối tượng STIX cho biết ai đồng ý hay không với một đối tượng
"""),
    ),
    (
        Both("The watch", "Giám sát"),
        _words("""
watch | giám sát | indicators against traffic, live and in files | đối chiếu chỉ báo với lưu lượng, trực tiếp và trong tệp
telemetry | dữ liệu quan trắc | what sensors and servers log | những gì cảm biến và máy chủ ghi lại
history | lịch sử quan trắc | telemetry that is kept, day by day | dữ liệu quan trắc được lưu theo ngày
hunt | tra ngược | asking the history who touched a value before we knew | hỏi lịch sử xem ai đã chạm vào một giá trị trước khi ta biết
client | máy khách | the machine that asked; its address stays here | máy đã truy vấn; địa chỉ của máy luôn ở lại nút
pseudonym | bí danh | what stands for a client's address | thay cho địa chỉ của máy khách
lag | độ trễ | how old the newest line was when it was read | dòng mới nhất đã cũ bao lâu khi được đọc
reference | bản tham chiếu | the reader in Python, which decides what a hit is | phần đọc bằng Python, quyết định thế nào là trúng
exercise | diễn tập | traffic between nodes that blocks nothing and is never taken for real | trao đổi giữa các nút không chặn gì và không bị coi là thật
administrative log | nhật ký quản trị | every act of an officer that is no crossing, vouched for by the ledger | mọi việc cán bộ làm ngoài lượt qua biên, được sổ cái xác nhận
"""),
    ),
    (
        Both("Proof", "Bằng chứng"),
        _words("""
leaf | lá | one entry of the ledger: hashes and metadata, no content | một mục của sổ cái: mã băm và siêu dữ liệu, không có nội dung
inclusion proof | bằng chứng bao hàm | that a leaf is in the ledger of a checkpoint | chứng tỏ một lá nằm trong sổ cái tại một điểm niêm
consistency proof | bằng chứng nhất quán | that a later checkpoint only added leaves | chứng tỏ điểm niêm sau chỉ thêm lá
cosignature | đồng ký | a partner's signature under our checkpoint | chữ ký của đối tác dưới điểm niêm của ta
witness | nhân chứng | a partner that cosigns, and so holds us to our past | đối tác đồng ký và nhờ đó ràng buộc ta với quá khứ
fork | rẽ nhánh | two checkpoints that cannot both be true | hai điểm niêm không thể cùng đúng
fingerprint phrase | cụm từ đối chiếu | words that both sides read aloud to compare keys | những từ hai bên đọc to để so khóa
"""),
    ),
    (
        Both("People", "Con người"),
        _words("""
officer | cán bộ | a person with an account on a node | người có tài khoản trên một nút
duty | trực ban | watches what comes in, round the clock | theo dõi điều vừa đến, suốt ngày đêm
analyst | phân tích | makes, links and publishes objects | tạo, liên kết và công bố đối tượng
release officer | cán bộ phát hành | approves what leaves | duyệt điều được chuyển đi
lawyer | pháp chế | approves personal data; answers for the legal basis | duyệt dữ liệu cá nhân; chịu trách nhiệm về căn cứ pháp lý
admin | quản trị | adds officers, partners and keys; decides nothing | thêm cán bộ, đối tác và khóa; không quyết định nội dung
auditor | kiểm toán | reads everything, changes nothing | đọc tất cả, không sửa gì
token | mã truy cập | a program's secret, shown once, kept as a hash | bí mật của một chương trình, chỉ hiện một lần, lưu dưới dạng băm
second factor | yếu tố xác thực thứ hai | what an officer has beside the password: an authenticator app | điều cán bộ có thêm ngoài mật khẩu: ứng dụng xác thực
passkey | khóa truy cập | a key of the officer's own device, which signs in alone | khóa trên thiết bị của cán bộ, chỉ cần khóa này là đăng nhập được
recovery code | mã khôi phục | signs in once when the second factor is lost | dùng một lần để đăng nhập khi mất yếu tố xác thực thứ hai
"""),
    ),
)
