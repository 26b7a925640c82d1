"""How Vietnamese reports describe techniques, by ATT&CK number, in the notation of `phrases.py`.

Each line: number | ATT&CK's name | descriptions. Hyphens join the syllables of one word. A description of four
syllables or more is found without its marks, too.
"""

from typing import Final

METHODS: Final = r"""
T1595 | Active Scanning | quét/rà-quét * máy-chủ/hệ-thống/thiết-bị/dải-mạng * công-khai/trên-internet/lộ-lọt/trên-mạng
T1598 | Phishing for Information | thu-thập/đánh-cắp/lấy * thông-tin-đăng-nhập/mật-khẩu * qua/bằng/trên trang/website/cổng * giả/giả-mạo
T1583.001 | Domains | đăng-ký * tên-miền * giống/tương-tự/giả-mạo/nhái/gần-giống; tên-miền * nhái/giả-mạo/gần-giống
T1566 | Phishing | thư/email/e-mail/thư-điện-tử/tin-nhắn lừa-đảo/giả-mạo/độc-hại/mồi-nhử/rác * đính-kèm/đường-dẫn/liên-kết/mã-độc; phát-tán/gửi * thư/email/e-mail/thư-điện-tử lừa-đảo/giả-mạo/độc-hại/mồi-nhử/rác; chiến-dịch/đợt/tấn-công * phishing/spear-phishing/lừa-đảo-qua-thư-điện-tử/lừa-đảo-qua-email; phát-tán/lây-nhiễm/lan/xâm-nhập * qua/bằng/thông-qua * thư-điện-tử/email/e-mail
T1566.001 | Spearphishing Attachment | thư/email/e-mail/thư-điện-tử * đính-kèm/kèm-theo/kèm * tệp/tập-tin/tệp-tin/file/tài-liệu/văn-bản/mã-độc; tệp/tập-tin/tệp-tin/file/tài-liệu/văn-bản đính-kèm; đính-kèm * tệp/tập-tin/tệp-tin/file/tài-liệu/văn-bản * độc-hại/chứa/nhiễm
T1566.002 | Spearphishing Link | thư/email/e-mail/thư-điện-tử/tin-nhắn * chứa/có/kèm/kèm-theo/gắn * liên-kết/đường-dẫn/đường-link/link/url; đường-dẫn/liên-kết/đường-link/link độc-hại/lừa-đảo/giả-mạo
T1189 | Drive-by Compromise | watering-hole; chiếm-quyền/xâm-nhập/cài-mã-độc/chèn-mã-độc * trang-web/website * người-dùng/nạn-nhân * thường/truy-cập; quảng-cáo độc-hại; chèn mã-độc/mã-độc-hại vào * trang-web/website/trang-thông-tin
T1190 | Exploit Public-Facing Application | khai-thác/lợi-dụng/tận-dụng * lỗ-hổng/điểm-yếu ** máy-chủ/thiết-bị/ứng-dụng/website/cổng/exchange/vpn/tường-lửa/trang-web/sharepoint/hệ-thống; khai-thác * lỗ-hổng * zero-day/0-day/chưa-vá/chưa-được-vá/nghiêm-trọng/đã-biết; tấn-công * chèn-câu-lệnh-sql/sql-injection; xâm-nhập * qua/bằng/thông-qua * lỗ-hổng
T1195 | Supply Chain Compromise | tấn-công * chuỗi-cung-ứng; cài-cắm/chèn/cấy * mã-độc/cửa-hậu * vào * phần-mềm/bản-cập-nhật/gói-cài-đặt/thư-viện; bản-cập-nhật/gói-cài-đặt/phần-mềm bị * cài/chèn/cấy * mã-độc/cửa-hậu
T1078 | Valid Accounts | tài-khoản/thông-tin-đăng-nhập/mật-khẩu * bị-lộ/bị-đánh-cắp/đánh-cắp-được/lộ-lọt/đã-chiếm-được; sử-dụng/dùng/lợi-dụng * tài-khoản * hợp-lệ/hợp-pháp/quản-trị/bị-lộ/bị-chiếm-đoạt/đánh-cắp; đăng-nhập bằng * tài-khoản * bị/quản-trị/đánh-cắp/nhân-viên
T1133 | External Remote Services | truy-cập/đăng-nhập/kết-nối/xâm-nhập * qua/bằng/thông-qua * vpn/rdp/remote-desktop/dịch-vụ-truy-cập-từ-xa; cổng/dịch-vụ rdp/vpn/remote-desktop * mở/công-khai/internet
T1091 | Replication Through Removable Media | lây-lan/lây-nhiễm/phát-tán/lan * qua/bằng * usb/ổ-đĩa-di-động/thiết-bị-lưu-trữ; usb * nhiễm/chứa * mã-độc; thiết-bị-nhớ/usb nhiễm/bị-nhiễm
T1059 | Command and Scripting Interpreter | thực-thi/chạy/thực-hiện * lệnh/câu-lệnh * tùy-ý/từ-xa/hệ-thống/shell/điều-khiển/độc-hại; thực-thi/chạy/kích-hoạt * tập-lệnh/kịch-bản/script/đoạn-mã/mã-lệnh
T1059.001 | PowerShell | lệnh/câu-lệnh/tập-lệnh/kịch-bản/đoạn-mã/script/mã/đoạn-lệnh powershell; qua/bằng/dùng/gọi/chạy powershell
T1059.003 | Windows Command Shell | tệp/tập-tin/file/kịch-bản/tập-lệnh batch/bat; qua/bằng/dùng/gọi * cmd.exe/cmd
T1059.005 | Visual Basic | macro độc-hại/độc; chứa/kích-hoạt/bật/cho-phép/nhúng/có/chạy * [mã] macro(s); macro * tự-động/trong/được * chạy/tài-liệu/văn-bản/thực-thi/bật; mã/đoạn-mã/tập-lệnh vba/vbscript/vbs
T1059.007 | JavaScript | mã/đoạn-mã/tập-lệnh/tệp/tập-tin javascript/jscript
T1203 | Exploitation for Client Execution | khai-thác/lợi-dụng * lỗ-hổng ** office/word/excel/winrar/trình-duyệt/adobe/chrome/equation-editor/outlook; tài-liệu/văn-bản/tệp khai-thác * lỗ-hổng
T1204 | User Execution | dụ/lừa/dụ-dỗ/lừa-dụ/thuyết-phục/yêu-cầu/hướng-dẫn/khuyến-khích * nạn-nhân/người-dùng/người-nhận/người-bị-hại * mở/bấm/nhấp/nhấn/tải/cài/chạy/cài-đặt/truy-cập/click/bật; nạn-nhân/người-dùng/người-nhận/nhân-viên * mở/bấm/nhấp/nhấn/kích/click/chạy * vào/tệp/tập-tin/tài-liệu/liên-kết/đường-dẫn/file/link
T1204.002 | Malicious File | mở/chạy/kích-hoạt * tệp/tập-tin/tệp-tin/tài-liệu/văn-bản/file * đính-kèm/độc-hại/chứa/nhiễm/lnk/word/excel; tệp/tập-tin/tệp-tin/file/tài-liệu/văn-bản/bộ-cài/ứng-dụng * chứa/nhiễm/nhúng/cài * mã-độc; bật/kích-hoạt/cho-phép [chạy] [tính-năng] macro(s)/nội-dung; tài-liệu/văn-bản/tệp mồi/mồi-nhử/nghi-binh; khi/sau-khi * mở * tệp/tập-tin/tài-liệu/file/văn-bản
T1053.005 | Scheduled Task | tạo/lập/đăng-ký/thiết-lập/thêm/cài/đặt * tác-vụ/tác-vụ-định-kỳ/tác-vụ-lập-lịch/lịch-chạy/lập-lịch/scheduled-task/lịch-tác-vụ; tác-vụ/nhiệm-vụ/công-việc lập-lịch/định-kỳ/theo-lịch/đã-lên-lịch/được-lập-lịch/hẹn-giờ; bộ-lập-lịch/trình-lập-lịch * tác-vụ/windows
T1053 | Scheduled Task/Job | tạo/thêm/cài * cron/crontab
T1047 | Windows Management Instrumentation | qua/bằng/dùng/sử-dụng/thông-qua wmi/wmic
T1569.002 | Service Execution | qua/bằng/dùng/sử-dụng/thông-qua psexec
T1547.001 | Registry Run Keys / Startup Folder | khóa/khoá run/runonce/khởi-động; khóa/khoá * registry ** run/khởi-động/tự-khởi-động/tự-chạy; thư-mục * startup/khởi-động; tự/tự-động khởi-chạy/khởi-động/chạy * cùng/khi/lúc/mỗi * windows/hệ-thống/máy/máy-tính/khởi-động/đăng-nhập; khởi-động cùng * windows/hệ-thống/máy; duy-trì * hiện-diện/bám-trụ/tồn-tại ** registry/khởi-động/run/startup
T1543.003 | Windows Service | tạo/cài/cài-đặt/đăng-ký * dịch-vụ * mới/windows/hệ-thống/độc-hại/giả; cài/cài-đặt/đăng-ký/chạy * như/dưới-dạng/thành/làm * dịch-vụ
T1574.001 | DLL | nạp/tải/chèn * dll/thư-viện * độc-hại/giả-mạo/độc * [qua/bằng/vào]; kỹ-thuật/tấn-công * dll side-loading/sideloading/hijacking; lợi-dụng/dùng/sử-dụng * tệp/chương-trình/phần-mềm/ứng-dụng/tiến-trình * hợp-pháp/hợp-lệ/có-chữ-ký * nạp/tải * dll/thư-viện/mã-độc; dll độc-hại/giả-mạo
T1505.003 | Web Shell | cài/cài-đặt/đặt/tải-lên/tải/cấy/cài-cắm/chèn/thả/để-lại * webshell/web-shell; webshell/web-shell
T1136 | Create Account | tạo/thêm/lập * tài-khoản * quản-trị/mới/ẩn/người-dùng/trái-phép/domain
T1098 | Account Manipulation | thêm/đưa * tài-khoản/người-dùng * vào * nhóm
T1068 | Exploitation for Privilege Escalation | leo-thang * đặc-quyền/quyền; nâng * đặc-quyền/quyền * bằng/qua/nhờ/lên/thông-qua; khai-thác * lỗ-hổng * leo-thang/nâng-quyền/nâng-đặc-quyền; chiếm quyền * quản-trị-hệ-thống/system/root/administrator
T1548.002 | Bypass User Account Control | vượt-qua/vượt/qua-mặt/bỏ-qua * uac
T1484 | Domain or Tenant Policy Modification | sửa/sửa-đổi/thay-đổi/tạo/lợi-dụng * chính-sách-nhóm/group-policy/gpo
T1055 | Process Injection | chèn/tiêm/bơm/nhúng/cấy * mã/mã-độc/mã-lệnh/shellcode/dll/payload/chính-nó/đoạn-mã * vào * tiến-trình/bộ-nhớ/process/explorer.exe/svchost.exe/ứng-dụng-đang-chạy; tiêm/chèn/bơm * vào * tiến-trình/bộ-nhớ/process; kỹ-thuật * tiêm/chèn/process * tiến-trình/mã/injection
T1055.012 | Process Hollowing | process-hollowing; tiến-trình * bị/được/đang/trạng-thái * treo/tạm-dừng/rỗng/làm-rỗng
T1014 | Rootkit | cài/cài-đặt/dùng/sử-dụng/chứa/bộ rootkit
T1027 | Obfuscated Files or Information | làm-rối/xáo-trộn/rối * mã/mã-nguồn/mã-lệnh/script/chuỗi/kịch-bản; mã/mã-nguồn/tập-lệnh/script/đoạn-mã/chuỗi/payload/cấu-hình/mã-lệnh/mã-độc * được/bị * làm-rối/xáo-trộn/mã-hóa/mã-hoá/mã-hóa-base64/đóng-gói/che-giấu; mã-hóa/mã-hoá/ẩn/giấu/che-giấu/nén * chuỗi/cấu-hình/mã-độc/payload/shellcode/mã-lệnh * bằng/dưới-dạng/trong/với/để; mã-hóa/mã-hoá * base64/xor/rc4; đóng-gói bằng * upx/packer/themida/vmprotect/trình-đóng-gói; tệp/tập-tin/file/tệp-tin * nén/zip/rar * đặt-mật-khẩu/có-mật-khẩu/bảo-vệ-bằng-mật-khẩu; vượt-qua/né-tránh/qua-mặt/lẩn-tránh/tránh/né * phần-mềm-diệt-vi-rút/phần-mềm-diệt-virus/sự-phát-hiện/phát-hiện/chữ-ký
T1027.003 | Steganography | giấu/ẩn/nhúng * mã/mã-độc/dữ-liệu/payload * trong/vào * ảnh/hình-ảnh/tệp-ảnh/bức-ảnh
T1140 | Deobfuscate/Decode Files or Information | giải-mã * [và] * payload/mã-độc/chuỗi/cấu-hình/shellcode/mã-lệnh/tệp/tập-tin/dll/tải-trọng/thành-phần/nội-dung; giải-nén * và/rồi * chạy/thực-thi/cài; giải-mã và/rồi * chạy/nạp/thực-thi
T1036 | Masquerading | giả-dạng/giả-danh/núp-bóng/ngụy-trang/nguỵ-trang/trá-hình/đội-lốt * phần-mềm/ứng-dụng/tệp/tập-tin/tài-liệu/bản-cập-nhật/tiến-trình/dịch-vụ/chương-trình/bộ-cài/pdf/word/hợp-pháp; đặt-tên/có-tên * giống/trùng/tương-tự * hệ-thống/windows/hợp-pháp/tiến-trình; biểu-tượng * giả/pdf/word/excel; ký bằng * chứng-thư/chứng-chỉ * đánh-cắp/giả/hợp-lệ; chữ-ký-số giả/đánh-cắp/hợp-lệ
T1036.007 | Double File Extension | đuôi/phần-mở-rộng kép/giả
T1070 | Indicator Removal | xóa/xoá * dấu-vết/vết/chứng-cứ/bằng-chứng/vết-tích; che-giấu/xóa-sạch/phi-tang * dấu-vết
T1070.001 | Clear Windows Event Logs | xóa/xoá * nhật-ký/log/event-log
T1070.004 | File Deletion | tự xóa/xoá/hủy/huỷ; tự-xóa/tự-xoá/tự-hủy/tự-huỷ; xóa/xoá * chính-nó/bản-thân/tệp-gốc/tập-tin-gốc/tệp-cài-đặt
T1562 | Impair Defenses | vô-hiệu-hóa/vô-hiệu-hoá/vô-hiệu/tắt/dừng/gỡ/gỡ-bỏ/vượt-qua/chấm-dứt/qua-mặt * defender/phần-mềm-diệt-vi-rút/phần-mềm-diệt-virus/diệt-virus/diệt-vi-rút/antivirus/phần-mềm-bảo-mật/edr/phần-mềm-an-ninh/giải-pháp-bảo-mật/tường-lửa/công-cụ-bảo-mật/tính-năng-bảo-mật/giám-sát/amsi
T1112 | Modify Registry | sửa/sửa-đổi/thay-đổi/ghi/thêm/tạo/xóa/chỉnh-sửa * registry/khóa-registry/khoá-registry/giá-trị-registry
T1497 | Virtualization/Sandbox Evasion | phát-hiện/kiểm-tra/nhận-biết/dò * máy-ảo/môi-trường-ảo/sandbox/môi-trường-ảo-hóa/môi-trường-phân-tích; né/né-tránh/chống/tránh/vượt-qua * sandbox/máy-ảo/phân-tích/gỡ-lỗi; chống phân-tích/gỡ-lỗi
T1480 | Execution Guardrails | chỉ * hoạt-động/kích-hoạt/chạy/lây-nhiễm * nếu/khi/tại/ở/trên ** việt-nam/ngôn-ngữ/quốc-gia/địa-chỉ-ip/khu-vực
T1218 | System Binary Proxy Execution | qua/bằng/dùng/lợi-dụng/gọi/sử-dụng/thông-qua rundll32/regsvr32/mshta/msiexec/installutil
T1564 | Hide Artifacts | ẩn/giấu * thư-mục/tệp/tập-tin/cửa-sổ/tiến-trình
T1620 | Reflective Code Loading | nạp/chạy/thực-thi/tải * trực-tiếp * trong/vào/trên * bộ-nhớ
T1003 | OS Credential Dumping | trích-xuất/kết-xuất/đánh-cắp/thu-thập/lấy/dump/lấy-cắp * mật-khẩu/thông-tin-đăng-nhập/thông-tin-xác-thực/mã-băm * từ/trong * bộ-nhớ/lsass/sam/ntds/hệ-thống/domain-controller; bộ-nhớ/tiến-trình lsass; dùng/sử-dụng/chạy/bằng * mimikatz
T1555 | Credentials from Password Stores | đánh-cắp/lấy-cắp/thu-thập/trích-xuất/lấy/trộm * mật-khẩu/cookie/thông-tin-đăng-nhập/tài-khoản * lưu/từ/trong/trên * trình-duyệt; mật-khẩu * lưu * trình-duyệt; đánh-cắp/lấy-cắp * dữ-liệu/cookie * trình-duyệt
T1539 | Steal Web Session Cookie | đánh-cắp/lấy-cắp/chiếm * cookie/phiên/session/phiên-đăng-nhập/cookie-phiên
T1056.001 | Keylogging | ghi/theo-dõi/thu/bắt/ghi-lại * thao-tác/phím/bàn-phím/thao-tác-bàn-phím/phím-bấm/phím-gõ; keylogger/ghi-bàn-phím; ghi nhật-ký * bàn-phím
T1110 | Brute Force | dò/dò-quét/đoán * mật-khẩu; tấn-công * vét-cạn/brute-force/dò-mật-khẩu; thử/dò * hàng-loạt * mật-khẩu
T1557 | Adversary-in-the-Middle | tấn-công * xen-giữa/người-đứng-giữa/đứng-giữa; đứng-giữa * chặn/đánh-cắp
T1111 | Multi-Factor Authentication Interception | đánh-cắp/chiếm/lấy/chặn/lừa-lấy/đọc/lấy-cắp * mã-otp/otp/mã-xác-thực/mã-xác-minh
T1082 | System Information Discovery | thu-thập/lấy/gửi/ghi-nhận/trích-xuất/khai-thác * thông-tin * hệ-thống/máy/máy-tính/thiết-bị/cấu-hình/hệ-điều-hành; tên-máy/tên-máy-tính/phiên-bản-hệ-điều-hành ** gửi/máy-chủ/thu-thập; thu-thập/lấy/gửi ** tên-máy/tên-máy-tính/phiên-bản-hệ-điều-hành/phiên-bản-windows
T1033 | System Owner/User Discovery | thu-thập/lấy/gửi/kiểm-tra ** tên-người-dùng/tên-tài-khoản/quyền-người-dùng
T1016 | System Network Configuration Discovery | thu-thập/lấy/gửi/kiểm-tra ** địa-chỉ-ip/địa-chỉ-mac/cấu-hình-mạng
T1018 | Remote System Discovery | quét/dò/rà/liệt-kê/thăm-dò * mạng-nội-bộ/máy-tính-trong-mạng/máy-trong-mạng/máy-chủ-trong-mạng/các-máy
T1046 | Network Service Discovery | quét/dò * cổng/dịch-vụ * mở/mạng/nội-bộ
T1057 | Process Discovery | liệt-kê/kiểm-tra/thu-thập/lấy * danh-sách-tiến-trình/tiến-trình * [đang-chạy]
T1083 | File and Directory Discovery | liệt-kê/tìm-kiếm/duyệt/quét/tìm/dò * tệp/tập-tin/tệp-tin/thư-mục/tài-liệu/ổ-đĩa/file
T1518.001 | Security Software Discovery | kiểm-tra/phát-hiện/dò/liệt-kê/thu-thập * phần-mềm-diệt-vi-rút/phần-mềm-diệt-virus/phần-mềm-bảo-mật/antivirus
T1021 | Remote Services | lây-lan/di-chuyển/lan/lan-truyền/mở-rộng/di-chuyển-ngang ** qua/bằng/thông-qua * rdp/smb/psexec/ssh/remote-desktop/winrm
T1570 | Lateral Tool Transfer | sao-chép/chép/chuyển/phát-tán * [mã-độc/công-cụ/tệp] * sang/tới/đến/lên * máy-khác/máy-chủ-khác/các-máy/máy-trong-mạng/thư-mục-chia-sẻ
T1113 | Screen Capture | chụp/ghi/quay * màn-hình/ảnh-màn-hình
T1115 | Clipboard Data | đánh-cắp/đọc/theo-dõi/thay/thay-thế/thay-đổi * clipboard/bộ-nhớ-tạm/khay-nhớ-tạm
T1123 | Audio Capture | nghe-lén/bật/thu * micro/microphone/âm-thanh
T1125 | Video Capture | bật/chiếm/quay/ghi * webcam/camera
T1005 | Data from Local System | đánh-cắp/thu-thập/lấy-cắp/trộm * tài-liệu/dữ-liệu/tệp/thông-tin * nhạy-cảm/mật/nội-bộ/quan-trọng/từ-máy/trên-máy
T1560 | Archive Collected Data | nén/đóng-gói * dữ-liệu/tài-liệu/tệp/tập-tin * thành/bằng/vào/trước-khi/rồi/và
T1114 | Email Collection | đánh-cắp/thu-thập/đọc/tải/trích-xuất * hộp-thư/thư-điện-tử/email/e-mail
T1071 | Application Layer Protocol | kết-nối/liên-lạc/giao-tiếp/liên-hệ/nhận-lệnh/trao-đổi ** máy-chủ-điều-khiển/máy-chủ-c2/máy-chủ-c&c/c2/c&c ** http/https/giao-thức; máy-chủ-điều-khiển ** http/https
T1071.001 | Web Protocols | kết-nối/liên-lạc/giao-tiếp/gửi/truyền/trao-đổi ** qua/bằng/thông-qua/dùng * http/https; yêu-cầu/gói-tin/giao-thức http/https * máy-chủ/điều-khiển/tới/đến
T1071.004 | DNS | kết-nối/liên-lạc/giao-tiếp/gửi/truyền ** qua/bằng/thông-qua * dns; đường-hầm/truy-vấn dns * điều-khiển/dữ-liệu/ra-ngoài
T1573 | Encrypted Channel | lưu-lượng/kết-nối/kênh/giao-tiếp/liên-lạc * được/bị * mã-hóa/mã-hoá; mã-hóa/mã-hoá * lưu-lượng/kết-nối/kênh/giao-tiếp/liên-lạc
T1090 | Proxy | qua/dùng/thông-qua/sử-dụng * mạng-tor/tor/proxy/máy-chủ-trung-gian/máy-chủ-proxy
T1102 | Web Service | dùng/sử-dụng/lợi-dụng/qua/thông-qua * telegram/google-drive/dropbox/github/discord ** máy-chủ-điều-khiển/điều-khiển/nhận-lệnh/c2/c&c; bot telegram * nhận/gửi/điều-khiển
T1568.002 | Domain Generation Algorithms | thuật-toán * sinh-tên-miền/tạo-tên-miền
T1105 | Ingress Tool Transfer | tải/tải-về/tải-xuống/nạp/kéo/thả/thả-xuống/cài-thêm * thêm/mã-độc/payload/công-cụ/tệp/tập-tin/tệp-tin/thành-phần/backdoor/trojan/module/mô-đun * từ/về/xuống/khác/bổ-sung/giai-đoạn/độc-hại; tải-về/tải-xuống và/rồi * chạy/thực-thi/cài/cài-đặt/mở; tải/tải-xuống/tải-về * mã-độc/payload/backdoor/trojan; tải mã-độc
T1219 | Remote Access Tools | cài/cài-đặt/dùng/sử-dụng/lợi-dụng/qua/thông-qua * anydesk/teamviewer/ultraviewer/screenconnect/rustdesk/phần-mềm-điều-khiển-từ-xa/công-cụ-điều-khiển-từ-xa/ứng-dụng-điều-khiển-từ-xa
T1041 | Exfiltration Over C2 Channel | gửi/truyền/chuyển/tuồn/đẩy/tải ** dữ-liệu/thông-tin/tài-liệu/kết-quả ** về/tới/đến/lên/ra * máy-chủ/máy-chủ-điều-khiển/c2/c&c/kẻ-tấn-công/tin-tặc/bên-ngoài/ra-ngoài; tuồn/trích-rút/rút-trộm/đánh-cắp * dữ-liệu/tài-liệu * ra-ngoài/về/tới; gửi về máy-chủ * điều-khiển/kẻ-tấn-công/c2
T1567 | Exfiltration Over Web Service | tải/đẩy/gửi/tuồn ** dữ-liệu/tài-liệu/tệp ** lên/qua * google-drive/mega/dropbox/onedrive/telegram/đám-mây/dịch-vụ-lưu-trữ
T1486 | Data Encrypted for Impact | mã-hóa/mã-hoá * dữ-liệu/tệp/tập-tin/máy-chủ/hệ-thống/ổ-đĩa/tệp-tin/máy-ảo * đòi/tống/của/và/để/trên * chuộc/tiền/tiền-chuộc/nạn-nhân/hệ-thống/máy; dữ-liệu/tệp/tập-tin/hệ-thống/máy-chủ * bị mã-hóa/mã-hoá; thư/thông-điệp/ghi-chú đòi-tiền-chuộc/tống-tiền
T1490 | Inhibit System Recovery | xóa/xoá/hủy/phá/vô-hiệu-hóa * bản-sao-lưu/sao-lưu/bản-sao-bóng/shadow-copy/shadow-copies/bản-lưu-dự-phòng
T1489 | Service Stop | dừng/tắt/chấm-dứt * dịch-vụ/tiến-trình/cơ-sở-dữ-liệu * trước/để/khi/sao-lưu/sql/của
T1485 | Data Destruction | phá-hủy/phá-huỷ/ghi-đè/xóa-sạch/xoá-sạch * dữ-liệu/ổ-đĩa/ổ-cứng/tệp/mbr/máy-ảo; mã-độc * xóa/phá-hủy/phá-huỷ * dữ-liệu
T1491 | Defacement | thay-đổi/đổi * giao-diện * trang/website/trang-web/trang-chủ; deface
T1498 | Network Denial of Service | tấn-công * từ-chối-dịch-vụ/ddos/làm-nghẽn
T1496 | Resource Hijacking | đào * tiền-ảo/tiền-điện-tử/tiền-mã-hóa/tiền-số/coin/monero/bitcoin
"""
