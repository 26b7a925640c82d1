"""Sectors of victims and countries, in English and Vietnamese; codes of sectors are STIX 2.1 §10.12's."""

from typing import Final

SECTORS: Final = """
agriculture | agriculture | nông nghiệp; agriculture; agricultural
aerospace | aerospace | hàng không vũ trụ; aerospace
automotive | automotive | ngành ô tô; automotive
chemical | chemicals | hóa chất; chemical industry; chemicals
communications | communications | viễn thông; truyền thông; nhà mạng; doanh nghiệp viễn thông; telecommunications; telecommunication; telecom; telecoms; telecom operators
construction | construction | xây dựng; construction industry; construction sector
defense | defence | quốc phòng; quân sự; quân đội; defense; defence; military
education | education | giáo dục; trường đại học; trường học; education; educational; universities; university; academia; schools
energy | energy | năng lượng; điện lực; dầu khí; energy; energy sector; oil and gas; electricity; power grid; nuclear
entertainment | entertainment and games | giải trí; entertainment; gaming; video game; game developers
financial-services | financial services | ngân hàng; tài chính; chứng khoán; bảo hiểm; tổ chức tài chính; tổ chức tín dụng; ngân hàng tmcp; ví điện tử; trung gian thanh toán; banking; financial; financial services; financial institutions; finance; bank; banks; insurance; fintech
government | government | chính phủ; cơ quan nhà nước; chính quyền; bộ ngành; cơ quan chính phủ; government; governments; governmental; public sector; ministry of foreign affairs; ministries; diplomatic; embassies; embassy; diplomats
emergency-services | police and emergency services | công an; cảnh sát; cứu hộ; law enforcement; emergency services
healthcare | healthcare | y tế; bệnh viện; chăm sóc sức khỏe; healthcare; health care; hospitals; hospital; medical
hospitality-leisure | hotels and travel | du lịch; khách sạn; hospitality; hotels; tourism; travel industry
infrastructure | critical infrastructure | hạ tầng trọng yếu; cơ sở hạ tầng trọng yếu; critical infrastructure; water treatment; utilities
manufacturing | manufacturing | sản xuất; manufacturing; manufacturers; industrial
mining | mining | khai khoáng; mining industry; mining sector
non-profit | non-profit | phi chính phủ; tổ chức phi lợi nhuận; nonprofit; nonprofits; ngo; ngos; non-profit; think tanks; think tank; human rights organizations
pharmaceuticals | pharmaceuticals | dược phẩm; pharmaceutical; pharmaceuticals; biotechnology
retail | retail | bán lẻ; thương mại điện tử; retail; e-commerce; retailers; ecommerce
technology | technology | công nghệ thông tin; công nghệ; technology; information technology; technology companies; software companies; semiconductor; semiconductors; managed service providers
transportation | transport | giao thông; vận tải; logistics; hàng hải; transportation; shipping; maritime; aviation; airlines; railway
media | media and press | báo chí; truyền hình; media; journalists; news organizations; broadcasters
legal | law | luật sư; văn phòng luật; law firms; legal sector
"""

