"""What collection points write into the columns of their sheets, in the languages of the screen.

Native readers have not seen the words beyond English and Ukrainian yet.
"""

from collections.abc import Mapping
from functools import cache

from convoy.domain.kinds import Condition, OrganisationKind
from convoy.domain.messages import N_
from convoy.domain.text import fold
from convoy.exchange.heading_words import ALONE, HEADINGS, NEIGHBOURS
from convoy.words import SCREENS, Words

LABELS = {
    "day": N_("date"),
    "donor": N_("donor"),
    "donor_kind": N_("donor type"),
    "item_text": N_("item"),
    "quantity": N_("quantity"),
    "condition": N_("condition"),
    "expiry": N_("expiry"),
    "boxes": N_("boxes"),
    "grams": N_("total kg"),
    "note": N_("note"),
    "earmark": N_("for whom"),
    "unit": N_("unit"),
}
"""The columns by their field: the English heading, which is a message."""

REQUIRED = ("day", "donor", "item_text", "quantity", "condition")

_CONDITIONS = {
    Condition.NEW: (
        "new, brand new, unused, unopened, sealed"
        ", нове, новий, нова, нові, nowe, nowy, nowa, fabrycznie nowe, nuevo"
        ", nueva, nuevos, nuevas, novo, nova, novos, novas, neuf, neuve, neufs, neuves, neu"
        ", neuwertig verpackt, nuovo, nuova, nuovi, nuove, yeni, sıfır, جديد, جديدة"
        ", nové, nový, nou, nouă, noi, új, újak, nauja, naujas, nauji, naujos"
    ),
    Condition.AS_NEW: (
        "as new, as-new, like new, nearly new, як нове, як новий, як нова, як нові, майже нове"
        ", майже новий, jak nowe, jak nowy, prawie nowe, como nuevo, como nueva, como nuevos"
        ", casi nuevo, como novo, como nova, seminovo, comme neuf, comme neufs, quasi neuf, wie neu"
        ", neuwertig, come nuovo, come nuovi, quasi nuovo, yeni gibi, كالجديد, شبه جديد"
        ", jako nové, jako nový, ako nové, ako nový, ca nou, ca nouă, ca noi, újszerű, mint"
        " új, kaip nauja, kaip naujas, beveik naujas"
    ),
    Condition.USED_GOOD: (
        "used good, used-good, used (good), second hand, 2nd hand, very good"
        ", good used, used in good condition, used, good"
        ", вживане добре, вживане в доброму стані, вживаний добрий, вживані добрі, вживане, вживаний"
        ", вживана, вживані, б/в, добре, używane dobre, używane, używany, używana, dobry, dobre, dobra"
        ", dobry stan, stan dobry, usado, usada, usados, usadas, usado en buen estado, buen estado"
        ", bueno, bom estado, usado em bom estado, bom, bon état, usagé, usagés, occasion, d'occasion"
        ", bon, gebraucht, gebraucht gut, gut, guter zustand, usato, usati, usata, usate, buono"
        ", buono stato, buone condizioni, usato buono, kullanılmış, iyi, ikinci el, kullanılmış iyi"
        ", usado bueno, usado bom, usagé bon, مستعمل, مستعمل جيد, جيد, بحالة جيدة"
        ", použité, použitý, použitá, použité dobré, dobrý stav, v dobrém stavu, v dobrom"
        " stave, folosit, folosită, folosite, stare bună, folosit în stare bună, használt, jó,"
        " jó állapotú, használt jó, naudota, naudotas, naudoti, gera, geras, geros būklės"
    ),
}

