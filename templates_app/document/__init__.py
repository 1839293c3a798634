"""The email as a tree of blocks over its source. Pure Python: no Django, no storage.

    parse.parse              source → Document: blocks with ids, places, texts, plain words
    blocks                   Document, Block, Attribute, Around (a condition or loop), Ids
    reconcile.reconcile      carries block ids over an edit that was made in the source
    diff.diff                what changed between two documents, in sentences
    anchors                  where a block is for people; where a quoted text is now
    operations, perform      what can be done to a document; doing it, with the exact way back
    locks, dynamics          what may not be changed; "show only if" and "repeat for each"
    palette, places          blocks to drop, and where
    undo                     one person's steps, rebased over what others did
    marks.marked             a copy of the source whose compiled HTML names every block

Below these: `kinds` says what each element is called and where it may stand, `mjml` and
`html` read the two languages into `tree`s, `liquid` finds the conditions and loops around
blocks, `labels` names blocks, `contents` and `looks` take a block apart for `sentences`, and
`words` compares texts word by word. `patches` are splices that carry ids, `units` says what moves
with a block, `arranging` and `setting` turn operations into splices, `rules` says what must
hold for every document, `refusals` why one was not made.
"""
