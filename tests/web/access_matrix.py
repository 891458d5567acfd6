"""Who gets in where: the whole table. A route that is not listed here fails the test.

Columns: method and endpoint | what the address names | let in to the own object | let in to another's object.
`-` names nothing. Others are kept out: anonymous and disabled people meet the sign-in page (401),
signed-in people get 403 or 404, for somebody else's object exactly the answer for one that is absent.

    anyone       also without signing in         signed-in   everybody with an account that is open
    nobody       signed in without a role        desk        desk volunteer at the own place
    lead         in charge at the own place      coordinator of the own convoy
    planner      coordinator everywhere          printer     of the own convoy
    medic        medical checker, own place      auditor     everywhere
    admin        everywhere
    readers      everybody above who finds items in the catalogue: all but nobody and printer

The front door shows strangers the sign-in page too, but as an ordinary answer: watchers ask for it.
"""

from dataclasses import dataclass
from functools import cache

WITHOUT_ACCOUNT = ("anonymous", "disabled")
PEOPLE = (
    "nobody",
    "desk",
    "lead",
    "coordinator",
    "planner",
    "printer",
    "medic",
    "auditor",
    "admin",
)

TABLE = """
GET   static                   | -          | anyone

GET   session.sign_in          | -          | anyone
POST  session.enter            | -          | anyone
POST  session.sign_out         | -          | anyone
POST  session.language         | -          | anyone
GET   session.join             | -          | anyone
POST  session.joined           | -          | anyone
GET   session.recover          | -          | anyone
POST  session.recovered        | -          | anyone

GET   cards.enter              | -          | anyone
POST  cards.came_in            | -          | anyone
GET   devices.people_here      | -          | anyone
POST  devices.change           | -          | anyone

GET   home.index               | -          | anyone
GET   people.me                | -          | signed-in
POST  people.change_password   | -          | signed-in
POST  people.end_others        | -          | signed-in
POST  people.language          | -          | signed-in

GET   devices.pin              | -          | signed-in
POST  devices.keep_pin         | -          | signed-in
POST  devices.seen             | -          | signed-in

GET   cards.index              | -          | lead admin
GET   cards.new                | -          | lead admin
POST  cards.make               | -          | lead admin
POST  cards.sheet              | -          | lead admin
POST  cards.end_all            | -          | lead admin
POST  cards.end                | card       | lead admin                              | admin
GET   devices.where            | -          | lead admin
POST  devices.end_sign_in      | sign_in    | lead admin                              | admin
POST  devices.end              | device     | lead admin                              | admin
POST  devices.name             | device     | lead admin                              | admin
POST  devices.seen_by_admin    | device     | admin                                   | admin
GET   factors.ask              | -          | signed-in
POST  factors.enter            | -          | signed-in
GET   factors.new              | -          | signed-in
POST  factors.set_up           | -          | signed-in
GET   factors.show             | -          | signed-in
POST  factors.renew_codes      | -          | signed-in
POST  factors.move             | -          | signed-in
POST  factors.see_notices      | -          | signed-in
POST  factors.ask_removal      | person     | admin                                   | admin
POST  factors.remove           | person     | admin                                   | admin

POST  looks.enter              | convoy     | coordinator planner printer             | planner
POST  looks.enter_behind       | -          | signed-in
GET   looks.of_convoy          | convoy     | coordinator planner                     | planner
GET   looks.index              | -          | admin

GET   crew_links.enter         | -          | anyone
POST  crew_links.opened        | -          | anyone
POST  crew_links.keep          | -          | anyone
GET   crew_links.index         | convoy     | coordinator planner                     | planner
POST  crew_links.make          | convoy     | coordinator planner                     | planner
POST  crew_links.end           | convoy     | coordinator planner                     | planner
POST  crew_links.delete        | convoy     | coordinator planner                     | planner

GET   people.index             | -          | lead admin
GET   people.invite            | -          | lead admin
POST  people.invited           | -          | lead admin
POST  people.withdraw          | invitation | lead admin                              | admin
GET   people.show              | person     | lead admin                              | admin
POST  people.give              | person     | lead admin                              | admin
POST  people.end_role          | person     | lead admin                              | admin
POST  people.recovery          | person     | lead admin                              | admin
POST  people.end_sign_ins      | person     | lead admin                              | admin
POST  people.disable           | person     | admin                                   | admin
POST  people.enable            | person     | admin                                   | admin

GET   donations.index          | -          | desk lead coordinator planner medic auditor
GET   donations.new            | -          | desk lead planner
POST  donations.create         | -          | desk lead planner
GET   donations.show           | donation   | desk lead planner medic auditor         | planner auditor
POST  donations.undo           | donation   | desk lead planner                       | planner
POST  taught_barcodes.forget   | donation   | desk lead planner                       | planner
POST  donations.decide         | donation   | lead planner medic                      | planner
GET   donations.correct        | donation   | desk lead planner                       | planner
POST  donations.replace        | donation   | desk lead planner                       | planner
GET   donations.label_sheet    | donation   | desk lead planner                       | planner
GET   gift_labels.of_gifts     | -          | desk lead coordinator planner
POST  donations.make_receipt   | donation   | desk lead planner                       | planner
GET   donations.receipt        | donation   | desk lead planner medic auditor         | planner auditor

GET   gift_sheets.index        | -          | desk lead planner
POST  gift_sheets.send         | -          | desk lead planner
GET   gift_sheets.show         | gift_sheet | desk lead planner                       | planner
GET   gift_sheets.columns      | gift_sheet | desk lead planner                       | planner
GET   gift_labels.of_sheet     | gift_sheet | desk lead planner                       | planner
POST  gift_sheets.choose       | gift_sheet | desk lead planner                       | planner
POST  gift_sheets.mend         | gift_sheet | desk lead planner                       | planner
POST  gift_sheets.take         | gift_sheet | desk lead planner                       | planner
POST  gift_sheets.put_away     | gift_sheet | desk lead planner                       | planner
GET   gift_sheets.unclear      | gift_sheet | desk lead planner                       | planner

GET   earmarks.edit            | donation   | planner                                 | planner
POST  earmarks.bind            | donation   | planner                                 | planner

GET   controls.index           | -          | lead coordinator planner medic
POST  controls.decide          | -          | lead coordinator planner medic
POST  controls.answer          | sign-off   | lead planner                            | planner
GET   drafts.index             | -          | desk lead coordinator planner
POST  drafts.keep              | -          | desk lead coordinator planner
POST  drafts.open              | draft      | desk lead planner                       | planner
POST  drafts.discard           | draft      | desk lead planner                       | planner
GET   bags.new                 | -          | desk lead planner
POST  bags.create              | -          | desk lead planner
GET   sorting.pack             | -          | desk lead planner
POST  sorting.pack             | -          | desk lead planner
GET   pools.index              | -          | desk lead coordinator planner medic auditor
GET   pools.show               | pool       | desk lead planner medic auditor         | planner auditor
POST  pools.decide             | pool       | lead planner medic                      | planner
POST  pools.part_with          | pool       | lead planner medic                      | planner
POST  pools.take_back          | pool       | lead planner medic                      | planner
POST  pools.link               | pool       | desk lead planner                       | planner
POST  pools.unlink             | pool       | desk lead planner                       | planner
POST  pools.close              | pool       | lead planner medic                      | planner
POST  pools.reopen             | pool       | lead planner medic                      | planner

GET   api.openapi              | -          | anyone
POST  api.phone                | -          | desk lead coordinator planner
GET   api.items                | -          | desk lead coordinator planner
POST  api.record               | -          | desk lead coordinator planner
PUT   api.photo                | -          | desk lead coordinator planner
POST  api.opened               | -          | desk lead coordinator planner
POST  api.donor                | -          | desk lead coordinator planner
POST  api.sign_out             | -          | signed-in
GET   intake.index             | -          | anyone
GET   intake.shell             | -          | anyone
GET   intake.worker            | -          | anyone
GET   intake.manifest          | -          | anyone
GET   captures.index           | -          | lead coordinator planner
POST  captures.settle          | -          | lead coordinator planner
POST  captures.settle_unclaimed | -         | lead coordinator planner
POST  captures.upload          | -          | lead coordinator planner

GET   suggestions.line         | -          | desk lead coordinator planner
GET   suggestions.catalogue_items | -       | desk lead coordinator planner medic auditor admin
GET   suggestions.donors       | -          | desk lead coordinator planner

GET   boxes.index              | -          | desk lead coordinator planner medic auditor
GET   boxes.labels             | -          | desk lead coordinator planner
GET   boxes.close              | -          | desk lead coordinator planner
POST  boxes.close              | -          | desk lead coordinator planner
GET   boxes.move               | -          | desk lead coordinator planner
POST  boxes.move               | -          | desk lead coordinator planner
GET   boxes.show               | box        | desk lead planner medic auditor         | planner auditor
GET   boxes.vans               | box        | desk lead planner medic auditor         | planner auditor
GET   boxes.scanned            | box        | desk lead planner medic auditor         | planner auditor
GET   boxes.scanned_label      | box        | desk lead planner medic auditor         | planner auditor
GET   boxes.put_on_pallet      | box        | desk lead planner                       | planner
POST  boxes.put_on_pallet      | box        | desk lead planner                       | planner
GET   boxes.reopen             | box        | lead planner                            | planner
POST  boxes.reopen             | box        | lead planner                            | planner

GET   box_imports.import       | -          | lead planner
POST  box_imports.import       | -          | lead planner
GET   stock_takes.index        | -          | desk lead coordinator planner medic auditor
POST  stock_takes.start        | -          | lead coordinator planner
GET   stock_takes.show         | stock_take | desk lead planner auditor               | planner auditor
POST  stock_takes.see          | stock_take | desk lead planner                       | planner
POST  stock_takes.unsee        | stock_take | desk lead planner                       | planner
GET   stock_takes.loose        | stock_take | desk lead planner                       | planner
POST  stock_takes.loose        | stock_take | desk lead planner                       | planner
GET   stock_takes.close        | stock_take | lead planner                            | planner
POST  stock_takes.close        | stock_take | lead planner                            | planner
GET   stock_takes.sheet        | stock_take | desk lead planner auditor               | planner auditor

GET   packing.new              | -          | desk lead planner
POST  packing.new              | -          | desk lead planner
GET   packing.pack             | box        | desk lead planner                       | planner
POST  packing.pack             | box        | desk lead planner                       | planner
GET   packing.unpack           | box        | desk lead planner                       | planner
POST  packing.unpack           | box        | desk lead planner                       | planner
GET   packing.split            | box        | desk lead planner                       | planner
POST  packing.split            | box        | desk lead planner                       | planner
GET   packing.part             | box        | desk lead planner                       | planner
POST  packing.part             | box        | desk lead planner                       | planner
GET   packing.merge            | box        | desk lead planner                       | planner
POST  packing.merge            | box        | desk lead planner                       | planner

GET   weighing.rounds          | -          | desk lead coordinator planner
POST  weighing.step            | -          | desk lead coordinator planner
GET   weighing.weigh           | box        | desk lead planner                       | planner
POST  weighing.weigh           | box        | desk lead planner                       | planner
POST  weighing.undo            | box        | desk lead planner                       | planner

GET   pallets.index            | -          | desk lead coordinator planner medic auditor
GET   pallets.labels           | pallet     | desk lead planner                       | planner
GET   pallets.show             | pallet     | desk lead planner medic auditor         | planner auditor
GET   pallets.build            | -          | desk lead coordinator planner
POST  pallets.build            | -          | desk lead coordinator planner
GET   pallets.change           | pallet     | desk lead planner                       | planner
POST  pallets.change           | pallet     | desk lead planner                       | planner

GET   stock.index              | -          | lead coordinator planner auditor
GET   exports.of_list          | -          | lead coordinator planner auditor

GET   convoys.index            | -          | coordinator planner
GET   convoys.new              | -          | planner
POST  convoys.create           | -          | planner
GET   convoys.show             | convoy     | coordinator planner                     | planner
GET   convoys.edit             | convoy     | coordinator planner                     | planner
POST  convoys.update           | convoy     | coordinator planner                     | planner
GET   convoys.ask_cancel       | convoy     | coordinator planner                     | planner
POST  convoys.cancel           | convoy     | coordinator planner                     | planner
POST  convoys.close            | convoy     | coordinator planner                     | planner
GET   runs.new                 | convoy     | coordinator planner                     | planner
POST  runs.create              | convoy     | coordinator planner                     | planner
GET   runs.show                | convoy     | coordinator planner                     | planner
GET   runs.edit                | convoy     | coordinator planner                     | planner
POST  runs.update              | convoy     | coordinator planner                     | planner
GET   runs.ask_drop            | convoy     | coordinator planner                     | planner
POST  runs.drop                | convoy     | coordinator planner                     | planner
POST  runs.reinstate           | convoy     | coordinator planner                     | planner
POST  runs.add_stop            | convoy     | coordinator planner                     | planner
POST  runs.move_stop           | convoy     | coordinator planner                     | planner
GET   runs.crew                | convoy     | coordinator planner                     | planner
POST  runs.set_crew            | convoy     | coordinator planner                     | planner
GET   readiness.show           | convoy     | coordinator planner                     | planner
POST  readiness.ask            | convoy     | coordinator planner                     | planner
POST  readiness.answer         | convoy     | coordinator planner                     | planner
GET   customs.edit             | convoy     | coordinator planner                     | planner
POST  customs.record           | convoy     | coordinator planner                     | planner
GET   loading.index            | convoy     | coordinator planner                     | planner
POST  loading.assign           | convoy     | coordinator planner                     | planner
POST  loading.change           | convoy     | coordinator planner                     | planner

GET   legs.left_behind         | -          | coordinator planner
POST  legs.roll                | -          | coordinator planner
GET   legs.transship           | convoy     | coordinator planner                     | planner
POST  legs.transshipped        | convoy     | coordinator planner                     | planner
GET   legs.give_back           | convoy     | coordinator planner                     | planner
POST  legs.given_back          | convoy     | coordinator planner                     | planner

GET   messages.of_convoy       | convoy     | coordinator planner                     | planner
POST  messages.of_convoy       | convoy     | coordinator planner                     | planner
GET   messages.of_place        | place      | lead planner                            | planner
POST  messages.of_place        | place      | lead planner                            | planner
GET   public_pages.show        | public place | anyone | anyone
GET   public_pages.announce    | public place | anyone | anyone
POST  public_pages.announced   | public place | anyone | anyone
GET   appeals.public           | shown appeal | anyone | anyone
GET   appeals.index            | -          | lead coordinator planner
GET   appeals.new              | -          | lead planner
POST  appeals.create           | -          | lead planner
GET   appeals.show             | appeal     | lead planner                            | planner
POST  appeals.change           | appeal     | lead planner                            | planner
GET   appeals.poster           | shown appeal | lead planner                          | planner
GET   announced_gifts.index    | -          | desk lead coordinator planner
GET   announced_gifts.show     | announced  | desk lead planner                       | planner
GET   public_pages.edit        | place      | lead planner                            | planner
GET   public_pages.poster      | public place | lead planner                          | planner
POST  public_pages.change      | place      | lead planner                            | planner
POST  public_pages.set_light   | place      | lead planner                            | planner
GET   days.show                | place      | lead planner                            | planner
GET   days.paper               | place      | lead planner                            | planner

GET   dispatch.show            | convoy     | coordinator planner                     | planner
POST  dispatch.step            | convoy     | coordinator planner                     | planner
GET   dispatch.now             | convoy     | coordinator planner                     | planner
GET   dispatch.problem         | convoy     | coordinator planner                     | planner
POST  dispatch.report          | convoy     | coordinator planner                     | planner
POST  dispatch.resolve         | convoy     | coordinator planner                     | planner
GET   receiving.index          | convoy     | coordinator planner                     | planner
GET   receiving.stop           | convoy     | coordinator planner                     | planner
POST  receiving.count          | convoy     | coordinator planner                     | planner
GET   receiving.box            | convoy     | coordinator planner                     | planner
POST  receiving.count_box      | convoy     | coordinator planner                     | planner
GET   scanning.index           | -          | desk lead coordinator planner medic auditor
POST  scanning.index           | -          | desk lead coordinator planner medic auditor
GET   scanning.move            | -          | desk lead coordinator planner
POST  scanning.move            | -          | desk lead coordinator planner
GET   scanning.weigh           | -          | desk lead coordinator planner
POST  scanning.weigh           | -          | desk lead coordinator planner
GET   van_scanning.load        | convoy     | coordinator planner                     | planner
POST  van_scanning.load        | convoy     | coordinator planner                     | planner
GET   van_scanning.receive     | convoy     | coordinator planner                     | planner
POST  van_scanning.receive     | convoy     | coordinator planner                     | planner

GET   declarations.show        | convoy     | coordinator planner                     | planner
POST  declarations.record      | convoy     | coordinator planner                     | planner
GET   letters.of_convoy        | convoy     | coordinator planner                     | planner
POST  letters.keep_of_convoy   | convoy     | coordinator planner                     | planner
GET   letters.of_place         | recipient  | coordinator planner                     | planner
POST  letters.keep_of_place    | recipient  | coordinator planner                     | planner
GET   letters.show             | letter     | coordinator planner                     | planner

GET   print_desk.index       | -          | coordinator planner printer
GET   print_desk.convoy      | convoy     | coordinator planner printer             | planner
POST  print_desk.make_final  | convoy     | coordinator planner printer             | planner
POST  print_desk.bundle      | convoy     | coordinator planner printer             | planner
POST  print_desk.preview     | convoy     | coordinator planner printer             | planner
GET   bundles.show           | convoy     | coordinator planner printer             | planner
POST  bundles.download       | convoy     | coordinator planner printer             | planner
GET   papers.version           | paper      | coordinator planner printer             | planner
GET   papers.changes           | paper      | coordinator planner printer             | planner
GET   papers.downloaded        | paper      | coordinator planner printer             | planner
POST  papers.download          | paper      | coordinator planner printer             | planner
POST  coded_lists.hand_out     | van-paper  | coordinator planner printer             | planner
POST  papers.cancel            | paper      | coordinator planner printer             | planner
GET   paper_links.index        | convoy     | coordinator planner printer             | planner
POST  paper_links.make         | convoy     | coordinator planner printer             | planner
POST  paper_links.end          | convoy     | coordinator planner printer             | planner
GET   paper_links.enter        | -          | anyone
POST  paper_links.fetch        | -          | anyone
GET   hand_corrections.index   | van-paper  | coordinator planner                     | planner
POST  hand_corrections.key_in  | van-paper  | coordinator planner                     | planner
GET   photos.of_gift           | donation   | desk lead planner medic auditor         | planner auditor
POST  photos.keep_of_gift      | donation   | desk lead planner                       | planner
GET   photos.of_count          | count      | coordinator planner                     | planner
POST  photos.keep_of_count     | count      | coordinator planner                     | planner
GET   photos.show              | photo      | desk lead planner medic auditor         | planner auditor
POST  photos.erase             | photo      | desk lead planner                       | planner
GET   signed_copies.index      | paper      | coordinator planner printer             | planner
POST  signed_copies.keep       | paper      | coordinator planner printer             | planner
GET   signed_copies.show       | signed     | coordinator planner printer             | planner
POST  signed_copies.put_in_folder | signed  | coordinator planner printer             | planner
GET   papers.check             | -          | signed-in
GET   papers.scanned           | -          | signed-in

GET   records.index            | -          | desk lead coordinator planner medic auditor admin
GET   audit.index              | -          | signed-in

GET   organisations.index      | -          | coordinator planner admin
GET   organisations.search     | -          | coordinator planner admin
GET   organisations.new        | -          | coordinator planner admin
POST  organisations.create     | -          | coordinator planner admin
GET   organisations.show       | organisation | coordinator planner admin | coordinator planner admin
GET   organisations.show       | consignee | coordinator planner admin | planner admin
GET   organisations.edit       | organisation | planner admin             | planner admin
GET   organisations.edit       | consignee | coordinator planner admin | planner admin
POST  organisations.change     | organisation | planner admin             | planner admin
POST  organisations.change     | consignee | coordinator planner admin | planner admin

GET   places.index             | -          | coordinator planner admin
GET   places.new               | -          | coordinator planner admin
POST  places.create            | -          | coordinator planner admin
GET   box_labels.index         | place      | desk lead planner                       | planner
POST  box_labels.index         | place      | desk lead planner                       | planner
GET   box_labels.printed       | place      | desk lead planner                       | planner
POST  box_labels.spoil         | place      | desk lead planner                       | planner
GET   packing.label            | box        | desk lead planner                       | planner
POST  packing.label            | box        | desk lead planner                       | planner
POST  packing.take_label_off   | box        | desk lead planner                       | planner
GET   paper_defaults.index     | -          | planner admin
POST  paper_defaults.index     | -          | planner admin
GET   intake_sheets.index      | place      | desk lead planner                       | planner
POST  intake_sheets.index      | place      | desk lead planner                       | planner
GET   intake_sheets.printed    | place      | desk lead planner                       | planner
GET   intake_sheets.keyed      | sheet      | desk lead planner                       | planner
GET   intake_sheets.scanned    | sheet      | desk lead planner                       | planner
GET   label_stocks.edit        | place      | desk lead planner                       | planner
POST  label_stocks.edit        | place      | desk lead planner                       | planner
GET   label_stocks.calibration | place      | desk lead planner                       | planner
GET   places.show              | place      | coordinator planner admin | coordinator planner admin
GET   places.show              | destination | coordinator planner admin | planner admin
GET   places.edit              | place      | planner admin             | planner admin
GET   places.edit              | destination | coordinator planner admin | planner admin
POST  places.change            | place      | planner admin             | planner admin
POST  places.change            | destination | coordinator planner admin | planner admin

GET   vehicles.index           | -          | coordinator planner
GET   vehicles.new             | -          | coordinator planner
POST  vehicles.create          | -          | coordinator planner
GET   vehicles.show            | vehicle    | coordinator planner                     | planner
GET   vehicles.edit            | vehicle    | coordinator planner                     | planner
POST  vehicles.change          | vehicle    | coordinator planner                     | planner

GET   catalogue.index          | -          | desk lead coordinator planner medic auditor admin
GET   catalogue.new            | -          | coordinator planner admin
POST  catalogue.create         | -          | coordinator planner admin
GET   catalogue.show           | item       | readers | readers
GET   catalogue.edit           | item       | coordinator planner admin | coordinator planner admin
POST  catalogue.change         | item       | coordinator planner admin | coordinator planner admin
GET   catalogue.names          | item       | coordinator planner admin | coordinator planner admin
POST  catalogue.rename         | item       | coordinator planner admin | coordinator planner admin
POST  catalogue.review         | item       | coordinator planner admin | coordinator planner admin
POST  catalogue.add_barcode    | item       | coordinator planner admin | coordinator planner admin
POST  catalogue.remove_barcode | item       | coordinator planner admin | coordinator planner admin
GET   wishes.index             | place      | desk lead planner                       | planner
POST  wishes.ask_for           | place      | lead planner                            | planner
POST  wishes.ask_no_longer     | place      | lead planner                            | planner
POST  wishes.pin               | place      | desk lead planner                       | planner
POST  wishes.unpin             | place      | desk lead planner                       | planner
GET   kits.index               | -          | readers
GET   kits.new                 | -          | lead coordinator planner
POST  kits.create              | -          | lead coordinator planner
GET   kits.edit                | kit        | lead coordinator planner | lead coordinator planner
POST  kits.change              | kit        | lead coordinator planner | lead coordinator planner
GET   kits.choose              | -          | desk lead planner
POST  kits.pack                | -          | desk lead planner
GET   duplicates.index         | -          | lead coordinator planner admin
POST  duplicates.merge_donors  | -          | lead coordinator planner admin
POST  duplicates.merge_named_donors | -     | lead coordinator planner admin
POST  duplicates.tell_donors_apart | -      | lead coordinator planner admin
POST  duplicates.separate_donor | -         | lead coordinator planner admin
POST  duplicates.merge_items   | -          | coordinator planner admin
POST  duplicates.merge_named_items | -      | coordinator planner admin
POST  duplicates.tell_items_apart | -       | coordinator planner admin
POST  duplicates.separate_item | -          | coordinator planner admin
GET   organisations.ours       | -          | coordinator planner admin
"""

