"""Tables, one module per noun: typed columns and the rules the database itself holds."""

from convoy.models import merging as merging
from convoy.models import triggers as triggers
from convoy.models.announced_gifts import AnnouncedGift, AnnouncedLine
from convoy.models.appeals import Appeal, AppealItem, AppealPlace
from convoy.models.audit import AuditEntry, AuditMention
from convoy.models.box_labels import BoxLabel
from convoy.models.boxes import Box, ImportedBox, Pallet
from convoy.models.captures import Capture, PhoneKeys, PhotoArrival, UnclaimedCapture
from convoy.models.cards import Card
from convoy.models.catalogue import Barcode, CatalogueRevision, Category, Item, ItemName, ItemWord
from convoy.models.controls import SecondSignature, SignOff
from convoy.models.convoys import Convoy, ConvoyRecipient, CrewMember, CustomsRecord, Run, Stop
from convoy.models.crew_links import CrewLink
from convoy.models.declarations import Declaration, DeclarationEntry
from convoy.models.devices import Device, DevicePerson
from convoy.models.dispatch import Event, GoodsReceipt, GoodsReceiptLine
from convoy.models.donations import Donation, DonationLine, UnsortedLine
from convoy.models.drafts import Draft
from convoy.models.factors import Look, Notice, RecoveryCode, SecondFactor
from convoy.models.gift_sheets import GiftSheet
from convoy.models.installation import Installation
from convoy.models.intake_sheets import IntakeSheet
from convoy.models.kits import Kit, KitLine
from convoy.models.label_stocks import LabelStock
from convoy.models.letters import Letter
from convoy.models.loading import Load
from convoy.models.organisations import Organisation
from convoy.models.overrides import Override, OverrideAnswer
from convoy.models.paper_defaults import PaperDefault
from convoy.models.paper_links import PaperLink
from convoy.models.papers import HandCorrection, NumberSeries, Paper, PrintLog, Rendition
from convoy.models.photos import Photo
from convoy.models.places import Crossing, Place
from convoy.models.public_pages import PublicPage
from convoy.models.signed_copies import SignedCopy
from convoy.models.sorting import PoolOutcome, SortingPool
from convoy.models.stock import Balance, Holder, Lot, Movement
from convoy.models.stock_takes import BoxSighting, LooseCount, StockTake
from convoy.models.users import Grant, Invitation, SignIn, SignInAttempt, User, held_grants
from convoy.models.vehicles import Vehicle, VehicleClass
from convoy.models.wishes import PinnedItem, Wish

__all__ = [
    "AnnouncedGift",
    "AnnouncedLine",
    "Appeal",
    "AppealItem",
    "AppealPlace",
    "AuditEntry",
    "AuditMention",
    "Balance",
    "Barcode",
    "Box",
    "BoxLabel",
    "BoxSighting",
    "Capture",
    "Card",
    "CatalogueRevision",
    "Category",
    "Convoy",
    "ConvoyRecipient",
    "CrewLink",
    "CrewMember",
    "Crossing",
    "CustomsRecord",
    "Declaration",
    "DeclarationEntry",
    "Device",
    "DevicePerson",
    "Donation",
    "DonationLine",
    "Draft",
    "Event",
    "GiftSheet",
    "GoodsReceipt",
    "GoodsReceiptLine",
    "Grant",
    "HandCorrection",
    "Holder",
    "ImportedBox",
    "Installation",
    "IntakeSheet",
    "Invitation",
    "Item",
    "ItemName",
    "ItemWord",
    "Kit",
    "KitLine",
    "LabelStock",
    "Letter",
    "Load",
    "Look",
    "LooseCount",
    "Lot",
    "Movement",
    "Notice",
    "NumberSeries",
    "Organisation",
    "Override",
    "OverrideAnswer",
    "Pallet",
    "Paper",
    "PaperDefault",
    "PaperLink",
    "PhoneKeys",
    "Photo",
    "PhotoArrival",
    "PinnedItem",
    "Place",
    "PoolOutcome",
    "PrintLog",
    "PublicPage",
    "RecoveryCode",
    "Rendition",
    "Run",
    "SecondFactor",
    "SecondSignature",
    "SignIn",
    "SignInAttempt",
    "SignOff",
    "SignedCopy",
    "SortingPool",
    "StockTake",
    "Stop",
    "UnclaimedCapture",
    "UnsortedLine",
    "User",
    "Vehicle",
    "VehicleClass",
    "Wish",
    "held_grants",
]
