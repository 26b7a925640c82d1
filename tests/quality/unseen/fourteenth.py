"""A fourteenth set, by a third stranger who had seen neither rules nor sets, and only judged: no weight is fitted on it.

About half of the texts disarm. Names, numbers and addresses are made up; well-known services stand only on the benign side.
"""

from typing import Final

_M: Final = "malicious"
_B: Final = "benign"

ENGLISH: Final[tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]] = (
    (
        """Executive summary
Between March and August the group we track as Copper Heron broke into at least four regional airlines. First access came through a resume, CV_Captain_Aldous.docx, mailed to crew-planning staff from a Gmail account. The document fetches a template from crewrosters-cdn[.]com, and the template drops a loader (SHA-256 0e1c0e7151ade2721b738188b3f4a6d00ff294589df066e5159c414fdc577260).
The loader keeps its settings in a public gist on gist.github.com, so the traffic looks like that of any developer. Tasking then moves to 94.131.108[.]77.
We shared this report with the airlines before publication. Contact: intel@brightharbor-labs.com""",
        (
            ("file-name", "CV_Captain_Aldous.docx", _M),
            ("domain", "crewrosters-cdn.com", _M),
            ("sha256", "0e1c0e7151ade2721b738188b3f4a6d00ff294589df066e5159c414fdc577260", _M),
            ("domain", "gist.github.com", _B),
            ("ipv4", "94.131.108.77", _M),
            ("email", "intel@brightharbor-labs.com", _B),
        ),
    ),
    (
        """Complaint form, received 03/11 19:52
What happened: i was looking for a puppy and found them on facebook, they sad i should pay 350 for the transport and i did to IBAN LT593250044177901234. then they want 600 more for insurance of the cage. the website is happytails-breeders.com now i see other people was also cheated
Phone of the other party: +44 7911 123 604 (only whatsapp)
Your e-mail: m.oduya71@yahoo.com
Your phone: 07700 900 431""",
        (
            ("iban", "LT593250044177901234", _M),
            ("domain", "happytails-breeders.com", _M),
            ("phone", "+447911123604", _M),
            ("email", "m.oduya71@yahoo.com", _B),
        ),
    ),
    (
        """THE MONTHLY PATCH - November
Welcome, twelve new members joined us since the last issue!
* The autumn workshop on passive DNS is on the 26th. Sign up at https://events.certforum.example/pdns26 before seats run out.
* Our mailing list moved. Write to list@certforum.example instead of the old address.
* Reading tip: the new chapter on log retention at www.cisa.gov.
You get this because you are a member. Unsubscribe: https://certforum.example/out""",
        (
            ("url", "https://events.certforum.example/pdns26", _B),
            ("email", "list@certforum.example", _B),
            ("domain", "www.cisa.gov", _B),
            ("url", "https://certforum.example/out", _B),
        ),
    ),
    (
        """TLP:AMBER
Dear colleagues,
please find below the indicators from the wave of 12 November against customs brokers. Confidence high, all seen by us first hand.

customs-declare[.]online
hxxps://customs-declare[.]online/form/DHL-99120.iso
185[.]225[.]73[.]110
f41a8e0ea5d242f59531d67f508c31163df6b724445fec1ee92e4b21bc88fea1

Best regards
National CSIRT, analysis desk""",
        (
            ("domain", "customs-declare.online", _M),
            ("url", "https://customs-declare.online/form/DHL-99120.iso", _M),
            ("ipv4", "185.225.73.110", _M),
            ("sha256", "f41a8e0ea5d242f59531d67f508c31163df6b724445fec1ee92e4b21bc88fea1", _M),
        ),
    ),
    (
        """Our ref: CCU/2291/26
The Compliance Officer, Union Mercantile Bank
Sir/Madam,
We are investigating an advance-fee fraud. The complainant, who banks with you (account IBAN GB28BARC20040161884420), was persuaded on 9 October to send GBP 14,200 to DE04370400440532881904, held in the name of "Elm Street Logistics". The suspects wrote from claims@elmstreet-logistics.com.
You are requested to provide statements of the complainant's account for October and any recall messages sent to the receiving bank.
Reply to DC Farrow at ccu.enquiries@northmoor.police.example, quoting the reference above.""",
        (
            ("iban", "GB28BARC20040161884420", _B),
            ("iban", "DE04370400440532881904", _M),
            ("email", "claims@elmstreet-logistics.com", _M),
            ("email", "ccu.enquiries@northmoor.police.example", _B),
        ),
    ),
    (
        """NIGHT SHIFT 22-06, handover
- quiet until 01:10. Then proxy hits to cdn-jsrepo[.]info from three PCs in HR, all after visiting a recipe blog. Fake browser update. Isolated HR-LT-044, HR-LT-051, user of the third one is on leave.
- payload was Update.Chrome.v131.js, sent to sandbox, verdict pending but it ran powershell straight away so no doubt really
- 10.14.2.9 is noisy again = vuln scanner, ticket exists, ignore
- day shift please: block the domain on DNS too, ask Mel whether anyone else went there. Mel is on mel.sorensen@tidewater-soc.example""",
        (
            ("domain", "cdn-jsrepo.info", _M),
            ("file-name", "Update.Chrome.v131.js", _M),
            ("ipv4", "10.14.2.9", _B),
            ("email", "mel.sorensen@tidewater-soc.example", _B),
        ),
    ),
    (
        """Hello, since this morning our customers can't open our booking page because your filter says "phishing". We are a small ferry company, the page islandhopper-ferries.com has belonged to us since 2009 and pays through checkout.stripe.com, perhaps that is what looks odd?
Our host checked the server (198.51.100.73) and found nothing.
Please remove the block, it's the season and we lose money every hour.
Karen Pell, office@islandhopper-ferries.com""",
        (
            ("domain", "islandhopper-ferries.com", _B),
            ("domain", "checkout.stripe.com", _B),
            ("ipv4", "198.51.100.73", _B),
            ("email", "office@islandhopper-ferries.com", _B),
        ),
    ),
    (
        """From: brand-protection@orrick-savings.example
To: abuse@pelicanregistry.com
Subject: Phishing - immediate suspension requested - orricksavings-verify.com

Dear Abuse Team,
The domain orricksavings-verify.com, registered through you yesterday, hosts a copy of our online banking. Live at the time of writing: hxxps://orricksavings-verify.com/session/login.php
The page it copies is https://online.orrick-savings.example/login.
Screenshots attached. We hold the registered trade mark in 14 countries. Please suspend the domain and preserve registrant data.""",
        (
            ("email", "brand-protection@orrick-savings.example", _B),
            ("email", "abuse@pelicanregistry.com", _B),
            ("domain", "orricksavings-verify.com", _M),
            ("url", "https://orricksavings-verify.com/session/login.php", _M),
            ("url", "https://online.orrick-savings.example/login", _B),
        ),
    ),
    (
        """ADVISORY 2026-118 - Active exploitation of FileBridge MFT
Description: An unauthenticated upload flaw in FileBridge before 7.4.3 is being used to plant web shells.
What to look for: a file named hx_status.aspx in the web root; requests from 193.149.176[.]25 and 91.199.154[.]8 to /api/v1/upload.
The second stage is fetched from hxxp://193.149.176[.]25:8000/svc.bin
Solution: update to 7.4.3, available at https://support.filebridge-software.com/downloads. If you can't, restrict access to the management port.
Report findings to incidents@cert.gov.example""",
        (
            ("file-name", "hx_status.aspx", _M),
            ("ipv4", "193.149.176.25", _M),
            ("ipv4", "91.199.154.8", _M),
            ("url", "http://193.149.176.25:8000/svc.bin", _M),
            ("file-path", "/api/v1/upload", ""),
            ("url", "https://support.filebridge-software.com/downloads", _B),
            ("email", "incidents@cert.gov.example", _B),
        ),
    ),
    (
        """Fwd: is this real???
Got this just now, I didn't click it. Thought you people would like to know.

"ROYAL POST: Your package is on hold as the house number is missing. Update within 12 hrs: https://royalpost-redelivery.cc/u/8812 or call +44 20 3996 1177"

It came from the number +44 7480 551 209.
Brenda""",
        (
            ("url", "https://royalpost-redelivery.cc/u/8812", _M),
            ("phone", "+442039961177", _M),
            ("phone", "+447480551209", _M),
        ),
    ),
    (
        """Coordination call, 14 Nov, 10:00 - minutes
Present: telco A, telco B, bankers' association, us (chair)
1. Wangiri calls: telco B sees new ranges every week, no single list helps. A trial with shared counters begins in December.
2. Fake investment sites. Bankers' association named quantvest-pro[.]io and alphayield[.]capital as the two costing most. Both telcos agreed to sinkhole them to 203.0.113.53 by Friday.
3. Next list of indicators goes by the portal (share.fraudexchange.example), no longer by mail.
4. AOB: none. Next call 28 Nov.""",
        (
            ("domain", "quantvest-pro.io", _M),
            ("domain", "alphayield.capital", _M),
            ("ipv4", "203.0.113.53", _B),
            ("host-name", "share.fraudexchange.example", _B),
        ),
    ),
    (
        """Team, another mule cluster. Pattern is the usual: opened by app at night, one selfie, then nothing for two weeks, then 30 incoming payments in a day and all gone to crypto within minutes.
Customers opened with j.karvonen.8841@proton.me and j.karvonen.8842@proton.me, logging in from 45.139.122[.]18 each time.
The one account that shares the address lane 7 but is NOT part of it: t.karvonen@birchmail.fi. I spoke to him, he is a real person and was rather cross.
Outgoing IBAN for all: FR1420041010050500013M02606. Please put a stop on it.""",
        (
            ("email", "j.karvonen.8841@proton.me", _M),
            ("email", "j.karvonen.8842@proton.me", _M),
            ("ipv4", "45.139.122.18", _M),
            ("email", "t.karvonen@birchmail.fi", _B),
            ("iban", "FR1420041010050500013M02606", _M),
        ),
    ),
    (
        """Quick one for the network guys - the new HR tool wants us to open outbound 443 to these:
  app.peoplelark.com
  files.peoplelark.com
  13.107.42.14
Third one is just Microsoft, isn't it? Can we allow by name instead? The vendor's doc is https://help.peoplelark.com/network and says addresses may change.
thx, Ollie""",
        (
            ("domain", "app.peoplelark.com", _B),
            ("domain", "files.peoplelark.com", _B),
            ("ipv4", "13.107.42.14", _B),
            ("url", "https://help.peoplelark.com/network", _B),
        ),
    ),
    (
        """Slide 9: Spot the difference
Left: the mail from the real payroll office. Sender payroll@greyfield-council.example, link goes to https://staff.greyfield-council.example/payslips
Right: the mail 41 colleagues fell for last spring. Sender payroll@greyfield-councll[.]com, link goes to hxxps://greyfield-councll[.]com/payslips
Trainer: let them look for a full minute before you say anything. Most see the urgent tone, few see the double l.
Anybody in doubt: forward to phish@greyfield-council.example.""",
        (
            ("email", "payroll@greyfield-council.example", _B),
            ("url", "https://staff.greyfield-council.example/payslips", _B),
            ("email", "payroll@greyfield-councll.com", _M),
            ("url", "https://greyfield-councll.com/payslips", _M),
            ("email", "phish@greyfield-council.example", _B),
        ),
    ),
    (
        """Police warn of false ticket shops ahead of cup final
Fans have lost more than 90,000 pounds to websites that sell tickets which do not exist, Westmere Police said on Tuesday. Detectives named cupfinal-seats.com and finaltix24.net, both set up last month.
"The only place to buy is the federation's own shop, tickets.unionfootball.example," said Inspector Joan Ridley. Victims can report online at www.actionfraud.police.uk.
Both sites were still up on Tuesday evening.""",
        (
            ("domain", "cupfinal-seats.com", _M),
            ("domain", "finaltix24.net", _M),
            ("host-name", "tickets.unionfootball.example", _B),
            ("domain", "www.actionfraud.police.uk", _B),
        ),
    ),
    (
        """SIM-box team weekly
Found and pulled: one 64-port gateway in a flat behind the central market, IMEI list in the annex. It registered with sip.cheaproute-voip.net and was steered from 46.166.148.90.
Numbers that sent the "Hi mum, new phone" texts in the last seven days: +44 7451 208 833, +44 7451 208 834.
Our own test calls come from +44 7700 900 650, don't block that one again please (it happened on Monday).""",
        (
            ("domain", "sip.cheaproute-voip.net", _M),
            ("ipv4", "46.166.148.90", _M),
            ("phone", "+447451208833", _M),
            ("phone", "+447451208834", _M),
            ("phone", "+447700900650", _B),
        ),
    ),
    (
        """Sandbox report 7f3-0091
Sample:    Remittance_Advice_8841.pdf.exe
MD5:       b3709ca28c6ae7a308c18bfa88318418
Verdict:   malicious (98/100), family: stealer
Network:   hxxp://89[.]23[.]98[.]116/gate.php (POST, 41 KB)
           panel-zenith[.]xyz
Persistence: HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\ZenUpd""",
        (
            ("file-name", "Remittance_Advice_8841.pdf.exe", _M),
            ("md5", "b3709ca28c6ae7a308c18bfa88318418", _M),
            ("url", "http://89.23.98.116/gate.php", _M),
            ("domain", "panel-zenith.xyz", _M),
            ("registry-key", "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\ZenUpd", _M),
        ),
    ),
    (
        """Hello,
Thank you for your notice about 5.252.177.61. We have terminated the server; the customer had signed up with stolen card details and the mailbox billing.dept.northfin@outlook.com.
You also listed 5.252.177.60. That one belongs to somebody else, a dental clinic, and we can see nothing wrong with it.
For quicker handling next time please use the form at https://www.zephyrbox-hosting.com/abuse
Kind regards, Ilze, Zephyrbox abuse team""",
        (
            ("ipv4", "5.252.177.61", _M),
            ("email", "billing.dept.northfin@outlook.com", _M),
            ("ipv4", "5.252.177.60", _B),
            ("url", "https://www.zephyrbox-hosting.com/abuse", _B),
        ),
    ),
    (
        """CHANGE NOTICE CHG0048817
What: mail relay moves to new addresses on Sunday 02:00-04:00 UTC
Old: 192.0.2.25    New: 192.0.2.125
Also relay2.mail.kestrelgroup.example will be switched off for good.
Monitoring should expect alerts on "new sender", these can be closed.
Owner: messaging@kestrelgroup.example""",
        (
            ("ipv4", "192.0.2.25", _B),
            ("ipv4", "192.0.2.125", _B),
            ("host-name", "relay2.mail.kestrelgroup.example", _B),
            ("email", "messaging@kestrelgroup.example", _B),
        ),
    ),
    (
        """Hi Tomasz,
following up on what we talked about in Lisbon. The actor is back with the same trick: registers look-alikes of water utilities, waits about three weeks, then mails the suppliers.
So far we have aquavale-water[.]com (real one: aquavale.example) and southfell-waterco[.]com. Both sit on 149.28.211[.]47 and both use the free DNS of Cloudflare so the name servers won't help you.
If you see a third one, we'd love to know. TLP:GREEN.
Cheers, Ines""",
        (
            ("domain", "aquavale-water.com", _M),
            ("host-name", "aquavale.example", _B),
            ("domain", "southfell-waterco.com", _M),
            ("ipv4", "149.28.211.47", _M),
        ),
    ),
    (
        """I run a small joinery shop. On Thursday I paid an invoice of 8,930 to what I believed was my timber merchant. The e-mail looked like all the others in the thread, but my nephew noticed today that it was sent from accounts@pinewell-timbers.co and not from accounts@pinewell-timber.com as usual.
The "new account" was IE29 AIBK 9311 5212 3456 78.
My bank tells me to come to you first. I have all the mails. You can reach me at dthornbury@talkmail.net or in the shop, 01632 960 384.
D. Thornbury""",
        (
            ("email", "accounts@pinewell-timbers.co", _M),
            ("email", "accounts@pinewell-timber.com", _B),
            ("iban", "IE29AIBK93115212345678", _M),
            ("email", "dthornbury@talkmail.net", _B),
        ),
    ),
    (
        """Marketplace Trust & Safety - weekly cluster note
Cluster 31: 212 seller accounts, all listing the same games console at 40% off, all pushing buyers off-platform to console-outlet-direct[.]shop "to save the fee".
Contact given in the chat: consoledeals.uk@gmail.com or WhatsApp +44 7418 330 917.
All 212 removed Tuesday. 9 came back Wednesday.""",
        (
            ("domain", "console-outlet-direct.shop", _M),
            ("email", "consoledeals.uk@gmail.com", _M),
            ("phone", "+447418330917", _M),
        ),
    ),
    (
        """Ticket #77120   Status: In progress   Assigned: L2
User says Outlook asked for the password twice after opening "Shared: Q4 budget". Mail headers: from no-reply@sharepoint-docs[.]online, return path same, link went to hxxps://login.sharepoint-docs[.]online/common/oauth2
Sign-in log shows a session from 102.89.44[.]13 nine minutes later. User was in the office all day (our egress is 203.0.113.8).
Actions: sessions revoked, password reset, inbox rules checked: one rule found, deleted.
Next: ask the sender's real company whether they know.""",
        (
            ("email", "no-reply@sharepoint-docs.online", _M),
            ("url", "https://login.sharepoint-docs.online/common/oauth2", _M),
            ("ipv4", "102.89.44.13", _M),
            ("ipv4", "203.0.113.8", _B),
        ),
    ),
    (
        """Dear SOC,
as agreed in the rules of engagement our red team starts on Monday. All scans will come from 198.51.100.16/28 and the phishing exercise uses the domain parcel-notice-hub.com, which we own. The test implant is called svc_helper.exe (SHA-1 0bcf833ac9ec34a583d4542eb6eb36e2f21f952f) and does nothing except write a line to a log.
Please do not tell the help desk. In an emergency call our lead, Rae, on +44 1632 960 155.""",
        (
            ("cidr", "198.51.100.16/28", _B),
            ("domain", "parcel-notice-hub.com", _B),
            ("file-name", "svc_helper.exe", _B),
            ("sha1", "0bcf833ac9ec34a583d4542eb6eb36e2f21f952f", _B),
            ("phone", "+441632960155", _B),
        ),
    ),
    (
        """{"time":"2026-11-18T03:44:10Z","sensor":"edr","severity":"critical",
 "host":"fin-ws-119.corp.halloway.example","user":"jpark",
 "process":"rundll32.exe","parent":"winword.exe",
 "remote_ip":"193.106.191.22","remote_host":"telemetry-sync.cc",
 "sha256":"18cbda2e07adb016168fd7bbca1a796bfedc421e986013092db6d6e6037d122f",
 "message":"Known loader beacon blocked, file quarantined"}""",
        (
            ("host-name", "fin-ws-119.corp.halloway.example", ""),
            ("file-name", "rundll32.exe", ""),
            ("file-name", "winword.exe", ""),
            ("ipv4", "193.106.191.22", _M),
            ("domain", "telemetry-sync.cc", _M),
            ("sha256", "18cbda2e07adb016168fd7bbca1a796bfedc421e986013092db6d6e6037d122f", _M),
        ),
    ),
    (
        """Good afternoon,
I am writing a piece about the false charity appeals after the floods. Readers sent me two addresses, floodrelief-fund(.)org and give-valleyflood(.)com. Can you confirm that you are looking into them, and do you know how much was taken?
The real appeal, as I understand it, is on redwell-relief.org. I would mention that too.
My deadline is 17:00. Sam Ekholm, s.ekholm@valleycourier.example""",
        (
            ("domain", "floodrelief-fund.org", _M),
            ("domain", "give-valleyflood.com", _M),
            ("domain", "redwell-relief.org", _B),
            ("email", "s.ekholm@valleycourier.example", _B),
        ),
    ),
    (
        """Case 5081 - closing note
The bank asked us to look at 23.62.177.155 and at a program called TeamLink_QS.exe on the customer's laptop. The address is a content network that serves Windows updates. The program is the remote support tool of her own internet provider, downloaded from support.lakenet.example on 2 November when she had a fault, signed and unchanged.
No offence disclosed. Customer informed.""",
        (
            ("ipv4", "23.62.177.155", _B),
            ("file-name", "TeamLink_QS.exe", _B),
            ("host-name", "support.lakenet.example", _B),
        ),
    ),
    (
        """hi its the IT teacher at St Brannocks again. one of the year 9s found a "free robux" page and half the class put there school login in
page was robuxgift4u[.]site , it asks for the google password and then sends u on to the real roblox.com so they didnt notice anything
i reset everyone, 31 accounts. three had already mailed the link on from there account, subject "omg it works". is there someting else i should do? do i have to tell the parents
ps pls dont call the office, mail me: it.rowe@stbrannocks.sch.example""",
        (
            ("domain", "robuxgift4u.site", _M),
            ("domain", "roblox.com", _B),
            ("email", "it.rowe@stbrannocks.sch.example", _B),
        ),
    ),
    (
        """# daily-c2  generated 2026-11-19 00:05 UTC  license CC0
# first_seen,indicator,port,family
2026-11-18,79[.]137[.]202[.]51,443,asyncrat
2026-11-18,vps-9ac1[.]duskline[.]top,8080,asyncrat
2026-11-18,2a0d:5600:24:1f::c2,443,unknown
2026-11-17,212[.]113[.]116[.]9,6606,asyncrat""",
        (
            ("ipv4", "79.137.202.51", _M),
            ("domain", "vps-9ac1.duskline.top", _M),
            ("ipv6", "2a0d:5600:24:1f::c2", _M),
            ("ipv4", "212.113.116.9", _M),
        ),
    ),
    (
        """STATEMENT OF WITNESS (page 2)
... He called himself Mark Delaney and said he was an army doctor. After about three weeks he asked me to write to him at dr.markdelaney.unmission@mail.com only, because the other app was "watched". In June he said that a box with his savings was being held and I was to contact the shipping agent at release@globaltrust-courier.com.
I sent four payments as told by that agent. The last time I heard from either of them was a call from +44 7537 146 220 on 30 July.
I make this statement of my own free will.""",
        (
            ("email", "dr.markdelaney.unmission@mail.com", _M),
            ("email", "release@globaltrust-courier.com", _M),
            ("phone", "+447537146220", _M),
        ),
    ),
)

