"""What months are called, short and long, by themselves and in dates, in the languages of the screen."""

from convoy.domain.text import fold

_NAMES = (
    (
        "january jan січень січня січ styczeń stycznia sty enero ene janeiro janvier janv januar jänner"
        " gennaio gen ocak oca يناير"
    ),
    (
        "february feb лютий лютого лют luty lutego febrero fevereiro fev février févr februar febbraio"
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

MONTH_BY_NAME = {fold(name): month for month, names in enumerate(_NAMES, 1) for name in names.split()}
"""The number of the month by each of its names, folded (see domain.text)."""

FILLERS = frozenset(fold(word) for word in ("de", "del", "do", "d", "den", "року", "р", "roku", "r"))
"""What stands between or behind the parts of a date and says nothing: "3 de octubre de 2026"."""
