"""The two word lists of the phrase that people read aloud.

Every word is an everyday thing. English words differ in their first three letters; in both lists any
two words differ in at least three letters even without diacritics, so that a bad line, an accent or
a keyboard without diacritics cannot turn one into another. The order is part of the format.
"""

from __future__ import annotations

_ENGLISH = """
    acorn alarm amber anchor apple arrow autumn bamboo banjo basket beacon bicycle
    biscuit bottle branch bridge butter cabin cactus camera candle carpet cherry circus
    clover coffee copper cotton crystal dancer desert diamond doctor dolphin dragon
    drummer eagle elbow elephant engine envelope fabric falcon farmer feather finger
    forest fountain garden giraffe glacier gold guitar hamster harbor hazel helmet honey
    iceberg igloo island ivory jelly jigsaw jungle kangaroo kitchen ladder lantern lemon
    library lizard magnet meadow mirror museum napkin needle nickel notebook nutmeg
    ocean olive onion orange orchid oyster panda pencil piano pillow planet pocket
    potato prairie pumpkin puzzle quarter rabbit radio ribbon river sandwich scarf
    school snow spider square statue sugar temple thunder tractor triangle trumpet
    tunnel umbrella uniform valley village violin volcano walnut water whistle window
    yogurt zebra
"""
_VIETNAMESE = """
    âm nhạc, áo dài, bàn chân, bánh mì, bầu trời, bến phà, bếp lửa, bò sữa, bóng đá, bút
    chì, bưu điện, cà phê, cái thang, cánh đồng, cầu vồng, cây dừa, chim sẻ, chợ nổi,
    chổi rơm, chuồn chuồn, cối xay, cơm tấm, con đường, công viên, cửa sổ, đàn bầu, đậu
    phụ, dế mèn, đèn lồng, diều giấy, đồi cỏ, dòng sông, dưa hấu, ếch xanh, én bạc, gà
    trống, gấu trúc, ghế đá, gia đình, giấc mơ, giếng nước, gió mùa, gốm sứ, hải đăng,
    hạt tiêu, hổ con, hoa sen, học sinh, hòn đảo, hươu sao, kem dừa, kẹo dẻo, khăn tay,
    khỉ vàng, khoai lang, khu vườn, kim cương, kính mắt, lá cờ, lạc đà, làng chài, lúa
    mì, mái nhà, măng cụt, mật ong, máy bay, mèo mướp, miếu cổ, mũ rơm, mùa xuân, muỗng
    gỗ, nai rừng, nấm hương, ngô nếp, ngôi sao, ngọn núi, ngựa vằn, nhà ga, nhện nước,
    nón lá, nước mắm, ô tô, pháo hoa, phím đàn, phở bò, phù sa, quả cam, quạt giấy, quê
    hương, quyển sách, rạp phim, rau muống, rổ tre, rùa biển, rừng thông, rượu vang, sa
    mạc, sầu riêng, sơn mài, sữa chua, tấm thảm, tàu hỏa, thác nước, tháp chuông, thỏ
    ngọc, thư viện, thuyền buồm, tiếng trống, tòa soạn, tôm hùm, trà xanh, trăng tròn,
    trâu vàng, trường học, tủ gỗ, tuyết trắng, vải thiều, vàng bạc, vịt trời, võ sĩ,
    vòng tay, vũ trụ, vườn thú, xà phòng, xe đạp, xoài chín, xương rồng, yên ngựa
"""

ENGLISH = tuple(_ENGLISH.split())
VIETNAMESE = tuple(" ".join(word.split()) for word in _VIETNAMESE.split(","))
