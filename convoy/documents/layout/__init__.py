"""What all papers share: fonts, text, pages, header and footer, tables, QR codes, snapshots."""