_KINDS = {
    OrganisationKind.TRADE_UNION: (
        "trade union, union, federation, профспілка, профспілки, związek zawodowy, związek, sindicato"
        ", syndicat, gewerkschaft, sindacato, sendika, نقابة"
        ", sindicat, odborový zväz, odborový svaz, szakszervezet, profesinė sąjunga, odbory,"
        " svaz, zväz, sindicate, profsąjunga"
    ),
    OrganisationKind.UNION_BRANCH: (
        "union branch, branch, trade union branch, осередок профспілки, осередок, первинна організація"
        ", відділення профспілки, первинка, komisja zakładowa, koło związku, sección sindical"
        ", seção sindical, section syndicale, ortsgruppe, sezione sindacale, sendika şubesi, فرع نقابة"
        ", komórka związkowa, secção sindical, gewerkschaftsgliederung"
        ", filială sindicală, odborová organizácia, odborová organizace, szakszervezeti"
        " alapszervezet, profsąjungos skyrius, základní organizace, základná organizácia,"
        " odborová skupina, alapszervezet, profsąjungos padalinys"
    ),
    OrganisationKind.STUDENT_GROUP: (
        "student group, students, student union, students' union, студентська група, студенти"
        ", студентське самоврядування, студрада, grupa studencka, studenci, grupo estudiantil"
        ", estudiantes, grupo de estudantes, estudantes, groupe étudiant, étudiants, studierendengruppe"
        ", studierende, gruppo studentesco, studenti, öğrenci grubu, öğrenciler, مجموعة طلابية"
        ", grup studențesc, študentská skupina, diákcsoport, studentų grupė, diákok,"
        " hallgatók, studentai"
    ),
    OrganisationKind.POPULAR_ORGANISATION: (
        "popular organisation, popular organization, people's organisation, народна організація"
        ", громадська організація, organizacja społeczna, organización popular, organização popular"
        ", organisation populaire, volksorganisation, organizzazione popolare, halk örgütü, منظمة شعبية"
        ", organizație populară, ľudová organizácia, lidová organizace, népi szervezet,"
        " visuomeninė organizacija"
    ),
    OrganisationKind.SOLIDARITY_COMMITTEE: (
        "solidarity committee, committee, комітет солідарності, комітет, komitet solidarności, komitet"
        ", comité de solidaridad, comité, comitê de solidariedade, comité de solidarité"
        ", solidaritätskomitee, comitato di solidarietà, comitato, dayanışma komitesi, لجنة تضامن"
        ", comitet de solidaritate, výbor solidarity, szolidaritási bizottság, solidarumo"
        " komitetas"
    ),
    OrganisationKind.COMPANY: (
        "company, firm, business, компанія, підприємство, фірма, firma, przedsiębiorstwo, empresa"
        ", entreprise, société, unternehmen, azienda, ditta, impresa, şirket, شركة"
        ", cég, įmonė, podnik, společnost, spoločnosť, companie, societate, vállalat,"
        " bendrovė"
    ),
    OrganisationKind.CHARITY: (
        "charity, ngo, charitable foundation, foundation, благодійна організація, благодійний фонд, фонд"
        ", fundacja, organizacja charytatywna, fundación, ong, fundação, association, fondation"
        ", stiftung, verein, fondazione, vakıf, dernek, جمعية خيرية, مؤسسة, entidad benéfica"
        ", instituição de caridade, association caritative, wohlfahrtsverband, ente benefico"
        ", yardım kuruluşu"
        ", organizație caritabilă, charita, jótékonysági szervezet, labdaros organizacija,"
        " charitativní organizace, nadace, nadácia, fundație, alapítvány, fondas"
    ),
    OrganisationKind.HOSPITAL: (
        "hospital, clinic, лікарня, госпіталь, szpital, hôpital, krankenhaus, ospedale, hastane, مستشفى"
        ", spital, nemocnica, nemocnice, kórház, ligoninė"
    ),
    OrganisationKind.SCHOOL: (
        "school, university, college, школа, ліцей, університет, szkoła, uniwersytet, escuela"
        ", universidad, escola, universidade, école, université, schule, universität, scuola"
        ", università, okul, üniversite, مدرسة, جامعة"
        ", școală, škola, iskola, mokykla"
    ),
    OrganisationKind.MUNICIPALITY: (
        "municipality, council, town, city, громада, муніципалітет, міська рада, gmina, miasto"
        ", ayuntamiento, municipio, município, prefeitura, mairie, commune, gemeinde, stadt, comune"
        ", belediye, بلدية"
        ", primărie, obec, önkormányzat, savivaldybė, město"
    ),
    OrganisationKind.CARRIER: (
        "carrier, haulier, transport company, перевізник, przewoźnik, transportista, transportadora"
        ", transporteur, spediteur, trasportatore, nakliyeci, ناقل, transportador, frachtführer, vettore"
        ", taşıyıcı"
        ", transportator, dopravca, dopravce, fuvarozó, vežėjas"
    ),
    OrganisationKind.WORKPLACE: (
        "workplace, трудовий колектив, робоче місце, колектив, zakład pracy, załoga, centro de trabajo"
        ", local de trabalho, lieu de travail, betrieb, belegschaft, posto di lavoro, iş yeri, مكان عمل"
        ", luogo di lavoro"
        ", loc de muncă, pracovisko, pracoviště, munkahely, darbovietė"
    ),
    OrganisationKind.COMMUNITY_GROUP: (
        "community group, neighbours, громадська група, спільнота, сусіди, grupa sąsiedzka, sąsiedzi"
        ", grupo vecinal, vecinos, grupo comunitário, vizinhos, groupe de quartier, voisins"
        ", nachbarschaft, nachbarn, gruppo di quartiere, vicini, mahalle grubu, komşular, مجموعة أهلية"
        ", місцева спільнота, grupa lokalna, grupo local, groupe local, örtliche gruppe, gruppo locale"
        ", yerel grup, مجموعة محلية"
        ", grup local, miestna skupina, místní skupina, helyi csoport, bendruomenės grupė"
    ),
    OrganisationKind.INDIVIDUAL: (
        "individual, person, private person, приватна особа, фізична особа, особа, osoba prywatna"
        ", osoba, particular, persona, pessoa, pessoa física, particulier, personne, privatperson"
        ", person, privato, persona fisica, birey, kişi, şahıs, özel kişi, فرد, شخص"
        ", persoană fizică, súkromná osoba, soukromá osoba, magánszemély, privatus asmuo,"
        " jednotlivec, soukromník, súkromník, fyzická osoba, persoană, persoană privată,"
        " egyén, személy, asmuo, fizinis asmuo"
    ),
}

