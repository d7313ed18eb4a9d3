"""How English speaks of having asked before."""

from parley.domain.attempts.wording.shape import Claims, Wording, lines, words

_MANY = (
    r"three|four|five|six|seven|eight|nine|ten|twenty|fifty|[3-9]|[1-9]\d|several|many|so many|"
    r"too many|countless|multiple|numerous|umpteen|dozens of|hundreds of|thousands of|a few|"
    r"a dozen|a hundred|a thousand|a million"
)
_CLAIMS = Claims(
    words={
        "i": (
            r"(?:i|we|ive|weve)(?:' ve|' d| have| had| did| now| already| just| literally"
            r"| personally| also| really| even| actually| must)*"
        ),
        "s": (
            r"(?:(?<! if)(?<! unless)(?<! when) {i}|{start}(?: (?:have|had|already|now|and|just|"
            r"literally|ok|so|well|look|listen|but|sorry))*)"
        ),
        "past": (
            r"explained|told|said|asked|written|wrote|called|rung|rang|phoned|contacted|e ?mailed|"
            r"mailed|messaged|texted|reported|raised|complained|requested|mentioned|repeated|described|"
            r"informed|reminded|reached out|spoken|spoke|talked|chatted|chased|been in touch|"
            r"tried to (?:explain|reach|contact|call|get through|get hold|tell)|"
            r"had to (?:explain|call|repeat|ask|write|contact|tell|say)|"
            r"been (?:calling|asking|writing|explaining)"
        ),
        "say": (
            r"(?:explain|tell|told|say|said|ask|writ|wrote|call|ring|rang|phon|contact|e ?mail|"
            r"mail|messag|text|report|complain|request|repeat|mention|describ|remind|reach|chas|"
            r"speak|spok|talk|chat|rais)[a-z]*|get in touch|got in touch"
        ),
        "contact": (
            r"(?:message|e ?mail|mail|call|phone call|complaint|letter|ticket|request|reminder|"
            r"enquiry|inquiry|chat|follow up)(?! address| account| box)"
        ),
        "contacts": (
            r"messages|e ?mails|mails|calls|complaints|letters|tickets|requests|reminders|"
            r"enquiries|inquiries|chats|follow ups"
        ),
        "staff": r"people|agents|colleagues|advisors|advisers|representatives|reps|operators",
        "this": (
            r"(?:this|that|it|its)(?:' s| is| was| must be)?(?: now| already)?(?: the| my| our)?"
        ),
        "am": r"(?:i|we)(?:' m| am| are|' re|' ve| have| had| been| to| must| now| already| just)*",
    },
    two={
        "times": r"twice|two times|2 times|2x|(?:a )?couple of times",
        "number": r"two|2|a couple of",
        "ordinal": r"second|2nd",
    },
    more={
        "times": rf"thrice|(?:{_MANY}) times|[3-9]x|(?:{_MANY})(?: separate| different)? occasions",
        "number": _MANY,
        "ordinal": (
            r"third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|3rd|\d+th|umpteenth|nth|"
            r"hundredth|thousandth|millionth"
        ),
    },
    forms=(
        r"{s} {past}{gap} {times}{own}",
        r"{s} {times}(?: now| already)* {past}{own}",
        r"{times}(?: now| already)* {i} {past}{own}",
        r"{s} (?:sent|written|wrote|made|opened|left|filed|submitted|raised){gap} {number}"
        r"(?: [^ .,]+){0,2} {contacts}{own}",
        r" after (?:my |the |all )?{number}(?: [^ .,]+)? {contacts}{own}(?! from)",
        r"{s} (?:spoken|spoke|talked|chatted|explained|had to explain){gap} {number}"
        r"(?: [^ .,]+){0,2} {staff}"
        r"(?! (?:on|at|in) my)",
        r" {this} {ordinal} (?:time|attempt|try)(?: now| already| today| running)*{end}",
        r" {this} {ordinal} {contact}",
        r" (?:my|our) {ordinal} {contact}{own}",
        r"{start}(?: the)? {ordinal} time(?: now| already| today| asking)*{end}",
        r" {ordinal} time(?: now| already| today| that| this week)*(?: {am})? {say}{own}",
        r"{start}(?: (?:and|so|now|ok|again|look|hello))* for the {ordinal} time{end}",
        r"(?:{start}| {am}) {say}{gap}(?: for)? (?:the|a) {ordinal} time{own}",
    ),
    unbounded=(
        r" how (?:many|many more) times (?:do|must|should|have|will|did)(?: i| we)"
        r"(?: have| need| got| to| still| keep)* {say}{own}",
        r" how often (?:do|must|should|will)(?: i| we)(?: have| need| to| still)* {say}{own}",
    ),
    others=(
        r"kids?|child|children|sons?|daughters?|wife|husband|mum|mom|mother|dad|father|parents?|"
        r"friends?|boss|neighbou?rs?|brothers?|sisters?|partner|family|girlfriend|boyfriend|"
        r"students?|pupils?|landlord|landlady|doctor|dentist|bank|restaurant|hotel|doorbell|bell|"
        r"grandma|grandmother|grandpa|grandfather|aunt|uncle|cousin|teacher|roommate|flatmate|"
        r"dog|cat|him|her|police|courier|driver|postman|myself not|"
        r"my (?:own )?(?:colleagues?|team|staff|employees?|customers?|clients?|manager)"
    ),
)

