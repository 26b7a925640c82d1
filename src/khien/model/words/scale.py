"""Sentences about the watch on more machines than one, in both languages."""

from __future__ import annotations

from typing import Final

from khien.model.words.both import Both, table
from khien.model.words.endings import verb

_WHY: Final = """
notfounderror | it holds no such stream or topic any more | không còn luồng hay chủ đề này
serviceunavailableerror | JetStream does not answer there | JetStream tại đó không trả lời
noresponderserror | JetStream does not answer there | JetStream tại đó không trả lời
flushtimeouterror | no answer in time | không trả lời kịp
unexpectedeof | the connection broke off | kết nối bị ngắt
connectionclosederror | the connection broke off | kết nối bị ngắt
staleconnectionerror | it stopped answering | bên kia ngừng trả lời
connectionreseterror | the connection broke off | kết nối bị ngắt
connectionrefusederror | nobody listens there | tại đó không có dịch vụ nào lắng nghe
gaierror | no machine of that name is known | không có máy nào mang tên đó
timeouterror | no answer in time | không trả lời kịp
sslcertverificationerror | its certificate is not trusted here; name the authority with tls_ca | chứng thư của bên kia chưa được tin cậy; hãy nêu cơ quan cấp bằng tls_ca
sslerror | TLS cannot be agreed on | không thống nhất được TLS
secureconnrequirederror | it does not ask for TLS | bên kia không yêu cầu TLS
nats-authorization-violation | our name or password is not taken | tên hoặc mật khẩu không được chấp nhận
authorizationerror | our name or password is not taken | tên hoặc mật khẩu không được chấp nhận
authentication | our name or password is not taken | tên hoặc mật khẩu không được chấp nhận
transport | the connection was refused or broke off | kết nối bị từ chối hoặc bị ngắt
all-brokers-down | none of them answers | không máy nào trả lời
resolve | no machine of that name is known | không có máy nào mang tên đó
timed-out | no answer in time | không trả lời kịp
ssl | TLS cannot be agreed on | không thống nhất được TLS
keyerror | there is no such setting | không có thiết lập này
filenotfounderror | no such file | không có tệp này
pem | no certificate or key in PEM, or the two do not belong together | không phải chứng thư hay khóa dạng PEM, hoặc hai thứ không đi với nhau
nkeys | the package nkeys is not installed | chưa cài gói nkeys
noserverserror | none of them answers | không máy nào trả lời
int | it has to be a whole number | phải là số nguyên
invalid-arg | there is no such setting, or not with this value | không có thiết lập này, hoặc không có giá trị này
badrequesterror | the consumer of this group has other settings there | nhóm này ở đó đang có thiết lập khác
"""
"""What the clients say, by the names of their errors."""