_ANONYMOUS = (
    "anonymous, anon, anonym, anonim, anonyme, anonimo, anónimo, anónima, anonymous donor, анонімно"
    ", анонім, анонімний, анонімна, анонімний жертводавець, anonimowo, anonimowy, anonimowa, anónimos"
    ", anônimo, anônima, anonymement, anonima, in forma anonima, bilinmiyor, isimsiz, مجهول, فاعل خير"
    ", anonymně, anonymní, anonymný, anonymne, névtelen, névtelenül, anonimas, anonimiškai"
)

_TOTALS = (
    "total, totals, sum, grand total, subtotal, together, all together, разом, всього, усього, підсумок"
    ", сума, загалом, razem, suma, ogółem, łącznie, summe, gesamt, insgesamt, zusammen, totale, totali"
    ", total general, suma total, total geral, soma, totaux, sous-total, somme, en tout, somma"
    ", subtotale, toplam, genel toplam, ara toplam, المجموع, الإجمالي, celkem, spolu, viso, összesen"
    ", итого, всего, součet, súčet, spolu celkom, mindösszesen, iš viso"
)


def key(text: str) -> str:
    """Return what headings and fixed words are compared by: no case, accents, blanks or punctuation."""
    return fold(text).replace(" ", "")


def listed(words: str) -> list[str]:
    """Return the keys of words written with commas between them."""
    return [key(word) for word in words.split(",")]


def with_our_own(headings: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, str]:
    """Return the field of each heading's key, also of what we call the column in any language ourselves."""
    said = {
        key(Words(language).gettext(label)): field for language in SCREENS for field, label in labels.items()
    }
    return said | {word: field for field, words in headings.items() for word in listed(words)}


@cache
def field_by_heading() -> Mapping[str, str]:
    """Return the field of each heading's key (see `key`)."""
    others = {
        word: name for said in (ALONE, NEIGHBOURS) for name, words in said.items() for word in listed(words)
    }
    return others | with_our_own(HEADINGS, LABELS)


ALONE_WORDS = frozenset(word for words in ALONE.values() for word in listed(words))
CONDITION_BY_WORD = {word: condition for condition, words in _CONDITIONS.items() for word in listed(words)}
KIND_BY_WORD = {word: kind for kind, words in _KINDS.items() for word in listed(words)}
ANONYMOUS_WORDS = frozenset(listed(_ANONYMOUS))
TOTAL_WORDS = frozenset(listed(_TOTALS))

# A value from another system's export is understood as it is stored here.
CONDITION_BY_WORD |= {key(condition.value): condition for condition in Condition}
KIND_BY_WORD |= {key(kind.value): kind for kind in OrganisationKind}
