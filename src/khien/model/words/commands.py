"""Sentences about the commands and how they end, in both languages.

`help.…` is what `--help` shows; its last part is what a person types. Options are in `options.py`.
"""

from __future__ import annotations

from khien.model.words import (
    certificate_commands,
    list_commands,
    officer_commands,
    options,
    parties,
)
from khien.model.words.both import Both
from khien.model.words.endings import STATUSES
from khien.model.words.endings import verb as _verb

_NODES: dict[str, Both] = {
    "help.khien": Both(
        "Run and question one node for cross-border cyber cooperation.\n\n"
        "Results are JSON lines on standard output, words are on standard error. Passwords never "
        "stand in an argument: they come from KHIEN_PASSWORD, a hidden prompt, or the first line of "
        "standard input.",
        "Vận hành và tra cứu một nút hợp tác an ninh mạng xuyên biên giới.\n\n"
        "Kết quả là các dòng JSON ở đầu ra chuẩn, lời giải thích ở đầu ra lỗi. Mật khẩu không bao "
        "giờ đặt trong tham số: lấy từ KHIEN_PASSWORD, từ lời nhắc ẩn, hoặc từ dòng đầu của đầu vào "
        "chuẩn.",
    ),
    "help.init": _verb(
        "Make a new node: its home folder, settings, key and database.",
        "Tạo nút mới: thư mục gốc, thiết lập, khóa và cơ sở dữ liệu.",
        7,
        8,
    ),
    "help.serve": _verb(
        "Run the node until it is told to stop.\n\n"
        "Prints one line of JSON with its address as soon as it answers.",
        "Chạy nút cho đến khi có lệnh dừng.\n\nIn một dòng JSON có địa chỉ ngay khi nút sẵn sàng.",
        1,
        7,
        8,
    ),
    "help.doctor": _verb(
        "Examine the node and say what to do about what is wrong.\n\n"
        "Reaches no other machine unless --online is given.",
        "Kiểm tra nút và cho biết cách xử lý những gì chưa ổn.\n\n"
        "Không kết nối máy nào khác trừ khi có --online.",
        1,
        8,
    ),
    "help.demo": _verb(
        "Three nodes on this machine exchange one real report; a table says who has what.",
        "Ba nút trên máy này trao đổi một báo cáo thật; bảng kết quả cho biết ai có gì.",
        1,
    ),
    "help.backup": _verb(
        "Write the whole node, which may run meanwhile, into one file.\n\n"
        "The file holds the signing key and is not encrypted.",
        "Ghi toàn bộ nút vào một tệp, kể cả khi nút đang chạy.\n\n"
        "Tệp chứa khóa ký và không được mã hóa.",
        7,
        8,
    ),
    "help.restore": _verb(
        "Make a node anew from a backup, once everything in it is verified.\n\n"
        "The node writes nothing before khien ledger resume.",
        "Dựng lại nút từ bản sao lưu sau khi kiểm tra toàn bộ.\n\n"
        "Nút chưa ghi gì cho đến khi chạy khien ledger resume.",
        5,
        7,
        8,
    ),
    "help.object": Both(
        "Knowledge: bring it in, find it, publish it.", "Tri thức: nhập, tìm, công bố."
    ),
    "help.object.show": _verb(
        "Show an object: content, versions, sources, links and releases.",
        "Xem một đối tượng: nội dung, phiên bản, nguồn, liên kết và các lần phát hành.",
        6,
        8,
    ),
    "help.object.search": _verb(
        "Find objects by words; Vietnamese with or without marks.",
        "Tìm đối tượng theo từ khóa; tiếng Việt có dấu hoặc không dấu đều được.",
        8,
    ),
    "help.object.publish": _verb(
        "Ask the gate about objects and release what it clears.\n\n"
        "Name objects by id, or take a whole import with --batch, or everything with --all-own. "
        "Without --to they go to every partner with whom an agreement is in force. What needs "
        "approvals waits for them.",
        "Hỏi cổng về các đối tượng và phát hành những gì được thông qua.\n\n"
        "Nêu mã đối tượng, hoặc lấy cả một lần nhập bằng --batch, hoặc tất cả bằng --all-own. Không có "
        "--to thì gửi mọi đối tác có thỏa thuận đang hiệu lực. Nội dung cần duyệt sẽ chờ duyệt.",
        3,
        6,
        8,
        9,
    ),
}

