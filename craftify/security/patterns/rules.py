"""The patterns, by kind. Each takes time linear in the text: what repeats is bounded, and no two
neighbours of a repetition can take the same character (`test_patterns` measures it).

They read text as `reading.plain` gives it: in lower case, decoded, with single spaces.
"""

import re

_EVENTS = (
    "error|load|unload|click|dblclick|focus|focusin|focusout|blur|change|input|submit|reset|select|"
    "scroll|resize|toggle|beforetoggle|wheel|copy|cut|paste|play|canplay|loadstart|loadend|message|"
    "show|start|finish|begin|end|repeat|hashchange|popstate|storage|online|offline|search|invalid|"
    "mouse[a-z]{2,7}|key(?:down|up|press)|pointer[a-z]{2,9}|touch[a-z]{3,6}|drag[a-z]{0,5}|drop|"
    "animation[a-z]{3,10}|transition[a-z]{3,6}|page(?:show|hide)|before[a-z]{3,8}|after[a-z]{3,16}|"
    "auxclick|contextmenu|suspend|unhandledrejection|slotchange|fullscreenchange|"
    "securitypolicyviolation|contentvisibilityautostatechange|scrollend|gotpointercapture|cancel|"
    "close|command|selectstart|selectionchange|webkit[a-z]{3,20}"
)
_TAGS = (
    "script|iframe|frame|frameset|object|embed|applet|svg|math|link|meta|base|img|image|video|audio|"
    "source|track|body|html|style|form|input|button|select|textarea|details|marquee|isindex|keygen|"
    "bgsound|layer|template|noscript|portal|xml|xss|a|area|b|table|title|xmp|plaintext|noembed|"
    "noframes|picture|div|foreignobject|animate|set|mj-raw|mj-include"
)

