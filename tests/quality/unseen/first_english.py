"""English cases written before their rules were looked at: text, then type, value and context of what it holds.

Names end in ones kept for documentation or made up here; sums of coin addresses are right, and nobody owns them.
"""

from typing import Final

_MD5: Final = "faaea813d54afa9053928c330b18bb3d"
_SHA1: Final = "bfa70f858fc2f555539407045991618b98eb4ea8"
_SHA256: Final = "10d628d8f386fc879c78814f51e3b099a38b86db08a044946a9bdcdb9b94434c"
_SHA512: Final = (
    "4e63f347b8bb22fde72682364483dcc8b5a28b6e27943c55a4f05a79b9528dab"
    "1d7a505f720724a305c0f0d692a46e5f24411620de70f8290c58a5238c58df76"
)
_M: Final = "malicious"
_B: Final = "benign"

UNSEEN: Final[tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]] = (
    # Disarmed in every usual way
    ("The implant resolves cdn-check[.]top, mirror(.)cdn-check(.)top and static{.}cdn-check{.}top.", (("domain", "cdn-check.top", _M), ("domain", "mirror.cdn-check.top", _M), ("domain", "static.cdn-check.top", _M))),
    ("C2 servers: sync[dot]updater-hub[dot]net, login(dot)updater-hub(dot)net", (("domain", "sync.updater-hub.net", _M), ("domain", "login.updater-hub.net", _M))),
    ("It beacons to panel dot badhost dot xyz every hour.", (("domain", "panel.badhost.xyz", _M),)),
    (r"Second stage from drop\.payloads\.club over TLS.", (("domain", "drop.payloads.club", _M),)),
    ("hxxp://dl.stage-two[.]ru/a.bin and hXXps://dl.stage-two[.]ru/b.bin were used.", (("url", "http://dl.stage-two.ru/a.bin", _M), ("url", "https://dl.stage-two.ru/b.bin", _M))),
    ("Download URL: h**p://files.stage-three.cn/x.dat", (("url", "http://files.stage-three.cn/x.dat", _M),)),
    ("Landing page meow://gate.phish-kit.info/in.php", (("url", "http://gate.phish-kit.info/in.php", _M),)),
    ("Tools are kept at fxp://drop.stage-four[.]biz/tools.rar", (("url", "ftp://drop.stage-four.biz/tools.rar", _M),)),
    ("Beacon hxxps[:]//api[.]stage-five[.]io[:]8443/v1/poll", (("url", "https://api.stage-five.io:8443/v1/poll", _M),)),
    ("http[:]//45[.]61[.]136[.]7[/]gate[.]php", (("url", "http://45.61.136.7/gate.php", _M),)),
    ("Exfiltration goes to drop.box[@]mailbin[.]cc and second(at)mailbin(dot)cc", (("email", "drop.box@mailbin.cc", _M), ("email", "second@mailbin.cc", _M))),
    ("Ransom contact: helpdesk [at] onionmail [dot] org", (("email", "helpdesk@onionmail.org", _M),)),
    ("C2: evil-panel . com and 203 . 0 . 113 . 77", (("domain", "evil-panel.com", _M), ("ipv4", "203.0.113.77", _M))),
    ("Zero\u200bwidth: bad\u200b-zone.\u200btop was registered by the attackers.", (("domain", "bad-zone.top", _M),)),
    ("The phishing site secure\u00ad-bank\u00ad-login.top went live on Monday.", (("domain", "secure-bank-login.top", _M),)),
    ("malicious redirector hxxps://redirect.long-campaign[.]site/landing/\nverify/account/index.html was taken down", (("url", "https://redirect.long-campaign.site/landing/verify/account/index.html", _M),)),
    (f"SHA-256 {_SHA256[:40]}\n{_SHA256[40:]} of the dropper", (("sha256", _SHA256, _M),)),
    ("185.225.73[.]244, 185[.]225.73.245 and 185.225.73.246[:]443 are attacker servers", (("ipv4", "185.225.73.244", _M), ("ipv4", "185.225.73.245", _M), ("ipv4", "185.225.73.246", _M))),
    ("hxxp:\\\\evil-slash[.]com\\load is used", (("url", "http://evil-slash.com/load", _M),)),
    ("The C2 domain is c2。fullwidth-dots。com", (("domain", "c2.fullwidth-dots.com", _M),)),
    # Look-alikes and IDN
    ("Phishing hosted on pаypal-secure.com with a Cyrillic a.", (("domain", "xn--pypal-secure-x9j.com", _M),)),
    ("The fake shop xn--80ak6aa92e.com imitates Apple.", (("domain", "xn--80ak6aa92e.com", _M),)),
    # Addresses, networks, and numbers that are none
    ("Block 2001:db8:85a3::8a2e:370:7334 and 2001:db8:beef::/48.", (("ipv6", "2001:db8:85a3::8a2e:370:7334", ""), ("cidr", "2001:db8:beef::/48", ""))),
    ("Link-local fe80::1ff:fe23:4567:890a%eth0 is not routed.", (("ipv6", "fe80::1ff:fe23:4567:890a", _B),)),
    ("C2 at [2001:db8:1234::99]:8443", (("ipv6", "2001:db8:1234::99", ""),)),
    ("::ffff:198.51.100.77 appeared in the proxy log as the attacker.", (("ipv6", "::ffff:c633:644d", ""),)),
    ("Attackers scanned from 91.92.240.0/21 and from 91.92.250.10-91.92.250.20.", (("cidr", "91.92.240.0/21", ""), ("ipv4", "91.92.250.10", ""), ("ipv4", "91.92.250.20", ""))),
    ("Upgrade to version 1.2.3.4 or later; v10.20.30.40 is affected, build 6.1.7601.24545.", (("ipv4", "1.2.3.4", _B),)),
    ("See section 4.3.2.1 and table 2.3.1.1 of the manual.", ()),
    ("OID 1.3.6.1.4.1.311 is a Microsoft prefix; FortiOS 7.2.4 and 7.0.10 are vulnerable.", ()),
    ("Its DNS is 8.8.8.8, the gateway 192.168.1.1 and localhost 127.0.0.1.", (("ipv4", "8.8.8.8", _B), ("ipv4", "192.168.1.1", _B), ("ipv4", "127.0.0.1", _B))),
    ("Total 12.500.000 USD, 1,234.56 EUR, invoice 2024.11.05-77, ratio 3.5:1, at 12:30:45.", ()),
    # URLs
    ("Leaked: hxxp://admin:Passw0rd@cp.shop-cracked[.]com:2083/login?x=1&y=2#top.", (("url", "http://admin:Passw0rd@cp.shop-cracked.com:2083/login?x=1&y=2#top", _M),)),
    ("(malware from <hxxp://brackets.bad-place[.]top/a(1).exe>).", (("url", "http://brackets.bad-place.top/a(1).exe", _M),)),
    ("The dropper fetches \"hxxp://quote.bad-place[.]top/x.js\", then stops!", (("url", "http://quote.bad-place.top/x.js", _M),)),
    ("tcp://c2.bad-place[.]top:4444 and wss://ws.bad-place[.]top/socket", (("url", "tcp://c2.bad-place.top:4444", _M), ("url", "wss://ws.bad-place.top/socket", _M))),
    ("Onion site: hxxp://duskgytldkxiuqc6abcdefghijklmnopqrstuvwxyz234567abcdefgd.onion/leak", (("url", "http://duskgytldkxiuqc6abcdefghijklmnopqrstuvwxyz234567abcdefgd.onion/leak", _M),)),
    # Hashes
    (f"MD5: {_MD5.upper()}; SHA1={_SHA1.upper()}; SHA512 {_SHA512}", (("md5", _MD5, ""), ("sha1", _SHA1, ""), ("sha512", _SHA512, ""))),
    (f"sha1: {' '.join(_SHA1[i:i + 8] for i in range(0, 40, 8))}", (("sha1", _SHA1, ""),)),
    ("Fixed in commit 9fceb02d0ae598e95dc970b74767f19372d61af8 of the repository.", (("sha1", "9fceb02d0ae598e95dc970b74767f19372d61af8", _B),)),
    ("The CLSID {4590F811-1D3A-11D0-891F-00AA004B2E24} and GUID 123e4567-e89b-12d3-a456-426614174000 are fixed.", ()),
    ("imphash f34d5f2d4577ed6d9ceec516c1f5a744 groups the samples", ()),
    # Files, paths, registry, mutexes
    ("Drops C:\\ProgramData\\Intel\\svchost.exe and %TEMP%\\~tmp1A.dll, runs \\\\10.0.0.5\\ADMIN$\\psexesvc.exe", (("file-path", "C:\\ProgramData\\Intel\\svchost.exe", ""), ("file-path", "%TEMP%\\~tmp1A.dll", ""), ("file-path", "\\\\10.0.0.5\\ADMIN$\\psexesvc.exe", ""))),
    ("Linux persistence in /etc/cron.d/.update and /var/tmp/.ICE-unix/kworker", (("file-path", "/etc/cron.d/.update", ""), ("file-path", "/var/tmp/.ICE-unix/kworker", ""))),  # noqa: S108 - a text
    ("On macOS ~/Library/LaunchAgents/com.apple.updated.plist starts /Library/Shared/.helper", (("file-path", "~/Library/LaunchAgents/com.apple.updated.plist", ""), ("file-path", "/Library/Shared/.helper", ""))),
    ("The lure Invoice_2024.pdf.exe and Statement.docx.lnk were mailed in report.zip", (("file-name", "Invoice_2024.pdf.exe", ""), ("file-name", "Statement.docx.lnk", ""), ("file-name", "report.zip", ""))),
    ("Read readme.md, open index.php, use Node.js and ASP.NET, then npm run build. End.Then the next. e.g. this, i.e. that, etc.And so on", (("file-name", "readme.md", _B), ("file-name", "index.php", ""))),
    ("It writes HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run\\Updater and HKEY_CURRENT_USER\\Software\\Classes\\ms-settings\\shell\\open\\command.", (("registry-key", "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run\\Updater", ""), ("registry-key", "HKEY_CURRENT_USER\\Software\\Classes\\ms-settings\\shell\\open\\command", ""))),
    ("The key HKU\\.DEFAULT\\Control Panel\\Desktop is changed, as is HKCR\\mscfile.", (("registry-key", "HKU\\.DEFAULT\\Control Panel\\Desktop", ""), ("registry-key", "HKCR\\mscfile", ""))),
    ("It creates the mutex Global\\{A1B2C3D4-1111-2222-3333-444455556666} and a mutex named \"qX7-lock\".", (("mutex", "Global\\{A1B2C3D4-1111-2222-3333-444455556666}", ""), ("mutex", "qX7-lock", ""))),
    # CVE
    ("Exploits CVE-2021-44228, cve-2023-23397, CVE‑2017‑11882 and CVE-2024-\n3400.", (("cve", "CVE-2021-44228", ""), ("cve", "CVE-2023-23397", ""), ("cve", "CVE-2017-11882", ""), ("cve", "CVE-2024-3400", ""))),
    ("CVE 2019-0708 (BlueKeep), CVE–2020–1472 and CVE_2018_13379", (("cve", "CVE-2019-0708", ""), ("cve", "CVE-2020-1472", ""), ("cve", "CVE-2018-13379", ""))),
    # Coins
    ("Pay to 12Y2N8ut72hGooXZHz6rsZGqjrHLs7UnZC, 33E3HgQKew1etyDzR5mTJBdmtNa4PW2chS or bc1qzrtz3k8nsm7g08rcs984rcasnx3chpkmcvvxhz.", (("coin", "btc:12Y2N8ut72hGooXZHz6rsZGqjrHLs7UnZC", ""), ("coin", "btc:33E3HgQKew1etyDzR5mTJBdmtNa4PW2chS", ""), ("coin", "btc:bc1qzrtz3k8nsm7g08rcs984rcasnx3chpkmcvvxhz", ""))),
    ("Taproot wallet bc1p94c3vs4hy6cygqtz0j5lhtpj7hy9xra3jq7vfkczykr30ys6fzqs3kh3lj; mistyped 12Y2N8ut72hGooXZHz6rsZGqjrHLs7UnZD", (("coin", "btc:bc1p94c3vs4hy6cygqtz0j5lhtpj7hy9xra3jq7vfkczykr30ys6fzqs3kh3lj", _M),)),
    ("LTC LLkydMDiBgwL4cDiU86A9aLbx4ecxfqzRd, ltc1qzrtz3k8nsm7g08rcs984rcasnx3chpkmuskz0j, DOGE D6g7uPrXQSbZLoiA2a6RRKSScz1eCXHgfU, TRX TBWENCHcFkpDxybBtFkaPhxyee2f335afA", (("coin", "ltc:LLkydMDiBgwL4cDiU86A9aLbx4ecxfqzRd", ""), ("coin", "ltc:ltc1qzrtz3k8nsm7g08rcs984rcasnx3chpkmuskz0j", ""), ("coin", "doge:D6g7uPrXQSbZLoiA2a6RRKSScz1eCXHgfU", ""), ("coin", "trx:TBWENCHcFkpDxybBtFkaPhxyee2f335afA", ""))),
    ("ETH 0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045 received the ransom", (("coin", "eth:0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045", _M),)),
    ("Monero 44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A", (("coin", "xmr:44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A", ""),)),
    # Telephones
    ("The scammers call from +84 912 345 678, 0084-28-3822-5000 and (+65) 6123 4567.", (("phone", "+84912345678", _M), ("phone", "+842838225000", _M), ("phone", "+6561234567", _M))),
    ("Victims were told to ring +1 (202) 555-0173 or +44 20 7946 0958; order no. 0912345678901 and case 2024-000123 are not numbers to ring.", (("phone", "+12025550173", _M), ("phone", "+442079460958", _M))),
    # ATT&CK ids
    ("Mapped to T1059.001, T1566, TA0001, S0154, G0007, M1036 and C0022.", (("attack-id", "T1059.001", ""), ("attack-id", "T1566", ""), ("attack-id", "TA0001", ""), ("attack-id", "S0154", ""), ("attack-id", "G0007", ""), ("attack-id", "M1036", ""), ("attack-id", "C0022", ""))),
    ("Model T1000 and the G7 summit of S4 clients are no techniques.", ()),
    # Names
    ("OceanLotus (also known as APT32) deployed cobalt strike and MIMIKATZ against ministries; PlugX, a.k.a. Korplug, followed.", (("actor", "OceanLotus", ""), ("actor", "APT32", ""), ("malware", "Cobalt Strike", ""), ("tool", "Mimikatz", ""), ("malware", "PlugX", ""), ("malware", "Korplug", ""))),
    ("Apt 32 and APT-32 are spellings of one group, Lazarus of another.", (("actor", "APT32", ""), ("actor", "APT32", ""), ("actor", "Lazarus", ""))),
    ("We named the new backdoor GhostLantern. GhostLantern talks over DNS. The wiper, dubbed RustyNail, erases disks.", (("malware", "GhostLantern", ""), ("malware", "RustyNail", ""))),
    ("Operation Dream Job used fake recruiters; the QuietKey keylogger was installed.", (("campaign", "Operation Dream Job", ""), ("malware", "QuietKey", ""), ("technique", "Keylogging", ""), ("technique", "Spearphishing via Service", ""))),
    ("The turtle swam. Play began at nine, and we carbon copied the chocolate recipe.", ()),
    # Crimes, sectors, countries, dates
    ("A pig butchering scheme with a fake trading platform cheated retirees in Singapore and Thailand.", (("crime", "fake-investment", ""), ("country", "SG", ""), ("country", "TH", ""))),
    ("Police seized SIM boxes and mule accounts behind a deepfake video call.", (("crime", "sim-box", ""), ("crime", "mule-accounts", ""), ("crime", "deepfake", ""))),
    ("Targets: the energy sector, hospitals and banks in Viet Nam and the Philippines.", (("sector", "energy", ""), ("sector", "healthcare", ""), ("sector", "financial-services", ""), ("country", "VN", ""), ("country", "PH", ""))),
    ("Between 5 March 2024 and April 17, 2024, again on 2024-06-30 and 1st July 2024.", (("date", "2024-03-05", ""), ("date", "2024-04-17", ""), ("date", "2024-06-30", ""), ("date", "2024-07-01", ""))),
    # Context
    ("Sample on VirusTotal: https://www.virustotal.com/gui/file/abc and sandbox https://app.any.run/tasks/1", (("url", "https://www.virustotal.com/gui/file/abc", _B), ("url", "https://app.any.run/tasks/1", _B))),
    ("References:\n[1] https://www.microsoft.com/security/blog/post\n[2] https://www.cisa.gov/alerts/aa24-1", (("url", "https://www.microsoft.com/security/blog/post", _B), ("url", "https://www.cisa.gov/alerts/aa24-1", _B))),
    ("For questions contact press@vendor.example or visit www.vendor.example. © 2024 Vendor Ltd.", (("email", "press@vendor.example", _B), ("host-name", "www.vendor.example", _B))),
    ("The malware checks connectivity with www.google.com before it calls upd-chk.top, its command-and-control server.", (("domain", "www.google.com", _B), ("domain", "upd-chk.top", _M))),
    ("Patch from https://support.vendor.example/kb/1 and follow our advice at https://cert.example/guide.", (("url", "https://support.vendor.example/kb/1", _B), ("url", "https://cert.example/guide", _B))),
    ("IOCs\nDomains:\n- upd-one.top\n- upd-two.icu\nIPs:\n- 193.149.176.10\nEmails:\n- hr.jobs@proton.me", (("domain", "upd-one.top", _M), ("domain", "upd-two.icu", _M), ("ipv4", "193.149.176.10", _M), ("email", "hr.jobs@proton.me", _M))),
    ("Never enter your password on a page such as http://bank.example.com/login (an example).", (("url", "http://bank.example.com/login", _B),)),
    # Log-like
    ('2024-11-05T10:22:31Z fw1 DENY src=10.1.2.3:51544 dst=194.26.29.113:443 url="hxxps://cfg.bad-place[.]top/c" ua="-"', (("ipv4", "10.1.2.3", _B), ("ipv4", "194.26.29.113", ""), ("url", "https://cfg.bad-place.top/c", _M), ("date", "2024-11-05", ""))),
)  # fmt: skip