VIETNAMESE: Final[tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]] = (
    (
        """CÔNG AN TỈNH TÂN LĂNG
PHÒNG ANM&PCTPCNC
Số: 1187/CV-PA05
Kính gửi: Ngân hàng TMCP Ngoại thương Việt Nam - Chi nhánh tỉnh
Ngày 05/11/2026, bà Đ.T.H. trình báo bị lừa chuyển 420 triệu đồng từ tài khoản 0381000522917 (Vietcombank) của bà đến tài khoản 1029384417 (Vietcombank) đứng tên TRAN VAN KHOI. Đối tượng tự xưng là cán bộ điện lực, dùng số 0328 114 907.
Đề nghị Quý Ngân hàng cung cấp hồ sơ mở tài khoản, sao kê từ 01/10 đến nay của tài khoản nhận tiền và phối hợp phong tỏa số dư.
Kết quả xin gửi về địa chỉ pa05@congantanlang.example trước ngày 20/11./.""",
        (
            ("bank-account", "VCB:0381000522917", _B),
            ("bank-account", "VCB:1029384417", _M),
            ("phone", "+84328114907", _M),
            ("email", "pa05@congantanlang.example", _B),
        ),
    ),
    (
        """cho em hoi voi a, em bi lua mat 6tr8 tien coc phong homestay o da lat
em tim tren fb thay trang "Nha Cua May", no keu ck giu phong vo stk 19036622814015 techcombank. xong no gui em cai link nhacuamay-dalat.com bao dang nhap nhan ma phong, em vao thi no bat ck them
gio goi 0705 883 216 thi thue bao
sdt em la 0968 442 107, em o quan 8. em phai lam don o dau vay a""",
        (
            ("bank-account", "TCB:19036622814015", _M),
            ("domain", "nhacuamay-dalat.com", _M),
            ("phone", "+84705883216", _M),
            ("phone", "+84968442107", _B),
        ),
    ),
    (
        """CẢNH BÁO TUẦN 46/2026
Trong tuần, hệ thống kỹ thuật ghi nhận 214 phản ánh về trang giả mạo cơ quan nhà nước. Nổi bật:
1. dichvucong-capdoi[.]com, giả mạo Cổng Dịch vụ công, yêu cầu cài tệp VNeID_capdoi.apk.
2. thuedientu-hoantra[.]info, giả mạo cơ quan thuế.
Người dân chỉ thực hiện thủ tục tại https://dichvucong.gov.vn và tra cứu độ tin cậy của trang tại tinnhiemmang.vn.""",
        (
            ("domain", "dichvucong-capdoi.com", _M),
            ("file-name", "VNeID_capdoi.apk", _M),
            ("domain", "thuedientu-hoantra.info", _M),
            ("url", "https://dichvucong.gov.vn", _B),
            ("domain", "tinnhiemmang.vn", _B),
        ),
    ),
    (
        """BÀN GIAO CA 3 (22h-6h), trực: Lộc + Thủy
- 23h40: IDS báo 45[.]95[.]147[.]33 quét cổng 7547 vào dải modem khách hàng khu vực miền Tây, khoảng 60k gói/phút. Đã chặn ở biên, chưa thấy modem nào bị chiếm.
- 01h15: 10.8.0.21 báo băng thông cao, hỏi lại là job backup của phòng Billing, bình thường.
- 04h20: một số modem đời cũ phân giải tên cnc.mirabot-vn[.]xyz -> cần ca sau lọc danh sách thuê bao gửi CSKH.
Ca sau có gì gọi Lộc 0912 330 458.""",
        (
            ("ipv4", "45.95.147.33", _M),
            ("ipv4", "10.8.0.21", _B),
            ("domain", "cnc.mirabot-vn.xyz", _M),
            ("phone", "+84912330458", _B),
        ),
    ),
    (
        """ĐƠN TỐ GIÁC TỘI PHẠM
Kính gửi: Cơ quan Cảnh sát điều tra Công an quận
Tôi tên là Phùng Thị Nhạn, sinh năm 1969, làm nghề bán vải. Ngày 28/10 có người gọi cho tôi bằng số 0589 220 174 xưng là trung tá Hải, nói tôi dính vào đường dây rửa tiền và phải "nộp tiền bảo lãnh".
Vì quá sợ nên tôi ra quầy chuyển hai lần: 150 triệu vào số tài khoản 215 000 884 671 ngân hàng BIDV và 90 triệu vào số 0347 1122 0096 ngân hàng MB.
Đến tối con trai về tôi mới biết mình bị lừa. Kính mong quý cơ quan điều tra, thu hồi tài sản cho tôi.
Tôi xin cam đoan những lời trên là đúng sự thật.""",
        (
            ("phone", "+84589220174", _M),
            ("bank-account", "BIDV:215000884671", _M),
            ("bank-account", "MB:034711220096", _M),
        ),
    ),
    (
        """Anh chị Khối Vận hành lưu ý,
Hệ thống chống gian lận vừa gom được nhóm 3 thiết bị dùng chung IP 103.214.9.87, mở app liên tục bằng nhiều khách hàng khác nhau, nhận tiền xong rút hết qua thẻ trong 5 phút.
TK nhận chính: ACB 24588117, TK trung gian: Sacombank 060277491183.
Riêng TK ACB 18820456 cũng đăng nhập từ IP này nhưng đã gọi xác minh, là chủ quán net, cho mở lại giao dịch.
Đầu mối: Ngân, gianlan.vanhanh@nganhangdong.example""",
        (
            ("ipv4", "103.214.9.87", ""),
            ("bank-account", "ACB:24588117", _M),
            ("bank-account", "STB:060277491183", _M),
            ("bank-account", "ACB:18820456", _B),
            ("email", "gianlan.vanhanh@nganhangdong.example", _B),
        ),
    ),
    (
        """Kính gửi anh chị,
Từ chiều qua khách vào trang gomsuhongha.vn của xưởng em đều bị trình duyệt báo đỏ "trang lừa đảo". Em bán gốm thật, có giấy phép, trang đã thông báo với Bộ Công Thương, thanh toán qua vnpay.vn.
Bên làm web kiểm tra rồi, máy chủ 103.77.162.40 sạch, không có file lạ.
Nhờ anh chị gỡ giúp khỏi danh sách chặn ạ. Em là Duyên, 0987 115 640.""",
        (
            ("domain", "gomsuhongha.vn", _B),
            ("domain", "vnpay.vn", _B),
            ("ipv4", "103.77.162.40", _B),
            ("phone", "+84987115640", _B),
        ),
    ),
    (
        """@all cho mình hỏi: phần mềm chấm công mới cần mở ra ngoài tới api.chamcongviet.vn với time.google.com, bên vendor gửi yêu cầu qua mail hotro@chamcongviet.vn
Đã ai rà chưa? Mình thấy nó có chứng thư hợp lệ, tên miền đăng ký từ 2017.
Nếu không ai phản đối thì 3h chiều mình thêm vào danh sách trắng.""",
        (
            ("domain", "api.chamcongviet.vn", _B),
            ("domain", "time.google.com", _B),
            ("email", "hotro@chamcongviet.vn", _B),
        ),
    ),
    (
        """BIÊN BẢN HỌP GIAO BAN (trích)
Thời gian: 8h30 ngày 17/11. Chủ trì: đ/c Trưởng phòng.
1. Nhóm giả sàn vàng: đ/c Quyết báo cáo đã xác định máy chủ 156.251.18[.]204, hai tên miền sanvangquocte[.]vip và sanvangquocte[.]pro cùng trỏ về. Giao đ/c Quyết làm văn bản gửi nhà đăng ký.
2. Việc cung cấp số liệu cho báo chí: thống nhất chỉ qua hộp thư baochi@anm.test.
3. Hệ thống báo cáo mới chạy tại https://baocao.anm.test, mọi người đổi mật khẩu lần đầu trước thứ Sáu.
Cuộc họp kết thúc lúc 9h45.""",
        (
            ("ipv4", "156.251.18.204", _M),
            ("domain", "sanvangquocte.vip", _M),
            ("domain", "sanvangquocte.pro", _M),
            ("email", "baochi@anm.test", _B),
            ("url", "https://baocao.anm.test", _B),
        ),
    ),
    (
        """Mất gần 2 tỷ đồng vì "lớp học đầu tư miễn phí"
Theo cơ quan công an, bà N. (53 tuổi, Hải Dương) được mời vào một nhóm chat học chứng khoán, sau đó được hướng dẫn nạp tiền trên trang vndstock-elite.com. Ban đầu bà rút được 5 triệu đồng nên tin tưởng, lần lượt chuyển tiếp 1,9 tỷ.
Khi muốn rút, bà bị yêu cầu đóng thuế 20% qua email thue.taichinh@vndstock-elite.com.
Đại diện Ủy ban Chứng khoán cho biết danh sách công ty được cấp phép đăng tại ssc.gov.vn, người dân nên tra cứu trước khi xuống tiền.""",
        (
            ("domain", "vndstock-elite.com", _M),
            ("email", "thue.taichinh@vndstock-elite.com", _M),
            ("domain", "ssc.gov.vn", _B),
        ),
    ),
    (
        """Tới: abuse@tenmiensao.vn
Tiêu đề: Đề nghị ngừng phân giải tên miền giả mạo ngân hàng
Chào các bạn,
Tên miền nganhanglua-online[.]net đăng ký qua các bạn hôm 13/11, hiện dựng trang giống hệt Internet Banking của chúng tôi (ib.nganhanglua.example) để lấy mật khẩu và OTP. Đường dẫn đang chạy: hxxps://nganhanglua-online[.]net/ib/xacthuc
Mong các bạn xử lý gấp trong ngày. Cần giấy tờ gì thêm xin nhắn phaply@nganhanglua.example.""",
        (
            ("email", "abuse@tenmiensao.vn", _B),
            ("domain", "nganhanglua-online.net", _M),
            ("host-name", "ib.nganhanglua.example", _B),
            ("url", "https://nganhanglua-online.net/ib/xacthuc", _M),
            ("email", "phaply@nganhanglua.example", _B),
        ),
    ),
    (
        """Gửi các anh bên trung tâm, đây là chỉ dấu đợt tấn công vào mấy công ty logistics tuần rồi, bên em đã xác minh hết:
IP điều khiển: 38[.]54[.]88[.]102, 38[.]54[.]88[.]109
Tên miền: update-vanban[.]com
File: CV_2231_lich_hop.lnk
MD5: 32d22c6229f94ec6bfd6152911d03416
Chia sẻ hạn chế trong đơn vị giúp em nhé.""",
        (
            ("ipv4", "38.54.88.102", _M),
            ("ipv4", "38.54.88.109", _M),
            ("domain", "update-vanban.com", _M),
            ("file-name", "CV_2231_lich_hop.lnk", _M),
            ("md5", "32d22c6229f94ec6bfd6152911d03416", _M),
        ),
    ),
    (
        """Em nhận được tin này, nó nằm chung với mấy tin thật của ngân hàng luôn, chị xem giúp em có phải trạm phát sóng giả không:
"Tai khoan cua quy khach dang dang nhap tren thiet bi la. Neu khong phai quy khach vui long huy tai https://huy-thietbi.vip/acb hoac goi 0876 530 119"
Lúc đó em đang đứng ở ngã tư gần bến xe, 17h10.""",
        (("url", "https://huy-thietbi.vip/acb", _M), ("phone", "+84876530119", _M)),
    ),
    (
        """[Nhóm Zalo Tổ công nghệ số xã]
A Tám CA xã: bà con ấp 4 báo có đứa gọi số 0563 902 448 kêu cập nhật sổ đỏ điện tử, bắt vô trang sodo-dientu.cc nghen. Mấy em ra loa nhắc bà con đừng vô
Hằng: dạ a, có bà Sáu lỡ cài rồi, em dẫn bà ra ngân hàng khóa thẻ
A Tám CA xã: ừ. Ai cần hỏi gọi trực ban công an xã 0294 3855 217, hổng có gọi mấy số lạ""",
        (
            ("phone", "+84563902448", _M),
            ("domain", "sodo-dientu.cc", _M),
            ("phone", "+842943855217", _B),
        ),
    ),
    (
        """BÀI 3. NHẬN BIẾT THƯ LỪA ĐẢO
Ví dụ thật tại đơn vị năm ngoái: thư đề "Điều chỉnh lương quý III" gửi từ phongnhansu@benhvienhoabinh-hr[.]com, kèm tệp Bangluong_Q3.html. Mở tệp ra là một ô đăng nhập giả.
Địa chỉ đúng của phòng nhân sự: nhansu@bvhoabinh.example.
Câu hỏi thảo luận: vì sao đa số không để ý tên miền phía sau chữ @?
Bài tập thêm (tiếng Anh): https://phishingquiz.withgoogle.com""",
        (
            ("email", "phongnhansu@benhvienhoabinh-hr.com", _M),
            ("file-name", "Bangluong_Q3.html", _M),
            ("email", "nhansu@bvhoabinh.example", _B),
            ("url", "https://phishingquiz.withgoogle.com", _B),
        ),
    ),
    (
        """TẬP ĐOÀN VIỄN THÔNG SÔNG HẬU
V/v cung cấp thông tin thuê bao
Phúc đáp công văn số 902/CSHS của Quý cơ quan, chúng tôi xin trả lời:
- Thuê bao 0925 781 330 (số đối tượng dùng gọi giả danh tòa án): kích hoạt 02/10/2026 tại điểm bán Lê Hồng Phong, đã khóa hai chiều ngày 12/11.
- Thuê bao 0925 781 303: của một khách hàng khác, không liên quan, đề nghị Quý cơ quan kiểm tra lại vì có thể gõ nhầm.
Đầu mối liên hệ: anh Vĩnh, phapche@vtsonghau.example, điện thoại 0292 3811 460.""",
        (
            ("phone", "+84925781330", _M),
            ("phone", "+84925781303", _B),
            ("email", "phapche@vtsonghau.example", _B),
            ("phone", "+842923811460", _B),
        ),
    ),
    (
        """THÔNG BÁO BẢO TRÌ
Từ 23h00 thứ Bảy đến 3h00 Chủ nhật, Trung tâm dữ liệu nâng cấp cụm DNS. Máy chủ cũ 203.0.113.10 ngừng hoạt động, thay bằng 203.0.113.110.
Cổng nội bộ portal.trungtamdl.example có thể chập chờn khoảng 15 phút.
SOC vui lòng tạm tắt luật "DNS lạ" trong khung giờ trên. Vướng mắc gọi trực kỹ thuật 0934 556 012.""",
        (
            ("ipv4", "203.0.113.10", _B),
            ("ipv4", "203.0.113.110", _B),
            ("host-name", "portal.trungtamdl.example", _B),
            ("phone", "+84934556012", _B),
        ),
    ),
    (
        """PHÂN TÍCH NHANH: ứng dụng giả mạo BHXH
Tệp BHXH_So_moi.apk (SHA-256 82a13399ef8897e6dc2b2a182dddafe91a4ad63f2ed4d525f141d68a8ad72cd2) xin quyền Trợ năng ngay khi mở lần đầu, sau đó chụp màn hình và đọc tin nhắn.
Dữ liệu được đẩy về hxxp://134.122.190[.]61:8899/api/up. Cấu hình lấy từ bhxhso-capnhat[.]com.
Ngoài ra ứng dụng có gọi firebaseinstallations.googleapis.com, đây là dịch vụ thông báo thông thường, không nên chặn.
Ứng dụng VssID thật chỉ có trên hai kho chính thức.""",
        (
            ("file-name", "BHXH_So_moi.apk", _M),
            ("sha256", "82a13399ef8897e6dc2b2a182dddafe91a4ad63f2ed4d525f141d68a8ad72cd2", _M),
            ("url", "http://134.122.190.61:8899/api/up", _M),
            ("domain", "bhxhso-capnhat.com", _M),
            ("domain", "firebaseinstallations.googleapis.com", _B),
        ),
    ),
    (
        """[SIEM] Mức: CAO | Luật: Kết nối tới địa chỉ trong danh sách đen
Máy nguồn: ketoan-07.noibo.test (172.16.31.7)
Đích: 167[.]179[.]66[.]240:443 (nhãn: Cobalt, độ tin cậy 95)
Tiến trình: C:\\Users\\Public\\wmisvc.exe
Ghi chú L1 (Tuấn): đã cô lập máy, lấy RAM. File này không có trên máy nào khác.""",
        (
            ("host-name", "ketoan-07.noibo.test", ""),
            ("ipv4", "172.16.31.7", ""),
            ("ipv4", "167.179.66.240", _M),
            ("file-path", "C:\\Users\\Public\\wmisvc.exe", _M),
        ),
    ),
    (
        """KẾ HOẠCH DIỄN TẬP THỰC CHIẾN 2026 - Phụ lục 2 (đã duyệt)
Đội tấn công sử dụng dải 198.51.100.64/27 và tên miền khaosat-noibo.test để gửi thư giả định. Công cụ điều khiển của đội đặt tại 198.51.100.70.
Mọi cảnh báo liên quan các địa chỉ trên trong hai ngày 24-25/11 là của diễn tập, ghi nhận bình thường và không gửi lên cấp trên.
Trọng tài: trongtai@dientap.test""",
        (
            ("cidr", "198.51.100.64/27", _B),
            ("host-name", "khaosat-noibo.test", _B),
            ("ipv4", "198.51.100.70", _B),
            ("email", "trongtai@dientap.test", _B),
        ),
    ),
    (
        """Báo cáo nhanh - Đội An toàn Sàn
Từ 10/11 có 58 gian hàng mới bán "điện thoại thanh lý hải quan", trong chat đều dụ khách ra ngoài mua qua thanhly-haiquan[.]shop.
Khách chuyển tiền vào VietinBank 104882200719, người nhận LE QUOC DAI. Tư vấn qua Zalo 0776 019 335.
Cả 58 gian đã khóa, thiết bị đã đưa vào danh sách cấm. Đề nghị bên thanh toán xem giúp tài khoản này còn nhận tiền từ chỗ khác không.""",
        (
            ("domain", "thanhly-haiquan.shop", _M),
            ("bank-account", "ICB:104882200719", _M),
            ("phone", "+84776019335", _M),
        ),
    ),
    (
        """Chị Hà ơi, chị dừng lệnh chuyển lại giúp em ngay với!
Bên em không hề đổi tài khoản. Mail chị nhận lúc sáng là từ sales@thepnamviet-group.com, còn của em xưa nay là sales@thepnamviet.com.vn, chị nhìn kỹ đuôi nhé.
Số tài khoản công ty em vẫn là 1400 2060 88123 Agribank, không thay đổi. Còn số 8007041558826 Agribank trong mail kia là của bọn lừa đảo.
Em gọi chị 3 cuộc không được. Em Thảo 0903 871 226""",
        (
            ("email", "sales@thepnamviet-group.com", _M),
            ("email", "sales@thepnamviet.com.vn", _B),
            ("bank-account", "VBA:1400206088123", _B),
            ("bank-account", "VBA:8007041558826", _M),
            ("phone", "+84903871226", _B),
        ),
    ),
    (
        """BIÊN BẢN GHI LỜI KHAI (tờ số 3)
Hỏi: Anh được ai thuê, làm việc gì?
Đáp: Tôi được một người tên "Kiệt" thuê qua Telegram, ngồi nhắn tin cho khách, dụ họ làm nhiệm vụ trên trang nhiemvu-shopvang.com. Khách nạp tiền thì tôi đưa số tài khoản 0721000663184 của Vietcombank cho họ chuyển.
Hỏi: Anh liên lạc với Kiệt bằng cách nào?
Đáp: Ngoài Telegram, Kiệt có gọi tôi hai lần bằng số 0394 627 015. Tôi chưa gặp mặt.""",
        (
            ("domain", "nhiemvu-shopvang.com", _M),
            ("bank-account", "VCB:0721000663184", _M),
            ("phone", "+84394627015", _M),
        ),
    ),
    (
        """Chào anh/chị,
Chúng tôi đã nhận phản ánh mã HT-55102. Máy chủ ảo 103.153.69[.]18 chạy trang giả mạo đã bị thu hồi, dữ liệu được giữ 90 ngày chờ văn bản.
Về hai địa chỉ còn lại: 103.153.69.19 là máy chủ của một trường mầm non, không phát hiện dấu hiệu vi phạm; 103.153.69.1 là gateway của chúng tôi.
Khách hàng thuê máy chủ đầu tiên đăng ký bằng email hoanglong.ceo.88@gmail.com, giấy tờ là ảnh ghép.
Phòng xử lý vi phạm, abuse@maychuviet.example""",
        (
            ("ipv4", "103.153.69.18", _M),
            ("ipv4", "103.153.69.19", _B),
            ("ipv4", "103.153.69.1", _B),
            ("email", "hoanglong.ceo.88@gmail.com", _M),
            ("email", "abuse@maychuviet.example", _B),
        ),
    ),
    (
        """THƯ MỜI
Hiệp hội trân trọng kính mời Quý vị tham dự tọa đàm "Bảo vệ dữ liệu cá nhân trong ngân hàng số", 14h ngày 27/11 tại Hà Nội.
Đăng ký: https://hiephoiattt.example/toadam2711 hoặc gửi thư về sukien@hiephoiattt.example.
Chi phí hội viên đóng vào tài khoản của Hiệp hội: 12510000774412, BIDV chi nhánh Ba Đình.
Liên hệ chị Oanh, 024 3944 0187.""",
        (
            ("url", "https://hiephoiattt.example/toadam2711", _B),
            ("email", "sukien@hiephoiattt.example", _B),
            ("bank-account", "BIDV:12510000774412", _B),
            ("phone", "+842439440187", _B),
        ),
    ),
    (
        """BÁO CÁO SỰ CỐ (bản 2) - Công ty CP Dệt may Phú Lộc
Rạng sáng 09/11 toàn bộ máy chủ ảo bị mã hóa, đuôi .l0ck7. Thư tống tiền README_L0CK7.txt để lại địa chỉ restore7@onionmail[.]org.
Kẻ tấn công vào bằng tài khoản VPN của nhân viên đã nghỉ, từ 194[.]26[.]135[.]89, lúc 01h52. Công cụ xóa bản sao lưu: cln.bat.
Đang khôi phục từ băng từ. Bộ giải mã công khai tại nomoreransom.org chưa hỗ trợ dòng này.
Người lập: Đoàn Khải, khai.doan@detmayphuloc.example""",
        (
            ("file-name", "README_L0CK7.txt", _M),
            ("email", "restore7@onionmail.org", _M),
            ("ipv4", "194.26.135.89", _M),
            ("file-name", "cln.bat", _M),
            ("domain", "nomoreransom.org", _B),
            ("email", "khai.doan@detmayphuloc.example", _B),
        ),
    ),
    (
        """Dạ em bên CNTT bệnh viện huyện, nhờ anh xem giùm. Sáng nay máy tiếp đón cứ tự bật trang quay-thuong-tri-an[.]click, em quét thì ra file chromeupd.vbs nằm trong Startup, em xóa rồi mà mở lại máy nó lại có.
Máy đó hay vào giamdinh.baohiemxahoi.gov.vn để đẩy hồ sơ nên em không dám cài lại liền.
Trong log còn thấy nó gọi ra 8.8.8.8 hoài, cái này em nghĩ là DNS thôi phải không anh?""",
        (
            ("domain", "quay-thuong-tri-an.click", _M),
            ("file-name", "chromeupd.vbs", _M),
            ("domain", "giamdinh.baohiemxahoi.gov.vn", _B),
            ("ipv4", "8.8.8.8", _B),
        ),
    ),
    (
        """Kính gửi Quý khách hàng,
Gần đây xuất hiện đối tượng mạo danh nhân viên Ngân hàng Biển Đông, gọi từ số 0816 447 290, mời nâng hạn mức thẻ và gửi đường dẫn nanghanmuc-biendong(.)com để lấy mã OTP.
Ngân hàng KHÔNG yêu cầu cung cấp OTP dưới mọi hình thức. Trang duy nhất của chúng tôi là www.nganhangbiendong.example.
Nếu đã lỡ nhập thông tin, gọi ngay 028 3822 9015 để khóa thẻ.""",
        (
            ("phone", "+84816447290", _M),
            ("domain", "nanghanmuc-biendong.com", _M),
            ("host-name", "www.nganhangbiendong.example", _B),
            ("phone", "+842838229015", _B),
        ),
    ),
    (
        """Cập nhật danh sách chặn ngày 20/11, áp dụng toàn mạng trước 18h:
vietlott-trungthuong[.]club
nhanqua-tet2027[.]top
hxxp://103[.]116[.]52[.]207/momo/dangnhap
103[.]116[.]52[.]207
Lý do: lừa đảo chiếm đoạt tài khoản ví, đã có văn bản của Cục.""",
        (
            ("domain", "vietlott-trungthuong.club", _M),
            ("domain", "nhanqua-tet2027.top", _M),
            ("url", "http://103.116.52.207/momo/dangnhap", _M),
            ("ipv4", "103.116.52.207", _M),
        ),
    ),
    (
        """Báo cáo kết quả xác minh tin báo số 77
Người báo tin nghi ngờ số 0911 205 884 và trang thuphi-rac.phuongan.example lừa thu tiền rác.
Qua làm việc với UBND phường: đây là trang thu phí chính thức thí điểm từ tháng 9, số điện thoại là của cán bộ phụ trách môi trường, tiền vào tài khoản của Hợp tác xã, số 3901 2050 11786 tại Agribank.
Không có dấu hiệu tội phạm, đề xuất kết thúc xác minh và giải thích cho người dân.""",
        (
            ("phone", "+84911205884", _B),
            ("host-name", "thuphi-rac.phuongan.example", _B),
            ("bank-account", "VBA:3901205011786", _B),
        ),
    ),
)