COUNTRIES: Final = """
AE | United Arab Emirates | United Arab Emirates; UAE; Các Tiểu vương quốc Ả Rập Thống nhất
AF | Afghanistan | Afghanistan
AM | Armenia | Armenia
AR | Argentina | Argentina
AT | Austria | Austria; Áo quốc
AU | Australia | Australia; Úc
AZ | Azerbaijan | Azerbaijan
BD | Bangladesh | Bangladesh
BE | Belgium | Belgium
BG | Bulgaria | Bulgaria
BN | Brunei | Brunei
BR | Brazil | Brazil; Brasil
BY | Belarus | Belarus
CA | Canada | Canada
CH | Switzerland | Switzerland; Thụy Sĩ
CL | Chile | Chile
CN | China | China; Trung Quốc; PRC
CO | Colombia | Colombia
CU | Cuba | Cuba
CY | Cyprus | Cyprus
CZ | Czechia | Czechia; Czech Republic; Cộng hòa Séc
DE | Germany | Germany; Đức
DK | Denmark | Denmark; Đan Mạch
EC | Ecuador | Ecuador
EE | Estonia | Estonia
EG | Egypt | Egypt; Ai Cập
ES | Spain | Spain; Tây Ban Nha
ET | Ethiopia | Ethiopia
FI | Finland | Finland; Phần Lan
FR | France | France; Pháp quốc; nước Pháp
GB | United Kingdom | United Kingdom; UK; U.K; Great Britain; Britain; England; Vương quốc Anh; nước Anh
GE | Georgia | Georgia
GR | Greece | Greece; Hy Lạp
HK | Hong Kong | Hong Kong; Hồng Kông; Hongkong
HR | Croatia | Croatia
HU | Hungary | Hungary
ID | Indonesia | Indonesia
IE | Ireland | Ireland
IL | Israel | Israel
IN | India | India; Ấn Độ
IQ | Iraq | Iraq
IR | Iran | Iran
IT | Italy | Italy; Ý quốc; nước Ý
JO | Jordan | Jordan
JP | Japan | Japan; Nhật Bản
KE | Kenya | Kenya
KG | Kyrgyzstan | Kyrgyzstan
KH | Cambodia | Cambodia; Campuchia; Cam-pu-chia
KP | North Korea | North Korea; DPRK; Triều Tiên; Bắc Triều Tiên
KR | South Korea | South Korea; Republic of Korea; Hàn Quốc
KW | Kuwait | Kuwait
KZ | Kazakhstan | Kazakhstan
LA | Laos | Laos; Lào
LB | Lebanon | Lebanon; Li-băng
LK | Sri Lanka | Sri Lanka
LT | Lithuania | Lithuania; Litva
LV | Latvia | Latvia
LY | Libya | Libya
MA | Morocco | Morocco
MD | Moldova | Moldova
MM | Myanmar | Myanmar; Burma; Mi-an-ma
MN | Mongolia | Mongolia; Mông Cổ
MO | Macao | Macao; Macau; Ma Cao
MX | Mexico | Mexico
MY | Malaysia | Malaysia; Ma-lai-xi-a
NG | Nigeria | Nigeria
NI | Nicaragua | Nicaragua
NL | Netherlands | Netherlands; The Netherlands; Hà Lan
NO | Norway | Norway; Na Uy
NP | Nepal | Nepal
NZ | New Zealand | New Zealand
OM | Oman | Oman
PE | Peru | Peru
PH | Philippines | Philippines; Phi-líp-pin
PK | Pakistan | Pakistan
PL | Poland | Poland; Ba Lan
PS | Palestine | Palestine; Palestinian Territories
PT | Portugal | Portugal; Bồ Đào Nha
QA | Qatar | Qatar
RO | Romania | Romania
RS | Serbia | Serbia
RU | Russia | Russia; Russian Federation; Liên bang Nga; nước Nga
SA | Saudi Arabia | Saudi Arabia; Ả Rập Xê Út; Ả Rập Saudi
SD | Sudan | Sudan
SE | Sweden | Sweden; Thụy Điển
SG | Singapore | Singapore; Xin-ga-po
SK | Slovakia | Slovakia
SI | Slovenia | Slovenia
SY | Syria | Syria
TH | Thailand | Thailand; Thái Lan
TJ | Tajikistan | Tajikistan
TL | Timor-Leste | Timor-Leste; East Timor
TM | Turkmenistan | Turkmenistan
TN | Tunisia | Tunisia
TR | Türkiye | Turkey; Türkiye; Thổ Nhĩ Kỳ
TW | Taiwan | Taiwan; Đài Loan
UA | Ukraine | Ukraine; U-crai-na
US | United States | United States; USA; U.S.A; US; U.S; United States of America; Hoa Kỳ; nước Mỹ
UZ | Uzbekistan | Uzbekistan
VE | Venezuela | Venezuela
VN | Viet Nam | Vietnam; Viet Nam; Việt Nam
YE | Yemen | Yemen
ZA | South Africa | South Africa; Nam Phi
"""