RULES: dict[str, tuple[str, ...]] = {
    "script": (
        rf"<[\s/]{{0,3}}(?:{_TAGS})(?:[\s/>]|$)",
        r"<[!?](?:--|\[cdata|doctype|xml)",
        rf"(?:^|[\s\"'`/;<])on(?:{_EVENTS})\s?=",
        r"(?:^|[\s\"'`])(?:data-)?hx-(?:on|get|post|vals|trigger)\b",
        r"(?:java|vb|live) ?script ?:",
        r"data:[a-z]{0,20}/?[a-z+]{0,20}(?:;[a-z0-9=-]{1,30})?,? ?(?:<|phn|ph[a-z]y)",
        r"data:(?:text/html|image/svg|text/javascript|application/x?html)",
        r"(?:^|[^a-z0-9_.])(?:alert|prompt|confirm|eval|function|settimeout|import|fetch|atob)[(`]",
        r"document ?\. ?(?:cookie|write|domain|location|body|getelement)",
        r"(?:window|self|top|parent|globalthis|this) ?\[",
        r"string ?\. ?fromcharcode|constructor ?\. ?constructor|\.constructor ?\(",
        r"(?:srcdoc|formaction|xlink:href|http-equiv) ?=",
        r"expression ?\(|-moz-binding|behavior ?: ?url|@import",
        r"</(?:script|style|title|textarea|iframe|noscript|template)",
    ),
    "path": (
        r"(?<!\.)\.\.[/\\]|[/\\]\.\.(?:$|[/\\;])|\.\.;/|\.{4}[/\\]{2}",
        r"etc/(?:passwd|shadow|hosts|group|sudoers|issue|crontab|ssh/)",
        r"proc/(?:self|version|cmdline|\d{1,7}/)",
        r"(?:boot|win|system|php)\.ini\b|windows[/\\](?:system32|win)|\bc:[/\\]",
        r"(?:^|[/\\])\.(?:git|svn|hg|env|aws|ssh|ht(?:access|passwd)|ds_store|npmrc|docker)\b",
        r"wp-(?:admin|login|config|content|includes|json)|phpmyadmin|xmlrpc\.php|cgi-bin|web-inf",
        r"(?:file|php|phar|zip|expect|gopher|dict|jar|netdoc|ldap)://|\bjar:https?:",
        r"/(?:var/log|root|home/[a-z]{1,20})/|id_rsa|\.(?:bak|old|sql|php|aspx?|jsp|cgi)(?:$|[/?~])",
        r"169\.254\.169\.254|metadata\.google|/latest/meta-data|actuator/|server-status",
    ),
    "sql": (
        (
            r"['\")`] ?(?:or|and|xor|\|\||&&) ?(?:not )?['\"(]{0,2}\w{0,20}['\")]{0,2} ?(?:=|<|>|like |is |in\("
            r"|between )"
        ),
        r"\b(?:or|and) \(?['\"]?(?P<same>\w{1,20})['\"]? ?= ?\(?['\"]?(?P=same)\b",
        r"\b(?:or|and) (?:true|false|not|exists|sleep|ascii|substr|length)\b ?[-#(;]",
        r"\bunion (?:all |distinct )?\(?select\b",
        (
            r"\bselect (?:\*|count\(|@@|[a-z_]{1,30}\(|[a-z_]{1,30}(?: ?, ?[a-z_]{1,30}){0,9} from"
            r" (?:information_schema|sys|users?|admin|accounts?|mysql|pg_|dual|sqlite))"
        ),
        (
            r"; ?(?:alter|create) (?:table|user|view|function)|; ?exec(?:ute)? |; ?declare @|; ?grant all"
            r"|; ?attach database|; ?shutdown ?(?:;|--|$)"
        ),
        r"\b(?:drop|truncate) (?:table|database|schema) \w",
        (
            r"\b(?:sleep|benchmark|pg_sleep|load_file|extractvalue|updatexml|xp_cmdshell|utl_http"
            r"|dbms_[a-z]{2,12}|randomblob|load_extension|group_concat|concat_ws) ?[.(]"
        ),
        r"waitfor (?:delay|time)|xp_cmdshell|sp_(?:executesql|oacreate)|into (?:out|dump)file",
        r"information_schema|sqlite_(?:master|version)|pg_catalog|sysobjects|@@(?:version|hostname)",
        r"['\"`)] ?(?:--|#|/\*|;)(?: |$|-|%)",
        r"' ?= ?'|\" ?= ?\"|' ?\|\| ?'|' ?\+ ?'|' (?:like|rlike|regexp) '",
        r"\border by \d{1,3} ?(?:--|#|/\*)|\bhaving \d ?=|\bgroup by [a-z.]{1,30} having",
        r"/\*!\d{0,6}|\bchar\( ?\d|\bcast\( ?|\bconvert\( ?[a-z]{3,9},|\bexec ?\(|\bcase when\b",
        (
            r"\binsert into \w{1,30} ?(?:\(|values|select)|\bdelete from \w{1,30} ?(?:where|;|--|$)"
            r"|\bupdate \w{1,30} set \w{1,30} ?="
        ),
    ),
    "nosql": (
        (
            r"[\[{.,\"'( ]\$(?:ne|eq|gte?|lte?|in|nin|regex|where|exists|or|and|nor|not|expr|all|size|type"
            r"|mod|elemmatch|text|func|accumulator|lookup|set|unset|push|rename|jsonschema|comment)\b"
        ),
        r"^\$(?:ne|eq|gte?|lte?|in|nin|regex|where|exists|or|and|nor|not|expr|func)\b",
        r"__proto__|constructor\[?\.?\]?[\[. ]?prototype",
        r"\bthis ?\. ?[a-z_]{1,30} ?(?:==|!=|\.match)|\breturn (?:true|1|!0)\b ?[;}]|db\.[a-z]{2,20}\.",
        r"attribute_(?:not_)?exists ?\(|begins_with ?\(|comparisonoperator|attributevaluelist",
        r"\*\)\(|\)\([|&!]|\(\|\(|\(&\(|\)\(objectclass",
        r"<!entity|<!doctype [a-z]{1,30} ?\[|system [\"'](?:file|http)",
        r"\|\| ?['\"]?1['\"]? ?== ?['\"]?1|&& ?this\.",
    ),
    "template": (
        r"\{\{-? ?['\"]?\d{1,9}['\"]? ?[*+/-] ?['\"]?\d",
        r"[$#@*~]\{[^{}]{0,200}\}|\$\{\{|@\(\d",
        r"<%[=@!]|<#(?:assign|list|if)|#set ?\(|\[#[a-z]|\{php\}|\{\{= ?|\{\{#with|\[\[\$\{",
        (
            r"\{\{[^{}]{0,80}(?:__|constructor|config\b|self\b|request\b|cycler|lipsum|joiner|namespace\("
            r"|get_flashed|url_for|settings\b|_self|app\.|system\(|exec|import|process\b|\$on|_c\.)"
        ),
        r"\{%-? ?(?:import|from|include|extends|load|debug|set|autoescape|python|macro|filter|do|php)",
        r"__(?:class|mro|subclasses|globals|builtins|import|init|base|bases|dict|getattribute)__",
        r"java\.(?:lang|util|io)|getruntime ?\(|processbuilder|freemarker|ognl|@ognl|velocity",
        r"\$ ?\{ ?(?:jndi|env|sys|lower|upper|::-|java|ctx|date)|jndi:(?:ldap|rmi|dns)",
        r"\bt\(java|#this|#root|\bspel\b|range\.constructor|_self\.env|registerundefined",
    ),
    "command": (
        (
            r"(?:^|[;|&`\n(]) ?(?:cat|ls|id|whoami|wget|curl|nc|ncat|bash|sh|zsh|ping|nslookup|uname|rm|"
            r"chmod|python3?|perl|ruby|php|powershell|cmd|dir|type|net|echo|sleep|touch|dig|env|printenv)"
            r"(?: [-/$%.<>~'\"*]|\$ifs|\.exe)"
        ),
        (
            r"[;|&`\n] ?(?:cat|ls|id|whoami|wget|curl|nc|bash|sh|ping|nslookup|uname|sleep|env|printenv)"
            r"(?: |$|[`)|;&])"
        ),
        r"\$\( ?(?:cat|ls|id|whoami|wget|curl|uname|sleep|nslookup|ping|printf|echo)\b",
        r"\(\) ?\{ ?:;? ?\} ?;?|/bin/(?:sh|bash|cat|ls|id)|\bcmd(?:\.exe)? /c|powershell -",
        r"[\r\n] ?(?:set-cookie|location|content-[a-z]{4,8}|transfer-encoding|host|x-[a-z-]{2,20}) ?:",
    ),
}

# One expression a kind: the alternatives are tried together, place by place.
COMPILED = {
    kind: re.compile("|".join(f"(?:{one})" for one in of_kind)) for kind, of_kind in RULES.items()
}