_PARTNERS: dict[str, Both] = {
    "help.partner": Both("The parties that we exchange with.", "Các bên mà nút này trao đổi."),
    "help.partner.invite": _verb(
        "Make an invitation for one party, to be handed over by a way that you trust.\n\n"
        "The invitation is one line of JSON and holds a secret: khien partner invite NAME > FILE.",
        "Lập thư mời cho một bên, để trao qua kênh mà bạn tin cậy.\n\n"
        "Thư mời là một dòng JSON có chứa bí mật: khien partner invite TÊN > TỆP.",
        3,
        7,
        8,
    ),
    "help.partner.accept": _verb(
        "Accept an invitation, or take the answer to one of ours.\n\n"
        "The answer to an invitation is brought to the inviter at once; if its node cannot be reached, "
        "it is printed, to be carried there by hand. Then read the phrase to each other on the phone.",
        "Nhận thư mời, hoặc tiếp nhận trả lời cho thư mời của ta.\n\n"
        "Trả lời được chuyển ngay cho bên mời; nếu không kết nối được thì in ra để chuyển tay. Sau đó "
        "hai bên đọc cho nhau cụm từ đối chiếu qua điện thoại.",
        3,
        5,
        6,
        7,
        8,
    ),
    "help.partner.connect": _verb(
        "Enter a plain TAXII 2.1 party, which signs nothing.\n\n"
        "Its secret comes from KHIEN_SECRET, a hidden prompt or standard input.",
        "Khai báo một bên chỉ dùng TAXII 2.1, không ký số.\n\n"
        "Bí mật lấy từ KHIEN_SECRET, lời nhắc ẩn hoặc đầu vào chuẩn.",
        3,
        7,
        8,
    ),
    "help.partner.pull": _verb(
        "Fetch what a plain TAXII party has for us; all of it passes admission.",
        "Lấy nội dung từ một bên TAXII; tất cả đều qua khâu tiếp nhận.",
        3,
        4,
        6,
        8,
    ),
    "help.partner.list": _verb(
        "List who is, was or is about to become a partner, with the phrase to read aloud.",
        "Liệt kê các đối tác hiện tại, trước đây và sắp tới, kèm cụm từ đối chiếu.",
        8,
    ),
    "help.partner.revoke": _verb(
        "Strike a partner off, or take an invitation back: nothing goes out or comes in any more.",
        "Chấm dứt quan hệ với đối tác hoặc rút thư mời: không gửi đi và không nhận vào nữa.",
        3,
        6,
        7,
        8,
        9,
    ),
    "help.agreement": Both(
        "The rules between us and each partner.", "Quy tắc giữa ta và từng đối tác."
    ),
    "help.agreement.sample": _verb(
        "Print an agreement with a partner to start from, as commented TOML.",
        "In một thỏa thuận mẫu với đối tác để soạn tiếp, dạng TOML có chú thích.",
        6,
        8,
    ),
    "help.agreement.check": _verb(
        "Read an agreement and name every mistake with its line; changes nothing.",
        "Đọc một thỏa thuận và nêu từng lỗi kèm số dòng; không thay đổi gì.",
    ),
    "help.agreement.sign": _verb(
        "Sign an agreement with a partner and send it our signature.",
        "Ký thỏa thuận với đối tác và gửi chữ ký của ta cho họ.",
        3,
        6,
        7,
        8,
        9,
    ),
    "help.agreement.list": _verb(
        "List the agreements and where each stands.",
        "Liệt kê các thỏa thuận và tình trạng của từng thỏa thuận.",
        8,
    ),
    "help.agreement.dry-run": _verb(
        "List what would cross to a partner today; changes nothing.",
        "Liệt kê những gì sẽ được chuyển cho đối tác hôm nay; không thay đổi gì.",
        6,
        8,
    ),
}

