"""What words speak of, in both languages: fraud, criminals, blocking, helping, sources … – wide classes, no special phrases.

A word of English with `*` stands for its usual forms. The longest phrase at a place counts. How much a class tells, and
where, is not said here but in `weights.py`.
"""

from __future__ import annotations

from typing import Final

from khien.intake.extraction.common_words import word_set

_FORMS: Final = (
    "", "e", "s", "es", "d", "ed", "ing", "er", "ers", "or", "ors", "ion", "ions", "ation", "ations", "ment", "ly",
)  # fmt: skip

CLASSES: Final[dict[str, str]] = {
    # --- what is bad -----------------------------------------------------------------------------------
    "fraud": (
        "malicious*|phish*|vish*|smish*|scam*|scammy|fraud|frauds|fraudulent|fake|fakes|faked|bogus|sham|counterfeit|forged|rogue|illegal|illicit|unlicensed|unlicenced|"
        "unauthorised|unauthorized|deceptive|deceiv*|cheat*|swindl*|hoax|con artist|ponzi|pyramid|typosquat*|look alike|lookalike|lookalikes|spoof*|spam|spamm*|extort*|blackmail*|"
        "gambl*|bett*|casino|bookmak*|launder*|mule|mules|loan shark|loan sharks|counterfeits|piracy|harmful|dangerous|hostile|nasty|shady|dodgy|evil|bad|dubious|crime|crimes|criminal site|"
        "leak site|leak sites|stolen|theft|infring*|abus*|suspicious|suspect site|unwanted|untrustworthy|not exist|"
        "độc hại|lừa đảo|giả mạo|mạo danh|giả danh|lừa|bịp|bẫy|giả|nhái|hàng giả|trang giả|web giả|website giả|link giả|app giả|đánh bạc|cờ bạc|cá độ|cá cược|nhà cái|tín dụng đen|"
        "tống tiền|chiếm đoạt|đánh cắp|ăn cắp|trộm|lấy cắp|trái phép|phi pháp|bất hợp pháp|vi phạm|vi phạm pháp luật|độc|xấu độc|ma túy|rửa tiền|đa cấp|vụ án|gian lận|trục lợi|"
        "thư rác|tin rác|tin nhắn rác|spam|xấu|đáng ngờ|nghi vấn|nghi ngờ|nghi|khả nghi|bất thường|nguy hiểm|lua dao|gia mao|chiem doat|bùng|quỵt|dỏm|lùa gà|úp bô|phốt|bóc phốt|không phép|chui|"
        "con man|con men|trap|unsafe|unregulated|pirated|pharming|sextortion|theft of|kém chất lượng|hàng kém|cho vay nặng lãi|nặng lãi|lãi cắt cổ|không có thật|hoang đường|tin giả|sai sự thật|lậu|hàng lậu|khiêu dâm"
    ),
    "crook": (
        "attacker*|adversar*|adversary|adversaries|intruder*|intrud*|hacker*|hackers|actor|actors|threat actor|threat actors|scammer|scammers|fraudster*|criminal*|criminals|cybercriminal*|thief|thieves|gang|gangs|crew|crook|crooks|"
        "impostor*|imposter*|caller|operator|operators|affiliate|affiliates|perpetrator*|swindlers|extortionist*|extortionists|blackmailer*|spammer|spammers|the group|this group|group|syndicate|ring|offender*|suspect|suspects|"
        "advertiser|ringleader|somebody|someone|a man|a woman|unknown person|unknown persons|kingpin|culprit*|buyers of stolen|"
        "đối tượng|kẻ gian|kẻ xấu|kẻ lừa|kẻ lừa đảo|kẻ tấn công|tin tặc|hacker|tội phạm|nhóm lừa đảo|nhóm tấn công|nhóm này|băng nhóm|đường dây này|ổ nhóm|bị can|bị cáo|nghi phạm|cầm đầu|chủ mưu|kẻ|bọn|bọn này|"
        "bọn nó|chúng nó|chúng|nó|thằng|tên này|hắn|người này|người lạ|số lạ|kẻ mạo danh|kẻ giả danh|kẻ tống tiền|kẻ cầm đầu|các đối tượng|những kẻ|kẻ thủ ác|con bạc|phạm tội|"
        "swindler|con artist|conman|hijacker*|insider|ransomware gang|mastermind*|accomplice*|unknown caller|stranger|strangers|spies|spy|nghi can|đồng bọn|trùm|kẻ đứng sau|những người này|tụi nó|tụi này|chủ trang|chủ shop|"
        "chủ kênh|chủ nhóm|người hướng dẫn|người tư vấn|người đó|người xưng|kẻ đó|nhân viên ở đây|cô trang|the assistant|assistant wrote|our supplier s name|they passed|the seller|chuyên gia rởm|hai sim|hộp sim|sim farm|sim box|those callers"
    ),
    "malware": (
        "malware|malwares|trojan*|backdoor*|backdoors|ransomware|ransom|stealer*|stealers|loader|loaders|dropper*|droppers|implant*|implants|rootkit*|botnet*|botnets|bot|bots|worm|worms|spyware|keylogger*|"
        "rat|rats|infostealer*|cryptominer*|miner|miners|miner's|virus|viruses|exploit kit|web shell|webshell|webshells|shellcode|payload*|payloads|skimmer|banker|variant|variants|beacon*|"
        "infected|infect*|infection|infections|compromis*|persistence|persist*|exfiltrat*|encrypts|encrypted|encryptor|side load*|sideload*|sideloads|zero day|obfuscated|decrypts|"
        "mã độc|phần mềm độc hại|phần mềm gián điệp|gián điệp|vi rút|virus|tống tiền|mã hóa dữ liệu|mã hóa tệp|trojan|cửa hậu|sâu máy tính|mạng máy tính ma|botnet|lây nhiễm|nhiễm|bị nhiễm|dính|"
        "cài cắm|chiếm quyền|chiếm quyền điều khiển|biến thể|mẫu|phát tán|đánh cắp dữ liệu|thả|nhúng mã|mã khai thác|ma doc|tiền chuộc|đòi tiền chuộc|ẩn trong|giấu trong|đội lốt|"
        "infostealers|macro|macros|dropped|drops|executes|executed|execut*|injects|inject*|installs itself|copies itself|script|powershell|autorun|remote access|remote software|popped up|mã độc tống tiền|tự sao chép|ghi khóa|tự khởi động|chạy ngầm|kịch bản|điều khiển từ xa|khóa máy|bật lên|tiêm|chèn mã|macro độc|"
        "implant|second stage|first stage|the sample|sample|bảng điều khiển|gói đánh cắp|giai đoạn hai|mẫu truy vấn|bot client|joined the controller|ransom note|ransom notes|lời nhắn|mutex"
    ),
    "reach": (  # what malware and its users do in a network
        "c2|c2s|c c|cnc|command and control|control server|controller|calls out|call out|calling out|calls home|phones home|phoning home|beacons to|beaconed|beaconing|contacts|contacted|contacting|communicates|communicated|communicating|connects|connected|connecting|connection|connections|outbound|resolves|resolved|resolving|"
        "fetch*|fetches|fetched|downloads|downloaded|downloading|uploads|uploaded|uploading|posts to|posts|reaches out|retriev*|retrieves|registers with|takes orders|orders from|waits for orders|commands from|instructions from|tunnel*|proxied|"
        "sends|sends data|hard coded|hardcoded|fallback|falls back|callback|drop server|panel|admin panel|hosted|hosted on|hosted at|hosts|hosting|serves|served|serving|served from|delivered|delivered by|delivers|staged|staging|infrastructure|front|"
        "redirect*|redirects|redirected|redirecting|forwards visitors|leads to|led to|points to|pointed to|pointing to|opens|opened|lands on|landing|landing page|landing pages|goes to|went to|button goes|signs in from|signed in from|logged in from|logs in from|logging in|sign in from|"
        "máy chủ điều khiển|điều khiển|máy chủ c2|kết nối|kết nối tới|kết nối đến|kết nối ra|gọi ra|gọi về|liên lạc|liên lạc với|gửi về|truyền về|truyền dữ liệu|đẩy về|tuồn|nhận lệnh|chờ lệnh|ra lệnh|tải về|tải xuống|tải|tải từ|"
        "tải thêm|tải tệp|truy vấn|phân giải|chuyển hướng|dẫn tới|dẫn đến|trỏ tới|trỏ về|trỏ đến|mở ra|máy chủ độc|hạ tầng|dự phòng|bàn đạp|cài|cài đặt từ|đặt máy chủ|vận hành|lưu trữ tại|đăng nhập từ|truy cập từ|"
        "polls|polled|polling|ships|shipped|relays|relayed|pings|pinged|checks in|checked in|every 30 seconds|every minute|every 60 seconds|exfil|leaks to|drop site|collects|collect|pulls|pulling from|grabs|talks to|talking to|queries|queried|query|dns requests|traffic to|traffic from|sessions to|egress to|negotiations|kéo|kéo về|hỏi thăm|liên tục gọi|lưu lượng tới|lưu lượng đến|lưu lượng từ|truy xuất|phiên kết nối|kết nối lạ|trang mồi|đặt ở|cắm ở|gửi dữ liệu|gửi thông tin|đẩy dữ liệu|nhận dữ liệu|chuyển tiếp tới"
    ),
    "attack": (
        "attack*|attacks|attacked|intrusion|intrusions|intrusion from|exploit*|exploits|exploited|exploitation|brute|brute force|brute forcing|spraying|password spraying|scann*|scans|scanning|port scan|probing|flood*|ddos|dos|"
        "hack*|hacked|hijack*|breach*|defac*|failed password|failed login|failed logins|login attempts|attempts|attempted|guess*|sql injection|injection|denied|deny|drop|lateral|harvest*|harvests|harvested|steal|steals|stealing|"
        "intercept*|skims|takes over|weaponis*|weaponiz*|alert|alerts|detected|detects|triggered|flagged|hit on|hits on|seen attacking|"
        "tấn công|khai thác|dò|dò quét|quét|quét từ|quét cổng|dò mật khẩu|vét cạn|xâm nhập|đột nhập|đánh sập|làm ngập|dội|ddos|sai mật khẩu|đăng nhập sai|thất bại|chiếm|cướp|thay đổi giao diện|báo đỏ|cảnh báo đỏ|bắn phá|"
        "gửi hàng nghìn|hàng nghìn yêu cầu|liên tục|thu thập thông tin|lấy thông tin|lấy mật khẩu|lấy otp|đánh cắp mã|ghi nhận|phát hiện|"
        "hammer*|hammering|hammered|invalid user|authentication failure|unauthorised access|unauthorized access|drowning|credential stuffing|sprayed|bombard*|targeting us|trying to log in|tries to log in|keeps trying|reflected|amplification|originate in|originates from|xss|rce|liên tiếp|dồn dập|thử mật khẩu|truy cập trái phép|truy cập bất thường|đăng nhập trái phép|đăng nhập lạ|đăng nhập thất bại|từ chối dịch vụ|rò quét|bruteforce|"
        "knocks on|knocks|gõ cổng|gõ vào|nobody uses that account|from outside|vào bằng tài khoản|stolen session|session cookies|gọi tự động|quay số tự động|recorded voice|sim farm"
    ),
    "block": (
        "block|blocks|blocked|blocking|blocklist|blocklists|block list|blacklist*|blacklists|deny list|denylist|denylists|bans|banned|banning|blackhol*|sinkhol*|quarantin*|isolat*|contain|contained|cut off|cutting off|drop traffic|dropping|null rout*|"
        "filter*|disconnected|pulled|pulled it|kill|killed|reimaged|remove access|prohibit*|outlaw*|treat as hostile|deny outbound|deny inbound|deny access|"
        "chặn|cấm|ngăn chặn|danh sách chặn|danh sách đen|đen|cách ly|cô lập|khóa ip|khóa|ngắt|ngắt kết nối|loại bỏ|luật cấm|chặn đi|chặn ngay|rà soát|bịt|cho vào danh sách đen|diệt|xóa bỏ|thu hồi|đình chỉ|"
        "geo fenced|firewalled|fail2ban|rejected|reject*|suppress*|take offline|taken offline|null route|banned from|thẳng tay|chặn luôn|chặn giúp|chặn nhé|chặn gấp|đưa vào danh sách|từ chối|khóa luôn|vô hiệu|vô hiệu hóa|ngừng phân giải"
    ),
    "indicator": (
        "ioc|iocs|indicator|indicators|indicators of compromise|observable|observables|artefacts|artifacts|signatures of|added|additions|add to|new this week|"
        "chỉ dấu|chỉ báo|dấu hiệu|dấu hiệu nhận biết|chỉ số|thêm mới|bổ sung|bổ sung vào|danh sách vi phạm|danh sách cảnh báo|"
        "hunt for|look for|search for|yara|sigma|watchlist|watch list|listed as|stays listed|has been listed|following domains|following addresses|danh mục nguồn|săn tìm|truy vết"
    ),
    "shun": (
        "avoid|avoiding|beware|beware of|do not click|don t click|do not open|do not visit|do not call|do not answer|do not install|do not reply|do not scan|never click|never open|stay away|steer clear|delete it|delete|ignore such|watch out|careful|"
        "né|tránh|tránh xa|cảnh giác|cần cảnh giác|cẩn thận|cẩn trọng|đề phòng|đừng bấm|không bấm|không nhấn|không nhấp|không click|đừng click|không truy cập|đừng truy cập|đừng vào|không vào|không gọi|đừng gọi|không nghe|"
        "không cài|đừng cài|không tải|đừng tải|không trả lời|không chuyển|đừng chuyển|không quét|không mở|đừng mở|đừng tin|không tin|xóa ngay|tẩy chay|lạ|link lạ|đừng mua|đừng dại|"
        "hang up|never pay|do not pay|don t pay|do not trust|don t trust|do not use|stop using|warned against|keep away|uninstall|gỡ ngay|gỡ cài đặt|cúp máy|dập máy|không làm theo|không nộp|không mua|ngừng mua|không giao dịch|né xa|đừng ham|đừng nghe|không nên"
    ),
    "warn": (
        "warn|warns|warned|warning|warnings|alerted|notice to|caution*|advisory|scam alert|campaign|wave|wave of|spate|surge|cảnh báo|khuyến cáo|lưu ý|chú ý|thủ đoạn|chiêu|chiêu trò|chiêu lừa|chiến dịch|hình thức|xuất hiện|gần đây|nổi lên|rộ lên|đang có|hiện có|hiện nay|"
        "heads up|attention|be aware|thời gian qua|thời gian gần đây|khẩn|cảnh tỉnh|nhắc nhở"
    ),
    "pose": (
        "impersonat*|impersonates|impersonating|pretend*|pretends|pretending|pose|poses|posed|posing|posing as|masquerad*|mimic*|mimics|imitat*|imitates|copy|copies|copied|clone*|cloned|clones|claims to be|claimed to be|claiming|claiming to be|purport*|"
        "purporting|disguis*|in the name of|in our name|in our client s name|using our logo|called itself|calls itself|said he was|said she was|says he is|who said|an app called|a copy of|looks like|"
        "tự xưng|tự nhận|xưng là|xưng|nhận là|giả làm|giả giọng|đóng giả|lấy danh nghĩa|nhân danh|bắt chước|sao chép|copy|giống hệt|giống|núp bóng|mang tên|có tên|đứng tên|sử dụng trái phép|dùng nhãn hiệu|lấy logo|gia danh|"
        "dressed up as|passing itself off|passes itself off|identical to|a copy|replica|same logo|our logo|styled as|tự giới thiệu|nói là|bảo là|lấy tên|dùng logo|dùng hình ảnh|lấy hình ảnh|y hệt|y chang|na ná"
    ),
    "approach": (  # how criminals come to their victims
        "call from|calls from|called from|calling from|rang from|rings from|phoned from|texts from|text from|text message|texted|message from|messages from|a text|sms|mail from|mails from|mail by|email from|e mail from|emails from|e mails from|"
        "came from|comes from|coming from|arrived from|received from|sent from|sent by|sender|sending|sent|leave from|left from|written from|from address|used the number|using the number|the number|from the number|number used|got a call|got another|got a mail|qr code|forwarded|attachment|attached|contacted engineers|"
        "gọi từ|cuộc gọi|cuộc gọi từ|gọi điện từ|gọi điện|nhắn tin|tin nhắn|tin nhắn từ|gửi tin nhắn|nhắn|gửi link|gửi đường link|gửi đường dẫn|gửi qua|được gửi|từ số|số máy|dùng số|sử dụng số|dùng số điện thoại|số điện thoại hay dùng|"
        "gửi từ|thư từ|email từ|mail từ|thư gửi từ|kết bạn|kết bạn zalo|nhận điện thoại|nhận được điện thoại|nhận cuộc gọi|nhận được cuộc gọi|nhận được thư|nhận được email|nhận tin|nhận thư|nhận được tin nhắn|quấy rối|dọa|đe dọa|làm phiền|khủng bố|mã qr|"
        "đính kèm|gửi kèm|kèm tệp|kèm link|kèm file|kèm đường dẫn|người gửi|mời cài|mời chào|mời|rủ|đầu số|zalo|"
        "cold call|cold calls|robocall*|whatsapp|messaged me|messaged us|wrote from|writes from|mailed from|arrive from|arrives from|landed in|inbox from|rang you|rang me|phoned me|phoned her|phoned him|received a call|received calls|received an e mail|received an email|received a text|gọi tới tôi|gọi cho tôi|gọi cho em|gọi cho mẹ|nhắn cho tôi|liên tục gọi điện|số gọi đến|số lạ gọi|số gọi|thư đến từ|thư lạ|mail lạ|tin nhắn lạ"
    ),
    "urge": (
        "asked to|asks to|asking|asks|asked|asks for|told to|telling|tells you|told you|tells|urge*|urged|urging|trick*|tricked|tricks|lure|lures|lured|luring|made me|made her|made him|persuad*|convinc*|invite*|invites|instruct*|recipients are|click|clicks|clicked|clicking|tap|press|"
        "enter your|entered|enter|type|typed|fill in|submit|submitted|log in|login at|sign in|scan the|pay at|pay by|pay|pays|confirm|confirm on|verify|verify at|activate|send the fee|send money|open|install|installed|installing|"
        "yêu cầu|đề nghị nhập|dụ|dụ dỗ|dụ nạn nhân|bảo|bảo tôi|bảo em|xúi|ép|ép buộc|thúc giục|hướng dẫn nạn nhân|bấm|bấm vào|nhấn|nhấp|click|nhập|nhập mật khẩu|nhập otp|nhập thông tin|nhập số|điền|điền thông tin|đăng nhập tại|đăng nhập vào|cung cấp|cung cấp otp|"
        "xác nhận tại|xác minh tại|vào link|vào đường link|vao|truy cap|truy cập|quét mã|cài app|cài ứng dụng|cài file|làm nhiệm vụ|đóng phí|nộp phí|đặt cọc|chuyển cọc|nạp tiền|bam vao|bấm để|"
        "had to pay|have to pay|demands|demanded|demand|promis*|promised|offering|offers|offered|lead to|led them|sent them to|had him run|had her install|scan this|reply with|update your|hand over|handed over|đòi|đòi tiền|hứa|hứa hẹn|cam kết|giục|lôi kéo|dẫn dụ|chào mời|mời gọi|kêu gọi|vui long|vui long bam|vui long truy cap|dien|nhap"
    ),
    "harmed": (
        "victim|victims|lost|lose|losing|loss|lost money|money gone|gone|transferred|transfer|transferring|transfers|moved|paid|wired|deposit*|savings|robbed|deceived|defrauded|conned|ripped off|never arrived|never received|refused withdrawals|withdraw*|cheated|refund refused|card details|credentials|passwords|password|personal data|"
        "bank details|otp|one time code|pin|stupid|fell for|"
        "nạn nhân|bị hại|bị lừa|bị mất|mất|mất tiền|mất trắng|chuyển tiền|chuyển khoản|ck|chuyển|đã chuyển|chuyển vào|nạp|nộp tiền|nộp|bị trừ|trừ tiền|trừ hết|rút|không rút được|bị chặn|không nhận được hàng|không nhận được|thuê bao|không liên lạc được|mật khẩu|mã otp|"
        "thông tin thẻ|số thẻ|căn cước|lỡ|lỡ bấm|lỡ nhập|lỡ chuyển|sập bẫy|mắc bẫy|tố|tố cáo|đòi nợ|vay|tiền cọc|cọc|"
        "life savings|drained|empties|emptied|scammed|swindled|lost access|lost their|out of pocket|never delivered|never shipped|no refund|nothing arrived|complainant|sent money|sent bitcoin|cashed out|money left|bị chiếm|bị hack|bị cướp|bị lộ|góp|góp vốn|không đăng nhập được|không liên hệ được|không giao|không giao hàng|không thấy hàng|không hoàn tiền|bay màu|bốc hơi|mất sạch|mất tiền oan|chuyển nhầm|mượn tiền|nạp thẻ|tiền mất|sập|lừa mất|nhập viện"
    ),
    "lure": (
        "prize|prizes|lottery|winner|won|reward*|rewards|gift|gifts|voucher|vouchers|giveaway|bonus|refund|refunds|rebate|claim|parcel|package is|delivery fee|overdue|expires|expired|suspended|unusual activity|account locked|mailbox full|job offer|work from home|"
        "easy money|profits|profit|guaranteed|investment|invest|investors|trading platform|platform|airdrop|crypto|romance|dating|inheritance|loan|loans|holiday flats|tax rebate|unpaid|fine|urgent|immediately|within 24 hours|"
        "trúng thưởng|phần thưởng|nhận thưởng|quà|quà tặng|tặng quà|nhận quà|tri ân|khuyến mãi|hoàn tiền|hoàn thuế|đổi điểm|điểm thưởng|trợ cấp|hỗ trợ tiền|việc nhẹ|việc nhẹ lương cao|lương cao|cộng tác viên|nhiệm vụ|đầu tư|sàn|sàn giao dịch|sàn đầu tư|huy động vốn|lợi nhuận|"
        "lãi suất|tiền ảo|tiền điện tử|forex|vay nhanh|phạt nguội|no phat nguoi|bị khóa|bi khoa|trong 24 giờ|trong 24h|nhan qua|nhan thuong|het han|trung thuong|xuất khẩu lao động|tuyển dụng|bán hàng|bán vé|đặt vé|mua hàng|đặt phòng|đặt hàng|đặt giày|shop|"
        "discount|discounts|cheap|bargain|free vpn|cashback|subsidy|grant|compensation|job|jobs|recruit*|salary|dividend|interest rate|per month|percent a month|double your|miracle|slimming|pills|tickets|rental|giá rẻ|giảm giá|siêu rẻ|thanh lý|lương tháng 13|thưởng tết|bồi thường|học bổng|visa|định cư|tiền số|lợi nhuận cao|vay tiền|vay online|săn sale|nhận tiền|nhận lương|trung qua|khuyen mai|hoan tien|kich hoat"
    ),
    "fresh": (
        "newly registered|registered yesterday|registered|registers|recently registered|new domain|unknown|never heard|unexpected|unfamiliar|strange|weird|newest|set up|sets up|created|built|ran|run|runs|"
        "mới lập|mới đăng ký|lập|lập trang|lập website|lập web|tạo lập|dựng|tạo trang|đăng ký|mới tạo|chưa rõ|không rõ|điều hành|quản lý|"
        "days old|hours old|parked|throwaway|disposable|moved its|rents|rented|privacy protected|ẩn danh|mới mua|mới xuất hiện|vừa đăng ký|vừa lập|do người ngoài lập|thuê máy chủ"
    ),
    "takedown": (
        "takedown|take down|taken down|taking down|suspend*|suspends|seize*|seized|seizure|shut down|shutdown|disable the|remove the|get it removed|confiscat*|arrest*|arrested|charged|convict*|prosecut*|investigat*|investigators|police raid*|"
        "triệt phá|bắt giữ|bắt|khởi tố|truy nã|truy tìm|tạm giữ|điều tra|thụ lý|xử phạt|tịch thu|gỡ bỏ|đề nghị gỡ|tháo gỡ|ngừng hoạt động|tạm dừng|phong tỏa|"
        "offline|take it offline|forfeit*|forfeiture|seizing|dismantl*|raided|raid|sentenced|indicted|judge|sanction*|deactivate|bị bắt|tạm giam|xét xử|tuyên án|phạt tù|xóa sổ|thu giữ|kê biên|đóng cửa|gỡ xuống|ngừng cung cấp"
    ),
    "disown": (
        "not ours|not our|isn t ours|is not ours|not belong|does not belong to us|nothing to do with us|not affiliated|did not come from|does not come from|we do not send|we never send|never send|did not send|will never|does not use|is not us|not part of|pretending to be us|without our|not authorised|"
        "không phải của|không phải do|không thuộc|không phải là của|không gửi|không hề gửi|không gửi tin|không có chương trình|không tổ chức|không liên quan|không phải trang|không phải số|không phải website|không bao giờ gửi|không thu|không yêu cầu|không sử dụng|không do|"
        "does not belong|doesn t belong|no connection with|no relation to|we do not have|is none of ours|we never|we will never|it did not come from|was not sent by|không phải bên|không phải cơ quan|không phải nhân viên|không hợp tác|không ủy quyền|không liên kết|không có ứng dụng|không có trang|không có website|không có form|không phát hành|không triển khai"
    ),
    # --- what is good ----------------------------------------------------------------------------------
    "allow": (
        "allow|allows|allowed|allowing|allowlist*|allowlisted|allow list|whitelist*|whitelisted|white list|permit*|permitted|bypass|bypass list|exclude|excluded|exclusion|exclusions|exception|exceptions|exempt*|unblock*|unblocked|let through|leave alone|leave|keep open|"
        "cho phép|cho qua|danh sách trắng|trắng|ngoại lệ|loại trừ|bỏ chặn|gỡ chặn|mở chặn|mở kết nối|mở cổng|đã duyệt|không chặn|đừng chặn|giữ lại|miễn kiểm tra|danh sách cho phép|"
        "approved|request approved|keep using|may keep|whitelisting|trusted list|safe list|let it through|release it|released from quarantine|open the port|restore access|take it off|take off|được duyệt|duyệt|thả ra|thả|mở lại|giữ nguyên|không đụng|không đụng tới|đừng đụng|không được chặn|đừng xóa|để nguyên|vẫn dùng|"
        "not be blocked|not be block|please unblock|unblock the following|mở giúp|xin mở|xin mở lại|nhớ mở|cho em xin mở|đừng đẩy|chỉ ghi nhận|no use as an indicator|for context only|to ids 0|context only|không dùng để chặn|chưa chặn|xin đừng chặn|để chạy|vẫn để chạy|thôi để|leave alone|permit tcp|open tcp|approved by|đồng ý"
    ),
    "cleared": (
        "false positive|false positives|false alarm|false alarms|harmless|clean|cleaned|benign|safe|secure and|reputable|trustworthy|innocent|legit|legitimate|nothing wrong|no issue|no issues|no action|no security impact|no threat|no concern|unrelated|resolved by owner|reassigned|retired|removed|removed from|delisted|whitehat|"
        "known good|good|fine|ok to|okay|ignore|ignored|closed|by mistake|mistakenly|wrongly|in error|erroneously|erratum|correction|corrected|regret*|regrets|apologis*|apologiz*|nothing to do with|normal|expected|not abused|mandate|signed|well known|"
        "báo nhầm|nhận nhầm|nhầm|nhầm lẫn|ghi nhầm|liệt kê nhầm|an toàn|sạch|làm sạch|đã làm sạch|vô hại|không có hại|không độc|bình thường|không vấn đề|không sao|không có vấn đề|bỏ qua|kệ|kệ nó|đính chính|cải chính|xin lỗi|gỡ ra|gỡ khỏi|đưa ra khỏi|rút khỏi|đã khắc phục|"
        "đã gỡ|lành|uy tín|hợp pháp|hợp lệ|đáng tin|tin cậy|đúng quy định|không phải mã độc|không phải lừa đảo|không nguy hiểm|ổn|thư viện chuẩn|chuẩn|"
        "no reason|nothing found|nothing malicious|no findings|not infected|it has not|not compromised|by accident|accidentally|accident|retracted|withdrawn|no longer malicious|turned out to be|turns out|it s just|it is just|never mind|nvm|no worries|all good|verified clean|unaffected|not affected|healthy|không có gì|chẳng có gì|không nhiễm|không bị|không bị ảnh hưởng|hóa ra là|hóa ra|té ra|yên tâm|khỏi lo|đừng lo|hoạt động bình thường|vẫn hoạt động|minh oan|tin đồn|không đáng ngại|"
        "was wrong|is wrong|this was wrong|never harmful|not harmful|is free again|came off|come off the list|taken off|off the list|leave him alone|leave it|leave be|leave her alone|leave them|leaving it|can be ignored|do not chase|nobody chases|stays up|stayed up|not suspended|not blocked|confirmed by|is fine|fine here|ok chặn nhầm|bị đưa nhầm|đưa nhầm|chặn nhầm|khóa nhầm|khóa oan|bị oan|gõ nhầm|gõ thiếu|in nhầm|do sơ suất|đã xác minh|hợp đồng|có phiếu|nằm cạnh|không liên quan gì|đã mở lại|đã gỡ bỏ cảnh báo|bị báo nhầm|đăng ký từ|không xử lý"
    ),
    "official": (
        "official|officially|genuine|authentic|real|true|proper|correct|right one|only website|only site|only address|only domain|only shop|only app|only at|only via|only through|only from|only in|only on|original|own website|verified|legitimately|authorised|authorized|"
        "chính thức|chính thống|chính chủ|thật|đúng|duy nhất|chỉ có|chỉ qua|chỉ tại|chỉ trên|chỉ ở|chỉ dùng|chỉ gửi|chỉ đăng|chỉ nhận|chỉ thu|chỉ tải|chỉ vào|chính hãng|gốc|bản quyền|được cấp phép|trang chủ|cổng thông tin|cổng dịch vụ|website của|trang của|địa chỉ của|fanpage|tự gõ|gõ trực tiếp|"
        "bona fide|rightful|actual|legit one|real one|the real|the genuine|approved firms|registered with|licensed|our site is|our website is|ours lives at|the true|only ever use|only ever uses|chính gốc|xịn|hàng thật|trang thật|web thật|chỉ liên hệ|chỉ duy nhất|chỉ sử dụng|chỉ có một|cổng|niêm yết|được công nhận|"
        "in truth|solely|solely through|paid solely|true one|true log in|the true site|our supplier writes from|writes from|is an ordinary|register of|regulator s register|trang bộ|chỉ thực hiện|chỉ tiếp nhận|chỉ mời|trang thật của|trang thật|kênh thật|luôn gửi từ|luôn là|muốn hỏi thật|trên trang của ủy ban|hỏi thật"
    ),
    "contact": (
        "contact|contact us|contact at|hotline|hotlines|helpline|helpdesk|help desk|tip line|phone us|call us|call our|call|ring|phone|dial|telephone|tel|email us|e mail us|write to|writing to|reach us|reach|reply to|reply|replies|answer to|questions|question|enquiries|inquiries|enquiry|queries|"
        "extension|switchboard|on call|duty officer|desk|my number is|call me|talk to|mail us|email|e mail|assistance|support|customer service|customer care|approver|assigned to|requested by|reporter|tell us|tell|let us know|feedback|comments to|press office|spokesman|"
        "liên hệ|liên hệ với|hotline|đường dây nóng|tổng đài|gọi|gọi ngay|gọi số|gọi đến|gọi tới|xin gọi|vui lòng gọi|điện thoại|đt|sđt|số điện thoại|số của tôi|số mình|email|thư điện tử|hòm thư|hộp thư|viết thư|viết cho|gửi thư về|gửi mail|thắc mắc|cần hỗ trợ|hỗ trợ|cần trợ giúp|trợ giúp|"
        "đầu mối|trực ban|điều tra viên|cán bộ|người xử lý|người phụ trách|phụ trách|máy lẻ|theo số|qua số|số máy lẻ|cskh|chăm sóc khách hàng|giải đáp|tư vấn|gặp|địa chỉ email|luật sư|ls|văn phòng|inbox|"
        "reach me|reach out|get in touch|drop a line|duty phone|emergency line|emergency number|phone number|give us a call|need help|on duty|night desk|case officer|analyst|prepared by|signed|sincerely|regards|secretariat|cần thêm thông tin|số trực|đường dây|người liên hệ|người ký|trân trọng|vướng mắc|có vướng mắc|hỏi thêm|tiếp nhận|bộ phận tiếp nhận|đồng chí|"
        "incident room|case desk|our case desk|readers line|readers|press contact|pictures for the press|dial in|put to|may be put to|forward a dubious|answer to this mail|automatic answer|ref|case number|signed for|night desk|vendor on call|our fraud people|our fraud team|disputes team|cheers|best|yours|thanks|số em là|số của em|số tôi là|số của mình|ban bạn đọc|bạn đọc gọi|gọi trưởng ca|trưởng ca|cần thì gọi|gọi ạ|thư ký|nơi nhận|người rà|kỹ thuật viên|người báo|người đề nghị|người chạy|đầu mối|mọi trao đổi|gọi phòng|phòng đào tạo|ủng hộ|anh lộc|gọi thẳng|cho em số|phòng kỹ thuật|đội ứng cứu|tổ công nghệ số|công dân|giao dịch viên"
    ),
    "report": (
        "report to|reported to|report it|report them|report this|reports to us|please report|report any|reporting to|forward to|forward it to|forward them|notify|notified|notifies|inform|informed|submit to|submitted to|lodge*|lodged|complaints|complaint|complain|send us|send logs|send samples|send a copy|send evidence|appeal*|anyone with information|claims|register their claims|confirm to|raised with|"
        "trình báo|phản ánh|tố giác|báo cho|báo ngay|báo về|báo tới|báo đến|báo lên|báo cáo về|gửi báo cáo|gửi về|gửi cho|gửi tới|thông tin về|thông báo về|thông báo cho|cung cấp thông tin|khiếu nại|phản hồi|phản hồi qua|góp ý|ý kiến|đóng góp|báo công an|gửi log|gửi mẫu|báo máy|báo phòng|"
        "kịp thời báo|báo tin|"
        "hand it to|pass it on to|pass on to|turn to|file a report|file a complaint|block your card|freeze your|cancel your card|come forward|witnesses|please send|please mail|results to|responses to|answers to|khóa thẻ|khóa tài khoản|để khóa|nộp đơn|gửi đơn|gửi tư liệu|gửi kết quả|gửi văn bản|văn bản trả lời|trả lời gửi|tin báo|cung cấp cho"
    ),
    "refer": (
        "see|see also|source|sources|reference*|references|according to|cited|cites|read|read more|details|more details|more information|further information|learn more|information|guide|guidance|guides|documentation|instructions|manual|advice|tips|published|publish*|posted|posted at|post|blog|blog post|article|write up|report|reports|"
        "reported by|research|researchers|researcher|analysis|analysts|analysed|analyzed|whitepaper|white paper|described|documented|available|available at|available from|download patch|archived|schedule|evidence|screenshot|screenshots|look up|lookup|checked on|check at|check on|check our|check it|consult|visit|visit our|wish to know|track|thank|thanks|thanked|credit|courtesy|"
        "shared by|sharing|ministry|according|tool|tools|decompiled with|with ghidra|vendor|vendor s|e g|for example|for instance|such as|example|newspaper|paper|press|journal|"
        "xem|xem thêm|xem tại|nguồn|nguồn tin|theo|theo báo|tham khảo|chi tiết|chi tiết tại|hướng dẫn|hướng dẫn xử lý|hướng dẫn tại|tra cứu|tra cứu tại|tìm hiểu|thông tin chi tiết|đăng tại|đăng tải|đăng trên|đăng|công bố|báo cáo|bài viết|bài báo|phân tích|nghiên cứu|chuyên gia|nhà nghiên cứu|mô tả|"
        "tài liệu|kiểm tra tại|kiểm tra trên|kiểm tra|cảm ơn|chia sẻ|ví dụ|chẳng hạn|minh họa|công cụ|báo|tòa soạn|truyền thông|lịch|lưu tại|đặt tại|bằng chứng|ảnh chụp|"
        "as described|we wrote|our write up|our report|our analysis|full analysis|full report|bulletin|listed by|register of|keeps a list|list of approved|by following|thread|slides|recording|annex|minutes|agenda|catalogue|xem lại|đọc thêm|đọc tại|theo dõi tại|cập nhật tại|toàn văn|nguyên văn|văn bản|công văn|phụ lục|biểu mẫu|mẫu đơn|lịch họp|kho dữ liệu|bản tin|đăng ký tại|nộp tại|thanh toán tại|tra tại|tự kiểm tra|công cụ miễn phí"
    ),
    "mend": (  # what helps against it
        "patch*|patches|patched|update|updates|updated|upgrade|upgrades|fixed|fix|fixes|mitigat*|workaround|hotfix|release notes|advisories|recover*|reset|resets|change it|change your|protect*|restore*|protection|covered|"
        "bản vá|vá lỗi|vá|cập nhật|nâng cấp|khắc phục|khôi phục|đổi mật khẩu|đổi ngay|bảo vệ|phòng ngừa|xử lý|bản mới|"
        "antivirus|scan your|run a scan|get rid of|clean up|reinstall|rotate|revoke|mật khẩu mới|quét virus|phần mềm diệt virus|cài lại|đổi thẻ"
    ),
    "advise": (
        "if you|customers|customer|citizens|residents|users should|organisations|organizations|anyone|please|kindly|should|may|can|must|recommend*|advise*|advises|public|patients|instead|passengers|applicants|members|"
        "nếu|người dân|quý khách|khách hàng|bà con|bạn đọc|mọi thắc mắc|mọi người|vui lòng|đề nghị|hãy|nên|cần|xin|nhờ|hành khách|phụ huynh|đơn vị nào|quý vị|thì vào|thì liên hệ|kính mời"
    ),
    "own": (
        "our|ours|our own|we|us|my|mine|our client s|client s|internal|in house|own|company s|of ours|my own|our customers|your own|"
        "của mình|của chúng tôi|chúng tôi|của tôi|của em|của ta|của đơn vị|của cơ quan|của công ty|của trường|của nhà trường|của phòng|của trung tâm|của cục|của sở|của ngân hàng|của công an|của bệnh viện|của xã|bên mình|nội bộ|đơn vị|nhà mình|mình|"
        "which we own|we own|we rent|that is us|that s us|that was us|is us|are ours|is ours|are our own|our own site|our pages|our site|our sender|our testers|our probe|our own relay|bên em vẫn|của bên em|của bên mình|mình thuê|do mình|thuộc công ty|công ty chúng tôi|của trung tâm|của chị|của anh|của khách|khách hàng của|cổng nat của"
    ),
    "office": (
        "police|agency|agencies|ministry of|department|authority|authorities|government|council|court|bank|hospital|university|school|csirt|cert|national|bureau|europol|interpol|office of|"
        "công an|ngân hàng|cục|sở|bộ|ủy ban|ubnd|trung tâm|cơ quan|bệnh viện|nhà trường|trường|tòa án|chính phủ|bảo hiểm xã hội|điện lực|hãng|doanh nghiệp|công ty"
    ),
    "upkeep": (
        "scanner|vulnerability scanner|vulnerability scans|probe|monitoring|monitor|backup|backups|printer|test machine|lab machine|gateway|mail gateway|proxy server|dns server|ntp|resolver|cdn|cloudflare|akamai|shared hosting|content provider|carried out by|maintenance|provider|"
        "publickey|accepted publickey|accepted|license server|update server|synchron*|sync with|"
        "máy in|máy quét|máy giám sát|giám sát|sao lưu|máy sao lưu|máy cập nhật|máy thử|đồng bộ|đối tác|máy chủ dns|máy chủ ntp|bảo trì|phục vụ|dịch vụ lưu trữ|thuê|mới thuê|đại lý|chia sẻ hạ tầng|dùng chung|"
        "load tester|load test|stress test|asset inventory|inventory|telemetry|health check|uptime|crawler|googlebot|search engine|mirror|public mirror|repository|distribution|heartbeat|hr tool|new tool|file server|print server|mail relay|our relay|load balancer|egress|branch office|test tải|tải thử|công cụ mới|phần mềm mới|hệ thống mới|máy chủ web|máy chủ tệp|máy chủ thư|bộ cân bằng tải|chi nhánh|khách hàng vip|nhà cung cấp|kiểm kê|máy chủ mới|siêu thị|kho phần mềm|"
        "new client|working from home|payroll service|new payment processor|new processor|contract|change window|change request|resolver|resolvers|core dns|hardware|release notes|firmware|changelog|installer|checksum|before flashing|progress|planned|planned maintenance|write blocked store|evidence store|forensic team|forensic|collect images|restore point|vpn exit|campus|expected addresses|expected|known good|asset tool|nessus|weekly job|patch job|night job|scheduled job|ngồi nhà|sửa máy chủ|nhật ký cập nhật|bản cập nhật|cập nhật chuyển|chấm công|phần mềm chấm công|bản sao lưu|bản sao|khôi phục từ|resolver mới|đúng sổ|sổ tài sản|máy chủ mới của|tường lửa mở|yêu cầu thay đổi"
    ),
    "exercise": (  # attacks that were ordered
        "penetration test|penetration testing|penetration tester|penetration testers|pentest|pentests|pentester|pentesters|pen test|pen testers|our testers|testers|red team|red teaming|purple team|drill|drills|exercise|exercises|simulation|simulated|simulate|phishing test|awareness test|awareness campaign|"
        "a test by us|was a test|rules of engagement|scope of the test|traces we left|authorised test|authorized test|authorised testing|hired for|tabletop|tested by|"
        "kiểm thử xâm nhập|kiểm thử|máy kiểm thử|nhóm kiểm thử|diễn tập|đợt diễn tập|kịch bản diễn tập|thực chiến|đội đỏ|mô phỏng|bài thử|thư thử|đợt thử|do phòng gửi|tự gửi|do mình thuê|chúng tôi thuê"
    ),
    "noise": (  # what every machine does by itself
        "system noise|background noise|noise|operating system|made by the operating system|certificate lists|certificate list|certificate check|revocation|captive portal|captive portal check|time server|time is taken from|updates from|windows update|telemetry service|"
        "script library|library|libraries|font|fonts|picture host|picture server|image host|hash look ups|file hash|look ups|reputation look ups|by every|every browser|every machine|honest programs|plenty of|on 300 other|other machines|thousands of other|other sites|other customers|paying customers|"
        "shared nat|nat|carrier nat|shared address|cdn range|public resolver|outside resolver|recursive resolver|ordinary company|payment processor|processor|newspaper|courier itself|own tool|asset agent|agent of our|uninstaller|signed by the vendor|printer driver|photo team|robot|uptime robot|"
        "hệ điều hành|việc của hệ điều hành|máy ảo tự gọi|tự gọi|hỏi giờ|chứng thư|kiểm tra chứng thư|phông chữ|thư viện|cổng nat|nat|dải của cdn|hạ tầng dùng chung|khách khác|nhiều trang khác|hàng nghìn trang|trình duyệt nào cũng|máy nào cũng|trình cài|bộ cài|chữ ký số|chữ ký hợp lệ|chữ ký tệp|kho mẫu|phòng khám|nhắc lịch|quỹ lớp|cửa hàng giao dịch|tiện ích của hãng|nhà cung cấp mà"
    ),
    "payer": (  # whose money it was
        "from our account|from my account|from his account|from her account|from their account|from the account of the victim|sent from our|our account|my account|own account|injured party s account|injured party s own|victim s account|his account|her account|account of the complainant|"
        "ours has been|has had|has always been|for years|for nine years|since 20|will not change|nothing had changed|account of the victim|customer s account|"
        "từ tài khoản|từ tài khoản của|chuyển từ tài khoản|đã chuyển từ|từ stk|từ số tài khoản|tài khoản của tôi|tài khoản của em|tài khoản của chị|tài khoản của anh|tài khoản của bà|tài khoản của ông|tài khoản của bị hại|tài khoản của nạn nhân|tài khoản bị hại|tài khoản của khách|luôn giao dịch|đã nhiều năm|vẫn dùng|trước giờ|xưa nay|tài khoản công ty tôi|khóa tài khoản"
    ),
    "payee": (  # where it went
        "to the account|into the account|to account|into account|pay into|paid into|paid to|wired to|transferred to|sent to the account|new bank details|new account|changed banks|changed its bank|was led to pay|led to pay|mule account|mule accounts|use this account|"
        "vào tài khoản|vào số tài khoản|vào stk|sang tài khoản|sang số|sang stk|vào số|vào ví|nạp vào ví|tới tài khoản|đến tài khoản|qua tài khoản|qua số tài khoản|nhận tiền|tài khoản nhận tiền|tài khoản nhận|đổi tài khoản|tài khoản mới|tiền đi vào|tiền chạy qua|ck vao|ck vào|cho thuê tài khoản|đứng tên"
    ),
    "aim": (  # whom it was done to
        "destination|dst|dest|target|targets|targeted|against|victim s|affected|belongs to|belonging to|to our|into our|on our|our server|our mail server|our network|delivered to|addressed to|recipient|recipients|customer s|"
        "đích|mục tiêu|tới máy chủ|vào máy chủ|đến máy chủ|bị tấn công|bị dò quét|bị quét|bị ảnh hưởng|thuộc về|kính gửi|máy chủ của|máy nạn nhân|của nạn nhân|máy trạm|máy|"
        "our web farm|our web server|our portal|our host|our customers at|internal host|workstation|laptop|endpoint|asset|máy của|máy bị|máy anh|máy chị|máy kế toán|hệ thống bị|trang bị|cổng bị"
    ),
    "cover": (
        "blend in|decoy|legitimate copy|legitimate service|to look legitimate|copy of the legitimate|connectivity|check connectivity|learn the machine s|learn its|public service|abused for|instead of|rather than|unlike|in place of|thay vì|khác với|ngụy trang|trà trộn|để che giấu|khác"
    ),
    "foot": "unsubscribe|copyright|all rights reserved|follow us|sent from my|view in browser|privacy policy|terms of use|bản quyền thuộc|hủy đăng ký|gửi từ iphone|trụ sở|địa chỉ trụ sở|press contact|media contact|chịu trách nhiệm|giấy phép|làm việc tại",
    "from": "from|by|source ip|src|src ip|source address|ip nguồn|từ|nguồn tấn công|bởi|used by|của",
    "toward": "via|per|to|into|onto|at|on|tới|đến|vào|về|ở|tại|trên|qua|with|với",
    "using": "using|used|uses|use|called|named|namely|dùng|sử dụng|gồm|bao gồm|là|như|including|include|includes|among them|e.g",
    "contrast": "but|while|whereas|however|though|yet|then|nhưng|còn|trong khi|tuy nhiên|mà",
}
"""Of each class its phrases, in lower case; hyphens and apostrophes are blanks."""

