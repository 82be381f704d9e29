"""What the reference of the package format says around its tables."""

from __future__ import annotations

HEAD = """\
# The use-case package

A kind of document is one folder. Nothing about it stands in Python.

| In the folder | What it is |
|---|---|
| `use_case.toml` | the newest version, the one that is issued: TOML 1.0 in UTF-8, up to 256 KiB |
| `earlier/v1.toml`, ... | the versions before it: their cards stay good, and what they rely on is served |
| `logo.svg`, `logo.png` | pictures that a version names: SVG of plain shapes, or PNG; up to 16 KiB |

`stadtsiegel use-case check NAME` tells every fault at once, with file, line, place and remedy. How to write a
package from nothing is told in [the recipe](../recipes/add-a-use-case.md), how to change one in [Change a
package](../operations/change-a-package.md), and what they look like in
[use_cases/catalogue](../../use_cases/catalogue).

This page is written from [package.schema.json](../../use_cases/package.schema.json), which also judges the
files; a test holds both equal, and every example against the schema. *Left out* is what holds when the key is
not there.
"""

TOGETHER = """
## What must fit together

- **Claims.** A group may hold groups, at most two in each other; a list may hold groups, and no list. At most
  200 claims and 1000 choices in all, and texts and pictures of at most 36000 bytes together on a card whose
  lists are full, a character counted as two; with `ecdsa-sd-2023` at most 480 facts on it. A name that means
  something in every credential (`issuer`, `type`, ...) cannot be taken, nor that of a group or list around it.
  `on_card`, `register` and `derived` belong to claims at the top; `withholdable` and `default` to no claim
  inside a list.
- **What a holder can keep back.** Each claim at the top, each group, and each of its members; a list is shown
  whole.
- **Patterns** are checked in linear time: letters, classes such as `[0-9]`, counts such as `{8}`; no groups, no
  alternatives, no dot.
- **Derived claims** follow from a claim at the top that is given: ages from a date, a mapping from a choice,
  with a value for each code. Nobody types them in. Ages are counted as German law does (BGB section 187
  paragraph 2).
- **`on_change`.** The card ends before the day on which the claim would say something else. With `"renew"` the
  next card is made of what was given, so `[retention]` must keep it for as long as cards last. Whoever is shown such a
  card sees its last day, and so perhaps the birthday, whatever is withheld; the privacy label says so.
- **`tx_code = false`.** Whoever scans the QR code first has the card, also from a photograph over somebody's
  shoulder. Take it only for cards that are worth nothing to a stranger, or where the code is shown to its holder
  alone.
- **Only what is needed is asked for.** From a claim that is not on the card something must follow: another
  claim, the card's validity, an answer of a register, or a condition such as `minimum`.
- **Registers** are asked by claims that are typed in and cannot be missing, and each gives at least one claim.
  Where a register is and how it is asked stands in the issuer's settings ([the
  contract](../protocols/register.md)).
- **The form** asks for each claim that is given on exactly one of its pages.
- **Purposes** ask for claims on the card: `"category"`, or `"address.city"` for a member of a group. A purpose
  that asks for part of the card says `selective_disclosure`; where it says `"required"`, some form of the card
  can be shown in part, and no claim that everybody sees is left out. The officer sees nothing that the purpose
  does not ask for.
- **Validity** says either `lasts` or `until`; the first of all ends counts. `begins_with` and `ends_with` name
  dates at the top.
- **Status.** Every card can be revoked.
- **Versions** have the same `name`, `namespace` and `credential_type`; a claim keeps its kind under its name,
  also when a version in between did not have it. The newest version has the greatest number.
"""