_CROSSINGS: dict[str, Both] = {
    "help.release": Both(
        "What may leave, and what became of it.", "Nội dung phát hành và kết quả."
    ),
    "help.release.list": _verb(
        "List releases, each with its state and the kind of its receipt.",
        "Liệt kê các bản phát hành, kèm trạng thái và loại biên nhận.",
        8,
    ),
    "help.release.explain": _verb(
        "Print every rule of the gate and its answer about one object; changes nothing.",
        "In mọi quy tắc của cổng và câu trả lời cho một đối tượng; không thay đổi gì.",
        6,
        8,
    ),
    "help.release.approve": _verb(
        "Approve releases that wait; the last approval that was needed sends them.",
        "Duyệt các bản phát hành đang chờ; đủ lượt duyệt thì gửi đi.",
        3,
        6,
        7,
        8,
        9,
    ),
    "help.release.refuse": _verb(
        "Refuse releases that wait; the reason is kept.",
        "Từ chối các bản phát hành đang chờ; lý do được lưu lại.",
        3,
        6,
        7,
        8,
        9,
    ),
    "help.release.recall": _verb(
        "Take a release, or every release of an object, back; or ask for stricter handling.",
        "Thu hồi một bản phát hành hoặc mọi bản của một đối tượng; hoặc yêu cầu xử lý chặt hơn.",
        3,
        6,
        7,
        8,
        9,
    ),
    "help.arrival": Both(
        "What came in and waits for a person.", "Nội dung đến đang chờ người xem xét."
    ),
    "help.arrival.list": _verb(
        "List what is in quarantine, and why.", "Liệt kê nội dung đang cách ly và lý do.", 8
    ),
    "help.arrival.show": _verb(
        "Show one arrival and, while it is in quarantine, the object as it came.",
        "Xem một lần đến và, khi còn cách ly, đối tượng nguyên bản.",
        6,
        8,
    ),
    "help.arrival.accept": _verb(
        "Let arrivals out of quarantine into our knowledge; the partner is told.",
        "Cho nội dung rời cách ly vào kho tri thức; đối tác được báo.",
        6,
        7,
        8,
        9,
    ),
    "help.arrival.refuse": _verb(
        "Refuse arrivals that are in quarantine; the partner is told.",
        "Từ chối nội dung đang cách ly; đối tác được báo.",
        6,
        7,
        8,
        9,
    ),
    "help.export": _verb(
        "Write what waits for a partner into a signed folder, to be carried by hand.\n\n"
        "With --all also what crossed before and was not taken back; with --receipts only our receipts, "
        "for the way home.",
        "Ghi những gì đang chờ gửi cho đối tác vào một thư mục có chữ ký để chuyển tay.\n\n"
        "Có --all thì gồm cả nội dung đã gửi trước đây và chưa thu hồi; có --receipts thì chỉ gồm biên "
        "nhận của ta để mang về.",
        3,
        6,
        7,
        8,
    ),
    "help.arrive": _verb(
        "Take a signed folder that a partner exported: all of it is verified first, then admitted as if "
        "it had come by wire.\n\n"
        "Exit status 1 means that some documents were not taken; each says why.",
        "Nhận một thư mục có chữ ký do đối tác xuất: kiểm tra toàn bộ trước, rồi tiếp nhận như khi đến qua "
        "mạng.\n\n"
        "Mã thoát 1 nghĩa là có tài liệu chưa được nhận; mỗi tài liệu đều có lý do.",
        1,
        2,
        5,
        6,
        7,
        8,
    ),
    "help.watch": Both("Indicators against telemetry.", "Đối chiếu chỉ báo với dữ liệu quan trắc."),
    "help.watch.foresee": _verb(
        "Look at the sightings for bursts, first sightings and spreading; keep drafts of warnings.\n\n"
        "Each finding is printed with its numbers. Nothing is sent: an officer does that.",
        "Xét các ghi nhận để tìm tăng đột biến, lần đầu ghi nhận và lan rộng; lưu bản nháp cảnh báo.\n\n"
        "Mỗi phát hiện được in kèm số liệu. Không gửi gì: cán bộ sẽ quyết định.",
        8,
        9,
    ),
    "help.watch.match": _verb(
        "Match logs (Zeek, JSON, CSV, Parquet, syslog) with the indicators and keep the sightings.\n\n"
        "FILE - is standard input; gzip and zstd are unpacked. With --publish they go back, through the gate, to the partners that the indicators came from.",
        "Đối chiếu nhật ký (Zeek, JSON, CSV, Parquet, syslog) với các chỉ báo và lưu bản ghi nhận.\n\n"
        "TỆP - là dữ liệu vào chuẩn; gzip và zstd được giải nén. Có --publish thì bản ghi nhận được gửi lại, qua cổng, cho đối tác đã cung cấp chỉ báo.",
        3,
        8,
        9,
    ),
    "help.watch.follow": _verb(
        "Match files that grow, through rotation and truncation, until it is told to stop.\n\n"
        "Goes on where it stopped. An indicator's first hit is told at once, further ones together.",
        "Đối chiếu các tệp đang được ghi tiếp, kể cả khi xoay vòng hay làm rỗng, cho đến khi được dừng.\n\n"
        "Chạy tiếp từ chỗ đã dừng. Lượt trúng đầu của một chỉ báo được báo ngay, các lượt sau được gom lại.",
        3,
        6,
        8,
        9,
    ),
    "help.watch.listen": _verb(
        "Match syslog messages that come in on this machine, until it is told to stop.\n\n"
        "Without PLACE it listens where the settings say. A message holds JSON or key=value pairs.",
        "Đối chiếu thông điệp syslog gửi đến trên máy này, cho đến khi được dừng.\n\n"
        "Không nêu NƠI thì lắng nghe theo thiết lập. Thông điệp chứa JSON hoặc cặp khóa=giá trị.",
        3,
        4,
        8,
        9,
    ),
    "help.watch.status": _verb(
        "Print all that the watch knows: index, live rates, lag and drops, hunts, drafts, the life of warnings, and hits.",
        "In mọi thông tin giám sát: chỉ mục, tốc độ, độ trễ và số bị bỏ, tra ngược, bản nháp, diễn biến cảnh báo, lượt trúng.",
        8,
    ),
    "help.ledger": Both(
        "The log that proves every crossing.", "Sổ cái chứng minh mọi lượt qua biên."
    ),
    "help.ledger.verify": _verb(
        "Recompute our whole ledger and compare it with everything that was signed.",
        "Tính lại toàn bộ sổ cái của ta và so với mọi chữ ký đã có.",
        5,
        8,
    ),
    "help.ledger.resume": _verb(
        "Write into the ledger again after a restore, once partners confirm that nothing is lost.\n\n"
        "With --new-origin it goes on although something is lost: under a new name, with a leaf that says "
        "so, so that no size is ever signed twice.",
        "Ghi tiếp sổ cái sau khi khôi phục, khi các đối tác xác nhận không mất gì.\n\n"
        "Có --new-origin thì ghi tiếp dù đã mất dữ liệu: dưới tên mới, với một mục nêu rõ điều đó, để không "
        "kích thước nào bị ký hai lần.",
        3,
        5,
        7,
        8,
        9,
    ),
    "help.ledger.prove": _verb(
        "Print the proof of a crossing, with its receipt, as one JSON document.\n\n"
        "khien ledger prove CROSSING > proof.json",
        "In bằng chứng của một lượt qua biên, kèm biên nhận, thành một tài liệu JSON.\n\n"
        "khien ledger prove MÃ > proof.json",
        6,
        8,
    ),
    "help.ledger.check": _verb(
        "Check a proof offline and say what is proven, and by whom.\n\n"
        "With --key only these public keys count; with --home, or without both, those of the node and "
        "its partners.",
        "Kiểm tra bằng chứng ngoại tuyến và cho biết điều được chứng minh, bởi ai.\n\n"
        "Có --key thì chỉ dùng các khóa công khai đó; có --home, hoặc không có cả hai, thì dùng khóa của "
        "nút và các đối tác.",
        5,
        8,
    ),
}

