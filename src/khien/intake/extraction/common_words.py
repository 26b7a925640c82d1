"""Ordinary words that are also somebody's name for malware, an actor or a tool.

Such a word counts as a name only where the text writes and uses it as one.
"""

from __future__ import annotations

import re
from typing import Final


def word_set(text: str, separator: str | None = None) -> frozenset[str]:
    """The words of a text, for lists that people read and change."""
    return frozenset(text.split(separator))


def byte_words(text: str) -> frozenset[bytes]:
    """The words of a text as the blocks of a page hold them."""
    return frozenset(text.encode().split())


COMMON: Final = word_set(
    """
    a about above access account act action active actor adam add admin africa after again agent air alarm alert alex all alpha also alternate amber
    america an ancient and anchor angel angler animal anna another any apache apocalypse apollo app apple april arch arctic are area arena argon
    aria ark arm army arp arrow art as ash asia assembly asset at athena atlas atom attack attacker attor august aurora auto avalanche away axe axis
    back background bad badger balance ball ban band bandit bank bar bare base basic basket bat batch bay be beacon bear beast beat beaver because
    bee before beta better big bird bit bite bitter black blackout blank blast blaze blind blitz block blood bloom blue board boat bob body bomb bone book
    boom boost boot border boss bot both bottle box brain brave bravo bread break breath bridge bright broken bronze brother brown browser brute bubble bug
    build builder bull bullet burn bus business but butterfly button buy by cable cactus cake call camel camera campaign can candy captain carbon card cargo
    carrier case cash cast cat catalyst catch cause cave cell center central chain chair change channel chaos charger charm chat check cherry chess chicken
    chimera china chip choice chrome circle city class clean clear click client cliff clip clipper clock clone close cloud clover club cluster cmd coal coast
    cobalt cobra code coffee coin cold collector color combo come comet command common company compass complex computer conference confused connect console contact
    content control cookie cool copper copy coral core corona corporation corsair cosmic cotton count counter country court cover cow crab craft crane
    crash crazy cream create credential creep crew crimson crow crown cruel crypt crypto crystal cub cube cup cure curl custom cut cyan cyber cyborg cyclone
    dagger daily dam dance danger dark darkness dart data database date dawn day dead deadly deal dear death december deep deer defender delta demo demon denim
    desert design desktop destroyer detective device devil dexter dharma dia diamond digit digital dingo direct dirty disco discord disk dive division do doc
    doctor document dog dollar dolphin domain domino done donut door dot double down download downloader draco dragon dragonfly drake dream drift drive driver drone
    drop dropper duck duke dump dust eagle early earth ease east easy echo eclipse edge editor ego eight electron elephant element elf elite emperor empire empty
    encrypt end enemy energy engine english enigma entropy epic error escape eternal ether eve even event ever everest every evil evolution exchange exodus
    exotic expand expert explorer explosion express extra eye fabric face factor fake falcon fall false family fancy fantasy far fast fat fate father
    fatal february ferret fever few fiber field fiesta fighter file final find fine finger fire first fish five fix flag flame flash flat flax flea flow flower fluid fly
    fog follow food fool foot for force forest form fort fortress forum forward found four fox frame free freedom freeze fresh friday friend frog from frost ftp full fun
    fury fusion future gadget galaxy gallium game gamma gang garden gas gate gateway gather gecko gem general generic genesis genie get ghost giant gift girl give
    glass global globe gnome go goat god gold golden good goose gorgon grand granite graph gray great green grey grid griffin grim ground group grow guard guest
    guide gun guru guy hack hacked hacker hail half hammer hand handler happy harbor hard hat haunt have haven havoc hawk haze head heart heat heavy hello helm help
    helper hermes hermit hero hidden high hill hippo history hive hog hole holly holy home honey hook hope horizon hornet horse host hot hotel hound hour house human
    hunt hunter hurricane hydra hyper ice icon idea image imp impact import in index indigo indra infected inferno info input insane inside insider install
    installer instant intel internet interview into invader invisible iodine iris iron is island it item ivy jack jackal jade jaguar january jasmine jason jaw jester
    jigsaw job joe john joke joker journal jump june jungle junior jupiter just karma keep key keylogger kill killer king kite kitten kiwi knife knight know knot kong krypton
    label lady lake lama lamp land lane large laser last late launch lava law layer lead leaf leak legacy legend legion lemon leo leopard let letter level leviathan
    liberty library license life light lightning like lilac lily line link linux lion lite lithium little live lizard load loader local lock locked locker log logger logic lone
    long look lost lotus love low luck lucky luna lynx machine mad madness magic magma magnet mail main major make malware mamba mammoth man manager mango mantis map maple
    marble march mark market mars mask mass master match matrix maui may maya maze mean media mega melt memory menu mercury merlin message metal meteor micro midnight milk mimic
    mimosa mind mine miner mini mint miracle mirage mirror missing mission mist mix mobile mod mode model module mole monarch money mongoose monitor monkey monster
    month monument moon more mosquito moth mother motion mountain mouse move multi muse mushroom music mustang my mystic name nano native nature navy near nebula need neon
    neptune nest net netscan network neutral neutron new news next night nightmare nine ninja nitro nobody noise none normal north not note nothing nova november now null number
    oak oasis object obscure observer ocean oct october off office oil old olympic omega on one only onyx opal open operation operator option or oracle orange orbit orchid order origin
    orion osiris other out outlook over owl own oyster pacific pack package packer page pain palace palm panda pandora panel panic panther paper paradise parasite part partner
    parrot party password patch path patriot pay payment peace peach pearl pegasus pen penguin penta people pepper person pet phantom phase phishing phoenix phone photo php pig pin
    pine ping pink pioneer pipe piranha pirate pistachio pitch pixel pizza plague plain plan planet plasma plastic platinum play player plead plus pod poet point poison polar police polite
    poly pony pool pop popcorn port portal poseidon post potato potential power predator present press pretty price prime prince print prism private pro process professional project
    prometheus promise protected proton proxy public puma pump punch puppet pure purple puzzle pylon pyramid python quantum quartz queen question quick quiet r rabbit race radar radiation radio
    rage rain rainbow ram ranger ransom rapid raptor rat raven raw ray razor read reader real reaper rebel rebound record recover red reflect reg regin release relic remote
    rent rescue research rest revenge revolution rhino rich ring rip rise river road robin robot rock rocket rogue rook room root rose round route royal ruby run runner rush
    russian rust sabre sad safe saffron sage saint sakura salmon salsa salt samurai sanctions sand sandman sandworm saturn satan sauce save savage scarab scarlet school scorpion scout scream screen script sea seal
    search second secret sector security seed self sender senior sentinel september serpent server service seven severe shade shadow shark sharp shell shelter shield
    shift ship shock shop short shot show shred siege sight sigma sign silence silent silk silver simple single siren six skeleton skull sky slash slave sleep slim sliver sloth slow small
    smart smash smile smoke snail snake snatch sneaky sniper snow social sodium soft software solar solid solo some song sonic soul sound source south space spark sparrow spear spectre speed
    sphinx spice spider spike spin spirit splash spooky spot spring spy squirrel stager stake star start state stealer stealth steam steel stellar step stick sting stone stop storm strange
    stream street strike string strong style sub sugar suicide summer summit sun sunburst sunset super supreme surface surprise survey survivor swamp swan sweet swift switch sword sys system
    table tag tank target task tasklist taurus team tear teamviewer tech telegram tempest template temple ten terminal terminator terra terror test text thanatos the theft thief thin thing
    think third this thor thread three throne thunder ticket tidal tide tiger time tiny tip titan titanium toad today token tomb tonic tool top tor torch tornado torrent
    total touch tower toxic trace track trade traffic trail train transfer trap trash traveler treasure tree triangle tribe trick trident trigger trinity triton trojan tropic true trust truth tundra
    tunnel turbo turkey turtle twin twist two type typhoon ultimate ultra uncle under underground unicorn union unit united universe unix unknown unlock unnamed up update upper uranium
    urban user utility valley value vampire vanguard vault vector vega velvet venom venus version very vice victor victory video view viking violet viper virgin virtual virus vision
    vista vixen voice void volcano volt vortex voyager vulture wait waiting wake walker wall wallet wanderer war warrior water watch wave way weak weather weaver web week weird west whale what
    wheel whisper white wicked wide wild will wind windows wine wing winner winter wiper wire witch with wizard wolf wolverine wonder wood word work world worm worry wraith x yellow yes you young
    yours american arabic british chinese english french german greek indian iranian israeli italian japanese korean polish russian spanish turkish vietnamese alphabet bouncer eldorado
    raccoon email address zebra zen zero zeus zip zodiac zombie zone zoo you're sets basis chrysene bee dino lama annie solve district cuba iran korea russia
    """
)
"""Words of everyday and technical English, in lower case."""

COMMON_NAMES: Final = word_set(
    "powershell python telegram teamviewer discord dropbox anydesk ngrok github tor ping net reg at cmd ftp route arp nmap windows microsoft google "
    "facebook twitter linkedin outlook onedrive sharepoint slack signal whatsapp zalo android linux macos apple amazon oracle docker node php java"
)
"""Products that everybody uses; a text that names one seldom means an attacker's tool."""

_SHAPED: Final = re.compile(
    r"[a-z]+(?:ed|ing|tions?|ly|ments?|ness|ity|able|ances?|ences?|ers?|est|ous|ives?|als?|ised?|ized?|ures?|ories|ism|ists?|ship|ful|less)"
)


def is_shaped(word: str) -> bool:
    """Whether a lower-case word looks like English: it ends as verbs, nouns or adjectives do."""
    return len(word) > 5 and _SHAPED.fullmatch(word) is not None
