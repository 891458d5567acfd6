"""What collection points write above the columns of their sheets, in the languages of the screen and nearby.

Nearby are Czech, Slovak, Romanian, Hungarian and Lithuanian. Native readers have not seen the words
beyond English and Ukrainian yet.
"""

HEADINGS = {
    "day": (
        "date, day, received, received on, дата, день, отримано, data, data przyjęcia, dzień, fecha,"
        " día, fecha de recepción, data de recebimento, dia, jour, date de réception, reçu le, datum,"
        " tag, eingegangen am, eingang, data di ricezione, giorno, ricevuto il, tarih, gün, teslim"
        " tarihi, تاريخ, التاريخ, اليوم, تاريخ الاستلام, when, date received, received date, date of"
        " donation, timestamp, позначка"
        " часу, sygnatura czasowa, marca temporal, horodateur, zeitstempel, informazioni cronologiche,"
        " zaman damgası, date given, arrival date, arrived, date in, коли, дата отримання, дата"
        " надходження, дата прийому, надійшло, прийнято, kiedy, data otrzymania, data wpływu,"
        " otrzymano, przyjęto, cuándo, recibido, recibido el, fecha de entrada, fecha de donación,"
        " fecha de entrega, quando, data de entrada, recebido em, data da doação, data de entrega,"
        " quand, reçu, date du don, date d'arrivée, date d'entrée, wann, eingangsdatum, erhalten am,"
        " annahmedatum, spendendatum, data di arrivo, ricevuto, data della donazione, ne zaman, geliş"
        " tarihi, alındığı tarih, bağış tarihi, متى, تاريخ التبرع, تاريخ الوصول"
    ),
    "donor": (
        "donor, donor name, given by, from, жертводавець, донор, від кого, благодійник, darczyńca, od"
        " kogo, ofiarodawca, donante, donado por, de quién, entregado por, doador, doado por,"
        " donateur, donneur, de la part de, don de, spender, von wem, spender in, gespendet von,"
        " donatore, donato da, da chi, bağışçı, bağışlayan, kimden, المتبرع, الجهة المتبرعة, من, who"
        " gave, who gave it, who gave this, who donated, who from, from whom, donated by, received"
        " from, giver, donors, source, name of donor, organisation, organization, хто дав, хто"
        " передав, хто приніс, хто пожертвував, від, передав, отримано від, дарувальник, донатор,"
        " організація, kto dał, kto przekazał, kto przyniósł, kto podarował, od, otrzymano od,"
        " przekazał, przekazujący, darczyńcy, organizacja, quién dio, quién lo dio, quién dona, quién"
        " donó, donantes, de parte de, recibido de, procedencia, organización, quem deu, quem doou,"
        " quem ofereceu, de quem, doadores, oferecido por, entregue por, recebido de, organização, qui"
        " a donné, qui donne, de qui, donné par, offert par, apporté par, reçu de, donateurs,"
        " provenance, wer hat gegeben, wer gab, wer hat gespendet, wer spendet, von, geber, geberin,"
        " gebracht von, erhalten von, herkunft, chi ha dato, chi ha donato, chi dona, offerto da,"
        " portato da, ricevuto da, donatori, provenienza, organizzazione, kim verdi, kim bağışladı,"
        " veren, bağış yapan, kimden geldi, kuruluş, kurum, من أعطى, من تبرع, المانح, المتبرعون, مقدم"
        " من, المنظمة"
    ),
    "donor_kind": (
        "donor type, donor kind, type, kind, type of donor, kind of donor, вид, вид жертводавця, тип,"
        " тип жертводавця, тип донора, rodzaj darczyńcy, typ darczyńcy, rodzaj, tipo de donante, tipo,"
        " tipo de doador, type de donateur, art des spenders, spenderart, art, tipo di donatore,"
        " bağışçı türü, tür, نوع المتبرع, type of organisation, type of organization, organisation"
        " type, organization type, kind of organisation, who they are, тип організації, вид"
        " організації, хто це, rodzaj organizacji, typ organizacji, tipo de organización, tipo de"
        " organização, type d'organisation, genre de donateur, organisationsart, art der organisation,"
        " tipo di organizzazione, kuruluş türü, kurum türü, نوع المنظمة, نوع الجهة,"
        " what they are, what the donor is, kind of giver, ким є, kim są, qué son, o que são, ce qu'ils sont,"
        " was sie sind, cosa sono"
    ),
    "item_text": (
        "item, items, goods, what, товар, товари, назва, назва товару, предмет, що, towar, nazwa,"
        " nazwa towaru, produkt, artykuł, rzecz, co, artículo, artículos, producto, productos,"
        " material, qué, artigo, artigos, produto, produtos, item doado, article, articles, produit,"
        " produits, marchandise, désignation, quoi, artikel, ware, produkte, bezeichnung, gegenstand,"
        " was, articolo, articoli, prodotto, prodotti, merce, cosa, ürün, malzeme, eşya, ne, الصنف,"
        " المادة, البضاعة, السلعة, what was given, what they gave, what was donated, donation, gift,"
        " gifts, product, products, item name, name of item, description, contents, content, aid,"
        " things, thing, що дали, що передали, що принесли, найменування, найменування товару, опис, вміст,"
        " продукт, продукти, речі, пожертва, допомога, co dano, co przekazano, co podarowano, dar,"
        " dary, opis, zawartość, produkty, towary, artykuły, rzeczy, asortyment, qué se dio, qué"
        " dieron, qué donó, donación, donaciones, descripción, contenido, mercancía, bienes, cosas, o"
        " que, o que foi doado, o que deram, doação, doações, descrição, conteúdo, mercadoria, bens,"
        " itens, don, dons, contenu, marchandises, objet, objets, ce qui a été donné, libellé, was"
        " wurde gegeben, was wurde gespendet, spende, spenden, sachspende, beschreibung, inhalt,"
        " waren, gegenstände, güter, hilfsgüter, che cosa, cosa è stato donato, donazione, donazioni,"
        " descrizione, contenuto, beni, oggetto, oggetti, ne verildi, bağış, içerik, ürün adı,"
        " ürünler, malzemeler, eşyalar, mal, ماذا, التبرع, الوصف, المحتوى, الأصناف, اسم الصنف, البيان,"
        " المواد"
    ),
    "quantity": (
        "quantity, qty, number, pieces, how many, кількість, к-сть, к-ть, штук, шт, скільки, ilość,"
        " liczba, sztuk, szt, ile, cantidad, cant, unidades, cuántos, quantidade, qtd, qtde, quantos,"
        " quantité, qté, nombre, combien, menge, anzahl, stück, stk, wie viele, quantità, qta, pezzi,"
        " quanti, miktar, adet, kaç, الكمية, العدد, كم, amount, how much, count, units, pcs, number of"
        " items, number of pieces, скільки штук, кіл-ть, кількість штук, кількість одиниць, одиниць,"
        " ile sztuk, ilość sztuk, liczba sztuk, cuántas, piezas, uds, número de unidades, quantas,"
        " peças, unid, nb, nbr, unités, combien de pièces, nombre de pièces, stückzahl, wieviel, anz,"
        " quante, pz, numero pezzi, numero di pezzi, kaç tane, kaç adet, sayı, tane, عدد القطع, كمية,"
        " قطعة"
    ),
    "condition": (
        "condition, state, стан, stan, stan rzeczy, estado, condición, condição, état, zustand,"
        " condizione, condizioni, stato, durum, hali, الحالة, quality, new or used, new used, якість,"
        " нове чи вживане, нове вживане, стан речей, стан товару, jakość, nowe czy używane, nowe"
        " używane, stan towaru, calidad, nuevo o usado, nuevo usado, estado del artículo, qualidade,"
        " novo ou usado, novo usado, estado do artigo, qualité, neuf ou occasion, neuf occasion, neuf"
        " ou usagé, état de l'article, qualität, neu oder gebraucht, neu gebraucht, zustand der ware,"
        " qualità, nuovo o usato, nuovo usato, stato del bene, kalite, yeni mi kullanılmış mı, yeni"
        " kullanılmış, durumu, الجودة, جديد أو مستعمل"
    ),
    "expiry": (
        "expiry, expiry date, expires, best before, use by, термін придатності, придатний до, вжити"
        " до, строк придатності, термін, data ważności, ważne do, termin ważności, przydatność,"
        " caducidad, fecha de caducidad, vencimiento, caduca, consumir antes de, validade, data de"
        " validade, prazo de validade, péremption, date de péremption, dlc, à consommer avant, haltbar"
        " bis, mhd, ablauf, ablaufdatum, mindesthaltbarkeit, scadenza, data di scadenza, scade, son"
        " kullanma tarihi, skt, تاريخ الانتهاء, الصلاحية, تاريخ انتهاء الصلاحية, exp, exp date, best"
        " by, bbe, good until, valid until, shelf life, date of expiry, придатне до, спожити до, дата"
        " придатності, термін зберігання, data przydatności, termin przydatności, przydatne do, spożyć"
        " do, ważność, najlepiej spożyć przed, fecha de vencimiento, fecha caducidad, vence, consumo"
        " preferente, válido hasta, vencimento, data de vencimento, consumir até, válido até, date"
        " d'expiration, date limite, ddm, expire le, valable jusqu'au, verfallsdatum, haltbarkeit,"
        " mindestens haltbar bis, gültig bis, scade il, data scadenza, consumare entro, da consumarsi"
        " entro, son tüketim tarihi, tett, تاريخ الصلاحية, صالح لغاية, صالح حتى"
    ),
    "boxes": (
        "boxes, number of boxes, cartons, коробки, коробок, кількість коробок, ящики, ящиків,"
        " kartony, kartonów, pudła, pudełka, liczba kartonów, cajas, número de cajas, caixas, número"
        " de caixas, nombre de cartons, nombre de boîtes, kartons, kisten, anzahl kartons, scatole,"
        " scatoloni, numero di scatole, koli, koli sayısı, kutu, kutu sayısı, صناديق, عدد الصناديق,"
        " الصناديق, الكراتين, no of boxes, how many boxes, packages, parcels, cases, crates, скільки"
        " коробок, кількість місць, місць, пакунки, ile kartonów, liczba pudeł, pudeł, paczki,"
        " skrzynki, cuántas cajas, bultos, número de bultos, paquetes, quantas caixas, número de"
        " volumes, pacotes, combien de cartons, colis, nombre de colis, caisses, wie viele kartons,"
        " anzahl kisten, kartonanzahl, pakete, packstücke, quante scatole, colli, numero colli, numero"
        " di colli, cartoni, pacchi, kaç koli, kutular, paket sayısı, عدد الكراتين, كم صندوق, طرود,"
        " عدد الطرود"
    ),
    "grams": (
        "total kg, kg, weight, weight kg, total weight, total weight kg, вага кг, вага, кг, загальна"
        " вага, загальна вага кг, waga, waga kg, łączna waga, peso, peso kg, peso total, peso total"
        " kg, poids, poids kg, poids total, gewicht, gewicht kg, gesamtgewicht, peso totale, peso"
        " totale kg, ağırlık, ağırlık kg, toplam ağırlık, الوزن, الوزن كغ, الوزن الكلي, kgs, kilos,"
        " kilograms, weight in kg, gross weight, маса, маса кг, вага в кг, вага брутто, кілограмів,"
        " masa, masa kg, waga w kg, waga brutto, kilogramy, ciężar, peso en kg, peso bruto, peso em"
        " kg, quilos, poids en kg, poids brut, gewicht in kg, bruttogewicht, kilogramm, peso in kg,"
        " peso lordo, chili, chilogrammi, kilogram, brüt ağırlık, كيلو, كغ, كيلوغرام, الوزن بالكيلو,"
        " الوزن الإجمالي"
    ),
    "note": (
        "note, notes, comment, comments, remark, remarks, примітка, примітки, коментар, зауваження,"
        " uwagi, uwaga, notatka, komentarz, nota, notas, observaciones, comentario, comentarios,"
        " observações, comentário, remarque, remarques, commentaire, observations, bemerkung,"
        " bemerkungen, anmerkung, notiz, kommentar, osservazioni, commento, annotazioni, not, notlar,"
        " açıklama, ملاحظات, ملاحظة, info, details, additional information, додатково, деталі,"
        " інформація, dodatkowo, szczegóły, informacje, adnotacje, detalles, información, apuntes,"
        " detalhes, observação, obs, informações, précisions, infos, hinweis, hinweise, zusatz,"
        " dettagli, informazioni, appunti, bilgi, ek bilgi, detay, تفاصيل, معلومات"
    ),
    "earmark": (
        "for whom, earmark, earmarked for, meant for, для кого, призначено для, призначення, кому,"
        " dla kogo, przeznaczenie, dla, para quién, destinado a, destinatario, para quem,"
        " destinatário, pour qui, destiné à, destinataire, für wen, bestimmt für, empfänger, per chi,"
        " destinato a, kime, kimin için, لمن, الجهة المستفيدة, recipient, intended for, reserved for,"
        " goes to, who is it for, destination, отримувач, одержувач, адресат, куди, odbiorca, adresat,"
        " komu, przeznaczone dla, beneficiario, a quién, destino, reservado para, bénéficiaire, à qui,"
        " réservé à, reserviert für, für wen bestimmt, destinazione, riservato a, alıcı, nereye, kime"
        " gidecek, المستفيد, الوجهة, مخصص ل"
    ),
    "unit": (
        "unit of measure, unit of measurement, uom, counted in, measured in, одиниця виміру, одиниці"
        " виміру, од виміру, од вим, одиниця вимірювання, jednostka miary, jedn miary, unidad de"
        " medida, unidade de medida, unité de mesure, maßeinheit, mengeneinheit, unità di misura,"
        " ölçü birimi, وحدة القياس"
    ),
}
"""What stands above each column, in every spelling."""