_NEGATIONS: Final = word_set(
    "not no never neither nor cannot without don doesn didn isn aren wasn weren hasn haven không chưa đừng chẳng chớ"
)
_TURNED: Final = {
    "fraud": "cleared", "malware": "cleared", "attack": "cleared", "crook": "cleared", "block": "allow", "cleared": "fraud", "official": "disown",
    "own": "disown", "urge": "shun", "allow": "block",
}  # fmt: skip
REACH_OF_NOT: Final = 3  # words


def _forms(phrase: str) -> list[tuple[str, ...]]:
    first, *rest = phrase.split()
    if not first.endswith("*"):
        return [(first, *rest)]
    return [(first[:-1] + end, *rest) for end in _FORMS]


def _compiled() -> dict[str, dict[str, list[tuple[list[str], str]]]]:
    """Phrases by their first word and their second, the longest first; those of one word under an empty second."""
    listed = [(phrase, name) for name, some in CLASSES.items() for phrase in some.split("|")]
    listed.sort(
        key=lambda both: "*" in both[0]
    )  # what is written out goes before the forms of a stem
    known: dict[tuple[str, ...], str] = {}
    for phrase, name in listed:
        for words in _forms(phrase):
            known.setdefault(words, name)
    made: dict[str, dict[str, list[tuple[list[str], str]]]] = {}
    for words, name in sorted(known.items(), key=lambda both: -len(both[0])):
        second = words[1] if len(words) > 1 else ""
        made.setdefault(words[0], {}).setdefault(second, []).append((list(words[1:]), name))
    return made


