"""Source → HTML → filled-in HTML and plain text. Pure Python: no Django, no storage.

    compile.compile_source   MJML or HTML with Liquid → HTML with Liquid, and problems
    compiler.Compiler        genuine MJML in a supervised child process (one per server)
    merge.merge              HTML, text or subject with Liquid + data → what a recipient gets
    variables.variables      which data a source asks for; variables.sample_for: some to fill in
    text.plain_text          HTML with Liquid → plain text with Liquid
    email.eml                subject, HTML and text → an .eml file
    digest.content_digest    what an approval signs
    problems.Problem         what is wrong, where, and how badly

Below these: `pieces` finds the Liquid, `markup` the tags, `tokens` hides Liquid from parsers,
`mjml`/`structure`, `inline` and `preheader` are the steps of compiling, `syntax` and
`environment` hold python-liquid within its limits, `unsafe` reports scripts.
"""
