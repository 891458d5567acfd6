"""What months and the days around today are called, in the languages of the screen and of our neighbours.

Months are short and long, by themselves and in dates. The neighbours' are Czech, Slovak, Romanian, Hungarian
and Lithuanian; native readers have not seen them.
"""

from convoy.domain.text import fold

_NAMES = (
    (
        "january jan січень січня січ styczeń stycznia sty enero ene janeiro janvier janv januar jänner"
        " gennaio gen ocak oca يناير"
    ),
    (
        "february feb лютий лютого лют luty lutego lut febrero fevereiro fev février févr februar febbraio"
        " şubat şub فبراير شباط"
    ),
    "march mar березень березня бер marzec marca marzo março mars märz mart mär مارس آذار",
    (
        "april apr квітень квітня квіт кві kwiecień kwietnia kwi abril abr avril avr aprile nisan nis أبريل"
        " نيسان"
    ),
    "may травень травня трав тра maj maja mayo maio mai maggio mag mayıs مايو أيار",
    (
        "june jun червень червня черв чер czerwiec czerwca cze junio junho juin juni giugno giu haziran haz"
        " يونيو حزيران"
    ),
    (
        "july jul липень липня лип lipiec lipca lip julio julho juillet juil juli luglio lug temmuz tem"
        " يوليو تموز"
    ),
    "august aug серпень серпня серп сер sierpień sierpnia sie agosto ago août ağustos ağu أغسطس آب",
    (
        "september sep sept вересень вересня вер wrzesień września wrz septiembre setiembre setembro set"
        " septembre settembre eylül eyl سبتمبر أيلول"
    ),
    (
        "october oct жовтень жовтня жовт жов październik października paź octubre outubro out octobre"
        " oktober okt ottobre ott ekim eki أكتوبر"
    ),
    (
        "november nov листопад листопада лист лис listopad listopada lis noviembre novembro novembre kasım"
        " kas نوفمبر"
    ),
    (
        "december dec грудень грудня груд гру grudzień grudnia gru diciembre dic dezembro dez décembre déc"
        " dezember dicembre aralık ara ديسمبر"
    ),
)

_NEIGHBOURS = (
    "leden ledna ianuarie január januára sausis sausio",
    "únor února február februára februarie vasaris vasario",
    "březen března marec martie március kovas kovo",
    "duben dubna apríl apríla aprilie április balandis balandžio",
    "květen května máj mája május gegužė gegužės",
    "červen června jún júna iunie június birželis birželio",
    "červenec července júl júla iulie július liepa liepos",
    "srpen srpna augusta augusztus rugpjūtis rugpjūčio",
    "září septembra septembrie szeptember rugsėjis rugsėjo",
    "říjen října október októbra octombrie spalis spalio",
    "listopadu novembra noiembrie lapkritis lapkričio",
    "prosinec prosince decembra decembrie gruodis gruodžio",
)

MONTH_BY_NAME = {
    fold(name): month
    for every in (_NAMES, _NEIGHBOURS)
    for month, names in enumerate(every, 1)
    for name in names.split()
}
"""The number of the month by each of its names, folded (see domain.text)."""

FILLERS = frozenset(fold(word) for word in ("de", "del", "do", "d", "den", "року", "р", "roku", "r", "m"))
"""What stands between or behind the parts of a date and says nothing: "3 de octubre de 2026"."""

_AWAY = {
    -2: "позавчора przedwczoraj anteayer anteontem avant-hier vorgestern předevčírem predvčerom alaltăieri",
    -1: ("yesterday вчора учора wczoraj ayer ontem hier gestern ieri dün أمس البارحة včera tegnap vakar"),
    0: (
        "today сьогодні dziś dzisiaj hoy hoje aujourd'hui heute oggi bugün اليوم dnes azi astăzi ma šiandien"
    ),
    1: "tomorrow завтра jutro mañana amanhã demain morgen domani yarın غدا zítra zajtra mâine holnap rytoj",
}

DAYS_AWAY = {fold(word): days for days, said in _AWAY.items() for word in said.split()}
"""How many days after today is meant by "yesterday" and its like, folded."""
