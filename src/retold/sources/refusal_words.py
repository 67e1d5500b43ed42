"""Words of walls, errors and offers in several languages, for `refusals`: one phrase a line, `\\s` for a space."""

from __future__ import annotations

import re

# What walls against robots say.
ROBOT = re.compile(
    r"""
      verify\s(?:that\s)?you\s?(?:are|'re|’re)\s(?:a\s)?(?:not\sa\s)?(?:human|robot)
    | are\syou\sa\s(?:robot|human)
    | i(?:'|’)?\s?a?m\snot\sa\srobot
    | prove\s(?:that\s)?you(?:'|’)?\s?a?re\s(?:a\s)?(?:human|not\sa\srobot)
    | human\sverification
    | security\s(?:check|verification)
    | checking\s(?:your\sbrowser|if\sthe\ssite\sconnection)
    | (?:enable|turn\son)\s(?:javascript\sand\s)?cookies\sto\scontinue
    | unusual\s(?:traffic|activity)
    | automated\s(?:access|requests|queries|traffic|bots?)
    | attention\srequired
    | access\s(?:to\sthis\s(?:page|site|resource)\s(?:has\sbeen\s|is\s)?)?(?:was\s|is\s|has\sbeen\s)?denied
    | (?:you\shave|you've|you’ve|your\s(?:ip|request|access|connection)\s(?:address\s)?(?:has
          |was)(?:\sbeen)?)\s(?:been\s)?(?:temporarily\s)?blocked
    | request\s(?:was\s)?(?:blocked|rejected|could\snot\sbe\ssatisfied)
    | ddos\sprotection
    | \bcaptcha\b
    | pardon\sour\sinterruption
    | just\sa\smoment\W*$
    | not\savailable\sin\syour\s(?:country|region)
    | too\smany\srequests
    | ray\sid\b
    | bist\sdu\sein\s(?:roboter|mensch)
    | sind\ssie\sein\s(?:roboter|mensch)
    | kein\sroboter
    | zugriff\s(?:wurde\s)?verweigert
    | sicherheits(?:über)?prüfung
    | vous\sn['’]êtes\spas\sun\srobot
    | êtes-vous\sun\srobot
    | accès\s(?:refusé|interdit)
    | vérification\sde\ssécurité
    | no\s(?:eres|soy|es)\sun\srobot
    | acceso\sdenegado
    | verificaci[óo]n\sde\sseguridad
    | n[ãa]o\s(?:sou|é)\sum\srob[ôo]
    | acesso\snegado
    | non\s(?:sono|sei)\sun\srobot
    | accesso\snegato
    | доступ\s(?:запрещ[её]н|ограничен)
    | вы\sне\sробот
    | я\sне\sробот
    | 로봇이\s아닙니다
    | ロボットではありません
    | 我不是机器人
    """,
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)

# What questions about cookies and tracking say; one such sign stands on most pages.
CONSENT = re.compile(
    r"""
      we\s(?:value|respect|care\sabout)\syour\sprivacy
    | before\syou\scontinue
    | your\sprivacy\s(?:choices|matters|is\simportant)
    | (?:accept|reject|allow|agree\sto)\s(?:all|and\s(?:continue|close))
    | manage\s(?:your\s)?(?:preferences|options|choices|settings|cookies|consent)
    | we\sand\sour\s(?:\d+\s)?(?:partners|vendors)
    | store\sand/or\saccess\sinformation\son\sa\sdevice
    | cookie\s(?:consent|settings|policy|preferences)
    | (?:use|uses|using|place|store)\scookies
    | consent\sto\s(?:the\suse|cookies|our|these)
    | personali[sz]ed\s(?:ads|advertising|content)
    | mit\swerbung\s(?:weiter)?lesen
    | wir\s(?:und\sunsere\spartner|verwenden\scookies|ben[öo]tigen\sihre\s(?:zustimmung|einwilligung))
    | alle\s(?:cookies\s)?akzeptieren
    | zustimmen\sund\sweiter
    | einwilligung
    | datenschutz(?:einstellungen|erklärung)
    | werbung\sund\stracking
    | tout\s(?:accepter|refuser)
    | accepter\s(?:et\s(?:fermer|continuer)|les\scookies)
    | votre\svie\sprivée
    | continuer\ssans\saccepter
    | nos\spartenaires
    | acept(?:ar|o)\s(?:todas?|y\s(?:continuar|cerrar)|cookies|las\scookies)
    | rechazar\stod[oa]s
    | su\sprivacidad
    | tu\sprivacidad
    | nuestros\ssocios
    | accetta(?:re)?\s(?:tutti|e\s(?:continua|chiudi)|i\scookie)
    | la\stua\sprivacy
    | i\snostri\spartner
    | aceitar\s(?:todos|e\s(?:continuar|fechar)|cookies)
    | alles\saccepteren
    | alle\scookies\saccepteren
    | wij\sgebruiken\scookies
    | zaakceptuj
    | godta\salle
    | acceptera\salla
    | accepter\salle
    | hyv[äa]ksy\skaikki
    | принять\s(?:все|cookie)
    | использу(?:ем|ет)\s(?:файлы\s)?cookie
    """,
    re.IGNORECASE | re.VERBOSE,
)