# Words in addresses that are no codes.
VALUES = {
    "act": "wrap",
    "box": "BX-0000-00-0",
    "check": "recipient",
    "code": "CM-X-2026-0001",
    "filename": "css/convoy.css",
    "key": "9b2f64c8-0a51-4c1e-8f0d-5f5b8f6f3f10",
    "kind": "csv",
    "language": "en",
    "name": "full-en-uk",
    "override": "OV-0000-00-0",
    "secret": "0000",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    method: str
    endpoint: str
    kind: str
    own: frozenset[str]
    other: frozenset[str]


def _who(words: str) -> frozenset[str]:
    if words == "anyone":
        return frozenset({*WITHOUT_ACCOUNT, *PEOPLE})
    if words == "signed-in":
        return frozenset(PEOPLE)
    if words == "readers":
        return frozenset(PEOPLE) - {"nobody", "printer"}
    named = frozenset(words.split())
    assert named <= set(PEOPLE), f"not in the list of people: {named - set(PEOPLE)}"
    return named


@cache
def rows() -> tuple[Row, ...]:
    """The table, read."""
    read = []
    for line in filter(str.strip, TABLE.splitlines()):
        route, kind, own, other = (part.strip() for part in (line + "|").split("|")[:4])
        method, endpoint = route.split()
        read.append(Row(method, endpoint, "" if kind == "-" else kind, _who(own), _who(other)))
    return tuple(read)


@cache
def has_own(name: str, kind: str) -> bool:
    """Whether this person is let in to an own object of the kind by any route."""
    return any(name in row.own for row in rows() if row.kind == kind)


@cache
def knows_of(name: str, kind: str) -> bool:
    """Whether this person is let in to somebody else's object of the kind by any route."""
    return any(name in row.other for row in rows() if row.kind == kind)