WORDING = Wording(
    claims=_CLAIMS,
    nudges=lines("""
        still nothing | nothing yet | still waiting | i am still waiting | i' m still waiting |
        i' m waiting | i am waiting | we are still waiting | waiting | still no answer | still
        no reply | still no response | still no news | still no update | no answer | no reply |
        no response | no news | any news | any news yet | any update | any updates | any answer
        | any reply | any response | any progress | answer me | please answer | answer please |
        answer | please reply | reply please | please respond | are you there | are you still
        there | you there | is anyone there | is anybody there | anyone there | anybody there |
        hello anyone there | hello is anyone there | hello anybody there | hello are you there |
        what now | now what | so what now | what' s happening | what is happening | i asked you
        something | and my answer | where are you | why no answer
    """),
    asked=lines("""
        and | so | well | hello | hellooo | hello again | hey | anyone | anybody | anything |
        anything yet | and now | so | well then | what about it | and my question | yes and
    """),
    persisting=(
        r"still (?:no|nothing|nobody|none|never|waiting|missing|broken|the same|without|failing|"
        r"fails|unresolved|down|have no|got no)",
        r"still (?:(?:have|has|is|are|am|does|do|did|can|could) )?"
        r"not(?! (?:sure|certain|decided|know))",
        r"still (?!don' t know)[a-z]+' t",
        r"(?:like|as) i (?:already |just |have )?(?:said|told you|wrote|explained|mentioned)",
        r"i repeat",
        r"same (?:problem|error|issue|thing|message|fault) (?:again|as before|as ever)",
        r"happened again",
        r"no (?:answer|reply|response|news|improvement|change) (?:yet|so far)",
        r"(?:not|[a-z]+' t) (?:help|work|start|open|load|connect|charge|log in|sign in|get in|"
        r"turn on)(?: [^ .,]+){0,4} either",
        r"even (?:with|after|without)(?: [^ .]+){1,8}? (?:not|[a-z]+' t|nothing)",
        r"still (?:says|shows|gives|tells|refuses|rejects)",
        r"did(?: not|n' t) (?:help|work)",
        r"no (?:luck|difference|success|effect|joy|avail)",
        r"same (?:result|thing)(?= (?:[.,]|$))",
        r"(?:[a-z]+' t work|crashes|fails|freezes) (?:anyway|regardless|either way)",
        r"nothing (?:changed|has changed|helps|helped|happened)",
    ),
    thanks=(
        r"thanks|thank|thx|cheers|perfect|great|solved|resolved|works now|working now|wonderful|"
        r"brilliant|awesome|lovely"
    ),
    praise=(
        r"(?:you|they|all|everyone|everybody|staff|team|support|service|people|agents?|"
        r"colleagues?)(?: guys| all| both| (?:i|we) (?:spoke|talked) (?:to|with))?"
        r"(?: was| were| are| is|' re|(?: have|' ve| has) been)(?: always| so| very| really| all| "
        r"just| most| truly)* (?:helpful|kind|friendly|nice|"
        r"great|lovely|wonderful|amazing|brilliant|fantastic|excellent|patient|polite|good)"
        r"(?! (?:to|at|of|enough|as|if))",
        r"how (?:good|great|helpful|kind|nice|friendly|lovely) (?:you|your|it|this|the)",
        r"(?:always|been|was|were|am|' m)(?: always| been| so| very| really| more than)* (?:happy|"
        r"satisfied|pleased|delighted|impressed|grateful|thankful)(?! (?:to|if))",
        r"(?:got|was|were|been|received)(?: always| so| very| really| every time| each time| such| "
        r"a| the| most)* (?:well|great|excellent|good|kind|kindly|brilliantly|wonderful|superb|"
        r"friendly|fantastic) (?:helped|advised|treated|looked after|help|advice|service|support)",
        r"(?:helped|advised|treated|looked after)(?: me| us)?(?: always| so| very| really)* "
        r"(?:well|kindly|brilliantly|wonderfully)",
        r"(?:always|every time|each time)(?: been| got| was| were| had| you| they| someone)* "
        r"(?:helped|great|good|excellent|friendly)",
        r"always (?:helped|answered|solved|sorted|fixed)(?: me| us| it| everything)?(?: out)? "
        r"(?:brilliantly|well|quickly|fast|kindly)",
        r"love (?:the|your|this) (?:shop|store|service|team|app)",
        r"(?:but |and )?(?:now )?(?:it|everything|all)(?:(?: is|' s)(?: now| finally| all)+|"
        r"(?: now| finally)+) (?:works?|working|solved|resolved|sorted|fixed|settled|fine)",
        r"(?:(?:but|and|now|finally) )+(?:it|everything|all) (?:works|(?:is|' s|got) (?:solved|"
        r"resolved|sorted|fixed|settled))(?: fine| perfectly)?(?: now)?",
        r"(?:it|everything|all) works(?: fine| perfectly)? now",
        r"(?:once|one) (?:for|about|because of|regarding)(?: [^ .,]+){1,6}?(?: ,)?"
        r"(?: and)? (?:once|one|another|the other) (?:for|about|because of|regarding)",
        r"{start}(?:(?:and|so|now|again) )*for the [a-z0-9]+ time(?: ,)?(?: many| a big)? "
        r"(?:thanks|thank you)(?! in advance)",
    ),
    reservations=(
        r"but|though|although|however|yet|still|not|no|never|nothing|nobody|none|cannot|[a-z]+' t|"
        r"without|unhelpful|useless|waste|why|until|less|fail(?:ed|s)?|would|' d|wish|refund|worse|"
        r"unfortunately|sadly|except|only to|instead|wrong|nowhere|if|whether|please|should"
    ),
    function_words=words("""
        a an the this that these those there here i me my mine we us our you your he him his she
        her it its they them their ive im and or but if then than so as at by for from in into
        of off on onto out over to up with without about after before since until till while
        because am is are was were be been being do does did done doing have has had having can
        could will would shall should may might must s t m d ll re ve not no yes yeah ok okay
        well now just still again already yet only also too very really even ever never more
        most some any all please thanks thank hello hi hey dear sir madam good morning afternoon
        evening want need help get got give tell say said know like see try tried let lets make
        made go going gone come ask asked one finally today back don doesn didn isn aren wasn
        weren hasn haven hadn couldn wouldn shouldn won ain nobody demand request fix solve
        solution days weeks hours yesterday keep keeps kept
    """),
    concepts={
        "missing": (
            r"(?:not|never|[a-z]+' t)(?: yet| been| even| actually| still)* (?:arrived?|received?|"
            r"come|delivered|here|shown up|turned up|got|gotten)|where(?:' s| is| are)|"
            r"(?:is|are|gone|still) missing|got lost|waiting for|"
            r"no(?= (?:parcel|package|delivery|sign) )"
        ),
        "fault": (
            r"(?:not|[a-z]+' t|never|no longer|stopped|stops)(?: even| really| properly)* (?:work|"
            r"working|works|function|connect|connecting|respond|responding|start|turn on|load|"
            r"loading)|(?:not|[a-z]+' t) (?:be |being )?accept(?:ed)?|declined|rejected|"
            r"broken|broke|dead|defective|faulty|out of order|crash(?:es|ing|ed)|"
            r"(?:is|are|went|been|' s) down|no(?= (?:internet|connection|signal|wifi) )|"
            r"(?:cannot|can not|[a-z]+' t|unable to|not able to)(?: let me| manage to| able to)?"
            r"(?= (?:log ?in|log into|sign in|get in|get into|access) )"
        ),
        "parcel": r"parcels?|packages?|packets?|shipments?|delivery|orders?",
        "money_back": r"refund(?:ed|s)?|money back|reimburs[a-z]*|my money",
        "cancel": r"cancel[a-z]*|terminate",
        "connection": r"internet|wi ?fi|connection|broadband",
        "sign_in": (
            r"(?:log ?in|logging in|log into|sign in|signing in|get in|get into|access)"
            r"(?: to)?(?: my| the) account|log ?in|logging in|log into|sign in|signing in|"
            r"locked out|get in"
        ),
        "charged": r"charged|billed|debited",
    },
)