WORDS: dict[str, Both] = {
    **table("stream-why", _WHY),
    "help.watch.snapshot": verb(
        "Write the index into FILE, for engines on other machines that match with it.\n\n"
        "Only indicators that may count are in it. Keep it as safe as the node's database.",
        "Ghi chỉ mục vào TỆP để các hệ thống trên máy khác dùng khi đối chiếu.\n\n"
        "Tệp chỉ gồm những chỉ báo được tính. Hãy bảo vệ tệp như cơ sở dữ liệu của nút.",
        8,
    ),
    "help.watch.gather": verb(
        "Keep the hits that other engines found as sightings; each counts once, however often it comes.\n\n"
        "FILE has a hit as JSON on each line, as Spark writes them; - is standard input.",
        "Lưu các lượt trúng do hệ thống khác tìm ra thành bản ghi nhận; mỗi lượt chỉ tính một lần dù đến nhiều lần.\n\n"
        "TỆP có mỗi dòng một lượt trúng dạng JSON, đúng như Spark ghi ra; - là dữ liệu vào chuẩn.",
        3,
        8,
        9,
    ),
    "option.listen.nats": Both(
        "Take messages from NATS JetStream here: nats://HOST:PORT, or tls:// for another machine.",
        "Nhận thông điệp từ NATS JetStream tại đây: nats://MÁY:CỔNG, hoặc tls:// nếu ở máy khác.",
    ),
    "option.listen.kafka": Both(
        "Take messages from Kafka here: HOST:PORT,…", "Nhận thông điệp từ Kafka tại đây: MÁY:CỔNG,…"
    ),
    "option.listen.subject": Both(
        "The subject or topic whose messages hold lines.",
        "Chủ đề (subject, topic) có các thông điệp chứa dòng nhật ký.",
    ),
    "option.listen.group": Both(
        "Consumers of one group share the messages.",
        "Các tiến trình cùng nhóm chia nhau thông điệp.",
    ),
    "option.listen.config": Both(
        "A file with settings of the broker's client, name=value on each line; passwords belong there.",
        "Tệp thiết lập của trình khách, mỗi dòng tên=giá trị; mật khẩu đặt trong tệp này.",
    ),
    "option.snapshot.live": Both(
        "For live traffic: leave out what may only be used on logs (PAP:RED).",
        "Dùng cho lưu lượng trực tiếp: bỏ những chỉ báo chỉ được dùng với nhật ký (PAP:RED).",
    ),
    "told.snapshot": Both(
        "{indicators:indicator/indicators} written to {name}; {withheld} may not count.",
        "Đã ghi {indicators} chỉ báo vào {name}; {withheld} chỉ báo không được tính.",
    ),
    "told.gathered": Both(
        "{hits:hit/hits} taken, {known} known already; {sightings:sighting/sightings}.",
        "Đã nhận {hits} lượt trúng, {known} lượt đã biết; {sightings} bản ghi nhận.",
    ),
    "watch.snapshot": Both(
        "{name} is not an index that can be matched with here ({why}). Write it anew with khien watch snapshot.",
        "{name} không phải chỉ mục dùng được ở đây ({why}). Hãy ghi lại bằng khien watch snapshot.",
    ),
    "snapshot-why.khien-index-1": Both(
        "it does not begin as khien-index-1", "tệp không bắt đầu bằng khien-index-1"
    ),
    "watch.spark-option": Both(
        "The option {item} of the format khien cannot be “{value}”: it has to be {rule}.",
        "Tùy chọn {item} của định dạng khien không nhận “{value}”: phải là {rule}.",
    ),
    "watch.spark-unknown-option": Both(
        "The format khien has no option {item}. There are: {known}.",
        "Định dạng khien không có tùy chọn {item}. Các tùy chọn: {known}.",
    ),
    "watch.spark-no-log": Both(
        "The path {item} names no file. Files have to be where every executor can open them, under the same name.",
        "Đường dẫn {item} không trỏ tới tệp nào. Tệp phải ở nơi mọi máy thực thi đều mở được, với cùng một tên.",
    ),
    "watch.spark-no-index": Both(
        "There is no index to match with: send one with ship(spark, FILE), or name one with the option index.",
        "Chưa có chỉ mục để đối chiếu: hãy gửi bằng ship(spark, TỆP), hoặc nêu tệp bằng tùy chọn index.",
    ),
    "watch.second-header": Both(
        "The log {name} has other columns from its middle on ({why}), so its parts cannot be read apart. Read it as one range (rangeBytes 0).",
        "Nhật ký {name} đổi cột ở giữa tệp ({why}) nên không thể đọc riêng từng phần. Hãy đọc cả tệp một lượt (rangeBytes 0).",
    ),
    "watch.hit-row": Both(
        "Line {line} of {name} is not a hit as Khiên's engines write it.",
        "Dòng {line} của {name} không phải lượt trúng theo định dạng của Khiên.",
    ),
    "watch.message-broken": Both(
        "The message {detail} is compressed and cannot be unpacked to its end; nothing of it was read.",
        "Thông điệp {detail} là dữ liệu nén, không giải nén được trọn vẹn; nội dung này không được đọc.",
    ),
    "watch.one-place": Both(
        "Name either places to listen on, or --nats, or --kafka; the last two need --subject.",
        "Chỉ nêu một trong ba: nơi lắng nghe, --nats hoặc --kafka; hai tùy chọn sau cần có --subject.",
    ),
    "stream.address": Both(
        "“{item}” is no address of a broker of {kind}: it has to be {rule}; several with commas between.",
        "“{item}” không phải địa chỉ của hệ thống {kind}: phải có dạng {rule}; nhiều địa chỉ thì cách nhau bằng dấu phẩy.",
    ),
    "stream.group": Both(
        "“{item}” cannot be the name of a group: it needs one, for NATS without spaces and . * > / \\.",
        "“{item}” không dùng làm tên nhóm được: phải có tên, với NATS không chứa dấu cách và . * > / \\.",
    ),
    "stream.broker": Both(
        "The broker of {broker} cannot be used ({why}). What was not settled will come again.",
        "Không dùng được hệ thống thông điệp của {broker} ({why}). Những gì chưa xác nhận sẽ được gửi lại.",
    ),
    "stream.lost": Both(
        "The broker of {broker} is away ({why}); it is tried again in {seconds:second/seconds}. What was not settled will come again.",
        "Hệ thống thông điệp của {broker} đang mất kết nối ({why}); sẽ thử lại sau {seconds} giây. Những gì chưa xác nhận sẽ được gửi lại.",
    ),
    "stream.back": Both(
        "The broker of {broker} is back, after {tries:try/tries}.",
        "Đã kết nối lại hệ thống thông điệp của {broker}, sau {tries} lần thử.",
    ),
    "stream.waits": Both(
        "The broker of {broker} is away since {since} ({why}): nothing of it is watched meanwhile. It is tried again at least once a minute; see that it runs, and takes our name and password.",
        "Hệ thống thông điệp của {broker} mất kết nối từ {since} ({why}): trong thời gian này không giám sát được gì từ đó. Nút tự thử lại ít nhất mỗi phút một lần; hãy kiểm tra hệ thống có đang chạy, tên và mật khẩu có đúng không.",
    ),
    "stream.away": Both(
        "No broker of {kind} can be reached at {address} ({why}). See that it runs there and takes our name and password. "
        "What was not settled will come again.",
        "Không kết nối được hệ thống {kind} tại {address} ({why}). Hãy kiểm tra hệ thống có đang chạy, tên và mật khẩu có đúng không. "
        "Những gì chưa xác nhận sẽ được gửi lại.",
    ),
    "stream.absent": Both(
        "{kind} at {address} has no stream or topic that holds {subject}. Make it there first, or name another with --subject.",
        "{kind} tại {address} không có luồng hay chủ đề nào chứa {subject}. Hãy tạo trước tại đó, hoặc nêu tên khác bằng --subject.",
    ),
    "stream.setting": Both(
        "The broker's client cannot use {name} from the file of --config ({why}).",
        "Trình khách không dùng được thiết lập {name} trong tệp của --config ({why}).",
    ),
    "stream.no-client": Both(
        "This needs the extra khien[{extra}], which is not installed.",
        "Cần phần bổ sung khien[{extra}], hiện chưa được cài.",
    ),
    "stream.plain": Both(
        "{address} is another machine, and is spoken to only with TLS (tls://, or security.protocol=SSL in the file of --config).",
        "{address} là máy khác nên chỉ kết nối bằng TLS (tls://, hoặc security.protocol=SSL trong tệp của --config).",
    ),
    "stream.settings": Both(
        "Line {line} of the broker's settings is not name=value.",
        "Dòng {line} trong thiết lập của hệ thống thông điệp không có dạng tên=giá trị.",
    ),
}