NEIGHBOURS = {
    "day": (
        "datum přijetí, přijato, kdy, dátum, deň, dátum prijatia, prijaté, kedy, data primirii, ziua,"
        " primit la, când, nap, átvétel dátuma, érkezett, mikor, diena, gauta, gavimo data, kada"
    ),
    "donor": (
        "dárce, dárci, daroval, darovala, kdo dal, kdo daroval, od koho, darca, darcovia, kto dal, kto"
        " daroval, donatorul, donat de, de la cine, cine a dat, cine a donat, adományozó, adományozó"
        " neve, kitől, ki adta, aukotojas, aukojo, davėjas, rėmėjas, iš ko, kas davė"
    ),
    "donor_kind": (
        "typ dárce, druh dárce, typ organizace, typ darcu, druh darcu, typ organizácie, tip donator,"
        " tipul donatorului, felul donatorului, tipul organizației, adományozó típusa, szervezet típusa,"
        " típus, aukotojo tipas, davėjo tipas, organizacijos tipas, tipas"
    ),
    "item_text": (
        "položka, položky, zboží, věc, věci, předmět, název, co bylo dáno, tovar, vec, veci, predmet,"
        " názov, čo dali, articol, articole, produs, produse, bunuri, obiect, denumire, ce s-a donat, ce"
        " s-a dat, tétel, tételek, termék, termékek, áru, megnevezés, tárgy, mit adtak, prekė, prekės,"
        " daiktas, daiktai, pavadinimas, kas duota"
    ),
    "quantity": (
        "množství, počet, počet kusů, kusů, kusy, ks, kolik, množstvo, počet kusov, kusov, koľko,"
        " cantitate, bucăți, buc, număr bucăți, câte, câți, mennyiség, darab, darabszám, db, hány,"
        " mennyi, kiekis, vnt, vienetai, vienetų, kiek"
    ),
    "condition": (
        "stav, stav zboží, nové nebo použité, nové použité, stav tovaru, nové alebo použité, starea,"
        " stare, nou sau folosit, nou folosit, állapot, új vagy használt, új használt, būklė, naujas ar"
        " naudotas, naujas naudotas"
    ),
    "expiry": (
        "spotřebujte do, spotřebovat do, datum spotřeby, minimální trvanlivost, trvanlivost, expirace,"
        " spotrebujte do, spotrebovať do, dátum spotreby, minimálna trvanlivosť, trvanlivosť, expirácia,"
        " termen de valabilitate, valabilitate, expiră, expiră la, data expirării, valabil până la,"
        " lejárat, lejárat dátuma, lejárati idő, lejár, szavatosság, minőségét megőrzi, galioja iki,"
        " tinka iki, tinka vartoti iki, galiojimo data, galiojimas"
    ),
    "boxes": (
        "krabice, krabic, počet krabic, kolik krabic, krabíc, počet krabíc, škatule, škatúľ, koľko"
        " krabíc, cutii, număr de cutii, număr cutii, câte cutii, colete, dobozok, dobozok száma, hány"
        " doboz, kartonok, dėžės, dėžių, dėžių skaičius, kiek dėžių"
    ),
    "grams": (
        "váha, hmotnost, celková hmotnost, váha kg, hmotnosť, celková hmotnosť, hmotnosť kg, greutate,"
        " greutate kg, greutate totală, súly, súly kg, tömeg, összsúly, svoris, svoris kg, bendras"
        " svoris"
    ),
    "note": (
        "poznámka, poznámky, observație, observații, mențiuni, comentarii, megjegyzés, megjegyzések,"
        " pastaba, pastabos, komentaras"
    ),
    "earmark": (
        "pro koho, určeno pro, příjemce, pre koho, určené pre, príjemca, pentru cine, destinat pentru,"
        " destinatar, beneficiar, kinek, címzett, kedvezményezett, kam skirta, gavėjas"
    ),
    "unit": ("měrná jednotka, merná jednotka, unitate de măsură, mértékegység, mato vienetas"),
}
"""The same where neighbours keep the sheet."""

ALONE = {
    "donor": "who, хто, kto, quién, quem, qui, wer, chi, kim, kdo, cine, ki",
    "item_text": "річ, ce, mi, mit, ką",
    "boxes": (
        "box, carton, package, parcel, case, crate, коробка, ящик, пакунок, karton, pudło, pudełko,"
        " paczka, skrzynka, caja, bulto, paquete, caixa, pacote, boîte, caisse, kiste, paket, packstück,"
        " scatola, scatolone, cartone, pacco, collo, صندوق, كرتون, كرتونة, škatuľa, cutie, colet, doboz,"
        " dėžė"
    ),
    "earmark": "for, для, pro, pre, für, pour, per, pentru, için, kam",
    "unit": (
        "unit, одиниця, од, одиниці, jednostka, jm, jedn, unidad, ud, unidade, unité, einheit, einh, unità,"
        " um, birim, الوحدة, وحدة, jednotka, mj, unitate, egység, vienetas"
    ),
}
"""What means a column only where nothing else stands above it: "box", but not "box number"."""