_PEOPLE: dict[str, Both] = {
    "help.token": Both(
        "Access for our own tools and for partners that cannot sign.",
        "Quyền truy cập cho công cụ của ta và đối tác không ký số.",
    ),
    "help.token.add": _verb(
        "Make a token and show it once.\n\n"
        "TAXII takes it as Bearer, and as the password of Basic with the token's name.",
        "Tạo mã truy cập và chỉ hiển thị một lần.\n\n"
        "TAXII nhận mã theo kiểu Bearer, hoặc làm mật khẩu Basic với tên của mã.",
        3,
        6,
        7,
        8,
    ),
    "help.token.revoke": _verb(
        "Make a token open nothing from now on.", "Hủy một mã truy cập kể từ bây giờ.", 6, 8
    ),
    "help.token.list": _verb(
        "List the tokens, without their secrets.", "Liệt kê mã truy cập, không kèm bí mật.", 8
    ),
    "help.key": Both("This node's own signing key.", "Khóa ký của chính nút này."),
    "help.key.list": _verb(
        "Print this node's public keys, the one in use first.",
        "In các khóa công khai của nút, khóa đang dùng đứng đầu.",
        8,
    ),
    "help.key.rotate": _verb(
        "Change the signing key and tell every partner; then start the node anew.",
        "Thay khóa ký và báo cho mọi đối tác; sau đó khởi động lại nút.",
        1,
        8,
    ),
    "help.store": Both("The database of this node.", "Cơ sở dữ liệu của nút này."),
    "help.store.move": _verb(
        "Move everything to another, empty database and use that from now on.\n\n"
        "Stop the node first. Every table, content and the ledger are verified before the setting "
        "changes; the old database stays as it is. An address with a password is better given in "
        "KHIEN_DATABASE than as an argument.",
        "Chuyển mọi dữ liệu sang một cơ sở dữ liệu trống khác và dùng nó từ nay.\n\n"
        "Hãy dừng nút trước. Mọi bảng, nội dung và sổ cái được kiểm tra trước khi đổi thiết lập; cơ sở dữ "
        "liệu cũ giữ nguyên. Địa chỉ có mật khẩu nên đặt trong KHIEN_DATABASE thay vì tham số.",
        5,
        7,
        8,
    ),
    "help.store.rebuild": _verb(
        "Derive search, links and indicator values anew from the versions.",
        "Dựng lại phần tìm kiếm, liên kết và giá trị chỉ báo từ các phiên bản.",
        8,
    ),
}

