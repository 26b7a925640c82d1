"""The crimes and methods of our lexicon as officers call them, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both, table

_CRIMES = """
impersonating-police | impersonation of police | giả danh công an
impersonating-authority | impersonation of an authority | giả danh cơ quan nhà nước
impersonating-bank | impersonation of a bank | giả danh ngân hàng
impersonating-company | impersonation of a company or brand | giả danh doanh nghiệp, thương hiệu
impersonating-relative | impersonation of relatives or friends | giả danh người thân, bạn bè
fake-investment | fake investment floor | sàn đầu tư giả mạo
online-gambling | online gambling | đánh bạc trực tuyến
mule-accounts | mule accounts | mua bán, cho thuê tài khoản ngân hàng
sim-box | SIM boxes and fake base stations | SIM box, trạm phát sóng giả
junk-sim | SIM cards of nobody | SIM rác
sim-swap | SIM swap | chiếm quyền SIM
phishing | phishing | lừa đảo trực tuyến lấy thông tin
spear-phishing | spear phishing | lừa đảo có chủ đích
smishing | fraud by SMS | lừa đảo qua tin nhắn
vishing | fraud by telephone | lừa đảo qua điện thoại
deepfake | deepfake calls | cuộc gọi deepfake
job-scam | work-from-home and task fraud | lừa việc nhẹ lương cao
romance-scam | romance fraud | lừa đảo tình cảm
gift-scam | gift and prize fraud | lừa đảo trúng thưởng, tặng quà
loan-app | loan apps and usury online | tín dụng đen, ứng dụng vay tiền
recovery-scam | fake help to get money back | giả giúp lấy lại tiền bị lừa
online-shopping-fraud | fraud in online shopping | lừa đảo mua bán trên mạng
advance-fee | advance-fee fraud | lừa nộp phí trước
business-email-compromise | business e-mail compromise | lừa đảo qua thư điện tử doanh nghiệp
account-takeover | taking over accounts | chiếm đoạt tài khoản
otp-theft | stealing one-time passwords | chiếm đoạt mã OTP
remote-control-app | apps that take over the phone | ứng dụng chiếm quyền điện thoại
card-fraud | fraud with payment cards | gian lận thẻ thanh toán
money-laundering | money laundering | rửa tiền
illegal-payment | illegal payment gateways | cổng thanh toán trái phép
human-trafficking | trafficking into scam compounds | mua bán người, ép làm lừa đảo
fraud | fraud | lừa đảo chiếm đoạt tài sản
pyramid-scheme | pyramid schemes | đa cấp trái phép
data-trade | trade in personal data | mua bán dữ liệu cá nhân
data-leak | data leak | lộ, lọt dữ liệu
ransomware | ransomware | mã độc tống tiền
extortion | extortion | tống tiền
malware | malware | mã độc
botnet | botnet | mạng máy tính ma (botnet)
ddos | denial of service | tấn công từ chối dịch vụ
cryptomining | mining with others' machines | đào tiền ảo trái phép
espionage | espionage | gián điệp mạng
supply-chain-attack | attack by the supply chain | tấn công chuỗi cung ứng
intrusion | intrusion | xâm nhập trái phép
defacement | defacement | thay đổi giao diện trang web
exploit | exploitation of a weakness | khai thác lỗ hổng
brute-force | guessing passwords | dò mật khẩu
social-engineering | social engineering | tấn công phi kỹ thuật
web-attack | attack on web applications | tấn công ứng dụng web
fake-news | false information | tin giả
child-abuse | abuse of children online | xâm hại trẻ em trên mạng
illegal-goods | illegal goods online | mua bán hàng cấm trên mạng
"""

WORDS: dict[str, Both] = {
    **table("crime", _CRIMES),
    "sector.media": Both("media and press", "báo chí, truyền thông đại chúng"),
    "sector.legal": Both("law", "pháp lý, luật sư"),
}