# Titles and headings of errors.
ERROR_TITLE = re.compile(
    r"""
      ^\W*(?:error\W{0,3})?(?:400|401|403|404|410|429|451|500|501|502|503|504|520|521|522)\b(?!\s*(?:million
          |billion|people|years|days|dead|km|miles|euro|[a-z]+s\b))
    | \b(?:page|site|article|story|content|url|file|resource|document)\s(?:was\s|is\s|could\s|can\s
          |you\s[\w\s]{0,40})?(?:not|no\slonger|cannot|can['’]?t)\s(?:be\s)?(?:found|available|exists?|displayed)
    | (?:^|[|–—:-]\s?|404\W{0,3})\W*(?:(?:page|file|article|story|content)\s)?not\sfound\W*$
    | ^\W*(?:oops|whoops|uh[\s-]oh)\b
    | ^\W*sorry\b[^\n]{0,60}\b(?:page|find|found|exists?|available|looking|wrong)\b
    | (?:this\s|the\s)?page\s(?:doesn['’]t|does\snot|no\slonger)\sexist
    | (?:page|link)\s(?:has\sbeen\s|was\s|may\shave\sbeen\s)?(?:removed|moved|expired)
    | internal\sserver\serror
    | bad\sgateway
    | service\s(?:temporarily\s)?unavailable
    | gateway\stime-?out
    | bad\srequest
    | ^\W*forbidden\W*$
    | something\swent\swrong\W*$
    | (?:site|server)\s(?:is\s)?(?:down\sfor\s|under\s)maintenance
    | scheduled\smaintenance
    | temporarily\s(?:down|unavailable)
    | an?\serror\s(?:has\s)?occurred
    | seite\s(?:wurde\s|konnte\s|leider\s)*nicht\s(?:gefunden|mehr|verf[üu]gbar)
    | (?:^|404\W{0,3})\W*nicht\sgefunden\W*$
    | interner\sserverfehler
    | (?:seite|inhalt|artikel)\s(?:\w+\s){0,2}existiert\s(?:\w+\s)?nicht
    | page\s(?:introuvable|non\strouv[ée]e|inexistante)
    | (?:page|article|contenu)\b[^\n]{0,40}n['’]existe\s(?:pas|plus)
    | erreur\s(?:404|500|serveur)
    | p[áa]gina\sno\s(?:encontrada|existe|disponible)
    | (?:p[áa]gina|contenido|art[íi]culo)\s(?:\w+\s){0,3}no\s(?:se\s)?(?:ha\s)?(?:encontr|exist)\w+
    | error\s(?:404|500|del\sservidor)
    | p[áa]gina\sn[ãa]o\s(?:encontrada|existe)
    | pagina\snon\s(?:trovata|disponibile)
    | pagina\sniet\sgevonden
    | siden?\s(?:finnes|findes|hittades|blev)\s?(?:inte|ikke)
    | sidan\shittades\sinte
    | nie\sznaleziono
    | strona\snie\sistnieje
    | страница\sне\s(?:найдена|существует)
    | сторінк[ау]\sне\sзнайдено
    | sayfa\sbulunamad[ıi]
    | stránka\s(?:nebyla\snalezena|neexistuje)
    | sivua\sei\sl[öo]y
    | 페이지를\s찾을\s수
    | ページが見つかりません
    | (?:页面|頁面|网页)(?:不存在|未找到|找不到)
    | الصفحة\s(?:غير\sموجودة|المطلوبة)
    | halaman\stidak\sditemukan
    """,
    re.IGNORECASE | re.VERBOSE,
)

