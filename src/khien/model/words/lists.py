"""Sentences about lists of indicators and who fetches them, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both, table

WORDS: dict[str, Both] = {
    "list.marking-unknown": Both(
        "It carries a marking that this node cannot read: {detail}.",
        "Mang nhãn hạn chế mà nút này không đọc được: {detail}.",
    ),
    "list.red": Both(
        "TLP:RED is for named persons, so it stands in no list for a machine ({detail}).",
        "TLP:RED chỉ dành cho người được nêu đích danh, nên không có trong danh sách cho máy ({detail}).",
    ),
    "list.above-ceiling": Both(
        "It is marked above what this list may hold: {detail}.",
        "Mức nhãn cao hơn mức trần của danh sách này: {detail}.",
    ),
    "list.pap": Both(
        "Its PAP does not allow what the reader of the list does: {detail}.",
        "Nhãn PAP không cho phép việc mà bên dùng danh sách thực hiện: {detail}.",
    ),
    "list.exercise": Both(
        "It belongs to an exercise, and real tools would act on it ({detail}).",
        "Thuộc về diễn tập, mà công cụ thật sẽ hành động theo ({detail}).",
    ),
    "list.purpose": Both(
        "The partner that it came from agreed to other purposes only, not to {detail}.",
        "Đối tác cung cấp chỉ đồng ý cho mục đích khác, không phải {detail}.",
    ),
    "list.own": Both(
        "It touches our own networks or domains; who does it: {detail}.",
        "Chạm tới mạng hoặc tên miền của chính ta; cách dùng: {detail}.",
    ),
    "list.not-asked": Both(
        "Values of this kind were not asked for: {detail}.",
        "Loại giá trị này không được yêu cầu: {detail}.",
    ),
    "list.kind": Both(
        "This format has no place for such a value: {detail}.",
        "Định dạng này không chứa được giá trị loại đó: {detail}.",
    ),
    "list.no-value": Both(
        "{detail} has no value that could stand in a list; its pattern is in another language.",
        "{detail} không có giá trị nào đưa được vào danh sách; mẫu viết bằng ngôn ngữ khác.",
    ),
    "list.not-yet": Both("{detail} is not valid yet.", "{detail} chưa đến thời điểm có hiệu lực."),
    "list.over": Both("{detail} is not valid any more.", "{detail} đã hết hiệu lực."),
    "list.too-old": Both(
        "{detail} came longer ago than was asked for.",
        "{detail} được đưa vào từ lâu hơn thời hạn yêu cầu.",
    ),
    "list.score": Both(
        "Its score is not above what was asked for: {detail}.",
        "Điểm không vượt mức yêu cầu: {detail}.",
    ),
    "list.popular": Both(
        "Much good traffic depends on {detail}, so it is left out unless somebody asks for it.",
        "Nhiều lưu lượng hợp lệ phụ thuộc vào {detail}, nên bị bỏ ra trừ khi có người yêu cầu.",
    ),
    "list.warninglist": Both(
        "On a warninglist, so it is left out unless somebody asks for it ({detail}).",
        "Có trong danh sách cảnh giác nên bị bỏ ra trừ khi có người yêu cầu ({detail}).",
    ),
    "list.same": Both(
        "{detail} stands in the list already, from another indicator.",
        "{detail} đã có trong danh sách, do chỉ báo khác đưa vào.",
    ),
    "list.unwritable": Both(
        "{detail} has characters that could end its place in the list, so it is not written.",
        "{detail} có ký tự có thể phá dòng của danh sách, nên không được ghi.",
    ),
    "list.formula": Both(
        "{detail} begins like a formula, which a table would compute; it is not written.",
        "{detail} bắt đầu giống công thức mà bảng tính sẽ thực thi; không được ghi.",
    ),
    "list.too-long": Both(
        "{detail} is longer than this format allows.",
        "{detail} dài hơn mức định dạng này cho phép.",
    ),
    "list.no-port": Both(
        "{detail} names a port that there is not (1–65535).",
        "{detail} nêu số cổng không tồn tại (1–65535).",
    ),
    "list.encrypted": Both(
        "No sensor sees the path of {detail}, which is fetched over TLS.",
        "Không cảm biến nào thấy đường dẫn của {detail}, vì được tải qua TLS.",
    ),
    "list.no-number": Both(
        "There is no rule number left for {detail}.",
        "Không còn số hiệu quy tắc cho {detail}.",
    ),
    "list.not-below": Both(
        "The name itself stands in the list, and what is below it does not ({detail}).",
        "Danh sách có chính tên đó, không gồm các tên con ({detail}).",
    ),
    "list.no-scheme": Both(
        "The address stands in the list without its scheme ({detail}).",
        "Địa chỉ trong danh sách không có phần giao thức ({detail}).",
    ),
    "list.no-contact": Both(
        "Nobody is known to whom {detail} could be reported.",
        "Không biết phải báo cáo {detail} cho ai.",
    ),
    "list.sigma-path": Both(
        "Sigma has no field for what the pattern of {detail} speaks of.",
        "Sigma không có trường cho điều mà mẫu của {detail} nói tới.",
    ),
    "list.sigma-sources": Both(
        "The pattern of {detail} speaks of several log sources, and a Sigma rule has one.",
        "Mẫu của {detail} nói tới nhiều nguồn nhật ký, còn một quy tắc Sigma chỉ có một nguồn.",
    ),
    "list.sigma-several": Both(
        "The pattern of {detail} wants several events, which a line of a log does not show.",
        "Mẫu của {detail} cần nhiều sự kiện, một dòng nhật ký không thể hiện được.",
    ),
    "list.sigma-operator": Both(
        "The pattern of {detail} compares in a way that Sigma does not know.",
        "Mẫu của {detail} so sánh theo cách Sigma không có.",
    ),
    "list.choice": Both(
        "{name}: “{value}” cannot be; allowed: {allowed}.",
        "{name}: không chấp nhận “{value}”; giá trị cho phép: {allowed}.",
    ),
    "list.unfit": Both(
        "{name}: the format {form} has no use for it; it goes with {allowed}.",
        "{name}: không áp dụng cho định dạng {form}; chỉ dùng với {allowed}.",
    ),
    "list.unfit-kind": Both(
        "The format {form} holds no values of the kind {kind}, so nothing was written; it holds {allowed}.",
        "Định dạng {form} không chứa được giá trị loại {kind} nên không ghi gì; định dạng này chứa {allowed}.",
    ),
    "list.mail": Both(
        "For abuse reports {name} has to be a mail address, such as soc@cert.example; it is “{value}”.",
        "Báo cáo lạm dụng cần {name} là địa chỉ thư điện tử, ví dụ soc@cert.example; giá trị hiện là “{value}”.",
    ),
    "list.own-choice": Both(
        "The consumer {name} has a choice of its own, so leave out: {chosen}.",
        "Máy nhận {name} đã có lựa chọn riêng, hãy bỏ các tùy chọn: {chosen}.",
    ),
    "list.revoked": Both(
        "The indicator was revoked or taken back: {detail}.",
        "Chỉ báo đã bị thu hồi hoặc rút lại: {detail}.",
    ),
    "list.contact": Both(
        "Line {line} of the contacts is not NETWORK,MAIL or DOMAIN,MAIL: {text}.",
        "Dòng {line} của bảng liên hệ không phải MẠNG,THƯ hoặc TÊN MIỀN,THƯ: {text}.",
    ),
    "list.since-gone": Both(
        "The list {since} is not kept here any more; fetch the whole one.",
        "Danh sách {since} không còn được lưu ở đây; hãy tải toàn bộ.",
    ),
    "list.wait": Both(
        "This list is being made at this moment; come again in {wait_s:second/seconds}.",
        "Danh sách này đang được tạo; hãy quay lại sau {wait_s} giây.",
    ),
    "list.not-written": Both("{file} cannot be written: {why}.", "Không ghi được {file}: {why}."),
    "list.query": Both(
        "The address of a list takes nothing after “?” but since=VERSION, a number: {name}.",
        "Sau dấu “?” trong địa chỉ danh sách chỉ được có since=PHIÊN-BẢN, là một số: {name}.",
    ),
    "list.query-file": Both(
        "The address of a file of a feed takes nothing after “?”: {name}. What changed since the last "
        "fetch shows by the ETag of each file.",
        "Địa chỉ tệp của nguồn tin không nhận gì sau dấu “?”: {name}. Tệp có thay đổi hay không, xem ETag "
        "của từng tệp.",
    ),
    "list.folder": Both(
        "The folder {folder} holds files that are no list; nothing in it was changed.",
        "Thư mục {folder} có tệp không phải danh sách; không thay đổi gì trong đó.",
    ),
    "use.block": Both("blocks with it", "dùng để chặn"),
    "use.detect": Both("watches live traffic with it", "dùng để giám sát lưu lượng trực tiếp"),
    "use.search": Both("searches older logs with it", "dùng để tìm trong nhật ký cũ"),
    "scope.exports-read": Both("fetch its lists", "tải danh sách của mình"),
    "deed.consumer-added": Both("consumer of lists made", "tạo máy nhận danh sách"),
    "deed.consumer-revoked": Both("consumer of lists revoked", "hủy máy nhận danh sách"),
    "lists.revoked": Both(
        "{name} gets no list any more.", "{name} không còn nhận được danh sách nào."
    ),
    "told.list": Both(
        "{name} holds {count:entry/entries}; {left:item was/items were} left out.",
        "{name} có {count} mục; {left} mục bị bỏ ra.",
    ),
    **table(
        "list-form",
        """
rpz | RPZ zone (BIND, Unbound) | vùng RPZ (BIND, Unbound)
hosts | hosts file | tệp hosts
plain | one value a line | mỗi dòng một giá trị
csv | CSV table | bảng CSV
suricata | Suricata rules | luật Suricata
dataset-domain | Suricata dataset: domains | tập dữ liệu Suricata: tên miền
dataset-url | Suricata dataset: web addresses | tập dữ liệu Suricata: địa chỉ web
dataset-ip | Suricata dataset: addresses | tập dữ liệu Suricata: địa chỉ IP
dataset-md5 | Suricata dataset: MD5 hashes | tập dữ liệu Suricata: mã băm MD5
dataset-sha256 | Suricata dataset: SHA-256 hashes | tập dữ liệu Suricata: mã băm SHA-256
dataset-ja3 | Suricata dataset: JA3 prints | tập dữ liệu Suricata: dấu JA3
zeek | Zeek intelligence file | tệp tình báo Zeek
stix | STIX 2.1 bundle | gói STIX 2.1
sigma | Sigma rules | luật Sigma
misp | MISP feed folder | thư mục nguồn tin MISP
""",
    ),
}
