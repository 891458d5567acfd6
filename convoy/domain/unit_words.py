"""What units and packs are called in the languages of the screen; native readers have not seen them all."""

from convoy.domain.text import fold

WRITTEN = {
    ("piece", 1): (
        "pc pcs ea each piece pieces unit units item items"
        " шт штук штука штуки одиниць szt sztuk sztuka sztuki"
        " stk stück st ks ud uds unidad unidades unidade peça peças pz pezzo pezzi pce pièce pièces"
        " buc db vnt adet قطعة قطع"
    ),
    ("piece", 12): (
        "dozen dozens doz дюжина дюжини дюжин tuzin tuziny tuzinów docena docenas douzaine douzaines dutzend"
        " dúzia dúzias dozzina dozzine düzine دزينة دزينات"
    ),
    ("g", 1): "g gr gm gram grams gramme grammes غ غرام г гр грам грама грами грамів gramów gramos",
    ("g", 1_000): (
        "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes кг кіло кілограм кілограма кілограми"
        " кілограмів kilogramów kilogramos kilogramm chilo chili كغ كغم كيلو"
    ),
    ("g", 1_000_000): "t tonne tonnes т тонна тонни тонн tona tony ton tonn",
    ("ml", 1): "ml مل мл millilitre millilitres мілілітр мілілітрів",
    ("ml", 10): "cl сл",
    ("ml", 1_000): ("l ل لتر л ltr litre litres liter liters літр літра літри літрів litr litry"),
    ("mm", 1): "mm мм millimetre millimetres міліметр міліметрів",
    ("mm", 10): "cm см centimetre centimetres сантиметр сантиметрів",
    ("mm", 1_000): "m م متر м metre metres meter meters метр метра метри метрів metr metry",
}
"""Words by the base unit (see measures.Unit), and how many of it one is."""

PACK_WORDS = frozenset(
    fold(
        "pack packs package packages уп упак упаковка упаковки упаковок opak op opakowanie opakowania"
        " opakowań paq paquete paquetes paquet paquets pacote pacotes embalagem embalagens packung packungen"
        " pck pacco pacchi confezione confezioni paket عبوة عبوات"
    ).split()
)
