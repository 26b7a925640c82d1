"""The words of STIX's open vocabularies (STIX 2.1 §10), in both languages.

Names of products, formats, programming languages and processors are the same everywhere and are not here.
"""

from __future__ import annotations

from khien.model.words.both import Both, table

_ACTORS = """
accidental | accidental | do vô ý
coercion | coercion | bị ép buộc
dominance | dominance | giành quyền thống trị
ideology | ideology | tư tưởng
notoriety | notoriety | muốn nổi tiếng
organizational-gain | gain for an organisation | lợi ích của tổ chức
personal-gain | personal gain | lợi ích cá nhân
personal-satisfaction | personal satisfaction | thỏa mãn cá nhân
revenge | revenge | trả thù
unpredictable | unpredictable | khó lường
activist | activist | nhóm hoạt động xã hội
competitor | competitor | đối thủ cạnh tranh
crime-syndicate | crime syndicate | tổ chức tội phạm
criminal | criminal | tội phạm
hacker | hacker | tin tặc
insider-accidental | insider, by accident | người nội bộ vô ý
insider-disgruntled | insider, disgruntled | người nội bộ bất mãn
nation-state | nation state | do nhà nước hậu thuẫn
sensationalist | sensationalist | kẻ gây chú ý
spy | spy | gián điệp
terrorist | terrorist | khủng bố
agent | agent | người thực hiện
director | director | người chỉ đạo
independent | independent | hoạt động độc lập
infrastructure-architect | infrastructure architect | người thiết kế hạ tầng
infrastructure-operator | infrastructure operator | người vận hành hạ tầng
malware-author | malware author | người viết mã độc
sponsor | sponsor | bên tài trợ
none | none | không có
minimal | minimal | rất thấp
intermediate | intermediate | trung bình
advanced | advanced | cao
expert | expert | chuyên gia
innovator | innovator | tự tạo phương thức mới
strategic | strategic | tầm chiến lược
individual | individual | cá nhân
club | club | nhóm quen biết
contest | contest | nhóm nhất thời
team | team | đội có tổ chức
organization | organisation | tổ chức
government | government | chính phủ
group | group | nhóm
system | system | hệ thống
class | class | loại đối tượng
unknown | unknown | chưa rõ
unspecified | unspecified | không nêu
"""

_JUDGEMENTS = """
anomalous-activity | anomalous activity | hoạt động bất thường
anonymization | anonymisation | ẩn danh
benign | benign | vô hại
compromised | compromised | đã bị xâm nhập
malicious-activity | malicious activity | hoạt động độc hại
attribution | attribution | quy kết tác nhân
malicious | malicious | độc hại
suspicious | suspicious | đáng ngờ
suspicious-activity | suspicious activity | hoạt động đáng ngờ
malware-analysis | malware analysis | phân tích mã độc
attack-pattern | attack pattern | kỹ thuật tấn công
campaign | campaign | chiến dịch
identity | identity | danh tính
indicator | indicator | chỉ báo
intrusion-set | intrusion set | nhóm xâm nhập
malware | malware | mã độc
observed-data | observed data | dữ liệu quan sát
threat-actor | threat actor | tác nhân đe dọa
threat-report | threat report | báo cáo mối đe dọa
tool | tool | công cụ
vulnerability | vulnerability | lỗ hổng
"""

_MALWARE = """
adware | adware | phần mềm quảng cáo
backdoor | backdoor | cửa hậu
bot | bot | mã độc bot
bootkit | bootkit | mã độc bootkit
ddos | DDoS | tấn công DDoS
downloader | downloader | mã tải mã độc khác
dropper | dropper | mã thả mã độc khác
exploit-kit | exploit kit | bộ công cụ khai thác
keylogger | keylogger | ghi phím
ransomware | ransomware | mã độc tống tiền
remote-access-trojan | remote access trojan | trojan điều khiển từ xa
resource-exploitation | resource exploitation | chiếm dụng tài nguyên
rogue-security-software | rogue security software | phần mềm bảo mật giả
rootkit | rootkit | mã độc rootkit
screen-capture | screen capture | chụp màn hình
spyware | spyware | phần mềm gián điệp
trojan | trojan | mã độc trojan
virus | virus | vi-rút
webshell | web shell | webshell
wiper | wiper | mã xóa dữ liệu
worm | worm | sâu máy tính
accesses-remote-machines | accesses remote machines | truy cập máy ở xa
anti-debugging | anti-debugging | chống gỡ lỗi
anti-disassembly | anti-disassembly | chống dịch ngược
anti-emulation | anti-emulation | chống giả lập
anti-memory-forensics | anti-memory forensics | chống giám định bộ nhớ
anti-sandbox | anti-sandbox | chống sandbox
anti-vm | anti-VM | chống máy ảo
captures-input-peripherals | captures input devices | thu dữ liệu từ thiết bị nhập
captures-output-peripherals | captures output devices | thu dữ liệu từ thiết bị xuất
captures-system-state-data | captures the system's state | thu thông tin hệ thống
cleans-traces-of-infection | cleans traces of infection | xóa dấu vết lây nhiễm
commits-fraud | commits fraud | gian lận
communicates-with-c2 | communicates with command and control | liên lạc với máy chủ điều khiển
compromises-data-availability | harms the availability of data | làm mất tính sẵn sàng của dữ liệu
compromises-data-integrity | harms the integrity of data | làm mất tính toàn vẹn của dữ liệu
compromises-system-availability | harms the availability of systems | làm mất tính sẵn sàng của hệ thống
controls-local-machine | controls the machine | chiếm quyền điều khiển máy
degrades-security-software | degrades security software | làm suy yếu phần mềm bảo mật
degrades-system-updates | degrades system updates | cản trở cập nhật hệ thống
determines-c2-server | finds its command and control server | tự xác định máy chủ điều khiển
emails-spam | sends spam | gửi thư rác
escalates-privileges | escalates privileges | nâng quyền
evades-av | evades antivirus | né phần mềm chống mã độc
exfiltrates-data | exfiltrates data | lấy dữ liệu ra ngoài
fingerprints-host | fingerprints the host | nhận dạng máy
hides-artifacts | hides artifacts | ẩn dấu vết
hides-executing-code | hides executing code | ẩn mã đang chạy
infects-files | infects files | lây nhiễm tệp
infects-remote-machines | infects remote machines | lây nhiễm máy ở xa
installs-other-components | installs other components | cài thêm thành phần
persists-after-system-reboot | persists after a reboot | tồn tại sau khi khởi động lại
prevents-artifact-access | prevents access to artifacts | chặn truy cập dấu vết
prevents-artifact-deletion | prevents deletion of artifacts | chặn xóa dấu vết
probes-network-environment | probes the network | dò quét mạng
self-modifies | modifies itself | tự biến đổi
steals-authentication-credentials | steals credentials | đánh cắp thông tin đăng nhập
violates-system-operational-integrity | violates the system's operational integrity | phá vỡ tính toàn vẹn vận hành của hệ thống
"""

