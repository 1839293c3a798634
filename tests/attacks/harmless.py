"""What people and programs send that looks a little like an attack. Of our own writing."""

WORDS = """
Summer sale
O'Brien & Sons
Mary's and Ann's template
Rock 'n' roll night
'Tis the season
"Early bird" and "Last call"
It's 1 or 2 weeks late
Buy one or two = save
Select your gift from our shop
Select a date and time
Union Square: select stores only
Join the union; select your seat
Drop by our table on Friday
Drop-in table tennis
Insert into your calendar
Update your profile and set a password
Delete from my list
Order by 5 pm, ships today
Order by Friday
Where are my orders?
Having 2 left
Group by group
Create your own bouquet
Alter ego (draft)
Truncated title…
50% off; today only
100% cotton & 0% stress
20% rabatt – nur heute
a=b
price=10
1+1=3
2 > 1 and 1 < 2
<3 you all
<- back
-> next
x < y
R&D newsletter
Q&A #4
#1 in our hearts
C# meetup
C++ & Rust
Tom & Jerry's -- the sale
Terms (draft 2)
Terms/Conditions
and/or
24/7 support
n/a
w/o footer
Hello {{ customer.first_name }}
{{ order.number }}
{{ customer.first_name | default: "you" }}
{% if customer.vip %}VIP{% endif %}
{{ total | money }}
{{ items | size }} items
{{ 'now' | date: "%Y" }}
$10 off
$5 & $10 vouchers
US$ 20 (incl. tax)
{draft}
[draft] Welcome
(old) Welcome
Welcome (copy)
Welcome; second try
Welcome | Acme
Welcome || goodbye
Acme's "best" & cheapest; 50% off | now
Script for the call center
Iframe test for the web team
Style guide
Title case
The base of it all
On load of furniture
on click and collect
Online = cheaper
On sale = now
onboarding=1
Javascript: the good parts
Alert (price drop)
Confirm your address
Prompt reply needed
Fetch the parcel
Sleep well (mattress sale)
Benchmark results
The cat sat; the dog ran
Cat food & more
cat | dog
ls 2026 spring
id card renewal
Who am I?
Echo of the past
Ping pong night
Net price list
Rm 12, 2nd floor
Dir. of sales
Env. report
path/to/folder
./draft
a..b
Wait...
Wait.../ or not
v1.0.old name
mail.php migration notes
.com deals
/r/emailgeeks
https://acme.example/sale?utm_source=mail&utm_medium=email
https://acme.example/a/b.html#top
mailto:care@acme.example
care@acme.example
+49 (30) 1234-5678
12:30–14:00
2026-11-23
tpl_01m84tjwr0gf9s1x6dg23ps1rr
usr_01m84tjwhjk0vypk1h1g1qvp5p
eyJrIjoxfQ.abc-DEF_123
Straße & Öl
日本語のタイトル
Добро пожаловать
مرحبا بكم
🎉 Sale 🎉
naïve café
“Smart” quotes – and dashes
l'été à -50 %
Qu'est-ce que c'est ? (or 'quoi')
d'Artagnan and 'Athos'
5' or 6' tall
6'2" or 1.88 m
10" and 12" pizzas
'90s or '80s
Rock and '70s
Users' choice
Mind the gap -- and the step
--- draft ---
/* draft */
*** last chance ***
~ fin ~
a & b; c & d
a, b; c
50;60;70
key: value
{"a": 1}
["a", "b"]
a[0]
sort[name]
x = y ? 1 : 2
f(x) = y
Function of the month (new)
import (new goods)
Window [seat]
Top [10]
Self-service
Parent evening
document.pdf
location: Berlin
content type: newsletter
Set-top boxes
Base64 for beginners
case when it matters
Cast (2026)
true or false
yes or no = maybe
A or B
1 or 2
not null
null
undefined
NaN
true
""".strip().split("\n")

AGENTS = """
Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36
Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15
Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0
Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148
Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)
curl/8.5.0
python-requests/2.32.3
craftify-client/1.0 (+https://acme.example/bots; care@acme.example)
Go-http-client/2.0
""".strip().split("\n")