BY_FIRST: Final = _compiled()
_NONE: Final[dict[str, list[tuple[list[str], str]]]] = {}
_NOTHING: Final[tuple[list[str], str]] = ([], "")
_FIRST: Final = frozenset(BY_FIRST) | _NEGATIONS


def cues_in(words: list[str]) -> list[tuple[int, int, str]]:
    """Which classes a row of words speaks of, in turn: the first word's number, how many words, the class.

    What is denied within three words is turned: `not block` allows, `không độc hại` clears.
    """
    found: list[tuple[int, int, str]] = []
    done, denied = 0, -1
    for at, word in enumerate(words):
        if word not in _FIRST or at < done:
            continue
        known = BY_FIRST.get(word, _NONE)
        rest, name = _NOTHING if not known else _phrase_at(words, at, known)
        if not name:
            denied = at if word in _NEGATIONS else denied
            continue
        done = at + 1 + len(rest)
        if denied >= 0 and at - denied <= REACH_OF_NOT and name in _TURNED:
            name = _TURNED[name]
            denied = done - 1 if name == "cleared" else -1  # `no signs of attacks by malware`
        elif name == "contrast":
            denied = -1
        found.append((at, done - at, name))
    return found


def _phrase_at(
    words: list[str], at: int, known: dict[str, list[tuple[list[str], str]]]
) -> tuple[list[str], str]:
    """The longest phrase that begins at a word: its other words, and its class, empty for none."""
    after = at + 1
    longer = known.get(words[after]) if after < len(words) else None
    for rest, name in longer or ():
        if words[after : after + len(rest)] == rest:
            return rest, name
    return known[""][0] if "" in known else _NOTHING