_MEANS = """
amplification | amplification | khuếch đại
botnet | botnet | mạng botnet
command-and-control | command and control | chỉ huy và điều khiển
control-system | control system | hệ thống điều khiển
exfiltration | exfiltration | nơi nhận dữ liệu bị lấy
firewall | firewall | tường lửa
hosting-malware | hosting malware | lưu trữ mã độc
hosting-target-lists | hosting target lists | lưu trữ danh sách mục tiêu
phishing | phishing | lừa đảo
reconnaissance | reconnaissance | trinh sát
routers-switches | routers and switches | bộ định tuyến và chuyển mạch
staging | staging | nơi tập kết
workstation | workstation | máy trạm
denial-of-service | denial of service | từ chối dịch vụ
exploitation | exploitation | khai thác lỗ hổng
information-gathering | information gathering | thu thập thông tin
network-capture | network capture | thu dữ liệu mạng
credential-exploitation | credential exploitation | lợi dụng thông tin đăng nhập
remote-access | remote access | truy cập từ xa
vulnerability-scanning | vulnerability scanning | quét lỗ hổng
"""

_SECTORS = """
aerospace | aerospace | hàng không vũ trụ
agriculture | agriculture | nông nghiệp
automotive | automotive | ô tô
chemical | chemical | hóa chất
commercial | commercial | thương mại
communications | communications | truyền thông
construction | construction | xây dựng
dams | dams | đập, hồ chứa
defense | defence | quốc phòng
education | education | giáo dục
emergency-services | emergency services | dịch vụ khẩn cấp
energy | energy | năng lượng
entertainment | entertainment | giải trí
financial-services | financial services | tài chính, ngân hàng
government-local | local government | chính quyền địa phương
government-national | national government | chính quyền trung ương
government-public-services | public services | dịch vụ công
government-regional | regional government | chính quyền vùng
healthcare | healthcare | y tế
hospitality-leisure | hospitality and leisure | khách sạn, du lịch
infrastructure | infrastructure | hạ tầng
insurance | insurance | bảo hiểm
manufacturing | manufacturing | sản xuất
mining | mining | khai khoáng
non-profit | non-profit | phi lợi nhuận
nuclear | nuclear | hạt nhân
pharmaceuticals | pharmaceuticals | dược phẩm
retail | retail | bán lẻ
technology | technology | công nghệ
telecommunications | telecommunications | viễn thông
transportation | transportation | giao thông vận tải
utilities | utilities | điện, nước, tiện ích
water | water | cấp nước
"""

_REGIONS = """
africa | Africa | châu Phi
eastern-africa | Eastern Africa | Đông Phi
middle-africa | Middle Africa | Trung Phi
northern-africa | Northern Africa | Bắc Phi
southern-africa | Southern Africa | miền nam châu Phi
western-africa | Western Africa | Tây Phi
americas | the Americas | châu Mỹ
caribbean | the Caribbean | Ca-ri-bê
central-america | Central America | Trung Mỹ
latin-america-caribbean | Latin America and the Caribbean | Mỹ La-tinh và Ca-ri-bê
northern-america | Northern America | Bắc Mỹ
south-america | South America | Nam Mỹ
asia | Asia | châu Á
central-asia | Central Asia | Trung Á
eastern-asia | Eastern Asia | Đông Á
southern-asia | Southern Asia | Nam Á
south-eastern-asia | South-eastern Asia | Đông Nam Á
western-asia | Western Asia | Tây Á
europe | Europe | châu Âu
eastern-europe | Eastern Europe | Đông Âu
northern-europe | Northern Europe | Bắc Âu
southern-europe | Southern Europe | Nam Âu
western-europe | Western Europe | Tây Âu
oceania | Oceania | châu Đại Dương
antarctica | Antarctica | châu Nam Cực
australia-new-zealand | Australia and New Zealand | Úc và Niu Di-lân
melanesia | Melanesia | Mê-la-nê-di
micronesia | Micronesia | Mi-crô-nê-di
polynesia | Polynesia | Pô-li-nê-di
"""

WORDS: dict[str, Both] = table(
    "word", _ACTORS + _JUDGEMENTS + _MALWARE + _MEANS + _SECTORS + _REGIONS
)
