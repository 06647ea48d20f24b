"""Sheets as people have them: any Excel or CSV file becomes rows of a target's fields.

One mechanism for every import; whoever brings a kind of record in from Excel uses it as it is.

- `book.read_book(content, name)` reads .xlsx, .xls and .csv (UTF-8, UTF-16, GB18030; comma, tab,
  semicolon) into grids, one per sheet that is not hidden; merged cells are filled.
- `field.SheetField` says what a column may be: name of the command's field, label, kind, the words
  people write above it. `target.Target` is a list of them with the verb that takes one row;
  `target.entity_target(shape)` makes one of any entity's document (`<entity>.create`).
- `head.find_heading(grid, fields, remembered=...)` finds the heading row under titles (also of two
  rows) and says which column is which field, by what this sender chose before, else by label.
- `rows.read_rows(grid, ...)` reads what stands below: values as the command takes them, or per cell
  a refusal that says what to do; empty rows, totals and signatures are skipped and told.

Over HTTP (`taktline.api.sheet_import`): `POST /api/v1/sheets/{target}/look` and `/import` with the
file as the body; `target` is an entity (`material`) or a target of `taktline.api.sheet_targets`.
In the browser: `engine/sheet`, `<SheetImport target="material" ... />`. What a sender chose is kept
as records of `sheet_heading`, so that the same sheet is understood the next time.
"""