_FRAME: dict[str, Both] = {
    "heading.usage": Both("Usage:", "Cách dùng:"),
    "heading.options": Both("Options", "Tùy chọn"),
    "heading.commands": Both("Commands", "Lệnh"),
    "heading.statuses": Both("Exit statuses", "Mã thoát"),
    "extra.required": Both("required", "bắt buộc"),
    "extra.default": Both("default", "mặc định"),
    "extra.env-var": Both("env var", "biến môi trường"),
    "cli.file": Both(
        "The file {file} cannot be used: {why}.", "Không dùng được tệp {file}: {why}."
    ),
    "cli.unexpected": Both(
        "Something failed that nobody foresaw ({kind}). Nothing more is shown, since it may hold "
        "content; {variable}=1 shows all of it.",
        "Có lỗi ngoài dự kiến ({kind}). Chi tiết được giấu vì có thể chứa nội dung; đặt {variable}=1 để "
        "xem toàn bộ.",
    ),
    "ask.password": Both("Password of {name}", "Mật khẩu của {name}"),
    "ask.again": Both("The same again", "Nhập lại lần nữa"),
    "ask.differ": Both(
        "The two are not the same; once more.", "Hai lần nhập không giống nhau; hãy nhập lại."
    ),
    "ask.yes-or-no": Both("[y/N]", "[c/K]"),
    "ask.not-done": Both("Nothing was changed.", "Không thay đổi gì."),
    "ask.secret": Both("Secret for {name}", "Bí mật dùng với {name}"),
    "ask.rotate": Both("Change the signing key of this node?", "Thay khóa ký của nút này?"),
    "column.answer": Both("answer", "trả lời"),
    "column.rule": Both("rule", "quy tắc"),
    "column.source": Both("source", "căn cứ"),
    "outcome.allowed": Both("yes", "được"),
    "outcome.waiting": Both("waits", "chờ duyệt"),
    "outcome.refused": Both("no", "không"),
}

WORDS: dict[str, Both] = {
    **_NODES,
    **_PARTNERS,
    **_CROSSINGS,
    **_PEOPLE,
    **_FRAME,
    **{f"status.{number}": both for number, both in STATUSES.items()},
    **options.WORDS,
    **parties.WORDS,
    **certificate_commands.WORDS,
    **list_commands.WORDS,
    **officer_commands.WORDS,
}