# Offers that cut an article short.
PAYWALL = re.compile(
    r"""
      (?:subscribe|sign\s?up|register|log\s?in|sign\s?in|create\s(?:a\s|an\s)?(?:free\s)?account
          |become\sa\s(?:member|subscriber))\b[^.\n]{0,40}\b(?:to\s(?:continue|keep|read|unlock|view|access|get
          |enjoy)|for\s(?:full|unlimited)\saccess)
    | (?:to\s)?(?:continue|keep)\sreading[^.\n]{0,60}\b(?:subscri|sign|log|register|member|account|trial)
    | already\s(?:a\s)?(?:subscriber|subscribed|a\smember|have\san\saccount|registered)
    | (?:this|the)\s(?:article|story|content|page)\sis\s(?:\w+\s)?(?:only\s)?(?:available\s)?(?:for|to
          |reserved\sfor|exclusive\s(?:to|for))\s(?:\w+\s)?(?:subscribers|members|premium)
    | (?:subscriber|member|premium)s?[\s-](?:only|exclusive)(?:\s(?:content|article|story))?
    | exclusive(?:ly)?\s(?:to|for)\s(?:our\s)?subscribers
    | you(?:'ve|’ve|\shave)\s(?:reached|read|used|hit)\s[^.\n]{0,30}\b(?:free|limit|articles)
    | unlock\s(?:this|the|unlimited|full)
    | start\syour\s(?:free\s)?(?:trial|subscription)
    | free\sarticles?\s(?:left|remaining|this\smonth)
    | subscribe\s(?:now|today)\b
    | read\sthe\sfull\s(?:story|article)
    | (?:weiterlesen|lesen\ssie\sweiter)\smit
    | jetzt\s(?:abonnieren|weiterlesen|testen|registrieren)
    | (?:bereits|schon)\s(?:abonnent|kunde|registriert|plus)
    | nur\sf[üu]r\sabonnenten
    | exklusiv\sf[üu]r\s(?:abonnenten|mitglieder)
    | (?:mit|als)\s(?:einem\s)?(?:plus|digital)?-?\s?abo\b
    | dieser\s(?:artikel|inhalt)\sist\s(?:kostenpflichtig|exklusiv|nur)
    | r[ée]serv[ée]\s(?:aux|à\snos)\sabonn[ée]s
    | d[ée]jà\sabonn[ée]
    | pour\slire\sla\ssuite
    | abonnez-vous
    | il\svous\sreste\s[^.\n]{0,20}à\sd[ée]couvrir
    | article\sr[ée]serv[ée]
    | (?:exclusivo|solo|s[óo]lo)\spara\ssuscriptores
    | ya\s(?:eres|soy)\ssuscriptor
    | suscr[íi]b(?:ete|ase)\spara
    | para\s(?:seguir|continuar)\s(?:leyendo|lendo)
    | contenido\s(?:exclusivo|para\ssuscriptores)
    | conte[úu]do\sexclusivo
    | exclusivo\s(?:para|a)\sassinantes
    | j[áa]\s[ée]\sassinante
    | riservat[oa]\sagli\sabbonati
    | sei\sgi[àa]\sabbonato
    | abbonati\s(?:per|ora)
    | per\scontinuare\sa\sleggere
    | alleen\svoor\sabonnees
    | word\sabonnee
    | lees\sverder\smet
    | al\sabonnee
    | kun\sfor\sabonnenter
    | for\sabonnenter
    | bli\sabonnent
    | logg\sinn\sfor\så\slese
    | f[öo]r\sprenumeranter
    | bli\sprenumerant
    | logga\sin\sf[öo]r\satt\sl[äa]sa
    | tilaajille
    | dla\sprenumerator
    | tylko\sdla\ssubskrybent
    | только\sдля\sподписчиков
    | оформите\sподписку
    | この記事は(?:有料|会員)
    | 会員限定記事
    | 残り\s?[:：]?\s?\d+\s?文字
    | 続きを読むには
    | 续订
    | 订阅后
    | abone\sol
    """,
    re.IGNORECASE | re.VERBOSE,
)
